use proptest::prelude::*;

use super::*;
use crate::sample::Sample;
use crate::testing::close;

type SfoCell = (usize, usize, usize, usize, u32, u32, u32);

/// SFO 2017, 2,613 answers with gender and age: gender, age group, time of day, boarding area; then
/// answers, promoters, detractors. Counted from data/sfo/sfo_2017.csv.
#[rustfmt::skip]
const SFO: [SfoCell; 203] = [
    (0, 0, 0, 0, 16, 11, 1),
    (0, 0, 0, 2, 3, 2, 0),
    (0, 0, 0, 3, 10, 6, 1),
    (0, 0, 0, 4, 1, 1, 0),
    (0, 0, 0, 5, 4, 2, 1),
    (0, 0, 0, 6, 11, 7, 1),
    (0, 0, 1, 0, 18, 8, 3),
    (0, 0, 1, 1, 2, 1, 0),
    (0, 0, 1, 2, 3, 2, 0),
    (0, 0, 1, 3, 7, 4, 1),
    (0, 0, 1, 5, 3, 2, 0),
    (0, 0, 1, 6, 19, 7, 4),
    (0, 0, 2, 0, 11, 7, 1),
    (0, 0, 2, 1, 2, 2, 0),
    (0, 0, 2, 2, 1, 1, 0),
    (0, 0, 2, 3, 3, 2, 1),
    (0, 0, 2, 4, 6, 1, 2),
    (0, 0, 2, 5, 13, 6, 2),
    (0, 0, 2, 6, 12, 8, 0),
    (0, 1, 0, 0, 41, 24, 3),
    (0, 1, 0, 1, 4, 1, 0),
    (0, 1, 0, 2, 9, 7, 2),
    (0, 1, 0, 3, 6, 4, 1),
    (0, 1, 0, 4, 4, 2, 0),
    (0, 1, 0, 5, 10, 2, 2),
    (0, 1, 0, 6, 18, 11, 2),
    (0, 1, 1, 0, 36, 11, 7),
    (0, 1, 1, 1, 9, 5, 2),
    (0, 1, 1, 2, 9, 6, 1),
    (0, 1, 1, 3, 11, 5, 2),
    (0, 1, 1, 4, 5, 3, 1),
    (0, 1, 1, 5, 8, 2, 2),
    (0, 1, 1, 6, 39, 13, 8),
    (0, 1, 2, 0, 18, 10, 1),
    (0, 1, 2, 1, 1, 1, 0),
    (0, 1, 2, 2, 4, 3, 0),
    (0, 1, 2, 3, 10, 6, 1),
    (0, 1, 2, 4, 10, 7, 1),
    (0, 1, 2, 5, 23, 11, 4),
    (0, 1, 2, 6, 23, 10, 2),
    (0, 2, 0, 0, 24, 13, 3),
    (0, 2, 0, 1, 4, 2, 1),
    (0, 2, 0, 2, 6, 4, 0),
    (0, 2, 0, 3, 15, 6, 1),
    (0, 2, 0, 4, 2, 1, 0),
    (0, 2, 0, 5, 14, 8, 0),
    (0, 2, 0, 6, 7, 1, 1),
    (0, 2, 1, 0, 26, 10, 2),
    (0, 2, 1, 1, 11, 6, 0),
    (0, 2, 1, 2, 5, 3, 0),
    (0, 2, 1, 3, 13, 7, 4),
    (0, 2, 1, 4, 1, 0, 0),
    (0, 2, 1, 5, 12, 7, 0),
    (0, 2, 1, 6, 38, 11, 5),
    (0, 2, 2, 0, 14, 3, 3),
    (0, 2, 2, 2, 4, 1, 2),
    (0, 2, 2, 3, 9, 4, 0),
    (0, 2, 2, 4, 12, 5, 1),
    (0, 2, 2, 5, 20, 9, 3),
    (0, 2, 2, 6, 14, 7, 2),
    (0, 3, 0, 0, 30, 14, 4),
    (0, 3, 0, 1, 4, 2, 0),
    (0, 3, 0, 2, 9, 3, 2),
    (0, 3, 0, 3, 15, 5, 1),
    (0, 3, 0, 4, 5, 1, 2),
    (0, 3, 0, 5, 15, 2, 2),
    (0, 3, 0, 6, 10, 5, 2),
    (0, 3, 1, 0, 9, 7, 0),
    (0, 3, 1, 1, 3, 1, 0),
    (0, 3, 1, 2, 15, 6, 4),
    (0, 3, 1, 3, 8, 4, 0),
    (0, 3, 1, 4, 2, 1, 0),
    (0, 3, 1, 5, 9, 0, 1),
    (0, 3, 1, 6, 34, 16, 6),
    (0, 3, 2, 0, 17, 6, 4),
    (0, 3, 2, 2, 2, 1, 0),
    (0, 3, 2, 3, 7, 4, 0),
    (0, 3, 2, 4, 17, 9, 2),
    (0, 3, 2, 5, 19, 8, 2),
    (0, 3, 2, 6, 10, 6, 0),
    (0, 4, 0, 0, 45, 25, 6),
    (0, 4, 0, 1, 9, 3, 3),
    (0, 4, 0, 2, 15, 10, 1),
    (0, 4, 0, 3, 30, 16, 4),
    (0, 4, 0, 4, 4, 3, 0),
    (0, 4, 0, 5, 23, 11, 1),
    (0, 4, 0, 6, 23, 14, 4),
    (0, 4, 1, 0, 21, 7, 2),
    (0, 4, 1, 1, 10, 5, 1),
    (0, 4, 1, 2, 17, 8, 3),
    (0, 4, 1, 3, 22, 12, 4),
    (0, 4, 1, 4, 7, 3, 0),
    (0, 4, 1, 5, 9, 4, 2),
    (0, 4, 1, 6, 45, 25, 4),
    (0, 4, 2, 0, 25, 13, 8),
    (0, 4, 2, 2, 2, 1, 0),
    (0, 4, 2, 3, 3, 0, 0),
    (0, 4, 2, 4, 7, 3, 1),
    (0, 4, 2, 5, 22, 11, 2),
    (0, 4, 2, 6, 18, 8, 3),
    (1, 0, 0, 0, 27, 14, 4),
    (1, 0, 0, 1, 1, 0, 0),
    (1, 0, 0, 2, 3, 3, 0),
    (1, 0, 0, 3, 10, 6, 0),
    (1, 0, 0, 4, 2, 2, 0),
    (1, 0, 0, 5, 14, 10, 0),
    (1, 0, 0, 6, 15, 5, 6),
    (1, 0, 1, 0, 28, 15, 4),
    (1, 0, 1, 1, 3, 0, 0),
    (1, 0, 1, 2, 13, 8, 0),
    (1, 0, 1, 3, 8, 3, 2),
    (1, 0, 1, 4, 6, 2, 1),
    (1, 0, 1, 5, 4, 2, 1),
    (1, 0, 1, 6, 21, 9, 2),
    (1, 0, 2, 0, 21, 9, 2),
    (1, 0, 2, 1, 1, 1, 0),
    (1, 0, 2, 2, 3, 3, 0),
    (1, 0, 2, 3, 5, 4, 1),
    (1, 0, 2, 4, 5, 2, 0),
    (1, 0, 2, 5, 10, 3, 1),
    (1, 0, 2, 6, 17, 14, 1),
    (1, 1, 0, 0, 33, 17, 2),
    (1, 1, 0, 1, 13, 8, 2),
    (1, 1, 0, 2, 9, 6, 0),
    (1, 1, 0, 3, 21, 13, 3),
    (1, 1, 0, 4, 7, 5, 0),
    (1, 1, 0, 5, 15, 7, 1),
    (1, 1, 0, 6, 14, 11, 0),
    (1, 1, 1, 0, 35, 16, 8),
    (1, 1, 1, 1, 15, 6, 2),
    (1, 1, 1, 2, 10, 5, 2),
    (1, 1, 1, 3, 24, 15, 1),
    (1, 1, 1, 4, 4, 2, 0),
    (1, 1, 1, 5, 8, 6, 0),
    (1, 1, 1, 6, 34, 10, 5),
    (1, 1, 2, 0, 27, 16, 0),
    (1, 1, 2, 1, 1, 0, 1),
    (1, 1, 2, 2, 3, 0, 1),
    (1, 1, 2, 3, 19, 10, 2),
    (1, 1, 2, 4, 10, 5, 1),
    (1, 1, 2, 5, 22, 14, 2),
    (1, 1, 2, 6, 19, 9, 1),
    (1, 2, 0, 0, 26, 15, 4),
    (1, 2, 0, 1, 8, 6, 1),
    (1, 2, 0, 2, 10, 7, 1),
    (1, 2, 0, 3, 12, 10, 0),
    (1, 2, 0, 4, 2, 2, 0),
    (1, 2, 0, 5, 12, 4, 0),
    (1, 2, 0, 6, 12, 9, 0),
    (1, 2, 1, 0, 8, 3, 0),
    (1, 2, 1, 1, 3, 1, 0),
    (1, 2, 1, 2, 10, 5, 0),
    (1, 2, 1, 3, 15, 11, 2),
    (1, 2, 1, 4, 2, 2, 0),
    (1, 2, 1, 5, 10, 4, 1),
    (1, 2, 1, 6, 27, 9, 5),
    (1, 2, 2, 0, 17, 10, 2),
    (1, 2, 2, 1, 4, 2, 1),
    (1, 2, 2, 2, 5, 3, 0),
    (1, 2, 2, 3, 10, 2, 1),
    (1, 2, 2, 4, 14, 10, 0),
    (1, 2, 2, 5, 18, 8, 4),
    (1, 2, 2, 6, 7, 3, 1),
    (1, 3, 0, 0, 21, 12, 4),
    (1, 3, 0, 1, 4, 3, 0),
    (1, 3, 0, 2, 10, 6, 2),
    (1, 3, 0, 3, 8, 5, 1),
    (1, 3, 0, 4, 4, 3, 1),
    (1, 3, 0, 5, 18, 9, 2),
    (1, 3, 0, 6, 11, 5, 2),
    (1, 3, 1, 0, 8, 2, 2),
    (1, 3, 1, 1, 4, 4, 0),
    (1, 3, 1, 2, 9, 6, 0),
    (1, 3, 1, 3, 13, 6, 1),
    (1, 3, 1, 4, 2, 2, 0),
    (1, 3, 1, 5, 7, 4, 1),
    (1, 3, 1, 6, 17, 4, 3),
    (1, 3, 2, 0, 13, 9, 1),
    (1, 3, 2, 2, 4, 1, 3),
    (1, 3, 2, 3, 13, 7, 0),
    (1, 3, 2, 4, 5, 3, 0),
    (1, 3, 2, 5, 7, 6, 0),
    (1, 3, 2, 6, 10, 6, 1),
    (1, 4, 0, 0, 43, 34, 3),
    (1, 4, 0, 1, 14, 8, 2),
    (1, 4, 0, 2, 10, 5, 2),
    (1, 4, 0, 3, 16, 12, 2),
    (1, 4, 0, 4, 8, 5, 1),
    (1, 4, 0, 5, 25, 17, 4),
    (1, 4, 0, 6, 19, 11, 2),
    (1, 4, 1, 0, 11, 8, 1),
    (1, 4, 1, 1, 30, 20, 6),
    (1, 4, 1, 2, 10, 7, 0),
    (1, 4, 1, 3, 16, 9, 2),
    (1, 4, 1, 4, 6, 4, 1),
    (1, 4, 1, 5, 14, 9, 2),
    (1, 4, 1, 6, 32, 17, 5),
    (1, 4, 2, 0, 23, 17, 2),
    (1, 4, 2, 2, 4, 4, 0),
    (1, 4, 2, 3, 6, 3, 1),
    (1, 4, 2, 4, 9, 6, 3),
    (1, 4, 2, 5, 30, 19, 3),
    (1, 4, 2, 6, 16, 9, 3),
];

/// The margins of rake_2017 in data/reference/survey_sfo.json.
fn sfo_margins() -> Vec<Vec<f64>> {
    vec![
        vec![1306.5, 1306.5],
        vec![391.95, 653.25, 522.6, 470.34, 574.86],
        vec![1045.2, 914.55, 653.25],
        vec![522.6, 391.95, 391.95, 522.6, 130.65, 261.3, 391.95],
    ]
}

#[test]
fn the_airport_is_raked_as_in_the_survey_package() {
    // R 4.2.2, survey 4.1-1, rake() run to convergence from weights of 1.
    let cells: Vec<RakeCell> = SFO
        .iter()
        .map(|(gender, age, time, area, n, ..)| RakeCell {
            categories: vec![*gender, *age, *time, *area],
            weight: f64::from(*n),
        })
        .collect();
    let raked = rake(&cells, &sfo_margins()).unwrap();
    let weighted = |count: &dyn Fn(&SfoCell) -> u32| {
        SFO.iter().zip(&raked.factors).map(|(cell, w)| f64::from(count(cell)) * w).sum::<f64>()
    };
    let nps = (weighted(&|c| c.5) - weighted(&|c| c.6)) / weighted(&|c| c.4);
    close(100.0 * nps, 41.200_779_374_567_3, 1e-6);
    let least = raked.factors.iter().copied().fold(f64::INFINITY, f64::min);
    let most = raked.factors.iter().copied().fold(0.0, f64::max);
    close(least, 0.395_872_948_182_668, 1e-8);
    close(most, 3.517_311_982_308_69, 1e-7);
    let answers: Vec<(f64, f64)> =
        SFO.iter().zip(&raked.factors).map(|(cell, w)| (f64::from(cell.4), *w)).collect();
    let weights = Weighting::of(&answers);
    close(weights.sum, 2_613.0, 1e-6);
    close(weights.effective_n().unwrap(), 1_978.360_236_190_5, 1e-4);
    close(weights.design_effect().unwrap(), 1.320_790_800_482_09, 1e-7);
}

/// The answers of a cell as promoters, passives, detractors of an NPS.
fn sfo_sample(cell: &SfoCell) -> Sample {
    let [n, promoters, detractors] = [cell.4, cell.5, cell.6].map(u64::from);
    Sample::new(vec![-100.0, 0.0, 100.0], vec![detractors, n - promoters - detractors, promoters])
        .unwrap()
}

#[test]
fn the_error_of_the_raked_airport_is_that_of_the_survey_package() {
    // rake_2017, from_unit_weights, in data/reference/survey_sfo.json: R 4.2.2, survey 4.1-1.
    let cells: Vec<(Vec<usize>, Sample)> =
        SFO.iter().map(|cell| (vec![cell.0, cell.1, cell.2, cell.3], sfo_sample(cell))).collect();
    let found = raked_mean(&cells, &sfo_margins()).unwrap();
    close(found.mean, 41.200_779_374_567_3, 1e-8);
    close(found.variance.sqrt(), 1.556_102_739_611_03, 1e-9);
    close(found.variance_of_weights.sqrt(), 1.561_355_014_583_9, 1e-9);
}

#[test]
fn the_airport_raked_in_each_replicate_has_the_error_of_the_same_in_python() {
    // Answers in the order of the table, promoters first, then detractors, dealt to 64 groups in turn.
    let categories: Vec<Vec<usize>> = SFO.iter().map(|c| vec![c.0, c.1, c.2, c.3]).collect();
    let mut groups = vec![vec![(0.0, 0.0); SFO.len()]; 64];
    let mut answer = 0;
    for (at, (.., n, promoters, detractors)) in SFO.iter().enumerate() {
        for i in 0..*n {
            let value = match i {
                i if i < *promoters => 100.0,
                i if i < promoters + detractors => -100.0,
                _ => 0.0,
            };
            let sums: &mut (f64, f64) = &mut groups[answer % 64][at];
            *sums = (sums.0 + 1.0, sums.1 + value);
            answer += 1;
        }
    }
    let found = raked_jackknife(&categories, &groups, &sfo_margins()).unwrap();
    close(found.value()[0], 41.200_779_374_567_3, 1e-8);
    close(found.replicates()[0][0], 41.009_307_538_084_99, 1e-8);
    close(found.se(0).unwrap(), 1.527_490_307_846_06, 1e-8);
}

#[test]
fn answers_that_the_margins_explain_have_no_error_left() {
    let cell = |categories: [usize; 2], low: u64, high: u64| {
        (categories.to_vec(), Sample::new(vec![0.0, 1.0], vec![low, high]).unwrap())
    };
    let cells = [cell([0, 0], 5, 0), cell([0, 1], 7, 0), cell([1, 0], 0, 4), cell([1, 1], 0, 9)];
    let margins = [vec![10.0, 15.0], vec![12.0, 13.0]];
    let found = raked_mean(&cells, &margins).unwrap();
    close(found.mean, 0.6, 1e-9);
    close(found.variance, 0.0, 1e-15);
    assert!(found.variance_of_weights > 0.005);
    assert_eq!(raked_mean(&cells[..1], &[vec![5.0], vec![5.0]]).unwrap().variance, 0.0);
    assert_eq!(
        raked_mean(&[cell([0, 0], 1, 0)], &[vec![5.0], vec![5.0]]),
        Err(CannotRake::Unusable)
    );
    assert_eq!(raked_jackknife(&[vec![0]], &[], &[vec![1.0]]), Err(CannotRake::Unusable));
    let short = raked_jackknife(&[vec![0]], &[vec![]], &[vec![1.0]]);
    assert_eq!(short, Err(CannotRake::Misfit { cell: 0 }));
    // The second group holds all answers of a category.
    let groups = [vec![(3.0, 1.0), (0.0, 0.0)], vec![(3.0, 1.0), (2.0, 1.0)]];
    let found = raked_jackknife(&[vec![0], vec![1]], &groups, &[vec![1.0, 1.0]]);
    assert!(matches!(found, Err(CannotRake::Empty { category: 1, .. })), "{found:?}");
}

#[test]
fn pupils_of_districts_are_totalled_as_in_the_survey_package() {
    // R's apiclus1: schools and pupils by type (E, H, M) in 15 of 757 districts; METHODS §8.6.
    let clusters = [
        [(8.0, 2551.0), (1.0, 1689.0), (2.0, 1841.0)],
        [(2.0, 732.0), (1.0, 418.0), (1.0, 286.0)],
        [(1.0, 308.0), (0.0, 0.0), (1.0, 372.0)],
        [(10.0, 4121.0), (0.0, 0.0), (3.0, 2837.0)],
        [(2.0, 683.0), (0.0, 0.0), (0.0, 0.0)],
        [(2.0, 691.0), (1.0, 442.0), (1.0, 508.0)],
        [(2.0, 937.0), (1.0, 388.0), (1.0, 343.0)],
        [(13.0, 6475.0), (0.0, 0.0), (3.0, 2550.0)],
        [(4.0, 842.0), (4.0, 1105.0), (1.0, 233.0)],
        [(34.0, 15038.0), (0.0, 0.0), (0.0, 0.0)],
        [(16.0, 7535.0), (2.0, 3440.0), (3.0, 3993.0)],
        [(30.0, 14466.0), (3.0, 6195.0), (4.0, 5153.0)],
        [(10.0, 3884.0), (0.0, 0.0), (3.0, 2893.0)],
        [(1.0, 274.0), (0.0, 0.0), (0.0, 0.0)],
        [(9.0, 3794.0), (1.0, 2147.0), (2.0, 1434.0)],
    ];
    let population = [4421.0, 755.0, 1018.0];
    let found = post_stratified_total(&clusters.map(Vec::from), &population, 15.0 / 757.0).unwrap();
    close(found.total, 3_680_893.0, 0.5);
    close(found.variance.sqrt(), 406_292.6, 0.05);
    assert_eq!(found.df, 14.0);
    assert_eq!(post_stratified_total(&clusters.map(Vec::from)[..1], &population, 0.0), None);
    assert_eq!(post_stratified_total(&clusters.map(Vec::from), &population[..2], 0.0), None);
    assert_eq!(post_stratified_total(&clusters.map(Vec::from), &population, 1.5), None);
    // Nobody answered of a stratum with people; a stratum without people asks for nothing.
    let empty = vec![vec![(1.0, 2.0), (0.0, 0.0)]; 2];
    assert_eq!(post_stratified_total(&empty, &[5.0, 5.0], 0.0), None);
    assert_eq!(post_stratified_total(&empty, &[5.0, 0.0], 0.0).unwrap().total, 10.0);
}

/// The cells of a table with two margins.
fn table(rows: &[&[f64]]) -> Vec<RakeCell> {
    let cell = |i, j, weight| RakeCell { categories: vec![i, j], weight };
    rows.iter()
        .enumerate()
        .flat_map(|(i, row)| row.iter().enumerate().map(move |(j, w)| cell(i, j, *w)))
        .collect()
}

#[test]
fn schools_are_raked_to_convergence() {
    let cells = table(&[&[12.0, 132.0], &[3.0, 11.0], &[8.0, 17.0]]);
    let raked = rake(&cells, &[vec![4421.0, 755.0, 1018.0], vec![1072.0, 5122.0]]).unwrap();
    let expected =
        [39.839_236_25, 29.870_675_49, 67.125_529_24, 50.329_401_12, 49.069_072_16, 36.791_024_86];
    for (found, expected) in raked.factors.iter().zip(expected) {
        close(*found, expected, 1e-7);
    }
}

#[test]
fn a_table_is_fitted_as_by_hand() {
    let cells = table(&[
        &[40.0, 30.0, 20.0, 10.0],
        &[35.0, 50.0, 100.0, 75.0],
        &[30.0, 80.0, 70.0, 120.0],
        &[20.0, 30.0, 40.0, 50.0],
    ]);
    let margins = [vec![150.0, 300.0, 400.0, 150.0], vec![200.0, 300.0, 400.0, 100.0]];
    let raked = rake(&cells, &margins).unwrap();
    let fitted: Vec<f64> = cells.iter().zip(&raked.factors).map(|(c, f)| c.weight * f).collect();
    for (found, expected) in fitted[..4].iter().zip([64.5585, 46.2325, 35.3843, 3.8247]) {
        close(*found, expected, 6e-5);
    }
    for (found, expected) in fitted[12..].iter().zip([28.7516, 41.1800, 63.0347, 17.0337]) {
        close(*found, expected, 6e-5);
    }
}

#[test]
fn impossible_margins_are_refused_by_name() {
    let cells = table(&[&[5.0, 5.0], &[5.0, 0.0]]);
    let sizes = |a: [f64; 2], b: [f64; 2]| rake(&cells, &[a.to_vec(), b.to_vec()]).unwrap_err();
    assert_eq!(sizes([10.0, 5.0], [10.0, 6.0]).to_string(), "margin 1 sums to 16, the first to 15");
    let empty = table(&[&[5.0, 0.0], &[5.0, 0.0]]);
    let found = rake(&empty, &[vec![5.0, 5.0], vec![5.0, 5.0]]).unwrap_err();
    assert_eq!(found, CannotRake::Empty { margin: 1, category: 1, size: 5.0, weight: 0.0 });
    let found = rake(&cells, &[vec![15.0, 0.0], vec![10.0, 5.0]]).unwrap_err();
    assert_eq!(found, CannotRake::Empty { margin: 0, category: 1, size: 0.0, weight: 5.0 });
    // Each category has answers, and still no weights exist: only one cell could reach both.
    let diagonal = table(&[&[5.0, 0.0], &[0.0, 5.0]]);
    let found = rake(&diagonal, &[vec![6.0, 4.0], vec![5.0, 5.0]]).unwrap_err();
    assert!(matches!(found, CannotRake::NoConvergence { .. }), "{found}");
    assert_eq!(rake(&cells, &[]), Err(CannotRake::Unusable));
    assert_eq!(rake(&cells, &[vec![15.0]]), Err(CannotRake::Misfit { cell: 0 }));
    assert_eq!(sizes([f64::NAN, 5.0], [10.0, 5.0]), CannotRake::Unusable);
}

#[test]
fn cells_that_cannot_be_weighted_are_refused() {
    assert_eq!(post_stratify(&[(0.0, 5.0), (3.0, 5.0)]), None);
    assert_eq!(post_stratify(&[]), None);
    let lone = PostStratum { n: 1.0, population: 5.0, mean: 1.0, variance: 0.0 };
    assert_eq!(post_stratified(&[lone], false), None);
    assert_eq!(trim(&[], 5.0), None);
    assert_eq!(trim(&[(1.0, 0.0)], 5.0), None);
    assert_eq!(trim(&[(1.0, 1.0)], 0.5), None);
    assert_eq!(Weighting::of(&[]).effective_n(), None);
}

proptest! {
    #[test]
    fn trimming_keeps_the_sum_and_the_cap(
        cells in prop::collection::vec((1..50_u32, 0.01..30.0_f64), 1..12),
        times in 1.5..6.0_f64,
    ) {
        let cells: Vec<(f64, f64)> = cells.into_iter().map(|(n, w)| (f64::from(n), w)).collect();
        if let Some(trimmed) = trim(&cells, times) {
            let total = |weights: &[f64]| cells.iter().zip(weights).map(|((n, _), w)| n * w).sum::<f64>();
            let before: Vec<f64> = cells.iter().map(|(_, w)| *w).collect();
            close(total(&trimmed.weights) / total(&before), 1.0, 1e-12);
            prop_assert!((0.0..1.0).contains(&trimmed.moved));
        }
    }

    #[test]
    fn raked_margins_are_met(
        weights in prop::collection::vec(1..50_u32, 6),
        rows in prop::collection::vec(1..50_u32, 3),
        split in 0.1..0.9_f64,
    ) {
        let cells: Vec<RakeCell> = weights
            .iter()
            .enumerate()
            .map(|(i, w)| RakeCell { categories: vec![i % 3, i / 3], weight: f64::from(*w) })
            .collect();
        let rows: Vec<f64> = rows.into_iter().map(f64::from).collect();
        let total: f64 = rows.iter().sum();
        let raked = rake(&cells, &[rows.clone(), vec![total * split, total * (1.0 - split)]]).unwrap();
        for (category, size) in rows.iter().enumerate() {
            let own = cells.iter().zip(&raked.factors).filter(|(c, _)| c.categories[0] == category);
            close(own.map(|(c, f)| c.weight * f).sum(), *size, 1e-8 * total);
        }
    }
}
