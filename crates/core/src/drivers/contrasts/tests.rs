use super::*;
use crate::drivers::Class;
use crate::moments::Coding;

/// Answers of 60 respondents in each of 64 groups: low answers on the first driver cost 3 points, high
/// ones on the second win 3; nobody answers the third low.
fn groups(cost: i32) -> Vec<Patterns> {
    let mut state = 5_u64;
    let mut draw = |of: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i32::try_from((state >> 33) % of).unwrap()
    };
    let low = Coding::AtMost(2);
    let high = Coding::AtLeast(4);
    let mut groups = vec![Patterns::new(10).unwrap(); 64];
    for i in 0..64 * 60 {
        let scores = [1 + draw(5), 1 + draw(5), 3 + draw(3)];
        let loss = 3 * low.value(scores[0]) - 3 * high.value(scores[1]);
        let mut row = vec![Some(10 - cost * loss + draw(3))];
        for score in scores {
            row.extend([Some(score), Some(low.value(score)), Some(high.value(score))]);
        }
        groups[i % 64].add(&row);
    }
    groups
}

fn drivers() -> [Contrast; 3] {
    [1, 4, 7].map(|score| Contrast { score, low: score + 1, high: score + 2 })
}

fn classes(found: &[Option<PenaltyReward>]) -> Vec<Option<Class>> {
    found.iter().map(|found| found.as_ref().map(|found| found.class)).collect()
}

#[test]
fn the_ends_that_count_are_found_and_a_driver_without_low_answers_has_none() {
    let found = contrasts(&groups(1), (0, Direction::HigherIsBetter), &drivers(), Level::default());
    assert_eq!(classes(&found), [Some(Class::Basic), Some(Class::Excitement), None]);
    let penalty = found[0].as_ref().unwrap().penalty;
    assert!(penalty.lower < 3.0 && 3.0 < penalty.upper && penalty.upper - penalty.lower < 0.5);
}

#[test]
fn where_less_is_better_a_penalty_is_what_rises() {
    let better =
        contrasts(&groups(1), (0, Direction::HigherIsBetter), &drivers(), Level::default());
    let worse = contrasts(&groups(-1), (0, Direction::LowerIsBetter), &drivers(), Level::default());
    assert_eq!(classes(&better), classes(&worse));
    let total = |groups: Vec<Patterns>| {
        groups.into_iter().reduce(|mut sum, group| {
            assert!(sum.merge(&group));
            sum
        })
    };
    let squares = [total(groups(-1)).unwrap()];
    let squares = contrasts(&squares, (0, Direction::LowerIsBetter), &drivers(), Level::default());
    let [a, b] = [&worse, &squares].map(|found| found[1].as_ref().unwrap().reward);
    assert!((a.value - b.value).abs() < 1e-9, "the limits alone depend on the groups");
    let ratio = (a.upper - a.lower) / (b.upper - b.lower);
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
}

#[test]
fn what_cannot_be_told_apart_has_no_contrast() {
    let twice = [drivers()[0], Contrast { score: 1, ..drivers()[0] }];
    let found = contrasts(&groups(1), (0, Direction::HigherIsBetter), &twice, Level::default());
    assert_eq!(found, [None, None]);
    let beyond = [Contrast { score: 1, low: 2, high: 99 }];
    assert_eq!(
        contrasts(&groups(1), (0, Direction::HigherIsBetter), &beyond, Level::default()),
        [None]
    );
    assert_eq!(contrasts(&[], (0, Direction::HigherIsBetter), &beyond, Level::default()), [None]);
}

#[test]
fn where_the_middle_is_best_neither_end_gives_the_name() {
    let interval = |value| Interval::around(value, 0.5);
    let class =
        |p: f64, r: f64| PenaltyReward::of(interval(p), interval(r), interval(r - p), true).class;
    assert_eq!([class(2.0, -1.0), class(-1.0, 2.0)], [Class::Undetermined; 2]);
    assert_eq!([class(2.0, -0.2), class(-0.2, 2.0)], [Class::Basic, Class::Excitement]);
    assert_eq!([class(2.0, 2.0), class(0.2, 0.2)], [Class::Performance, Class::Undetermined]);
}
