//! The renderings of the `Report` message. They read nothing else, round once, and show what does
//! not exist as absent.

use std::{fmt, str::FromStr};

use plaudit_proto::v1;

pub use self::{csv::csv, html::html, json::json, terminal::terminal};

mod axis;
mod change;
mod control;
pub mod csv;
mod driver;
pub(crate) mod figure;
pub mod html;
pub mod json;
mod participation;
mod path;
mod polls;
mod rates;
mod summary;
mod team;
pub mod terminal;
mod terms;
mod weighting;
mod words;

#[cfg(test)]
mod fixture;

/// What a report can be rendered as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text in columns, for a person at a terminal.
    Terminal,
    /// The protobuf JSON mapping of the message.
    Json,
    /// One figure a row.
    Csv,
    /// One page that stands alone.
    Html,
}

impl Format {
    /// Every format, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Terminal, Self::Json, Self::Csv, Self::Html];

    /// Its name: `terminal`, `json`, `csv` or `html`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// The media type to serve it with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Terminal => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|f| f.name() == name).ok_or_else(|| UnknownFormat(name.into()))
    }
}

/// A name that is none of the formats.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a format: must be terminal, json, csv or html")]
pub struct UnknownFormat(pub String);

/// Renders `report` as `format`; `options` matter to [`Format::Terminal`] alone.
#[must_use]
pub fn render(report: &v1::Report, format: Format, options: terminal::Options) -> String {
    match format {
        Format::Terminal => terminal(report, options),
        Format::Json => json(report),
        Format::Csv => csv(report),
        Format::Html => html(report),
    }
}

#[cfg(test)]
mod tests {
    use plaudit_proto::v1::{Group, MeasureResult, Report, Split, Trend, TrendPoint};

    use super::*;

    #[test]
    fn a_report_with_next_to_nothing_in_it_still_renders() {
        let measure = MeasureResult { id: "nps".into(), ..MeasureResult::default() };
        let trend = |points| Trend { measure: "nps".into(), points, ..Trend::default() };
        let group = Group::default();
        let bare = Report {
            measures: vec![measure],
            trends: vec![trend(vec![]), trend(vec![TrendPoint::default(); 70])],
            splits: vec![Split::default(), Split { groups: vec![group], ..Split::default() }],
            ..Report::default()
        };
        for report in [Report::default(), bare] {
            for format in Format::ALL {
                assert!(!render(&report, format, terminal::Options::default()).is_empty());
            }
        }
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let error = "pdf".parse::<Format>().expect_err("not a format");
        assert_eq!(
            error.to_string(),
            "\"pdf\" is not a format: must be terminal, json, csv or html"
        );
    }
}
