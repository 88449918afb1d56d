//! The mapping of a recognised file to a survey, as a mapping file.

mod answers;
mod pairs;
mod toml;

use plaudit_core::survey::Survey;

use super::formats::{Format, Role, Sheet};
use super::language;
use super::questions::Question;
use super::seen::{Order, Seen};
use super::slug::slug;
use toml::{inline, list, quoted};

/// What a person says of a file that the file does not tell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// The zone of times without one.
    pub(crate) time_zone: Option<String>,
    /// The order of day and month.
    pub(crate) dates: Option<Order>,
    /// The day of rows without a time.
    pub(crate) undated: Option<String>,
    /// Absent: UTF-8 or UTF-16.
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
}

/// A mapping file and what it leaves aside.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// The mapping file.
    pub(crate) text: String,
    /// Questions of the survey that no column answers.
    pub(crate) without_column: Vec<String>,
    /// Columns with answers that no question of the survey takes.
    pub(crate) without_question: Vec<String>,
    /// Pairs of column and question that are guessed, not named alike.
    pub(crate) guessed: Vec<String>,
}

/// Fits the file to `survey`.
///
/// # Errors
/// Nothing tells the order of the dates, or no question of the survey is found.
pub(super) fn fit(
    format: &Format,
    sheet: &Sheet,
    seen: &Seen,
    questions: &[Question],
    survey: &Survey,
    settings: &Settings,
) -> anyhow::Result<Fit> {
    let pairs = pairs::pairs(questions, sheet, survey);
    anyhow::ensure!(
        !pairs.is_empty(),
        "no column of the file has the id or the words of a question of {:?}; a mapping file says \
         which is which",
        survey.id
    );
    let mut lines = vec![
        format!("survey = {}", quoted(&survey.id)),
        format!("format = {}", quoted(format.name)),
    ];
    if let Some(encoding) = settings.encoding {
        lines.push(format!("encoding = {}", quoted(encoding.name())));
    }
    let ids = sheet.all(&Role::Id);
    anyhow::ensure!(!ids.is_empty(), "the file has no column with the ids of its responses");
    lines.push(match sheet.prefix {
        "" if ids.len() == 1 => format!("id = {}", quoted(ids[0])),
        prefix => format!("id = {{ columns = {}, prefix = {} }}", list(&ids), quoted(prefix)),
    });
    lines.push(time(sheet, seen, survey, settings)?);
    lines.extend(context(sheet, seen));
    if !sheet.leave_out.is_empty() {
        lines.push("\n[leave_out]".to_owned());
        lines.extend(sheet.leave_out.iter().map(|rule| {
            let values = list(rule.values);
            let rule_text = match rule.separator {
                Some(by) => format!("{{ values = {values}, separator = {} }}", quoted(by)),
                None => values,
            };
            format!("{} = {rule_text}", quoted(&rule.column))
        }));
    }
    let segments = segments(sheet, survey);
    if !segments.is_empty() {
        lines.push("\n[segments]".to_owned());
        lines.extend(segments);
    }
    lines.push("\n[answers]".to_owned());
    for pair in &pairs {
        let answer = answers::Answer { sheet, seen, pair };
        lines.push(answer.line());
    }
    let name = |question: &Question| sheet.columns[question.columns()[0]].name.clone();
    let has_column = |id: &str| pairs.iter().any(|pair| pair.asked.id == id);
    let has_question = |id: &str| pairs.iter().any(|pair| pair.question.id == id);
    Ok(Fit {
        text: lines.join("\n") + "\n",
        without_column: survey
            .questions
            .iter()
            .filter(|asked| !has_column(&asked.id))
            .map(|asked| asked.id.clone())
            .collect(),
        without_question: questions.iter().filter(|q| !has_question(&q.id)).map(name).collect(),
        guessed: pairs
            .iter()
            .filter(|pair| pair.guessed)
            .map(|pair| format!("{} → {}", name(pair.question), pair.asked.id))
            .collect(),
    })
}

fn time(
    sheet: &Sheet,
    seen: &Seen,
    survey: &Survey,
    settings: &Settings,
) -> anyhow::Result<String> {
    let mut columns = sheet.all(&Role::CompletedAt);
    columns.extend(sheet.all(&Role::Time));
    let mut formats: Vec<String> = sheet.time_formats.iter().map(|f| (*f).to_owned()).collect();
    formats.extend(seen.dates.formats(settings.dates)?);
    formats.extend(super::time::DEFAULT.map(str::to_owned));
    let zone = settings.time_zone.as_deref().or(sheet.zone.as_deref()).unwrap_or(&survey.time_zone);
    let from = match (&settings.undated, columns.is_empty()) {
        (_, false) => ("columns", list(&columns)),
        (Some(day), true) => ("constant", quoted(day)),
        (None, true) => anyhow::bail!("the file has no column with times: say --undated DAY"),
    };
    let mut fields = vec![from, ("format", list(&formats))];
    fields.push(("zone", quoted(zone)));
    if !sheet.no_time.is_empty() {
        fields.push(("blank", list(sheet.no_time)));
    }
    if let Some(day) = settings.undated.as_ref().filter(|_| !columns.is_empty()) {
        fields.push(("otherwise", quoted(day)));
    }
    Ok(format!("time = {}", inline(fields)))
}

/// Who answered, how, in which language, how long it took and whether to the end.
fn context(sheet: &Sheet, seen: &Seen) -> Vec<String> {
    let values = |role: &Role, to: &dyn Fn(&str) -> String| {
        let column = sheet.columns.iter().position(|column| column.role == *role)?;
        let each = seen.column(column).each();
        let pairs: Vec<(String, String)> =
            each.into_iter().map(|(value, _)| (value.to_owned(), to(value))).collect();
        let has_others = pairs.iter().any(|(value, to)| value != to);
        let table = inline(pairs.iter().map(|(value, to)| (value.as_str(), quoted(to))));
        let name = quoted(&sheet.columns[column].name);
        Some(match has_others {
            true => format!("{{ column = {name}, values = {table} }}"),
            false => name,
        })
    };
    let mut lines = Vec::new();
    if let Some(column) = sheet.first(&Role::Respondent) {
        lines.push(format!("respondent = {}", quoted(column)));
        lines.push("pseudonyms = true".to_owned());
    }
    let to_channel = |word: &str| {
        let known = sheet.channels.iter().find(|(from, _)| from.eq_ignore_ascii_case(word));
        known.map_or(word, |(_, to)| *to).to_owned()
    };
    let channel = sheet.channel.map(|channel| format!("{{ constant = {} }}", quoted(channel)));
    let channel = values(&Role::Channel, &to_channel).or(channel);
    lines.extend(channel.map(|channel| format!("channel = {channel}")));
    let language = values(&Role::Language, &|word| language::tag(word));
    lines.extend(language.map(|language| format!("language = {language}")));
    if let Some(column) = sheet.first(&Role::Duration) {
        lines.push(format!("duration_seconds = {}", quoted(column)));
    }
    if let Some(column) = sheet.first(&Role::CompletedAt) {
        lines.push(format!("completed = {{ column = {}, is_not = [\"\"] }}", quoted(column)));
    } else if let Some(column) = sheet.first(&Role::Completed) {
        let is = list(sheet.completed);
        lines.push(format!("completed = {{ column = {}, is = {is} }}", quoted(column)));
    }
    lines
}

/// Segments of the survey that are called like a column.
fn segments(sheet: &Sheet, survey: &Survey) -> Vec<String> {
    let facts = sheet.columns.iter().filter(|column| column.role == Role::Fact);
    let named = |column: &&super::formats::Column| {
        let id = slug(&column.name, "s_");
        let is_it = |segment: &&plaudit_core::survey::Segment| {
            segment.id == id || segment.id.eq_ignore_ascii_case(&column.name)
        };
        let own = |id: &str| !matches!(id, "channel" | "language");
        let segment = survey.segments.iter().find(is_it).filter(|segment| own(&segment.id))?;
        Some((segment.id.clone(), format!("{} = {}", quoted(&segment.id), quoted(&column.name))))
    };
    let mut lines: Vec<(String, String)> = facts.filter_map(|column| named(&column)).collect();
    let mut ids = std::collections::HashSet::new();
    lines.retain(|(id, _)| ids.insert(id.clone()));
    lines.into_iter().map(|(_, line)| line).collect()
}
