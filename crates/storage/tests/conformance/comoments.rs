//! Co-moments of driver models: stored, folded, scanned, recounted.

use std::ops::RangeInclusive;
use std::sync::Arc;

use plaudit_core::comoments::Comoments;
use plaudit_core::moments::Patterns;
use plaudit_core::response::{Given, Response, Submission};
use plaudit_core::survey::Version;
use plaudit_core::time::Day;
use plaudit_proto::v1;
use plaudit_storage::{Discrepancy, Error, Store};
use prost::Message;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, answer, any, cafe, check, day, modelled, publish, said, submit, tenant,
};

async fn modelled_cafe(store: &Store) -> Arc<Version> {
    publish(store, &tenant(), &modelled("cafe")).await
}

async fn comoments(store: &Store, days: RangeInclusive<Day>) -> Comoments {
    store.comoments(&tenant(), "cafe", days, None).await.unwrap()
}

async fn fold(store: &Store) -> usize {
    store.fold_comoments(&tenant(), 1).await.unwrap()
}

/// A submission that says how warmly the café is recommended and how good its staff is.
pub(crate) fn rated(id: &str, score: i32) -> Submission {
    let mut rated = said(id, score);
    rated.answers.push(answer("staff", Given::Score(1 + score / 2)));
    rated
}

fn sum<'r>(version: &Version, responses: impl IntoIterator<Item = &'r Response>) -> Comoments {
    let mut sum = Comoments::default();
    responses.into_iter().for_each(|response| sum.add(version, response).unwrap());
    sum
}

/// How many responses were counted.
fn counted(sums: &Comoments) -> i64 {
    sums.versions().flat_map(|(_, sums)| sums.groups().values()).map(Patterns::n).sum()
}

pub(crate) async fn co_moments_equal_a_recount_however_they_are_read(db: &Database) {
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(20);
    let all: Vec<_> = (0..600).map(|i| any(&mut rng, &format!("r-{i}"), 55)).collect();
    let responses: Vec<_> = all.iter().map(|item| check(&version, item.clone())).collect();
    let same = async |stage: &str| {
        for (from, to) in [
            ("0001-01-01", "9998-12-31"),
            ("2026-03-01", "2026-04-30"),
            ("2026-04-01", "2026-04-30"),
            ("2026-02-20", "2026-04-05"),
            ("2026-03-10", "2026-04-10"),
            ("2026-04-02", "2026-04-29"),
            ("2027-01-01", "2027-12-31"),
        ] {
            let days = day(from)..=day(to);
            let within = responses.iter().filter(|response| days.contains(&response.day));
            let expected = sum(&version, within.clone());
            let found = comoments(&store, days.clone()).await;
            assert_eq!(found, expected, "{stage}, {from} to {to}");
            let web = |_: &Version, response: &Response| response.channel.as_deref() == Some("web");
            let expected = sum(&version, within.filter(|response| web(&version, response)));
            let found = store.comoments(&tenant(), "cafe", days, Some(&web)).await.unwrap();
            assert_eq!(found, expected, "{stage}, {from} to {to}, on the web");
        }
    };
    for part in all[..300].chunks(20) {
        submit(&store, &version, part.to_vec()).await;
    }
    // Replays and responses that are there already come in a batch with new ones.
    for part in all[250..].chunks(70) {
        submit(&store, &version, part.to_vec()).await;
    }
    same("unfolded").await;
    assert!(fold(&store).await > 30);
    assert_eq!(db.number("SELECT COUNT(*) FROM comoment_delta").await, 0);
    assert_eq!(db.number("SELECT COUNT(*) FROM comoment_month").await, 2);
    same("folded").await;
    submit(&store, &version, [rated("one-more", 7)]).await;
    let one_more = check(&version, rated("one-more", 7));
    let mut expected = sum(&version, &responses);
    expected.merge(&sum(&version, [&one_more])).unwrap();
    assert_eq!(comoments(&store, all_days()).await, expected);
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!(verified.discrepancies, []);
}

pub(crate) async fn a_survey_without_models_keeps_none(db: &Database) {
    let store = db.store().await;
    let plain = cafe(&store).await;
    submit(&store, &plain, [rated("a", 9)]).await;
    assert!(comoments(&store, all_days()).await.is_empty());
    assert_eq!(db.number("SELECT COUNT(*) FROM comoment_delta").await, 0);
    // A later version has models: what came before has none.
    let version = modelled_cafe(&store).await;
    submit(&store, &version, [rated("b", 7), said("c", 3)]).await;
    let found = comoments(&store, all_days()).await;
    assert_eq!(found.versions().map(|(number, _)| number).collect::<Vec<_>>(), [2]);
    assert_eq!(counted(&found), 2);
    let unknown = store.comoments(&tenant(), "unknown", all_days(), None).await.unwrap();
    assert!(unknown.is_empty());
}

pub(crate) async fn months_are_folded_when_enough_batches_wait(db: &Database) {
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    for i in 0..7 {
        submit(&store, &version, [rated(&format!("r-{i}"), i)]).await;
    }
    assert_eq!(store.fold_comoments(&tenant(), 8).await.unwrap(), 0);
    assert_eq!(db.number("SELECT COUNT(*) FROM comoment_month").await, 0);
    assert_eq!(store.fold_comoments(&tenant(), 7).await.unwrap(), 7);
    assert_eq!(store.fold_comoments(&tenant(), 1).await.unwrap(), 0);
    assert_eq!(counted(&comoments(&store, all_days()).await), 7);
}

pub(crate) async fn folders_of_months_racing_count_once(db: &Database) {
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(21);
    let all: Vec<_> = (0..150).map(|i| any(&mut rng, &format!("r-{i}"), 40)).collect();
    for part in all.chunks(3) {
        submit(&store, &version, part.to_vec()).await;
    }
    let deltas = db.number("SELECT COUNT(*) FROM comoment_delta").await;
    let mut folders = Vec::new();
    for least in [1, 2, 20, 1] {
        let store = db.connect().await;
        folders.push(tokio::spawn(async move {
            let mut folded = 0;
            for _ in 0..10 {
                folded += store.fold_comoments(&tenant(), least).await.unwrap();
            }
            folded
        }));
    }
    let mut folded = 0;
    for folder in folders {
        folded += folder.await.unwrap();
    }
    folded += fold(&store).await;
    assert_eq!(i64::try_from(folded).unwrap(), deltas);
    let responses: Vec<_> = all.into_iter().map(|item| check(&version, item)).collect();
    assert_eq!(comoments(&store, all_days()).await, sum(&version, &responses));
    assert_eq!(store.verify(&tenant(), "cafe").await.unwrap().discrepancies, []);
}

pub(crate) async fn readers_of_co_moments_see_each_batch_whole_while_others_fold(db: &Database) {
    const BATCH: i64 = 10;
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    let writer = {
        let (store, version) = (store.clone(), version.clone());
        tokio::spawn(async move {
            for batch in 0..30 {
                let id = |i| format!("{batch}-{i}");
                let batch: Vec<_> = (0..BATCH).map(|i| rated(&id(i), 9)).collect();
                submit(&store, &version, batch).await;
            }
        })
    };
    let folder = {
        let store = db.connect().await;
        let writing = writer.abort_handle();
        tokio::spawn(async move {
            while !writing.is_finished() {
                store.fold_comoments(&tenant(), 3).await.unwrap();
            }
        })
    };
    let mut seen = 0;
    while !folder.is_finished() {
        // Folded and unfolded, and by reading the responses of a part of the month.
        for days in [all_days(), day("2026-02-20")..=day("2026-03-02")] {
            let found = counted(&comoments(&store, days).await);
            assert_eq!(found % BATCH, 0, "part of a batch was seen");
            assert!(found >= seen, "{found} after {seen}: what was there is gone");
            seen = found;
        }
    }
    writer.await.unwrap();
    folder.await.unwrap();
    assert_eq!(counted(&comoments(&store, all_days()).await), 30 * BATCH);
}

/// Changes the one that is stored.
async fn alter(db: &Database, table: &str, change: impl FnOnce(&mut v1::VersionComoments)) {
    let bytes = db.bytes(&format!("SELECT comoments FROM {table}")).await;
    let [bytes] = bytes.as_slice() else { panic!("there must be one") };
    let mut stored = v1::Comoments::decode(bytes.as_slice()).unwrap();
    change(&mut stored.versions[0]);
    let update = format!("UPDATE {table} SET comoments = $1");
    assert_eq!(db.execute_with(&update, &stored.encode_to_vec()).await, 1);
}

async fn found(store: &Store) -> Vec<(String, String, String, String)> {
    let discrepancies = store.verify(&tenant(), "cafe").await.unwrap().discrepancies;
    let parts = |d: Discrepancy| (d.cell, d.counter, d.stored, d.recounted);
    discrepancies.into_iter().map(parts).collect()
}

fn discrepancy(parts: [&str; 4]) -> (String, String, String, String) {
    let [cell, counter, stored, recounted] = parts.map(ToOwned::to_owned);
    (cell, counter, stored, recounted)
}

pub(crate) async fn a_month_altered_by_hand_is_found(db: &Database) {
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    // All of one person, so that they are of one group, whose rows become sums.
    let all = (0..400).map(|i| {
        let mut rated = rated(&format!("r-{i:03}"), i % 10);
        rated.respondent = Some("ann".to_owned());
        rated.answers.push(answer("wifi", Given::Score(1 + i / 10 % 5)));
        rated
    });
    submit(&store, &version, all).await;
    fold(&store).await;
    assert_eq!(found(&store).await, []);
    let group = "version 1, 2026-03, respondent group 9";
    let original = db.bytes("SELECT comoments FROM comoment_month").await.remove(0);

    alter(db, "comoment_month", |part| {
        part.groups[0].patterns[0].products[1] += 1;
        part.joint[0] += 1;
    })
    .await;
    let changed = found(&store).await;
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert_eq!((&*changed[0].0, &*changed[0].1), (group, "wifi times wifi (at most 2)"));
    let joint = "wifi: score 1, with recommend: score 0";
    assert_eq!(changed[1], discrepancy(["version 1, 2026-03", joint, "9", "8"]));

    alter(db, "comoment_month", |part| {
        part.groups[0].patterns[0].products[1] -= 1;
        part.joint[0] -= 1;
        part.rows = vec![9, 5, 0, 0, 0];
        part.row_length = 5;
    })
    .await;
    let counter = "responses that answered wifi";
    assert_eq!(found(&store).await, [discrepancy([group, counter, "1", "0"])]);

    let update = "UPDATE comoment_month SET comoments = $1";
    db.execute_with(update, &original).await;
    assert_eq!(found(&store).await, []);
    db.execute("UPDATE comoment_month SET month = month + 31").await;
    let moved = found(&store).await;
    assert!(moved.iter().any(|(cell, ..)| cell == group), "{moved:?}");
    assert!(moved.iter().any(|(cell, ..)| cell.starts_with("version 1, 2026-04")), "{moved:?}");
}

pub(crate) async fn unreadable_co_moments_are_named(db: &Database) {
    let store = db.store().await;
    let version = modelled_cafe(&store).await;
    submit(&store, &version, [rated("a", 9)]).await;
    let of_survey = "the co-moments of survey cafe, 2026-03: ";
    // Bytes that are no message, then a row that no response of this version can have.
    db.execute_with("UPDATE comoment_delta SET comoments = $1", b"\x0a\xff").await;
    let read = store.comoments(&tenant(), "cafe", all_days(), None).await;
    let Err(Error::Corrupt { what }) = read else { panic!("{read:?}") };
    assert!(what.starts_with(of_survey), "{what}");
    let folded = store.fold_comoments(&tenant(), 1).await;
    let Err(Error::Corrupt { what }) = folded else { panic!("{folded:?}") };
    assert!(what.starts_with(of_survey), "{what}");
    assert_eq!(db.number("SELECT COUNT(*) FROM comoment_delta").await, 1, "nothing is lost");
    let changed = found(&store).await;
    assert_eq!((changed.len(), &*changed[0].0, &*changed[0].1), (1, "2026-03", "co-moments"));

    let part = v1::VersionComoments {
        version: 1,
        rows: vec![0, 200, 0, 0, 0],
        row_length: 5,
        ..v1::VersionComoments::default()
    };
    let bytes = v1::Comoments { versions: vec![part] }.encode_to_vec();
    db.execute_with("UPDATE comoment_delta SET comoments = $1", &bytes).await;
    let read = store.comoments(&tenant(), "cafe", all_days(), None).await;
    assert!(matches!(read, Err(Error::Corrupt { .. })), "{read:?}");
    let expected = "unreadable: co-moments do not fit the models of version 1";
    assert_eq!(found(&store).await, [discrepancy(["2026-03", "co-moments", expected, ""])]);
}
