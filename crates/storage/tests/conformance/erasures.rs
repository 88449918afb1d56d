//! Responses are erased, exactly, and do not come back.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaudit_core::response::Submission;
use plaudit_core::survey::Survey;
use plaudit_storage::{Corrected, Erasure, Error, Outcome, Store, Whose};
use sha2::{Digest, Sha256};

use crate::comoments::rated;
use crate::corrections::correct;
use crate::database::Database;
use crate::invitations::{candidate, invited};
use crate::samples::{
    all_days, cafe, check, fold_all, modelled, noon, now, publish, said, submit, sum, survey,
    tally, tenant,
};

fn by(respondent: &str, submission: Submission) -> Submission {
    Submission { respondent: Some(respondent.to_owned()), ..submission }
}

/// Erases a respondent's responses; returns how many, by survey.
async fn erase(store: &Store, respondent: &str, survey: Option<&str>) -> BTreeMap<String, u64> {
    let whose = Whose::Respondent(respondent);
    let erasure = Erasure { whose, survey_id: survey, by: Some("key-1") };
    store.erase(&tenant(), &erasure, now()).await.unwrap().responses
}

async fn is_clean(store: &Store, survey: &str, responses: u64) {
    let verified = store.verify(&tenant(), survey).await.unwrap();
    assert_eq!((verified.responses, verified.discrepancies), (responses, vec![]));
}

fn of(surveys: &[(&str, u64)]) -> BTreeMap<String, u64> {
    surveys.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect()
}

pub(crate) async fn an_erased_respondent_is_gone_from_every_figure(db: &Database) {
    let store = db.store().await;
    let cafe = publish(&store, &tenant(), &modelled("cafe")).await;
    let bar = publish(&store, &tenant(), &survey("bar")).await;
    let stay = [rated("c", 2), by("other", rated("d", 7))];
    let gone = [by("ann", rated("a", 9)), by("ann", rated("b", 3))];
    submit(&store, &cafe, gone.clone().into_iter().chain(stay.clone())).await;
    submit(&store, &bar, [by("ann", said("a", 1)), by("ann", said("x", 1))]).await;
    fold_all(&store, &tenant()).await;
    store.fold_comoments(&tenant(), 1).await.unwrap();
    submit(&store, &cafe, [by("ann", rated("e", 5))]).await;

    assert_eq!(erase(&store, "ann", Some("cafe")).await, of(&[("cafe", 3)]));
    assert_eq!(tally(&store, "cafe").await, sum(&cafe, &stay));
    let mut comoments = plaudit_core::comoments::Comoments::default();
    for said in &stay {
        comoments.add(&cafe, &check(&cafe, said.clone())).unwrap();
    }
    let stored = store.comoments(&tenant(), "cafe", all_days(), None).await.unwrap();
    assert_eq!(stored, comoments);
    is_clean(&store, "cafe", 2).await;
    is_clean(&store, "bar", 2).await;

    assert_eq!(erase(&store, "ann", None).await, of(&[("bar", 2)]));
    assert_eq!(erase(&store, "ann", None).await, of(&[]));
    assert_eq!(tally(&store, "bar").await, sum(&bar, []));
    fold_all(&store, &tenant()).await;
    store.fold_comoments(&tenant(), 1).await.unwrap();
    is_clean(&store, "cafe", 2).await;
    is_clean(&store, "bar", 0).await;
}

pub(crate) async fn an_erased_response_does_not_come_back(db: &Database) {
    let store = db.store().await;
    let cafe = cafe(&store).await;
    let bar = publish(&store, &tenant(), &survey("bar")).await;
    let all = [said("a", 9), said("b", 3), said("c", 5)];
    submit(&store, &cafe, all.clone()).await;
    let ids = ["b", "unknown", "a"].map(str::to_owned);
    let whose = Whose::Responses(&ids);
    let erasure = Erasure { whose, survey_id: None, by: None };
    let erased = store.erase(&tenant(), &erasure, now()).await.unwrap();
    assert_eq!(erased.responses, of(&[("cafe", 2)]));

    use Outcome::{Duplicate, Stored};
    let sent = [said("a", 9), said("new", 4), said("b", 8), said("c", 5), said("a", 1)];
    let outcomes = submit(&store, &cafe, sent.clone()).await;
    assert_eq!(outcomes, [Outcome::Erased, Stored, Outcome::Erased, Duplicate, Outcome::Erased]);
    assert_eq!(correct(&store, &cafe, said("a", 1)).await, Corrected::Erased);
    assert_eq!(tally(&store, "cafe").await, sum(&cafe, [&all[2], &sent[1]]));
    is_clean(&store, "cafe", 2).await;
    let outcomes = submit(&store, &bar, [said("a", 9), said("unknown", 1)]).await;
    assert_eq!(outcomes, [Stored, Stored], "an id of another survey is another response");
    let outcomes = submit(&store, &cafe, [said("unknown", 1)]).await;
    assert_eq!(outcomes, [Stored], "what was not there was not erased");
}

pub(crate) async fn an_erasure_leaves_a_trace_that_names_nobody(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [by("ann", said("secret-id", 9)), said("b", 2)]).await;
    correct(&store, &version, by("ann", said("secret-id", 8))).await;
    correct(&store, &version, said("b", 3)).await;
    erase(&store, "ann", Some("cafe")).await;
    let trace = "SELECT erased_by || ' ' || survey_id || ' ' || responses FROM erasure";
    assert_eq!(db.text(trace).await, "key-1 cafe 1");
    assert_eq!(db.number("SELECT erased_at FROM erasure").await, now().as_micros());
    let digest = |text: &[u8]| Sha256::digest(text).to_vec();
    assert_eq!(db.bytes("SELECT respondent FROM erasure").await, [digest(b"acme\0ann")]);
    let tombstones = db.bytes("SELECT id FROM tombstone").await;
    assert_eq!(tombstones, [digest(b"acme\0cafe\0secret-id")]);
    assert_eq!(db.text("SELECT id FROM correction").await, "b", "its corrections are gone");
    let refused = |survey_id| Erasure { whose: Whose::Respondent("ann"), survey_id, by: None };
    for unknown in ["unknown", "a\0b"] {
        let erased = store.erase(&tenant(), &refused(Some(unknown)), now()).await;
        assert!(matches!(erased, Err(Error::NotFound)), "{erased:?}");
    }
    assert_eq!(db.number("SELECT COUNT(*) FROM erasure").await, 1);
}

pub(crate) async fn what_was_kept_for_as_long_as_its_survey_says_is_erased(db: &Database) {
    let store = db.store().await;
    let kept = Survey { retention_days: Some(30), ..modelled("cafe") };
    let cafe = publish(&store, &tenant(), &kept).await;
    let bar = publish(&store, &tenant(), &survey("bar")).await;
    // `now` is at noon of day 60.
    let at = |id: &str, day| Submission { answered_at: Some(noon(day)), ..by("ann", rated(id, 9)) };
    let all = [at("a", 0), at("b", 29), at("c", 30), at("d", 59)];
    submit(&store, &cafe, all.clone()).await;
    submit(&store, &bar, [by("ann", said("a", 1))]).await;
    let early = invited(&store, candidate(&cafe, "e-1", "ann"), noon(1)).await;
    let late = invited(&store, candidate(&cafe, "e-2", "bob"), noon(40)).await;
    fold_all(&store, &tenant()).await;

    let retentions = store.retentions(&tenant(), now()).await.unwrap();
    let [retention] = retentions.as_slice() else { panic!("{retentions:?}") };
    assert_eq!((retention.survey_id.as_str(), retention.before), ("cafe", noon(30)));
    store.forget_expired(&tenant(), retention, now()).await.unwrap();
    assert_eq!(store.erase_expired(&tenant(), retention, now()).await.unwrap(), 2);
    assert_eq!(store.erase_expired(&tenant(), retention, now()).await.unwrap(), 0);
    assert_eq!(tally(&store, "cafe").await, sum(&cafe, &all[2..]));
    is_clean(&store, "cafe", 2).await;
    is_clean(&store, "bar", 1).await;
    assert_eq!(submit(&store, &cafe, all[..1].to_vec()).await, [Outcome::Erased]);
    let trace = "SELECT survey_id || ' ' || responses FROM erasure WHERE erased_by IS NULL";
    assert_eq!(db.text(trace).await, "cafe 2");
    for (invitation, contact) in [(early, None), (late, Some("bob"))] {
        let found = store.invitation(&tenant(), invitation.id).await.unwrap().unwrap();
        assert_eq!(found.contact.as_deref(), contact);
    }
}

pub(crate) async fn servers_that_erase_the_same_at_once_leave_one_trace(db: &Database) {
    let store = db.store().await;
    let kept = Survey { retention_days: Some(30), ..modelled("cafe") };
    let cafe = publish(&store, &tenant(), &kept).await;
    let at = |id: String| Submission { answered_at: Some(noon(0)), ..by("ann", rated(&id, 9)) };
    submit(&store, &cafe, (0..200).map(|i| at(i.to_string()))).await;
    let retention = store.retentions(&tenant(), now()).await.unwrap().remove(0);
    let together = Arc::new(tokio::sync::Barrier::new(4));
    let mut servers = Vec::new();
    for _ in 0..4 {
        let (store, together, retention) =
            (db.connect().await, Arc::clone(&together), retention.clone());
        servers.push(tokio::spawn(async move {
            together.wait().await;
            store.erase_expired(&tenant(), &retention, now()).await.unwrap()
        }));
    }
    let mut erased = Vec::new();
    for server in servers {
        erased.push(server.await.unwrap());
    }
    erased.sort_unstable();
    assert_eq!(erased, [0, 0, 0, 200]);
    let trace = "SELECT survey_id || ' ' || responses FROM erasure";
    assert_eq!(db.text(trace).await, "cafe 200");
    assert_eq!(db.number("SELECT COUNT(*) FROM erasure").await, 1);
    is_clean(&store, "cafe", 0).await;
}

pub(crate) async fn erasures_racing_submissions_and_folders_count_once(db: &Database) {
    let store = db.store().await;
    let version = publish(&store, &tenant(), &modelled("cafe")).await;
    let batch = |round: i32| -> Vec<Submission> {
        let one = |i| by(&format!("g-{}", i % 3), rated(&format!("{round}-{i}"), i % 10));
        (0..12).map(one).collect()
    };
    let eraser = |store: Store| async move {
        let mut erased = 0;
        for round in 0..10 {
            let respondent = format!("g-{}", round % 2);
            erased += erase(&store, &respondent, None).await.values().sum::<u64>();
        }
        erased
    };
    // Two of each: both send the same responses, both erase the same respondents.
    let mut erasers = Vec::new();
    let mut senders = Vec::new();
    for _ in 0..2 {
        erasers.push(tokio::spawn(eraser(db.connect().await)));
        let (store, version) = (db.connect().await, version.clone());
        senders.push(tokio::spawn(async move {
            let mut stored = 0;
            for round in 0..10 {
                let outcomes = submit(&store, &version, batch(round)).await;
                stored += outcomes.iter().filter(|it| **it == Outcome::Stored).count();
                store.fold(&tenant(), 2).await.unwrap();
                store.fold_comoments(&tenant(), 2).await.unwrap();
            }
            stored as u64
        }));
    }
    let (mut stored, mut erased) = (0, 0);
    for sender in senders {
        stored += sender.await.unwrap();
    }
    for eraser in erasers {
        erased += eraser.await.unwrap();
    }
    assert_eq!(stored, 120, "each was new once, whatever became of it");
    is_clean(&store, "cafe", stored - erased).await;
    let traced = db.number("SELECT CAST(SUM(responses) AS BIGINT) FROM erasure").await;
    assert_eq!(traced.cast_unsigned(), erased);
    for respondent in ["g-0", "g-1", "g-2"] {
        erased += erase(&store, respondent, None).await.values().sum::<u64>();
    }
    assert_eq!(erased, 120);
    is_clean(&store, "cafe", 0).await;
    for round in 0..10 {
        let outcomes = submit(&store, &version, batch(round)).await;
        assert_eq!(outcomes, [Outcome::Erased; 12]);
    }
    is_clean(&store, "cafe", 0).await;
}
