//! What is counted of several questions is a group, and the same as what one computes from responses.

use proptest::prelude::*;

use super::catalogue::catalogue;
use super::*;
use crate::response::{Given, NoAnswer};
use crate::survey::Survey;
use crate::testing::{answer, noon};

/// Answers to `a`, `b`, `c`, `wait` and `likely`, a team and a weight.
type Given5 = ([Option<i32>; 5], bool, u8);

/// What a response with such scores says of a measure.
type Oracle = dyn Fn(&[Option<i32>; 5]) -> Option<f64>;

fn version() -> Version {
    Version::new(1, noon(), Survey { weighted: true, ..catalogue() }).unwrap()
}

fn some() -> impl Strategy<Value = Vec<Given5>> {
    let ten = || prop::option::weighted(0.8, 1..=10_i32);
    let zero = |high| prop::option::weighted(0.8, 0..=high);
    let answers =
        (ten(), ten(), ten(), zero(9), zero(10)).prop_map(|(a, b, c, d, e)| [a, b, c, d, e]);
    prop::collection::vec((answers, any::<bool>(), 1..9_u8), 0..30)
}

fn response(version: &Version, (scores, team, weight): &Given5) -> Response {
    let answers = ["a", "b", "c", "wait", "likely"].iter().zip(scores).map(|(id, score)| {
        answer(id, score.map_or(Given::NoAnswer(NoAnswer::Skipped), Given::Score))
    });
    let mut submission = Submission {
        weight: Some(f64::from(*weight) / 4.0),
        answers: answers.collect(),
        completed: false,
        ..testing::submission()
    };
    let team = if *team { "north" } else { "south" };
    submission.segments.insert("team".to_owned(), team.to_owned());
    version.check(submission, noon()).unwrap()
}

fn sum(version: &Version, given: &[Given5]) -> Tally {
    let mut tally = Tally::default();
    given.iter().for_each(|given| tally.add(version, &response(version, given)));
    tally
}

proptest! {
    #[test]
    fn any_order_split_and_erasure_give_the_same_counters(
        (given, shuffled) in some().prop_flat_map(|g| (Just(g.clone()), Just(g).prop_shuffle())),
        cut in 0..30_usize,
    ) {
        let version = version();
        let whole = sum(&version, &given);
        prop_assert_eq!(&sum(&version, &shuffled), &whole);
        let (first, rest) = shuffled.split_at(cut.min(shuffled.len()));
        let mut parts = sum(&version, rest);
        parts.merge(sum(&version, first)).unwrap();
        prop_assert_eq!(&parts, &whole);
        for one in first {
            parts.subtract(&version, &response(&version, one));
        }
        prop_assert_eq!(&parts, &sum(&version, rest));
    }

    #[test]
    fn figures_are_those_of_the_responses_that_answered_all_items(given in some()) {
        let version = version();
        let tally = sum(&version, &given);
        let mut total = crate::tally::Counters::zero(version.layout().len(), true);
        tally.cells().for_each(|(_, counters)| assert!(total.add(counters)));
        let counts: Vec<u64> = total.counts().iter().map(|n| n.cast_unsigned()).collect();
        let index = |[a, b, c, ..]: &[Option<i32>; 5]| {
            Some(f64::from((*a)? + (*b)? + (*c)? - 3) / 27.0 * 100.0)
        };
        let mixed = |[a, _, _, wait, _]: &[Option<i32>; 5]| {
            Some(f64::from(3 * ((*a)? - 1) + 9 - (*wait)?) / 36.0 * 100.0)
        };
        let gap = |[a, b, ..]: &[Option<i32>; 5]| Some(f64::from((*a)? - (*b)?));
        let secure = |[a, _, _, _, likely]: &[Option<i32>; 5]| {
            let (a, likely) = ((*a)?, (*likely)?);
            Some(if a >= 9 && likely == 10 { 100.0 } else { 0.0 })
        };
        let oracles: [(&str, &Oracle); 4] =
            [("acsi", &index), ("mixed", &mixed), ("gap", &gap), ("secure", &secure)];
        for (id, oracle) in oracles {
            let all: Vec<(f64, f64)> = given
                .iter()
                .filter_map(|(scores, _, w)| Some((oracle(scores)?, f64::from(*w) / 4.0)))
                .collect();
            let figure = measure(&version, id).figure(&version, &counts);
            let weighted = measure(&version, id).weighted_figure(&version, &total).unwrap();
            prop_assert_eq!(figure.n(), all.len() as u64);
            let weight: f64 = all.iter().map(|(_, w)| w).sum();
            if all.is_empty() {
                prop_assert_eq!((figure.value(), weighted.value()), (None, None));
                continue;
            }
            let mean = all.iter().map(|(y, _)| y).sum::<f64>() / all.len() as f64;
            close(figure.value().unwrap(), mean, 1e-9);
            let mean = all.iter().map(|(y, w)| y * w).sum::<f64>() / weight;
            close(weighted.value().unwrap(), mean, 1e-9);
        }
    }
}
