use proptest::prelude::*;

use super::super::Moments;
use super::*;

/// CUSA1, PERQ2 and PERQ3 of the ECSI mobile data; PERQ2 missing where CUSA1 is 9 or more, PERQ3 in
/// every seventh row. METHODS §4.6 and §8.8.
#[test]
fn the_mobile_phone_example_is_reproduced() {
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/reference/em.json")).unwrap();
    let integers = |value: &serde_json::Value| -> Vec<i64> {
        value.as_array().unwrap().iter().map(|x| x.as_i64().unwrap()).collect()
    };
    let mut sums = Patterns::new(3).unwrap();
    for cell in reference["patterns"].as_array().unwrap() {
        let pattern = integers(&cell["columns"]).iter().fold(0, |bits, column| bits | 1 << column);
        let (n, s) = (cell["n"].as_i64().unwrap(), integers(&cell["sums"]));
        let moments = Moments::from_parts(n, s, integers(&cell["products"])).unwrap();
        assert!(sums.merge_cell(pattern, &moments));
    }
    let fitted = expectation_maximisation(&sums, &[0, 1, 2]).unwrap();
    assert_eq!(fitted.n(), 250);
    for i in 0..3 {
        let expected = reference["means"][i].as_f64().unwrap();
        assert!((fitted.means()[i] - expected).abs() < 1e-9, "{i}: {}", fitted.means()[i]);
        for j in 0..3 {
            let expected = reference["numpy_covariance"][i][j].as_f64().unwrap();
            let given = fitted.product(i, j).unwrap() / 250.0;
            assert!((given - expected).abs() < 1e-9, "{i} {j}: {given} {expected}");
        }
    }
    let available = sums.listwise(&[1]).unwrap().centred().unwrap();
    assert!((available.means()[0] - 6.754).abs() < 5e-4);
    let listwise = sums.listwise(&[0, 1, 2]).unwrap().centred().unwrap();
    assert!((listwise.means()[1] - 6.808).abs() < 5e-4);
}

#[test]
fn what_cannot_be_estimated_is_named() {
    let mut sums = Patterns::new(3).unwrap();
    for x in [1, 2, 3, 5] {
        sums.add(&[Some(x), Some(x), Some(4)]);
    }
    sums.add(&[Some(1), Some(4), None]);
    assert_eq!(expectation_maximisation(&sums, &[3]), Err(Error::NoColumn { column: 3 }));
    assert_eq!(expectation_maximisation(&sums, &[0, 2]), Err(Error::Constant { column: 2 }));
    assert_eq!(expectation_maximisation(&sums, &[0, 0]), Err(Error::Singular));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn complete_answers_give_the_ordinary_moments(
        rows in prop::collection::vec(prop::collection::vec(0..=10_i32, 3), 12..40),
    ) {
        let mut sums = Patterns::new(3).unwrap();
        rows.iter().for_each(|row| {
            sums.add(&row.iter().copied().map(Some).collect::<Vec<_>>());
        });
        let plain = sums.listwise(&[2, 0]).unwrap().centred().unwrap();
        prop_assume!(plain.correlation(0, 1).is_some_and(|r| r.abs() < 0.999));
        let fitted = expectation_maximisation(&sums, &[2, 0]).unwrap();
        for i in 0..2 {
            prop_assert!((fitted.means()[i] - plain.means()[i]).abs() < 1e-12);
            let products = (fitted.product(i, 1).unwrap(), plain.product(i, 1).unwrap());
            prop_assert!((products.0 - products.1).abs() < 1e-9);
        }
    }

    #[test]
    fn no_input_panics(
        rows in prop::collection::vec(
            prop::collection::vec(prop::option::of(-3..=3_i32), 3), 0..12),
    ) {
        let mut sums = Patterns::new(3).unwrap();
        rows.iter().for_each(|row| sums.add(row));
        if let Ok(fitted) = expectation_maximisation(&sums, &[0, 1, 2]) {
            prop_assert!(fitted.means().iter().all(|mean| mean.is_finite()));
        }
    }
}
