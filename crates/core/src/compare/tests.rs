use proptest::prelude::*;

use super::*;
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
