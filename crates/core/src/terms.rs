//! Open comments: which words go with which customers (METHODS §6).
//!
//! No language model and no lexicon: a comment becomes a set of [`Term`]s, terms are counted once a
//! comment in [`TermCounts`], which merge like every tally, and [`keyness`] finds the terms that one
//! group uses more than another, with protection for terms that too few people used. [`key_terms`]
//! does all of that from texts; [`ScoredTerms`] tell which words go with which scores.
//!
//! | question | function |
//! |---|---|
//! | what two groups of comments write | [`key_terms`], from counts [`keyness`] |
//! | which words go with low and high scores | [`ScoredTerms::anchored`] |
//! | words that a stemmer does not bring together | [`Key::Grams`], [`Key::Shadow`] |
//!
//! ```
//! use plaudit_core::terms::{Key, Language, TermCounts, terms};
//!
//! let mut unhappy = TermCounts::default();
//! unhappy.add(&terms("Refunded twice. Still waiting for the refund!", Language::English, Key::Word));
//! assert_eq!(unhappy.count("refund"), 1); // once a comment, in any form
//! ```

mod anchored;
mod counts;
mod extract;
mod key_terms;
mod keyness;
mod language;
mod normal;

pub use anchored::{AnchoredTerm, ScoredTerms};
pub use counts::{Entry, TermCounts};
pub use extract::{Key, Term, terms};
pub use key_terms::{Comment, Group, KeyTerms, Options, key_terms};
pub use keyness::{KeyTerm, keyness};
pub use language::Language;
pub use normal::{normal, plain, words};

#[cfg(test)]
mod real_text;
#[cfg(test)]
mod tests;
