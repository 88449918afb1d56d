//! `plaudit survey link`: how people come to a survey with an open link.

use std::fmt::Write as _;

use anyhow::{Context, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plaudit_client::Client;
use plaudit_proto::v1;
use plaudit_server::DEFAULT_TENANT;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::args::{Format, Global, Link, Snippet};
use crate::config::Config;
use crate::output;

/// What does not stand as it is in the query of a URL.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Light modules around the code that readers need.
const MARGIN: i32 = 4;

/// Prints the link, or what leads to it.
pub(crate) async fn run(
    args: Link,
    global: &Global,
    config: &Config,
    client: &Client,
) -> anyhow::Result<bool> {
    let request = v1::GetSurveyRequest { survey_id: args.survey.clone(), version: 0 };
    let reply = client.surveys().get_survey(request).await?.into_inner();
    let published = reply.version.and_then(|version| version.survey);
    let survey = published.with_context(|| format!("{}: publish it first", args.survey))?;
    if !survey.open_link {
        bail!("{}: has no open link; its file must say `open_link: true`", args.survey);
    }
    let link = url(&config.asking.public_url, tenant(global, config), &args);
    if let Some(file) = &args.qr {
        let code = QrCode::encode_text(&link, QrCodeEcc::Medium);
        let code = code.context("the link is too long for a QR code")?;
        output::write(Some(file), &svg(&code))?;
    }
    let title = survey.title.get(&survey.default_language).unwrap_or(&survey.id);
    let text = match args.snippet {
        None => link.clone(),
        Some(Snippet::Web) => format!(
            "<iframe src=\"{0}\" title=\"{1}\" width=\"100%\" height=\"720\" style=\"border:0\" \
             loading=\"lazy\" sandbox=\"allow-forms allow-same-origin\" referrerpolicy=\"no-referrer\"></iframe>\n\
             <p><a href=\"{0}\">{1}</a></p>",
            escaped(&link),
            escaped(title)
        ),
        Some(Snippet::Chat) => format!("{title}\n{link}"),
    };
    if global.format == Some(Format::Json) {
        output::write(None, &format!("{}\n", serde_json::json!({ "link": link, "text": text })))?;
    } else {
        output::write(None, &format!("{text}\n"))?;
    }
    Ok(true)
}

/// Whose survey it is: a key names its tenant.
fn tenant<'a>(global: &'a Global, config: &'a Config) -> &'a str {
    let of_key = || config.client.key.strip_prefix("plaudit.")?.split('.').next();
    let own = || global.tenant.as_deref();
    let tenant = if config.client.server.is_empty() { own() } else { of_key() };
    tenant.unwrap_or(DEFAULT_TENANT)
}

fn url(public: &str, tenant: &str, args: &Link) -> String {
    let mut url = format!("{}/p/", public.trim_end_matches('/'));
    if tenant != DEFAULT_TENANT {
        let _ = write!(url, "{tenant}/");
    }
    url += &args.survey;
    let values = args
        .values
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, QUERY)));
    let kiosk = args.kiosk.then(|| "kiosk".to_owned());
    for (i, part) in values.chain(kiosk).enumerate() {
        let _ = write!(url, "{}{part}", if i == 0 { '?' } else { '&' });
    }
    url
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One path of unit squares, dark on light.
fn svg(code: &QrCode) -> String {
    let side = code.size() + 2 * MARGIN;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{},{}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/>\
         <path d=\"{path}\"/></svg>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(values: &[(&str, &str)], kiosk: bool) -> Link {
        let values = values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Link { survey: "shop".to_owned(), values, kiosk, qr: None, snippet: None }
    }

    #[test]
    fn a_link_names_the_tenant_where_it_must_and_carries_segments() {
        let to = |tenant, link: &Link| url("https://ask.example/", tenant, link);
        assert_eq!(to("default", &link(&[], false)), "https://ask.example/p/shop");
        assert_eq!(to("acme", &link(&[], true)), "https://ask.example/p/acme/shop?kiosk");
        let both = link(&[("team", "Hà Nội & co"), ("channel", "chat")], true);
        let expected = "https://ask.example/p/shop?team=H%C3%A0%20N%E1%BB%99i%20%26%20co\
                        &channel=chat&kiosk";
        assert_eq!(to("default", &both), expected);
    }

    #[test]
    fn a_code_is_drawn_module_by_module_with_its_margin() {
        let code = QrCode::encode_text("https://ask.example/p/shop", QrCodeEcc::Medium).unwrap();
        let drawn = svg(&code);
        let size = code.size();
        let dark = |x: i32, y: i32| drawn.contains(&format!("M{x},{y}h1v1h-1z"));
        for y in -MARGIN..size + MARGIN {
            for x in -MARGIN..size + MARGIN {
                // A module outside of the code is light.
                assert_eq!(dark(x + MARGIN, y + MARGIN), code.get_module(x, y), "{x} {y}");
            }
        }
        assert!(drawn.contains("viewBox=\"0 0 33 33\""), "{drawn}");
    }
}
