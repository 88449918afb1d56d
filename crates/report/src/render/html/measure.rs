//! A measure as a card: its value, what it is made of, and how the answers are spread.

use std::borrow::Cow;

use plaudit_proto::v1::{Bar, Component, Estimate, MeasureResult, Report, Standing};

use super::svg;
use crate::render::{
    figure::{self, Shown, Unit},
    words,
};

pub(super) struct Card<'a> {
    pub id: String,
    pub measure: &'a MeasureResult,
    pub unit: Unit,
    pub scale: String,
    pub missing: Option<String>,
    pub shown: Option<Shown>,
    /// Why the interval comes first, where it does.
    pub caution: Option<&'static str>,
    /// The interval that stays right however often one looks.
    pub anytime: Option<String>,
    pub components: Vec<ComponentRow<'a>>,
    pub distribution: Option<Distribution<'a>>,
}

pub(super) struct ComponentRow<'a> {
    pub name: &'a str,
    pub definition: Cow<'a, str>,
    /// The band it counts, which a swatch shows.
    pub band: &'static str,
    pub shown: Option<Shown>,
    pub count: Option<String>,
    /// The same with the weights, as in "weighted 51% (48 to 54)".
    pub weighted: Option<String>,
}

pub(super) struct Distribution<'a> {
    pub description: String,
    pub bands: Vec<Band>,
    pub bars: Vec<Answer<'a>>,
    /// Upright bars for a scale, lying ones for options.
    pub upright: bool,
    pub height: usize,
    /// What the ends of the scale are called.
    pub ends: Option<(&'a str, &'a str)>,
}

pub(super) struct Band {
    pub class: &'static str,
    pub x: String,
    pub width: String,
    pub middle: String,
    /// Its share, where there is room for it.
    pub label: String,
}

pub(super) struct Answer<'a> {
    pub bar: &'a Bar,
    pub class: &'static str,
    pub label: &'a str,
    pub short: String,
    pub share: String,
    pub count: String,
    pub x: String,
    pub width: String,
    pub middle: String,
    pub y: usize,
    pub height: usize,
}

/// Height of the tallest upright bar, in pixels.
const TALL: f64 = 84.0;
/// Pixels from one lying bar to the next.
pub(super) const PITCH: usize = 38;

impl<'a> Card<'a> {
    pub(super) fn new(index: usize, measure: &'a MeasureResult, report: &Report) -> Self {
        let unit = Unit::of(&measure.unit);
        let shown = measure.estimate.as_ref().map(|e| Shown::new(e, unit));
        let weighted = measure.weighted.as_ref().map(|e| weighted(e, unit));
        let answered = measure.distribution.iter().any(|bar| bar.count > 0);
        Self {
            id: format!("m{index}"),
            measure,
            unit,
            scale: words::scale(&measure.scale),
            missing: figure::missing_measure(measure, figure::k(measure, report)),
            caution: shown.as_ref().and_then(|s| caution(s.standing)),
            shown,
            anytime: measure.anytime.as_ref().map(|e| words::anytime(e, unit)),
            components: weighted
                .into_iter()
                .chain(measure.components.iter().map(|c| component(c, measure)))
                .collect(),
            distribution: answered.then(|| distribution(measure)),
        }
    }
}

fn caution(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Indicative => Some("Indicative: from 10 to 29 answers"),
        Standing::IntervalOnly => Some("Fewer than 10 answers: only the interval"),
        _ => None,
    }
}

fn weighted(estimate: &Estimate, unit: Unit) -> ComponentRow<'_> {
    ComponentRow {
        name: "weighted",
        definition: figure::effective(estimate).into(),
        band: "",
        shown: Some(Shown::new(estimate, unit)),
        count: None,
        weighted: None,
    }
}

fn component<'a>(component: &'a Component, measure: &'a MeasureResult) -> ComponentRow<'a> {
    let weighted = measure.weighted_components.iter().find(|w| w.id == component.id);
    let weighted = weighted.and_then(|weighted| weighted.estimate.as_ref());
    let band = component.id.strip_suffix('s').unwrap_or(&component.id);
    ComponentRow {
        name: words::component(&component.id),
        definition: component.definition.as_str().into(),
        band: class(band),
        shown: component.estimate.as_ref().map(|e| Shown::new(e, Unit::of(&component.unit))),
        count: component.estimate.as_ref().and_then(|e| e.count).map(figure::count),
        weighted: weighted.map(|e| Shown::new(e, Unit::of(&component.unit)).text()),
    }
}

/// The attribute that draws the bar of a band.
fn bar_class(band: &str) -> &'static str {
    match band {
        "detractor" | "bottom" => " class=\"det\"",
        "passive" => " class=\"pas\"",
        "promoter" => " class=\"pro\"",
        "top" => " class=\"top\"",
        _ => "",
    }
}

/// The class that draws a band.
fn class(band: &str) -> &'static str {
    match band {
        "detractor" | "bottom" => "det",
        "passive" => "pas",
        "promoter" => "pro",
        "top" => "top",
        _ => "",
    }
}

fn distribution(measure: &MeasureResult) -> Distribution<'_> {
    let bars = &measure.distribution;
    let numbers = bars.iter().all(|bar| bar.value.parse::<f64>().is_ok());
    let upright = numbers && bars.len() <= 11 && !bars.iter().any(words::is_class);
    let bands = bands(bars);
    let above = if bands.is_empty() { 0 } else { 44 };
    let height = if upright { above + TALL as usize + 42 } else { bars.len() * PITCH };
    let ends = match (bars.first(), bars.last()) {
        (Some(low), Some(high)) if words::labelled(low) || words::labelled(high) => {
            Some((words::answer(low), words::answer(high)))
        }
        _ => None,
    };
    Distribution {
        description: description(bars),
        bars: answers(bars, upright, above),
        bands,
        upright,
        height,
        ends,
    }
}

fn description(bars: &[Bar]) -> String {
    let answers =
        bars.iter().map(|bar| format!("{}: {}", words::answer(bar), figure::share(bar.share)));
    format!("{}.", answers.collect::<Vec<_>>().join(", "))
}

fn answers<'a>(bars: &'a [Bar], upright: bool, above: usize) -> Vec<Answer<'a>> {
    let longest = bars.iter().map(|bar| bar.share).fold(0.0, f64::max);
    let slot = 1.0 / bars.len() as f64;
    let answer = |(i, bar): (usize, &'a Bar)| {
        let height = (bar.share / longest * TALL).round().max(1.0) as usize;
        let left = i as f64 * slot;
        Answer {
            bar,
            class: bar_class(&bar.band),
            label: words::answer(bar),
            short: svg::short(words::answer(bar), 40),
            share: figure::share(bar.share),
            count: figure::count(bar.count),
            x: svg::percent(left + slot * 0.09),
            width: svg::percent(if upright { slot * 0.82 } else { bar.share }),
            middle: svg::percent(left + slot / 2.0),
            y: if upright { above + 18 + TALL as usize - height } else { i * PITCH },
            height,
        }
    };
    bars.iter().enumerate().map(answer).collect()
}

/// The shares of detractors, passives and promoters in one bar; none for other measures.
fn bands(bars: &[Bar]) -> Vec<Band> {
    let mut left = 0.0;
    let mut bands = Vec::new();
    for band in ["detractor", "passive", "promoter"] {
        let share: f64 = bars.iter().filter(|bar| bar.band == band).map(|bar| bar.share).sum();
        if share > 0.0 {
            bands.push(Band {
                class: class(band),
                x: svg::percent(left),
                width: svg::percent(share),
                middle: svg::percent(left + share / 2.0),
                label: if share < 0.1 { String::new() } else { figure::share(share) },
            });
        }
        left += share;
    }
    bands
}
