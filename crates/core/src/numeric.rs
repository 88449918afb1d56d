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

/// Points and weights of Gauss and Legendre's rule with ten points on each of `panels` equal parts of
/// `low` to `high`.
pub(crate) fn gauss_legendre(
    low: f64,
    high: f64,
    panels: usize,
) -> impl Iterator<Item = (f64, f64)> {
    const RULE: [(f64, f64); 5] = [
        (0.148_874_338_981_631_22, 0.295_524_224_714_752_9),
        (0.433_395_394_129_247_2, 0.269_266_719_309_996_3),
        (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
        (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
        (0.973_906_528_517_171_7, 0.066_671_344_308_688_1),
    ];
    let half = (high - low) / panels as f64 / 2.0;
    (0..panels).flat_map(move |panel| {
        let centre = low + (2.0 * panel as f64 + 1.0) * half;
        let both = move |(x, w): (f64, f64)| {
            [(centre - half * x, half * w), (centre + half * x, half * w)]
        };
        RULE.into_iter().flat_map(both)
    })
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
    fn the_quadrature_is_exact_for_polynomials() {
        let integral: f64 = gauss_legendre(-1.0, 3.0, 2).map(|(x, w)| w * x.powi(9)).sum();
        assert!((integral / ((3.0_f64.powi(10) - 1.0) / 10.0) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn without_a_crossing_the_outer_end_is_returned() {
        assert_eq!(crossing(0.0, 1.0, |_| -1.0), 1.0);
        assert_eq!(crossing(0.0, 1.0, |_| f64::NAN), 1.0);
        assert_eq!(crossing(0.0, 0.0, |_| 1.0), 0.0);
    }
}
