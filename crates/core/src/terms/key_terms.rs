//! What two groups of comments write, ready for a report.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, KeyTerm, Language, Term, TermCounts, keyness, terms};

/// A comment to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment<'a> {
    /// As it was written.
    pub text: &'a str,
    /// The group it belongs to.
    pub group: Group,
    /// Tag of its language, such as `fi`; [`Options::language`] without one.
    pub language: Option<&'a str>,
    /// Who wrote it. Comments of one respondent in one group count as one; without an id each
    /// comment counts as a respondent's.
    pub respondent: Option<&'a str>,
}

/// One of two groups of comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Such as detractors.
    First,
    /// Such as promoters.
    Second,
}

/// How to compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// What makes two terms the same.
    pub key: Key,
    /// The language of comments without a tag.
    pub language: Language,
    /// α₀ of [`keyness`]: 500 to 1,000 is usual.
    pub prior: f64,
    /// The fewest respondents of each group that a term needs to be shown.
    pub k: u64,
}

impl Default for Options {
    /// Words as they are, a prior of 500, five respondents.
    fn default() -> Self {
        Self { key: Key::Word, language: Language::default(), prior: 500.0, k: 5 }
    }
}

/// The terms that tell two groups apart.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTerms {
    /// Terms typical of the first group, the most typical first. [`KeyTerm::form`] is the way most
    /// people wrote it.
    pub first: Vec<KeyTerm>,
    /// Terms typical of the second group, the most typical first.
    pub second: Vec<KeyTerm>,
    /// Respondents with a comment in each group, whatever they wrote: the base of the counts.
    pub respondents: [u64; 2],
}

/// The terms that one group of comments uses more than the other, both ways, by [`keyness`]: its
/// privacy rule is that at least [`Options::k`] respondents of each group used the term. Of terms with
/// the same form, as grams of one word, the most telling one is kept.
///
/// All languages are counted together: give the comments of one language only where the same letters
/// mean different things.
///
/// ```
/// use plaudit_core::terms::{Comment, Group, Language, Options, key_terms};
///
/// let of = |group, text| Comment { text, group, language: None, respondent: None };
/// let comments = [
///     of(Group::First, "Waiting and waiting"), of(Group::First, "I waited, friendly staff"),
///     of(Group::First, "Waiting!"), of(Group::Second, "Friendly staff, no waiting"),
///     of(Group::Second, "friendly"), of(Group::Second, "Friendly!"),
/// ];
/// let options = Options { language: Language::English, prior: 10.0, k: 1, ..Options::default() };
/// let found = key_terms(comments, &options);
/// let first = &found.first[0];
/// assert_eq!((first.form.as_str(), first.first, first.second), ("waiting", 3, 1));
/// assert_eq!((found.second[0].form.as_str(), found.respondents), ("friendly", [3, 3]));
/// ```
#[must_use]
pub fn key_terms<'a>(
    comments: impl IntoIterator<Item = Comment<'a>>,
    options: &Options,
) -> KeyTerms {
    let mut counts = [TermCounts::default(), TermCounts::default()];
    let mut known: BTreeMap<(Group, &str), BTreeSet<Term>> = BTreeMap::new();
    for comment in comments {
        let language = comment.language.map_or(options.language, Language::of_tag);
        let found = terms(comment.text, language, options.key);
        match comment.respondent {
            Some(respondent) => {
                known.entry((comment.group, respondent)).or_default().extend(found);
            }
            None => counts[comment.group as usize].add(&found),
        }
    }
    for ((group, _), found) in known {
        counts[group as usize].add(&found);
    }
    let [first, second] = &counts;
    KeyTerms::between(first, second, options.prior, options.k)
}

impl KeyTerms {
    /// The same from counts that were added up, as those of parts of the comments.
    #[must_use]
    pub fn between(first: &TermCounts, second: &TermCounts, prior: f64, k: u64) -> Self {
        let respondents = [first, second].map(|of| u64::try_from(of.comments()).unwrap_or(0));
        let mut found = keyness(first, second, prior, k);
        found.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()));
        let mut forms = BTreeSet::new();
        found.retain(|term| forms.insert(term.form.clone()));
        let (first, second): (Vec<KeyTerm>, Vec<KeyTerm>) =
            found.into_iter().filter(|term| term.z != 0.0).partition(|term| term.z > 0.0);
        Self { first, second, respondents }
    }
}
