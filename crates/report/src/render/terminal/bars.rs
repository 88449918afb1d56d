//! Charts out of block and line characters.

use plaudit_proto::v1::{Estimate, Standing};

use crate::render::axis::Axis;

const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar for `share` of `columns`, to an eighth of a column; something is never drawn as nothing.
pub(super) fn bar(share: f64, columns: usize) -> String {
    let total = columns * 8;
    let eighths = ((share.clamp(0.0, 1.0) * total as f64).round() as usize).min(total);
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(EIGHTHS[eighths % 8 - 1]);
    }
    bar
}

/// One character a share, as high as it is against the greatest; nothing is a space.
pub(super) fn columns(shares: impl Iterator<Item = f64> + Clone) -> String {
    let greatest = shares.clone().fold(0.0, f64::max);
    shares.map(|share| if share > 0.0 { height(share / greatest) } else { ' ' }).collect()
}

/// One character for a position from 0 to 1.
pub(super) fn height(position: f64) -> char {
    HEIGHTS[((position * 8.0) as usize).min(7)]
}

/// Splits `columns` by `shares`, each with the columns that its running total reaches, so that
/// they add up.
pub(super) fn parts(shares: &[f64], columns: usize) -> Vec<usize> {
    let total: f64 = shares.iter().sum();
    let mut reached = (0.0, 0);
    let mut part = |share: &f64| {
        reached.0 += share;
        let end = (reached.0 / total * columns as f64).round() as usize;
        let length = end - reached.1;
        reached.1 = end;
        length
    };
    shares.iter().map(&mut part).collect()
}

/// A dot on a whisker over an axis, with a line at `overall` where one is given. Without a value to
/// show there is no dot; an indicative value is hollow.
pub(super) fn whisker(e: &Estimate, axis: &Axis, overall: Option<f64>, columns: usize) -> String {
    let value = match e.standing() {
        Standing::IntervalOnly => None,
        Standing::Indicative => Some((e.value, '○')),
        _ => Some((e.value, '●')),
    };
    draw(value, (e.lower, e.upper), axis, overall, columns)
}

/// The same for a difference: a dot, when there is one to show, on its limits.
pub(super) fn dot_on_whisker(
    value: Option<f64>,
    limits: (f64, f64),
    axis: &Axis,
    line: Option<f64>,
    columns: usize,
) -> String {
    draw(value.map(|value| (value, '●')), limits, axis, line, columns)
}

fn draw(
    value: Option<(f64, char)>,
    limits: (f64, f64),
    axis: &Axis,
    line: Option<f64>,
    columns: usize,
) -> String {
    let at = |value| (axis.position(value) * (columns - 1) as f64).round() as usize;
    let mut plot = vec![' '; columns];
    let (from, to) = (at(limits.0), at(limits.1));
    plot[from..=to.max(from)].fill('─');
    if let Some(cell) = line.map(|line| &mut plot[at(line)]) {
        *cell = if *cell == '─' { '┼' } else { '┊' };
    }
    if let Some((value, dot)) = value {
        plot[at(value)] = dot;
    }
    plot.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(
            (bar(0.5, 4), bar(1.0, 2), bar(0.0, 9)),
            ("██".into(), "██".into(), String::new())
        );
        assert_eq!(bar(0.0001, 10), "▏");
    }

    #[test]
    fn the_parts_of_a_bar_add_up() {
        assert_eq!(parts(&[1.0, 1.0, 1.0], 50).iter().sum::<usize>(), 50);
        assert_eq!(parts(&[0.16, 0.35, 0.49], 50), [8, 18, 24]);
    }

    #[test]
    fn a_whisker_reaches_from_limit_to_limit() {
        let axis = Axis::around([0.0, 100.0].into_iter(), (0.0, 100.0));
        let e = Estimate { value: 50.0, lower: 20.0, upper: 80.0, ..Estimate::default() };
        assert_eq!(whisker(&e, &axis, Some(40.0), 11), "  ──┼●───  ");
    }
}
