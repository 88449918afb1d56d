//! What is true of the company, computed exactly from its chances.

use plaudit_core::time::Day;

use super::company::DAYS;
use super::facts::{CHANNELS, INCIDENT, PROGRAMMES, Programme, REGIONS, TEAMS};
use super::model::Chances;

/// What was built into the answers. Values are in the unit of the measure: points or percent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Truth {
    /// The headline measure of each survey, whole and by team, over the whole year.
    pub(crate) scores: Vec<TrueScore>,
    pub(crate) incident: TrueIncident,
    /// Two teams that differ.
    pub(crate) difference: TrueDifference,
    /// Two teams that are equally good, however different they look.
    pub(crate) no_difference: TrueDifference,
    pub(crate) drivers: Vec<TrueDriver>,
}

/// The value that a measure would have with endlessly many answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrueScore {
    pub(crate) survey: &'static str,
    pub(crate) measure: &'static str,
    /// Absent: all customers.
    pub(crate) team: Option<&'static str>,
    pub(crate) value: f64,
}

/// Some weeks in which one channel of one region went wrong, until it was repaired.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrueIncident {
    pub(crate) survey: &'static str,
    pub(crate) measure: &'static str,
    pub(crate) region: &'static str,
    pub(crate) channel: &'static str,
    /// Its first and its last day.
    pub(crate) from: Day,
    pub(crate) to: Day,
    /// The measure in that region and channel, on all other days and on these.
    pub(crate) usual: f64,
    pub(crate) during: f64,
}

/// Two teams compared on one measure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrueDifference {
    pub(crate) survey: &'static str,
    pub(crate) measure: &'static str,
    /// The first is at least as good.
    pub(crate) teams: (&'static str, &'static str),
    pub(crate) value: f64,
}

/// How far the outcome of a survey depends on a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrueDriver {
    pub(crate) survey: &'static str,
    pub(crate) question: &'static str,
    /// Its part in the variance that all questions bring into the outcome, 0 to 1. 0: none at all.
    pub(crate) share: f64,
}

/// `from` and `to` are the first and the last day of the incident.
pub(super) fn truth(from: Day, to: Day) -> Truth {
    let share = incident_share();
    let mut scores = Vec::new();
    for programme in PROGRAMMES {
        let by_team: Vec<f64> =
            TEAMS.into_iter().map(|(_, lift)| over_the_year(programme, lift, share)).collect();
        let score = |team, value| TrueScore {
            survey: programme.survey(),
            measure: programme.measure(),
            team,
            value,
        };
        scores.push(score(None, mean(&by_team)));
        if programme != Programme::Delivery {
            let teams = TEAMS.into_iter().zip(by_team);
            scores.extend(teams.map(|((team, _), value)| score(Some(team), value)));
        }
    }
    let (region, channel, ..) = INCIDENT;
    let support =
        |incident| mean(&TEAMS.map(|(_, lift)| value(Programme::Support, lift, incident)));
    Truth {
        incident: TrueIncident {
            survey: Programme::Support.survey(),
            measure: Programme::Support.measure(),
            region,
            channel,
            from,
            to,
            usual: support(false),
            during: support(true),
        },
        difference: difference(&scores, "aurora", "ember"),
        no_difference: difference(&scores, "birch", "cedar"),
        drivers: PROGRAMMES.into_iter().flat_map(drivers).collect(),
        scores,
    }
}

fn difference(scores: &[TrueScore], a: &'static str, b: &'static str) -> TrueDifference {
    let (survey, measure) = (Programme::Relationship.survey(), Programme::Relationship.measure());
    let value = |team| {
        let of_team = |score: &&TrueScore| score.survey == survey && score.team == Some(team);
        scores.iter().find(of_team).map_or(f64::NAN, |score| score.value)
    };
    TrueDifference { survey, measure, teams: (a, b), value: value(a) - value(b) }
}

fn drivers(programme: Programme) -> Vec<TrueDriver> {
    let items = programme.items(0, false);
    let all: f64 = items.iter().map(super::model::Item::variance).sum();
    let driver = |item: &super::model::Item| TrueDriver {
        survey: programme.survey(),
        question: item.question,
        share: item.variance() / all,
    };
    items.iter().map(driver).collect()
}

/// The part of the answers after contact with support that the incident touches.
fn incident_share() -> f64 {
    let (region, channel, from, to) = INCIDENT;
    let in_region: u32 = REGIONS.iter().filter(|r| r.0 == region).map(|r| r.1).sum();
    let channels = CHANNELS.iter().zip(Programme::Support.channels());
    let by_channel: u32 = channels.filter(|(name, _)| **name == channel).map(|(_, n)| n).sum();
    let place = f64::from(in_region) / 1_000.0 * f64::from(by_channel) / 1_000.0;
    place * f64::from(to - from) / f64::from(DAYS)
}

fn over_the_year(programme: Programme, lift: i32, share: f64) -> f64 {
    let usual = value(programme, lift, false);
    match programme {
        Programme::Support => usual + share * (value(programme, lift, true) - usual),
        Programme::Relationship | Programme::Delivery => usual,
    }
}

/// The measure from the chances of the outcome.
fn value(programme: Programme, lift: i32, incident: bool) -> f64 {
    let chances: Chances = programme.outcome().chances(&programme.items(lift, incident));
    let share = |scores: std::ops::RangeInclusive<i32>| -> f64 {
        100.0 * chances.range(scores).map(|(_, chance)| chance).sum::<f64>()
    };
    match programme {
        Programme::Relationship | Programme::Delivery => share(9..=10) - share(0..=6),
        Programme::Support => share(4..=5),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
