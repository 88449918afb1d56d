//! A person with a browser: follows redirects, reads a form and sends it back filled in.

use std::net::SocketAddr;

use crate::http::{Reply, get, post};

/// A person at a page.
pub(crate) struct Person {
    address: SocketAddr,
    /// What the browser says that it likes.
    headers: Vec<(&'static str, &'static str)>,
    /// Where the last page was.
    pub(crate) path: String,
    pub(crate) page: Reply,
}

impl Person {
    /// Opens `path`.
    pub(crate) async fn at(address: SocketAddr, path: &str) -> Self {
        Self::with(address, path, &[]).await
    }

    pub(crate) async fn with(
        address: SocketAddr,
        path: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Self {
        let headers = headers.to_vec();
        let page = get(address, path, &headers).await;
        let mut person = Self { address, headers, path: path.to_owned(), page };
        person.follow().await;
        person
    }

    /// The fields of the form as they are filled in.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let inputs = self.page.body.split("<input ").skip(1);
        let inputs = inputs.filter_map(|input| {
            let input = input.split('>').next()?;
            let ticked = input.contains(" checked") || input.contains("type=\"hidden\"");
            ticked.then(|| (value(input, "name"), value(input, "value")))
        });
        let texts = self.page.body.split("<textarea ").skip(1).map(|text| {
            let (start, rest) = text.split_once(">\n").unwrap();
            (value(start, "name"), unescaped(rest.split("</textarea>").next().unwrap()))
        });
        inputs.chain(texts).collect()
    }

    /// Sends the form with these fields in the place of what they held, and follows the redirect.
    pub(crate) async fn send(&mut self, go: &str, filled: &[(&str, &str)]) -> &Reply {
        let fields = self.filled(go, filled);
        self.send_fields(&fields).await
    }

    /// What `send` would send.
    pub(crate) fn filled(&self, go: &str, filled: &[(&str, &str)]) -> Vec<(String, String)> {
        let kept = self.fields().into_iter();
        let kept = kept.filter(|(name, _)| filled.iter().all(|(it, _)| it != name));
        let filled = filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        kept.chain(filled).chain([("go".to_owned(), go.to_owned())]).collect()
    }

    pub(crate) async fn send_fields(&mut self, fields: &[(String, String)]) -> &Reply {
        let path = self.path.split('?').next().unwrap().to_owned();
        self.page = post(self.address, &path, &self.headers, fields).await;
        self.path = path;
        self.follow().await
    }

    async fn follow(&mut self) -> &Reply {
        while let Some(location) = self.page.headers.get("location").cloned() {
            assert_eq!(self.page.status, 303);
            self.page = get(self.address, &location, &self.headers).await;
            self.path = location;
        }
        &self.page
    }

    pub(crate) fn sees(&self, text: &str) -> bool {
        self.page.body.contains(text)
    }
}

fn value(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!("{name}=\"")).map(|(_, rest)| rest);
    unescaped(value.and_then(|rest| rest.split('"').next()).unwrap_or_default())
}

/// As a browser reads what askama escapes.
fn unescaped(html: &str) -> String {
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    signs.into_iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}
