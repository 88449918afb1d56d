//! The diagram of a path model: a box a latent variable, stepping down to the right in the order of the
//! ways. A path leaves its box to the right and turns down into the box where it ends, so that each has a
//! place of its own for its coefficient, whatever leads where: nothing lies on anything else.

use plaudit_proto::v1::{PathModelResult, PathResult};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::render::{driver, figure, path};

pub(super) struct Diagram {
    pub description: String,
    pub width: i32,
    pub height: i32,
    pub boxes: Vec<Node>,
    /// Those that may be chance first, so that the others lie above them.
    pub links: Vec<Link>,
    pub arrows: Vec<Arrow>,
}

pub(super) struct Node {
    pub x: i32,
    pub y: i32,
    pub height: i32,
    /// The middle of the texts, and each with its line of writing.
    pub middle: i32,
    pub name: Vec<(i32, String)>,
    pub index: Option<(i32, String)>,
}

pub(super) struct Link {
    /// From the box to the right, to the turn, down to the arrow.
    pub start: i32,
    pub turn: i32,
    pub across: i32,
    pub end: i32,
    /// How sure it is.
    pub class: &'static str,
    pub figure: String,
}

/// The tip of an arrow.
pub(super) struct Arrow {
    pub x: i32,
    pub y: i32,
}

/// Pixels: the diagram at its widest, a box, how far from its right side arrows come in, the widest step
/// from box to box, a line of text, above and below the text of a box, and between boxes.
const WIDTH: i32 = 712;
pub(super) const BOX: i32 = 190;
const INSET: i32 = 12;
const STEP: i32 = 110;
const LINE: i32 = 17;
const PADDING: i32 = 8;
const GAP: i32 = 20;
/// Columns of a line of a box, and the most lines; the tables have names whole.
const COLUMNS: usize = 22;
const LINES: usize = 4;

impl Diagram {
    pub(super) fn new(model: &PathModelResult) -> Self {
        let order = order(model);
        let steps = i32::try_from(order.len()).unwrap_or(1) - 1;
        let step = if steps > 0 { ((WIDTH - BOX) / steps).min(STEP) } else { 0 };
        let mut boxes = Vec::new();
        let mut y = 1;
        for (place, latent) in (0..).zip(&order) {
            let latent = &model.latents[*latent];
            let index = latent.index.as_ref().map(|index| driver::text(index, 0, ""));
            let node = node(place * step, y, path::name(latent), index);
            y += node.height + GAP;
            boxes.push(node);
        }
        let place = |id: &str| order.iter().position(|at| model.latents[*at].id == id);
        let mut links: Vec<Link> = Vec::new();
        let mut arrows: Vec<Arrow> = Vec::new();
        for (at, node) in boxes.iter().enumerate() {
            let leading = model.paths.iter().filter(|path| place(&path.to) == Some(at));
            let leading = leading.filter_map(|path| Some((&boxes[place(&path.from)?], path)));
            let before = links.len();
            links.extend(leading.map(|(from, path)| link(from, node, path)));
            if links.len() > before {
                arrows.push(Arrow { x: node.x + BOX - INSET, y: node.y });
            }
        }
        links.sort_by_key(|link| link.class != CHANCE);
        Self {
            description: description(model),
            width: steps.max(0) * step + BOX + 2,
            height: y - GAP + 1,
            boxes,
            links,
            arrows,
        }
    }
}

const CHANCE: &str = "chance";

fn link(from: &Node, to: &Node, path: &PathResult) -> Link {
    let range = path.coefficient.as_ref();
    let value = range.map_or(0.0, |range| range.value);
    let class = match (range.and_then(driver::limits), path.reliable) {
        (None, _) => "",
        (Some(_), false) => CHANCE,
        (Some(_), true) if value < 0.0 => "bad",
        (Some(_), true) => "good",
    };
    Link {
        start: from.x + BOX,
        turn: to.x + BOX - INSET,
        across: from.y + from.height / 2,
        end: to.y,
        class,
        figure: figure::number(value, path::DECIMALS),
    }
}

fn node(left: i32, top: i32, name: &str, index: Option<String>) -> Node {
    let lines = lines(name);
    let count = i32::try_from(lines.len() + usize::from(index.is_some())).unwrap_or(1);
    let line = |at: i32| top + PADDING + LINE * at + 13;
    Node {
        x: left + 1,
        y: top,
        height: LINE * count + 2 * PADDING,
        middle: left + 1 + BOX / 2,
        name: (0..).zip(lines).map(|(at, text)| (line(at), text)).collect(),
        index: index.map(|text| (line(count - 1), text)),
    }
}

/// Positions of the latent variables by how many paths the longest way to them has.
fn order(model: &PathModelResult) -> Vec<usize> {
    let count = model.latents.len();
    let at = |id: &str| model.latents.iter().position(|latent| latent.id == id);
    let mut depths = vec![0; count];
    // No way is longer than there are latent variables.
    for _ in 0..count {
        for path in &model.paths {
            if let (Some(from), Some(to)) = (at(&path.from), at(&path.to)) {
                depths[to] = depths[to].max((depths[from] + 1).min(count));
            }
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|at| depths[*at]);
    order
}

/// A name in lines that fit a box, broken between words where they fit themselves.
fn lines(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split_whitespace().flat_map(pieces) {
        let line = lines.last_mut().expect("starts with one line");
        if line.is_empty() {
            *line = word;
        } else if line.width() + 1 + word.width() <= COLUMNS {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        let last = lines.last_mut().expect("there are four");
        while last.width() + 1 > COLUMNS {
            last.pop();
        }
        last.push('…');
    }
    lines
}

/// A word in pieces of at most a line.
fn pieces(word: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let piece = pieces.last_mut().expect("starts with one piece");
        if piece.width() + c.width().unwrap_or(0) > COLUMNS {
            pieces.push(String::from(c));
        } else {
            piece.push(c);
        }
    }
    pieces
}

fn description(model: &PathModelResult) -> String {
    let told = model.paths.iter().filter_map(|found| {
        let value = figure::number(found.coefficient.as_ref()?.value, path::DECIMALS);
        let [from, to] = [&found.from, &found.to].map(|id| path::named(model, id));
        Some(format!("{from} to {to} {value}"))
    });
    format!("{}.", told.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    fn model(latents: usize, paths: &[(usize, usize)]) -> PathModelResult {
        let mut model = fixture::linked().path_model.unwrap();
        let latent = model.latents[1].clone();
        let named =
            |i: usize| plaudit_proto::v1::LatentResult { id: format!("l{i}"), ..latent.clone() };
        model.latents = (0..latents).map(named).collect();
        let path = model.paths[3].clone();
        let led = |(from, to): &(usize, usize)| PathResult {
            from: format!("l{from}"),
            to: format!("l{to}"),
            ..path.clone()
        };
        model.paths = paths.iter().map(led).collect();
        model
    }

    /// Left, top, right and bottom of a coefficient, with room to spare.
    fn place(link: &Link) -> (i32, i32, i32, i32) {
        let width = i32::try_from(link.figure.chars().count()).unwrap() * 7;
        (link.turn - 6 - width, link.across - 17, link.turn - 6, link.across - 4)
    }

    #[test]
    fn nothing_lies_on_a_coefficient_in_the_fullest_model() {
        let all: Vec<(usize, usize)> =
            (0..10).flat_map(|i| (i + 1..10).map(move |j| (i, j))).collect();
        let diagram = Diagram::new(&model(10, &all));
        assert_eq!((diagram.links.len(), diagram.arrows.len()), (45, 9));
        assert!(diagram.width <= WIDTH + 2);
        for (i, link) in diagram.links.iter().enumerate() {
            let (left, top, right, bottom) = place(link);
            assert!(left > link.start, "{left} {}", link.start);
            for other in &diagram.links[..i] {
                let (l, t, r, b) = place(other);
                assert!(right <= l || r <= left || bottom <= t || b <= top);
            }
            for node in &diagram.boxes {
                let apart = node.x + BOX <= left || node.y + node.height <= top || bottom <= node.y;
                assert!(apart || right <= node.x);
            }
            for other in &diagram.links {
                let down = left <= other.turn && other.turn <= right;
                assert!(!(down && other.across < bottom && top < other.end), "a line through it");
                let along = other.start < right && left < other.turn;
                assert!(!(along && top <= other.across && other.across <= bottom));
            }
        }
    }

    #[test]
    fn boxes_stand_in_the_order_of_the_ways() {
        let order = |latents, paths: &[(usize, usize)]| order(&model(latents, paths));
        assert_eq!(order(4, &[(3, 1), (1, 0), (3, 0), (2, 0)]), [2, 3, 1, 0]);
        assert_eq!(order(2, &[(1, 0)]), [1, 0]);
    }

    #[test]
    fn names_break_between_words_and_end_with_an_ellipsis_beyond_four_lines() {
        assert_eq!(lines("Image"), ["Image"]);
        assert_eq!(
            lines("What was expected before the purchase"),
            ["What was expected", "before the purchase"]
        );
        let long = lines(&"abcdefghijklmnopqrstuvwxyz".repeat(9));
        assert_eq!(long.len(), 4);
        assert!(long.iter().all(|line| line.width() <= COLUMNS) && long[3].ends_with('…'));
    }
}
