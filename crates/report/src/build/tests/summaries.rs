use plaudit_core::corrected::macro_average;
use plaudit_core::estimate::Level;

use super::*;

/// Promoters and detractors of teams in their declared order.
fn summary(order: &[&str], groups: &[(Option<&str>, usize, usize)]) -> v1::Split {
    let mut survey = survey();
    let value = |id: &&str| SegmentValue { id: (*id).to_owned(), label: LocalText::default() };
    survey.segments[0].values = order.iter().map(value).collect();
    let version = version(1, survey);
    let mut answers = Answers(&version, Tally::default());
    for (team, promoters, detractors) in groups {
        answers.add(*promoters, "2026-01-05", *team, 9).add(*detractors, "2026-01-05", *team, 3);
    }
    report(&[Arc::clone(&version)], &answers.1, by_team()).splits.remove(0)
}

const TEAMS: [(Option<&str>, usize, usize); 3] =
    [(Some("low"), 50, 50), (Some("middle"), 60, 40), (Some("high"), 80, 20)];

#[test]
fn groups_are_tested_together_and_along_their_declared_order() {
    let split = summary(&["low", "middle", "high"], &TEAMS);
    let [nps] = split.summaries.as_slice() else { panic!("speed has no answers") };
    // Of a table with two scores it is (n - 1)/n of its chi-square; with 2 degrees of freedom p is
    // exp(-H/2).
    let p = 190.0 / 300.0;
    let squares: f64 = [0.5_f64, 0.6, 0.8].iter().map(|share| 100.0 * (share - p).powi(2)).sum();
    let h = 299.0 / 300.0 * squares / (p * (1.0 - p));
    let p = nps.p_any.unwrap();
    assert!((p / (-h / 2.0_f64).exp() - 1.0).abs() < 1e-9, "{p}");
    let trend = nps.p_trend.unwrap();
    assert!(trend < p, "a straight trend is found more easily: {trend} against {p}");
}

#[test]
fn the_mean_of_the_groups_counts_each_alike_whatever_its_size() {
    let split = summary(&[], &[(Some("a"), 1_500, 500), (Some("b"), 50, 50), (None, 9, 0)]);
    let nps = &split.summaries[0];
    assert_eq!((nps.lowest.as_str(), nps.p_trend), ("b", None));
    let mean = nps.equal_weighted.as_ref().unwrap();
    assert_eq!((mean.value, mean.n, mean.method.as_str()), (25.0, 2_100, "mover"));
    // As far as a normal interval goes.
    let error = |p: f64, n: f64| 200.0 * (p * (1.0 - p) / (n - 1.0)).sqrt();
    let groups = [(50.0, error(0.75, 2_000.0)), (0.0, error(0.5, 100.0))];
    let normal = macro_average(&groups, &[1.0; 2], Level::default()).unwrap();
    assert!((mean.value - normal.value).abs() < 1e-12);
    let half = (mean.upper - mean.lower) / 2.0;
    assert!((half / (1.96 * normal.error) - 1.0).abs() < 0.03, "{half} {}", normal.error);
    let bound = nps.lowest_bound.unwrap();
    assert!((bound - normal.lowest_limits.0).abs() < 1.0, "{bound}");
}

#[test]
fn a_group_that_is_withheld_is_in_no_summary() {
    let split = summary(&[], &[(Some("a"), 40, 10), (Some("b"), 20, 20), (Some("c"), 4, 0)]);
    assert!(split.groups.iter().filter(|group| group.measures[0].withheld).count() == 2);
    assert!(split.summaries.is_empty(), "one group is left");
}
