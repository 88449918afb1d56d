use proptest::prelude::*;

use super::*;
use crate::estimate::Level;
use crate::testing::{close, close_limits};

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

const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0,
    1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0,
    1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0, 874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0,
    1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
    768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0, 845.0,
    944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0,
    860.0, 874.0, 848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0,
    815.0, 1020.0, 906.0, 901.0, 1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

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
        let pairs: Vec<(f64, f64)> = values.iter().map(|v| (*v, a)).collect();
        let _ = mix_adjusted(&pairs, &pairs);
        for found in change_points(counts.len(), size, 2, a, Level::default(), costs(&counts)) {
            prop_assert!(found.earliest <= found.at && found.at <= found.latest);
            prop_assert!(found.latest < counts.len());
        }
    }
}
