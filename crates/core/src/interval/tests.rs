use proptest::prelude::*;

use super::*;
use crate::estimate::Level;
use crate::testing::{close, close_limits};

type Limits = (f64, f64);

fn z() -> f64 {
    Level::default().z()
}

/// Newcombe 1998, table I, the rest, by the same program: x of n with Wald, Wilson with continuity
/// correction, mid-P and likelihood ratio (not cut to 0 and 1).
const NEWCOMBE_1998_MORE: [(f64, f64, [Limits; 4]); 4] = [
    (
        81.0,
        263.0,
        [
            (0.2521901262131072, 0.36377945553594226),
            (0.25350868229518514, 0.3681762010430035),
            (0.2544021049451782, 0.36577347425777973),
            (0.25423898877545986, 0.3654533412993244),
        ],
    ),
    (
        15.0,
        148.0,
        [
            (0.05273000640879397, 0.14997269629390875),
            (0.05977820842849813, 0.16444977936483698),
            (0.060063602665532144, 0.1581217330506324),
            (0.0596306921009135, 0.156733913925489),
        ],
    ),
    (
        0.0,
        20.0,
        [
            (0.0, 0.0),
            (0.0, 0.20045334501348705),
            (0.0, 0.1391083406683752),
            (0.0, 0.09156911547986227),
        ],
    ),
    (
        1.0,
        29.0,
        [
            (-0.031926725998292826, 0.10089224323967214),
            (0.0018026402132796644, 0.19628175100975956),
            (0.0017247701147051248, 0.15853738368152973),
            (0.002000173711168243, 0.14318629722532747),
        ],
    ),
];

/// Newcombe 1998, table I: x of n with Wilson, Clopper-Pearson, Jeffreys and Agresti-Coull (not cut to
/// 0 and 1), recomputed in Python.
const NEWCOMBE_1998: [(f64, f64, [Limits; 4]); 4] = [
    (
        81.0,
        263.0,
        [
            (0.2552885198782742, 0.36620957698280004),
            (0.25273674558527126, 0.36762192260135135),
            (0.2545219349910236, 0.36564749917408246),
            (0.25522066518999675, 0.3662774316710775),
        ],
    ),
    (
        15.0,
        148.0,
        [
            (0.06238639953073629, 0.16048724172330803),
            (0.05784401008344857, 0.161650490349479),
            (0.060448517009296425, 0.15764314347874112),
            (0.061385974928797285, 0.16148766632524703),
        ],
    ),
    (
        0.0,
        20.0,
        [
            (1.3877787807814457e-17, 0.16112515805281935),
            (0.0, 0.1684334709830853),
            (0.0, 0.11663898290487539),
            (-0.02868440248966947, 0.18980956054248885),
        ],
    ),
    (
        1.0,
        29.0,
        [
            (0.006113214292762667, 0.17175521879320282),
            (0.000872646883579922, 0.1776442954887229),
            (0.003746173649057073, 0.15007768600223173),
            (-0.008418075475740555, 0.18628650856170606),
        ],
    ),
];

/// Promoters, passives, detractors with Tango, adjusted Wald, Bonett-Price (the last two not cut to -1
/// and 1) and variance-ratio Wilson, by an independent implementation in Python.
const NPS: [([f64; 3], [Limits; 4]); 12] = [
    (
        [60.0, 28.0, 12.0],
        [
            (0.33006733224706575, 0.6038802008141289),
            (0.3299522643824748, 0.6020865705689815),
            (0.3328104577817556, 0.6083660128064796),
            (0.3311986294995344, 0.6055056393480425),
        ],
    ),
    (
        [8.0, 1.0, 1.0],
        [
            (0.11953223775184045, 0.9164779672569596),
            (0.1473171634790465, 0.9296059134440304),
            (0.1537818054413248, 1.0128848612253418),
            (0.12523166495535842, 0.9229689479853243),
        ],
    ),
    (
        [10.0, 0.0, 0.0],
        [
            (0.44493440027422154, 1.0),
            (0.47503551544790223, 1.0634260230136363),
            (0.5205795584958712, 1.1460871081707953),
            (0.4449344002742215, 0.9999999999999998),
        ],
    ),
    (
        [0.0, 0.0, 10.0],
        [
            (-1.0, -0.4449344002742216),
            (-1.0634260230136363, -0.47503551544790223),
            (-1.1460871081707953, -0.5205795584958712),
            (-1.0, -0.4449344002742216),
        ],
    ),
    (
        [5.0, 0.0, 5.0],
        [
            (-0.526813818974872, 0.526813818974872),
            (-0.5112739422381415, 0.5112739422381415),
            (-0.5657928670380858, 0.5657928670380858),
            (-0.526813818974872, 0.5268138189748721),
        ],
    ),
    (
        [0.0, 10.0, 0.0],
        [
            (-0.27753279986288926, 0.2775327998628892),
            (-0.18465044909058884, 0.18465044909058884),
            (-0.2309839707249463, 0.2309839707249463),
            (-0.2452995151688847, 0.2452995151688846),
        ],
    ),
    (
        [3.0, 2.0, 0.0],
        [
            (-0.09517194365307965, 0.8823792257673007),
            (-0.07508546965831031, 0.8250854696583103),
            (-0.11104815813911123, 0.9681910152819684),
            (-0.10292220216812586, 0.9032478564427762),
        ],
    ),
    (
        [550.0, 300.0, 150.0],
        [
            (0.3533652596889508, 0.44441800819777405),
            (0.3533112558547307, 0.44429592260987544),
            (0.3536495470489167, 0.44475364656385774),
            (0.3534784223386469, 0.4445478297368324),
        ],
    ),
    (
        [1.0, 1.0, 1.0],
        [
            (-0.6924047419878746, 0.6924047419878746),
            (-0.6111261433804317, 0.6111261433804317),
            (-0.7839855938160216, 0.7839855938160216),
            (-0.7113534968340703, 0.7113534968340702),
        ],
    ),
    (
        [3.0, 2.0, 1.0],
        [
            (-0.3110737846242243, 0.753956663563801),
            (-0.2674325879410454, 0.7118770323854898),
            (-0.3245653726108122, 0.8245653726108122),
            (-0.31662287406176803, 0.7702883309422597),
        ],
    ),
    (
        [1.0, 0.0, 0.0],
        [
            (-0.5869013712455252, 1.0),
            (-0.48498649420252027, 0.9849864942025203),
            (-0.7335359280789577, 1.4002025947456243),
            (-0.5869013712455251, 1.0),
        ],
    ),
    (
        [70.0, 110.0, 20.0],
        [
            (0.16195096376159832, 0.3350325801090611),
            (0.16038967167892326, 0.3322211657595004),
            (0.1609446552706139, 0.33410484967988113),
            (0.1613704534860434, 0.3346292010673244),
        ],
    ),
];

#[test]
fn the_intervals_of_shares_are_those_of_the_literature() {
    for (x, n, [wilson_, exact, jeffreys_, agresti]) in NEWCOMBE_1998 {
        let p = x / n;
        close_limits(wilson(p, n, z()), wilson_, 1e-14);
        close_limits(clopper_pearson(p, n, Level::default()), exact, 1e-12);
        close_limits(jeffreys(p, n, Level::default()), jeffreys_, 1e-12);
        close_limits(agresti_coull(p, n, z()), (agresti.0.max(0.0), agresti.1.min(1.0)), 1e-14);
    }
}

#[test]
fn the_other_intervals_of_shares_are_those_of_the_literature() {
    for (x, n, [wald, corrected, middle, ratio]) in NEWCOMBE_1998_MORE {
        let p: f64 = x / n;
        let cut = |(lower, upper): Limits| (lower.max(0.0), upper.min(1.0));
        close_limits(cut(t(p, (p * (1.0 - p) / n).sqrt(), z())), cut(wald), 1e-14);
        close_limits(wilson_corrected(p, n, z()), corrected, 1e-14);
        close_limits(mid_p(p, n, Level::default()), middle, 1e-12);
        close_limits(likelihood_ratio(p, n, z()), ratio, 1e-12);
    }
}

/// Textbook intervals that Plaudit does not offer, for they leave the scale: from its own means and
/// variances they are those of the fixtures.
#[test]
fn means_and_variances_give_the_textbook_intervals() {
    let wald = |values: &[f64], counts: &[u64], more: f64| {
        let sample = crate::sample::Sample::new(values.to_vec(), counts.to_vec()).unwrap();
        let half = z() * (sample.variance().unwrap() / sample.n() as f64).sqrt() + more;
        (sample.mean().unwrap() - half, sample.mean().unwrap() + half)
    };
    // Newcombe 1998a: Wald's interval with continuity correction.
    for (x, n, limits) in [
        (81, 263, (0.25028898552869655, 0.3656805962203529)),
        (15, 148, (0.04935162803041559, 0.15335107467228712)),
        (0, 20, (-0.025, 0.025)),
        (1, 29, (-0.04916810530863765, 0.11813362255001696)),
    ] {
        close_limits(wald(&[0.0, 1.0], &[n - x, x], 0.5 / n as f64), limits, 1e-14);
    }
    // Net promoter scores: promoters, passives, detractors.
    for (counts, limits) in [
        ([60, 28, 12], (0.3428585314862115, 0.6171414685137885)),
        ([8, 1, 1], (0.30313754064101855, 1.0968624593589813)),
        ([3, 2, 0], (0.17059340550788227, 1.0294065944921176)),
        ([550, 300, 150], (0.3544545527722603, 0.44554544722773975)),
        ([1, 1, 1], (-0.9239358828997852, 0.9239358828997852)),
        ([3, 2, 1], (-0.2630647145723857, 0.9297313812390524)),
        ([70, 110, 20], (0.1637281826718895, 0.3362718173281105)),
    ] {
        close_limits(wald(&[1.0, 0.0, -1.0], &counts, 0.0), limits, 1e-14);
    }
}

#[test]
fn small_samples_have_the_intervals_of_r() {
    // data/reference/extra_tests.json, R; the mid-P of 3 in 7 and 81 in 100 from SciPy's binom, since
    // that of PropCIs (0.1231 and 0.7836) stops early.
    #[rustfmt::skip]
    let rows = [
        (0.0, 10.0, (0.0, 0.344537218306922), (0.0, 0.258865550893052)),
        (10.0, 10.0, (0.655462781693077, 1.0), (0.741134449106948, 1.0)),
        (3.0, 7.0, (0.118083011261553, 0.797628306393515), (0.12274084683796135, 0.7840129723882332)),
        (81.0, 100.0, (0.716682180180852, 0.878934652742831), (0.7242564348029672, 0.8780123193108115)),
        (1.0, 1.0, (0.054620755528852, 1.0), (0.05, 1.0)),
    ];
    for (x, n, corrected, middle) in rows {
        close_limits(wilson_corrected(x / n, n, z()), corrected, 1e-14);
        close_limits(mid_p(x / n, n, Level::default()), middle, 1e-13);
    }
}

#[test]
fn the_intervals_of_an_nps_are_those_of_the_literature() {
    for ([b, passive, c], [score, wald, bonett, ratio]) in NPS {
        let n = b + passive + c;
        let cut = |(lower, upper): Limits| (lower.max(-1.0), upper.min(1.0));
        close_limits(tango(b, c, n, z()), score, 1e-12);
        // Cut to the scale, and so that the estimate is never outside.
        let value = (b - c) / n;
        let around = |limits: Limits| (cut(limits).0.min(value), cut(limits).1.max(value));
        close_limits(adjusted_wald(b, c, n, z()), around(wald), 1e-14);
        close_limits(bonett_price(b, c, n, z()), around(bonett), 1e-14);
        let m = (b + passive / 2.0) / n;
        let q = (b + passive / 4.0) / n;
        let (lower, upper) = vr_wilson(m, q, n, z());
        close_limits((2.0 * lower - 1.0, 2.0 * upper - 1.0), ratio, 1e-13);
    }
}

#[test]
fn walds_interval_of_an_nps_is_that_of_the_literature() {
    // METHODS §8.2, ×100, and Agresti's approval table, where the scale does not cut.
    for (b, c, n, lower, upper) in [
        (60.0, 12.0, 100.0, 0.342_858_53, 0.617_141_47),
        (5.0, 5.0, 10.0, -0.619_795_03, 0.619_795_03),
        (550.0, 150.0, 1_000.0, 0.354_454_55, 0.445_545_45),
        (70.0, 20.0, 200.0, 0.163_728_18, 0.336_271_82),
        (86.0, 150.0, 1_600.0, -0.058_716_116_8, -0.021_283_883_2),
    ] {
        let value: f64 = (b - c) / n;
        let se = (((b + c) / n - value * value) / n).sqrt();
        // On [0, 1], where `t` cuts.
        let (low, high) = t(f64::midpoint(value, 1.0), se / 2.0, z());
        close_limits((2.0 * low - 1.0, 2.0 * high - 1.0), (lower, upper), 6e-9);
    }
}

#[test]
fn tangos_interval_is_that_of_the_published_software() {
    // PropCIs::scoreci.mp 0.3-0, whose solver stops at about 1e-6; the airport as sfo_2017.
    for (b, c, n, lower, upper) in [
        (86.0, 150.0, 1600.0, -0.058_998_050_7, -0.021_361_508_4),
        (2.0, 12.0, 50.0, -0.344_708_824_2, -0.061_112_427_7),
        (1436.0, 342.0, 2746.0, 0.371_894_136_277_412, 0.424_188_459_865_906),
        (3.0, 2.0, 10.0, -0.338_235_092_163_086, 0.498_625_880_479_813),
        (0.0, 0.0, 20.0, -0.161_125_183_105_469, 0.161_125_123_500_824),
        (0.0, 5.0, 7.0, -0.917_781_080_518_45, -0.106_862_085_206_168),
        (400.0, 300.0, 1000.0, 0.048_270_636_796_951_3, 0.151_129_394_769_669),
    ] {
        close_limits(tango(b, c, n, z()), (lower, upper), 2e-6);
    }
}

#[test]
fn a_design_is_heard_as_in_the_survey_package() {
    // 15 clusters of schools, METHODS §8.6: sch.wide and ell == 0, R 4.2.2, survey 4.1-1.
    let level = Level::default();
    let (p, se) = (160.0 / 183.0, 0.020_359_5);
    close_limits(logit(p, se, level.t(14.0)), (0.823_798_9, 0.911_900_1), 2e-7);
    let found = korn_graubard(p, se * se, 183.0, 14.0, level);
    close_limits(found, (0.823_702_2, 0.914_704_5), 2e-7);
    let found = korn_graubard(4.0 / 183.0, 0.022_621_5 * 0.022_621_5, 183.0, 14.0, level);
    close_limits(found, (0.000_216_147, 0.137_507_764), 1e-5); // the SE has six digits
}

#[test]
fn means_from_a_histogram_have_the_intervals_of_methods_8_3() {
    let counts = [3.0, 1.0, 1.0, 1.0, 3.0, 3.0, 8.0, 20.0, 25.0, 35.0];
    let moment = |power: i32| {
        (0_u8..).zip(counts).map(|(y, n)| n * (f64::from(y) / 9.0).powi(power)).sum::<f64>() / 100.0
    };
    let (lower, upper) = vr_wilson(moment(1), moment(2), 100.0, z());
    close_limits((1.0 + 9.0 * lower, 1.0 + 9.0 * upper), (7.900_397_473, 8.737_404_118), 6e-10);
    let se = ((moment(2) - moment(1).powi(2)) / 99.0).sqrt();
    let (lower, upper) = t(moment(1), se, Level::default().t(99.0));
    close_limits((1.0 + 9.0 * lower, 1.0 + 9.0 * upper), (7.949_831_528, 8.770_168_472), 6e-10);
    close_limits(wilson(0.6, 100.0, z()), (0.502_002_587, 0.690_598_714), 6e-10);
    close_limits(wilson(0.8, 100.0, z()), (0.711_170_834, 0.866_633_067), 6e-10);
}

#[test]
fn a_median_lies_between_order_statistics() {
    for (n, low, high, confidence) in [(20, 6, 15, 0.958_611), (100, 40, 61, 0.964_800)] {
        let found = median_ranks(n, Level::default()).unwrap();
        assert_eq!((found.0, found.1), (low, high));
        close(found.2, confidence, 6e-7);
    }
    for n in [0, 1, 5] {
        assert_eq!(median_ranks(n, Level::default()), None);
    }
    assert!(median_ranks(1 << 40, Level::default()).is_some());
}

#[test]
fn without_answers_everything_is_possible() {
    for n in [0.0, -1.0, f64::NAN] {
        assert_eq!(wilson(0.5, n, z()), (0.0, 1.0));
        assert_eq!(vr_wilson(0.5, 0.5, n, z()), (0.0, 1.0));
        assert_eq!(clopper_pearson(0.5, n, Level::default()), (0.0, 1.0));
        assert_eq!(tango(0.0, 0.0, n, z()), (-1.0, 1.0));
    }
    assert_eq!(wilson(f64::NAN, 5.0, z()), (0.0, 1.0));
    assert_eq!(logit(1.0, 0.0, z()), (0.0, 1.0));
}

/// Every interval of a share, with its name.
fn of_a_share(p: f64, n: f64, level: Level) -> [(&'static str, Limits); 10] {
    let z = level.z();
    let variance = p * (1.0 - p) / n;
    [
        ("wilson", wilson(p, n, z)),
        ("agresti_coull", agresti_coull(p, n, z)),
        ("clopper_pearson", clopper_pearson(p, n, level)),
        ("jeffreys", jeffreys(p, n, level)),
        ("korn_graubard", korn_graubard(p, variance, n, n - 1.0, level)),
        ("logit", logit(p, variance.sqrt(), z)),
        ("t", t(p, variance.sqrt(), z)),
        ("wilson_corrected", wilson_corrected(p, n, z)),
        ("mid_p", mid_p(p, n, level)),
        ("likelihood_ratio", likelihood_ratio(p, n, z)),
    ]
}

fn level() -> impl Strategy<Value = Level> {
    (0.5..0.9999_f64).prop_map(|level| Level::new(level).unwrap())
}

proptest! {
    #[test]
    fn an_interval_of_a_share_lies_in_the_scale_and_holds_the_estimate(
        (n, x) in (2..5_000_u32).prop_flat_map(|n| (Just(n), 0..=n)),
        level in level(),
    ) {
        let (n, p) = (f64::from(n), f64::from(x) / f64::from(n));
        for (name, (lower, upper)) in of_a_share(p, n, level) {
            prop_assert!(0.0 <= lower && lower <= p && p <= upper && upper <= 1.0,
                "{name}: {lower} {p} {upper}");
        }
    }

    #[test]
    fn an_interval_of_an_nps_lies_in_the_scale_and_holds_the_estimate(
        (n, b, c) in (1..400_u32)
            .prop_flat_map(|n| (Just(n), 0..=n))
            .prop_flat_map(|(n, b)| (Just(n), Just(b), 0..=n - b)),
        level in level(),
    ) {
        let (n, b, c, z) = (f64::from(n), f64::from(b), f64::from(c), level.z());
        let value = (b - c) / n;
        for (lower, upper) in [tango(b, c, n, z), adjusted_wald(b, c, n, z), bonett_price(b, c, n, z)] {
            prop_assert!(-1.0 <= lower && lower <= value && value <= upper && upper <= 1.0,
                "{lower} {value} {upper}");
        }
    }

    #[test]
    fn intervals_shrink_as_the_same_answers_repeat(
        (n, x) in (2..500_u32).prop_flat_map(|n| (Just(n), 0..=n)),
        times in 2..50_u32,
        level in level(),
    ) {
        let (small, p) = (f64::from(n), f64::from(x) / f64::from(n));
        let large = small * f64::from(times);
        let pairs = of_a_share(p, small, level).into_iter().zip(of_a_share(p, large, level));
        for ((name, narrow_from), (_, to)) in pairs {
            let (before, after) = (narrow_from.1 - narrow_from.0, to.1 - to.0);
            prop_assert!(after <= before + 1e-12, "{name}: {before} {after}");
        }
        let (x, k) = (f64::from(x), f64::from(times));
        let width = |(lower, upper): Limits| upper - lower;
        let z = level.z();
        prop_assert!(
            width(tango(k * x, 0.0, large, z)) <= width(tango(x, 0.0, small, z)) + 1e-12
        );
        let q = p * p + (p * (1.0 - p)) / 2.0;
        prop_assert!(width(vr_wilson(p, q, large, z)) <= width(vr_wilson(p, q, small, z)) + 1e-12);
    }

    #[test]
    fn a_higher_level_gives_a_wider_interval(
        (n, x) in (2..500_u32).prop_flat_map(|n| (Just(n), 0..=n)),
        a in level(),
        b in level(),
    ) {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let (n, p) = (f64::from(n), f64::from(x) / f64::from(n));
        for ((name, inner), (_, outer)) in of_a_share(p, n, low).into_iter().zip(of_a_share(p, n, high)) {
            prop_assert!(outer.0 <= inner.0 + 1e-12 && inner.1 <= outer.1 + 1e-12, "{name}");
        }
    }

    #[test]
    fn no_input_panics(a in prop::num::f64::ANY, b in prop::num::f64::ANY, c in prop::num::f64::ANY, d in prop::num::f64::ANY) {
        let level = Level::default();
        for (lower, upper) in [
            wilson(a, b, c), agresti_coull(a, b, c), clopper_pearson(a, b, level), jeffreys(a, b, level),
            korn_graubard(a, b, c, d, level), logit(a, b, c), vr_wilson(a, b, c, d), t(a, b, c),
            tango(a, b, c, d), adjusted_wald(a, b, c, d), bonett_price(a, b, c, d),
            wilson_corrected(a, b, c), mid_p(a, b, level), likelihood_ratio(a, b, c),
            mid_p(0.3, b, level), wilson_corrected(0.3, b, 2.0), likelihood_ratio(0.3, b, c),
            clopper_pearson(0.3, b, level), jeffreys(0.3, b, level), vr_wilson(0.5, 0.25, b, 2.0),
        ] {
            prop_assert!(lower <= upper && lower >= -1.0 && upper <= 1.0, "{lower} {upper}");
        }
    }
}

#[test]
fn for_a_share_variance_ratio_wilson_is_wilson() {
    for (x, n) in [(0.0, 5.0), (3.0, 7.0), (81.0, 263.0), (20.0, 20.0)] {
        let p = x / n;
        close_limits(vr_wilson(p, p, n, z()), wilson(p, n, z()), 1e-15);
    }
    let (lower, upper) = tango(8.0, 2.0, 10.0, z());
    let (low, high) = wilson(0.8, 10.0, z());
    close(lower, 2.0 * low - 1.0, 1e-12);
    close(upper, 2.0 * high - 1.0, 1e-12);
}
