mod catalogue;
mod derived;
mod methods;
mod refused;

use super::*;
use crate::estimate::{Level, Method};
use crate::response::{Response, Submission};
use crate::tally::Tally;
use crate::testing::{self, close};

fn measure<'v>(version: &'v Version, id: &str) -> &'v Measure {
    version.survey().measures.iter().find(|measure| measure.id == id).unwrap()
}

/// Responses of the scores and weights given, to a weighted survey.
fn tally(version: &Version, answers: &[(i32, f64)]) -> Tally {
    let mut tally = Tally::default();
    for (score, weight) in answers {
        let mut submission = Submission { weight: Some(*weight), ..testing::submission() };
        submission.answers[0] = testing::answer("recommend", crate::response::Given::Score(*score));
        let response: Response = version.check(submission, testing::noon()).unwrap();
        tally.add(version, &response);
    }
    tally
}

#[test]
fn weights_reach_the_sample_of_every_kind_of_question() {
    let version = testing::version(true);
    let tally = tally(&version, &[(10, 2.0), (9, 1.0), (7, 0.5), (0, 1.5)]);
    let (_, counters) = tally.cells().next().unwrap();
    let nps = measure(&version, "nps").weighted_figure(&version, counters).unwrap();
    assert_eq!((nps.n(), nps.sample().unwrap().weight()), (4, 5.0));
    close(nps.value().unwrap(), 100.0 * (3.0 - 1.5) / 5.0, 1e-12);
    let estimate = nps.estimate(Level::default()).unwrap();
    assert_eq!(estimate.method, Method::VrWilson);
    assert!(estimate.effective_n < 4.0);
    for (id, share) in [("first", 100.0), ("phone", 100.0), ("csat", 100.0)] {
        let figure = measure(&version, id).weighted_figure(&version, counters).unwrap();
        assert_eq!((figure.n(), figure.value()), (4, Some(share)), "{id}");
        let estimate = figure.estimate(Level::default()).unwrap();
        assert_eq!((estimate.method, estimate.count), (Method::VrWilson, None), "{id}");
    }
}

#[test]
fn components_are_weighted_as_the_measure_is() {
    let version = testing::version(true);
    let tally = tally(&version, &[(10, 2.0), (9, 1.0), (7, 0.5), (0, 1.5)]);
    let (_, counters) = tally.cells().next().unwrap();
    let shares = measure(&version, "nps").weighted_components(&version, counters, Level::default());
    let values = shares.iter().map(|component| component.estimate.unwrap().value);
    assert_eq!(values.map(|v| (v * 1e9).round() / 1e9).collect::<Vec<_>>(), [60.0, 10.0, 30.0]);
}

#[test]
fn an_unweighted_survey_has_the_default_methods() {
    let version = testing::version(false);
    let response = version.check(testing::submission(), testing::noon()).unwrap();
    let mut tally = Tally::default();
    tally.add(&version, &response);
    let (_, counters) = tally.cells().next().unwrap();
    let counts: Vec<u64> = counters.counts().iter().map(|n| n.cast_unsigned()).collect();
    for (id, method) in [
        ("nps", Method::Tango),
        ("csat", Method::Wilson),
        ("mean", Method::VrWilson),
        ("first", Method::Wilson),
        ("phone", Method::Wilson),
    ] {
        let measure = measure(&version, id);
        assert_eq!(measure.weighted_figure(&version, counters), None, "{id}");
        let figure = measure.figure(&version, &counts);
        assert_eq!(figure.estimate(Level::default()).unwrap().method, method, "{id}");
        for component in measure.components(&version, &counts, Level::default()) {
            assert!(component.estimate.is_some(), "{id}");
        }
    }
}

#[test]
fn without_answers_every_measure_and_component_is_absent() {
    let version = testing::version(false);
    let none = vec![0; version.layout().len()];
    for measure in &version.survey().measures {
        let figure = measure.figure(&version, &none);
        assert_eq!(
            (figure.n(), figure.value(), figure.estimate(Level::default())),
            (0, None, None)
        );
        for component in measure.components(&version, &none, Level::default()) {
            assert_eq!(component.estimate, None, "{} of {}", component.id, measure.id);
        }
    }
}

fn counts(version: &Version, scores: &[i32]) -> Vec<u64> {
    let answers: Vec<_> = scores.iter().map(|score| (*score, 1.0)).collect();
    let tally = tally(version, &answers);
    let (_, counters) = tally.cells().next().unwrap();
    counters.counts().iter().map(|n| n.cast_unsigned()).collect()
}

#[test]
fn a_figure_leaves_a_part_out_and_differs_from_it() {
    let version = testing::version(true);
    let nps = measure(&version, "nps");
    let all = nps.figure(&version, &counts(&version, &[10, 9, 9, 7, 3, 0]));
    let part = nps.figure(&version, &counts(&version, &[9, 3]));
    let rest = nps.figure(&version, &counts(&version, &[10, 9, 7, 0]));
    assert_eq!(all.without(&part), Some(rest.clone()));
    assert_eq!(part.without(&all), None);
    assert_eq!(all.without(&measure(&version, "csat").figure(&version, &[0; 100])), None);
    let (a, b) = (rest.sample().unwrap(), part.sample().unwrap());
    let level = Level::default();
    assert_eq!(rest.difference(&part, level), crate::compare::mover(a, b, level));
    let shared = |r| rest.difference_shared(&part, r, level).map(|d| d.upper - d.lower);
    assert!(shared(0.5) < shared(0.0) && shared(2.0).is_none());
}

#[test]
fn a_figure_has_the_order_of_its_scale_and_a_choice_has_none() {
    let version = testing::version(true);
    let counts = counts(&version, &[10, 9, 9, 0]);
    let figure = measure(&version, "nps").figure(&version, &counts);
    let (scores, given) = figure.ordered().unwrap();
    assert_eq!(scores, (0..=10).map(f64::from).collect::<Vec<_>>());
    assert_eq!(given, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1]);
    assert_eq!(figure.bounds(), (-100.0, 100.0));
    assert_eq!(measure(&version, "first").figure(&version, &counts).ordered(), None);
}

#[test]
fn a_design_says_the_variance_and_takes_the_interval_that_knows_it() {
    let version = testing::version(false);
    let mut given = vec![0; version.layout().len()];
    given[version.layout().block(0).value(10)] = 60;
    given[version.layout().block(0).value(0)] = 40;
    let plain = measure(&version, "nps").figure(&version, &given);
    let clustered = plain.clone().with_variance(3.0 * plain.variance().unwrap(), 30.0).unwrap();
    close(clustered.variance().unwrap(), 3.0 * plain.variance().unwrap(), 1e-9);
    let (plain, clustered) =
        (plain.estimate(Level::default()).unwrap(), clustered.estimate(Level::default()).unwrap());
    assert_eq!((plain.method, clustered.method), (Method::Tango, Method::VrWilson));
    assert!(clustered.upper - clustered.lower > 1.7 * (plain.upper - plain.lower));
}
