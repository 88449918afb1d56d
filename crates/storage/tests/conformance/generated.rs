//! Generated sequences of operations, with faults between, against a plain map.

mod model;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::{FutureExt, StreamExt};
use plaudit_core::response::Submission;
use plaudit_core::survey::{Survey, Version};
use plaudit_storage::{Chunk, Exported, Store, Tenant};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::database::Database;
use crate::samples::{all_days, any, day, modelled, noon, now, survey, tell};
use model::{Model, Operation, Reply, Stored};

/// Ids that a sequence uses: few, so that it comes back to each.
const IDS: u32 = 12;
const RESPONDENTS: u32 = 4;
/// Sequences under way at once: most of the time one waits for its database.
const LANES: u64 = 4;

pub(crate) async fn generated_sequences_agree_with_a_plain_map(db: &Database) {
    let sequences = if db.is_sqlite() { 2_000 } else { 200 };
    let seeds = |lane| (0..sequences).filter(move |seed| seed % LANES == lane);
    let lanes = (0..LANES).map(|lane| tokio::spawn(in_turn(db.lane(lane), seeds(lane))));
    let steps: usize = futures::future::try_join_all(lanes).await.unwrap().iter().sum();
    tell(db, &format!("{steps} generated operations; seeds 0..{sequences}"));
}

/// Runs the sequences of these seeds; returns how many operations there were.
async fn in_turn(db: Database, seeds: impl Iterator<Item = u64>) -> usize {
    let mut store = db.store().await;
    let mut steps = 0;
    for seed in seeds {
        let sequence = Sequence::start(&db, store, seed).await;
        match AssertUnwindSafe(sequence.run()).catch_unwind().await {
            Ok((after, taken)) => {
                store = after;
                steps += taken;
            }
            Err(panic) => {
                eprintln!("the sequence with seed {seed} went wrong");
                std::panic::resume_unwind(panic);
            }
        }
    }
    steps
}

/// One sequence, of a tenant of its own.
struct Sequence<'a> {
    db: &'a Database,
    store: Store,
    tenant: Tenant,
    /// What is published, of both surveys.
    versions: Vec<Arc<Version>>,
    model: Model,
    rng: ChaCha8Rng,
}

impl<'a> Sequence<'a> {
    async fn start(db: &'a Database, store: Store, seed: u64) -> Self {
        let mut sequence = Self {
            db,
            store,
            tenant: format!("t{seed}").parse().unwrap(),
            versions: Vec::new(),
            model: Model::default(),
            rng: ChaCha8Rng::seed_from_u64(seed),
        };
        sequence.publish(survey("cafe")).await;
        sequence.publish(modelled("bar")).await;
        sequence
    }

    async fn publish(&mut self, survey: Survey) {
        self.store.save_draft(&self.tenant, &survey, noon(0)).await.unwrap();
        let version = self.store.publish(&self.tenant, &survey.id, noon(0)).await.unwrap();
        self.versions.push(Arc::new(version));
    }

    /// Returns the store as it is then, and how many operations there were.
    async fn run(mut self) -> (Store, usize) {
        let steps = self.rng.random_range(4..12);
        for _ in 0..steps {
            match self.rng.random_range(0..20) {
                0..14 => self.operate().await,
                14..18 => self.fold().await,
                18 => self.restart().await,
                _ => {
                    // The next version asks in another order.
                    let mut draft = self.version().survey().clone();
                    draft.questions.reverse();
                    self.publish(draft).await;
                }
            }
        }
        self.compare().await;
        (self.store, steps)
    }

    /// Carries an operation out, now and then with a fault, after which it is sent again.
    async fn operate(&mut self) {
        let operation = self.operation();
        match self.rng.random_range(0..10) {
            // The reply is lost on its way.
            0..2 => {
                operation.carry_out(&self.store, &self.tenant).await;
                self.model.apply(&operation);
            }
            // The process is killed at some point.
            2..4 => {
                let steps = self.rng.random_range(1..12);
                give_up(operation.carry_out(&self.store, &self.tenant), steps).await;
                self.store = self.db.connect().await;
                self.settle(&operation).await;
            }
            _ => {}
        }
        let reply = operation.carry_out(&self.store, &self.tenant).await;
        assert_eq!(reply, self.model.apply(&operation), "{operation:?}");
    }

    /// Sends again what may have been carried out, wholly or not at all: the reply tells which.
    async fn settle(&mut self, operation: &Operation) {
        let mut done = self.model.clone();
        let first = done.apply(operation);
        let again = done.clone().apply(operation);
        let reply = operation.carry_out(&self.store, &self.tenant).await;
        assert!(reply == first || reply == again, "{operation:?}: {reply:?}");
        self.model = done;
    }

    async fn fold(&mut self) {
        let (least, steps) = (self.rng.random_range(1..4), self.rng.random_range(0..20));
        let (months, end) = (self.rng.random_bool(0.4), day("2026-04-30"));
        let folding = async {
            self.store.fold(&self.tenant, least).await.unwrap();
            self.store.fold_comoments(&self.tenant, least).await.unwrap();
            if months {
                self.store.fold_months(&self.tenant, end).await.unwrap();
            }
        };
        if steps > 0 {
            give_up(folding, steps).await;
        } else {
            folding.await;
        }
    }

    async fn restart(&mut self) {
        self.store.close().await;
        self.store = self.db.connect().await;
    }

    fn operation(&mut self) -> Operation {
        match self.rng.random_range(0..10) {
            0..6 => {
                let items = self.rng.random_range(1..8);
                Operation::Submit((0..items).map(|_| self.sent()).collect())
            }
            6..8 => Operation::Correct(self.sent()),
            _ => {
                let respondents = self.rng.random_bool(0.5);
                let count = if respondents { 1 } else { self.rng.random_range(1..4) };
                let one = |_| match respondents {
                    true => format!("g-{}", self.rng.random_range(0..RESPONDENTS)),
                    false => format!("r-{}", self.rng.random_range(0..IDS)),
                };
                let whose = (0..count).map(one).collect();
                let survey = ["cafe", "bar"][self.rng.random_range(0..2)].to_owned();
                let survey = self.rng.random_bool(0.6).then_some(survey);
                Operation::Erase { respondents, whose, survey }
            }
        }
    }

    /// A new response, a replay, or other content for an id that is known; some come weeks late.
    fn sent(&mut self) -> Stored {
        let version = self.version();
        let id = format!("r-{}", self.rng.random_range(0..IDS));
        let stored = self.model.stored(&version.survey().id, &id);
        if let Some(stored) = stored.filter(|_| self.rng.random_bool(0.5)) {
            return Stored { version, submission: stored.submission.clone() };
        }
        let mut submission = any(&mut self.rng, &id, 40);
        let respondent = format!("g-{}", self.rng.random_range(0..RESPONDENTS));
        submission.respondent = self.rng.random_bool(0.7).then_some(respondent);
        Stored { version, submission }
    }

    fn version(&mut self) -> Arc<Version> {
        self.versions[self.rng.random_range(0..self.versions.len())].clone()
    }

    async fn compare(&self) {
        for survey in ["cafe", "bar"] {
            let (tally, comoments) = self.model.sums(survey);
            let stored = self.store.tally(&self.tenant, survey, all_days()).await.unwrap();
            assert_eq!(stored, tally, "{survey}");
            let stored = self.store.comoments(&self.tenant, survey, all_days(), None).await;
            assert_eq!(stored.unwrap(), comoments, "{survey}");

            let chunks = self.store.export(&self.tenant, survey, all_days());
            let chunks: Vec<_> = chunks.map(Result::unwrap).collect().await;
            let responses = chunks.iter().flat_map(Chunk::responses).map(Result::unwrap);
            let all: Vec<_> = responses.map(Exported::submission).collect();
            assert_eq!(in_order(all), in_order(self.model.submissions(survey)), "{survey}");

            let verified = self.store.verify(&self.tenant, survey).await.unwrap();
            let responses = self.model.submissions(survey).len() as u64;
            assert_eq!((verified.responses, verified.discrepancies), (responses, vec![]));
        }
    }
}

/// By id, and each one's answers by question: an export has them in the order of the version.
fn in_order(mut submissions: Vec<Submission>) -> Vec<Submission> {
    submissions.sort_by(|a, b| a.id.cmp(&b.id));
    for submission in &mut submissions {
        submission.answers.sort_by(|a, b| a.question.cmp(&b.question));
    }
    submissions
}

/// Lets `work` go so many steps and drops it where it then stands.
async fn give_up<T>(work: impl Future<Output = T>, steps: usize) {
    let mut work = Box::pin(work);
    for _ in 0..steps {
        if futures::poll!(&mut work).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

impl Operation {
    async fn carry_out(&self, store: &Store, tenant: &Tenant) -> Reply {
        model::carry_out(self, store, tenant, now()).await
    }
}
