//! What a stored response says is replaced, with its part of the tallies.

use plaudit_core::response::Submission;
use plaudit_core::survey::Version;
use plaudit_storage::Outcome::{Conflict, Duplicate, Stored};
use plaudit_storage::{Corrected, Correction, Store};
use std::sync::Arc;

use crate::comoments::rated;
use crate::database::Database;
use crate::samples::{
    all_days, cafe, check, fold_all, modelled, noon, now, publish, said, submit, sum, survey,
    tally, tenant,
};

pub(crate) async fn correct(store: &Store, version: &Arc<Version>, to: Submission) -> Corrected {
    let (response, reason) = (&check(version, to), "typed wrongly");
    let correction = Correction { version, response, reason, by: Some("key-1") };
    store.correct(&tenant(), &correction, now()).await.unwrap()
}

async fn is_clean(store: &Store, responses: u64) {
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.discrepancies), (responses, vec![]));
}

pub(crate) async fn a_correction_replaces_a_response_in_every_figure(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &modelled("cafe")).await;
    submit(&store, &version, [rated("a", 9), rated("b", 3)]).await;
    for folded in [false, true] {
        if folded {
            fold_all(&store, &tenant()).await;
            store.fold_comoments(&tenant(), 1).await.unwrap();
        }
        // Another score, another day, another month, another team.
        let mut to = rated("a", if folded { 2 } else { 5 });
        to.answered_at = Some(noon(if folded { 1 } else { 40 }));
        to.segments.insert("team".to_owned(), "south".to_owned());
        assert_eq!(correct(&store, &version, to.clone()).await, Corrected::Changed);
        let all = [to, rated("b", 3)];
        assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
        let mut comoments = plaudit_core::comoments::Comoments::default();
        for said in &all {
            comoments.add(&version, &check(&version, said.clone())).unwrap();
        }
        let stored = store.comoments(&tenant(), "cafe", all_days(), None).await.unwrap();
        assert_eq!(stored, comoments);
        is_clean(&store, 2).await;
    }
}

pub(crate) async fn a_correction_leaves_a_trace_and_a_second_one_changes_nothing(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9)]).await;
    assert_eq!(correct(&store, &version, said("a", 9)).await, Corrected::Unchanged);
    assert_eq!(correct(&store, &version, said("a", 2)).await, Corrected::Changed);
    assert_eq!(correct(&store, &version, said("a", 2)).await, Corrected::Unchanged);
    assert_eq!(correct(&store, &version, said("b", 2)).await, Corrected::Missing);
    let trace =
        "SELECT survey_id || ' ' || id || ' ' || corrected_by || ' ' || reason FROM correction";
    assert_eq!(db.text(trace).await, "cafe a key-1 typed wrongly");
    let at = db.number("SELECT corrected_at FROM correction").await;
    assert_eq!(at, now().as_micros());
    let digest = |score| check(&version, said("a", score)).digest(&version).0.to_vec();
    assert_eq!(db.bytes("SELECT old_digest FROM correction").await, [digest(9)]);
    assert_eq!(db.bytes("SELECT new_digest FROM correction").await, [digest(2)]);
    assert_eq!(db.bytes("SELECT digest FROM response").await, [digest(2)]);
    let outcomes = submit(&store, &version, [said("a", 9), said("a", 2)]).await;
    assert_eq!(outcomes, [Conflict, Duplicate], "what it said before is other content now");
}

pub(crate) async fn a_correction_follows_versions_and_respondents(db: &Database) {
    let store = db.store().await;
    let first = cafe(&store).await;
    submit(&store, &first, [said("a", 9)]).await;
    let mut draft = survey("cafe");
    draft.questions.reverse();
    draft.repeat_respondents = true;
    let second = publish(&store, &tenant(), &draft).await;
    let from = |id: &str| Submission { respondent: Some("guest".to_owned()), ..said(id, 4) };
    assert_eq!(submit(&store, &second, [from("b")]).await, [Stored]);
    let repeaters = || async {
        let found = store.repeaters(&tenant(), "cafe", all_days(), None, &[]).await.unwrap();
        found.repeats.len()
    };
    assert_eq!(repeaters().await, 0);
    assert_eq!(correct(&store, &second, from("a")).await, Corrected::Changed);
    assert_eq!(repeaters().await, 2);
    assert_eq!(tally(&store, "cafe").await, sum(&second, [&from("a"), &from("b")]));
    is_clean(&store, 2).await;
}

pub(crate) async fn corrections_racing_replays_and_folders_count_once(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let ids: Vec<String> = (0..8).map(|i| format!("r-{i}")).collect();
    submit(&store, &version, ids.iter().map(|id| said(id, 10))).await;
    let mut racers = Vec::new();
    for racer in 0..4_i32 {
        let (store, version, ids) = (db.connect().await, version.clone(), ids.clone());
        racers.push(tokio::spawn(async move {
            let mut changed = 0;
            for round in 0..6 {
                for id in &ids {
                    let to = said(id, (racer + round) % 10);
                    changed += i32::from(correct(&store, &version, to).await == Corrected::Changed);
                }
                let replay = submit(&store, &version, ids.iter().map(|id| said(id, 10))).await;
                assert!(!replay.contains(&Stored));
                store.fold(&tenant(), 2).await.unwrap();
            }
            changed
        }));
    }
    let mut changed = 0;
    for racer in racers {
        changed += racer.await.unwrap();
    }
    assert_eq!(db.number("SELECT COUNT(*) FROM correction").await, i64::from(changed));
    is_clean(&store, 8).await;
}
