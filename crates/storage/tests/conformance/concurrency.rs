//! Writers, folders and readers at once.

use std::time::{Duration, Instant};

use plaudit_storage::Outcome;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::comoments::rated;
use crate::database::Database;
use crate::samples::{
    any, cafe, fold_all, incoming, modelled, now, publish, responses, said, submit, sum, tally,
    tell, tenant,
};

pub(crate) async fn writers_with_the_same_ids_in_different_orders_store_each_once(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let all: Vec<_> = (0..200).map(|i| any(&mut rng, &format!("r-{i}"), 3)).collect();
    let mut writers = Vec::new();
    for writer in 0..6 {
        // As another process: connections of its own.
        let store = db.connect().await;
        let version = version.clone();
        let mut rng = ChaCha8Rng::seed_from_u64(writer);
        let mut all = all.clone();
        all.shuffle(&mut rng);
        writers.push(tokio::spawn(async move {
            let mut stored = 0;
            for part in all.chunks(25) {
                let outcomes = submit(&store, &version, part.to_vec()).await;
                assert!(!outcomes.contains(&Outcome::Conflict));
                stored += outcomes.iter().filter(|outcome| **outcome == Outcome::Stored).count();
            }
            stored
        }));
    }
    let mut stored = 0;
    for writer in writers {
        stored += writer.await.unwrap();
    }
    assert_eq!(stored, 200);
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    tell(db, "6 writers with the same 200 ids in other orders; seeds 0..6");
}

pub(crate) async fn folders_racing_count_once(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let all: Vec<_> = (0..150).map(|i| any(&mut rng, &format!("r-{i}"), 3)).collect();
    for part in all.chunks(3) {
        submit(&store, &version, part.to_vec()).await;
    }
    let deltas = db.number("SELECT COUNT(*) FROM tally_delta").await;
    let mut folders = Vec::new();
    for least in [1, 1, 2, 4] {
        let store = db.connect().await;
        folders.push(tokio::spawn(async move {
            let mut folded = 0;
            // A folder may find nothing because another is at work: what counts is the sum.
            for _ in 0..30 {
                folded += store.fold(&tenant(), least).await.unwrap();
            }
            folded
        }));
    }
    let mut folded = 0;
    for folder in folders {
        folded += folder.await.unwrap();
    }
    folded += fold_all(&store, &tenant()).await;
    assert_eq!(i64::try_from(folded).unwrap(), deltas);
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    assert_eq!(store.verify(&tenant(), "cafe").await.unwrap().discrepancies, []);
    tell(db, &format!("4 folders race for {deltas} deltas; seed 6"));
}

pub(crate) async fn a_reader_sees_each_batch_whole_while_others_fold(db: &Database) {
    const BATCH: i64 = 10;
    let store = db.store().await;
    let version = cafe(&store).await;
    let writer = {
        let (store, version) = (store.clone(), version.clone());
        tokio::spawn(async move {
            for batch in 0..40 {
                let id = |i| format!("{batch}-{i}");
                let batch: Vec<_> = (0..BATCH).map(|i| said(&id(i), 9)).collect();
                submit(&store, &version, batch).await;
            }
        })
    };
    let folder = {
        let store = db.connect().await;
        let writing = writer.abort_handle();
        tokio::spawn(async move {
            while !writing.is_finished() {
                store.fold(&tenant(), 2).await.unwrap();
            }
        })
    };
    let mut seen = 0;
    while !folder.is_finished() {
        let counted = responses(&tally(&store, "cafe").await);
        assert_eq!(counted % BATCH, 0, "part of a batch was seen");
        assert!(counted >= seen, "{counted} after {seen}: what was there is gone");
        seen = counted;
    }
    writer.await.unwrap();
    folder.await.unwrap();
    assert_eq!(responses(&tally(&store, "cafe").await), 40 * BATCH);
}

/// Transactions of this database that wait for their next statement.
const LEFT_OPEN: &str = "SELECT COUNT(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

pub(crate) async fn a_submission_that_is_dropped_half_way_leaves_a_right_tally(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &modelled("cafe")).await;
    for steps in 1..30 {
        let id = |i| format!("{steps}-{i}");
        let batch: Vec<_> = (0..20).map(|i| incoming(&version, rated(&id(i), 9))).collect();
        // The caller gives up after so many steps.
        let tenant = tenant();
        let mut submission = Box::pin(store.submit(&tenant, &batch, now()));
        for _ in 0..steps {
            if futures::poll!(&mut submission).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(submission);
        if !db.is_sqlite() {
            none_is_left_open(db).await;
        }
        let after = submit(&store, &version, [said(&format!("after-{steps}"), 1)]).await;
        assert_eq!(after, [Outcome::Stored]);
    }
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!(verified.discrepancies, []);
    assert_eq!(verified.responses % 20, 9, "whole batches, and the 29 that came after them");
}

async fn none_is_left_open(db: &Database) {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        // What was under way ends meanwhile.
        tokio::time::sleep(Duration::from_millis(5)).await;
        if db.number(LEFT_OPEN).await == 0 {
            return;
        }
        assert!(Instant::now() < patience, "a transaction is left open");
    }
}

/// Ends the connections of all stores on this PostgreSQL database.
const END_ALL: &str = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name = 'plaudit'";

pub(crate) async fn connections_that_the_server_ended_cost_no_batch(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    for i in 0..5 {
        let stored = submit(&store, &version, [said(&format!("r-{i}"), 9)]).await;
        assert_eq!(stored, [Outcome::Stored]);
        if !db.is_sqlite() {
            db.execute(END_ALL).await;
        }
    }
}
