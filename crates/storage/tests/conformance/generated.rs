//! Random operations against a plain map.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaudit_core::comoments::Comoments;
use plaudit_core::response::Submission;
use plaudit_core::survey::Version;
use plaudit_core::tally::Tally;
use plaudit_storage::{Outcome, Store};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{all_days, any, cafe, check, fold_all, modelled, now, publish, tally, tenant};

/// What must be true, kept in the simplest way.
#[derive(Default)]
struct Model {
    stored: BTreeMap<(String, String), Submission>,
    tallies: BTreeMap<String, Tally>,
    comoments: BTreeMap<String, Comoments>,
}

impl Model {
    fn submit(&mut self, version: &Version, submission: &Submission) -> Outcome {
        let survey = &version.survey().id;
        let key = (survey.clone(), submission.id.clone());
        match self.stored.get(&key) {
            Some(stored) if stored == submission => Outcome::Duplicate,
            Some(_) => Outcome::Conflict,
            None => {
                let response = check(version, submission.clone());
                self.tallies.entry(survey.clone()).or_default().add(version, &response);
                let comoments = self.comoments.entry(survey.clone()).or_default();
                comoments.add(version, &response).unwrap();
                self.stored.insert(key, submission.clone());
                Outcome::Stored
            }
        }
    }
}

pub(crate) async fn tallies_equal_a_recount_after_generated_operations(db: &Database) {
    let store = db.store().await;
    let versions = [cafe(&store).await, publish(&store, &tenant(), &modelled("bar")).await];
    let mut model = Model::default();
    for seed in 0..4 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..25 {
            match rng.random_range(0..10) {
                0..7 => submit(&store, &versions, &mut model, &mut rng).await,
                7..9 => {
                    let limit = rng.random_range(1..20);
                    store.fold(&tenant(), limit).await.unwrap();
                    store.fold_comoments(&tenant(), limit).await.unwrap();
                }
                _ => compare(&store, &model).await,
            }
        }
        compare(&store, &model).await;
    }
    fold_all(&store, &tenant()).await;
    compare(&store, &model).await;
    for survey in model.tallies.keys() {
        let verified = store.verify(&tenant(), survey).await.unwrap();
        assert_eq!(verified.discrepancies, []);
        let expected = model.stored.keys().filter(|(id, _)| id == survey).count();
        assert_eq!(verified.responses, expected as u64);
    }
}

/// Sends a batch of new responses, replays, and responses that reuse an id for other content.
async fn submit(store: &Store, versions: &[Arc<Version>], model: &mut Model, rng: &mut ChaCha8Rng) {
    let mut batch = Vec::new();
    let mut expected = Vec::new();
    for _ in 0..rng.random_range(1..40) {
        let version = &versions[usize::from(rng.random_bool(0.3))];
        let id = format!("r-{}", rng.random_range(0..300));
        let stored = model.stored.get(&(version.survey().id.clone(), id.clone()));
        let submission = match stored {
            Some(stored) if rng.random_bool(0.7) => stored.clone(),
            _ => any(rng, &id, 6),
        };
        expected.push(model.submit(version, &submission));
        batch.push(crate::samples::incoming(version, submission));
    }
    assert_eq!(store.submit(&tenant(), &batch, now()).await.unwrap(), expected);
}

async fn compare(store: &Store, model: &Model) {
    for (survey, expected) in &model.tallies {
        assert_eq!(tally(store, survey).await, *expected);
        let comoments = store.comoments(&tenant(), survey, all_days(), None).await.unwrap();
        assert_eq!(comoments, model.comoments[survey]);
        assert_eq!(comoments.is_empty(), survey == "cafe");
    }
}
