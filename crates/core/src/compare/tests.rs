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
    close(found.p_corrected, 0.007_740_786_705_107_166, 1e-12);
    // Groups that are less than a rank apart do not differ.
    assert_eq!(mann_whitney(&[1, 1], &[1, 1]).unwrap().p_corrected, 1.0);
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

#[test]
fn agresti_and_caffos_interval_is_that_of_methods_8_1() {
    for (a, b, limits) in
        [((56, 70), (48, 80), (0.052_453, 0.335_758)), ((9, 10), (3, 10), (0.160_001, 0.839_999))]
    {
        let d = agresti_caffo(a, b, Level::default()).unwrap();
        close_limits((d.lower, d.upper), limits, 6e-7);
    }
    assert_eq!(agresti_caffo((0, 5), (0, 5), Level::default()).unwrap().p, 1.0);
    assert_eq!(agresti_caffo((1, 0), (0, 5), Level::default()), None);
    assert_eq!(agresti_caffo((6, 5), (0, 5), Level::default()), None);
}

#[test]
fn fishers_test_is_that_of_scipy() {
    // p as scipy.stats.fisher_exact 1.17; mid-p from scipy.stats.hypergeom.
    for (a, b, p, mid_p) in [
        ((3, 4), (1, 4), 0.485_714_285_714_285_65, 0.257_142_857_142_857_1),
        ((10, 10), (5, 12), 0.005_347_593_582_887_7, 0.003_025_612_158_739_093_5),
        ((2, 15), (9, 11), 0.000_945_618_522_008_345_6, 0.000_571_888_234_258_674_4),
        ((56, 70), (48, 80), 0.012_521_129_749_209_159, 0.010_421_139_959_037_111),
        ((7, 8), (2, 9), 0.015_220_074_043_603_456, 0.009_296_585_767_174_003),
    ] {
        let found = fisher(a, b).unwrap();
        close(found.p, p, 1e-12);
        close(found.mid_p, mid_p, 1e-12);
    }
    assert_eq!(fisher((0, 10), (0, 20)), None);
    assert_eq!(fisher((1, 1), (0, 0)), None);
    assert_eq!(fisher((2, 1), (0, 3)), None);
    assert_eq!(fisher((0, u64::MAX), (1, 5)), None);
}

#[test]
fn small_histograms_are_permuted_as_by_counting_all_tables() {
    // Counted in Python over all tables with the margins.
    let pain: ([u64; 5], [u64; 5]) = ([11, 2, 0, 1, 0], [3, 1, 4, 2, 1]);
    let small: ([u64; 4], [u64; 4]) = ([0, 1, 2, 4], [3, 2, 1, 0]);
    for ((a, b), against, p, mid_p) in [
        ((&pain.0[..], &pain.1[..]), Against::Order, 0.006_690_222_999_955, 0.005_587_786_602_055),
        ((&pain.0, &pain.1), Against::Shape, 0.016_880_468_434_513, 0.015_778_032_036_613),
        ((&small.0, &small.1), Against::Order, 0.007_575_757_575_757_6, 0.004_953_379_953_380),
        ((&small.0, &small.1), Against::Shape, 0.061_188_811_188_811_2, 0.037_587_412_587_412_6),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            let found = permutation(a, b, against).unwrap();
            assert!(found.exact);
            close(found.p, p, 1e-12);
            close(found.mid_p, mid_p, 1e-12);
        }
    }
}

#[test]
fn permuted_shares_have_fishers_test() {
    // With two scores the tables are the same; those as far as the one found are those as likely only
    // where the groups are equal in size.
    for (x, y) in [(3, 1), (10, 4), (7, 0)] {
        let exact = fisher((x, 12), (y, 12)).unwrap();
        for against in [Against::Order, Against::Shape] {
            let found = permutation(&[12 - x, x], &[12 - y, y], against).unwrap();
            close(found.p, exact.p, 1e-12);
            close(found.mid_p, exact.mid_p, 1e-12);
        }
    }
}

#[test]
fn many_tables_are_drawn_and_the_same_each_time() {
    let (a, b): ([u64; 11], [u64; 11]) =
        ([4, 2, 1, 3, 2, 5, 6, 9, 14, 20, 34], [9, 5, 4, 4, 5, 9, 8, 12, 14, 12, 18]);
    let drawn = permutation(&a, &b, Against::Order).unwrap();
    assert!(!drawn.exact);
    assert_eq!(permutation(&a, &b, Against::Order).unwrap(), drawn);
    // With a hundred answers a group the approximation of Mann and Whitney is good.
    let p = mann_whitney(&a, &b).unwrap().p;
    close(drawn.p, p, 4.0 * (p * (1.0 - p) / f64::from(DRAWS)).sqrt());
    assert!(drawn.mid_p <= drawn.p);
    let large = [2_000_u64; 11];
    assert_eq!(permutation(&large, &large, Against::Order), None);
    assert_eq!(permutation(&[5, 0], &[4, 0], Against::Shape), None);
    assert_eq!(permutation(&[1], &[1, 2], Against::Shape), None);
    assert_eq!(permutation(&[0, 0], &[1, 2], Against::Shape), None);
}

#[test]
fn proportional_odds_are_those_of_the_likelihood_at_40_digits() {
    // Newton's method in mpmath; statsmodels' OrderedModel agrees to nine digits. Brant's test from the
    // single logits of statsmodels.
    let pain: ([u64; 5], [u64; 5]) = ([11, 2, 0, 1, 0], [3, 1, 4, 2, 1]);
    let fit = proportional_odds(&pain.0, &pain.1, Level::default()).unwrap();
    close(fit.log_odds, 2.407_592_891_963_261, 1e-10);
    close(fit.error, 0.906_519_137_188_572_1, 1e-10);
    let check = fit.check.unwrap();
    close(check.statistic, 5.791_330_280_464_722, 1e-10);
    assert_eq!(check.df, 2);
    close(check.p, 0.055_262_255_718_042_025, 1e-12);
    for (found, expected) in fit.cuts.iter().zip([(1, 88.0 / 9.0), (2, 22.75), (3, 4.875)]) {
        assert_eq!(found.0, expected.0);
        close(found.1, expected.1, 1e-12);
    }
    let chat: ([u64; 5], [u64; 5]) = ([12, 9, 20, 41, 118], [30, 22, 31, 40, 77]);
    let fit = proportional_odds(&chat.0, &chat.1, Level::default()).unwrap();
    close(fit.log_odds, -0.911_022_484_722_494, 1e-10);
    close(fit.error, 0.190_424_664_040_599_64, 1e-10);
    close(fit.check.unwrap().statistic, 1.244_330_456_903_461_7, 1e-10);
    assert!(fit.lower < fit.odds_ratio && fit.odds_ratio < fit.upper);
}

#[test]
fn with_two_scores_the_common_odds_ratio_is_that_of_the_table() {
    let fit = proportional_odds(&[6, 14], &[11, 5], Level::default()).unwrap();
    close(fit.odds_ratio, 6.0 * 5.0 / (14.0 * 11.0), 1e-12);
    close(fit.error, (1.0_f64 / 6.0 + 1.0 / 14.0 + 1.0 / 11.0 + 1.0 / 5.0).sqrt(), 1e-12);
    assert_eq!(fit.check, None);
    for (a, b) in [(&[5, 5, 0], &[0, 5, 5]), (&[0, 5, 5], &[5, 5, 0]), (&[0, 5, 0], &[0, 7, 0])] {
        assert_eq!(proportional_odds(a, b, Level::default()), None);
    }
}

/// The mobile phone survey (ECSI, n = 250): PERQ3 from 1 to 10 by CUSA1 from 4 to 10, counted from
/// data/mobi/mobi.csv.
const MOBI: [[u64; 7]; 10] = [
    [0, 0, 1, 0, 0, 0, 0],
    [1, 1, 0, 0, 1, 0, 0],
    [0, 0, 0, 3, 0, 0, 0],
    [0, 0, 3, 0, 5, 0, 0],
    [0, 1, 1, 5, 8, 0, 1],
    [0, 2, 1, 9, 9, 0, 0],
    [0, 4, 4, 9, 20, 2, 3],
    [0, 0, 2, 12, 40, 9, 9],
    [0, 0, 1, 6, 15, 10, 7],
    [0, 0, 2, 6, 11, 8, 18],
];

#[test]
fn the_association_of_two_answers_is_that_of_the_joint_table() {
    // METHODS §8.4; the errors by numerical derivatives in Python, tau-b, Spearman and d as SciPy.
    let table = MOBI.each_ref().map(|row| &row[..]);
    let found = association(&table).unwrap();
    assert_eq!((found.concordant, found.discordant), (14_002.0, 4_984.0));
    for (measured, value, error) in [
        (found.gamma, 0.474_981_565_363_952_4, 0.055_916_453_15),
        (found.tau_b, 0.373_404_389_261_694_1, 0.046_209_004_54),
        (found.somers_d, 0.352_086_830_906_180_5, 0.044_557_738_36),
        (found.spearman, 0.447_999_267_576_716_5, 0.054_298_350_57),
    ] {
        close(measured.value, value, 1e-12);
        close(measured.error, error, 1e-9);
    }
}

#[test]
fn the_river_fell_over_the_years_as_kendall_has_it() {
    // R's Nile, METHODS §8.9: years as rows, flows as columns.
    let mut flows = crate::testing::NILE.to_vec();
    flows.sort_by(f64::total_cmp);
    flows.dedup();
    let year = |flow: &f64| flows.iter().map(|f| u64::from(f == flow)).collect::<Vec<u64>>();
    let rows: Vec<Vec<u64>> = crate::testing::NILE.iter().map(year).collect();
    let table: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
    close(association(&table).unwrap().tau_b.value, -0.2807, 5e-5);
}

#[test]
fn a_table_without_variation_has_no_association() {
    assert_eq!(association(&[]), None);
    assert_eq!(association(&[&[], &[]]), None);
    assert_eq!(association(&[&[1, 2], &[3]]), None);
    assert_eq!(association(&[&[4, 0], &[7, 0]]), None);
    assert_eq!(association(&[&[0, 0], &[0, 0]]), None);
    let perfect = association(&[&[5, 0], &[0, 5]]).unwrap();
    assert_eq!((perfect.gamma.value, perfect.gamma.error), (1.0, 0.0));
    close(perfect.spearman.value, 1.0, 1e-15);
    assert_eq!(shape_differs(&[]), None);
    assert_eq!(shape_differs(&[&[5, 0], &[4, 0]]), None);
    assert_eq!(shape_differs(&[&[5, 1], &[4]]), None);
    let test = shape_differs(&[&[12, 28, 60], &[25, 30, 45]]).unwrap();
    close(test.statistic, 6.779_390_227_666_089, 1e-12);
    close(test.p, 0.033_718_955_775_729_41, 1e-12);
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
            if let Some(fit) = proportional_odds(x, y, Level::default()) {
                prop_assert!(fit.lower <= fit.odds_ratio && fit.odds_ratio <= fit.upper);
            }
            let _ = (association(&[x, y]), shape_differs(&[x, y]));
            let _ = (mann_whitney(x, y), kruskal_wallis(&[x, y]), linear_trend(&[x, y], &[0.0, 1.0], &[1.0, 2.0]));
        }
    }

    #[test]
    fn permuting_gives_a_probability(
        a in prop::collection::vec(0..6_u64, 3),
        b in prop::collection::vec(0..6_u64, 3),
        x in 0..9_u64,
        y in 0..9_u64,
    ) {
        for against in [Against::Order, Against::Shape] {
            if let Some(test) = permutation(&a, &b, against) {
                prop_assert!(0.0 < test.mid_p && test.mid_p <= test.p && test.p <= 1.0, "{test:?}");
            }
        }
        if let Some(test) = fisher((x, 8), (y, 8)) {
            prop_assert!(0.0 < test.mid_p && test.mid_p <= test.p && test.p <= 1.0, "{test:?}");
        }
    }
}
