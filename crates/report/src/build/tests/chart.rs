use plaudit_core::time::Interval;

use super::teams::{put, survey_of};
use super::*;

/// Weeks of so many answers at 5, the top, of all answers.
fn weeks(counts: &[(u64, u64)]) -> (Arc<Version>, Tally) {
    let mut survey = survey_of(Kind::Csat { top: vec![5] }, Scale::new(1, 5));
    survey.privacy_k = 5;
    let version = version(1, survey);
    let mut tally = Tally::default();
    let monday: Day = "2026-01-05".parse().unwrap();
    for (week, (x, n)) in counts.iter().enumerate() {
        let day = Day::from_epoch_days(monday.epoch_days() + 7 * i32::try_from(week).unwrap());
        let day = day.unwrap().to_string();
        put(&mut tally, &version, &day, [None, None], [0, 0, n - x, 0, *x]);
    }
    (version, tally)
}

fn chart((version, tally): &(Arc<Version>, Tally)) -> v1::Chart {
    let request = v1::BuildReportRequest { charts: vec!["speed".into()], ..Default::default() };
    report(&[Arc::clone(version)], tally, request).charts.remove(0)
}

fn close(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected}");
}

#[test]
fn weeks_of_the_nhs_have_the_centre_and_the_limits_of_the_reference() {
    // METHODS §8.9: Laney's p′ chart of qicharts2.
    let nhs = [
        (266501, 280443),
        (264225, 276823),
        (276532, 291681),
        (281461, 296155),
        (269071, 282343),
        (261215, 275888),
        (270409, 283867),
        (279778, 295251),
        (270483, 284468),
        (270320, 282529),
        (267923, 279618),
        (271478, 283932),
        (255353, 266629),
        (256820, 268091),
        (261835, 276803),
        (259144, 271578),
        (255910, 266005),
        (260863, 273520),
        (264465, 278574),
        (260989, 273772),
    ];
    let chart = chart(&weeks(&nhs));
    assert_eq!((chart.interval.as_str(), chart.points.len(), chart.baseline), ("week", 20, 20));
    close(chart.centre.unwrap(), 95.2899711, 5e-8);
    close(chart.dispersion.unwrap(), 10.640422, 5e-7);
    let first = &chart.points[0];
    close(first.lower.unwrap(), 94.0129644, 5e-8);
    close(first.upper.unwrap(), 96.5669779, 5e-8);
    assert!(chart.points.iter().all(|point| !point.outside && !point.drifting));
    assert_eq!((chart.longest_allowed, chart.crossings_needed), (Some(7), Some(6)));
    assert!(chart.shifts.is_empty(), "{:?}", chart.shifts);
    assert!(!chart.notes.iter().any(|note| note.contains("provisional")), "{:?}", chart.notes);
}

#[test]
fn a_lasting_change_is_dated_and_told_with_both_levels() {
    // 60 of 100, give or take two, then 40 from the 25th week on.
    let level = |week: u64| if week < 24 { 60 } else { 40 };
    let counts: Vec<_> = (0..40).map(|week| (level(week) + week * 7 % 5 - 2, 100)).collect();
    let chart = chart(&weeks(&counts));
    let [shift] = chart.shifts.as_slice() else { panic!("{:?}", chart.shifts) };
    assert_eq!(shift.day, "2026-06-22");
    let between = shift.between.as_ref().unwrap();
    assert!(between.from.as_deref() <= Some("2026-06-22"));
    assert!(between.to.as_deref() >= Some("2026-06-22"));
    close(shift.before, 60.0, 0.5);
    close(shift.after, 40.0, 0.5);
    // The baseline is kept: the first 20 weeks say what is ordinary.
    assert_eq!(chart.baseline, 20);
    close(chart.centre.unwrap(), 60.0, 0.5);
    assert!(chart.points[..24].iter().all(|point| !point.outside && !point.drifting));
    assert!(chart.points[24..].iter().all(|point| point.outside && point.value < point.lower));
    assert!(chart.points[39].drifting && chart.points[39].cusum_down > Some(5.0));
    assert!(chart.longest_run > chart.longest_allowed);
}

#[test]
fn few_points_have_provisional_limits_never_narrower_than_chance() {
    let chart = chart(&weeks(&[(50, 100), (50, 100), (50, 100), (53, 100)]));
    assert!(chart.notes[0].contains("4 of the 20"), "{:?}", chart.notes);
    assert_eq!((chart.baseline, chart.longest_run), (4, None));
    assert!(chart.dispersion.unwrap() < 0.3);
    // 50.75 ± 3·√(50.75·49.25/100).
    close(chart.points[0].upper.unwrap(), 50.75 + 14.9983, 1e-3);
    assert!(chart.points.iter().all(|point| !point.outside));
}

#[test]
fn points_that_are_withheld_or_empty_have_no_value_and_no_limits() {
    let chart = chart(&weeks(&[(50, 100), (3, 3), (0, 0), (40, 80), (45, 90), (44, 90)]));
    let given: Vec<_> = chart.points.iter().map(|p| (p.value.is_some(), p.withheld, p.n)).collect();
    assert_eq!(
        given,
        [
            (true, false, 100),
            (false, true, 0),
            (false, false, 0),
            (false, true, 0),
            (true, false, 90),
            (true, false, 90),
        ]
    );
    for point in chart.points.iter().filter(|point| point.value.is_none()) {
        assert_eq!((point.lower, point.cusum_up, point.ewma), (None, None, None));
        assert!(!point.outside && !point.drifting);
    }
}

#[test]
fn a_measure_that_is_withheld_has_a_chart_without_values() {
    let chart = chart(&weeks(&[(1, 2), (1, 1)]));
    assert!(chart.points.iter().all(|point| point.withheld && point.value.is_none()));
    assert_eq!((chart.centre, chart.dispersion, chart.baseline), (None, None, 0));
    assert!(chart.shifts.is_empty());
}

#[test]
fn answers_that_are_all_alike_still_have_limits() {
    let chart = chart(&weeks(&[(20, 20), (30, 30), (25, 25)]));
    assert_eq!(chart.centre, Some(100.0));
    let limits: Vec<_> =
        chart.points.iter().map(|p| (p.lower.unwrap(), p.upper.unwrap())).collect();
    assert!(limits.iter().all(|(lower, upper)| *lower < 100.0 && *upper == 100.0));
}

#[test]
fn a_chart_follows_the_interval_of_the_trend() {
    let (version, tally) = weeks(&[(20, 40), (30, 60)]);
    let request = v1::BuildReportRequest {
        charts: vec!["speed".into()],
        trend: v1::TrendInterval::Day.into(),
        ..Default::default()
    };
    let query = Query::new(request.clone(), &version).unwrap();
    assert_eq!(query.interval(), Some(Interval::Day));
    let report = report(&[version], &tally, request);
    assert_eq!((report.charts[0].points.len(), report.trends[0].points.len()), (8, 8));
}

#[test]
fn a_chart_of_a_measure_that_is_not_shown_is_refused() {
    let version = version(1, survey());
    let request = v1::BuildReportRequest {
        measures: vec!["nps".into()],
        charts: vec!["nps".into(), "speed".into()],
        ..Default::default()
    };
    let found = Query::new(request, &version).unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field, "charts[1]");
}

#[test]
fn more_charts_have_sums_that_signal_later() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(20, "2026-01-05", None, 9).add(20, "2026-01-06", None, 8);
    let limit = |charts: &[&str], trend: v1::TrendInterval| {
        let charts = charts.iter().map(|id| (*id).to_owned()).collect();
        let request = v1::BuildReportRequest { charts, trend: trend.into(), ..Default::default() };
        report(&[Arc::clone(&version)], &answers.1, request).charts[0].decision_limit.unwrap()
    };
    assert_eq!(limit(&["nps"], v1::TrendInterval::Day), 5.0);
    assert_eq!(limit(&["nps", "speed"], v1::TrendInterval::Week), 5.0);
    // One false signal in 730 days, and not in 469.
    close(limit(&["nps", "speed"], v1::TrendInterval::Day), 5.43, 0.01);
}
