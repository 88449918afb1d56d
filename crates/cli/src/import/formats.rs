//! The files that other software exports, each recognised by its header.
//!
//! A format says what the columns of its files are: a [`Sheet`]. What their values are is the same
//! question for all formats, and so is everything from there on.

mod chatwoot;
mod delighted;
mod formbricks;
mod hub;
mod limesurvey;
mod qualtrics;
mod sheet;
mod surveymonkey;
mod touchpoints;

pub(super) use sheet::{Asked, Column, Hint, Ignored, Role, Sheet};

use super::source::Gather;

/// A kind of file.
pub(crate) struct Format {
    /// As mapping files name it.
    pub(super) name: &'static str,
    /// As messages name it.
    pub(super) product: &'static str,
    /// Rows before the answers.
    pub(super) header_rows: usize,
    /// Whether the last line may be a remark.
    pub(super) footer: bool,
    /// Names of columns that every such file has, and that together no other has.
    signs: &'static [&'static str],
    /// What the columns are, from the rows of the header.
    sheet: fn(&[Vec<String>]) -> Sheet,
    /// How responses are gathered from records; absent where each row is one.
    pub(super) gather: Option<Gather>,
}

static FORMATS: [&Format; 8] = [
    &qualtrics::FORMAT,
    &surveymonkey::FORMAT,
    &limesurvey::FORMAT,
    &formbricks::FORMAT,
    &hub::FORMAT,
    &touchpoints::FORMAT,
    &chatwoot::FORMAT,
    &delighted::FORMAT,
];

/// The format of a file whose columns have these names.
pub(super) fn recognise(names: &[String]) -> Option<&'static Format> {
    FORMATS.into_iter().find(|format| format.fits(names))
}

impl Format {
    /// By its name in a mapping file.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FORMATS.into_iter().find(|format| format.name == name)
    }

    /// The names of all formats.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|format| format.name)
    }

    pub(super) fn fits(&self, names: &[String]) -> bool {
        let has =
            |sign: &str| names.iter().any(|name| sheet::bare(name).eq_ignore_ascii_case(sign));
        self.signs.iter().all(|sign| has(sign))
    }

    /// Refuses a file of other columns.
    pub(super) fn confirm(&self, names: &[String]) -> anyhow::Result<()> {
        anyhow::ensure!(self.fits(names), "the file is not what {} exports", self.product);
        Ok(())
    }

    pub(super) fn sheet(&self, header: &[Vec<String>]) -> Sheet {
        let mut sheet = (self.sheet)(header);
        sheet.name_apart();
        sheet
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
