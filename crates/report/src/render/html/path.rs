//! The path model: a diagram, the indices and the paths in tables, the findings in words.

mod diagram;

use askama::Template;
use plaudit_proto::v1::{LatentResult, PathModelResult, PathResult, Range, Report};

use self::diagram::Diagram;
use crate::render::{driver, figure, path};

/// The section as HTML; empty when the report has none.
pub(super) fn section(report: &Report) -> String {
    let Some(model) = &report.path_model else { return String::new() };
    let section = Section {
        language: if report.language.is_empty() { "en" } else { &report.language },
        level: figure::level(report.level),
        missing: path::missing(model, report),
        summary: path::summary(model),
        limited: !model.error_method.is_empty(),
        model,
        diagram: Diagram::new(model),
        latents: model.latents.iter().map(latent).collect(),
        paths: model.paths.iter().map(|found| link(found, model)).collect(),
        totals: model.totals.iter().map(|found| link(found, model)).collect(),
        items: items(model),
    };
    section.render().expect("writing to memory does not fail")
}

#[derive(Template)]
#[template(path = "path.html")]
struct Section<'a> {
    language: &'a str,
    level: String,
    missing: Option<String>,
    summary: String,
    /// Whether anything has limits.
    limited: bool,
    model: &'a PathModelResult,
    diagram: Diagram,
    latents: Vec<Latent<'a>>,
    paths: Vec<Link<'a>>,
    totals: Vec<Link<'a>>,
    items: Vec<Item<'a>>,
}

struct Latent<'a> {
    name: &'a str,
    index: [String; 2],
    equal: [String; 2],
    alpha: String,
    r2: [String; 2],
}

struct Link<'a> {
    from: &'a str,
    to: &'a str,
    coefficient: [String; 2],
    /// Empty without limits.
    verdict: &'static str,
}

struct Item<'a> {
    latent: &'a str,
    name: &'a str,
    weight: String,
    loading: String,
    share: String,
}

fn latent(latent: &LatentResult) -> Latent<'_> {
    let r2 = latent.r2.as_ref().map(path::percent);
    Latent {
        name: path::name(latent),
        index: pair(latent.index.as_ref(), 1, ""),
        equal: pair(latent.equal_index.as_ref(), 1, ""),
        alpha: latent.alpha.map_or_else(String::new, |alpha| figure::number(alpha, 2)),
        r2: pair(r2.as_ref(), 0, "%"),
    }
}

/// The value and its limits.
fn pair(range: Option<&Range>, decimals: usize, sign: &str) -> [String; 2] {
    let value = range.map(|range| format!("{}{sign}", figure::number(range.value, decimals)));
    [value.unwrap_or_default(), driver::interval(range, decimals)]
}

fn link<'a>(found: &'a PathResult, model: &'a PathModelResult) -> Link<'a> {
    let range = found.coefficient.as_ref();
    let value = range.map(|range| figure::signed(range.value, path::DECIMALS));
    Link {
        from: path::named(model, &found.from),
        to: path::named(model, &found.to),
        coefficient: [value.unwrap_or_default(), driver::interval(range, path::DECIMALS)],
        verdict: match (range.and_then(driver::limits), found.reliable) {
            (None, _) => "",
            (Some(_), true) => "reliable",
            (Some(_), false) => "may be chance",
        },
    }
}

fn items(model: &PathModelResult) -> Vec<Item<'_>> {
    let items = model.latents.iter().flat_map(|latent| {
        latent.items.iter().map(move |item| Item {
            latent: path::name(latent),
            name: path::item(item),
            weight: figure::number(item.weight, path::DECIMALS),
            loading: figure::number(item.loading, path::DECIMALS),
            share: format!("{}%", figure::number(item.share, 0)),
        })
    });
    items.collect()
}
