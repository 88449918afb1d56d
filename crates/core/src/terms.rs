//! Open comments: which words go with which customers (METHODS §6).
//!
//! No language model and no lexicon: a comment becomes a set of [`Term`]s, terms are counted once a
//! comment in [`TermCounts`], which merge like every tally, and [`keyness`] finds the terms that one
//! group uses more than another, with protection for terms that too few people used.
//!
//! ```
//! use plaudit_core::terms::{Key, Language, TermCounts, terms};
//!
//! let mut unhappy = TermCounts::default();
//! unhappy.add(&terms("Refunded twice. Still waiting for the refund!", Language::English, Key::Word));
//! assert_eq!(unhappy.count("refund"), 1); // once a comment, in any form
//! ```

mod counts;
mod extract;
mod keyness;
mod language;
mod normal;

pub use counts::{Entry, TermCounts};
pub use extract::{Key, Term, terms};
pub use keyness::{KeyTerm, keyness};
pub use language::Language;
pub use normal::{normal, plain, words};

#[cfg(test)]
mod tests;
