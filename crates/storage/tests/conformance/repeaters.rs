//! Who responded several times.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaudit_core::design::{Repeat, Repeaters};
use plaudit_core::response::{Response, Submission};
use plaudit_core::survey::{Survey, Version};
use plaudit_core::tally::{Cell, Counters};
use plaudit_storage::Store;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, any, cafe, check, day, noon, publish, said, submit, survey, tenant,
};

async fn regulars(store: &Store) -> Arc<Version> {
    let draft = Survey { repeat_respondents: true, ..survey("cafe") };
    publish(store, &tenant(), &draft).await
}

fn cell(response: &Response) -> Cell {
    let Response { version, day, segments, .. } = response;
    Cell { version: *version, day: *day, segments: segments.clone() }
}

/// What a plain map says of these responses.
fn expected(all: &[(&Version, Response)]) -> Repeaters {
    let mut by_respondent: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut anonymous = BTreeMap::new();
    for (at, (_, response)) in all.iter().enumerate() {
        match &response.respondent {
            Some(respondent) => {
                by_respondent.entry(respondent).or_default().insert(&response.id, at);
            }
            None => *anonymous.entry(cell(response)).or_default() += 1,
        }
    }
    let several = by_respondent.values().filter(|responses| responses.len() > 1);
    let repeats = (0..).zip(several).flat_map(|(respondent, responses)| {
        responses.values().map(move |at| {
            let (version, response) = &all[*at];
            let counted = Counters::positions(version, response);
            Repeat { respondent, cell: cell(response), counted, weight: response.weight }
        })
    });
    Repeaters { repeats: repeats.collect(), anonymous }
}

pub(crate) async fn the_responses_of_those_with_more_than_one_are_found(db: &Database) {
    let store = db.store().await;
    let first = regulars(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut made = |id: &str| Submission {
        respondent: rng.random_bool(0.8).then(|| format!("p-{:02}", rng.random_range(0..60))),
        ..any(&mut rng, id, 5)
    };
    let old: Vec<_> = (0..60).map(|i| made(&format!("a-{i:03}"))).collect();
    submit(&store, &first, old.clone()).await;
    let mut draft = Survey { repeat_respondents: true, ..survey("cafe") };
    draft.questions.swap(0, 1);
    draft.segments.reverse();
    let second = publish(&store, &tenant(), &draft).await;
    let new: Vec<_> = (0..60).map(|i| made(&format!("b-{i:03}"))).collect();
    submit(&store, &second, new.clone()).await;
    let other = Survey { repeat_respondents: true, ..survey("bar") };
    let other = publish(&store, &tenant(), &other).await;
    submit(&store, &other, (0..20).map(|i| made(&format!("c-{i:03}")))).await;

    let old = old.into_iter().map(|submission| (&*first, check(&first, submission)));
    let new = new.into_iter().map(|submission| (&*second, check(&second, submission)));
    let all: Vec<_> = old.chain(new).collect();
    for days in [all_days(), day("2026-03-02")..=day("2026-03-04")] {
        let of_days: Vec<_> =
            all.iter().filter(|(_, response)| days.contains(&response.day)).cloned().collect();
        let found = store.repeaters(&tenant(), "cafe", days, None, &[]).await.unwrap();
        let expected = expected(&of_days);
        assert!(expected.repeats.len() > 20 && expected.anonymous.len() > 3);
        assert_eq!(found, expected);
    }
}

pub(crate) async fn respondents_of_two_periods_are_known_in_both(db: &Database) {
    let store = db.store().await;
    let version = regulars(&store).await;
    let of = |respondent: &str, day: i64| Submission {
        respondent: Some(respondent.to_owned()),
        answered_at: Some(noon(day)),
        ..said(&format!("{respondent}-{day}"), 9)
    };
    // Ann in both periods, Bob once in one and once between them, Cid twice in one.
    let all = [of("ann", 0), of("ann", 9), of("bob", 1), of("bob", 5), of("cid", 9), of("cid", 10)];
    submit(&store, &version, all).await;
    let (first, last) =
        (day("2026-03-01")..=day("2026-03-03"), day("2026-03-10")..=day("2026-03-12"));
    let both = [(last.clone(), Some(first.clone())), (first.clone(), Some(last.clone()))];
    for (days, base) in both {
        let found = store.repeaters(&tenant(), "cafe", days, base, &[]).await.unwrap();
        let found: Vec<_> =
            found.repeats.iter().map(|r| (r.respondent, r.cell.day.to_string())).collect();
        let days = ["2026-03-01", "2026-03-10", "2026-03-10", "2026-03-11"].map(str::to_owned);
        let mut expected: Vec<_> = [0, 0, 1, 1].into_iter().zip(days).collect();
        expected.sort_by_key(|(respondent, day)| (*respondent, day.len(), day.clone()));
        let mut found = found;
        found.sort();
        assert_eq!(found, expected);
    }
    let alone = store.repeaters(&tenant(), "cafe", first.clone(), None, &[]).await.unwrap();
    assert!(alone.repeats.is_empty());
    // Periods that overlap are read once.
    let wide = day("2026-03-02")..=day("2026-03-31");
    let found = store.repeaters(&tenant(), "cafe", wide, Some(first), &[]).await.unwrap();
    assert_eq!(found.repeats.len(), 6);
}

pub(crate) async fn a_survey_without_repeat_respondents_has_none(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let of = |id: &str, respondent: Option<&str>| Submission {
        respondent: respondent.map(str::to_owned),
        ..said(id, 9)
    };
    submit(&store, &version, [of("a", Some("ann")), of("b", Some("ann")), of("c", None)]).await;
    let found = store.repeaters(&tenant(), "cafe", all_days(), None, &[]).await.unwrap();
    assert_eq!(found, Repeaters::default());
}
