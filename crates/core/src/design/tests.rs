use proptest::prelude::*;

use super::*;
use crate::sample::Sample;
use crate::testing::close;

/// Σw and Σw² of detractors, passives and promoters.
const SFO_SUMS: [f64; 3] = [329.7947253572, 977.3058737825, 1439.295973753];
const SFO_SQUARES: [f64; 3] = [385.356410158965, 1192.26484482321, 1750.26448041594];
/// Sums over flights of the products of their weights at two of detractor, passive and promoter.
const SFO_FLIGHTS: [[f64; 3]; 3] = [
    [961.312817701089, 1886.52697801286, 2639.78572891494],
    [1886.52697801286, 7153.15129849448, 7995.63736407696],
    [2639.78572891494, 7995.63736407696, 13724.1732725098],
];
type Totals = (u64, [u64; 3], [f64; 3], [f64; 3]);

/// Morning, middle and evening: responses, then counts, Σw and Σw² of detractors, passives, promoters.
const SFO_STRATA: [Totals; 3] = [
    (
        996,
        [110, 310, 557],
        [87.7377945354, 285.7534033679, 479.0637848515],
        [95.1104903212258, 345.257639290155, 542.545134236524],
    ),
    (
        1040,
        [141, 393, 468],
        [136.6012437882, 383.4605170851, 479.8510083618],
        [149.04934712953, 430.3942453916, 561.839384437187],
    ),
    (
        795,
        [91, 265, 411],
        [105.4556870336, 308.0919533295, 480.3811805397],
        [141.19657270821, 416.612960141455, 645.879961742233],
    ),
];

fn stratum(counts: [u64; 2], weight: f64, sampled: u64, population: Option<u64>) -> Stratum {
    let times = |w: f64| counts.iter().map(|n| *n as f64 * w).collect();
    let (sums, squares) = (times(weight), times(weight * weight));
    let sample = Sample::weighted(vec![0.0, 1.0], counts.to_vec(), sums, squares).unwrap();
    Stratum { sample, sampled, population }
}

#[test]
fn strata_lower_the_variance_and_one_stratum_changes_nothing() {
    let alone = stratum([40, 60], 1.0, 100, None);
    let one = stratified(std::slice::from_ref(&alone)).unwrap();
    close(one.mean, 0.6, 1e-15);
    close(one.variance, alone.sample.mean_variance().unwrap(), 1e-15);
    assert_eq!(one.df, 99.0);
    let split = [stratum([35, 15], 1.0, 50, None), stratum([5, 45], 1.0, 50, None)];
    let two = stratified(&split).unwrap();
    close(two.mean, 0.6, 1e-15);
    assert!(two.variance < one.variance);
    assert_eq!(two.df, 98.0);
}

#[test]
fn a_complete_count_has_no_variance_and_a_lone_answer_none_that_is_known() {
    let all = stratified(&[stratum([40, 60], 1.0, 100, Some(100))]).unwrap();
    assert_eq!(all.variance, 0.0);
    assert_eq!(stratified(&[stratum([0, 1], 1.0, 1, None)]), None);
    assert_eq!(stratified(&[stratum([0, 0], 1.0, 0, None)]), None);
    assert_eq!(stratified(&[]), None);
}

#[test]
fn respondents_who_answer_once_give_the_variance_of_independent_answers() {
    let sample = Sample::new(vec![-1.0, 0.0, 1.0], vec![12, 28, 60]).unwrap();
    let mut clusters = Clusters::new(3);
    clusters.add_single(100, &[12.0, 28.0, 60.0]);
    close(clusters.variance(&sample).unwrap(), sample.mean_variance().unwrap(), 1e-15);
}

#[test]
fn the_matrix_gives_what_adding_the_influence_of_each_respondent_gives() {
    // Weights by respondent and value, made by a small congruence.
    let respondents: Vec<[f64; 3]> = (0..40_u32)
        .map(|i| [0, 1, 2].map(|k| f64::from((i * 7 + k * 5) % 4) * (1.0 + f64::from(i % 3))))
        .collect();
    let mut clusters = Clusters::new(3);
    let (mut counts, mut sums, mut squares) = (vec![0; 3], vec![0.0; 3], vec![0.0; 3]);
    for weights in &respondents {
        clusters.add(weights);
        for (k, w) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            counts[k] += 1;
            sums[k] += w;
            squares[k] += w * w;
        }
    }
    let sample = Sample::weighted(vec![-1.0, 0.0, 1.0], counts, sums, squares).unwrap();
    let (mean, weight) = (sample.mean().unwrap(), sample.weight());
    let influence = |w: &[f64; 3]| {
        [-1.0, 0.0, 1.0].iter().zip(w).map(|(y, w)| w * (y - mean) / weight).sum::<f64>().powi(2)
    };
    let sum: f64 = respondents.iter().map(influence).sum();
    close(clusters.variance(&sample).unwrap(), 40.0 / 39.0 * sum, 1e-15);
    let mut halves = [Clusters::new(3), Clusters::new(3)];
    respondents.iter().enumerate().for_each(|(i, w)| halves[i % 2].add(w));
    let [mut all, rest] = halves;
    all.merge(&rest);
    close(all.variance(&sample).unwrap(), clusters.variance(&sample).unwrap(), 1e-15);
}

#[test]
fn the_airports_flights_widen_its_error_as_in_the_survey_package() {
    // SFO 2017, weights, the flight (RUNID) as the cluster: M over 212 flights, computed from the
    // published file; SE by R 4.2.2, survey 4.1-1.
    let sample = Sample::weighted(
        vec![-100.0, 0.0, 100.0],
        vec![342, 968, 1436],
        SFO_SUMS.to_vec(),
        SFO_SQUARES.to_vec(),
    )
    .unwrap();
    let clusters = Clusters::from_parts(212, &SFO_FLIGHTS.map(Vec::from)).unwrap();
    close(clusters.variance(&sample).unwrap().sqrt(), 1.552_471_310_099_3, 1e-9);
}

#[test]
fn the_airports_times_of_day_are_strata_as_in_the_survey_package() {
    let strata = SFO_STRATA.map(|(sampled, counts, sums, squares)| Stratum {
        sample: Sample::weighted(
            vec![-100.0, 0.0, 100.0],
            counts.to_vec(),
            sums.to_vec(),
            squares.to_vec(),
        )
        .unwrap(),
        sampled,
        population: None,
    });
    let all = stratified(&strata).unwrap();
    close(all.mean, 40.398_435_511_707_4, 1e-9);
    close(all.variance.sqrt(), 1.443_492_654_866_78, 1e-9);
}

#[test]
fn districts_of_schools_are_clusters_as_in_the_survey_package() {
    // R's api data, METHODS §8.6: sch.wide in 15 of 757 districts.
    let schools = [13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4_u32];
    let met = [11, 31, 3, 10, 15, 2, 1, 4, 12, 18, 7, 11, 32, 1, 2_u32];
    let mut clusters = Clusters::new(2);
    for (schools, met) in schools.into_iter().zip(met) {
        clusters.add(&[f64::from(schools - met), f64::from(met)]);
    }
    let share = Sample::new(vec![0.0, 1.0], vec![23, 160]).unwrap();
    close(share.mean().unwrap(), 0.874_316_9, 5e-8);
    let unsampled = 1.0 - 15.0 / 757.0;
    close((unsampled * clusters.variance(&share).unwrap()).sqrt(), 0.020_359_5, 5e-8);
}

/// Values with a given number, sum and sum of squares: half of them below the mean, half above.
fn two_values(n: u64, sum: f64, squares: f64) -> [f64; 2] {
    let mean = sum / n as f64;
    let apart = (squares / n as f64 - mean * mean).sqrt();
    [mean - apart, mean + apart]
}

#[test]
fn schools_sampled_at_random_have_the_error_of_the_survey_package() {
    // R's api data, METHODS §8.6: 200 of 6,194 schools by n, Σ and Σ².
    let values = two_values(200, 131_317.0, 89_739_575.0);
    let sample = Sample::new(values.to_vec(), vec![100, 100]).unwrap();
    let alone = stratified(&[Stratum { sample, sampled: 200, population: Some(6_194) }]).unwrap();
    close(alone.mean, 656.585, 1e-9);
    close(alone.variance.sqrt(), 9.249_722, 6e-7);
}

#[test]
fn strata_of_schools_have_the_error_of_the_survey_package() {
    // E, H, M of METHODS §8.6: n, population, Σ and Σ² of api00.
    let parts = [
        (100, 4_421, 67_443.0, 47_038_637.0),
        (50, 755, 31_291.0, 20_167_941.0),
        (50, 1_018, 31_830.0, 20_940_396.0),
    ];
    let values: Vec<f64> =
        parts.iter().flat_map(|(n, _, sum, squares)| two_values(*n, *sum, *squares)).collect();
    // The answers of one stratum, or of all, among the values of all.
    let sample = |only: Option<usize>| {
        let each = |at: usize| {
            let (n, population, ..) = parts[at / 2];
            let n = if only.is_some_and(|only| only != at / 2) { 0 } else { n / 2 };
            let weight = population as f64 / parts[at / 2].0 as f64;
            (n, n as f64 * weight, n as f64 * weight * weight)
        };
        let all: Vec<(u64, f64, f64)> = (0..6).map(each).collect();
        let counts = all.iter().map(|each| each.0).collect();
        let sums = all.iter().map(|each| each.1).collect();
        Sample::weighted(values.clone(), counts, sums, all.iter().map(|each| each.2).collect())
            .unwrap()
    };
    let found = |corrected: bool| {
        let stratum = |at: usize| Stratum {
            sample: sample(Some(at)),
            sampled: parts[at].0,
            population: corrected.then_some(parts[at].1),
        };
        stratified(&[0, 1, 2].map(stratum)).unwrap()
    };
    // The reference is cut after seven digits, not rounded.
    close(found(true).mean, 662.287_363_6, 1e-7);
    close(found(true).variance.sqrt(), 9.408_940_8, 1e-7);
    close(found(false).variance.sqrt(), 9.536_132_4, 1e-7);
    // With the weights alone, as if the strata were unknown.
    close(sample(None).mean_variance().unwrap().sqrt(), 9.585_428_9, 1e-7);
}

#[test]
fn scores_of_districts_have_the_error_of_the_survey_package() {
    // Schools and Σ api00 in 15 of 757 districts: the sum alone tells, so each district's mean is a
    // value of its own.
    let schools = [13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4_u32];
    let sums = [
        9_372, 22_508, 2_077, 8_593, 11_369, 1_116, 551, 1_888, 9_111, 13_761, 6_386, 7_359,
        20_394, 905, 2_493_u32,
    ];
    let means = sums.iter().zip(schools).map(|(sum, n)| f64::from(*sum) / f64::from(n)).collect();
    let sample = Sample::new(means, schools.map(u64::from).to_vec()).unwrap();
    let mut clusters = Clusters::new(15);
    for (at, n) in schools.into_iter().enumerate() {
        let mut weights = [0.0; 15];
        weights[at] = f64::from(n);
        clusters.add(&weights);
    }
    let variance = clusters.variance(&sample).unwrap();
    close(sample.mean().unwrap(), 644.169_398_9, 6e-8);
    close(variance.sqrt(), 23.779_010_7, 6e-8);
    close(((1.0 - 15.0 / 757.0) * variance).sqrt(), 23.542_240_7, 6e-8);
}

#[test]
fn what_does_not_fit_is_refused() {
    let sample = Sample::new(vec![0.0, 1.0], vec![1, 1]).unwrap();
    let mut clusters = Clusters::new(3);
    clusters.add(&[1.0]);
    clusters.add_single(5, &[1.0, 2.0]);
    clusters.merge(&Clusters::new(2));
    assert_eq!(Clusters::from_parts(1, &[vec![1.0, 2.0]]), None);
    assert_eq!(clusters.respondents(), 0);
    assert_eq!(clusters.variance(&sample), None);
}

/// Answers as (value, weight) lists, one a respondent, as a sample and the repeats among them.
fn sample_of(respondents: &[Vec<(usize, f64)>]) -> (Sample, Vec<RepeatAnswer>) {
    let (mut counts, mut sums, mut squares) = (vec![0; 3], vec![0.0; 3], vec![0.0; 3]);
    let mut repeats = Vec::new();
    for (respondent, answers) in (0..).zip(respondents) {
        for (value, weight) in answers.iter().copied() {
            counts[value] += 1;
            sums[value] += weight;
            squares[value] += weight * weight;
            if answers.len() > 1 {
                repeats.push(RepeatAnswer { respondent, value, weight });
            }
        }
    }
    (Sample::weighted(vec![-1.0, 0.0, 1.0], counts, sums, squares).unwrap(), repeats)
}

/// By respondent: the sum of w(y - mean)/W.
fn influences(respondents: &[Vec<(usize, f64)>], sample: &Sample) -> Vec<f64> {
    let (mean, weight) = (sample.mean().unwrap(), sample.weight());
    let of = |(value, w): &(usize, f64)| w * (sample.values()[*value] - mean) / weight;
    respondents.iter().map(|answers| answers.iter().map(of).sum()).collect()
}

fn respondents(most: usize) -> impl Strategy<Value = Vec<Vec<(usize, f64)>>> {
    let answers = prop::collection::vec((0..3_usize, 0.2..5.0), 1..5);
    prop::collection::vec(answers, 2..most)
}

proptest! {
    #[test]
    fn the_tally_and_the_repeats_give_the_influence_summed_by_respondent(all in respondents(30)) {
        let (sample, repeats) = sample_of(&all);
        let clustered = Clustered::new(&sample, &repeats, 0).unwrap();
        let c = all.len() as f64;
        let sum: f64 = influences(&all, &sample).iter().map(|u| u * u).sum();
        let expected = c / (c - 1.0) * sum;
        prop_assert!((clustered.variance - expected).abs() <= 1e-10 * expected.max(1e-3));
        prop_assert_eq!(clustered.df, c - 1.0);
        prop_assert_eq!(clustered.repeated, all.iter().any(|answers| answers.len() > 1));
    }

    #[test]
    fn a_mean_less_another_of_the_same_people_has_the_variance_of_their_differences(
        pairs in prop::collection::vec(((0..3_usize, 0.2..5.0), (0..3_usize, 0.2..5.0)), 3..30),
    ) {
        // Each answered once on either side, so that with as many respondents on both the factors are
        // one, and the difference has the variance of the differences of their influences.
        let side = |second: bool| {
            let pick = |pair: &(_, _)| if second { pair.1 } else { pair.0 };
            let answers: Vec<_> = pairs.iter().map(|pair| vec![pick(pair)]).collect();
            let (sample, _) = sample_of(&answers);
            let repeats: Vec<_> = (0..)
                .zip(&answers)
                .map(|(respondent, list)| {
                    RepeatAnswer { respondent, value: list[0].0, weight: list[0].1 }
                })
                .collect();
            (Clustered::new(&sample, &repeats, 0).unwrap(), influences(&answers, &sample))
        };
        let ((a, of_a), (b, of_b)) = (side(false), side(true));
        let c = pairs.len() as f64;
        let sum: f64 = of_a.iter().zip(&of_b).map(|(a, b)| (a - b).powi(2)).sum();
        let expected = c / (c - 1.0) * sum;
        let errors = (a.variance * b.variance).sqrt();
        let variance = a.variance + b.variance - 2.0 * a.correlation(&b) * errors;
        prop_assert!((variance - expected).abs() <= 1e-10);
        prop_assert_eq!(a.shared_respondents(&b), pairs.len() as u64);
    }
}

#[test]
fn means_of_different_people_are_not_correlated() {
    let sample = Sample::new(vec![0.0, 1.0], vec![3, 3]).unwrap();
    let of = |respondent| {
        let answer = |value| RepeatAnswer { respondent, value, weight: 1.0 };
        Clustered::new(&sample, &[answer(1), answer(1)], 0).unwrap()
    };
    assert_eq!((of(1).correlation(&of(2)), of(1).shared_respondents(&of(2))), (0.0, 0));
    close(of(1).correlation(&of(1)), 0.5, 1e-15); // the four others are not the same
    let beyond = [RepeatAnswer { respondent: 1, value: 2, weight: 1.0 }];
    assert_eq!(Clustered::new(&sample, &beyond, 0), None);
}
