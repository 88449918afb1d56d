use super::*;
use crate::Violation;
use crate::survey::Version;
use crate::testing::{self, answer, noon, submission};

/// Fields of the violations of `submission` against `version`, in their order.
fn fields(version: &Version, submission: Submission) -> Vec<String> {
    let found = version.check(submission, noon()).err().unwrap_or_default();
    found.into_iter().map(|violation| violation.field).collect()
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Submission), field: &str, reason: &str) {
    let mut changed = submission();
    change(&mut changed);
    let found = testing::version(false).check(changed, noon()).unwrap_err();
    assert_eq!(found, [Violation::new(field, reason)]);
}

#[test]
fn a_right_response_is_taken_as_it_is() {
    let response = testing::version(false).check(submission(), noon()).unwrap();
    assert_eq!(response.id, "r-1");
    assert_eq!(response.version, 1);
    assert_eq!(response.day.to_string(), "2026-11-22");
    assert_eq!(response.segments, [Some("north".to_owned()), None, Some("web".to_owned())]);
    assert_eq!(
        response.answers,
        [
            (0, Answer::Score(9)),
            (1, Answer::Score(4)),
            (2, Answer::Option(0)),
            (3, Answer::Options(vec![0, 2])),
            (4, Answer::Text("fast".to_owned())),
        ]
    );
}

#[test]
fn an_id_must_be_short_printable_ascii() {
    let reason = "must be 1 to 64 printable ASCII characters without blanks";
    for bad in ["", "a b", "ä", "a\n", "x".repeat(65).as_str()] {
        refused(|s| s.id = bad.to_owned(), "id", reason);
    }
    let longest = Submission { id: "x".repeat(64), ..submission() };
    assert!(testing::version(false).check(longest, noon()).is_ok());
}

#[test]
fn a_time_is_required_and_at_most_five_minutes_ahead() {
    refused(|s| s.answered_at = None, "answered_at", "is required, within the years 0001 to 9998");
    refused(
        |s| s.answered_at = Some(noon().plus_micros(MAX_AHEAD_MICROS + 1)),
        "answered_at",
        "is more than five minutes ahead of the server's clock",
    );
    let just = Some(noon().plus_micros(MAX_AHEAD_MICROS));
    let just = Submission { answered_at: just, ..submission() };
    assert!(testing::version(false).check(just, noon()).is_ok());
}

#[test]
fn lines_are_bounded_and_hold_no_control_characters() {
    let reason = |most| format!("must be 1 to {most} characters, none of them a control character");
    refused(|s| s.respondent = Some(String::new()), "respondent", &reason(128));
    refused(|s| s.respondent = Some("x".repeat(129)), "respondent", &reason(128));
    refused(|s| s.respondent = Some("a\0b".to_owned()), "respondent", &reason(128));
    refused(|s| s.language = Some("e\tn".to_owned()), "language", &reason(35));
}

#[test]
fn a_score_must_lie_on_its_scale() {
    let with =
        |score| move |s: &mut Submission| s.answers[1] = answer("overall", Given::Score(score));
    for off in [0, 6, -1, i32::MAX, i32::MIN] {
        refused(with(off), "answers[1].score", "must be within 1..=5");
    }
}

#[test]
fn a_question_must_exist_and_be_answered_once() {
    refused(
        |s| s.answers.push(answer("mood", Given::Score(1))),
        "answers[5].question",
        "version 1 has no question \"mood\"",
    );
    refused(
        |s| s.answers.push(answer("overall", Given::Score(3))),
        "answers[5].question",
        "\"overall\" is answered twice",
    );
    refused(|s| s.answers[1].given = None, "answers[1]", "has no value");
}

#[test]
fn an_answer_must_be_of_its_questions_kind() {
    let text = || Given::Text("5".to_owned());
    refused(|s| s.answers[1] = answer("overall", text()), "answers[1]", "must be a score");
    refused(|s| s.answers[2] = answer("first", text()), "answers[2]", "must be an option");
    refused(|s| s.answers[3] = answer("used", text()), "answers[3]", "must be options");
    refused(|s| s.answers[4] = answer("why", Given::Score(1)), "answers[4]", "must be a text");
}

#[test]
fn options_must_exist_and_be_named_once() {
    refused(
        |s| s.answers[2] = answer("first", Given::Option("maybe".to_owned())),
        "answers[2].option",
        "\"maybe\" is not an option of the question",
    );
    let many = |ids: &[&str]| Given::Options(ids.iter().map(|id| (*id).to_owned()).collect());
    refused(
        |s| s.answers[3] = answer("used", many(&["chat", "fax"])),
        "answers[3].options",
        "\"fax\" is not an option of the question",
    );
    refused(
        |s| s.answers[3] = answer("used", many(&["chat", "mail", "chat"])),
        "answers[3].options",
        "must name each option once",
    );
}

#[test]
fn a_text_is_bounded_and_holds_no_nul() {
    let text = |text: &str| answer("why", Given::Text(text.to_owned()));
    refused(|s| s.answers[4] = text(""), "answers[4].text", "must be 1 to 20 characters, has 0");
    // Characters are counted, not bytes.
    refused(
        |s| s.answers[4] = text(&"ơ".repeat(21)),
        "answers[4].text",
        "must be 1 to 20 characters, has 21",
    );
    refused(
        |s| s.answers[4] = text("a\0b"),
        "answers[4].text",
        "must not contain the character U+0000",
    );
    let mut longest = submission();
    longest.answers[4] = text(&"ơ".repeat(20));
    assert!(testing::version(false).check(longest, noon()).is_ok());
}

#[test]
fn a_completed_response_answers_what_is_required() {
    let reason = "a completed response must answer \"recommend\"";
    refused(|s| drop(s.answers.remove(0)), "answers", reason);
    let skipped = || answer("recommend", Given::NoAnswer(NoAnswer::Skipped));
    refused(|s| s.answers[0] = skipped(), "answers", reason);
    let mut left = submission();
    left.answers[0] = skipped();
    left.completed = false;
    assert!(testing::version(false).check(left, noon()).is_ok());
    let mut unknown = submission();
    unknown.answers[0] = answer("recommend", Given::NoAnswer(NoAnswer::DontKnow));
    assert!(testing::version(false).check(unknown, noon()).is_ok());
}

#[test]
fn segments_must_be_declared_and_hold_their_values() {
    let set = |id: &'static str, value: &'static str| {
        move |s: &mut Submission| drop(s.segments.insert(id.to_owned(), value.to_owned()))
    };
    refused(set("shop", "1"), "segments.shop", "version 1 declares no segment \"shop\"");
    refused(set("team", "west"), "segments.team", "\"west\" is not a value of the segment");
    refused(set("channel", "web"), "segments.channel", "belongs in the field channel");
    refused(set("language", "fi"), "segments.language", "belongs in the field language");
    let reason = "must be 1 to 64 characters, none of them a control character";
    refused(set("region", ""), "segments.region", reason);
    refused(set("region", "a\0"), "segments.region", reason);
    refused(|s| s.segments.clear(), "segments.team", "is required");
    refused(
        |s| s.channel = Some("fax".to_owned()),
        "channel",
        "\"fax\" is not a value of the segment",
    );
}

#[test]
fn a_weight_is_given_exactly_when_the_survey_is_weighted() {
    refused(|s| s.weight = Some(1.0), "weight", "must be absent: the survey is not weighted");
    let version = testing::version(true);
    assert_eq!(fields(&version, submission()), ["weight"]);
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY, 10_000.1, 1e-12] {
        let bad = Submission { weight: Some(bad), ..submission() };
        assert_eq!(fields(&version, bad), ["weight"]);
    }
    let right = Submission { weight: Some(10_000.0), ..submission() };
    assert_eq!(version.check(right, noon()).unwrap().weight.unwrap().steps(), 10_000 << 32);
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let mut bad = submission();
    bad.id = String::new();
    bad.answered_at = None;
    bad.segments.insert("shop".to_owned(), "1".to_owned());
    bad.answers[0] = answer("recommend", Given::Score(11));
    bad.answers[4] = answer("why", Given::Text(String::new()));
    assert_eq!(
        fields(&testing::version(false), bad),
        ["id", "answered_at", "segments.shop", "answers[0].score", "answers[4].text"]
    );
}

#[test]
fn the_digest_ignores_the_order_of_answers_and_the_id() {
    let version = testing::version(false);
    let digest = |submission| version.check(submission, noon()).unwrap().digest(&version);
    let mut other = submission();
    other.id = "r-2".to_owned();
    other.answers.reverse();
    if let Some(Given::Options(options)) = &mut other.answers[1].given {
        options.reverse();
    }
    assert_eq!(digest(other), digest(submission()));
}

#[test]
fn the_digest_tells_contents_apart() {
    let version = testing::version(false);
    let digest = |change: &dyn Fn(&mut Submission)| {
        let mut changed = submission();
        change(&mut changed);
        version.check(changed, noon()).unwrap().digest(&version).0
    };
    let mut digests = vec![
        digest(&|_| {}),
        digest(&|s| s.answered_at = Some(noon().plus_micros(-1))),
        digest(&|s| s.respondent = None),
        digest(&|s| s.respondent = Some("p-2".to_owned())),
        digest(&|s| s.channel = None),
        digest(&|s| s.channel = Some("mail".to_owned())),
        digest(&|s| s.language = None),
        digest(&|s| s.completed = false),
        digest(&|s| drop(s.segments.insert("region".to_owned(), "north".to_owned()))),
        digest(&|s| drop(s.segments.insert("team".to_owned(), "south".to_owned()))),
        digest(&|s| s.answers[0] = answer("recommend", Given::Score(10))),
        digest(&|s| s.answers[2] = answer("first", Given::Option("no".to_owned()))),
        digest(&|s| s.answers[2] = answer("first", Given::NoAnswer(NoAnswer::Skipped))),
        digest(&|s| s.answers[2] = answer("first", Given::NoAnswer(NoAnswer::DontKnow))),
        digest(&|s| s.answers[2] = answer("first", Given::NoAnswer(NoAnswer::NotApplicable))),
        digest(&|s| drop(s.answers.remove(2))),
        digest(&|s| s.answers[3] = answer("used", Given::Options(Vec::new()))),
        digest(&|s| s.answers[3] = answer("used", Given::Options(vec!["chat".to_owned()]))),
        digest(&|s| s.answers[4] = answer("why", Given::Text("slow".to_owned()))),
    ];
    let all = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), all);
}

#[test]
fn a_published_digest_never_changes() {
    let version = testing::version(false);
    // Stored beside each response: another value would turn every replay into a conflict.
    let digest = version.check(submission(), noon()).unwrap().digest(&version);
    let hex: String = digest.0.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "472dcd7196a055651e1ad5ad1c2989f3");
}

#[test]
fn a_replay_is_known_again_after_a_new_version() {
    let mut later = testing::survey(false);
    later.questions.reverse();
    later.segments.reverse();
    let later = Version::new(2, noon(), later).unwrap();
    let digest = |version: &Version| version.check(submission(), noon()).unwrap().digest(version);
    assert_eq!(digest(&later), digest(&testing::version(false)));
}
