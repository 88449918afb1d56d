use proptest::prelude::*;

use super::*;
use crate::survey::RESPONSES;
use crate::testing;

fn tally(version: &Version, responses: &[Response]) -> Tally {
    let mut tally = Tally::default();
    responses.iter().for_each(|response| tally.add(version, response));
    tally
}

fn sum(parts: impl IntoIterator<Item = Tally>) -> Tally {
    let mut sum = Tally::default();
    parts.into_iter().for_each(|part| sum.merge(part).unwrap());
    sum
}

/// Responses to one survey, weighted or not, with a shuffled copy and a shard for each.
fn case() -> impl Strategy<Value = (bool, Vec<Response>, Vec<Response>, Vec<usize>)> {
    any::<bool>().prop_flat_map(|weighted| {
        let responses = prop::collection::vec(testing::response(weighted), 0..25);
        responses.prop_flat_map(move |responses| {
            let n = responses.len();
            (
                Just(weighted),
                Just(responses.clone()),
                Just(responses).prop_shuffle(),
                prop::collection::vec(0..4_usize, n),
            )
        })
    })
}

proptest! {
    #[test]
    fn any_order_and_any_split_give_the_same_tally((weighted, responses, shuffled, shards) in case()) {
        let version = testing::version(weighted);
        let whole = tally(&version, &responses);
        prop_assert_eq!(&tally(&version, &shuffled), &whole);
        let shard = |at: usize| {
            let own = responses.iter().zip(&shards).filter(|(_, shard)| **shard == at);
            tally(&version, &own.map(|(response, _)| response.clone()).collect::<Vec<_>>())
        };
        prop_assert_eq!(&sum((0..4).map(shard)), &whole);
        prop_assert_eq!(&sum((0..4).rev().map(shard)), &whole);
    }

    #[test]
    fn merging_is_associative_and_commutative(
        a in prop::collection::vec(testing::response(true), 0..6),
        b in prop::collection::vec(testing::response(true), 0..6),
        c in prop::collection::vec(testing::response(true), 0..6),
    ) {
        let version = testing::version(true);
        let [a, b, c] = [a, b, c].map(|responses| tally(&version, &responses));
        let left = sum([sum([a.clone(), b.clone()]), c.clone()]);
        let right = sum([a.clone(), sum([b.clone(), c])]);
        prop_assert_eq!(left, right);
        prop_assert_eq!(sum([a.clone(), b.clone()]), sum([b, a]));
    }

    #[test]
    fn what_was_added_and_is_subtracted_leaves_no_trace((weighted, kept, erased, _) in case()) {
        let version = testing::version(weighted);
        let whole = tally(&version, &kept);
        let mut one_by_one = whole.clone();
        erased.iter().for_each(|response| one_by_one.add(&version, response));
        erased.iter().rev().for_each(|response| one_by_one.subtract(&version, response));
        prop_assert_eq!(&one_by_one, &whole);
        let mut at_once = whole.clone();
        at_once.merge(tally(&version, &erased)).unwrap();
        at_once.unmerge(tally(&version, &erased)).unwrap();
        prop_assert_eq!(&at_once, &whole);
        at_once.unmerge(whole).unwrap();
        prop_assert!(at_once.is_empty());
    }

    #[test]
    fn a_debt_is_kept_until_it_is_paid((weighted, responses, shuffled, _) in case()) {
        // An erasure may reach a tally before the answer does, in another delta.
        let version = testing::version(weighted);
        let mut tally = Tally::default();
        responses.iter().for_each(|response| tally.subtract(&version, response));
        shuffled.iter().for_each(|response| tally.add(&version, response));
        prop_assert!(tally.is_empty());
    }
}

#[test]
fn each_answer_is_counted_where_its_layout_says() {
    let version = testing::version(false);
    let response = version.check(testing::submission(), testing::noon()).unwrap();
    let tally = tally(&version, &[response]);
    let (cell, counters) = tally.cells().next().unwrap();
    assert_eq!(cell.segments, [Some("north".to_owned()), None, Some("web".to_owned())]);
    let counted = |at: usize| counters.counts()[at];
    assert_eq!((counted(RESPONSES), counted(crate::survey::COMPLETED)), (1, 1));
    let block = |id: &str| version.layout().block(version.position(id).unwrap());
    assert_eq!(counters.counts()[block("recommend").values()], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(counters.counts()[block("overall").values()], [0, 0, 0, 1, 0]);
    assert_eq!(counters.counts()[block("first").values()], [1, 0]);
    assert_eq!(counters.counts()[block("used").values()], [1, 0, 1]);
    assert_eq!(counted(block("why").answered()), 1);
    assert_eq!(counted(block("why").skipped()), 0);
}

#[test]
fn weights_add_exactly_where_floating_numbers_do_not() {
    let version = testing::version(true);
    let with = |weight: f64| {
        let submission =
            crate::response::Submission { weight: Some(weight), ..testing::submission() };
        version.check(submission, testing::noon()).unwrap()
    };
    // 0.1 + 0.2 + 0.3 depends on the order in floating point.
    let forth = tally(&version, &[with(0.1), with(0.2), with(0.3)]);
    let back = tally(&version, &[with(0.3), with(0.2), with(0.1)]);
    assert_eq!(forth, back);
    let (_, counters) = forth.cells().next().unwrap();
    let sums = counters.sums().unwrap();
    let steps: i128 =
        [0.1, 0.2, 0.3].map(|w| i128::from(with(w).weight.unwrap().steps())).iter().sum();
    assert_eq!(sums.weights[RESPONSES], steps);
}

#[test]
fn tallies_of_different_surveys_do_not_add() {
    let (plain, weighted) = (testing::version(false), testing::version(true));
    let response = plain.check(testing::submission(), testing::noon()).unwrap();
    let mut tally = tally(&plain, &[response]);
    let submission = crate::response::Submission { weight: Some(1.0), ..testing::submission() };
    let response = weighted.check(submission, testing::noon()).unwrap();
    let mut other = Tally::default();
    other.add(&weighted, &response);
    let row = Row::of(&weighted, &response);
    tally.add_row(Cell::of(&response), &row).unwrap_err();
    let mismatch = tally.merge(other).unwrap_err();
    assert_eq!(mismatch.cell.version, 1);
}
