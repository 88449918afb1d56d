use super::*;
use crate::Material;

const JANUARY: &str = "2026-01-10";
const FEBRUARY: &str = "2026-02-10";

fn against_january() -> v1::BuildReportRequest {
    v1::BuildReportRequest {
        from: "2026-02-01".into(),
        to: "2026-02-28".into(),
        compare: "2026-01-01..2026-01-31".into(),
        ..by_team()
    }
}

fn compared(
    version: &Arc<Version>,
    before: &Tally,
    after: &Tally,
    request: v1::BuildReportRequest,
) -> v1::Report {
    let query = Query::new(request, version).unwrap();
    let material = Material { base: Some(before.clone()), ..after.clone().into() };
    build(&[Arc::clone(version)], &material, &query, now()).unwrap()
}

/// Answers by team: promoters, passives, detractors.
fn tally(version: &Version, day: &str, groups: &[(&str, usize, usize, usize)]) -> Tally {
    let mut answers = Answers(version, Tally::default());
    for (team, promoters, passives, detractors) in groups {
        for (n, score) in [(promoters, 9), (passives, 7), (detractors, 3)] {
            answers.add(*n, day, Some(team), score);
        }
    }
    answers.1
}

#[test]
fn a_change_is_the_report_minus_the_base_with_the_interval_of_the_reference() {
    let version = version(1, survey());
    let before = tally(&version, JANUARY, &[("north", 45, 30, 25)]);
    let after = tally(&version, FEBRUARY, &[("north", 60, 28, 12)]);
    let report = compared(&version, &before, &after, against_january());
    let change = report.change.unwrap();
    assert_eq!((change.kind.as_str(), change.responses), ("given", 100));
    let base = change.base.unwrap();
    assert_eq!(base.from.as_deref().zip(base.to.as_deref()), Some(("2026-01-01", "2026-01-31")));
    let nps = &change.measures[0];
    assert_eq!(nps.base.as_ref().unwrap().value, 20.0);
    // METHODS §8.2: 28, 6.672192 to 48.586390.
    let d = nps.difference.as_ref().unwrap();
    assert_eq!(
        format!("{:.6} {:.6} {:.6}", d.value, d.lower, d.upper),
        "28.000000 6.672192 48.586390"
    );
    // (1.96 + 0.84)·100·√((0.4896 + 0.66)/99): v = P + D - (P - D)².
    let error = 100.0 * ((0.72 - 0.48_f64.powi(2) + 0.70 - 0.04) / 99.0).sqrt();
    let expected = (1.959_963_985 + 0.841_621_234) * error;
    assert!((nps.detectable.unwrap() - expected).abs() < 1e-6);
    assert_eq!((nps.held_steady, nps.shared_respondents), (None, 0));
    // The group's own difference is absent, as there is no rest, so the change is the only comparison.
    assert_eq!(report.comparisons, 1);
    assert!(d.reliable && (d.p_adjusted - d.p).abs() < 1e-15);
    // P(9 above 7 or 3, or 7 above 3) + half of the ties.
    let above = 0.60 * 0.55 + 0.28 * 0.25;
    let ties = 0.60 * 0.45 + 0.28 * 0.30 + 0.12 * 0.25;
    let superiority = nps.superiority.as_ref().unwrap();
    assert!((superiority.value - 100.0 * (above + ties / 2.0)).abs() < 1e-9);
    assert!(superiority.lower.unwrap() > 50.0 && superiority.upper.unwrap() < 100.0);
    // Nobody answered the other question in either period.
    let speed = &change.measures[1];
    assert_eq!((&speed.base, &speed.difference, speed.withheld), (&None, &None, false));
}

#[test]
fn a_measure_held_steady_when_the_narrower_interval_is_inside_the_margin() {
    let version = version(1, survey());
    let before = tally(&version, JANUARY, &[("north", 2_400, 1_080, 520)]);
    let after = tally(&version, FEBRUARY, &[("north", 2_400, 1_120, 480)]);
    let held = |within: f64| {
        let request = v1::BuildReportRequest { steady_within: within, ..against_january() };
        compared(&version, &before, &after, request).change.unwrap().measures[0].held_steady
    };
    // 48 against 47: the 90% interval reaches to 3.7 points of 200.
    assert_eq!((held(2.5), held(1.5), held(0.0)), (Some(true), Some(false), None));
}

#[test]
fn within_and_mix_add_up_to_the_change_whatever_groups_come_and_go() {
    let mut survey = survey();
    survey.segments[0].values.clear();
    let version = version(1, survey);
    let before = tally(&version, JANUARY, &[("north", 80, 10, 10), ("south", 20, 20, 60)]);
    let after = tally(
        &version,
        FEBRUARY,
        &[("north", 30, 5, 5), ("south", 15, 20, 65), ("east", 6, 1, 0), ("west", 1, 0, 1)],
    );
    let report = compared(&version, &before, &after, against_january());
    let nps = &report.change.unwrap().measures[0];
    let [mix] = nps.mixes.as_slice() else { panic!("one split") };
    let change = nps.difference.as_ref().unwrap().value;
    assert_eq!(mix.segment, "team");
    assert!((mix.within + mix.mix - change).abs() < 1e-9);
    assert!(mix.mix < -5.0, "{mix:?}");
}

#[test]
fn a_change_with_few_answers_on_either_side_is_withheld() {
    let version = version(1, survey());
    let (few, many) = ([("north", 3, 0, 1)], [("north", 30, 10, 10)]);
    for (before, after) in [(few, many), (many, few)] {
        let before = tally(&version, JANUARY, &before);
        let after = tally(&version, FEBRUARY, &after);
        let report = compared(&version, &before, &after, against_january());
        let nps = &report.change.unwrap().measures[0];
        assert!(nps.withheld && nps.difference.is_none() && nps.base.is_none());
        assert!(nps.mixes.is_empty() && nps.superiority.is_none() && nps.detectable.is_none());
        assert_eq!(report.comparisons, 0);
    }
}

#[test]
fn periods_that_overlap_but_for_a_few_answers_are_not_compared() {
    let version = version(1, survey());
    let before = tally(&version, FEBRUARY, &[("north", 30, 10, 10)]);
    let after = tally(&version, FEBRUARY, &[("north", 32, 10, 11)]);
    let compare = "2026-02-01..2026-02-27".into();
    let request = v1::BuildReportRequest { compare, ..against_january() };
    let overlapping = compared(&version, &before, &after, request);
    assert!(overlapping.change.unwrap().measures[0].withheld);
    let apart = compared(&version, &before, &after, against_january());
    assert!(!apart.change.unwrap().measures[0].withheld);
}

#[test]
fn changes_and_splits_are_one_family_of_comparisons() {
    let version = version(1, survey());
    let groups = [("north", 60, 28, 12), ("south", 40, 30, 30)];
    let before = tally(&version, JANUARY, &groups);
    let after = tally(&version, FEBRUARY, &groups);
    let report = compared(&version, &before, &after, against_january());
    assert_eq!(report.comparisons, 3);
    let change = report.change.unwrap().measures[0].difference.clone().unwrap();
    assert!((change.value, change.reliable) == (0.0, false) && change.p > 0.999);
}

#[test]
fn the_base_is_raked_to_the_same_margins() {
    let version = version(1, survey());
    let margins = vec![v1::Margin {
        segment: "team".into(),
        values: ["north", "south"]
            .map(|value| v1::MarginValue { value: value.into(), target: 1.0 })
            .to_vec(),
    }];
    let request = v1::BuildReportRequest { margins, ..against_january() };
    let groups = |north: usize, south: usize| [("north", north, 0, 0), ("south", 0, 0, south)];
    let before = tally(&version, JANUARY, &groups(80, 20));
    let after = tally(&version, FEBRUARY, &groups(30, 70));
    let report = compared(&version, &before, &after, request.clone());
    let nps = &report.change.unwrap().measures[0];
    assert_eq!(nps.difference.as_ref().unwrap().value, -100.0);
    assert!(nps.weighted_difference.as_ref().unwrap().value.abs() < 1e-6);
    let query = Query::new(request, &version).unwrap();
    let before = tally(&version, JANUARY, &[("north", 80, 0, 0)]);
    let material = Material { base: Some(before), ..after.into() };
    let Err(Error::Invalid(violation)) = build(&[version], &material, &query, now()) else {
        panic!("nobody of the south answered in January")
    };
    assert_eq!(violation.field, "margins[0].values");
    assert_eq!(violation.reason, "in the period compared with: no response has \"south\"");
}
