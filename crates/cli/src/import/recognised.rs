//! From a file of a known format to a survey and a mapping.

use plaudit_core::survey::Survey;
use plaudit_proto::v1;

use super::fit::{self, Fit, Settings};
use super::formats::{Format, Sheet};
use super::input::Input;
use super::propose::{self, Proposal};
use super::questions::{self, Question};
use super::seen::Seen;
use super::source::{self, Layout, Opened, Reading};

/// A file that was recognised and looked through.
pub(crate) struct Recognised {
    format: &'static Format,
    sheet: Sheet,
    seen: Seen,
    questions: Vec<Question>,
}

impl Recognised {
    /// Looks through the whole file; absent when it is of no known format.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn of(input: &Input, settings: &Settings) -> anyhow::Result<Option<Self>> {
        let encoding = settings.encoding;
        let Some(format) = source::recognise(input, encoding)? else { return Ok(None) };
        let reading = Reading { layout: Layout::Of(format), encoding, delimiter: None };
        let opened = Opened::of(input, reading)?;
        let sheet = format.sheet(&opened.header);
        let seen = Seen::of(opened, &sheet)?;
        let questions = questions::questions(&sheet, &seen);
        Ok(Some(Self { format, sheet, seen, questions }))
    }

    /// Whose file it is.
    pub(crate) fn product(&self) -> &'static str {
        self.format.product
    }

    /// How many responses it has.
    pub(crate) fn rows(&self) -> u64 {
        self.seen.rows
    }

    /// A survey that the file answers.
    ///
    /// # Errors
    /// No column has answers.
    pub(crate) fn propose(&self, id: &str, settings: &Settings) -> anyhow::Result<Proposal> {
        let zone = settings.time_zone.as_deref();
        propose::propose(id, &self.sheet, &self.seen, &self.questions, zone)
    }

    /// The mapping of the file to `survey`.
    ///
    /// # Errors
    /// The survey is none, the file answers none of its questions, or its dates are unclear.
    pub(crate) fn fit(&self, survey: &v1::Survey, settings: &Settings) -> anyhow::Result<Fit> {
        let survey = Survey::try_from(survey.clone())
            .map_err(|found| anyhow::anyhow!("{}: {}", survey.id, found[0]))?;
        fit::fit(self.format, &self.sheet, &self.seen, &self.questions, &survey, settings)
    }
}
