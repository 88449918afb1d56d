//! What must be true, kept in the simplest way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plaudit_core::comoments::Comoments;
use plaudit_core::response::Submission;
use plaudit_core::survey::Version;
use plaudit_core::tally::Tally;
use plaudit_core::time::Timestamp;
use plaudit_storage::{Corrected, Correction, Erasure, Outcome, Store, Tenant, Whose};

use crate::samples::{check, incoming};

/// A response with the version that it answers.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) version: Arc<Version>,
    pub(super) submission: Submission,
}

#[derive(Clone, Debug)]
pub(super) enum Operation {
    Submit(Vec<Stored>),
    Correct(Stored),
    Erase {
        /// Whether `whose` are pseudonyms, or ids of responses.
        respondents: bool,
        whose: Vec<String>,
        survey: Option<String>,
    },
}

#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    Outcomes(Vec<Outcome>),
    Corrected(Corrected),
    /// How many by survey.
    Erased(BTreeMap<String, u64>),
}

/// The responses by survey and id, and which of those keys were erased.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    stored: BTreeMap<(String, String), Stored>,
    erased: BTreeSet<(String, String)>,
}

impl Stored {
    fn key(&self) -> (String, String) {
        (self.version.survey().id.clone(), self.submission.id.clone())
    }
}

impl Model {
    pub(super) fn stored(&self, survey: &str, id: &str) -> Option<&Stored> {
        self.stored.get(&(survey.to_owned(), id.to_owned()))
    }

    pub(super) fn apply(&mut self, operation: &Operation) -> Reply {
        match operation {
            Operation::Submit(items) => {
                Reply::Outcomes(items.iter().map(|item| self.submit(item)).collect())
            }
            Operation::Correct(item) => Reply::Corrected(self.correct(item)),
            Operation::Erase { respondents, whose, survey } => {
                let is_meant = |key: &(String, String), stored: &Stored| {
                    survey.as_ref().is_none_or(|survey| *survey == key.0)
                        && match respondents {
                            true => stored.submission.respondent.as_ref() == whose.first(),
                            false => whose.contains(&key.1),
                        }
                };
                let mut erased = BTreeMap::new();
                for (key, _) in self.stored.extract_if(.., |key, stored| is_meant(key, stored)) {
                    *erased.entry(key.0.clone()).or_default() += 1;
                    self.erased.insert(key);
                }
                Reply::Erased(erased)
            }
        }
    }

    fn submit(&mut self, item: &Stored) -> Outcome {
        let key = item.key();
        match self.stored.get(&key) {
            _ if self.erased.contains(&key) => Outcome::Erased,
            Some(stored) if stored.submission == item.submission => Outcome::Duplicate,
            Some(_) => Outcome::Conflict,
            None => {
                self.stored.insert(key, item.clone());
                Outcome::Stored
            }
        }
    }

    fn correct(&mut self, item: &Stored) -> Corrected {
        let key = item.key();
        match self.stored.get_mut(&key) {
            None if self.erased.contains(&key) => Corrected::Erased,
            None => Corrected::Missing,
            Some(stored) if stored.submission == item.submission => Corrected::Unchanged,
            Some(stored) => {
                *stored = item.clone();
                Corrected::Changed
            }
        }
    }

    fn of<'a>(&'a self, survey: &'a str) -> impl Iterator<Item = &'a Stored> {
        self.stored.iter().filter(move |(key, _)| key.0 == survey).map(|(_, stored)| stored)
    }

    /// The submissions to a survey, by id.
    pub(super) fn submissions(&self, survey: &str) -> Vec<Submission> {
        self.of(survey).map(|stored| stored.submission.clone()).collect()
    }

    pub(super) fn sums(&self, survey: &str) -> (Tally, Comoments) {
        let (mut tally, mut comoments) = (Tally::default(), Comoments::default());
        for Stored { version, submission } in self.of(survey) {
            let response = check(version, submission.clone());
            tally.add(version, &response);
            comoments.add(version, &response).unwrap();
        }
        (tally, comoments)
    }
}

/// Asks the store for it.
pub(super) async fn carry_out(
    operation: &Operation,
    store: &Store,
    tenant: &Tenant,
    now: Timestamp,
) -> Reply {
    match operation {
        Operation::Submit(items) => {
            let item = |item: &Stored| incoming(&item.version, item.submission.clone());
            let batch: Vec<_> = items.iter().map(item).collect();
            Reply::Outcomes(store.submit(tenant, &batch, now).await.unwrap())
        }
        Operation::Correct(item) => {
            let (version, reason) = (&item.version, "a slip");
            let response = &check(version, item.submission.clone());
            let correction = Correction { version, response, reason, by: None };
            Reply::Corrected(store.correct(tenant, &correction, now).await.unwrap())
        }
        Operation::Erase { respondents, whose, survey } => {
            let whose = match respondents {
                true => Whose::Respondent(&whose[0]),
                false => Whose::Responses(whose),
            };
            let erasure = Erasure { whose, survey_id: survey.as_deref(), by: None };
            Reply::Erased(store.erase(tenant, &erasure, now).await.unwrap().responses)
        }
    }
}
