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
    #[test]
    fn equal_weights_give_the_plain_moments_and_whole_weights_repeat_responses(
        a in prop::collection::vec((0..=10_i32, 0..=10_i32), 1..20),
        b in prop::collection::vec((0..=10_i32, 0..=10_i32), 1..20),
        times in 1..4_i32,
    ) {
        let sum = |rows: &[(i32, i32)]| {
            let mut moments = Moments::zero(2);
            for (x, y) in rows {
                assert!(moments.add(&[*x, *y]));
            }
            moments
        };
        let mut rows = b.clone();
        (0..times).for_each(|_| rows.extend(&a));
        let repeated = sum(&rows).centred().unwrap();
        let weighted =
            Centred::weighted(&[(f64::from(times), &sum(&a)), (1.0, &sum(&b))]).unwrap();
        let close = |x: f64, y: f64| (x - y).abs() < 1e-9;
        for i in 0..2 {
            prop_assert!(close(weighted.means()[i], repeated.means()[i]));
            let per = |c: &Centred| c.product(0, i).unwrap() / c.n() as f64;
            prop_assert!(close(per(&weighted), per(&repeated)));
        }
        prop_assert!(Centred::weighted(&[(-1.0, &sum(&a))]).is_none());
        prop_assert!(Centred::weighted(&[(1.0, &sum(&a)), (1.0, &Moments::zero(1))]).is_none());
        prop_assert!(Centred::weighted(&[(0.0, &sum(&a))]).is_none());
    }

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
