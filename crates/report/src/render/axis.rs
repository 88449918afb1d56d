//! An axis with round marks, for charts on pages and in terminals.

/// A span of values and the marks on it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// The marks, in order.
    pub ticks: Vec<f64>,
    /// Decimals that tell the marks apart.
    pub decimals: usize,
}

impl Axis {
    /// The narrowest axis from mark to mark that holds all `values`, within `bounds`, with about
    /// four steps of 1, 2 or 5 times a power of ten.
    pub(crate) fn around(values: impl Iterator<Item = f64>, bounds: (f64, f64)) -> Self {
        let (low, high) = values
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let (low, high) = match (low <= high, high - low < 1e-9) {
            (true, false) => (low, high),
            (true, true) => (low - 0.5, high + 0.5),
            (false, _) => (bounds.0, bounds.1.max(bounds.0 + 1.0)),
        };
        let step = step((high - low) / 4.0);
        let mut first = (low / step).floor();
        let mut last = (high / step).ceil();
        if bounds.0 < bounds.1 {
            first = first.max((bounds.0 / step).ceil());
            last = last.min((bounds.1 / step).floor());
        }
        let mut ticks = Vec::new();
        let mut mark = first;
        while mark <= last {
            ticks.push(mark * step);
            mark += 1.0;
        }
        let low = ticks.first().map_or(low, |t| t.min(low));
        let high = ticks.last().map_or(high, |t| t.max(high));
        let (low, high) =
            if bounds.0 < bounds.1 { (low.max(bounds.0), high.min(bounds.1)) } else { (low, high) };
        Self { low, high, ticks, decimals: usize::from(step < 0.95) + usize::from(step < 0.095) }
    }

    /// Where `value` lies, from 0 to 1.
    pub(crate) fn position(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_values_between_round_marks() {
        let axis = Axis::around([33.0, 61.0].into_iter(), (-100.0, 100.0));
        assert_eq!(
            (axis.low, axis.high, axis.ticks),
            (30.0, 70.0, vec![30.0, 40.0, 50.0, 60.0, 70.0])
        );
    }

    #[test]
    fn an_axis_does_not_leave_the_range_of_the_measure() {
        let axis = Axis::around([1.02, 4.9].into_iter(), (1.0, 5.0));
        assert_eq!((axis.low, axis.high, axis.ticks.len()), (1.0, 5.0, 5));
        assert_eq!((axis.position(1.0), axis.position(5.0)), (0.0, 1.0));
    }

    #[test]
    fn one_value_or_none_still_make_an_axis() {
        assert!(Axis::around([50.0].into_iter(), (0.0, 100.0)).position(50.0) > 0.0);
        assert_eq!(Axis::around(std::iter::empty(), (0.0, 100.0)).position(50.0), 0.5);
        assert_eq!(Axis::around([0.0].into_iter(), (0.0, 100.0)).low, 0.0);
    }
}
