//! What a report is asked for, checked against its survey.

mod parts;
mod undeclared;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use plaudit_core::Violation;
use plaudit_core::estimate::Level;
use plaudit_core::measure::Measure;
use plaudit_core::response::Response;
use plaudit_core::survey::Version;
use plaudit_core::tally::Grain;
use plaudit_core::time::{Day, Interval};
use plaudit_proto::v1;

pub use parts::{Base, BaseKind, Frame, Margin};
pub use undeclared::undeclared;

/// A checked request for a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// First day; absent means from the first response.
    pub from: Option<Day>,
    /// Last day, included; absent means to the last response.
    pub to: Option<Day>,
    /// Restrictions, by position of the segment; a response must pass all of them. A value that is
    /// absent stands for "not given".
    pub filters: Vec<(usize, HashSet<Option<String>>)>,
    /// Positions of the segments to split by.
    pub splits: Vec<usize>,
    /// Interval of the trend.
    pub trend: Option<Interval>,
    /// Confidence level of every interval.
    pub level: Level,
    /// Language of the texts; absent means the survey's default.
    pub language: Option<String>,
    /// Positions of the measures to show, ascending.
    pub measures: Vec<usize>,
    /// Positions of the survey's driver models to analyse.
    pub drivers: Vec<usize>,
    /// The period to compare with.
    pub compare: Option<Base>,
    /// Half-width of "held steady", in points of a scale from 0 to 100.
    pub steady_within: Option<f64>,
    /// Positions of the segments whose groups are ranked as teams.
    pub teams: Vec<usize>,
    /// Positions of the segments whose mix is evened out before teams are ranked.
    pub case_mix: Vec<usize>,
    /// Positions of the measures drawn as control charts.
    pub charts: Vec<usize>,
    /// What weighted values are raked to; empty for the responses' own weights.
    pub margins: Vec<Margin>,
    /// What became of the invitations.
    pub frame: Option<Frame>,
    /// Whether values carry an interval that stays right however often one looks.
    pub anytime: bool,
    /// Positions of the text questions whose terms are compared.
    pub terms: Vec<usize>,
    /// Whether the survey's path model is fitted.
    pub path_model: bool,
    /// Ids of the segments that are asked for and only the responses know, which are read for them.
    pub scanned: Vec<String>,
    /// The filters as they were written, for the report's head.
    pub(crate) written: Vec<v1::Filter>,
}

impl Query {
    /// Reads the first and the last day of a request; an empty text is absent.
    ///
    /// # Errors
    /// What is not a day, or the last day when it is before the first.
    pub fn days(from: &str, to: &str) -> Result<(Option<Day>, Option<Day>), Vec<Violation>> {
        let mut found = Vec::new();
        let days = (day("from", from, &mut found), day("to", to, &mut found));
        if let (Some(from), Some(to)) = days
            && from > to
        {
            found.push(Violation::new("to", format!("must not be before {from}")));
        }
        if found.is_empty() { Ok(days) } else { Err(found) }
    }

    /// Reads the period to compare a report on `days` with; an empty text is absent.
    ///
    /// # Errors
    /// What is no such period.
    pub fn base(
        compare: &str,
        days: (Option<Day>, Option<Day>),
    ) -> Result<Option<Base>, Vec<Violation>> {
        let mut found = Vec::new();
        let base = parts::compare(compare, days, &mut found);
        if found.is_empty() { Ok(base) } else { Err(found) }
    }

    /// The interval of trends and charts: that of the trend, and a week for charts without one.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        self.trend.or((!self.charts.is_empty()).then_some(Interval::Week))
    }

    /// Checks a request against the latest version of its survey.
    ///
    /// # Errors
    /// Everything that is wrong, each with the field of the request.
    pub fn new(request: v1::BuildReportRequest, version: &Version) -> Result<Self, Vec<Violation>> {
        let ((from, to), mut found) = match Self::days(&request.from, &request.to) {
            Ok(days) => (days, Vec::new()),
            Err(found) => ((None, None), found),
        };
        let mut filters = Vec::new();
        for (i, filter) in request.filters.iter().enumerate() {
            let field = format!("filters[{i}].segment");
            if let Some(at) = segment(&field, &filter.segment, version, &mut found) {
                let value = |v: &String| (!v.is_empty()).then(|| v.clone());
                filters.push((at, filter.values.iter().map(value).collect()));
            }
        }
        let splits = parts::segments("splits", &request.splits, version, &mut found);
        let teams = parts::segments("teams", &request.teams, version, &mut found);
        let case_mix = parts::segments("case_mix", &request.case_mix, version, &mut found);
        if let Some(both) = case_mix.iter().position(|segment| teams.contains(segment)) {
            let field = format!("case_mix[{both}]");
            found.push(Violation::new(field, "is ranked itself"));
        }
        let drivers = parts::drivers(&request.drivers, version, &mut found);
        let compare = parts::compare(&request.compare, (from, to), &mut found);
        let steady_within = parts::steady_within(request.steady_within, &mut found);
        let margins = parts::margins(&request.margins, version, &mut found);
        let frame =
            request.frame.as_ref().and_then(|frame| parts::frame(frame, version, &mut found));
        parts::path_model(request.path_model, version, &mut found);
        let terms = parts::terms(&request.terms, version, &mut found);
        let declared = &version.survey().measures;
        let charts = measures("charts", &request.charts, declared, &mut found);
        let measures = if request.measures.is_empty() {
            (0..declared.len()).collect()
        } else {
            measures("measures", &request.measures, declared, &mut found)
        };
        for (i, id) in request.charts.iter().enumerate() {
            let at = declared.iter().position(|measure| measure.id == *id);
            if at.is_some_and(|at| charts.contains(&at) && !measures.contains(&at)) {
                let reason = format!("{id:?} is not among the measures asked for");
                found.push(Violation::new(format!("charts[{i}]"), reason));
            }
        }
        let trend = match v1::TrendInterval::try_from(request.trend) {
            Ok(v1::TrendInterval::Unspecified) => None,
            Ok(v1::TrendInterval::Day) => Some(Interval::Day),
            Ok(v1::TrendInterval::Week) => Some(Interval::Week),
            Ok(v1::TrendInterval::Month) => Some(Interval::Month),
            Err(_) => {
                found.push(Violation::new("trend", "must be day, week or month"));
                None
            }
        };
        let level = match request.level {
            0.0 => Some(Level::default()),
            level => Level::new(level),
        };
        let Some(level) = level else {
            found.push(Violation::new("level", "must be within 0.5 to 0.9999"));
            return Err(found);
        };
        if !found.is_empty() {
            return Err(found);
        }
        let language = (!request.language.is_empty()).then_some(request.language);
        let written = request.filters;
        Ok(Self {
            from,
            to,
            filters,
            splits,
            trend,
            level,
            language,
            measures,
            drivers,
            compare,
            steady_within,
            teams,
            case_mix,
            charts,
            margins,
            frame,
            anytime: request.anytime,
            terms,
            path_model: request.path_model,
            scanned: Vec::new(),
            written,
        })
    }
}

impl Query {
    /// What a report tells apart of its tally: the segments it is asked for, without days; and the days,
    /// with the segments that decide what counts on them.
    #[must_use]
    pub fn grains(&self, versions: &[Arc<Version>]) -> [Grain; 2] {
        let Some(latest) = versions.last() else { return Default::default() };
        let mut shown = self.segments();
        let strata = latest.survey().strata.as_ref();
        shown.extend(strata.and_then(|strata| latest.segment_position(strata)));
        let counting = self.counting_segments();
        let grain = |segments: &BTreeSet<usize>| {
            versions.iter().fold(Grain::default(), |grain, version| {
                let kept =
                    |id: &str| latest.segment_position(id).is_some_and(|at| segments.contains(&at));
                let kept = version.segments().iter().map(|segment| kept(&segment.id));
                grain.with_segments(version.number(), kept.collect())
            })
        };
        [grain(&shown).without_days(), grain(&counting)]
    }

    /// Positions of the segments that decide whether and how a response counts.
    fn counting_segments(&self) -> BTreeSet<usize> {
        let filters = self.filters.iter().map(|(segment, _)| *segment);
        filters.chain(self.margins.iter().map(|margin| margin.segment)).collect()
    }

    /// Positions of all segments that are asked for.
    #[must_use]
    pub fn segments(&self) -> BTreeSet<usize> {
        let invited = self.frame.as_ref().and_then(|frame| frame.invited.as_ref());
        let mut asked = self.counting_segments();
        asked.extend(self.splits.iter().chain(&self.teams).chain(&self.case_mix));
        asked.extend(invited.map(|(segment, _)| *segment));
        asked
    }

    /// Whether a response to `version` passes the filters, which are on segments of the `latest`
    /// version.
    #[must_use]
    pub fn passes(&self, latest: &Version, version: &Version, response: &Response) -> bool {
        self.filters.iter().all(|(segment, values)| {
            let id = &latest.segments()[*segment].id;
            let value = match version.segment_position(id) {
                Some(at) => response.segments.get(at).cloned().flatten(),
                None if self.scanned.contains(id) => undeclared::value(id, response),
                None => None,
            };
            values.contains(&value)
        })
    }
}

fn day(field: &str, text: &str, found: &mut Vec<Violation>) -> Option<Day> {
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|error| found.push(Violation::new(field, format!("{error}")))).ok()
}

/// Positions of the measures that are asked for, ascending.
fn measures(
    list: &str,
    ids: &[String],
    declared: &[Measure],
    found: &mut Vec<Violation>,
) -> Vec<usize> {
    let mut positions = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let field = format!("{list}[{i}]");
        match declared.iter().position(|measure| measure.id == *id) {
            Some(position) if !positions.contains(&position) => positions.push(position),
            Some(_) => found.push(Violation::new(field, format!("{id:?} is named twice"))),
            None => {
                let known: Vec<_> = declared.iter().map(|measure| measure.id.as_str()).collect();
                let reason = format!("{id:?} is not a measure; there are {}", known.join(", "));
                found.push(Violation::new(field, reason));
            }
        }
    }
    positions.sort_unstable();
    positions
}

fn segment(field: &str, id: &str, version: &Version, found: &mut Vec<Violation>) -> Option<usize> {
    let at = version.segment_position(id);
    if at.is_none() {
        let declared: Vec<_> = version.segments().iter().map(|s| s.id.as_str()).collect();
        let reason = match declared.as_slice() {
            [] => "the survey declares no segments".to_owned(),
            declared => format!("{id:?} is not a segment; there are {}", declared.join(", ")),
        };
        found.push(Violation::new(field, reason));
    }
    at
}
