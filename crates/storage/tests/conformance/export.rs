//! Reading the responses themselves.

use futures::{StreamExt, TryStreamExt};
use plaudit_core::response::Submission;
use plaudit_core::time::Day;
use plaudit_storage::{Chunk, Error, Exported, Options, Store};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, any, cafe, check, day, noon, publish, said, submit, survey, tally, tenant,
};

pub(crate) async fn export(store: &Store) -> Vec<Submission> {
    export_days(store, all_days()).await
}

async fn export_days(store: &Store, days: std::ops::RangeInclusive<Day>) -> Vec<Submission> {
    let chunks: Vec<_> = store.export(&tenant(), "cafe", days).try_collect().await.unwrap();
    assert!(chunks.iter().all(|chunk| (1..=1_000).contains(&chunk.responses().len())));
    chunks.iter().flat_map(submissions).collect()
}

pub(crate) fn in_order(mut submissions: Vec<Submission>) -> Vec<Submission> {
    submissions.sort_by(|a, b| (a.answered_at, &a.id).cmp(&(b.answered_at, &b.id)));
    submissions
}

/// What was submitted to version 1.
fn submissions(chunk: &Chunk) -> Vec<Submission> {
    let responses = chunk.responses().map(Result::unwrap);
    responses
        .inspect(|response| assert_eq!(response.version, 1))
        .map(Exported::submission)
        .collect()
}

pub(crate) async fn an_export_is_ordered_and_complete(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    assert!(export(&store).await.is_empty());
    // More than two chunks, and more than one of the same instant.
    let mut all: Vec<_> = (0..2_400).map(|i| said(&format!("r-{i}"), i % 11)).collect();
    for (i, said) in (0..).zip(&mut all) {
        said.answered_at = Some(noon(if i < 1_500 { 1 } else { i % 5 }));
    }
    all.shuffle(&mut ChaCha8Rng::seed_from_u64(7));
    for part in all.chunks(500) {
        submit(&store, &version, part.to_vec()).await;
    }
    assert_eq!(export(&store).await, in_order(all.clone()));
    // Exactly two chunks.
    let days = day("2026-03-02")..=day("2026-03-02");
    let of_the_day: Vec<_> =
        all.into_iter().filter(|said| said.answered_at == Some(noon(1))).collect();
    assert_eq!(export_days(&store, days).await, in_order(of_the_day));
}

pub(crate) async fn an_export_is_one_snapshot_while_writers_go_on(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let all: Vec<_> = (0..2_500).map(|i| said(&format!("r-{i}"), 9)).collect();
    submit(&store, &version, all.clone()).await;

    let mut export = Box::pin(store.export(&tenant(), "cafe", all_days()));
    let mut exported = submissions(&export.next().await.unwrap().unwrap());
    // Before, between and after what was read so far, in this process and in another.
    let other = db.connect().await;
    for (i, store) in (0..).zip([&store, &other, &store, &other]) {
        let mut late = said(&format!("late-{i}"), 1);
        late.answered_at = Some(noon(i - 1));
        submit(store, &version, [said(&format!("a-{i}"), 1), said(&format!("z-{i}"), 1), late])
            .await;
        store.fold(&tenant(), 1).await.unwrap();
        if let Some(chunk) = export.next().await {
            exported.extend(submissions(&chunk.unwrap()));
        }
    }
    assert_eq!(exported, in_order(all));
}

pub(crate) async fn an_export_gives_back_what_was_submitted(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut all: Vec<_> = (0..300).map(|i| any(&mut rng, &format!("\"{i}\\'"), 9)).collect();
    submit(&store, &version, all.clone()).await;
    // Answers come back in the order of the version, whatever the order they were sent in.
    let mut mixed = all[0].clone();
    mixed.id = "mixed".to_owned();
    mixed.answers.reverse();
    submit(&store, &version, [mixed.clone()]).await;
    mixed.answers.reverse();
    all.push(mixed);
    assert_eq!(export(&store).await, in_order(all));
}

pub(crate) async fn an_export_of_days_has_those_days_of_the_survey_in_its_zone(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    // Every half hour of three days; days begin at 22:00 UTC the day before.
    let half_hour = 1_800_000_000;
    let all: Vec<_> = (0..144)
        .map(|i| Submission {
            answered_at: Some(noon(0).plus_micros(i64::from(i) * half_hour)),
            ..said(&format!("r-{i:03}"), 9)
        })
        .collect();
    submit(&store, &version, all.clone()).await;
    let exported = export_days(&store, day("2026-03-02")..=day("2026-03-03")).await;
    assert_eq!(exported, all[20..20 + 96]);
}

pub(crate) async fn an_export_that_is_dropped_gives_its_connection_back(db: &Database) {
    db.store().await.close().await;
    let options = Options { max_connections: 1, ..db.options() };
    let store = Store::connect(&options).await.unwrap();
    let version = cafe(&store).await;
    submit(&store, &version, (0..2_500).map(|i| said(&format!("r-{i}"), 9))).await;
    for _ in 0..3 {
        let mut export = Box::pin(store.export(&tenant(), "cafe", all_days()));
        assert_eq!(export.next().await.unwrap().unwrap().responses().len(), 1_000);
        drop(export);
        tally(&store, "cafe").await;
    }
}

pub(crate) async fn an_unreadable_response_is_named_by_an_export(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9), said("b", 9)]).await;
    db.execute("UPDATE response SET answers = '{\"recommend\":true}' WHERE id = 'b'").await;
    let chunks: Vec<_> = store.export(&tenant(), "cafe", all_days()).try_collect().await.unwrap();
    let responses: Vec<_> = chunks.iter().flat_map(Chunk::responses).collect();
    let [Ok(a), Err(Error::Corrupt { what })] = &*responses else { panic!("{responses:?}") };
    assert_eq!(a.id, "a");
    assert!(what.starts_with("response b: answers: recommend: "), "{what}");
}

pub(crate) async fn a_scan_shows_the_responses_of_some_days_with_their_versions(db: &Database) {
    let store = db.store().await;
    let first = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(10);
    let mut all: Vec<_> = (0..1_200).map(|i| any(&mut rng, &format!("r-{i}"), 4)).collect();
    submit(&store, &first, all.clone()).await;
    let mut draft = survey("cafe");
    draft.questions.remove(1);
    let second = publish(&store, &tenant(), &draft).await;
    let new = Submission { answered_at: Some(noon(2)), ..said("new", 3) };
    submit(&store, &second, [new.clone()]).await;
    all.push(new);

    let mut seen = Vec::new();
    let days = day("2026-03-02")..=day("2026-03-04");
    store
        .scan(&tenant(), "cafe", days.clone(), |version, response| {
            assert_eq!(version.number(), response.version);
            seen.push(response);
        })
        .await
        .unwrap();
    let expected = in_order(all)
        .into_iter()
        .map(|submission| check(if submission.id == "new" { &second } else { &first }, submission));
    let expected: Vec<_> = expected.filter(|response| days.contains(&response.day)).collect();
    assert!(expected.len() > 500);
    assert_eq!(seen, expected);

    db.execute("UPDATE response SET answers = '{\"recommend\":99}' WHERE id = 'r-7'").await;
    let failed = store.scan(&tenant(), "cafe", all_days(), |_, _| {}).await;
    let Err(Error::Corrupt { what }) = failed else { panic!("{failed:?}") };
    assert_eq!(what, "response r-7: answers[0].score: must be within 0..=10");
}
