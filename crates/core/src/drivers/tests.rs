use proptest::prelude::*;
use serde_json::Value;

use super::path_model::{self, Model};
use super::*;
use crate::estimate::Level;
use crate::moments::{Centred, Moments};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn integers(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|x| x.as_i64().unwrap()).collect()
}

fn references() -> Value {
    serde_json::from_str(include_str!("../../tests/reference/drivers.json")).unwrap()
}

/// Sums and the full matrix of products, as in the fixtures.
fn moments(value: &Value) -> Centred {
    let rows: Vec<Vec<i64>> =
        value["cross_products"].as_array().unwrap().iter().map(integers).collect();
    let products = rows.iter().enumerate().flat_map(|(i, row)| row[i..].to_vec()).collect();
    let n = value["n"].as_i64().unwrap();
    Moments::from_parts(n, integers(&value["sums"]), products).unwrap().centred().unwrap()
}

/// Asserts and returns the largest relative difference (absolute below 1).
#[track_caller]
fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    let off = found.iter().zip(expected).map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
    let most = off.fold(0.0, f64::max);
    println!("largest difference {most:.1e}");
    assert!(most < tolerance, "{most:e}: {found:?} {expected:?}");
}

#[test]
fn relaimpo_on_swiss_is_reproduced() {
    let reference = &references()["swiss"];
    let rows: Vec<Vec<f64>> =
        reference["comoment"].as_array().unwrap().iter().map(numbers).collect();
    let swiss = Centred::from_parts(47, numbers(&reference["means"]), &rows).unwrap();
    let drivers = [1, 2, 3, 4, 5];
    let fit = regress(&swiss, 0, &drivers).unwrap();
    let lmg = lmg(&swiss, 0, &drivers).unwrap();
    let simple = diagnostics(&swiss, 0, &drivers).unwrap();
    close(&[fit.r2, lmg.r2], &[reference["r2"].as_f64().unwrap(); 2], 1e-9);
    close(&lmg.values, &numbers(&reference["lmg"]), 1e-9);
    close(&lmg.shares().unwrap(), &numbers(&reference["lmg_rela"]), 1e-9);
    close(&johnson(&swiss, 0, &drivers).unwrap(), &numbers(&reference["genizi_johnson"]), 1e-9);
    close(&simple.first, &numbers(&reference["first"]), 1e-9);
    close(&simple.last, &numbers(&reference["last"]), 1e-9);
    close(&simple.beta_squared, &numbers(&reference["betasq"]), 1e-9);
    close(&simple.pratt, &numbers(&reference["pratt"]), 1e-9);
    let given = lmg_given(&swiss, 0, &[1, 2, 4, 5], &[3]).unwrap();
    close(&given.values, &numbers(&reference["lmg_always_education"]), 1e-9);
    assert!((given.r2 - fit.r2).abs() < 1e-12);
    // R's lm, METHODS §8.7, as many digits as printed there.
    let slopes: Vec<f64> = fit.slopes.iter().map(|slope| slope.b).collect();
    let errors: Vec<f64> = fit.slopes.iter().map(|slope| slope.se).collect();
    close(&slopes, &[-0.1721140, -0.2580082, -0.8709401, 0.1041153, 1.0770481], 6e-8);
    close(&errors, &[0.0703039, 0.2538782, 0.1830286, 0.0352579, 0.3817197], 6e-8);
    assert!((fit.intercept - 66.91518).abs() < 6e-6);
}

#[test]
fn the_drivers_of_the_mobile_phone_survey_are_reproduced() {
    let reference = &references()["drivers_mobi"];
    let mobi = moments(reference);
    let drivers: Vec<usize> = (1..8).collect();
    let fit = regress(&mobi, 0, &drivers).unwrap();
    let of = |f: fn(&Slope) -> f64| -> Vec<f64> { fit.slopes.iter().map(f).collect() };
    close(&[fit.r2], &[reference["r2"].as_f64().unwrap()], 1e-9);
    close(&of(|slope| slope.b), &numbers(&reference["b"]), 1e-9);
    close(&of(|slope| slope.vif), &numbers(&reference["vif"]), 1e-9);
    close(&lmg(&mobi, 0, &drivers).unwrap().values, &numbers(&reference["lmg"]), 1e-9);
    close(&johnson(&mobi, 0, &drivers).unwrap(), &numbers(&reference["johnson_rw"]), 1e-9);
    close(&[fit.condition], &[3.438343], 6e-7);
    assert!(fit.slopes_are_readable());
}

/// 129,880 airline passengers with 14 ratings (0 as missing, as a number, and the training half), the
/// mobile phone survey with 14 and San Francisco Airport 2017 with 9: relaimpo in R from raw answers.
#[test]
fn the_drivers_of_the_airline_the_airport_and_the_phone_survey_are_reproduced() {
    let file: Value =
        serde_json::from_str(include_str!("../../tests/reference/regressions.json")).unwrap();
    for (_, reference) in file.as_object().unwrap() {
        let n = reference["n"].as_i64().unwrap();
        let (sums, products) = (integers(&reference["sums"]), integers(&reference["products"]));
        let survey = Moments::from_parts(n, sums, products).unwrap().centred().unwrap();
        let drivers: Vec<usize> = (1..survey.columns()).collect();
        let fit = regress(&survey, 0, &drivers).unwrap();
        let of = |f: fn(&Slope) -> f64| -> Vec<f64> { fit.slopes.iter().map(f).collect() };
        let number = |key: &str| reference[key].as_f64().unwrap();
        close(
            &[fit.r2, fit.adjusted_r2, fit.sigma, fit.f],
            &[number("r2"), number("adj_r2"), number("sigma"), number("f")],
            1e-9,
        );
        let intercept = &reference["intercept"];
        close(
            &[fit.intercept, fit.intercept_se],
            &[intercept["b"].as_f64().unwrap(), intercept["se"].as_f64().unwrap()],
            1e-9,
        );
        close(&of(|slope| slope.b), &numbers(&reference["b"]), 1e-9);
        close(&of(|slope| slope.se), &numbers(&reference["se"]), 1e-9);
        close(&of(|slope| slope.t), &numbers(&reference["t"]), 1e-9);
        close(&of(|slope| slope.p), &numbers(&reference["p"]), 1e-9);
        close(&of(|slope| slope.beta), &numbers(&reference["beta"]), 1e-9);
        close(&of(|slope| slope.vif), &numbers(&reference["vif"]), 1e-9);
        close(&lmg(&survey, 0, &drivers).unwrap().values, &numbers(&reference["lmg"]), 1e-9);
        let weights = johnson(&survey, 0, &drivers).unwrap();
        close(&weights, &numbers(&reference["johnson"]), 1e-9);
        let simple = diagnostics(&survey, 0, &drivers).unwrap();
        close(&simple.first, &numbers(&reference["first"]), 1e-9);
        close(&simple.last, &numbers(&reference["last"]), 1e-9);
        close(&simple.beta_squared, &numbers(&reference["betasq"]), 1e-9);
        close(&simple.pratt, &numbers(&reference["pratt"]), 1e-9);
        if let Some(table) = reference.get("alpha") {
            let found = reliability(&survey, &drivers, Level::default()).unwrap();
            let keys = ["alpha", "std_alpha", "average_r"].map(|key| table[key].as_f64().unwrap());
            close(&[found.alpha.value, found.standardised, found.mean_correlation], &keys, 1e-9);
            // R's qf takes more than 400,000 degrees of freedom for infinitely many, and its limits
            // are a little too close: ours agree with ln F ~ N(0, 2/df₁ + 2/df₂).
            close(&[found.alpha.lower, found.alpha.upper], &numbers(&table["feldt95"]), 1e-4);
            let spread = (2.0 / (n - 1) as f64 * (1.0 + 1.0 / 13.0)).sqrt();
            let lower = 1.0 - (1.0 - found.alpha.value) * (Level::default().z() * spread).exp();
            close(&[found.alpha.lower], &[lower], 1e-5);
            close(&found.without, &numbers(&table["without"]), 1e-9);
            close(&found.item_rest, &numbers(&table["item_rest"]), 1e-9);
        }
    }
}

#[test]
fn penalties_rewards_and_the_scenario_of_the_mobile_phone_survey_are_reproduced() {
    let file = references();
    let reference = &file["penalty_reward_mobi"];
    let indicators = moments(reference);
    let fit = regress(&indicators, 0, &(1..13).collect::<Vec<_>>()).unwrap();
    close(&[fit.intercept, fit.r2], &[7.707425, 0.423620], 6e-7);
    for driver in 0..6 {
        let n = |position: usize| reference["sums"][position + 1].as_u64().unwrap();
        let side = |position: usize| Side { position, n: n(position) };
        let (low, high) = (side(driver), side(driver + 6));
        let found = penalty_reward(&fit, low, high, Level::default()).unwrap();
        let expected = (&reference["low"][driver], &reference["high"][driver]);
        close(&[-found.penalty.value], &[expected.0.as_f64().unwrap()], 6e-7);
        close(&[found.reward.value], &[expected.1.as_f64().unwrap()], 6e-7);
        if low.n < 30 || high.n < 30 {
            assert_eq!(found.class, Class::Undetermined);
        }
    }
    // One point more on PERQ7: .848 under the ceiling, .107134 points of CUSA1.
    let counts: Vec<(i32, u64)> = serde_json::from_value(reference["perq7"].clone()).unwrap();
    let left = capped_change(&counts, (1, 10), 1.0).unwrap();
    close(&[left], &[0.848], 1e-12);
    let mobi = moments(&file["drivers_mobi"]);
    let fit = regress(&mobi, 0, &[1, 2, 3, 4, 5, 6, 7]).unwrap();
    let mut changes = [0.0; 7];
    changes[5] = left;
    let found = what_if(&fit, &changes, &[None; 7], 9.0, Level::default()).unwrap();
    close(&[found.value], &[0.107134], 6e-7);
    assert!(found.lower < found.value && found.value < found.upper);
    let refused = what_if(&fit, &changes, &[Some(0.5); 7], 9.0, Level::default());
    assert_eq!(refused, Err(ScenarioError::Extrapolates { change: left, limit: 0.5 }));
}

/// With 64 groups of the mobile phone survey's size the jackknife agrees with least squares.
#[test]
fn jackknife_errors_of_slopes_agree_with_least_squares_on_independent_answers() {
    // 3,200 independent answers dealt into 64 groups: y = x + z + noise.
    let mut state = 7_u64;
    let mut draw = |of: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i32::try_from((state >> 33) % of).unwrap()
    };
    let mut groups = vec![Moments::zero(3); 64];
    for i in 0..3200 {
        let (x, z) = (draw(10), draw(10));
        assert!(groups[i % 64].add(&[x + z + draw(12), x, z]));
    }
    let statistic = |sum: &Moments| {
        let centred = sum.centred()?;
        let fit = regress(&centred, 0, &[1, 2]).ok()?;
        let shares = lmg(&centred, 0, &[1, 2]).ok()?;
        Some(vec![fit.slopes[0].b, fit.slopes[1].b, shares.values[0]])
    };
    let found =
        crate::jackknife::over(&groups, Moments::merge, Moments::unmerge, statistic).unwrap();
    let mut total = groups[0].clone();
    assert!(groups[1..].iter().all(|group| total.merge(group)));
    let fit = regress(&total.centred().unwrap(), 0, &[1, 2]).unwrap();
    for (i, slope) in fit.slopes.iter().enumerate() {
        let ratio = found.se(i).unwrap() / slope.se;
        assert!((0.75..1.33).contains(&ratio), "{ratio}");
        let interval = found.interval(i, Level::default()).unwrap();
        assert!(interval.lower < 1.0 && interval.upper > 1.0);
    }
}

fn mobi() -> (Value, Centred) {
    let reference = references()["pls_ecsi_mobi"].clone();
    let moments = moments(&reference);
    (reference, moments)
}

fn column(reference: &Value, name: &str) -> usize {
    reference["cols"].as_array().unwrap().iter().position(|column| column == name).unwrap()
}

const BLOCKS: [&str; 7] =
    ["Image", "Expectation", "Quality", "Value", "Satisfaction", "Complaints", "Loyalty"];
const STEMS: [&str; 7] = ["IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSCO", "CUSL"];

#[test]
fn sem_pls_on_the_mobile_phone_survey_is_reproduced() {
    let (reference, moments) = mobi();
    let expected: Value =
        serde_json::from_str(include_str!("../../tests/reference/mobi.json")).unwrap();
    let expected = &expected["pls"];
    let names: Vec<&str> =
        reference["cols"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let items = |stem: &str| -> Vec<usize> {
        (0..names.len()).filter(|i| names[*i].trim_end_matches(char::is_numeric) == stem).collect()
    };
    let block = |name: &Value| BLOCKS.iter().position(|block| name == block).unwrap();
    let ends = |key: &str| expected["paths"][key].as_array().unwrap().iter().map(block);
    let model = Model {
        blocks: STEMS.map(items).to_vec(),
        paths: ends("Var1").zip(ends("Var2")).collect(),
    };
    let fit = path_model::fit(&model, &moments).unwrap();
    close(&fit.paths, &numbers(&expected["paths"]["Freq"]), 1e-9);
    for (at, name) in BLOCKS.iter().enumerate() {
        let by_item = |key: &str| -> Vec<f64> {
            let table = &expected[key][name];
            let of = |i: &usize| table[names[*i]].as_f64().unwrap();
            if table.is_array() { vec![1.0] } else { model.blocks[at].iter().map(of).collect() }
        };
        close(&fit.weights[at], &by_item("weights"), 1e-9);
        close(&fit.loadings[at], &by_item("loadings"), 1e-9);
        assert_eq!(fit.r2[at].is_some(), expected["r2"][name].is_f64());
        if let (Some(found), Some(r2)) = (fit.r2[at], expected["r2"][name].as_f64()) {
            close(&[found], &[r2], 1e-9);
        }
        let weights: Vec<(usize, f64)> = model.blocks[at]
            .iter()
            .zip(&fit.weights[at])
            .map(|(item, weight)| (*item, weight / moments.sd(*item).unwrap()))
            .collect();
        let index = composite(&moments, &weights, (1, 10)).unwrap();
        let table = &expected["index"][name];
        let number = |key: &str| table[key].as_f64().unwrap();
        close(
            &[index.value, index.sd, index.se],
            &[number("index"), number("sd"), number("se")],
            1e-9,
        );
    }
}

#[test]
fn equal_weight_indices_and_alphas_of_the_mobile_phone_survey_are_reproduced() {
    let (reference, moments) = mobi();
    let expected: Value =
        serde_json::from_str(include_str!("../../tests/reference/mobi.json")).unwrap();
    for (name, stem) in BLOCKS.iter().zip(STEMS) {
        let names: Vec<String> = (1..=7)
            .map(|i| format!("{stem}{i}"))
            .filter(|name| reference["cols"].as_array().unwrap().contains(&name.as_str().into()))
            .collect();
        let items: Vec<usize> = names.iter().map(|name| column(&reference, name)).collect();
        let table = &expected["alpha"][name];
        if items.len() < 2 || table.is_null() {
            continue;
        }
        let found = reliability(&moments, &items, Level::default()).unwrap();
        let number = |key: &str| table[key].as_f64().unwrap();
        close(
            &[found.alpha.value, found.standardised],
            &[number("alpha"), number("std_alpha")],
            1e-9,
        );
        if items.len() > 2 {
            let list = |key: &str| -> Vec<f64> {
                names.iter().map(|name| table[key][name].as_f64().unwrap()).collect()
            };
            close(&[found.mean_correlation], &[number("average_r")], 1e-9);
            close(&[found.alpha.lower, found.alpha.upper], &numbers(&table["feldt95"]), 1e-9);
            close(&found.without, &list("alpha_if_dropped"), 1e-9);
            close(&found.item_rest, &list("item_rest_r"), 1e-9);
        }
        let equal: Vec<(usize, f64)> = items.iter().map(|item| (*item, 1.0)).collect();
        let index = composite(&moments, &equal, (1, 10)).unwrap();
        let table = &expected["equal"][name];
        close(
            &[index.value, index.sd, index.se],
            &["index", "sd", "se"].map(|key| table[key].as_f64().unwrap()),
            1e-9,
        );
    }
}

#[test]
fn what_cannot_be_fitted_is_named_by_its_column() {
    let mut moments = Moments::zero(5);
    for i in 0..40_i32 {
        let (a, b) = (i * 7 % 11, i * 5 % 13);
        assert!(moments.add(&[a + b + i % 3, a, b, a + b, 4]));
    }
    let moments = moments.centred().unwrap();
    let error = |drivers: &[usize]| regress(&moments, 0, drivers).unwrap_err();
    assert_eq!(error(&[1, 2, 3]), Error::Collinear { column: 3 });
    assert_eq!(error(&[3, 2, 1]), Error::Collinear { column: 1 });
    assert_eq!(error(&[1, 4]), Error::Constant { column: 4 });
    assert_eq!(error(&[1, 5]), Error::NoColumn { column: 5 });
    assert_eq!(error(&[1, 1]), Error::Repeated { column: 1 });
    assert_eq!(error(&[1, 0]), Error::Repeated { column: 0 });
    assert_eq!(error(&[]), Error::NoDrivers);
    assert_eq!(lmg(&moments, 0, &[1, 2, 3]), Err(Error::Collinear { column: 3 }));
    assert_eq!(lmg(&moments, 0, &[1; 21]), Err(Error::TooMany { drivers: 21, most: MAX_EXACT }));
    assert_eq!(lmg_groups(&moments, 0, &[vec![1], vec![]]), Err(Error::NoDrivers));
    let few = Centred::from_parts(
        3,
        vec![0.0; 3],
        &[vec![2.0, 1.0, 0.0], vec![1.0, 2.0, 0.0], vec![0.0, 0.0, 2.0]],
    );
    let few = regress(&few.unwrap(), 0, &[1, 2]);
    assert_eq!(few, Err(Error::TooFew { n: 3, needed: 4 }));
    let alone = Model { blocks: vec![vec![0], vec![1], vec![2]], paths: vec![(0, 1)] };
    let unlinked = path_model::Error::Unlinked { block: 2 };
    assert_eq!(path_model::fit(&alone, &moments), Err(unlinked));
}

/// Random integer answers: outcome and `p` drivers that share something.
fn survey(p: usize) -> impl Strategy<Value = Centred> {
    let row = (prop::collection::vec(0..=6_i32, p), 0..=4_i32, 0..=6_i32);
    prop::collection::vec(row, 40..60).prop_map(move |rows| {
        let mut moments = Moments::zero(p + 1);
        for (drivers, halo, own) in rows {
            let outcome = own + halo + drivers.iter().sum::<i32>();
            let row: Vec<i32> =
                [outcome].into_iter().chain(drivers.iter().map(|x| x + halo)).collect();
            assert!(moments.add(&row));
        }
        moments.centred().unwrap()
    })
}

/// LMG as its definition says: the mean gain over all orders.
fn by_orders(moments: &Centred, drivers: &[usize]) -> Vec<f64> {
    fn orders(left: &[usize]) -> Vec<Vec<usize>> {
        if left.is_empty() {
            return vec![Vec::new()];
        }
        let later = |first: usize| {
            let rest: Vec<usize> = left.iter().copied().filter(|x| *x != first).collect();
            orders(&rest).into_iter().map(move |order| [vec![first], order].concat())
        };
        left.iter().copied().flat_map(later).collect()
    }
    let r2 = |set: &[usize]| regress(moments, 0, set).map_or(0.0, |fit| fit.r2);
    let all = orders(drivers);
    let mut gains = vec![0.0; drivers.len()];
    for order in &all {
        for at in 0..order.len() {
            let place = drivers.iter().position(|driver| *driver == order[at]).unwrap();
            gains[place] += (r2(&order[..=at]) - r2(&order[..at])) / all.len() as f64;
        }
    }
    gains
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn lmg_is_the_mean_gain_over_all_orders(moments in survey(4)) {
        let found = lmg(&moments, 0, &[1, 2, 3, 4]).unwrap();
        for (found, expected) in found.values.iter().zip(by_orders(&moments, &[1, 2, 3, 4])) {
            prop_assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn importances_sum_to_r2_and_are_never_negative(moments in survey(7)) {
        let drivers: Vec<usize> = (1..8).collect();
        let fit = regress(&moments, 0, &drivers).unwrap();
        let shapley = lmg(&moments, 0, &drivers).unwrap();
        let johnson = johnson(&moments, 0, &drivers).unwrap();
        prop_assert!((shapley.r2 - fit.r2).abs() < 1e-12);
        for values in [&shapley.values, &johnson] {
            prop_assert!((values.iter().sum::<f64>() - fit.r2).abs() < 1e-12);
            prop_assert!(values.iter().all(|value| *value >= 0.0));
        }
        prop_assert!(fit.slopes.iter().all(|slope| slope.vif >= 1.0 - 1e-12));
        prop_assert!(fit.condition >= 1.0 && fit.first_axis <= 1.0);
    }

    #[test]
    fn another_order_of_drivers_gives_the_same_figures(moments in survey(5), turn in 1..5_usize) {
        let drivers = [1, 2, 3, 4, 5];
        let mut turned = drivers;
        turned.rotate_left(turn);
        let figures = |drivers: &[usize]| {
            let fit = regress(&moments, 0, drivers).unwrap();
            let slopes: Vec<f64> = fit.slopes.iter().map(|slope| slope.b).collect();
            [lmg(&moments, 0, drivers).unwrap().values, johnson(&moments, 0, drivers).unwrap(), slopes]
        };
        for (plain, mut other) in figures(&drivers).into_iter().zip(figures(&turned)) {
            other.rotate_right(turn);
            for (a, b) in plain.iter().zip(&other) {
                prop_assert!((a - b).abs() < 1e-11, "{} {}", a, b);
            }
        }
    }

    #[test]
    fn owen_values_sum_to_the_groups_and_single_groups_give_lmg(moments in survey(6)) {
        let groups = [vec![1, 4], vec![2], vec![3, 5, 6]];
        let whole = lmg_groups(&moments, 0, &groups).unwrap();
        let within = owen(&moments, 0, &groups).unwrap();
        for (value, members) in whole.values.iter().zip(&within) {
            prop_assert!((value - members.iter().sum::<f64>()).abs() < 1e-12);
            prop_assert!(members.iter().all(|member| *member >= 0.0));
        }
        let single: Vec<Vec<usize>> = (1..7).map(|i| vec![i]).collect();
        let plain = lmg(&moments, 0, &[1, 2, 3, 4, 5, 6]).unwrap();
        for (value, alone) in plain.values.iter().zip(owen(&moments, 0, &single).unwrap()) {
            prop_assert!((value - alone[0]).abs() < 1e-12);
        }
    }

    #[test]
    fn fixed_drivers_and_the_rest_sum_to_r2(moments in survey(5)) {
        let given = lmg_given(&moments, 0, &[2, 4], &[1, 3, 5]).unwrap();
        let always = regress(&moments, 0, &[1, 3, 5]).unwrap().r2;
        let all = regress(&moments, 0, &[1, 2, 3, 4, 5]).unwrap().r2;
        prop_assert!((given.always - always).abs() < 1e-12 && (given.r2 - all).abs() < 1e-12);
    }

    #[test]
    fn no_matrix_panics(entries in prop::collection::vec(-3.0..3.0_f64, 6), n in 1..9_u64) {
        let e = |i: usize| entries[i];
        let rows = [
            vec![e(0).abs(), e(1), e(2)],
            vec![e(1), e(3).abs(), e(4)],
            vec![e(2), e(4), e(5).abs()],
        ];
        let moments = Centred::from_parts(n, vec![0.0; 3], &rows).unwrap();
        let _ = regress(&moments, 0, &[1, 2]);
        let _ = lmg(&moments, 0, &[1, 2]);
        let _ = johnson(&moments, 0, &[1, 2]);
        let _ = owen(&moments, 0, &[vec![1, 2]]);
        let _ = reliability(&moments, &[0, 1, 2], Level::default());
        let model = Model { blocks: vec![vec![0, 1], vec![2]], paths: vec![(0, 1)] };
        let _ = path_model::fit(&model, &moments);
    }
}
