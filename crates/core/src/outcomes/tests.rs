use proptest::prelude::*;

use super::*;
use crate::compare::mover;
use crate::estimate::Level;
use crate::sample::Sample;

/// Days, the censored ones negative.
fn table(days: &[i32]) -> LifeTable {
    let mut table = LifeTable::new(1);
    for day in days {
        if *day < 0 {
            table.censored(day.unsigned_abs());
        } else {
            assert!(table.event(day.unsigned_abs(), 0));
        }
    }
    table
}

fn six_mp() -> LifeTable {
    table(&[
        6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
    ])
}

fn placebo() -> LifeTable {
    table(&[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23])
}

#[test]
fn freireichs_leukaemia_curve_is_that_of_r() {
    let curve = six_mp().kaplan_meier(Level::default()).unwrap();
    let expected = [
        (6, 0.857143, 0.076360),
        (7, 0.806723, 0.086935),
        (10, 0.752941, 0.096350),
        (13, 0.690196, 0.106815),
        (16, 0.627451, 0.114054),
        (22, 0.537815, 0.128234),
        (23, 0.448179, 0.134591),
    ];
    assert_eq!(curve.points.len(), expected.len());
    for (point, (day, survival, se)) in curve.points.iter().zip(expected) {
        assert_eq!(point.day, day);
        assert!((point.survival - survival).abs() < 6e-7, "{point:?}");
        assert!((point.se - se).abs() < 6e-7, "{point:?}");
    }
    let (lower, upper) = curve.points[2].limits.unwrap();
    assert!((lower - 0.50320).abs() < 6e-6 && (upper - 0.88936).abs() < 6e-6);
    assert_eq!(curve.median().value, Some(23.0));
    let placebo = placebo().kaplan_meier(Level::default()).unwrap();
    // METHODS prints R's default limits, 4 to 12, which invert the log interval; ours invert the
    // log(−log) interval of the curve, as R's conf.type = "log-log" does.
    let median = placebo.median();
    assert_eq!((median.value, median.lower, median.upper), (Some(8.0), Some(4.0), Some(11.0)));
    assert_eq!(placebo.points.last().unwrap().survival, 0.0);
    assert_eq!(placebo.points.last().unwrap().limits, None);
}

#[test]
fn restricted_means_and_the_log_rank_test_are_those_of_r() {
    let groups = [six_mp(), placebo()];
    let level = Level::default();
    for (group, (mean, se)) in groups.iter().zip([(16.1165, 1.2516), (8.4286, 1.2681)]) {
        let found = group.kaplan_meier(level).unwrap().restricted_mean(20, level).unwrap();
        assert!((found.days.value - mean).abs() < 6e-5, "{found:?}");
        assert!((found.se - se).abs() < 6e-5, "{found:?}");
    }
    let found = log_rank(&[&groups[0], &groups[1]]).unwrap();
    assert!((found.chi_squared - 16.7929409892).abs() < 1e-9);
    assert!((found.expected[0] - 19.251).abs() < 6e-4 && (found.expected[1] - 10.749).abs() < 6e-4);
    assert_eq!((found.observed, found.df), (vec![9, 21], 1));

    let maintained = table(&[9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161]);
    let not = table(&[5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45]);
    let found = log_rank(&[&maintained, &not]).unwrap();
    assert!((found.chi_squared - 3.3964).abs() < 6e-5 && (found.p - 0.0653).abs() < 6e-5);
    let curve = maintained.kaplan_meier(level).unwrap();
    let point = curve.points.iter().find(|point| point.day == 23).unwrap();
    assert!((point.survival - 0.61364).abs() < 6e-6 && (point.se - 0.152632).abs() < 6e-7);
}

#[test]
fn churn_of_two_bands_differs_as_in_the_table() {
    let band = |events, n| Sample::new(vec![0.0, 1.0], vec![n - events, events]).unwrap();
    let found = mover(&band(42, 120), &band(30, 300), Level::default()).unwrap();
    assert!((found.value - 0.25).abs() < 1e-12);
    assert!((found.lower - 0.161393).abs() < 6e-7 && (found.upper - 0.343419).abs() < 6e-7);
}

/// 20,000 customers who leave at the same rate whether or not they ever answer.
#[test]
fn without_any_effect_ever_answered_finds_one_and_a_landmark_none() {
    let mut state = 5_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    };
    let customers: Vec<FollowUp> = (0..20_000)
        .map(|_| {
            let (leaves, answers) = (-500.0 * uniform().ln(), -300.0 * uniform().ln());
            let end = leaves.min(365.0);
            FollowUp {
                exposed: (answers < end).then_some(answers as u32),
                end: end as u32,
                event: leaves < 365.0,
            }
        })
        .collect();
    let kept = |answered: bool| {
        let of = customers.iter().filter(|customer| customer.exposed.is_some() == answered);
        let (kept, n) = of.fold((0, 0), |(kept, n), c| (kept + u32::from(!c.event), n + 1));
        f64::from(kept) / f64::from(n)
    };
    assert!(kept(true) - kept(false) > 0.2);
    let split = landmark(customers.iter().copied(), 90);
    let survival =
        |table: &LifeTable| table.kaplan_meier(Level::default()).unwrap().survival_at(274);
    let difference = survival(&split.exposed) - survival(&split.unexposed);
    assert!(difference.abs() < 0.03, "{difference}");
    assert!(log_rank(&[&split.exposed, &split.unexposed]).unwrap().p > 0.01);
}

#[test]
fn garwood_limits_are_those_of_the_table() {
    for (events, lower, upper) in [
        (0, 0.0, 3.688879),
        (1, 0.025318, 5.571643),
        (5, 1.623486, 11.668332),
        (10, 4.795389, 18.390356),
        (100, 81.363991, 121.626794),
    ] {
        let found = garwood(events, Level::default());
        assert!((found.lower - lower).abs() < 6e-7, "{found:?}");
        assert!((found.upper - upper).abs() < 6e-7, "{found:?}");
    }
    // The approximation beyond a million events joins the exact limits.
    let (a, b) = (garwood(999_999, Level::default()), garwood(1_000_000, Level::default()));
    assert!((b.lower - a.lower - 1.0).abs() < 0.01 && (b.upper - a.upper - 1.0).abs() < 0.01);
}

#[test]
fn what_has_no_ratio_is_absent_and_an_empty_corner_gets_a_half() {
    let level = Level::default();
    let of = |events, n| Exposure { events, n };
    assert!(risk_ratio(of(0, 10), of(3, 10), level).is_none());
    assert!(risk_ratio(of(11, 10), of(3, 10), level).is_none());
    assert!(odds_ratio(of(0, 0), of(3, 10), level).is_none());
    let half = odds_ratio(of(0, 10), of(3, 10), level).unwrap();
    assert!((half.value - 0.5 * 7.5 / (10.5 * 3.5)).abs() < 1e-12);
    assert!(rate(3, 0.0, level).is_none() && rate_ratio((0, 1.0), (3, 1.0), level).is_none());
    assert!(mantel_haenszel(&[[3, 0, 0, 0]], level).is_none());
    assert_eq!((e_value(1.0), e_value(0.0)), (Some(1.0), None));
    assert!((e_value(1.8).unwrap() - 3.0).abs() < 1e-12);
    assert!((e_value(0.5).unwrap() - e_value(2.0).unwrap()).abs() < 1e-12);
    let empty = LifeTable::new(1);
    assert!(empty.kaplan_meier(level).is_none() && empty.incidence(0).is_none());
    assert!(log_rank(&[&empty, &empty]).is_none() && log_rank(&[&empty]).is_none());
    assert!(!LifeTable::new(1).event(3, 1) && !LifeTable::new(1).merge(&LifeTable::new(2)));
    assert!(six_mp().kaplan_meier(level).unwrap().restricted_mean(36, level).is_none());
}

fn customers() -> impl Strategy<Value = Vec<(u32, Option<usize>)>> {
    prop::collection::vec((0..12_u32, prop::option::of(0..3_usize)), 0..40)
}

fn counted(customers: &[(u32, Option<usize>)]) -> LifeTable {
    let mut table = LifeTable::new(3);
    for (day, cause) in customers {
        match cause {
            Some(cause) => assert!(table.event(*day, *cause)),
            None => table.censored(*day),
        }
    }
    table
}

proptest! {
    #[test]
    fn life_tables_merge_and_unmerge_exactly(a in customers(), b in customers()) {
        let (mut sum, whole) = (counted(&a), counted(&[a.clone(), b.clone()].concat()));
        prop_assert!(sum.merge(&counted(&b)));
        prop_assert_eq!(&sum, &whole);
        prop_assert!(sum.unmerge(&counted(&b)));
        prop_assert_eq!(&sum, &counted(&a));
        for (day, cause) in a {
            match cause {
                Some(cause) => prop_assert!(sum.remove_event(day, cause)),
                None => sum.remove_censored(day),
            }
        }
        prop_assert_eq!(sum, LifeTable::new(3));
    }

    #[test]
    fn incidences_of_all_causes_sum_to_what_the_curve_lost(customers in customers()) {
        let table = counted(&customers);
        if let Some(curve) = table.kaplan_meier(Level::default()) {
            for day in 0..12 {
                let lost: f64 = (0..3).map(|cause| table.incidence(cause).unwrap().at(day)).sum();
                prop_assert!((lost + curve.survival_at(day) - 1.0).abs() < 1e-12);
            }
            for point in &curve.points {
                prop_assert!((0.0..=1.0).contains(&point.survival));
                if let Some((lower, upper)) = point.limits {
                    prop_assert!(0.0 <= lower && lower <= point.survival);
                    prop_assert!(point.survival <= upper && upper <= 1.0);
                }
            }
        }
    }

    #[test]
    fn with_one_cause_incidence_and_curve_have_the_same_error(
        days in prop::collection::vec(-12..12_i32, 1..40),
    ) {
        let table = table(&days);
        let curve = table.kaplan_meier(Level::default()).unwrap();
        let incidence = table.incidence(0).unwrap();
        for (a, b) in curve.points.iter().zip(&incidence.points) {
            prop_assert!((a.survival + b.share - 1.0).abs() < 1e-12);
            prop_assert!((a.se.powi(2) - b.se.powi(2)).abs() < 1e-12, "{:?} {:?}", a, b);
        }
    }

    #[test]
    fn the_log_rank_test_of_equal_groups_finds_nothing(days in prop::collection::vec(-9..9_i32, 1..30)) {
        let table = table(&days);
        if let Some(found) = log_rank(&[&table, &table, &table]) {
            prop_assert!(found.chi_squared.abs() < 1e-9 && found.p > 0.999);
        }
    }
}
