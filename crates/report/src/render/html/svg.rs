//! Positions and texts of the charts.

use unicode_width::UnicodeWidthChar;

use crate::render::{axis::Axis, figure};

/// A position as a percentage of the width, to a tenth.
pub(super) fn percent(position: f64) -> String {
    let text = format!("{:.1}", position * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// A text that fits beside its figures on the narrowest screen; the table has it whole.
pub(super) fn short(text: &str, columns: usize) -> String {
    let mut width = 0;
    for (at, c) in text.char_indices() {
        width += c.width().unwrap_or(0);
        if width > columns {
            return format!("{}…", text[..at].trim_end());
        }
    }
    text.to_owned()
}

/// A text below or above a chart.
pub(super) struct Tick {
    pub x: String,
    /// The attribute that keeps it inside the chart; empty in the middle, where it is centred.
    pub anchor: &'static str,
    pub label: String,
}

impl Tick {
    /// `label` at `position`, from 0 to 1.
    pub(super) fn new(position: f64, label: String) -> Self {
        let anchor = match position {
            p if p < 0.12 => " class=\"start\"",
            p if p > 0.88 => " class=\"end\"",
            _ => "",
        };
        Self { x: percent(position), anchor, label }
    }
}

/// The marks of an axis that lies below a chart.
pub(super) fn ticks(axis: &Axis) -> Vec<Tick> {
    let tick = |v: &f64| Tick::new(axis.position(*v), figure::number(*v, axis.decimals));
    axis.ticks.iter().map(tick).collect()
}

/// The same for an axis of differences, with their signs.
pub(super) fn signed_ticks(axis: &Axis) -> Vec<Tick> {
    let tick = |v: &f64| Tick::new(axis.position(*v), figure::signed(*v, axis.decimals));
    axis.ticks.iter().map(tick).collect()
}
