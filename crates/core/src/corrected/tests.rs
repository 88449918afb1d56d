use super::*;
use crate::estimate::Level;
use crate::testing::{close, close_limits};

#[test]
fn the_lowest_group_has_a_bound_that_holds_for_all_groups() {
    // METHODS §8.14; the bound by SciPy, z of .95^(1/3).
    let groups = [(0.82, 0.03), (0.60, 0.06), (0.71, 0.05)];
    let found = macro_average(&groups, &[1.0; 3], Level::default()).unwrap();
    close(found.value, 0.71, 1e-12);
    close(found.error, 0.027889, 6e-7);
    assert_eq!(found.lowest, 1);
    close_limits(found.lowest_limits, (0.4567357267757509, 0.743264273224249), 1e-9);
    // By the people in them.
    let found = macro_average(&groups, &[100.0, 300.0, 100.0], Level::default()).unwrap();
    close(found.value, 0.666, 1e-12);
    close(found.error, (0.04 * 0.0009 + 0.36 * 0.0036 + 0.04 * 0.0025_f64).sqrt(), 1e-12);
}

#[test]
fn groups_without_usable_weights_have_no_average() {
    let level = Level::default();
    assert_eq!(macro_average(&[], &[], level), None);
    assert_eq!(macro_average(&[(0.5, 0.1)], &[0.0], level), None);
    assert_eq!(macro_average(&[(0.5, 0.1)], &[1.0, 1.0], level), None);
    assert_eq!(macro_average(&[(f64::NAN, 0.1)], &[1.0], level), None);
}

#[test]
fn a_useless_classifier_corrects_nothing() {
    let classifier = |found| Classifier { sensitivity: (found, 100), specificity: (20, 100) };
    assert_eq!(rogan_gladen(3, 10, classifier(80)), None);
    assert_eq!(rogan_gladen(11, 10, classifier(95)), None);
    assert_eq!(rogan_gladen(0, 0, classifier(95)), None);
    close(rogan_gladen(3, 10, classifier(95)).unwrap().youden, 0.15, 1e-12);
}

#[test]
fn wallet_shares_of_all_ranks_sum_to_one() {
    for brands in 1..6 {
        let sum: f64 = (1..=brands).filter_map(|rank| wallet_share(f64::from(rank), brands)).sum();
        close(sum, 1.0, 1e-12);
    }
    assert_eq!(wallet_share(3.0, 2), None);
}
