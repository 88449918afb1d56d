//! The words that the renderings share about a path model.

use plaudit_proto::v1::{LatentItem, LatentResult, PathModelResult, Range, Report};

use super::figure;

/// Decimals of coefficients, weights and loadings.
pub(crate) const DECIMALS: usize = 2;

/// What a latent variable is called.
pub(crate) fn name(latent: &LatentResult) -> &str {
    if latent.label.is_empty() { &latent.id } else { &latent.label }
}

/// What the latent variable `id` is called.
pub(crate) fn named<'a>(model: &'a PathModelResult, id: &'a str) -> &'a str {
    model.latents.iter().find(|latent| latent.id == id).map_or(id, name)
}

/// What an item is called.
pub(crate) fn item(item: &LatentItem) -> &str {
    if item.label.is_empty() { &item.question } else { &item.label }
}

/// Why there is nothing to show of a model; none when there is, empty when notes say it.
pub(crate) fn missing(model: &PathModelResult, report: &Report) -> Option<String> {
    match (model.withheld, model.latents.is_empty()) {
        (true, _) => Some(figure::withheld(report.privacy_k)),
        (false, true) if model.notes.is_empty() => Some(figure::NO_ANSWERS.into()),
        (false, true) => Some(String::new()),
        (false, false) => None,
    }
}

/// How much was fitted to how much.
pub(crate) fn summary(model: &PathModelResult) -> String {
    let items: usize = model.latents.iter().map(|latent| latent.items.len()).sum();
    let paths = if model.paths.len() == 1 { "path" } else { "paths" };
    format!(
        "{} latent variables, measured by {items} questions, and {} {paths} between them, from {} \
         responses.",
        model.latents.len(),
        model.paths.len(),
        figure::count(model.n)
    )
}

/// What the figures of a latent variable mean.
pub(crate) const INDEX: &str = "Index: mean on 0 to 100, 100 being the good end, the questions \
    weighted by the model; equal: weighted alike. R²: percent of the variation that those leading \
    there explain together.";

/// What a coefficient means.
pub(crate) const COEFFICIENT: &str = "Standard deviations higher at the end, where the beginning is \
    one higher and the others that lead there are alike.";

/// What a total means.
pub(crate) const TOTAL: &str = "Along all ways together: the products of the coefficients on each \
    way, added up.";

/// A share from 0 to 1 in percent.
pub(crate) fn percent(range: &Range) -> Range {
    let times = |x: f64| 100.0 * x;
    Range {
        value: times(range.value),
        lower: range.lower.map(times),
        upper: range.upper.map(times),
    }
}

/// How the figures of a path model came about.
pub(crate) fn methods(report: &Report) -> Option<String> {
    let model = report.path_model.as_ref().filter(|model| !model.latents.is_empty())?;
    let mut text = "Partial least squares, Mode A, centroid scheme, as in the ECSI and ACSI models: \
        each latent variable is a weighted sum of its questions, the weights follow from what it goes \
        with, and paths are regressions of the latent variables on each other"
        .to_owned();
    text += &format!(" ({} rounds).", model.rounds);
    text += match model.error_method.as_str() {
        "jackknife" => {
            " Intervals hold for repeat respondents (jackknife over 64 groups of respondents); a path \
             is called reliable when its interval leaves out 0, and these are not adjusted for the \
             number of paths."
        }
        _ => " There are no intervals: fewer than 128 responses allow no jackknife.",
    };
    if model.missing == "em" {
        text += " Missing answers were predicted from the given ones (EM).";
    }
    text += " The survey says which way paths lead, the data do not: no figure here says what brings \
        another about.";
    Some(text)
}
