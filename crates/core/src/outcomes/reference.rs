//! Reference values from statsmodels 0.15.0, SciPy 1.17.1, lifelines 0.30.3 and scikit-learn 1.9.1.

use super::*;
use crate::testing::close;

fn of(events: u64, n: u64) -> Exposure {
    Exposure { events, n }
}

#[test]
fn score_intervals_of_ratios_are_those_of_statsmodels_and_propcis() {
    let (placebo, aspirin, level) = (of(189, 11_034), of(104, 11_037), Level::default());
    let ratio = risk_ratio_score(placebo, aspirin, level).unwrap();
    close(ratio.lower, 1.4339038158932405, 1e-11);
    close(ratio.upper, 2.3047128550098765, 1e-11);
    let odds = odds_ratio_score(placebo, aspirin, level).unwrap();
    close(odds.lower, 1.4408455625202332, 1e-11);
    close(odds.upper, 2.32947461635079, 1e-11);
    // METHODS §8.12: PropCIs searches the odds ratio in steps outwards, and ends up to one beyond.
    assert!((0.0..1e-4).contains(&(odds.lower - 1.440802)));
    assert!((0.0..1e-4).contains(&(2.329551 - odds.upper)));
    let (a, b) = (of(42, 120), of(30, 300));
    let odds = odds_ratio_score(a, b, level).unwrap();
    close(odds.lower, 2.855386638905068, 1e-11);
    close(odds.upper, 8.224794546425183, 1e-11);
    let ratio = risk_ratio_score(a, b, level).unwrap();
    close(ratio.lower, 2.3070036882452567, 1e-11);
    close(ratio.upper, 5.296662293323161, 1e-11);
}

#[test]
fn score_intervals_have_an_end_where_counts_set_one() {
    let level = Level::default();
    let none = risk_ratio_score(of(0, 50), of(5, 50), level).unwrap();
    assert_eq!((none.value, none.lower), (0.0, 0.0));
    assert!(none.upper > 0.0 && none.upper < 1.0);
    assert_eq!(risk_ratio_score(of(5, 50), of(0, 50), level), None);
    assert_eq!(odds_ratio_score(of(5, 5), of(3, 5), level), None);
    let all = odds_ratio_score(of(5, 50), of(5, 5), level).unwrap();
    assert_eq!((all.value, all.lower), (0.0, 0.0));
}

#[test]
fn the_continuity_correction_is_that_of_r() {
    let departments = [
        [512, 89, 313, 19],
        [353, 17, 207, 8],
        [120, 202, 205, 391],
        [138, 131, 279, 244],
        [53, 94, 138, 299],
        [22, 24, 351, 317],
    ];
    let found = mantel_haenszel(&departments, Level::default()).unwrap();
    close(found.chi_squared, 1.5246066604434356, 1e-12);
    close(found.chi_squared_corrected, 1.4269462285866883, 1e-12);
}

#[test]
fn an_overdispersed_rate_is_that_of_a_quasi_poisson_model() {
    let months = [(12, 1000.0), (7, 900.0), (19, 1100.0), (4, 800.0), (15, 1050.0), (9, 950.0)];
    let found = complaint_rate(&months, Level::default()).unwrap();
    close(found.phi.unwrap(), 1.6721690359967911, 1e-12);
    close(found.rate.value, 0.01137931034482758, 1e-15);
    close(found.rate.lower, 0.008329674645467605, 1e-14);
    close(found.rate.upper, 0.015545469593384202, 1e-14);
    // Even months: Garwood's interval, and no more than chance.
    let even = complaint_rate(&[(10, 5.0), (10, 5.0)], Level::default()).unwrap();
    assert_eq!((Some(even.rate), even.phi), (rate(20, 10.0, Level::default()), Some(0.0)));
    assert_eq!(even.p, Some(1.0));
    let one = complaint_rate(&[(3, 2.0)], Level::default()).unwrap();
    assert_eq!((one.phi, one.p), (None, None));
    assert_eq!(complaint_rate(&[], Level::default()), None);
    assert_eq!(complaint_rate(&[(3, 0.0), (3, 1.0)], Level::default()), None);
}

#[test]
fn calibration_is_that_of_scikit_learn_and_statsmodels() {
    let stated = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
    let n = [40, 30, 25, 60, 35, 50, 45];
    let did = [1, 2, 1, 14, 9, 20, 25];
    let levels: Vec<Stated> =
        (0..7).map(|at| Stated { probability: stated[at], did: of(did[at], n[at]) }).collect();
    let found = calibration(&levels, Level::default()).unwrap();
    let isotonic = [
        0.025,
        0.05454545454545454,
        0.05454545454545454,
        0.23333333333333334,
        0.2571428571428571,
        0.4,
        0.5555555555555556,
    ];
    for (found, expected) in found.isotonic.iter().zip(isotonic) {
        close(*found, expected, 1e-15);
    }
    close(found.brier, 0.2743456140350877, 1e-14);
    close(found.excess, 0.5436842105263158 - 0.25263157894736843, 1e-14);
    let slope = found.slope.unwrap();
    close(slope.value, 0.4121877547732121, 1e-11);
    close(slope.upper, 0.54212438, 6e-9);
    close(slope.lower, 0.28225113, 6e-9);
    // The given order is kept, and a level that nobody stated has its neighbours' share.
    let mut turned: Vec<Stated> = levels.into_iter().rev().collect();
    turned.push(Stated { probability: 0.2, did: of(0, 0) });
    let again = calibration(&turned, Level::default()).unwrap();
    let back: Vec<f64> = again.isotonic[..7].iter().rev().copied().collect();
    assert_eq!(back, found.isotonic);
    assert_eq!(again.isotonic[7], found.isotonic[2]);
    assert_eq!((again.brier, again.shrunk.len()), (found.brier, 8));
}

#[test]
fn what_cannot_be_calibrated_is_absent() {
    let level = Level::default();
    assert_eq!(calibration(&[], level), None);
    assert_eq!(calibration(&[Stated { probability: 1.0, did: of(1, 2) }], level), None);
    assert_eq!(calibration(&[Stated { probability: 0.5, did: of(3, 2) }], level), None);
    // All above and none below: no finite slope.
    let apart =
        [Stated { probability: 0.1, did: of(0, 9) }, Stated { probability: 0.9, did: of(9, 9) }];
    assert_eq!(calibration(&apart, level).unwrap().slope, None);
}

#[test]
fn revenue_at_risk_is_that_of_numpy_and_statsmodels() {
    let band = |value, events, n| RevenueBand { value, churn: of(events, n) };
    let bands = [band(120e3, 42, 120), band(80e3, 25, 150), band(300e3, 30, 300)];
    let found = revenue_at_risk(&bands, 2, 1e6, Level::default()).unwrap();
    close(found.at_risk.value, 35333.33333333333, 1e-9);
    close(found.variance.sqrt(), 6725.022373637572, 1e-9);
    close(found.at_risk.lower, 22330.464512612933, 1e-8);
    close(found.at_risk.upper, 48626.05649129534, 1e-8);
    assert_eq!(revenue_at_risk(&bands, 3, 1e6, Level::default()), None);
    assert_eq!(revenue_at_risk(&bands, 2, 1e5, Level::default()), None);
    assert_eq!(revenue_at_risk(&[band(1.0, 0, 0)], 0, 1e6, Level::default()), None);
}

#[test]
fn incidence_of_competing_causes_and_its_error_are_those_of_statsmodels() {
    let cases = [
        (1, 1),
        (2, 2),
        (2, 0),
        (3, 1),
        (4, 1),
        (5, 0),
        (5, 2),
        (6, 1),
        (7, 0),
        (8, 2),
        (8, 1),
        (9, 1),
        (10, 0),
        (12, 2),
        (12, 0),
        (15, 1),
    ];
    let mut table = LifeTable::new(2);
    for (day, cause) in cases {
        match cause {
            0 => table.censored(day),
            cause => assert!(table.event(day, cause - 1)),
        }
    }
    // CumIncidenceRight: days, shares, errors.
    let first = [
        (1, 0.0625, 0.06051536478449089),
        (3, 0.1298076923076923, 0.0857820274553689),
        (4, 0.19711538461538458, 0.10217107524709909),
        (6, 0.2719017094017094, 0.11677398326998156),
        (8, 0.3573717948717948, 0.13034308099035788),
        (9, 0.4428418803418803, 0.1375711530835259),
    ];
    let second = [
        (2, 0.0625, 0.06051536478449089),
        (5, 0.1298076923076923, 0.0857820274553689),
        (8, 0.21527777777777776, 0.11182716042593306),
        (12, 0.32923789173789175, 0.13902683426464685),
    ];
    for (cause, expected) in [(0, &first[..]), (1, &second[..])] {
        let found = table.incidence(cause).unwrap();
        for (day, share, se) in expected {
            let point = found.points.iter().find(|point| point.day == *day).unwrap();
            close(point.share, *share, 1e-14);
            close(point.se, *se, 1e-14);
        }
    }
    close(table.incidence(0).unwrap().at(15), 0.6707621082621082, 1e-14);
}

#[test]
fn the_test_from_a_landmark_is_that_of_lifelines() {
    let exposed = [
        Some(10),
        None,
        Some(40),
        Some(5),
        None,
        Some(25),
        Some(31),
        None,
        Some(29),
        None,
        Some(3),
        None,
    ];
    let end = [50, 20, 90, 95, 60, 110, 45, 33, 120, 75, 31, 100];
    let event = [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1];
    let customers =
        (0..12).map(|at| FollowUp { exposed: exposed[at], end: end[at], event: event[at] == 1 });
    let split = landmark(customers, 30);
    assert_eq!(split.left_before, 1);
    let found = log_rank(&[&split.exposed, &split.unexposed]).unwrap();
    close(found.chi_squared, 1.0171111792102028, 1e-12);
    close(found.p, 0.313205226954131, 1e-12);
}

#[test]
fn resolution_is_that_of_lifelines() {
    let hours = [2, 5, 5, 9, 20, 24, 26, 30, 48, 50, 70, 72, 90, 100, 120, 160];
    let closed = [1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0];
    let mut cases = LifeTable::new(1);
    for (hour, closed) in hours.into_iter().zip(closed) {
        if closed == 1 { assert!(cases.event(hour, 0)) } else { cases.censored(hour) }
    }
    let level = Level::default();
    for (within, share, limits) in [
        (24, 0.3749999999999998, (0.1890918479465663, 0.6514334327889264)),
        (72, 0.6759259259259259, (0.435132005468045, 0.891705703916864)),
        (160, 0.8784722222222222, (0.6129254880759475, 0.9907216113093783)),
    ] {
        let found = resolution_rate(&cases, within, level).unwrap();
        close(found.share, share, 1e-14);
        crate::testing::close_limits(found.limits.unwrap(), limits, 1e-13);
    }
    assert_eq!(resolution_rate(&cases, 161, level), None);
    let start = resolution_rate(&cases, 1, level).unwrap();
    assert_eq!((start.share, start.limits), (0.0, None));
    let times = [0.3, 0.5, 0.8, 0.9].map(|share| time_to_resolve(&cases, share));
    assert_eq!(times, [Some(20), Some(48), Some(120), None]);
    // Four of sixteen by hour 9 are a quarter, exactly.
    assert_eq!((time_to_resolve(&cases, 0.25), time_to_resolve(&cases, 0.0)), (Some(9), None));
    assert_eq!(time_to_resolve(&LifeTable::new(1), 0.5), None);
}

#[test]
fn figures_of_members_are_shares_with_wilsons_limits() {
    let level = Level::default();
    let due = (0..500).map(|at| Due {
        day: at % 90,
        renewed: (at < 430).then_some(at % 90 + 30),
        ineligible: false,
    });
    let rate = renewals(due, 0..=89, 30, 119, level).rate.unwrap();
    close(rate.lower, 0.826833135055546, 1e-13);
    close(rate.upper, 0.8876773398121365, 1e-13);
    let kept = retention(1_000, 1_030, 150, level).unwrap();
    close(kept.lower, 0.8583909241522872, 1e-13);
    close(kept.upper, 0.8987007393986909, 1e-13);
    assert_eq!(retention(1_000, 100, 150, level), None);
    assert_eq!(retention(1_000, 1_200, 150, level), None);
    let stayed = retention(10, 10, 0, level).unwrap();
    assert_eq!(mean_tenure(&stayed), None);
    let found = attendance(420, 29, 37, 410.5, level).unwrap();
    close(found.per_member_year.lower, 0.06346264206359568, 1e-14);
    close(found.per_member_year.upper, 0.12423782251383879, 1e-14);
    assert_eq!(attendance(420, 38, 37, 410.5, level), None);
    assert_eq!(attendance(20, 29, 37, 410.5, level), None);
    let none = renewals([], 0..=89, 30, 119, level);
    assert_eq!((none.rate, none.open), (None, 0));
}
