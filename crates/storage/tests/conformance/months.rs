//! Days folded into months, and what comes afterwards.

use plaudit_core::tally::{Grain, Tally};
use plaudit_core::time::Day;
use plaudit_proto::v1;
use plaudit_storage::{Corrected, Correction, Erasure, Error, Store, Whose};
use prost::Message;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, any, cafe, check, day, fold_all, noon, now, said, submit, sum, tally, tenant,
};

/// After all months of the samples.
fn later() -> Day {
    day("2026-07-01")
}

async fn days_and_months(db: &Database) -> (i64, i64) {
    let days = db.number("SELECT COUNT(*) FROM tally_day").await;
    (days, db.number("SELECT COUNT(*) FROM tally_month").await)
}

async fn well(store: &Store) {
    assert_eq!(store.verify(&tenant(), "cafe").await.unwrap().discrepancies, []);
}

pub(crate) async fn folding_months_changes_no_sum_of_any_day(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let all: Vec<_> = (0..300).map(|i| any(&mut rng, &format!("r-{i}"), 60)).collect();
    submit(&store, &version, all.clone()).await;
    fold_all(&store, &tenant()).await;
    let (days, _) = days_and_months(db).await;
    let folded = store.fold_months(&tenant(), later()).await.unwrap();
    assert_eq!(i64::try_from(folded).unwrap(), days);
    assert_eq!(days_and_months(db).await, (0, 2), "March and April");
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    well(&store).await;
    let (from, to) = (day("2026-03-20"), day("2026-04-20"));
    let part = store.tally(&tenant(), "cafe", from..=to).await.unwrap();
    let within = all.iter().filter(|one| {
        let day = check(&version, (*one).clone()).day;
        (from..=to).contains(&day)
    });
    assert_eq!(part, sum(&version, within));
    let by_team = Grain::default().without_days().with_segments(1, vec![true, false]);
    let seen = store.tally_seen(&tenant(), "cafe", from..=to, [by_team.clone()]).await;
    let mut expected = Tally::default();
    for (cell, counters) in part.cells() {
        expected.merge_cell(by_team.cell(cell.clone()), counters.clone()).unwrap();
    }
    assert_eq!(seen.unwrap(), [expected]);
    assert_eq!(store.fold_months(&tenant(), later()).await.unwrap(), 0);
}

pub(crate) async fn what_comes_late_for_a_folded_month_counts_and_is_folded(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let mut all: Vec<_> = (0..60).map(|i| any(&mut rng, &format!("r-{i}"), 20)).collect();
    submit(&store, &version, all.clone()).await;
    fold_all(&store, &tenant()).await;
    store.fold_months(&tenant(), later()).await.unwrap();

    let late: Vec<_> = (60..80).map(|i| any(&mut rng, &format!("r-{i}"), 20)).collect();
    submit(&store, &version, late.clone()).await;
    all.extend(late);
    let corrected = any(&mut rng, "r-0", 20);
    let response = &check(&version, corrected.clone());
    let correction = Correction { version: &version, response, reason: "a slip", by: None };
    let outcome = store.correct(&tenant(), &correction, now()).await.unwrap();
    assert_eq!(outcome, Corrected::Changed);
    all[0] = corrected;
    let erased = ["r-1".to_owned(), "r-70".to_owned()];
    let erasure = Erasure { whose: Whose::Responses(&erased), survey_id: None, by: None };
    store.erase(&tenant(), &erasure, now()).await.unwrap();
    all.retain(|one| !erased.contains(&one.id));

    let expected = sum(&version, &all);
    assert_eq!(tally(&store, "cafe").await, expected);
    well(&store).await;
    fold_all(&store, &tenant()).await;
    assert_eq!(tally(&store, "cafe").await, expected);
    assert!(store.fold_months(&tenant(), later()).await.unwrap() > 0);
    assert_eq!(days_and_months(db).await, (0, 1));
    assert_eq!(tally(&store, "cafe").await, expected);
    well(&store).await;
}

pub(crate) async fn a_month_that_ended_lately_stays_in_days(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    for i in [0, 10, 31, 40] {
        let mut said = said(&format!("r-{i}"), 5);
        said.answered_at = Some(noon(i));
        submit(&store, &version, [said]).await;
    }
    fold_all(&store, &tenant()).await;
    for (today, folded) in [("2026-03-31", 0), ("2026-04-01", 2), ("2026-04-30", 0)] {
        assert_eq!(store.fold_months(&tenant(), day(today)).await.unwrap(), folded, "{today}");
    }
    assert_eq!(days_and_months(db).await, (2, 1));
    let april = store.tally(&tenant(), "cafe", day("2026-04-01")..=day("2026-04-30")).await;
    assert_eq!(crate::samples::responses(&april.unwrap()), 2);
}

pub(crate) async fn folders_of_days_and_months_racing_count_once(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(14);
    let all: Vec<_> = (0..240).map(|i| any(&mut rng, &format!("r-{i}"), 6)).collect();
    let writer = {
        let (store, version, all) = (store.clone(), version.clone(), all.clone());
        tokio::spawn(async move {
            for part in all.chunks(6) {
                submit(&store, &version, part.to_vec()).await;
            }
        })
    };
    let mut folders = Vec::new();
    for _ in 0..3 {
        let store = db.connect().await;
        let writing = writer.abort_handle();
        folders.push(tokio::spawn(async move {
            while !writing.is_finished() {
                store.fold(&tenant(), 2).await.unwrap();
                store.fold_months(&tenant(), later()).await.unwrap();
            }
        }));
    }
    let mut seen = 0;
    while !writer.is_finished() {
        let counted = crate::samples::responses(&tally(&store, "cafe").await);
        assert!(counted >= seen, "{counted} after {seen}: what was there is gone");
        seen = counted;
    }
    writer.await.unwrap();
    for folder in folders {
        folder.await.unwrap();
    }
    fold_all(&store, &tenant()).await;
    store.fold_months(&tenant(), later()).await.unwrap();
    assert_eq!(days_and_months(db).await, (0, 1));
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    well(&store).await;
}

pub(crate) async fn a_folded_month_altered_by_hand_is_found_in_its_cell(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    fold_all(&store, &tenant()).await;
    store.fold_months(&tenant(), later()).await.unwrap();
    let bytes = db.bytes("SELECT tally FROM tally_month").await;
    let mut stored = v1::Tally::decode(bytes[0].as_slice()).unwrap();
    stored.packed[0].columns[0].counts[0] += 1;
    let update = "UPDATE tally_month SET tally = $1";
    db.execute_with(update, &stored.encode_to_vec()).await;
    let found = store.verify(&tenant(), "cafe").await.unwrap().discrepancies;
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(found.cell, "version 1, 2026-03-01, team=north, channel=email");
    assert_eq!((&*found.counter, &*found.stored, &*found.recounted), ("responses", "2", "1"));

    stored.packed[0].days[0] += 31;
    db.execute_with(update, &stored.encode_to_vec()).await;
    let found = store.verify(&tenant(), "cafe").await.unwrap().discrepancies;
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&*found.cell, &*found.counter), ("2026-03", "tally"));
    assert_eq!(found.stored, "unreadable: it has a cell of 2026-04-01");

    db.execute_with(update, b"\x0a\xff").await;
    let read = store.tally(&tenant(), "cafe", all_days()).await;
    let Err(Error::Corrupt { what }) = read else { panic!("{read:?}") };
    assert!(what.starts_with("a tally of survey cafe, 2026-03-01: "), "{what}");
}
