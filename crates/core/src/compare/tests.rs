use proptest::prelude::*;

use super::*;
use crate::sample::Sample;
use crate::testing::{close, close_limits};

fn share(x: u64, n: u64) -> Sample {
    Sample::new(vec![0.0, 1.0], vec![n - x, x]).unwrap()
}

fn nps(detractors: u64, passives: u64, promoters: u64) -> Sample {
    Sample::new(vec![-1.0, 0.0, 1.0], vec![detractors, passives, promoters]).unwrap()
}

#[test]
fn for_shares_it_is_newcombes_method_10() {
    // Newcombe 1998b, recomputed in Python.
    for (x1, n1, x2, n2, lower, upper) in [
        (56, 70, 48, 80, 0.052_431_472_402_364_84, 0.333_872_654_036_905_9),
        (9, 10, 3, 10, 0.170_522_723_934_502_96, 0.809_017_973_535_488_1),
        (6, 7, 2, 7, 0.058_227_927_482_312_2, 0.806_249_637_524_227_8),
        (5, 56, 0, 29, -0.038_137_147_903_536_88, 0.192_560_013_855_111_6),
        (0, 10, 0, 20, -0.161_125_158_052_819_35, 0.277_532_799_862_889_26),
        (0, 10, 0, 10, -0.277_532_799_862_889_26, 0.277_532_799_862_889_26),
        (10, 10, 0, 20, 0.679_086_037_141_914_7, 1.0),
        (10, 10, 0, 10, 0.607_509_350_430_524_2, 1.0),
    ] {
        let d = mover(&share(x1, n1), &share(x2, n2), Level::default()).unwrap();
        close_limits((d.lower, d.upper), (lower, upper), 1e-14);
    }
}

#[test]
fn a_difference_of_two_nps_is_that_of_methods_8_2() {
    let d = mover(&nps(12, 28, 60), &nps(25, 30, 45), Level::default()).unwrap();
    close(d.value, 0.28, 1e-15);
    close_limits((d.lower, d.upper), (0.066_721_92, 0.485_863_90), 5e-9);
}

#[test]
fn samples_of_different_scales_have_no_difference() {
    let other = Sample::new(vec![0.0, 2.0], vec![3, 4]).unwrap();
    assert_eq!(mover(&share(3, 7), &other, Level::default()), None);
    assert_eq!(mover(&share(3, 7), &share(0, 0), Level::default()), None);
}

#[test]
fn equal_groups_do_not_differ() {
    let d = mover(&nps(1, 2, 3), &nps(2, 4, 6), Level::default()).unwrap();
    assert_eq!((d.value, d.p), (0.0, 1.0));
}

fn sample() -> impl Strategy<Value = Sample> {
    prop::collection::vec(0..60_u64, 5).prop_filter_map("no answers", |counts| {
        Sample::new((1..=5).map(f64::from).collect(), counts).filter(|sample| sample.n() > 0)
    })
}

proptest! {
    #[test]
    fn the_test_and_the_interval_agree(a in sample(), b in sample(), level in 0.5..0.9999_f64) {
        let level = Level::new(level).unwrap();
        let d = mover(&a, &b, level).unwrap();
        prop_assert!((-4.0..=4.0).contains(&d.lower) && (-4.0..=4.0).contains(&d.upper));
        prop_assert!(d.lower <= d.value && d.value <= d.upper);
        prop_assert!((0.0..=1.0).contains(&d.p));
        let alpha = 1.0 - level.share();
        // Where p is alpha to the last digits either answer is right.
        if (d.p - alpha).abs() > 1e-9 {
            prop_assert_eq!(d.p < alpha, d.lower > 0.0 || d.upper < 0.0, "{:?}", d);
        }
    }

    #[test]
    fn a_difference_turned_round_is_its_opposite(a in sample(), b in sample()) {
        let (forth, back) =
            (mover(&a, &b, Level::default()).unwrap(), mover(&b, &a, Level::default()).unwrap());
        close(forth.value, -back.value, 1e-12);
        close_limits((forth.lower, forth.upper), (-back.upper, -back.lower), 1e-12);
        close(forth.p, back.p, 1e-9);
    }
}

#[test]
fn shared_respondents_narrow_the_interval_of_a_change() {
    let (a, b) = (nps(12, 28, 60), nps(25, 30, 45));
    let width = |correlation| {
        let d = mover_shared(&a, &b, correlation, Level::default()).unwrap();
        d.upper - d.lower
    };
    assert!(width(-0.5) > width(0.0) && width(0.0) > width(0.5) && width(0.5) > width(0.95));
    // The same answers, wholly shared, cannot have changed by more than rounding.
    let same = mover_shared(&a, &a, 1.0, Level::default()).unwrap();
    assert!(same.upper - same.lower < width(0.0) / 2.0);
    assert_eq!(mover_shared(&a, &b, 1.5, Level::default()), None);
    assert_eq!(mover_shared(&a, &b, f64::NAN, Level::default()), None);
}

#[test]
fn brunner_and_munzels_test_is_that_of_scipy() {
    let found = brunner_munzel(&[11, 2, 0, 1, 0], &[3, 1, 4, 2, 1], Level::default()).unwrap();
    close(found.probability, 0.788_961_038_961, 1e-12);
    close(found.statistic, 3.137_467_482_302_95, 1e-12);
    close(found.df, 17.682_841_979_481_5, 1e-12);
    close(found.p, 0.005_786_208_666_151_47, 1e-12);
    close_limits(
        (found.lower, found.upper),
        (0.595_216_864_253_736_7, 0.982_705_213_668_341_6),
        1e-12,
    );
}

#[test]
fn mann_and_whitneys_test_is_that_of_r() {
    let found = mann_whitney(&[11, 2, 0, 1, 0], &[3, 1, 4, 2, 1]).unwrap();
    close(found.z, 2.693_435_182_011_785_7, 1e-12);
    close(found.p, 0.007_071_989_482_222_141, 1e-12);
}

#[test]
fn changes_that_can_be_seen_are_those_of_methods_2_5() {
    for (n, points) in [(100.0, 31.0), (400.0, 15.0), (1_000.0, 10.0)] {
        let se = 100.0 * (0.6_f64 / n).sqrt();
        let change = detectable_change(se, se, 0.8, Level::default()).unwrap();
        assert_eq!(change.round(), points);
    }
    for (variance, half, n) in [
        (0.49, 0.1, 189),
        (0.49, 0.05, 753),
        (0.49, 0.03, 2_092),
        (0.75, 0.1, 289),
        (0.75, 0.05, 1_153),
        (0.75, 0.03, 3_202),
    ] {
        let needed = answers_needed(variance, half, Level::default()).unwrap();
        assert!(needed.abs_diff(n) <= 1, "{needed} for {n}");
    }
    assert_eq!(detectable_change(1.0, f64::NAN, 0.8, Level::default()), None);
    assert_eq!(answers_needed(1.0, 0.0, Level::default()), None);
}

#[test]
fn groups_without_spread_have_no_test() {
    assert_eq!(brunner_munzel(&[5, 0], &[0, 5], Level::default()), None);
    assert_eq!(brunner_munzel(&[5, 0], &[5, 0], Level::default()), None);
    assert_eq!(brunner_munzel(&[1], &[1, 2], Level::default()), None);
    assert_eq!(mann_whitney(&[5, 0], &[5, 0]), None);
    assert_eq!(mann_whitney(&[], &[]), None);
    assert_eq!(kruskal_wallis(&[]), None);
    assert_eq!(kruskal_wallis(&[&[5, 3], &[0, 0]]), None);
    assert_eq!(kruskal_wallis(&[&[5, 0], &[4, 0]]), None);
    assert_eq!(linear_trend(&[&[3, 4]], &[1.0], &[1.0, 2.0]), None);
}

proptest! {
    #[test]
    fn no_histogram_panics(
        a in prop::collection::vec(0..u64::MAX / 64, 0..6),
        b in prop::collection::vec(0..20_u64, 0..6),
        c in prop::collection::vec(0..3_u64, 0..6),
    ) {
        for (x, y) in [(&a, &b), (&b, &c), (&c, &a), (&b, &a)] {
            if let Some(test) = brunner_munzel(x, y, Level::default()) {
                prop_assert!((0.0..=1.0).contains(&test.p) && test.lower <= test.upper);
            }
            let _ = (mann_whitney(x, y), kruskal_wallis(&[x, y]), linear_trend(&[x, y], &[0.0, 1.0], &[1.0, 2.0]));
        }
    }
}
