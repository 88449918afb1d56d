//! Root finding and quadrature, shared by the formulas.

/// Where `outside` changes sign between `inner` and `outer`, by bisection down to neighbouring
/// numbers; `outer` where it does not. `outside` is positive beyond the crossing.
pub(crate) fn crossing(inner: f64, outer: f64, outside: impl Fn(f64) -> f64) -> f64 {
    let (mut inside, mut beyond) = (inner, outer);
    // Where `outside` is not a number, nothing is known to lie beyond.
    let at_end = outside(beyond);
    if at_end.is_nan() || at_end <= 0.0 {
        return beyond;
    }
    // Each step halves the distance; between two numbers lie fewer than 2^64 others, but near 0
    // a halved distance needs many steps to become the smallest number.
    for _ in 0..1_100 {
        let middle = inside + (beyond - inside) / 2.0;
        if middle == inside || middle == beyond {
            break;
        }
        if outside(middle) > 0.0 {
            beyond = middle;
        } else {
            inside = middle;
        }
    }
    inside + (beyond - inside) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_found_to_the_last_digit_from_either_side() {
        let root = crossing(0.0, 2.0, |x| x * x - 2.0);
        assert!((root - 2.0_f64.sqrt()).abs() <= f64::EPSILON);
        let root = crossing(0.0, -2.0, |x| x * x - 2.0);
        assert!((root + 2.0_f64.sqrt()).abs() <= f64::EPSILON);
    }

    #[test]
    fn without_a_crossing_the_outer_end_is_returned() {
        assert_eq!(crossing(0.0, 1.0, |_| -1.0), 1.0);
        assert_eq!(crossing(0.0, 1.0, |_| f64::NAN), 1.0);
        assert_eq!(crossing(0.0, 0.0, |_| 1.0), 0.0);
    }
}
