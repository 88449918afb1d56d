//! Polls as whoever looks after a platform writes them down: in TOML, or in CSV with a row an option.
//!
//! ```toml
//! survey = "social-poll"
//! [[poll]]
//! platform = "facebook"
//! question = "poll_buy_again"
//! from = "2026-03-01"
//! to = "2026-03-07"
//! counts = {certainly = 61, perhaps = 30, not_again = 12}
//! url = "https://…"           # may be left out, as may these:
//! reach = 5400                # people to whom it was shown
//! voters = 103                # where several options may be chosen
//! id = "fb-again"             # made of day, platform and question without
//! ```

mod rows;

use std::path::Path;

use plaudit_proto::v1;

use super::Entry;

/// A poll of a file.
pub(crate) struct Written {
    pub(crate) poll: v1::Poll,
    /// Its line.
    pub(crate) line: u64,
}

/// Reads the polls at `path`, CSV by its ending, else TOML. What names no survey is of `survey`.
///
/// # Errors
/// The file cannot be read, or everything that is wrong in its form.
pub(crate) fn read(path: &Path, survey: Option<&str>) -> anyhow::Result<Vec<Written>> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return rows::read(path, survey);
    }
    super::read(path, |file| polls(file, survey))
}

/// Gives a poll without an id one that is always the same for its day, platform and question.
pub(crate) fn with_id(mut poll: v1::Poll) -> v1::Poll {
    if poll.id.is_empty() {
        poll.id = crate::import::id_of("", &[&poll.from, &poll.platform, &poll.question]);
    }
    poll
}

/// Reads them from the root of a file.
fn polls(file: &Entry<'_>, survey: Option<&str>) -> Option<Vec<Written>> {
    let fields = file.fields()?;
    let all = fields.text("survey").or_else(|| survey.map(str::to_owned));
    let list = fields.need("poll").and_then(|list| list.items());
    fields.close();
    let written = |entry: Entry<'_>| {
        Some(Written { line: entry.mark().line, poll: poll(&entry, all.as_deref())? })
    };
    Some(list?.into_iter().filter_map(written).collect())
}

fn poll(entry: &Entry<'_>, survey: Option<&str>) -> Option<v1::Poll> {
    let fields = entry.fields()?;
    let text = |key| fields.need(key).and_then(|entry| entry.text()).unwrap_or_default();
    let whole = |key| fields.get(key).and_then(|entry| entry.whole());
    let survey_id = fields.text("survey").or_else(|| survey.map(str::to_owned));
    if survey_id.is_none() {
        entry.refuse("names no survey: give `survey`, here or at the top, or --survey");
    }
    let counts = fields.need("counts").and_then(|counts| counts.pairs()).unwrap_or_default();
    let count = |(option, votes): (&str, Entry<'_>)| Some((option.to_owned(), votes.whole()?));
    let poll = v1::Poll {
        id: fields.text("id").unwrap_or_default(),
        survey_id: survey_id.unwrap_or_default(),
        version: 0,
        question: text("question"),
        platform: text("platform"),
        url: fields.text("url").unwrap_or_default(),
        from: text("from"),
        to: text("to"),
        counts: counts.into_iter().filter_map(count).collect(),
        voters: whole("voters"),
        reach: whole("reach"),
    };
    fields.close();
    Some(with_id(poll))
}

#[cfg(test)]
mod tests;
