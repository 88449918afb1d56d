//! Each response is stored once, with its tally.

use plaudit_core::response::Given;
use plaudit_storage::Outcome::{Conflict, Duplicate, Stored};
use plaudit_storage::{Incoming, Outcome};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{
    all_days, answer, any, cafe, check, fold_all, incoming, noon, now, publish, responses, said,
    submit, sum, survey, tally, tenant,
};

pub(crate) async fn a_replayed_response_is_counted_once(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let (a, b, c) = (said("a", 9), said("b", 3), said("c", 10));
    assert_eq!(submit(&store, &version, [a.clone(), b.clone()]).await, [Stored, Stored]);
    assert_eq!(submit(&store, &version, [b.clone(), a.clone()]).await, [Duplicate, Duplicate]);
    let mixed = [a.clone(), c.clone(), b.clone()];
    assert_eq!(submit(&store, &version, mixed).await, [Duplicate, Stored, Duplicate]);

    let expected = sum(&version, [&a, &b, &c]);
    assert_eq!(tally(&store, "cafe").await, expected);
    fold_all(&store, &tenant()).await;
    assert_eq!(submit(&store, &version, [a.clone()]).await, [Duplicate]);
    assert_eq!(tally(&store, "cafe").await, expected);
    assert_eq!(db.number("SELECT COUNT(*) FROM response").await, 3);
    assert_eq!(db.number("SELECT COUNT(*) FROM tally_delta").await, 0, "replays make no delta");
}

pub(crate) async fn a_conflict_changes_nothing(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    submit(&store, &version, [said("a", 9), said("b", 8)]).await;
    let outcomes = submit(&store, &version, [said("a", 1), said("c", 5), said("b", 8)]).await;
    assert_eq!(outcomes, [Conflict, Stored, Duplicate]);

    let expected = sum(&version, [&said("a", 9), &said("b", 8), &said("c", 5)]);
    assert_eq!(tally(&store, "cafe").await, expected);
    let kept = db.text("SELECT answers FROM response WHERE id = 'a'").await;
    assert_eq!(kept, r#"{"recommend":9}"#);
}

pub(crate) async fn duplicates_inside_a_batch_are_settled_by_what_is_stored(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let batch = [said("a", 1), said("b", 2), said("a", 1), said("a", 7), said("b", 2)];
    let outcomes = submit(&store, &version, batch).await;
    assert_eq!(outcomes, [Stored, Stored, Duplicate, Conflict, Duplicate]);
    // The first of the batch differs from what is stored, the second is the same.
    let outcomes = submit(&store, &version, [said("a", 7), said("a", 1), said("c", 3)]).await;
    assert_eq!(outcomes, [Conflict, Duplicate, Stored]);

    let expected = sum(&version, [&said("a", 1), &said("b", 2), &said("c", 3)]);
    assert_eq!(tally(&store, "cafe").await, expected);
}

pub(crate) async fn a_batch_may_hold_several_surveys_and_days(db: &Database) {
    let store = db.store().await;
    let versions = [cafe(&store).await, publish(&store, &tenant(), &survey("bar")).await];
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let all: Vec<_> = (0..200).map(|i| any(&mut rng, &format!("r-{i}"), 20)).collect();
    // The same id in the other survey is another response.
    let mut batch: Vec<Incoming> = Vec::new();
    for said in &all {
        batch.extend(versions.iter().map(|version| incoming(version, said.clone())));
    }
    assert_eq!(store.submit(&tenant(), &batch, now()).await.unwrap(), [Stored; 400]);
    batch.push(incoming(&versions[1], said("new", 7)));
    let outcomes = store.submit(&tenant(), &batch, now()).await.unwrap();
    assert_eq!(outcomes[..400], [Duplicate; 400]);
    assert_eq!(outcomes[400], Stored);

    assert_eq!(tally(&store, "cafe").await, sum(&versions[0], &all));
    let with_new: Vec<_> = all.into_iter().chain([said("new", 7)]).collect();
    assert_eq!(tally(&store, "bar").await, sum(&versions[1], &with_new));
}

pub(crate) async fn batches_of_every_size_are_stored_whole(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut all = Vec::new();
    for size in [1, 2, 7, 8, 9, 63, 64, 65, 511, 512, 513, 600, 1_300] {
        let batch: Vec<_> = (0..size).map(|i| any(&mut rng, &format!("{size}-{i}"), 3)).collect();
        assert_eq!(submit(&store, &version, batch.clone()).await, vec![Stored; size]);
        // Half of it again, with as many new ones.
        let mixed = batch.iter().step_by(2).cloned();
        let new: Vec<_> = (0..size / 2).map(|i| said(&format!("{size}+{i}"), 5)).collect();
        let outcomes = submit(&store, &version, mixed.chain(new.clone())).await;
        let replayed = size.div_ceil(2);
        assert_eq!(outcomes[..replayed], vec![Duplicate; replayed]);
        assert_eq!(outcomes[replayed..], vec![Stored; size / 2]);
        all.extend(batch.into_iter().chain(new));
    }
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
}

pub(crate) async fn a_replay_is_known_again_after_a_new_version(db: &Database) {
    let store = db.store().await;
    let first = cafe(&store).await;
    submit(&store, &first, [said("a", 9)]).await;
    let mut draft = survey("cafe");
    draft.questions.swap(0, 1);
    let second = publish(&store, &tenant(), &draft).await;
    assert_eq!(second.number(), 2);
    let outcomes = submit(&store, &second, [said("a", 9), said("a", 8), said("b", 7)]).await;
    assert_eq!(outcomes, [Duplicate, Conflict, Stored]);

    let mut expected = sum(&first, [&said("a", 9)]);
    expected.merge(sum(&second, [&said("b", 7)])).unwrap();
    assert_eq!(tally(&store, "cafe").await, expected);
    assert!(store.verify(&tenant(), "cafe").await.unwrap().discrepancies.is_empty());
}

pub(crate) async fn what_is_stored_is_readable(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let mut late = said("late", 9);
    // 22:30 in UTC is the next day in Helsinki.
    late.answered_at = Some(noon(0).plus_micros(37_800_000_000));
    late.answers.push(answer("comment", Given::Text("a \"good\" café".to_owned())));
    submit(&store, &version, [late]).await;
    let columns = "SELECT survey_id || ' ' || version || ' ' || day || ' ' || channel || ' ' \
        || segments || ' ' || answers FROM response WHERE tenant_id = 'acme' AND id = 'late'";
    assert_eq!(
        db.text(columns).await,
        "cafe 1 20514 email {\"team\":\"north\"} \
         {\"recommend\":9,\"comment\":{\"text\":\"a \\\"good\\\" café\"}}"
    );
    let times = "SELECT received_at - answered_at FROM response";
    let expected = now().as_micros() - noon(0).as_micros() - 37_800_000_000;
    assert_eq!(db.number(times).await, expected);
    let state = "SELECT COUNT(*) FROM response WHERE respondent IS NULL AND weight IS NULL \
        AND completed";
    assert_eq!(db.number(state).await, 1);
}

pub(crate) async fn a_weighted_survey_keeps_its_weights_exactly(db: &Database) {
    let store = db.store().await;
    let mut draft = survey("cafe");
    draft.weighted = true;
    let version = publish(&store, &tenant(), &draft).await;
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut all: Vec<_> = (0..300).map(|i| any(&mut rng, &format!("r-{i}"), 5)).collect();
    for said in &mut all {
        said.weight = Some(rng.random_range(0.000_001..10_000.0));
    }
    all[0].weight = Some(10_000.0);
    all[1].weight = Some(f64::powi(2.0, -32));
    for part in all.chunks(40) {
        submit(&store, &version, part.to_vec()).await;
    }
    submit(&store, &version, all.clone()).await;
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    assert!(fold_all(&store, &tenant()).await > 8);
    assert_eq!(tally(&store, "cafe").await, sum(&version, &all));
    let verified = store.verify(&tenant(), "cafe").await.unwrap();
    assert_eq!((verified.responses, verified.discrepancies.len()), (300, 0));
    let stored = check(&version, all[0].clone()).weight.unwrap().steps();
    let kept = db.number("SELECT weight FROM response WHERE id = 'r-0'").await;
    assert_eq!(u64::try_from(kept).unwrap(), stored);
}

pub(crate) async fn an_empty_batch_changes_nothing(db: &Database) {
    let store = db.store().await;
    cafe(&store).await;
    let none: [Outcome; 0] = [];
    assert_eq!(store.submit(&tenant(), &[], now()).await.unwrap(), none);
    let tally = store.tally(&tenant(), "cafe", all_days()).await.unwrap();
    assert_eq!(responses(&tally), 0);
}
