//! Mergeable counts of terms.

use std::collections::{BTreeMap, BTreeSet};

use super::Term;

/// How many comments used each term.
///
/// An abelian group. A comment counts a term once, so that who rants does not dominate. Where people
/// comment repeatedly, add all their comments as one set: the counts are then distinct respondents,
/// which is what [`keyness`](super::keyness) protects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermCounts {
    comments: i64,
    terms: BTreeMap<String, Entry>,
}

/// The counts of one term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Comments that used the term in any form.
    pub comments: i64,
    /// Comments that used the key itself as their form.
    pub own: i64,
    /// Comments by the other forms they used.
    pub forms: BTreeMap<String, i64>,
}

impl TermCounts {
    /// Counts a comment with these terms.
    pub fn add(&mut self, terms: &BTreeSet<Term>) {
        self.tally(terms, 1);
    }

    /// Takes a comment with these terms out again, exactly.
    pub fn subtract(&mut self, terms: &BTreeSet<Term>) {
        self.tally(terms, -1);
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    /// Subtracts all of `other`.
    pub fn unmerge(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    /// Number of comments, whatever they used.
    #[must_use]
    pub fn comments(&self) -> i64 {
        self.comments
    }

    /// Comments that used the term with this key.
    #[must_use]
    pub fn count(&self, key: &str) -> i64 {
        self.terms.get(key).map_or(0, |entry| entry.comments)
    }

    /// All terms by key.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.terms.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// Sum of the counts of all terms.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.terms.values().fold(0, |sum, entry| sum.wrapping_add(entry.comments))
    }

    /// The form most comments used for a key, the first in order among equals; the key itself when no
    /// other form is more frequent.
    #[must_use]
    pub fn form<'a>(&'a self, key: &'a str) -> &'a str {
        let Some(entry) = self.terms.get(key) else { return key };
        let most = entry.forms.iter().rev().max_by_key(|(_, count)| **count);
        most.filter(|(_, count)| **count > entry.own).map_or(key, |(form, _)| form)
    }

    fn tally(&mut self, terms: &BTreeSet<Term>, sign: i64) {
        self.comments = self.comments.wrapping_add(sign);
        let keys: BTreeSet<&str> = terms.iter().map(|term| term.key.as_str()).collect();
        for key in keys {
            self.change(key, |entry| entry.comments = entry.comments.wrapping_add(sign));
        }
        for term in terms {
            self.change(&term.key, |entry| entry.change(term, sign));
        }
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.comments = self.comments.wrapping_add(sign.wrapping_mul(other.comments));
        for (key, more) in &other.terms {
            self.change(key, |entry| {
                entry.comments = entry.comments.wrapping_add(sign.wrapping_mul(more.comments));
                entry.own = entry.own.wrapping_add(sign.wrapping_mul(more.own));
                for (form, count) in &more.forms {
                    entry.change_form(form, sign.wrapping_mul(*count));
                }
            });
        }
    }

    /// Changes an entry and drops it when nothing is left, so that equal counts are equal values.
    fn change(&mut self, key: &str, change: impl FnOnce(&mut Entry)) {
        let entry = self.terms.entry(key.to_owned()).or_default();
        change(entry);
        if *entry == Entry::default() {
            self.terms.remove(key);
        }
    }
}

impl Entry {
    fn change(&mut self, term: &Term, by: i64) {
        if term.form == term.key {
            self.own = self.own.wrapping_add(by);
        } else {
            self.change_form(&term.form, by);
        }
    }

    fn change_form(&mut self, form: &str, by: i64) {
        let count = self.forms.entry(form.to_owned()).or_default();
        *count = count.wrapping_add(by);
        if *count == 0 {
            self.forms.remove(form);
        }
    }
}
