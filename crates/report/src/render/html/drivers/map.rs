//! The importance-performance map: a cross a driver, numbered beside it, so that no label is cut off or
//! lies on another on any screen.

use plaudit_proto::v1::{Driver, DriverAnalysis};

use crate::render::html::svg::{self, Tick};
use crate::render::{axis::Axis, driver, figure};

pub(super) struct Map {
    pub description: String,
    /// Where the lines between the quadrants lie.
    pub across: String,
    pub down: i32,
    pub columns: Vec<Tick>,
    pub rows: Vec<(i32, String)>,
    pub points: Vec<Point>,
}

pub(super) struct Point {
    pub number: usize,
    pub x: String,
    pub y: i32,
    /// The limits of performance.
    pub wide: Option<(String, String)>,
    /// The limits of importance.
    pub high: Option<(i32, i32)>,
    /// The number, in pixels from the point.
    pub label: Offset,
    /// Whether a line leads to it.
    pub led: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Offset {
    pub x: i32,
    pub y: i32,
}

/// Pixels above the plot and its height.
pub(super) const TOP: i32 = 28;
pub(super) const HEIGHT: i32 = 300;
/// The narrowest and the widest plot that numbers must stay apart on, in pixels.
const WIDTHS: [f64; 2] = [200.0, 1300.0];
/// Width and height of a number, and of a point.
const NUMBER: (f64, f64) = (19.0, 15.0);
const POINT: (f64, f64) = (9.0, 9.0);

/// Where a number may stand, the best first; from the ninth on a line leads to it.
const PLACES: [(i32, i32); 24] = [
    (14, -11),
    (-14, -11),
    (14, 11),
    (-14, 11),
    (0, -15),
    (0, 15),
    (17, 0),
    (-17, 0),
    (26, -18),
    (-26, -18),
    (26, 18),
    (-26, 18),
    (0, -30),
    (0, 30),
    (32, 0),
    (-32, 0),
    (38, -34),
    (-38, -34),
    (38, 34),
    (-38, 34),
    (0, -46),
    (0, 46),
    (54, -8),
    (-54, 8),
];
const NEAR: usize = 8;

impl Map {
    pub(super) fn new(analysis: &DriverAnalysis) -> Self {
        let drivers = &analysis.drivers;
        let ends = |of: fn(&Driver) -> &Option<plaudit_proto::v1::Range>| {
            let ranges = drivers.iter().filter_map(move |driver| of(driver).as_ref());
            ranges.flat_map(|range| [Some(range.value), range.lower, range.upper]).flatten()
        };
        let performance = Axis::around(ends(|driver| &driver.performance), (0.0, 100.0));
        let importance = Axis::around(ends(|driver| &driver.importance).chain([0.0]), (0.0, 100.0));
        let y = |value: f64| TOP + ((1.0 - importance.position(value)) * f64::from(HEIGHT)) as i32;
        let spots = drivers.iter().enumerate().filter_map(|(i, driver)| {
            let across = performance.position(driver.performance.as_ref()?.value);
            Some((i, driver, across, y(driver.importance.as_ref()?.value)))
        });
        let spots: Vec<(usize, &Driver, f64, i32)> = spots.collect();
        let labels = labels(&spots.iter().map(|(_, _, x, y)| (*x, *y)).collect::<Vec<_>>());
        let points = spots.iter().zip(labels).map(|((i, driver, across, down), (label, led))| {
            let wide = driver.performance.as_ref().and_then(driver::limits);
            let high = driver.importance.as_ref().and_then(driver::limits);
            let x = |value: f64| svg::percent(performance.position(value));
            Point {
                number: i + 1,
                x: svg::percent(*across),
                y: *down,
                wide: wide.map(|(lower, upper)| (x(lower), x(upper))),
                high: high.map(|(lower, upper)| (y(upper), y(lower))),
                label,
                led,
            }
        });
        let listed = drivers
            .iter()
            .map(|driver| format!("{}: {}", driver::name(driver), driver::plain(&driver.quadrant)));
        Self {
            description: format!("{}.", listed.collect::<Vec<_>>().join("; ")),
            across: svg::percent(performance.position(analysis.performance_line)),
            down: y(analysis.importance_line),
            columns: svg::ticks(&performance),
            rows: importance
                .ticks
                .iter()
                .map(|v| (y(*v), format!("{}%", figure::number(*v, importance.decimals))))
                .collect(),
            points: points.collect(),
        }
    }
}

/// For each point (share of the width, pixels from the top) where its number stands, and whether a line
/// leads there.
fn labels(points: &[(f64, i32)]) -> Vec<(Offset, bool)> {
    let mut placed: Vec<Box> = Vec::new();
    let marks: Vec<Box> =
        points.iter().map(|(x, y)| Box { x: *x, dx: 0.0, y: f64::from(*y), size: POINT }).collect();
    let mut found = Vec::with_capacity(points.len());
    for (i, (x, y)) in points.iter().enumerate() {
        let at = |(dx, dy): (i32, i32)| Box {
            x: *x,
            dx: f64::from(dx),
            y: f64::from(y + dy),
            size: NUMBER,
        };
        let free = |place: &(i32, i32)| {
            let own = at(*place);
            let others = marks.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, mark)| mark);
            own.is_inside() && others.chain(&placed).all(|other| own.clears(other))
        };
        let place = PLACES.iter().position(free).unwrap_or(0);
        placed.push(at(PLACES[place]));
        let (x, y) = PLACES[place];
        found.push((Offset { x, y }, place >= NEAR));
    }
    found
}

/// A number or a point on a plot of any width.
struct Box {
    /// Share of the width, pixels beside that, and pixels from the top.
    x: f64,
    dx: f64,
    y: f64,
    size: (f64, f64),
}

impl Box {
    fn is_inside(&self) -> bool {
        let (top, bottom) = (f64::from(TOP), f64::from(TOP + HEIGHT));
        let across = WIDTHS.iter().all(|width| {
            let x = self.x * width + self.dx;
            (-2.0..=width + 2.0).contains(&x)
        });
        across && (top..=bottom).contains(&self.y)
    }

    /// Whether the two lie apart on every width: the gap across is linear in the width, so that it is
    /// enough to be on the same side on the narrowest and on the widest.
    fn clears(&self, other: &Self) -> bool {
        let wide = f64::midpoint(self.size.0, other.size.0);
        if (self.y - other.y).abs() >= f64::midpoint(self.size.1, other.size.1) {
            return true;
        }
        let gaps = WIDTHS.map(|width| (self.x - other.x) * width + self.dx - other.dx);
        gaps.iter().all(|gap| *gap >= wide) || gaps.iter().all(|gap| *gap <= -wide)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_apart_even_where_points_do_not() {
        let mut crowd: Vec<(f64, i32)> =
            (0..10).map(|i| (0.5 + f64::from(i % 3) / 200.0, 180 + i % 4)).collect();
        crowd.extend([(0.0, TOP), (1.0, TOP + HEIGHT), (0.0, TOP + HEIGHT), (1.0, TOP)]);
        let labels = labels(&crowd);
        let boxes: Vec<Box> = crowd
            .iter()
            .zip(&labels)
            .map(|((x, y), (offset, _))| Box {
                x: *x,
                dx: f64::from(offset.x),
                y: f64::from(y + offset.y),
                size: NUMBER,
            })
            .collect();
        for (i, one) in boxes.iter().enumerate() {
            assert!(one.is_inside(), "{i}");
            assert!(boxes[..i].iter().all(|other| one.clears(other)), "{i}: {labels:?}");
        }
    }

    #[test]
    fn a_point_alone_has_its_number_at_its_upper_right() {
        assert_eq!(labels(&[(0.5, 150)]), [(Offset { x: 14, y: -11 }, false)]);
    }
}
