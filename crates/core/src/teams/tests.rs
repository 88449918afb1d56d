use proptest::prelude::*;

use super::*;
use crate::estimate::Level;
use crate::testing::{close, close_limits};

const X: [u64; 12] = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24];
const N: [u64; 12] = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360];

/// Rats with tumours in 71 experiments (Gelman et al., Bayesian Data Analysis, table 5.1).
const RATS: [u64; 71] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1,
    5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, 4, 4, 4, 4, 4, 4, 4, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5,
    6, 6, 6, 6, 16, 15, 15, 9, 4,
];
const RATS_OF: [u64; 71] = [
    20, 20, 20, 20, 20, 20, 20, 19, 19, 19, 19, 18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24,
    23, 20, 20, 20, 20, 20, 20, 10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50, 20, 20, 20, 20,
    20, 20, 20, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14,
];

fn rats() -> Vec<(u64, u64)> {
    RATS.into_iter().zip(RATS_OF).collect()
}

fn hospitals() -> Shares {
    let teams: Vec<(u64, u64)> = X.into_iter().zip(N).collect();
    shares(&teams, Level::default()).unwrap()
}

#[test]
fn hospitals_are_shrunk_and_ranked_as_in_the_reference() {
    let found = hospitals();
    let (a, b) = found.prior.unwrap();
    close(a / 8.253_485_166_626_048, 1.0, 1e-6);
    close(b / 99.636_816_902_371_17, 1.0, 1e-6);
    let means = [
        0.053286003425504734,
        0.10259663986620005,
        0.07163587433403555,
        0.05910672009970517,
        0.05096889137478172,
        0.06993801717897705,
        0.06742531868977938,
        0.12156910540545787,
        0.07067059550709814,
        0.07932774271157382,
        0.1023755921903146,
        0.06893386125765395,
    ];
    for (team, expected) in found.teams.iter().zip(means) {
        close(team.value, expected, 1e-8);
        assert!(team.lower < team.value && team.value < team.upper);
    }
    let ranked = ranking(&found.posteriors.unwrap()).unwrap();
    let (lowest, highest) = (
        [
            0.36532307724048,
            0.0002743635554370214,
            0.04563812680080169,
            0.06228599486726309,
            0.35217108580482714,
            0.03636944235043467,
            0.0642029398884413,
            7.2755506134947e-07,
            0.0309624743405765,
            0.021428173219405988,
            3.983912764416256e-05,
            0.021303755249626487,
        ],
        [
            0.0020981890512491814,
            0.17814499581118523,
            0.008798770095605821,
            1.1283350191131424e-06,
            4.896501353335733e-05,
            0.003229363430686016,
            0.0035139263632822768,
            0.6258277915164678,
            0.0033045430006267053,
            0.026744101346916946,
            0.14760678611538605,
            0.0006814399200465492,
        ],
    );
    let expected = [
        3.2544966028133575,
        10.073777675753263,
        6.113734536466854,
        3.8839841536386706,
        2.6765340157459505,
        5.891714433723627,
        5.435215465600163,
        11.423608096597153,
        6.024389761704533,
        7.2650670686838765,
        10.174756357535312,
        5.782721831737242,
    ];
    for j in 0..12 {
        close(ranked.worst[j], lowest[j], 1e-6);
        close(ranked.best[j], highest[j], 1e-6);
        // The reference counts places from the lowest.
        close(13.0 - ranked.place[j], expected[j], 1e-6);
    }
    close(ranked.best.iter().sum(), 1.0, 1e-9);
    close(ranked.worst.iter().sum(), 1.0, 1e-9);
    close(ranked.place.iter().sum(), 78.0, 1e-9);
}

#[test]
fn rats_have_the_likelihood_of_the_reference() {
    let teams: Vec<Vec<u64>> = rats().iter().map(|(y, n)| vec![*y, n - y]).collect();
    let alpha = dirichlet_multinomial(&teams).unwrap();
    close(alpha[0], 2.341_614, 2e-6);
    close(alpha[1], 14.114_804, 1e-5);
}

#[test]
fn what_rats_have_in_common_is_that_of_gelman() {
    // Bayesian Data Analysis §5.3: the mode of (ln α/β, ln(α + β)) is near (-1.79, 2.74), E(α) = 2.4
    // and E(β) = 14.3; formally both means are infinite, so that further digits are those of the grid's
    // end. The common share by a plain grid of 401 × 681 points in Python.
    let teams: Vec<(f64, f64)> =
        rats().iter().map(|(y, n)| (*y as f64, (*n - *y) as f64)).collect();
    let nodes = hierarchical::grid(&teams);
    let mean = |f: fn(&hierarchical::Node) -> f64| nodes.iter().map(|n| n.weight * f(n)).sum();
    close(mean(|node| node.a), 2.40, 0.005);
    close(mean(|node| node.b), 14.3, 0.05);
    close(mean(|node| node.a / (node.a + node.b)), 0.144_297_305, 1e-8);
    let most = |sum: f64| hierarchical::most_likely(sum.exp(), &teams);
    close(most(2.74).0, -1.79, 0.01);
    for sum in [2.6, 2.9] {
        assert!(most(sum).1 < most(2.74).1);
    }
}

#[test]
fn seventy_rats_have_the_moments_of_gelman() {
    // Fixture bda3_first70_moment; Bayesian Data Analysis §5.1 prints (1.4, 8.6).
    let shares: Vec<f64> = rats()[..70].iter().map(|(y, n)| *y as f64 / *n as f64).collect();
    let mean = shares.iter().sum::<f64>() / 70.0;
    let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / 69.0;
    close_limits((mean, variance.sqrt()), (0.1360, 0.1035), 5e-5);
    let Some(Posterior::Beta { a, b }) = Posterior::beta(mean, variance.sqrt()) else {
        panic!("no beta distribution")
    };
    close_limits((a, b), (1.3561, 8.6151), 5e-5);
}

#[test]
fn few_teams_are_shrunk_as_by_a_plain_grid() {
    // Python, 601 × 881 and 501 × 721 points: value, deviation, 95% limits.
    let few = [(4, 20), (9, 20), (14, 30), (3, 30), (2, 5)];
    let expected = [
        (0.236_693_730_6, 0.083_279_421_1, 0.090_531_125_9, 0.411_884_861_1),
        (0.413_375_589_9, 0.098_525_846_1, 0.235_942_608_7, 0.617_033_660_8),
        (0.433_858_434_7, 0.085_900_872_2, 0.274_124_743_4, 0.607_200_417_5),
        (0.151_325_082_8, 0.068_219_507_2, 0.043_344_230_1, 0.305_366_672_1),
        (0.361_011_089_5, 0.144_852_148_2, 0.114_995_731_6, 0.682_367_686_0),
    ];
    let found = hierarchical_shares(&few, Level::default()).unwrap();
    close(found.common, 0.341_768_528_1, 1e-6);
    for (team, (value, deviation, lower, upper)) in found.teams.iter().zip(expected) {
        close(team.value, value, 1e-6);
        close(team.deviation, deviation, 1e-6);
        close_limits((team.lower, team.upper), (lower, upper), 5e-6);
    }
    let teams: Vec<(u64, u64)> = X.into_iter().zip(N).collect();
    let found = hierarchical_shares(&teams, Level::default()).unwrap();
    close(found.teams[0].value, 0.047_155_380_4, 1e-6);
    close_limits(
        (found.teams[0].lower, found.teams[0].upper),
        (0.008_161_713_9, 0.094_003_488_7),
        2e-6,
    );
    close(found.teams[7].value, 0.125_782_663_0, 1e-6);
    // The likeliest α and β leave out what twelve hospitals cannot say of them.
    let sure = hospitals();
    let width = |team: &Shrunk| team.upper - team.lower;
    let wider = found.teams.iter().zip(&sure.teams).filter(|(a, b)| width(a) > width(b)).count();
    assert_eq!(wider, 12);
    assert_eq!(ranking(&found.posteriors).unwrap().best.len(), 12);
}

#[test]
fn scores_of_teams_are_shrunk_as_in_the_reference() {
    let teams = [
        [2, 3, 15],
        [1, 0, 4],
        [6, 8, 26],
        [0, 1, 2],
        [9, 10, 11],
        [3, 9, 48],
        [4, 4, 4],
        [30, 60, 210],
    ];
    let found = nps(&teams, Level::default()).unwrap();
    for (found, expected) in
        found.prior.unwrap().iter().zip([5.534454470133603, 8.318085639431029, 24.89029299899229])
    {
        close(found / expected, 1.0, 1e-6);
    }
    for (team, expected) in found.teams.iter().zip([
        0.5508048695755788,
        0.5110743164115144,
        0.49980216579966974,
        0.5116049136703403,
        0.3106627638569114,
        0.6517519955914827,
        0.3814497012307074,
        0.5885167715562298,
    ]) {
        close(team.value, expected, 1e-6);
        assert!(team.own > 0.0 && team.own < 1.0);
    }
}

#[test]
fn teams_that_do_not_differ_share_one_figure() {
    let same = shares(&[(50, 100), (51, 100), (49, 100)], Level::default()).unwrap();
    assert_eq!((same.prior, same.posteriors.clone()), (None, None));
    assert!(same.teams.iter().all(|team| team.value == 0.5 && team.own == 0.0));
    let same = nps(&[[10, 20, 70], [10, 20, 70]], Level::default()).unwrap();
    assert_eq!(same.prior, None);
    close(same.teams[0].value, 0.6, 1e-15);
    let same = means(&[(8.0, 1.0), (8.1, 1.0), (7.9, 1.0)], Level::default()).unwrap();
    assert_eq!(same.between, 0.0);
    close(same.teams[1].value, 8.0, 1e-12);
}

#[test]
fn means_with_equal_variances_have_the_moment_estimate() {
    // With equal variances Paule and Mandel's is Σ(y - mean)²/(k - 1) - variance.
    let values = [1.0, 4.0, 5.0, 9.0, 11.0];
    let found = means(&values.map(|y| (y, 2.0)), Level::default()).unwrap();
    close(found.common, 6.0, 1e-12);
    close(found.between, 64.0 / 4.0 - 2.0, 1e-9);
    close(found.teams[0].value, 6.0 - 5.0 * 14.0 / 16.0, 1e-9);
}

#[test]
fn equal_teams_are_equally_likely_to_be_first() {
    let normal = Posterior::Normal { mean: 3.0, deviation: 0.5 };
    let found = ranking(&[normal; 4]).unwrap();
    for j in 0..4 {
        close_limits((found.best[j], found.worst[j]), (0.25, 0.25), 1e-9);
        close(found.place[j], 2.5, 1e-9);
    }
    // P(a > b) of two normals is that of their difference.
    let pair = [
        Posterior::Normal { mean: 1.0, deviation: 0.3 },
        Posterior::Normal { mean: 0.0, deviation: 0.4 },
    ];
    close(ranking(&pair).unwrap().best[0], 0.977_249_868_051_820_8, 1e-9);
}

#[test]
fn what_cannot_be_fitted_is_absent() {
    assert_eq!(shares(&[], Level::default()), None);
    assert_eq!(shares(&[(2, 1)], Level::default()), None);
    assert_eq!(hierarchical_shares(&[], Level::default()), None);
    assert_eq!(hierarchical_shares(&[(2, 1), (1, 2)], Level::default()), None);
    assert_eq!(hierarchical_shares(&[(0, 5), (7, 7)], Level::default()), None);
    assert_eq!(Posterior::beta(0.5, 0.6), None);
    assert_eq!(Posterior::beta(f64::NAN, 0.1), None);
    assert_eq!(nps(&[[0; 3]], Level::default()), None);
    assert_eq!(means(&[(1.0, 1.0)], Level::default()), None);
    assert_eq!(means(&[(1.0, 0.0), (2.0, 1.0)], Level::default()), None);
    assert_eq!(ranking(&[]), None);
    assert_eq!(ranking(&[Posterior::Beta { a: 0.0, b: 1.0 }]), None);
    assert_eq!(dirichlet_multinomial(&[vec![1, 2], vec![1]]), None);
    assert_eq!(standardise(&[1.0], &[None]), None);
    assert_eq!(standardise(&[1.0], &[]), None);
    let part = standardise(&[3.0, 1.0], &[Some((5.0, None)), None]).unwrap();
    assert_eq!((part.value, part.error, part.covered), (5.0, None, 0.75));
}

#[test]
fn batting_averages_are_those_of_efron_and_morris() {
    let hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
    let means = hits.map(|hits| f64::from(hits) / 45.0);
    let common = means.iter().sum::<f64>() / 18.0;
    let (c, found) = james_stein(&means, common * (1.0 - common) / 45.0).unwrap();
    close(c, 0.211_653, 5e-7);
    let expected = [
        0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261, 0.256, 0.256, 0.256,
        0.256, 0.256, 0.252, 0.247, 0.242,
    ];
    for (found, expected) in found.iter().zip(expected) {
        close(*found, expected, 5.1e-4);
    }
    // 1975: on the arcsine scale, where the variance is 1 for any average.
    let arcs = means.map(|mean| 45.0_f64.sqrt() * (2.0 * mean - 1.0).asin());
    let (_, found) = james_stein(&arcs, 1.0).unwrap();
    let expected = [
        0.290, 0.286, 0.281, 0.277, 0.273, 0.273, 0.268, 0.264, 0.259, 0.259, 0.254, 0.254, 0.254,
        0.254, 0.254, 0.249, 0.244, 0.239,
    ];
    for (found, expected) in found.iter().zip(expected) {
        close(((found / 45.0_f64.sqrt()).sin() + 1.0) / 2.0, expected, 5.1e-4);
    }
    assert_eq!(james_stein(&[1.0, 2.0, 3.0], 1.0), None);
    assert_eq!(james_stein(&[1.0; 4], 1.0).unwrap().0, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_shrunk_share_lies_between_its_own_and_the_common(
        teams in prop::collection::vec((0..40_u64, 1..40_u64), 2..8),
    ) {
        let teams: Vec<(u64, u64)> = teams.into_iter().map(|(x, more)| (x, x + more)).collect();
        let found = shares(&teams, Level::default()).unwrap();
        for (team, (x, n)) in found.teams.iter().zip(&teams) {
            let raw = *x as f64 / *n as f64;
            let (low, high) = (raw.min(found.common), raw.max(found.common));
            prop_assert!(low - 1e-9 <= team.value && team.value <= high + 1e-9);
            prop_assert!(team.lower <= team.value && team.value <= team.upper);
        }
    }

    #[test]
    fn no_team_panics(
        counts in prop::collection::vec([0..u64::MAX / 1024, 0..5_u64, 0..3_u64], 0..5),
        values in prop::collection::vec((prop::num::f64::ANY, prop::num::f64::ANY), 0..5),
    ) {
        let level = Level::default();
        let _ = (nps(&counts, level), means(&values, level), rank_intervals(&values, 1.96));
        let pairs: Vec<(u64, u64)> = counts.iter().map(|c| (c[1], c[0])).collect();
        let _ = (shares(&pairs, level), hierarchical_shares(&pairs, level));
        let normals: Vec<Posterior> =
            values.iter().map(|v| Posterior::Normal { mean: v.0, deviation: v.1 }).collect();
        let _ = ranking(&normals);
    }
}
