use proptest::prelude::*;

use super::*;

#[test]
fn sums_at_the_ends_of_64_bits_overflow_nothing() {
    for n in [i64::MIN, -1, 0, 1, i64::MAX] {
        for sum in [i64::MIN, i64::MAX] {
            let moments = Moments::from_parts(n, vec![sum, i64::MIN], vec![sum; 3]).unwrap();
            assert!(moments.numerator(0, 1).is_some());
            assert_eq!(moments.centred().is_some(), n > 0);
        }
    }
}

#[test]
fn what_does_not_exist_is_absent() {
    let mut moments = Moments::zero(2);
    assert!(moments.centred().is_none());
    assert!(moments.add(&[1, 2]));
    let one = moments.centred().unwrap();
    assert_eq!(one.covariance(0, 0), None);
    assert_eq!(one.correlation(0, 1), None);
    assert_eq!(one.product(0, 2), None);
    assert!(Centred::from_parts(3, vec![0.0], &[vec![-1.0]]).is_none());
    assert!(Centred::from_parts(3, vec![0.0], &[vec![f64::NAN]]).is_none());
}

proptest! {
    /// Answers near 1000 lose no digit: the centred product is that of the shifted answers.
    #[test]
    fn adding_a_constant_to_all_answers_changes_no_covariance(
        rows in prop::collection::vec((0..=10_i32, 0..=10_i32), 2..50),
    ) {
        let sum = |shift: i32| {
            let mut moments = Moments::zero(2);
            for (x, y) in &rows {
                assert!(moments.add(&[x + shift, y - shift]));
            }
            moments.centred().unwrap().covariance(0, 1)
        };
        prop_assert_eq!(sum(0), sum(1000));
    }
}
