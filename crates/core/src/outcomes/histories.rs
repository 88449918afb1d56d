//! Tests of what is counted from single customers: person-time, index responses, windows.

use std::num::NonZeroU32;

use proptest::prelude::*;

use super::*;
use crate::testing::close;

#[test]
fn a_ratio_of_person_time_is_that_of_a_poisson_model() {
    // statsmodels 0.15.0
    let mut time = PersonTime::new(2, 365);
    for (band, customers, events, days) in [(0, 60, 30, 20), (1, 75, 12, 20)] {
        for at in 0..customers {
            let event = at < events;
            assert!(time.add(History { answers: &[(5, band)], end: 5 + days, event }));
        }
    }
    assert_eq!((time.band(0), time.band(1), time.band(2)), ((30, 1_200), (12, 1_500), (0, 0)));
    let found = time.ratio(0, 1, Level::default()).unwrap();
    close(found.value, 3.125, 1e-12);
    close(found.lower, 1.5999608093143234, 1e-12);
    close(found.upper, 6.10366512926347, 1e-12);
    assert!(!time.add(History { answers: &[(5, 2)], end: 9, event: true }));
    assert!(!time.add(History { answers: &[(5, 1), (4, 0)], end: 9, event: true }));
    assert!(!time.merge(&PersonTime::new(2, 30)) && !time.merge(&PersonTime::new(3, 365)));
}

#[test]
fn a_random_index_response_does_not_depend_on_the_order_of_answers() {
    let ids: Vec<String> = (0..40).map(|at| format!("r{at}")).collect();
    let answers: Vec<Candidate> = ids
        .iter()
        .enumerate()
        .map(|(at, id)| Candidate { customer: ["ada", "bo"][at % 2], id, day: at as i64 })
        .collect();
    let window = NonZeroU32::new(20).unwrap();
    let chosen = |answers: &[Candidate], rule| -> Vec<String> {
        let at = index_responses(answers, window, rule);
        let mut ids: Vec<String> = at.into_iter().map(|at| answers[at].id.to_owned()).collect();
        ids.sort();
        ids
    };
    let turned: Vec<Candidate> = answers.iter().rev().copied().collect();
    let by_seed = |seed| chosen(&answers, IndexRule::Random { seed });
    for rule in [IndexRule::First, IndexRule::Random { seed: 7 }] {
        assert_eq!(chosen(&answers, rule), chosen(&turned, rule));
        assert_eq!(chosen(&answers, rule).len(), 4);
    }
    assert_eq!(chosen(&answers, IndexRule::First), ["r0", "r1", "r20", "r21"]);
    assert!((0..20).any(|seed| by_seed(seed) != by_seed(0)));
}

fn history() -> impl Strategy<Value = (Vec<(u32, usize)>, u32, bool)> {
    let answers = prop::collection::vec((0..60_u32, 0..3_usize), 0..6);
    (answers, 0..80_u32, any::<bool>()).prop_map(|(mut answers, end, event)| {
        answers.sort_by_key(|(day, _)| *day);
        (answers, end, event)
    })
}

proptest! {
    #[test]
    fn person_time_is_what_counting_day_by_day_gives(
        customers in prop::collection::vec(history(), 0..12), carried in 1..40_u32,
    ) {
        let mut time = PersonTime::new(3, carried);
        let mut expected = [(0_u64, 0_u64); 3];
        for (answers, end, event) in &customers {
            let counted = time.add(History { answers, end: *end, event: *event });
            prop_assert!(counted);
            for day in 1..=*end {
                // The last answer before the day, the later one of two on a day.
                let last = answers.iter().rev().find(|(answered, _)| *answered < day);
                if let Some((answered, band)) = last
                    && day - answered <= carried
                {
                    expected[*band].1 += 1;
                    expected[*band].0 += u64::from(*event && day == *end);
                }
            }
        }
        for (band, expected) in expected.into_iter().enumerate() {
            prop_assert_eq!(time.band(band), expected);
        }
        let mut twice = time.clone();
        prop_assert!(twice.merge(&time) && twice.unmerge(&time));
        prop_assert_eq!(&twice, &time);
        for (answers, end, event) in &customers {
            let left = twice.subtract(History { answers, end: *end, event: *event });
            prop_assert!(left);
        }
        prop_assert_eq!(twice, PersonTime::new(3, carried));
    }

    #[test]
    fn no_outcome_counts_before_its_window_is_over(
        answered in -50..50_i64, event in prop::option::of(-60..90_i64), window in 0..30_u32,
        today in -50..100_i64,
    ) {
        let last = answered + i64::from(window);
        match follow(answered, event, window, today) {
            Followed::Before => prop_assert!(event.unwrap() <= answered),
            Followed::Open => prop_assert!(today < last),
            Followed::Event(after) => {
                prop_assert!(today >= last && (1..=window).contains(&after));
                prop_assert_eq!(event, Some(answered + i64::from(after)));
            }
            Followed::None => prop_assert!(today >= last && event.is_none_or(|day| day > last)),
        }
    }
}
