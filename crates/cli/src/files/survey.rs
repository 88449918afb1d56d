//! Survey files.
//!
//! ```yaml
//! id: shop
//! title: How was it?                # one text: in the default language; or a map by language
//! questions:
//!   - id: recommend
//!     text: {en: Would you recommend us?, fi: Suosittelisitko meitä?}
//!     kind: score
//!     scale: 0-10
//! measures:
//!   - {id: nps, kind: nps, question: recommend}
//!   - {id: index, kind: index, items: [overall, {question: ideal, weight: 2}]}
//! ```

mod asking;
mod check;
mod form;
mod invitations;
mod key;
mod measure;
mod write;

use std::path::Path;

use plaudit_core::Violation;
use plaudit_core::survey::{Survey, Version};
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;

use super::node::{self, Node};
use super::{Entry, Format, Found, Problems};

pub(crate) use check::{Checked, Remark, check};
pub(crate) use write::{write, write_commented};

/// Reads the survey file at `path` (TOML by its ending, else YAML) and checks it whole.
///
/// # Errors
/// The file cannot be read, or [`Problems`], all of them.
pub(crate) fn read(path: &Path) -> anyhow::Result<v1::Survey> {
    let (name, text) = super::text(path)?;
    Ok(parse(&name, &text, Format::of(path))?)
}

/// Reads `text` as the survey file `file` and checks it whole.
///
/// # Errors
/// Everything that is wrong. What core says of a survey's meaning is left out while a part of the
/// file could not be read, for that part might be what core misses.
pub(crate) fn parse(file: &str, text: &str, format: Format) -> Result<v1::Survey, Problems> {
    let tree = node::tree(text, format).map_err(|problem| Problems::new(file, vec![problem]))?;
    let found = Found::default();
    let survey = form::survey(&Entry::root(&tree, &found)).unwrap_or_default();
    if found.is_readable() {
        for Violation { field, reason } in meaning(&survey) {
            let (key, at) = locate(&tree, &field);
            found.add(at, &key, reason);
        }
    }
    match found.into_vec() {
        problems if problems.is_empty() => Ok(survey),
        problems => Err(Problems::new(file, problems)),
    }
}

/// Whether `survey` can be published.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn confirm(survey: &v1::Survey) -> anyhow::Result<()> {
    let found: Vec<String> = meaning(survey).iter().map(ToString::to_string).collect();
    anyhow::ensure!(found.is_empty(), "{}", found.join("\n  "));
    Ok(())
}

fn meaning(survey: &v1::Survey) -> Vec<Violation> {
    let epoch = Timestamp::from_micros(0).expect("the epoch is an instant");
    Survey::try_from(survey.clone())
        .and_then(|survey| Version::new(1, epoch, survey))
        .err()
        .unwrap_or_default()
}

/// The key that a person wrote for a field of the contract, and its place.
fn locate(tree: &Node, field: &str) -> (String, super::Mark) {
    tree.find(&key::of_field(field))
}

#[cfg(test)]
mod tests;
