//! Folded or not, the sums are the same.

use plaudit_core::response::Submission;
use plaudit_core::tally::{Grain, Tally};
use plaudit_storage::Error;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, any, cafe, day, fold_all, noon, publish, said, submit, sum, survey, tally, tenant,
};

pub(crate) async fn folding_changes_no_sum(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let all: Vec<_> = (0..120).map(|i| any(&mut rng, &format!("r-{i}"), 4)).collect();
    let expected = sum(&version, &all);
    for part in all.chunks(10) {
        submit(&store, &version, part.to_vec()).await;
        store.fold(&tenant(), 2).await.unwrap();
    }
    assert_eq!(tally(&store, "cafe").await, expected);
    fold_all(&store, &tenant()).await;
    assert_eq!(tally(&store, "cafe").await, expected);
    assert_eq!(db.number("SELECT COUNT(*) FROM tally_delta").await, 0);
    assert!(db.number("SELECT COUNT(*) FROM tally_day").await <= 5, "one a day");
}

pub(crate) async fn deltas_are_folded_when_enough_wait(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    publish(&store, &tenant(), &survey("bar")).await;
    assert_eq!(store.fold(&tenant(), 1).await.unwrap(), 0);
    for i in 0..8 {
        let mut said = said(&format!("r-{i}"), 5);
        said.answered_at = Some(noon(i % 3));
        submit(&store, &version, [said]).await;
    }
    for (least, folded, days) in [(9, 0, 0), (8, 8, 3), (1, 0, 3)] {
        assert_eq!(store.fold(&tenant(), least).await.unwrap(), folded);
        assert_eq!(db.number("SELECT COUNT(*) FROM tally_day").await, days);
    }
}

pub(crate) async fn what_brings_little_to_a_day_waits_as_one_delta(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut all: Vec<_> = (0..200).map(|i| any(&mut rng, &format!("r-{i}"), 1)).collect();
    submit(&store, &version, all.clone()).await;
    fold_all(&store, &tenant()).await;
    for i in 0..6 {
        let late = Submission { answered_at: Some(noon(0)), ..said(&format!("late-{i}"), 9) };
        submit(&store, &version, [late.clone()]).await;
        all.push(late);
    }
    let before = db.number("SELECT SUM(LENGTH(tally)) FROM tally_day").await;
    let expected = sum(&version, &all);
    // They are one at first; then one is too few, until all are asked for.
    for (least, fewer, left) in [(2, 5, 1), (2, 0, 1), (1, 1, 0)] {
        assert_eq!(store.fold(&tenant(), least).await.unwrap(), fewer);
        assert_eq!(db.number("SELECT COUNT(*) FROM tally_delta").await, left);
        assert_eq!(tally(&store, "cafe").await, expected);
        assert_eq!(store.verify(&tenant(), "cafe").await.unwrap().discrepancies, []);
        if left > 0 {
            assert_eq!(db.number("SELECT SUM(LENGTH(tally)) FROM tally_day").await, before);
        }
    }
}

pub(crate) async fn a_tally_holds_the_days_asked_for(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut all = Vec::new();
    for i in 0..6 {
        let mut said = said(&format!("r-{i}"), 5);
        said.answered_at = Some(noon(i));
        submit(&store, &version, [said.clone()]).await;
        all.push(said);
        if i == 3 {
            fold_all(&store, &tenant()).await;
        }
    }
    let of = async |from, to| store.tally(&tenant(), "cafe", day(from)..=day(to)).await.unwrap();
    assert_eq!(of("2026-03-03", "2026-03-05").await, sum(&version, &all[2..5]));
    assert_eq!(of("2026-03-06", "2026-03-06").await, sum(&version, &all[5..]));
    assert!(of("2026-03-07", "2026-04-01").await.is_empty());
    assert!(of("2026-03-05", "2026-03-03").await.is_empty());
    let unknown = store.tally(&tenant(), "unknown", all_days()).await.unwrap();
    assert!(unknown.is_empty());
}

pub(crate) async fn an_unreadable_tally_is_an_error_that_names_it(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    db.execute_with("UPDATE tally_delta SET tally = $1", b"\x0a\xff").await;
    let read = store.tally(&tenant(), "cafe", all_days()).await;
    let Err(Error::Corrupt { what }) = read else { panic!("{read:?}") };
    assert!(what.starts_with("a tally of survey cafe, 2026-03-01: "), "{what}");
    let folded = store.fold(&tenant(), 1).await;
    assert!(matches!(folded, Err(Error::Corrupt { .. })), "{folded:?}");
    assert_eq!(db.number("SELECT COUNT(*) FROM tally_delta").await, 1, "nothing is lost");
}

pub(crate) async fn a_scan_counts_as_if_a_segment_had_been_declared(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(15);
    let all: Vec<_> = (0..2_100).map(|i| any(&mut rng, &format!("r-{i}"), 9)).collect();
    for part in all.chunks(700) {
        submit(&store, &version, part.to_vec()).await;
    }
    let mut language = version.segments()[0].clone();
    language.id = "language".to_owned();
    let also = [language];
    let declared = version.declaring(&also);
    let coarse = Grain::default().without_days().with_segments(1, vec![false, false, true]);
    let grains = [Grain::default(), coarse.clone()];
    let days = day("2026-03-02")..=day("2026-03-07");
    let scanned = store.tally_scanned(&tenant(), "cafe", days.clone(), &also, grains).await;
    let (mut expected, mut by_language) = (Tally::default(), Tally::default());
    for (cell, counters) in sum(&declared, &all).cells() {
        if days.contains(&cell.day) {
            expected.merge_cell(cell.clone(), counters.clone()).unwrap();
            by_language.merge_cell(coarse.cell(cell.clone()), counters.clone()).unwrap();
        }
    }
    assert_eq!(by_language.cells().count(), 4, "fi, vi, it and none");
    assert_eq!(scanned.unwrap(), [expected, by_language]);
}
