//! The mail that asks a contact: the first question with a link at each answer. A link shows the page with
//! that answer chosen; nothing counts before a person sends it.

pub(crate) mod post;
pub(crate) mod sending;
#[cfg(test)]
mod tests;

use askama::Template;
use plaudit_collector::Letter;

use super::language;
use super::question::{Choice, Control, Filled, Texts, View};
use super::words::Words;

/// Most numbers in one piece of a row: so many are as wide as a telephone.
const SIDE_BY_SIDE: usize = 6;

/// A mail as HTML.
#[derive(Template)]
#[template(path = "asking/mail.html")]
struct Html<'a> {
    mail: &'a Content,
}

/// The same as plain text.
#[derive(Template)]
#[template(path = "asking/mail.txt")]
struct Plain<'a> {
    mail: &'a Content,
}

/// What stands in a mail.
struct Content {
    language: String,
    direction: &'static str,
    subject: String,
    title: String,
    hello: String,
    ask: String,
    /// Absent where the first question cannot be answered by one link.
    question: Option<Asked>,
    open: String,
    link: String,
    sender: Option<String>,
    why: String,
    opt_out: String,
    opt_out_link: String,
}

/// The first question.
struct Asked {
    text: String,
    /// Numbers, in pieces that stand side by side where there is room.
    rows: Vec<Vec<Linked>>,
    /// What the ends of the numbers mean.
    ends: Vec<String>,
    /// Answers in words, below each other.
    list: Vec<Linked>,
    choose: String,
}

/// An answer with its link.
struct Linked {
    label: String,
    face: String,
    /// With the words that belong to a number.
    heard: String,
    link: String,
}

/// Subject, text and HTML.
pub(crate) fn write(letter: &Letter) -> (String, String, String) {
    let content = content(letter);
    let fits = "a template writes into memory";
    let text = Plain { mail: &content }.render().expect(fits);
    let html = Html { mail: &content }.render().expect(fits);
    (content.subject, text, html)
}

fn content(letter: &Letter) -> Content {
    let survey = letter.version.survey();
    let language = language::of(survey, &[&letter.language]);
    let texts = Texts { language, default: &survey.default_language };
    let words = Words::of(language);
    // Line breaks would end a subject.
    let title = texts.get(&survey.title).unwrap_or(&survey.id);
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let (subject, ask) = match letter.number {
        0 => (title.clone(), words.say("mail-ask")),
        _ => (format!("{}: {title}", words.say("mail-reminder")), words.say("mail-ask-again")),
    };
    let sender = Some(&letter.sender).filter(|sender| !sender.is_empty());
    Content {
        question: asked(letter, texts, words),
        language: language.to_owned(),
        direction: language::direction(language),
        subject,
        title,
        hello: words.say("mail-hello"),
        ask,
        open: words.say("mail-open"),
        link: letter.link.clone(),
        sender: sender.map(|sender| format!("{}: {sender}", words.say("mail-sender"))),
        why: words.say("mail-why"),
        opt_out: words.say("mail-opt-out"),
        opt_out_link: letter.opt_out_link.clone(),
    }
}

fn asked(letter: &Letter, texts: Texts<'_>, words: &Words) -> Option<Asked> {
    let seed = letter.id.to_string();
    let first = letter.version.order(seed.as_bytes())[0];
    let nothing = Filled::Kept(None);
    let view = View::new(&letter.version, first, seed.as_bytes(), texts, words, nothing, None);
    let linked = |choice: Choice| Linked {
        link: format!("{}?q={}&a={}", letter.link, view.id, choice.value),
        heard: match choice.aside.as_str() {
            "" => choice.label.clone(),
            aside => format!("{}, {aside}", choice.label),
        },
        label: choice.label,
        face: choice.face,
    };
    let (mut rows, mut ends, mut list) = (Vec::new(), Vec::new(), Vec::new());
    match view.control {
        Control::Numbers { choices, low, high } => {
            let mut numbers: Vec<Linked> = choices.into_iter().map(linked).collect();
            let last = numbers.len() - 1;
            let named = [(0, low), (last, high)].into_iter().filter(|(_, word)| !word.is_empty());
            ends.extend(named.map(|(at, word)| format!("{} = {word}", numbers[at].label)));
            let pieces = numbers.len().div_ceil(SIDE_BY_SIDE);
            let piece = numbers.len().div_ceil(pieces);
            while !numbers.is_empty() {
                let rest = numbers.split_off(piece.min(numbers.len()));
                rows.push(std::mem::replace(&mut numbers, rest));
            }
        }
        Control::Faces(choices)
        | Control::Steps(choices)
        | Control::One(choices)
        | Control::Several(choices) => list.extend(choices.into_iter().map(linked)),
        Control::Select { .. } | Control::Number { .. } | Control::Text { .. } => return None,
    }
    Some(Asked { text: view.text, rows, ends, list, choose: words.say("mail-choose") })
}
