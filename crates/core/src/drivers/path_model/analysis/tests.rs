use serde_json::Value;

use super::*;
use crate::drivers::composite;
use crate::moments::Moments;

fn reference(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs() / expected.abs().max(1.0);
    assert!(off < tolerance, "{found} is not {expected}: {off:e}");
}

const BLOCKS: [&str; 7] =
    ["Image", "Expectation", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty"];
const STEMS: [&str; 7] = ["IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSCO", "CUSL"];

#[test]
fn sem_pls_and_the_indices_of_the_mobile_phone_survey_come_from_its_sums() {
    let sums =
        &reference(include_str!("../../../../tests/reference/drivers.json"))["pls_ecsi_mobi"];
    let expected = reference(include_str!("../../../../tests/reference/mobi.json"));
    let names: Vec<String> = serde_json::from_value(sums["cols"].clone()).unwrap();
    let rows: Vec<Vec<i64>> = serde_json::from_value(sums["cross_products"].clone()).unwrap();
    let products = rows.iter().enumerate().flat_map(|(i, row)| row[i..].to_vec()).collect();
    let sums = serde_json::from_value(sums["sums"].clone()).unwrap();
    let moments = Moments::from_parts(250, sums, products).unwrap();
    let mut group = Patterns::new(24).unwrap();
    assert!(group.merge_cell((1 << 24) - 1, &moments));
    let items = |stem: &str| -> Vec<usize> {
        (0..24).filter(|i| names[*i].trim_end_matches(char::is_numeric) == stem).collect()
    };
    let pls = &expected["pls"];
    let block = |name: &Value| BLOCKS.iter().position(|block| name == block).unwrap();
    let ends = |key: &str| pls["paths"][key].as_array().unwrap().iter().map(block);
    let paths = ends("Var1").zip(ends("Var2")).collect();
    let model = Model { blocks: STEMS.map(items).to_vec(), paths };
    let scale = Scale::new(1, 10);
    let found = analyse(&[group], &model, &[&scale; 24], Level::default()).unwrap();
    assert_eq!((found.n, found.complete_share, found.missing), (250, 1.0, Missing::Dropped));
    assert!(!found.jackknifed && (10..40).contains(&found.rounds));
    for (path, expected) in found.paths.iter().zip(pls["paths"]["Freq"].as_array().unwrap()) {
        close(path.0, expected.as_f64().unwrap(), 1e-12);
    }
    for (latent, name) in found.latents.iter().zip(BLOCKS) {
        close(latent.index.unwrap().0, pls["index"][name]["index"].as_f64().unwrap(), 1e-12);
        close(latent.equal_index.0, expected["equal"][name]["index"].as_f64().unwrap(), 1e-12);
        assert_eq!(latent.alpha, latent.alpha.filter(|_| latent.items.len() > 1));
        if let Some(alpha) = latent.alpha {
            close(alpha, expected["alpha"][name]["alpha"].as_f64().unwrap(), 1e-12);
        }
        close(latent.items.iter().map(|item| item.share).sum(), 1.0, 1e-12);
    }
    // METHODS §8.8.
    let satisfaction = &found.latents[4];
    close(satisfaction.index.unwrap().0, 72.542803, 2e-8);
    close(satisfaction.equal_index.0, 71.970370, 1e-8);
    // From (I − B)⁻¹ in numpy: along all ways to loyalty.
    let totals =
        [0.3987791039, 0.2184562802, 0.3226910418, 0.0999263518, 0.5209499032, 0.0712324124];
    assert_eq!(found.totals.len(), totals.len());
    for ((from, (at, end, total, _)), expected) in (0..).zip(&found.totals).zip(totals) {
        assert_eq!((*at, *end), (from, 6));
        close(*total, expected, 1e-9);
    }
}

/// Three questions that share something, on 0 to 10, of so many respondents in eight groups; the last
/// answers are missing to some.
fn answers(turned: bool, missing: bool) -> Vec<Patterns> {
    let mut groups = vec![Patterns::new(3).unwrap(); 8];
    for i in 0..400_i32 {
        let (a, b, c) = (i * 7 % 5, i * 5 % 3, i * 11 % 4);
        let x = [a + b, a + c, 2 * a + b / 2];
        let last = (!missing || i % 3 != 0).then_some(if turned { 10 - x[2] } else { x[2] });
        groups[usize::try_from(i).unwrap() % 8].add(&[Some(x[0]), Some(x[1]), last]);
    }
    groups
}

fn model() -> Model {
    Model { blocks: vec![vec![0], vec![1, 2]], paths: vec![(0, 1)] }
}

#[test]
fn an_item_on_which_lower_is_better_is_turned_round() {
    let scale = Scale::new(0, 10);
    let falling = Scale { direction: Direction::LowerIsBetter, ..scale.clone() };
    let level = Level::default();
    let up = analyse(&answers(false, false), &model(), &[&scale; 3], level).unwrap();
    let down =
        analyse(&answers(true, false), &model(), &[&scale, &scale, &falling], level).unwrap();
    close(down.paths[0].0, up.paths[0].0, 1e-12);
    for (down, up) in down.latents.iter().zip(&up.latents) {
        close(down.index.unwrap().0, up.index.unwrap().0, 1e-12);
        close(down.equal_index.0, up.equal_index.0, 1e-12);
        for (down, up) in down.items.iter().zip(&up.items) {
            close(down.loading, up.loading, 1e-12);
            close(down.share, up.share, 1e-12);
        }
    }
    let limits = up.paths[0].1.unwrap();
    assert!(up.jackknifed && limits.lower < up.paths[0].0 && up.paths[0].0 < limits.upper);
}

#[test]
fn an_index_over_scales_of_two_widths_is_that_of_its_standardised_items() {
    // The last question on 0 to 20 with the same answers counts as if its scale were half as full.
    let scale = Scale::new(0, 10);
    let wide = Scale::new(0, 20);
    let groups = answers(false, false);
    let found =
        analyse(&groups[..1], &model(), &[&scale, &scale, &wide], Level::default()).unwrap();
    let index = found.latents[1].index.unwrap().0;
    let same = analyse(&groups[..1], &model(), &[&scale; 3], Level::default()).unwrap();
    let moments = groups[0].listwise(&[0, 1, 2]).unwrap().centred().unwrap();
    let weight = |i: usize| same.latents[1].items[i - 1].weight / moments.sd(i).unwrap();
    let expected = composite(&moments, &[(1, weight(1)), (2, weight(2))], (0, 10)).unwrap();
    close(same.latents[1].index.unwrap().0, expected.value, 1e-12);
    let [u, v] =
        [weight(1) / 10.0, weight(2) / 5.0].map(|w| w / (weight(1) / 10.0 + weight(2) / 5.0));
    close(index, 10.0 * moments.means()[1] * u + 5.0 * moments.means()[2] * v, 1e-12);
    assert_eq!(found.paths[0].0, same.paths[0].0);
}

#[test]
fn missing_answers_are_predicted_where_there_are_many() {
    let scale = Scale::new(0, 10);
    let found = analyse(&answers(false, true), &model(), &[&scale; 3], Level::default()).unwrap();
    assert_eq!((found.missing, found.n), (Missing::Predicted, 400));
    let limits = found.latents[1].index.unwrap().1.unwrap();
    let whole = analyse(&answers(false, false), &model(), &[&scale; 3], Level::default()).unwrap();
    let index = whole.latents[1].index.unwrap().0;
    assert!(limits.lower < index && index < limits.upper, "{limits:?} {index}");
}

#[test]
fn a_weight_below_zero_leaves_no_index_but_the_equal_one() {
    let mut group = Patterns::new(3).unwrap();
    for i in 0..60_i32 {
        let a = i % 6;
        // The second item of the first latent variable runs against the first and what follows.
        group.add(&[Some(a), Some(3 + i % 2 - a / 2), Some(a + i % 2)]);
    }
    let scale = Scale::new(0, 10);
    let model = Model { blocks: vec![vec![0, 1], vec![2]], paths: vec![(0, 1)] };
    let found = analyse(&[group], &model, &[&scale; 3], Level::default()).unwrap();
    assert!(found.latents[0].items[1].weight < 0.0 && found.latents[0].index.is_none());
    assert!((0.0..100.0).contains(&found.latents[0].equal_index.0));
    assert!(found.latents[1].index.is_some());
}

#[test]
fn without_what_it_needs_there_is_no_analysis() {
    let scale = Scale::new(0, 10);
    let none = |groups: &[Patterns]| {
        analyse(groups, &model(), &[&scale; 3], Level::default()).unwrap_err()
    };
    let column = |error| AnalysisError::Model(Error::Column(error));
    assert_eq!(none(&[]), AnalysisError::Groups);
    let mut few = Patterns::new(3).unwrap();
    (0..2).for_each(|i| few.add(&[Some(i), Some(2 * i), Some(1 - i)]));
    assert_eq!(none(&[few]), column(DriverError::TooFew { n: 2, needed: 3 }));
    let mut same = Patterns::new(3).unwrap();
    (0..9).for_each(|i| same.add(&[Some(i), Some(i % 4), Some(5)]));
    assert_eq!(none(&[same]), column(DriverError::Constant { column: 2 }));
    let narrow = Patterns::new(2).unwrap();
    assert_eq!(none(&[narrow]), column(DriverError::NoColumn { column: 2 }));
}
