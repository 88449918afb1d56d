//! The form of a mapping file: which keys stand where.

use encoding_rs::Encoding;

use super::super::formats::Format;
use super::{
    Answer, AnswerFrom, Codes, Completed, Id, IdFrom, LeaveOut, Mapping, Name, Source, Time,
    TimePart,
};
use crate::files::{Entry, Fields};

pub(super) fn mapping(file: &str, root: &Entry<'_>) -> Option<Mapping> {
    let fields = root.fields()?;
    // Each part is read before any is missed, so that all problems are found.
    let survey = fields.need("survey").and_then(|entry| name(&entry));
    let version = fields.get("version").and_then(|entry| entry.whole());
    let format = fields.get("format").and_then(|entry| format(&entry));
    let encoding = fields.get("encoding").and_then(|entry| encoding(&entry));
    let delimiter = fields.get("delimiter").and_then(|entry| delimiter(&entry));
    let header_rows = fields.get("header_rows").and_then(|entry| entry.whole::<u32>());
    let leave_out = pairs(fields.get("leave_out"), leave_out);
    let id = fields.need("id").and_then(|entry| id(&entry));
    let time = fields.need("time").and_then(|entry| time(&entry));
    let respondent = fields.get("respondent").and_then(|entry| source(&entry));
    let pseudonyms = fields.get("pseudonyms").and_then(|entry| entry.bool()).unwrap_or_default();
    let channel = fields.get("channel").and_then(|entry| source(&entry));
    let language = fields.get("language").and_then(|entry| source(&entry));
    let weight = fields.get("weight").and_then(|entry| name(&entry));
    let duration_seconds = fields.get("duration_seconds").and_then(|entry| name(&entry));
    let completed = fields.get("completed").and_then(|entry| completed(&entry));
    let default_codes = fields.get("codes").and_then(|entry| {
        let keys = entry.fields()?;
        let read = codes(&keys);
        keys.close();
        Some(read)
    });
    let segments = pairs(fields.get("segments"), |id, entry| Some((id, source(entry)?)));
    let answers = pairs(fields.need("answers"), answer);
    fields.close();
    Some(Mapping {
        file: file.to_owned(),
        format,
        encoding,
        survey: survey?,
        version,
        delimiter,
        header_rows: header_rows.unwrap_or(1).max(1) as usize,
        leave_out,
        id: id?,
        time: time?,
        respondent,
        pseudonyms,
        key: None,
        channel,
        language,
        weight,
        duration_seconds,
        completed: completed.unwrap_or(Completed::Always(true)),
        codes: default_codes.unwrap_or_default(),
        segments,
        answers,
    })
}

fn format(entry: &Entry<'_>) -> Option<&'static Format> {
    let names: Vec<_> = Format::names().collect();
    Format::named(&entry.text()?)
        .or_else(|| entry.expected(&format!("one of {}", names.join(", "))))
}

fn encoding(entry: &Entry<'_>) -> Option<&'static Encoding> {
    let label = entry.text()?;
    Encoding::for_label(label.as_bytes())
        .or_else(|| entry.expected("an encoding, as \"windows-1252\""))
}

/// Values, or `{ values, separator }`.
fn leave_out(column: Name, entry: &Entry<'_>) -> Option<LeaveOut> {
    if !entry.is_map() {
        return Some(LeaveOut { column, values: texts(entry)?, separator: None });
    }
    let fields = entry.fields()?;
    let values = fields.need("values").and_then(|entry| texts(&entry));
    let separator = fields.text("separator");
    fields.close();
    Some(LeaveOut { column, values: values?, separator })
}

fn delimiter(entry: &Entry<'_>) -> Option<u8> {
    match entry.text()?.as_str() {
        "," => Some(b','),
        ";" => Some(b';'),
        "\t" | "tab" => Some(b'\t'),
        _ => entry.expected("\",\", \";\" or \"tab\""),
    }
}

/// A column, or `{ column | columns | row_number, prefix }`.
fn id(entry: &Entry<'_>) -> Option<Id> {
    if !entry.is_map() {
        return Some(Id { prefix: String::new(), from: IdFrom::Columns(vec![name(entry)?]) });
    }
    let fields = entry.fields()?;
    let prefix = fields.text("prefix").unwrap_or_default();
    let from = one_of(&fields, &["column", "columns", "row_number"]).and_then(|(key, entry)| {
        Some(match key {
            "column" => IdFrom::Columns(vec![name(&entry)?]),
            "columns" => IdFrom::Columns(names(&entry)?),
            _ if entry.bool()? => IdFrom::RowNumber,
            _ => return entry.expected("true, or left out"),
        })
    });
    fields.close();
    Some(Id { prefix, from: from? })
}

/// A column, or `{ column | columns | constant | template, blank, otherwise, format, zone }`.
fn time(entry: &Entry<'_>) -> Option<Time> {
    let whole = |entry: &Entry<'_>| Name {
        text: String::new(),
        key: entry.key().to_owned(),
        at: entry.mark(),
    };
    if !entry.is_map() {
        return Some(Time {
            parts: Vec::new(),
            columns: vec![name(entry)?],
            blank: Vec::new(),
            otherwise: None,
            formats: Vec::new(),
            zone: None,
            whole: whole(entry),
        });
    }
    let fields = entry.fields()?;
    let keys = ["column", "columns", "constant", "template"];
    let source = one_of(&fields, &keys).and_then(|(key, entry)| {
        let (parts, columns) = match key {
            "column" => (Vec::new(), vec![name(&entry)?]),
            "columns" => (Vec::new(), names(&entry)?),
            "constant" => (vec![TimePart::Text(entry.text()?)], Vec::new()),
            _ => (template(&entry)?, Vec::new()),
        };
        Some((parts, columns, whole(&entry)))
    });
    let blank = fields.get("blank").and_then(|entry| texts(&entry)).unwrap_or_default();
    let otherwise = fields.get("otherwise").and_then(|entry| name(&entry));
    let formats = fields
        .get("format")
        .and_then(|entry| if entry.is_list() { names(&entry) } else { Some(vec![name(&entry)?]) });
    let zone = fields.get("zone").and_then(|entry| name(&entry));
    fields.close();
    let (parts, columns, whole) = source?;
    let formats = formats.unwrap_or_default();
    Some(Time { parts, columns, blank, otherwise, formats, zone, whole })
}

/// `2017-05-{INTDATE}`: texts, and columns in braces.
fn template(entry: &Entry<'_>) -> Option<Vec<TimePart>> {
    let text = entry.text()?;
    let (mut rest, mut parts) = (text.as_str(), Vec::new());
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            return entry.expected("a text whose braces are closed, as 2017-05-{DAY}");
        };
        parts.push(TimePart::Text(rest[..open].to_owned()));
        let column = rest[open + 1..open + length].trim().to_owned();
        let (key, at) = (entry.key().to_owned(), entry.mark());
        parts.push(TimePart::Column(Name { text: column, key, at }));
        rest = &rest[open + length + 1..];
    }
    parts.push(TimePart::Text(rest.to_owned()));
    Some(parts)
}

/// A column, or `{ column | constant, values, blank }`.
fn source(entry: &Entry<'_>) -> Option<Source> {
    if !entry.is_map() {
        return Some(Source::Column { column: name(entry)?, values: None, blank: Vec::new() });
    }
    let fields = entry.fields()?;
    let source = match one_of(&fields, &["column", "constant"]) {
        Some(("column", entry)) => name(&entry).map(|column| Source::Column {
            column,
            values: fields.get("values").and_then(|entry| {
                let pair =
                    |(code, entry): (&str, Entry<'_>)| Some((code.to_owned(), entry.text()?));
                Some(entry.pairs()?.into_iter().filter_map(pair).collect())
            }),
            blank: fields.get("blank").and_then(|entry| texts(&entry)).unwrap_or_default(),
        }),
        Some((_, entry)) => entry.text().map(Source::Constant),
        None => None,
    };
    fields.close();
    source
}

/// `true`, `false`, or `{ column, is | is_not }`.
fn completed(entry: &Entry<'_>) -> Option<Completed> {
    if !entry.is_map() {
        return entry.bool().map(Completed::Always);
    }
    let fields = entry.fields()?;
    let column = fields.need("column").and_then(|entry| name(&entry));
    let values = one_of(&fields, &["is", "is_not"]);
    fields.close();
    let (key, values) = values?;
    Some(Completed::When { column: column?, is: texts(&values)?, negated: key == "is_not" })
}

/// A column, or `{ column | columns, values, separator, ticked, … codes }`.
fn answer(question: Name, entry: &Entry<'_>) -> Option<Answer> {
    if !entry.is_map() {
        let from = AnswerFrom::Column(name(entry)?);
        return Some(Answer { question, from, codes: Codes::default(), values: None });
    }
    let fields = entry.fields()?;
    let from = match one_of(&fields, &["column", "columns"]) {
        Some(("column", entry)) => name(&entry).map(|column| match fields.text("separator") {
            Some(separator) => AnswerFrom::Separated { column, separator },
            None => AnswerFrom::Column(column),
        }),
        Some((_, entry)) => Some(AnswerFrom::Ticks {
            columns: pairs(Some(entry), |column, option| Some((column, name(option)?))),
            ticked: fields.get("ticked").and_then(|entry| texts(&entry)).unwrap_or_default(),
            other: fields.get("other").and_then(|entry| name(&entry)),
        }),
        None => None,
    };
    let codes = codes(&fields);
    let values = fields.get("values").and_then(|entry| {
        let pair = |(code, entry): (&str, Entry<'_>)| Some((code.to_owned(), name(&entry)?));
        Some(entry.pairs()?.into_iter().filter_map(pair).collect())
    });
    fields.close();
    Some(Answer { question, from: from?, codes, values })
}

fn codes(fields: &Fields<'_>) -> Codes {
    let read = |key| fields.get(key).and_then(|entry| names(&entry));
    Codes {
        blank: read("blank"),
        not_applicable: read("not_applicable"),
        dont_know: read("dont_know"),
        not_shown: read("not_shown"),
    }
}

/// The one key of `keys` that stands there; none or several are noted.
fn one_of<'n>(fields: &Fields<'n>, keys: &[&'static str]) -> Option<(&'static str, Entry<'n>)> {
    let mut given = keys.iter().filter_map(|key| Some((*key, fields.get(key)?)));
    match (given.next(), given.count()) {
        (Some(one), 0) => Some(one),
        _ => {
            fields.entry().refuse(format!("must have one of {}", keys.join(", ")));
            None
        }
    }
}

fn name(entry: &Entry<'_>) -> Option<Name> {
    let text = entry.text()?.trim().to_owned();
    Some(Name { text, key: entry.key().to_owned(), at: entry.mark() })
}

fn names(entry: &Entry<'_>) -> Option<Vec<Name>> {
    Some(entry.items()?.iter().filter_map(name).collect())
}

fn texts(entry: &Entry<'_>) -> Option<Vec<String>> {
    Some(names(entry)?.into_iter().map(|name| name.text).collect())
}

/// A map whose keys are the writer's own, each key a name.
fn pairs<T>(entry: Option<Entry<'_>>, read: impl Fn(Name, &Entry<'_>) -> Option<T>) -> Vec<T> {
    let pairs = entry.and_then(|entry| entry.pairs()).unwrap_or_default();
    let read = |(key, entry): (&str, Entry<'_>)| {
        let name =
            Name { text: key.trim().to_owned(), key: entry.key().to_owned(), at: entry.key_mark() };
        read(name, &entry)
    };
    pairs.into_iter().filter_map(read).collect()
}
