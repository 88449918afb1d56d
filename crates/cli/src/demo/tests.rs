use std::collections::{BTreeMap, BTreeSet};

use plaudit_core::estimate::Level;
use plaudit_core::response::{Answer, Response, Submission};
use plaudit_core::survey::{Survey, Version};
use plaudit_core::tally::{Cell, Tally};
use plaudit_core::time::{Day, Timestamp};

use super::*;

struct Year {
    versions: BTreeMap<String, Version>,
    responses: Vec<(String, Response)>,
}

fn company() -> Company {
    Company::new(Company::SEED, "2026-11-21".parse().unwrap()).unwrap()
}

fn year(company: &Company) -> Year {
    let epoch = Timestamp::from_micros(0).unwrap();
    let now = Timestamp::from_micros(1_795_305_600_000_000).unwrap(); // 2026-11-22
    let version = |survey: &plaudit_proto::v1::Survey| {
        let survey = Survey::try_from(survey.clone()).unwrap();
        (survey.id.clone(), Version::new(1, epoch, survey).unwrap())
    };
    let versions: BTreeMap<String, Version> = company.surveys().iter().map(version).collect();
    let check = |response: plaudit_proto::v1::Response| {
        let survey = response.survey_id.clone();
        let checked = versions[&survey].check(Submission::from(response), now).unwrap();
        (survey, checked)
    };
    let responses = company.responses().map(check).collect();
    Year { versions, responses }
}

impl Year {
    /// Value and standard error of the survey's first measure over the cells that fit.
    fn measure(&self, survey: &str, fits: impl Fn(&Cell) -> bool) -> (f64, f64, u64) {
        let version = &self.versions[survey];
        let mut tally = Tally::default();
        for (_, response) in self.responses.iter().filter(|(id, _)| id == survey) {
            tally.add(version, response);
        }
        let mut sums = vec![0; version.layout().len()];
        for (_, counters) in tally.cells().filter(|(cell, _)| fits(cell)) {
            for (sum, count) in sums.iter_mut().zip(counters.counts()) {
                *sum += u64::try_from(*count).unwrap();
            }
        }
        let measure = &version.survey().measures[0];
        let level = Level::default();
        let estimate = measure.figure(version, &sums).estimate(level).unwrap();
        (estimate.value, (estimate.upper - estimate.lower) / 2.0 / level.z(), estimate.n)
    }

    fn segment(&self, survey: &str, id: &str) -> usize {
        self.versions[survey].segment_position(id).unwrap()
    }
}

#[test]
fn the_company_has_what_a_demonstration_needs() {
    let company = company();
    let year = year(&company);
    assert_eq!(year.responses.len(), Company::RESPONSES as usize);
    let responses = || year.responses.iter().map(|(_, response)| response);
    let ids: BTreeSet<&str> = responses().map(|response| response.id.as_str()).collect();
    assert_eq!(ids.len(), year.responses.len());
    let (first, last) = (company.first(), company.last());
    assert_eq!(last.epoch_days() - first.epoch_days(), 364);
    assert!(responses().all(|response| (first..=last).contains(&response.day)));
    let moments: Vec<Timestamp> = responses().map(|response| response.answered_at).collect();
    assert!(moments.is_sorted());
    let count = |values: BTreeSet<Option<String>>| values.len();
    assert_eq!(count(responses().map(|response| response.channel.clone()).collect()), 5);
    assert_eq!(count(responses().map(|response| response.language.clone()).collect()), 4);
    let departments: BTreeSet<&String> = company
        .surveys()
        .iter()
        .flat_map(|survey| &survey.questions)
        .flat_map(|question| &question.departments)
        .collect();
    assert_eq!(departments.len(), 5);
    for reason in 0..3 {
        let kinds = [
            plaudit_core::response::NoAnswer::Skipped,
            plaudit_core::response::NoAnswer::NotApplicable,
            plaudit_core::response::NoAnswer::DontKnow,
        ];
        let answer = Answer::NoAnswer(kinds[reason]);
        assert!(responses().any(|response| response.answers.iter().any(|(_, a)| *a == answer)));
    }
    assert!(responses().any(|response| !response.completed));
    let comments: String = responses()
        .flat_map(|response| &response.answers)
        .filter_map(|(_, answer)| match answer {
            Answer::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for letter in ['ợ', 'è', 'ä'] {
        assert!(comments.contains(letter), "{letter}");
    }
}

#[test]
fn the_answers_agree_with_the_truth() {
    let company = company();
    let (year, truth) = (year(&company), company.truth());
    assert_eq!(truth.scores.len(), 3 + 5 + 5);
    for score in &truth.scores {
        let team = score.team.map(|team| (year.segment(score.survey, "team"), team));
        let fits =
            |cell: &Cell| team.is_none_or(|(at, team)| cell.segments[at].as_deref() == Some(team));
        let (value, error, n) = year.measure(score.survey, fits);
        let off = (value - score.value) / error;
        eprintln!("{score:?}: {value:.2} ± {error:.2} (n {n}), {off:+.2} standard errors off");
        assert!(off.abs() < 4.0, "{score:?}: {value}");
    }
    let incident = &truth.incident;
    let (region, channel) =
        (year.segment(incident.survey, "region"), year.segment(incident.survey, "channel"));
    let there = |cell: &Cell| {
        cell.segments[region].as_deref() == Some(incident.region)
            && cell.segments[channel].as_deref() == Some(incident.channel)
    };
    let days = incident.from..=incident.to;
    let during = |cell: &Cell| there(cell) && days.contains(&cell.day);
    let usual = |cell: &Cell| there(cell) && !days.contains(&cell.day);
    let check = |fits: &dyn Fn(&Cell) -> bool, expected: f64| {
        let (value, error, n) = year.measure(incident.survey, fits);
        eprintln!("incident: {expected:.1} is true, {value:.1} ± {error:.1} found (n {n})");
        assert!((value - expected).abs() < 4.0 * error);
    };
    check(&during, incident.during);
    check(&usual, incident.usual);
}

#[test]
fn the_truth_is_worth_telling() {
    let truth = company().truth();
    eprintln!("{truth:#?}");
    assert!(truth.difference.value > 8.0);
    assert_eq!(truth.no_difference.value, 0.0);
    assert!(truth.incident.usual - truth.incident.during > 30.0);
    assert_eq!(truth.incident.to.epoch_days() - truth.incident.from.epoch_days(), 34);
    for survey in ["lumo-relationship", "lumo-support"] {
        let drivers: Vec<_> = truth.drivers.iter().filter(|d| d.survey == survey).collect();
        assert_eq!(drivers.iter().filter(|driver| driver.share == 0.0).count(), 1, "{survey}");
        assert!((drivers.iter().map(|driver| driver.share).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn another_day_moves_the_year_and_changes_no_answer() {
    let answers = |day: &str| -> Vec<_> {
        let company = Company::new(7, day.parse::<Day>().unwrap()).unwrap();
        company.responses().map(|response| (response.segments, response.answers)).collect()
    };
    assert_eq!(answers("2026-11-21"), answers("2027-03-01"));
}

#[test]
fn the_same_seed_and_day_give_the_same_answers_and_others_give_others() {
    let answers = |seed, day: &str| -> Vec<_> {
        let company = Company::new(seed, day.parse::<Day>().unwrap()).unwrap();
        company.responses().take(500).collect()
    };
    assert_eq!(answers(7, "2026-11-21"), answers(7, "2026-11-21"));
    let ids = |answers: Vec<plaudit_proto::v1::Response>| -> BTreeSet<String> {
        answers.into_iter().map(|response| response.id).collect()
    };
    for other in [answers(8, "2026-11-21"), answers(7, "2026-11-22")] {
        assert!(ids(answers(7, "2026-11-21")).is_disjoint(&ids(other)));
    }
}

#[test]
fn the_surveys_speak_every_language_and_come_back_from_their_own_text() {
    for survey in company().surveys() {
        let languages = ["en", "fi", "it", "vi"];
        for question in &survey.questions {
            assert!(question.text.keys().eq(languages), "{}", question.id);
        }
        let text = crate::files::survey::write(survey);
        let read = crate::files::survey::parse("s.yaml", &text, crate::files::Format::Yaml);
        assert_eq!(read.as_ref(), Ok(survey), "{text}");
    }
}
