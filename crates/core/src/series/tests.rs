use proptest::prelude::*;

use super::*;
use crate::estimate::Level;
use crate::testing::{NILE, close, close_limits};

/// Hospital attendances within four hours, of all: NHS, as qicharts2 uses them.
const NHS: [(f64, f64); 20] = [
    (266501.0, 280443.0),
    (264225.0, 276823.0),
    (276532.0, 291681.0),
    (281461.0, 296155.0),
    (269071.0, 282343.0),
    (261215.0, 275888.0),
    (270409.0, 283867.0),
    (279778.0, 295251.0),
    (270483.0, 284468.0),
    (270320.0, 282529.0),
    (267923.0, 279618.0),
    (271478.0, 283932.0),
    (255353.0, 266629.0),
    (256820.0, 268091.0),
    (261835.0, 276803.0),
    (259144.0, 271578.0),
    (255910.0, 266005.0),
    (260863.0, 273520.0),
    (264465.0, 278574.0),
    (260989.0, 273772.0),
];

fn shares(counts: &[(f64, f64)]) -> Vec<Point> {
    let (x, n) = counts.iter().fold((0.0, 0.0), |(x, n), (a, b)| (x + a, n + b));
    let centre = x / n;
    let error = |n: f64| (centre * (1.0 - centre) / n).sqrt();
    counts.iter().map(|(x, n)| Point { value: x / n, error: error(*n), weight: *n }).collect()
}

#[test]
fn laneys_chart_knows_that_hospitals_differ() {
    let points = shares(&NHS);
    let chart = prime_chart(&points, 20).unwrap();
    close(chart.centre, 0.952_899_711_344_191_2, 1e-12);
    close(chart.sigma_z.unwrap(), 10.640_421_863_496_51, 1e-9);
    let first = chart.limits[0];
    close_limits(
        (first.lower, first.upper),
        (0.940_129_644_177_514_1, 0.965_669_778_510_868_2),
        1e-12,
    );
    assert_eq!(chart.limits.iter().filter(|limits| limits.outside).count(), 0);
    let plain = points.iter().filter(|p| (p.value - chart.centre).abs() > 3.0 * p.error).count();
    assert_eq!(plain, 16);
}

#[test]
fn the_moving_average_is_that_of_nist() {
    let values = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8,
        51.2, 52.6, 52.4, 53.6, 52.1,
    ];
    let expected = [
        50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52,
        50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
    ];
    let chart = ewma(&values, 50.0, 2.0539, 0.3, 3.0);
    for (found, expected) in chart.iter().zip(expected) {
        close(found.value, expected, 0.0051);
    }
    let last = chart.last().unwrap();
    close_limits((last.lower, last.upper), (47.411_6, 52.588_4), 1e-4);
    assert!(chart.iter().all(|point| !point.signal()));
    assert!(ewma(&values, 50.0, 1.0, 0.0, 3.0).is_empty());
}

#[test]
fn the_cumulative_sum_is_that_of_montgomery() {
    // Montgomery, Statistical Quality Control, example 9.1: target 10, K = 0.5, H = 5.
    let values = [
        9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40,
        10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38,
        11.62, 11.31, 10.52,
    ];
    let z: Vec<f64> = values.iter().map(|v| v - 10.0).collect();
    let sums = cusum(&z, 0.5, 5.0);
    close(sums[28].up, 5.28, 1e-9);
    close(sums[29].up, 5.30, 1e-9);
    assert_eq!(sums.iter().position(|sum| sum.signal), Some(28));
}

#[test]
fn the_cumulative_sum_is_that_of_nist() {
    // NIST/SEMATECH e-Handbook §6.3.2.3: target 325, k = 0.3175, h = 4.1959, in the unit of the values.
    let values = [
        324.925, 324.675, 324.725, 324.350, 325.350, 325.225, 324.125, 324.525, 325.225, 324.600,
        324.625, 325.150, 328.325, 327.250, 327.825, 328.500, 326.675, 327.775, 326.875, 328.350,
    ];
    let z: Vec<f64> = values.iter().map(|v| v - 325.0).collect();
    let sums = cusum(&z, 0.3175, 4.1959);
    close(sums[12].up, 3.0075, 1e-9);
    close(sums[13].up, 4.94, 1e-9);
    assert_eq!(sums.iter().position(|sum| sum.signal), Some(13));
}

#[test]
fn false_signals_come_as_rarely_as_montgomery_has_it() {
    // Exact: 168 for h = 4 and 465 for h = 5; one-sided 938.2 and, at one deviation, 10.34.
    for (h, exact, within) in [(4.0, 168.0, 0.01), (5.0, 465.0, 0.01)] {
        close(run_length_both(0.5, h, 0.0).unwrap() / exact, 1.0, within);
    }
    close(run_length(0.5, 5.0, 0.0).unwrap(), 938.2, 0.05);
    close(run_length(0.5, 5.0, 1.0).unwrap(), 10.34, 0.005);
    // At shift = k the formula is its limit, b².
    close(run_length(0.5, 5.0, 0.5).unwrap(), 6.166 * 6.166, 1e-9);
    close(run_length(0.5, 5.0, 0.5 + 1e-5).unwrap(), run_length(0.5, 5.0, 0.5).unwrap(), 2e-3);
    for h in [0.5, 4.0, 12.0] {
        let periods = run_length_both(0.5, h, 0.0).unwrap();
        close(decision_limit(0.5, periods).unwrap(), h, 1e-9);
    }
    assert_eq!(decision_limit(0.0, 100.0), None);
    assert_eq!(decision_limit(0.5, f64::NAN), None);
    assert_eq!(decision_limit(0.5, 1.0), None);
    assert_eq!(run_length(0.5, -1.0, 0.0), None);
}

#[test]
fn ordinary_charts_of_shares_are_those_of_the_books() {
    // Montgomery, example 6-1, 117 of 20 × 100 and without sample 12; wafers of NIST.
    for (centre, n, lower, upper) in [
        (117.0 / 2_000.0, 100.0, 0.0, 0.1289),
        (102.0 / 1_900.0, 100.0, 0.0, 0.1213),
        (0.2313, 50.0, 0.0524, 0.4102),
    ] {
        close_limits(share_limits(centre, n).unwrap(), (lower, upper), 5.1e-5);
    }
    assert_eq!(share_limits(1.1, 5.0), None);
    assert_eq!(share_limits(0.5, 0.0), None);
}

#[test]
fn one_change_of_the_river_is_that_of_pettitt() {
    let found = pettitt(&NILE).unwrap();
    assert_eq!((found.at, found.statistic), (28, 1_617.0));
    close(found.p, 3.591_022_176_936_293e-7, 1e-19);
    assert_eq!(pettitt(&[1.0]), None);
    assert_eq!(pettitt(&[1.0, f64::NAN]), None);
    assert_eq!(pettitt(&[2.0; 5]).unwrap().p, 1.0);
}

#[test]
fn weekdays_and_seasons_are_those_of_statsmodels() {
    let days: Vec<Dated> = (-100..700_i64)
        .map(|day| {
            let angle = std::f64::consts::TAU * day as f64 / 365.25;
            let weekday = [3.0, 1.0, 0.0, -1.0, -2.0, 4.0, -5.0];
            let of_seven = usize::try_from(day.rem_euclid(7)).unwrap();
            let noise = ((day * 37).rem_euclid(11) - 5) as f64 * 0.4;
            let wave = 6.0 * angle.cos() - 2.0 * angle.sin() + 1.5 * (2.0 * angle).sin();
            let value = 60.0 + weekday[of_seven] + wave + noise;
            Dated { day, value, weight: 1.0 + (day * 13).rem_euclid(7) as f64 }
        })
        .collect();
    let found = season(&days, 2).unwrap();
    // WLS of statsmodels 0.15 with a column a weekday.
    close(found.level, 59.998_062_118_098_964, 1e-9);
    let weekdays = [
        2.998_461_310_734_292,
        1.016_011_608_817_607,
        -0.005_034_638_110_331,
        -1.026_080_945_458_183,
        -1.969_934_337_332_489,
        4.015_893_881_686_09,
        -5.029_316_880_336_886,
    ];
    for (found, expected) in found.weekdays.iter().zip(weekdays) {
        close(*found, expected, 1e-9);
    }
    close_limits(found.waves[0], (5.999_359_907_789_494, -2.000_412_159_862_058), 1e-9);
    close_limits(found.waves[1], (-0.001_272_652_634_382, 1.502_081_380_645_315), 1e-9);
    close(found.scale, 2.543_207_556_181_998, 1e-9);
    close(found.residuals[0], 0.783_712_016_687_271, 1e-9);
    close(found.fitted[0] + found.residuals[0], days[0].value, 1e-12);
    close(autocorrelation(&found.residuals).unwrap(), -0.400_020_391_170_233, 1e-9);
    close(autocorrelation(&NILE).unwrap(), 0.498_408_18, 5e-9);
}

#[test]
fn a_season_that_cannot_be_told_is_refused() {
    let day = |day: i64| Dated { day, value: 1.0, weight: 1.0 };
    let days = |range: std::ops::Range<i64>| range.map(day).collect::<Vec<_>>();
    let early = NoSeason::NotYetSeparable { days: 730, needed: 731 };
    assert_eq!(season(&days(0..730), 1), Err(early));
    assert_eq!(early.to_string(), "season not yet separable: 730 days of 731");
    assert_eq!(season(&days(0..731), 1).unwrap().weekdays.len(), 7);
    assert_eq!(season(&days(0..13), 0), Err(NoSeason::NotYetSeparable { days: 13, needed: 14 }));
    assert!(season(&[], 0).is_err());
    // Mondays alone say nothing of other weekdays.
    let mondays: Vec<Dated> = (0..200).map(|week| day(7 * week)).collect();
    assert_eq!(season(&mondays, 1), Err(NoSeason::NotIdentified));
    assert_eq!(season(&[day(0), day(20)], 0), Err(NoSeason::NotIdentified));
    let bad = Dated { weight: 0.0, ..day(30) };
    assert_eq!(season(&[bad], 0), Err(NoSeason::Unusable));
    assert_eq!(Dated::share(0, 3, 2), None);
    assert_eq!((autocorrelation(&[1.0, 2.0]), autocorrelation(&[3.0; 9])), (None, None));
    assert_eq!((widening(1.0), widening(f64::NAN), widening(0.0)), (None, None, Some(1.0)));
}

/// Optimal partitioning (Jackson et al. 2005), without pruning: the changes and their cost.
fn by_all_partitions(
    periods: usize,
    shortest: usize,
    penalty: f64,
    cost: impl Fn(usize, usize) -> f64,
) -> Vec<usize> {
    let mut best = vec![(f64::INFINITY, 0); periods + 1];
    best[0] = (-penalty, 0);
    for end in shortest..=periods {
        for start in 0..=end - shortest {
            let total = best[start].0 + cost(start, end) + penalty;
            if total < best[end].0 {
                best[end] = (total, start);
            }
        }
    }
    let (mut found, mut end) = (Vec::new(), periods);
    while best[end].1 > 0 {
        end = best[end].1;
        found.push(end);
    }
    found.reverse();
    found
}

#[test]
fn three_segments_are_those_of_ruptures() {
    // ruptures 1.1.10, Pelt and Dynp with the same cost: 20, 47.
    let days: Vec<Vec<u64>> = (0..80_u64)
        .map(|t| {
            let more = if (20..47).contains(&t) { 25 } else { 0 };
            vec![(t * 7) % 5 + 20, (t * 3) % 4 + 15, (t * 5) % 7 + 30 + more]
        })
        .collect();
    let calls = std::cell::Cell::new(0);
    let cost = costs(&days);
    let counted = |start, end| {
        calls.set(calls.get() + 1);
        cost(start, end)
    };
    let found = change_points(80, 4, 3, 1.0, Level::default(), counted);
    assert_eq!(found.iter().map(|change| change.at).collect::<Vec<_>>(), [20, 47]);
    // Each later segment forgets the earlier: all pairs would be 77·78/2 and more.
    assert!(calls.get() < 2_400, "{}", calls.get());
}

#[test]
fn the_limits_of_runs_are_those_of_anhoj() {
    for (n, longest, crossings) in [
        (10, 6, 2),
        (12, 7, 3),
        (16, 7, 4),
        (20, 7, 6),
        (24, 8, 8),
        (30, 8, 10),
        (36, 8, 13),
        (50, 9, 19),
    ] {
        let values: Vec<f64> = (0..n).map(|i| if i % 2 == 0 { -1.0 } else { 1.0 }).collect();
        let runs = run_rules(&values, 0.0).unwrap();
        assert_eq!((runs.longest_expected, runs.crossings_expected), (longest, crossings), "{n}");
        assert!(!runs.shifted());
        assert_eq!((runs.useful, runs.longest, runs.crossings), (n, 1, n - 1));
    }
    assert_eq!(run_rules(&[0.0; 30], 0.0), None);
}

#[test]
fn the_nile_changed_in_1898() {
    // Annual flow 1871 to 1970 (Cobb 1978), R's data set Nile; the cost of a mean, -2 log-likelihood
    // of a normal with the variance of the whole less its split.
    let cost = |start: usize, end: usize| {
        let flow = &NILE[start..end];
        let mean = flow.iter().sum::<f64>() / flow.len() as f64;
        flow.iter().map(|y| (y - mean).powi(2)).sum::<f64>()
    };
    close(cost(0, 100), 2_835_157.0, 0.5);
    close(cost(0, 28) + cost(28, 100), 1_597_457.0, 0.5);
    let variance = 1_597_457.0 / 98.0;
    let found = change_points(100, 4, 2, 1.0, Level::default(), |s, e| cost(s, e) / variance);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at, 28);
    assert!(found[0].earliest >= 25 && found[0].latest <= 31, "{found:?}");
    let mean = |flow: &[f64]| flow.iter().sum::<f64>() / flow.len() as f64;
    close(mean(&NILE[..28]), 1_097.75, 1e-9);
    close(mean(&NILE[28..]), 849.972_222_222_222, 1e-9);
}

#[test]
fn overdispersion_keeps_a_long_series_from_shattering() {
    // Days that wander by more than sampling, without any change.
    let days: Vec<Vec<u64>> =
        (0..60_u64).map(|day| 400 + 100 * ((day * 7) % 5)).map(|n| vec![1_000 - n, n]).collect();
    let found = |phi| change_points(60, 4, 2, phi, Level::default(), costs(&days)).len();
    assert_eq!(found(90.0), 0);
    assert!(change_points(3, 4, 2, 1.0, Level::default(), costs(&days)).is_empty());
    assert!(change_points(0, 0, 0, f64::NAN, Level::default(), costs(&[])).is_empty());
}

#[test]
fn periods_that_cannot_be_charted_are_refused() {
    let point = Point { value: 1.0, error: 1.0, weight: 1.0 };
    assert_eq!(prime_chart(&[], 0), None);
    assert_eq!(prime_chart(&[point], 2), None);
    assert_eq!(prime_chart(&[Point { error: 0.0, ..point }], 1), None);
    assert_eq!(prime_chart(&[point], 1).unwrap().sigma_z, None);
    assert_eq!(mix_adjusted(&[(0.0, 1.0)], &[(1.0, 1.0)]), None);
    assert_eq!(mix_adjusted(&[(1.0, 1.0)], &[]), None);
    assert_eq!(bernoulli_cusum(&[true], 0.0, 0.5), None);
}

proptest! {
    #[test]
    fn the_two_parts_make_up_the_change(
        before in prop::collection::vec((0..50_u32, -100.0..100.0_f64), 4),
        after in prop::collection::vec((0..50_u32, -100.0..100.0_f64), 4),
    ) {
        let groups = |list: &[(u32, f64)]| -> Vec<(f64, f64)> {
            list.iter().map(|(n, mean)| (f64::from(*n), *mean)).collect()
        };
        let (before, after) = (groups(&before), groups(&after));
        let mean = |groups: &[(f64, f64)]| {
            groups.iter().map(|(n, m)| n * m).sum::<f64>() / groups.iter().map(|(n, _)| n).sum::<f64>()
        };
        if let Some(split) = mix_adjusted(&before, &after) {
            close(split.change, mean(&after) - mean(&before), 1e-9);
            close(split.real + split.mix, split.change, 1e-9);
        }
    }

    #[test]
    fn pruning_loses_no_change(
        levels in prop::collection::vec((1..40_u64, 1..40_u64, 1..15_usize), 1..6),
        noise in prop::collection::vec(0..6_u64, 7),
        shortest in 1..6_usize,
        parameters in 0..4_usize,
    ) {
        let segments = levels.iter().flat_map(|(a, b, length)| vec![(*a, *b); *length]);
        let days: Vec<Vec<u64>> = segments
            .enumerate()
            .map(|(t, (a, b))| vec![a + noise[t % 7], b, noise[(t * 3) % 7]])
            .collect();
        let penalty = parameters as f64 * (days.len() as f64).ln();
        let found = change_points(days.len(), shortest, parameters, 1.0, Level::default(), costs(&days));
        let found: Vec<usize> = found.iter().map(|change| change.at).collect();
        let expected = if days.len() < 2 * shortest {
            Vec::new()
        } else {
            by_all_partitions(days.len(), shortest, penalty, costs(&days))
        };
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_series_panics(
        values in prop::collection::vec(prop::num::f64::ANY, 0..15),
        counts in prop::collection::vec(prop::collection::vec(0..9_u64, 0..3), 0..12),
        a in prop::num::f64::ANY,
        b in prop::num::f64::ANY,
        size in 0..15_usize,
    ) {
        let points: Vec<Point> =
            values.iter().map(|v| Point { value: *v, error: a, weight: b }).collect();
        let _ = (prime_chart(&points, size), run_rules(&values, a), cusum(&values, a, b));
        let _ = (ewma(&values, a, b, 0.2, 3.0), bernoulli_cusum(&[true, false], a, b));
        let days: Vec<Dated> = (0..).zip(&values).map(|(d, v)| Dated { day: d, value: *v, weight: b }).collect();
        let _ = (season(&days, size % 3), autocorrelation(&values), widening(a), pettitt(&values));
        let _ = (run_length_both(a, b, 0.0), decision_limit(a, b), share_limits(a, b));
        let pairs: Vec<(f64, f64)> = values.iter().map(|v| (*v, a)).collect();
        let _ = mix_adjusted(&pairs, &pairs);
        for found in change_points(counts.len(), size, 2, a, Level::default(), costs(&counts)) {
            prop_assert!(found.earliest <= found.at && found.at <= found.latest);
            prop_assert!(found.latest < counts.len());
        }
    }
}
