use super::*;
use crate::estimate::Method;
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
    let nps = measure(&version, "nps").weighted_sample(&version, counters);
    assert_eq!((nps.n(), nps.weight()), (4, 5.0));
    close(nps.mean().unwrap(), 100.0 * (3.0 - 1.5) / 5.0, 1e-12);
    let estimate = measure(&version, "nps").estimate(&nps, Level::default()).unwrap();
    assert_eq!(estimate.method, Method::VrWilson);
    assert!(estimate.effective_n < 4.0);
    for (id, share) in [("first", 100.0), ("phone", 100.0), ("csat", 100.0)] {
        let sample = measure(&version, id).weighted_sample(&version, counters);
        assert_eq!((sample.n(), sample.mean()), (4, Some(share)), "{id}");
        let estimate = measure(&version, id).estimate(&sample, Level::default()).unwrap();
        assert_eq!((estimate.method, estimate.count), (Method::Wilson, None), "{id}");
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
        let sample = measure.weighted_sample(&version, counters);
        assert_eq!(sample, measure.sample(&version, &counts), "{id}");
        assert_eq!(measure.estimate(&sample, Level::default()).unwrap().method, method, "{id}");
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
        let sample = measure.sample(&version, &none);
        assert_eq!(measure.estimate(&sample, Level::default()), None);
        for component in measure.components(&version, &none, Level::default()) {
            assert_eq!(component.estimate, None, "{} of {}", component.id, measure.id);
        }
    }
}
