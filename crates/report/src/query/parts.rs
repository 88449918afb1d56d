//! The parts of a request that ask for more than values: drivers, comparisons, teams, weights, terms.

use std::collections::BTreeMap;

use plaudit_core::Violation;
use plaudit_core::survey::{QuestionKind, Version};
use plaudit_core::time::Day;
use plaudit_proto::v1;

use super::{day, segment};

/// The period that a report is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// How it was named.
    pub kind: BaseKind,
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
}

/// How the period to compare with was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseKind {
    /// As long, ending the day before.
    Previous,
    /// The same days of the year before.
    YearBefore,
    /// By its days.
    Given,
}

impl BaseKind {
    /// As in the contract: `previous`, `year_before` or `given`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::YearBefore => "year_before",
            Self::Given => "given",
        }
    }
}

/// The known composition of a population by one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// Position of the segment.
    pub segment: usize,
    /// Share or count of each value, above 0; an absent value stands for "not given".
    pub targets: BTreeMap<Option<String>, f64>,
}

/// What became of the invitations that brought no response.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Refused, opted out, or broke off before half.
    pub refusals: u64,
    /// Reached by nothing known.
    pub non_contacts: u64,
    /// Eligible, prevented otherwise.
    pub other: u64,
    /// Not known whether there was someone to invite.
    pub unknown: u64,
    /// Share of the unknown that was eligible, 0 to 1.
    pub eligible: f64,
    /// Position of a segment and how many were invited of each of its values.
    pub invited: Option<(usize, BTreeMap<Option<String>, u64>)>,
    /// Complete and partial responses. Absent where those of the report count.
    pub answered: Option<(u64, u64)>,
}

/// Positions of the segments that are named, each once.
pub(super) fn segments(
    list: &str,
    ids: &[String],
    version: &Version,
    found: &mut Vec<Violation>,
) -> Vec<usize> {
    let mut positions = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let field = format!("{list}[{i}]");
        if let Some(at) = segment(&field, id, version, found) {
            if positions.contains(&at) {
                found.push(Violation::new(field, format!("{id:?} is named twice")));
            }
            positions.push(at);
        }
    }
    positions
}

/// Positions of the driver models of the outcomes that are named.
pub(super) fn drivers(
    outcomes: &[String],
    version: &Version,
    found: &mut Vec<Violation>,
) -> Vec<usize> {
    let models = &version.survey().driver_models;
    let known: Vec<&str> = models.iter().map(|model| model.outcome.as_str()).collect();
    pick("drivers", outcomes, &known, "is not the outcome of a driver model", found)
}

/// Refuses a path model that the survey does not have.
pub(super) fn path_model(asked: bool, version: &Version, found: &mut Vec<Violation>) {
    if asked && version.survey().path_model.is_none() {
        found.push(Violation::new("path_model", "the survey has none"));
    }
}

/// Positions of the text questions that are named.
pub(super) fn terms(ids: &[String], version: &Version, found: &mut Vec<Violation>) -> Vec<usize> {
    let questions = version.survey().questions.iter().enumerate();
    let texts = questions.filter(|(_, q)| matches!(q.kind, QuestionKind::Text { .. }));
    let (positions, known): (Vec<usize>, Vec<&str>) = texts.map(|(at, q)| (at, &*q.id)).unzip();
    let picked = pick("terms", ids, &known, "is not a text question", found);
    picked.into_iter().map(|at| positions[at]).collect()
}

fn pick(
    list: &str,
    ids: &[String],
    known: &[&str],
    problem: &str,
    found: &mut Vec<Violation>,
) -> Vec<usize> {
    let mut positions = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let reason = match known.iter().position(|other| other == id) {
            Some(at) if !positions.contains(&at) => {
                positions.push(at);
                continue;
            }
            Some(_) => format!("{id:?} is named twice"),
            None if known.is_empty() => format!("{id:?} {problem}; the survey has none"),
            None => format!("{id:?} {problem}; there are {}", known.join(", ")),
        };
        found.push(Violation::new(format!("{list}[{i}]"), reason));
    }
    positions
}

/// The period that `text` names for a report on `days`.
pub(super) fn compare(
    text: &str,
    days: (Option<Day>, Option<Day>),
    found: &mut Vec<Violation>,
) -> Option<Base> {
    if text.is_empty() {
        return None;
    }
    let mut refuse = |reason: &str| {
        found.push(Violation::new("compare", reason));
        None
    };
    let kind = match text {
        "previous" => BaseKind::Previous,
        "year_before" => BaseKind::YearBefore,
        _ => {
            let Some((from, to)) = text.split_once("..") else {
                return refuse("must be previous, year_before or YYYY-MM-DD..YYYY-MM-DD");
            };
            let mut wrong = Vec::new();
            let days = (day("compare", from, &mut wrong), day("compare", to, &mut wrong));
            found.append(&mut wrong);
            return match days {
                (Some(from), Some(to)) if from <= to => {
                    Some(Base { kind: BaseKind::Given, from, to })
                }
                (Some(from), Some(_)) => {
                    let reason = format!("must not end before {from}");
                    found.push(Violation::new("compare", reason));
                    None
                }
                _ => None,
            };
        }
    };
    let (Some(from), Some(to)) = days else {
        return refuse("needs the first and the last day of the report");
    };
    let base = match kind {
        BaseKind::Previous => from.minus(1).zip(from.minus(to.since(from) + 1)),
        _ => to.year_before().zip(from.year_before()),
    };
    match base {
        Some((to, from)) => Some(Base { kind, from, to }),
        None => refuse("is before the first day there is"),
    }
}

/// Half-width of "held steady"; 0 means none.
pub(super) fn steady_within(points: f64, found: &mut Vec<Violation>) -> Option<f64> {
    if points == 0.0 {
        return None;
    }
    let fits = points > 0.0 && points < 100.0;
    if !fits {
        found.push(Violation::new("steady_within", "must be above 0 and below 100"));
    }
    fits.then_some(points)
}

/// The margins with their segments' positions.
pub(super) fn margins(
    margins: &[v1::Margin],
    version: &Version,
    found: &mut Vec<Violation>,
) -> Vec<Margin> {
    let ids: Vec<String> = margins.iter().map(|margin| margin.segment.clone()).collect();
    let before = found.len();
    let positions = segments("margins", &ids, version, found);
    if found.len() > before {
        return Vec::new();
    }
    let mut checked = Vec::with_capacity(margins.len());
    for (i, (margin, segment)) in margins.iter().zip(positions).enumerate() {
        let mut targets = BTreeMap::new();
        for (j, value) in margin.values.iter().enumerate() {
            let field = format!("margins[{i}].values[{j}]");
            if !(value.target.is_finite() && value.target > 0.0) {
                found.push(Violation::new(format!("{field}.target"), "must be above 0"));
            }
            if targets.insert(given(&value.value), value.target).is_some() {
                let reason = format!("{:?} is named twice", value.value);
                found.push(Violation::new(format!("{field}.value"), reason));
            }
        }
        if targets.is_empty() {
            found.push(Violation::new(format!("margins[{i}].values"), "must not be empty"));
        }
        checked.push(Margin { segment, targets });
    }
    checked
}

/// The frame with its segment's position.
pub(super) fn frame(
    frame: &v1::Frame,
    version: &Version,
    found: &mut Vec<Violation>,
) -> Option<Frame> {
    let eligible = frame.eligible.unwrap_or(1.0);
    if !(0.0..=1.0).contains(&eligible) {
        found.push(Violation::new("frame.eligible", "must be within 0 to 1"));
        return None;
    }
    let mut invited = None;
    if !frame.segment.is_empty() || !frame.invited.is_empty() {
        let at = segment("frame.segment", &frame.segment, version, found)?;
        let mut counts = BTreeMap::new();
        for (i, value) in frame.invited.iter().enumerate() {
            if counts.insert(given(&value.value), value.invited).is_some() {
                let reason = format!("{:?} is named twice", value.value);
                found.push(Violation::new(format!("frame.invited[{i}].value"), reason));
            }
        }
        invited = Some((at, counts));
    }
    let v1::Frame { refusals, non_contacts, other, unknown, .. } = *frame;
    let answered = frame.answered.map(|answered| (answered.complete, answered.partial));
    if answered.is_some() && invited.is_some() {
        let reason = "goes with the responses of the report alone, not with answered";
        found.push(Violation::new("frame.segment", reason));
    }
    Some(Frame { refusals, non_contacts, other, unknown, eligible, invited, answered })
}

/// An empty value stands for "not given".
fn given(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str, from: Option<&str>, to: Option<&str>) -> Result<Option<Base>, String> {
        let read = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let mut found = Vec::new();
        let base = compare(text, (read(from), read(to)), &mut found);
        match found.as_slice() {
            [] => Ok(base),
            [violation, ..] => Err(violation.reason.clone()),
        }
    }

    fn days(base: Result<Option<Base>, String>) -> String {
        let base = base.unwrap().unwrap();
        format!("{} {} {}", base.kind.name(), base.from, base.to)
    }

    #[test]
    fn a_period_to_compare_with_is_named_or_given() {
        let (from, to) = (Some("2024-02-29"), Some("2024-03-31"));
        assert_eq!(days(base("previous", from, to)), "previous 2024-01-28 2024-02-28");
        assert_eq!(days(base("year_before", from, to)), "year_before 2023-02-28 2023-03-31");
        let given = base("2023-01-01..2023-06-30", None, None);
        assert_eq!(days(given), "given 2023-01-01 2023-06-30");
        assert_eq!(base("", None, None), Ok(None));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        let days = (Some("2024-01-01"), Some("2024-01-31"));
        assert!(base("previous", days.0, None).unwrap_err().contains("first and the last day"));
        assert!(base("last", days.0, days.1).unwrap_err().contains("previous, year_before"));
        assert!(base("2024-02-30..2024-03-01", None, None).unwrap_err().contains("2024-02-30"));
        assert!(base("2024-03-01..2024-02-01", None, None).unwrap_err().contains("end before"));
        assert!(base("previous", Some("0001-01-01"), days.1).unwrap_err().contains("first day"));
    }
}
