//! A recount finds what was altered past the store.

use plaudit_core::response::Given;
use plaudit_proto::convert::StoredTally;
use plaudit_proto::v1;
use plaudit_storage::{Discrepancy, Error, Store};
use prost::Message;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{answer, any, cafe, fold_all, publish, said, submit, survey, tenant};

fn discrepancy(cell: &str, counter: &str, stored: &str, recounted: &str) -> Discrepancy {
    let [cell, counter, stored, recounted] =
        [cell, counter, stored, recounted].map(ToString::to_string);
    Discrepancy { cell, counter, stored, recounted }
}

async fn found(store: &Store) -> Vec<Discrepancy> {
    store.verify(&tenant(), "cafe").await.unwrap().discrepancies
}

/// Changes the one tally that is stored, with its rows in cells.
async fn alter(db: &Database, table: &str, change: impl FnOnce(&mut v1::Tally)) {
    let bytes = db.bytes(&format!("SELECT tally FROM {table}")).await;
    let [bytes] = bytes.as_slice() else { panic!("there must be one") };
    let tally = StoredTally::decode(bytes).and_then(StoredTally::sum).unwrap();
    let mut tally = v1::Tally::from(&tally);
    change(&mut tally);
    let update = format!("UPDATE {table} SET tally = $1");
    assert_eq!(db.execute_with(&update, &tally.encode_to_vec()).await, 1);
}

pub(crate) async fn all_is_well_after_folding(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let all: Vec<_> = (0..100).map(|i| any(&mut rng, &format!("r-{i}"), 1)).collect();
    for part in all.chunks(10) {
        submit(&store, &version, part.to_vec()).await;
    }
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.discrepancies), (100, vec![]));
    assert!(verified.tallies >= 10);
    fold_all(&store, &tenant()).await;
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.discrepancies), (100, vec![]));
    assert!(verified.tallies <= 2, "{}", verified.tallies);
}

pub(crate) async fn a_tally_altered_by_hand_is_found_in_its_cell(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut blank = said("b", 3);
    blank.segments.clear();
    blank.answers.push(answer("reason", Given::Option("taste".to_owned())));
    submit(&store, &version, [said("a", 9), blank]).await;
    alter(db, "tally_delta", |tally| {
        // The cell without a team: one response too many, "reason: taste" gone.
        tally.cells[0].counts[0] += 1;
        *tally.cells[0].counts.iter_mut().rev().nth(4).unwrap() -= 1;
    })
    .await;
    let cell = "version 1, 2026-03-01, team=(none), channel=email";
    let expected = vec![
        discrepancy(cell, "responses", "2", "1"),
        discrepancy(cell, "reason: option taste", "0", "1"),
    ];
    assert_eq!(found(&store).await, expected);

    fold_all(&store, &tenant()).await;
    assert_eq!(found(&store).await, expected, "folding hides nothing");
    alter(db, "tally_day", |tally| {
        tally.cells[0].counts[0] -= 1;
        *tally.cells[0].counts.iter_mut().rev().nth(4).unwrap() += 1;
        // recommend: skipped, not applicable, don't know, answered, then the scores from 0.
        tally.cells[1].counts[2 + 4 + 9] = 0;
        tally.cells[1].counts[2 + 1] = 1;
        tally.cells[1].counts[1] = 7;
    })
    .await;
    let cell = "version 1, 2026-03-01, team=north, channel=email";
    assert_eq!(
        found(&store).await,
        [
            discrepancy(cell, "completed", "7", "1"),
            discrepancy(cell, "recommend: not applicable", "1", "0"),
            discrepancy(cell, "recommend: score 9", "0", "1"),
        ]
    );
}

pub(crate) async fn a_weighted_sum_that_is_off_by_one_step_is_found(db: &Database) {
    let store = db.store().await;
    let mut draft = survey("cafe");
    draft.weighted = true;
    let version = publish(&store, &tenant(), &draft).await;
    let mut heavy = said("a", 9);
    heavy.weight = Some(1.5);
    submit(&store, &version, [heavy]).await;
    alter(db, "tally_delta", |tally| tally.cells[0].weights[0] += 1).await;
    let cell = "version 1, 2026-03-01, team=north, channel=email";
    let expected =
        discrepancy(cell, "responses, weights", "6442450945 / 2^32", "6442450944 / 2^32");
    assert_eq!(found(&store).await, [expected]);
}

pub(crate) async fn a_response_altered_by_hand_is_found(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    db.execute("UPDATE response SET respondent = 'somebody'").await;
    let altered = found(&store).await;
    assert_eq!(altered.len(), 1, "{altered:?}");
    assert_eq!((altered[0].cell.as_str(), altered[0].counter.as_str()), ("response a", "content"));

    db.execute("UPDATE response SET respondent = NULL, day = day + 1").await;
    let expected = discrepancy("response a", "day", "2026-03-02", "2026-03-01");
    assert_eq!(found(&store).await, [expected]);

    db.execute("UPDATE response SET day = day - 1, version = 7").await;
    let altered = found(&store).await;
    assert_eq!(altered[0], discrepancy("response a", "version", "7", "no such version"));
}

pub(crate) async fn a_response_removed_by_hand_is_found(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9), said("b", 9)]).await;
    db.execute("DELETE FROM response WHERE id = 'a'").await;
    let cell = "version 1, 2026-03-01, team=north, channel=email";
    let mut expected: Vec<_> =
        ["responses", "completed", "recommend: answered", "recommend: score 9"]
            .map(|counter| discrepancy(cell, counter, "2", "1"))
            .into();
    if db.is_sqlite() {
        expected.push(discrepancy("order by time", "responses", "1 of 2", "1"));
    }
    assert_eq!(found(&store).await, expected);
}

pub(crate) async fn unreadable_tallies_and_responses_are_found(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    alter(db, "tally_delta", |tally| tally.cells[0].day += 1).await;
    let astray = "unreadable: it has a cell of 2026-03-02";
    assert_eq!(found(&store).await, [discrepancy("2026-03-01", "tally", astray, "")]);

    db.execute_with("UPDATE tally_delta SET tally = $1", b"\x0a\xff").await;
    db.execute("UPDATE response SET answers = '{\"recommend\":99}'").await;
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.tallies), (1, 1));
    let [response, tally] = verified.discrepancies.as_slice() else { panic!("{verified:?}") };
    let expected = "unreadable: answers[0].score: must be within 0..=10";
    assert_eq!(*response, discrepancy("response a", "answers", expected, ""));
    assert_eq!((tally.cell.as_str(), tally.counter.as_str()), ("2026-03-01", "tally"));
    assert!(tally.stored.starts_with("unreadable: "), "{tally:?}");
}

pub(crate) async fn an_unknown_survey_cannot_be_verified(db: &Database) {
    let store = db.store().await;
    for id in ["unknown", "a\0b"] {
        let verified = store.verify(&tenant(), id).await;
        assert!(matches!(verified, Err(Error::NotFound)), "{verified:?}");
    }
    store.save_draft(&tenant(), &survey("cafe"), crate::samples::noon(0)).await.unwrap();
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.tallies), (0, 0));
}
