//! What each target of cargo-fuzz does with its bytes. Bad bytes are refused without a word; what is
//! accepted must be what it says. Each returns whether it accepted them.

#![allow(unreachable_pub, reason = "the programs of cargo-fuzz call them from outside")]

use std::sync::{Arc, LazyLock};

use plaudit_core::comoments::{Comoments, Month, Plan};
use plaudit_core::invitation::Claim;
use plaudit_core::response::{Response, Submission};
use plaudit_core::survey::{Survey, Version};
use plaudit_core::tally::{Cell, Row, Tally};
use plaudit_core::time::Timestamp;
use plaudit_proto::convert::{BadTally, StoredTally};
use plaudit_proto::{borrowed, json, v1};
use prost::Message;

use crate::bounce::Report;
use crate::files::{self, Format};
use crate::import::{Input, Mapping, Reader, Recognised, Row as Line, Settings};

/// A survey that asks for everything, which is one of the corpus, too.
const SURVEY: &str = include_str!("../../../../fuzz/corpus/survey/good-everything.yaml");
/// What signed the tokens of the corpus, and these.
const LINK_SECRET: [u8; 32] = *b"the secret of the links of acme!";
const SIGNED: [&str; 3] = [
    include_str!("../../../../fuzz/corpus/token/good-answer"),
    include_str!("../../../../fuzz/corpus/token/good-opt-out"),
    include_str!("../../../../fuzz/corpus/token/good-other-tenant"),
];
/// Between a mapping and its CSV file.
const CUT: &str = "\n=====\n";

static VERSION: LazyLock<Arc<Version>> = LazyLock::new(|| {
    let survey = files::survey::parse("everything.yaml", SURVEY, Format::Yaml).expect("it is good");
    let epoch = Timestamp::from_micros(0).expect("an instant");
    let survey = Survey::try_from(survey).expect("it is good");
    Arc::new(Version::new(1, epoch, survey).expect("it is good"))
});

/// 2026-09-21.
fn now() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000).expect("an instant")
}

fn plan(version: u32) -> Option<&'static Plan> {
    (version == VERSION.number()).then(|| VERSION.plan())
}

/// A response on the wire: decoded, checked, counted, written and read again.
pub fn response(bytes: &[u8]) -> bool {
    let Ok(sent) = borrowed::Response::decode(bytes) else { return false };
    let outcome = VERSION.check(Submission::from(sent), now());
    let message = v1::Response::decode(bytes).expect("what borrows its texts is read no other way");
    let submission = Submission::from(message);
    assert_eq!(outcome, VERSION.check(submission.clone(), now()));
    let Ok(checked) = outcome else { return false };
    count(&checked);
    let written = v1::Response::new("everything", VERSION.number(), submission);
    let line = json::to_string("Response", &written).expect("a message of the contracts");
    let read: v1::Response = json::from_str("Response", &line).expect("it was written so");
    let again = VERSION.check(Submission::from(read), now());
    assert_eq!(again.as_ref(), Ok(&checked), "{line}");
    true
}

/// Counts a response in every way in which it is kept, and takes it out again.
fn count(checked: &Response) {
    let mut tally = Tally::default();
    tally.add(&VERSION, checked);
    let row = v1::TallyRow::new(Cell::of(checked), &Row::of(&VERSION, checked));
    let stored = v1::Tally { rows: vec![row], ..v1::Tally::default() };
    for stored in [stored, v1::Tally::from(&tally), v1::Tally::packed(&tally)] {
        assert_eq!(read_tally(&stored.encode_to_vec()).as_ref(), Ok(&tally));
    }
    tally.subtract(&VERSION, checked);
    assert!(tally.is_empty());
    let mut comoments = Comoments::default();
    comoments.add(&VERSION, checked).expect("of the same version");
}

/// A survey file: read as YAML and as TOML; what is good is written and read again.
pub fn survey(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else { return false };
    let mut accepted = false;
    for format in [Format::Yaml, Format::Toml] {
        let Ok(read) = files::survey::parse("survey", text, format) else { continue };
        let written = files::survey::write(&read);
        let again = files::survey::parse("survey.yaml", &written, Format::Yaml);
        assert_eq!(again.expect("it was written so"), read, "{written}");
        accepted = true;
    }
    accepted
}

/// A mapping file and a CSV file, packed or not: a good row is a response that passes the checks.
pub fn mapping(bytes: &[u8]) -> bool {
    let at = bytes.windows(CUT.len()).position(|part| part == CUT.as_bytes());
    let Some((mapping, rest)) = at.and_then(|at| bytes.split_at_checked(at)) else { return false };
    let Ok(mapping) = str::from_utf8(mapping) else { return false };
    let Ok(mapping) = Mapping::parse("mapping.toml", mapping) else { return false };
    let csv = Input::Memory(rest[CUT.len()..].into());
    let Ok(reader) = Reader::open(&csv, &mapping, Arc::clone(&VERSION), now()) else {
        return false;
    };
    let mut accepted = false;
    for row in reader {
        let Ok(Line::Good(row)) = row else { continue };
        let checked = VERSION.check(Submission::from(row.response), now());
        assert!(checked.is_ok(), "line {}: {checked:?}", row.line);
        accepted = true;
    }
    accepted
}

/// A file of any known format: a survey is made of it, a mapping to that survey, and of its good rows
/// responses that pass the checks.
pub fn recognised(bytes: &[u8]) -> bool {
    let input = Input::Memory(bytes.into());
    let settings = Settings { undated: Some("2026-03-01".to_owned()), ..Settings::default() };
    let Ok(Some(file)) = Recognised::of(&input, &settings) else { return false };
    let Ok(proposal) = file.propose("proposed", &settings) else { return false };
    let Ok(fit) = file.fit(&proposal.survey, &settings) else { return false };
    let survey = Survey::try_from(proposal.survey).expect("what is proposed is a survey");
    let epoch = Timestamp::from_micros(0).expect("an instant");
    let version = Version::new(1, epoch, survey).expect("what is proposed can be published");
    let version = Arc::new(version);
    let mapping = Mapping::parse("mapping.toml", &fit.text).expect("it was written so");
    let reader = Reader::open(&input, &mapping, Arc::clone(&version), now());
    let mut accepted = false;
    for row in reader.expect("the mapping fits the file and the survey") {
        let Ok(Line::Good(row)) = row else { continue };
        let checked = version.check(Submission::from(row.response), now());
        assert!(checked.is_ok(), "line {}: {checked:?}", row.line);
        accepted = true;
    }
    accepted
}

/// The other texts that come in: margins, a frame, and a line of `plaudit export`.
pub fn inputs(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else { return false };
    files::parse("margins.toml", text, Format::Toml, files::margins::margins).is_ok()
        || files::parse("frame.toml", text, Format::Toml, files::frame::frame).is_ok()
        || json::from_str::<v1::Response>("Response", text).is_ok()
}

/// A stored tally: what can be read adds up, is taken out again, and is written as it was read.
pub fn tally(bytes: &[u8]) -> bool {
    let Ok(tally) = read_tally(bytes) else { return false };
    let written = v1::Tally::from(&tally).encode_to_vec();
    assert_eq!(read_tally(&written).as_ref(), Ok(&tally));
    let mut sum = read_tally(&[bytes, &written].concat()).expect("they are alike");
    sum.unmerge(tally.clone()).expect("they are alike");
    assert_eq!(sum, tally);
    sum.unmerge(tally).expect("they are alike");
    assert!(sum.is_empty());
    true
}

fn read_tally(bytes: &[u8]) -> Result<Tally, BadTally> {
    StoredTally::decode(bytes)?.sum()
}

/// Stored co-moments: the same, also where rows become sums.
pub fn comoments(bytes: &[u8]) -> bool {
    let Ok(stored) = v1::Comoments::decode(bytes) else { return false };
    let Ok(month) = Month::try_from(stored) else { return false };
    let written = v1::Comoments::from(&month).encode_to_vec();
    let again = v1::Comoments::decode(written.as_slice()).expect("it was written so");
    assert_eq!(Month::try_from(again).as_ref(), Ok(&month));
    let mut condensed = month.clone();
    if condensed.condense(plan).is_err() {
        return false;
    }
    let (Ok(total), Ok(same)) = (month.total(plan), condensed.total(plan)) else { return false };
    assert_eq!(same, total);
    let mut sum = total.clone();
    sum.merge(&total).expect("they are alike");
    sum.unmerge(&total).expect("they are alike");
    assert_eq!(sum, total);
    drop(total.model(&[Arc::clone(&VERSION)], 0));
    drop(total.path_model(&[Arc::clone(&VERSION)]));
    true
}

/// A token of a link: none opens but those that were signed, whoever has seen them.
pub fn token(bytes: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(bytes) else { return false };
    let Some(token) = Claim::read(text).and_then(|claim| claim.verified(&LINK_SECRET)) else {
        return false;
    };
    assert!(SIGNED.contains(&text), "nobody signed {text}");
    assert_eq!(token.signed(&LINK_SECRET), text);
    true
}

/// A mail that came back: a delivery report on one of ours, or refused.
pub fn bounce(bytes: &[u8]) -> bool {
    Report::read(bytes).is_ok()
}
