use super::*;
use crate::bank;

/// 2026-03-10T12:00:00Z.
const NOON: i64 = 1_773_144_000_000_000;

fn now() -> Timestamp {
    Timestamp::from_micros(NOON).unwrap()
}

fn version() -> Version {
    let mut survey = bank::template("social-poll").unwrap().survey.clone();
    let like = survey.questions.iter_mut().find(|it| it.id == "poll_like").unwrap();
    let QuestionKind::SingleChoice(options) = &like.kind else { panic!("{like:?}") };
    like.kind = QuestionKind::MultipleChoice(options.clone());
    survey.measures.retain(|measure| measure.question != "poll_like");
    Version::new(1, now(), survey).unwrap()
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

fn poll(question: &str, counts: &[(&str, u64)]) -> SubmittedPoll {
    SubmittedPoll {
        id: "facebook-1".to_owned(),
        question: question.to_owned(),
        platform: "facebook".to_owned(),
        url: Some("https://example.org/polls/1".to_owned()),
        from: day("2026-03-01"),
        to: day("2026-03-07"),
        counts: counts.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect(),
        voters: None,
        reach: None,
    }
}

fn fields(poll: SubmittedPoll) -> Vec<String> {
    let found = version().check_poll(poll, now()).unwrap_err();
    found.into_iter().map(|violation| violation.field).collect()
}

#[test]
fn every_field_that_is_wrong_is_named() {
    let good = poll("poll_support", &[("helpful", 40)]);
    assert!(version().check_poll(good.clone(), now()).is_ok());
    let cases: [(SubmittedPoll, &[&str]); 10] = [
        (SubmittedPoll { id: "a b".to_owned(), ..good.clone() }, &["id"]),
        (
            SubmittedPoll { platform: String::new(), from: None, ..good.clone() },
            &["platform", "from"],
        ),
        (SubmittedPoll { url: Some("javascript:alert(1)".to_owned()), ..good.clone() }, &["url"]),
        (SubmittedPoll { to: day("2026-02-28"), ..good.clone() }, &["to"]),
        (SubmittedPoll { to: day("2026-03-11"), ..good.clone() }, &["to"]),
        (SubmittedPoll { question: "who".to_owned(), ..good.clone() }, &["question"]),
        (poll("poll_missing", &[("more", 4)]), &["question"]),
        (poll("poll_support", &[("helpful", 4), ("nice", 2)]), &["counts.nice"]),
        (poll("poll_support", &[("helpful", 0)]), &["counts"]),
        (SubmittedPoll { voters: Some(41), reach: Some(39), ..good.clone() }, &["reach", "voters"]),
    ];
    for (poll, expected) in cases {
        assert_eq!(fields(poll.clone()), expected, "{poll:?}");
    }
    let large = SubmittedPoll {
        counts: [("helpful".to_owned(), u64::MAX), ("not_needed".to_owned(), 9)].into(),
        ..good
    };
    assert_eq!(fields(large), ["counts.helpful"]);
}

#[test]
fn shares_are_of_voters_and_bounded_by_those_who_saw_it() {
    let counts = [("helpful", 60), ("not_helpful", 20)];
    let sent = SubmittedPoll { reach: Some(400), ..poll("poll_support", &counts) };
    let poll = version().check_poll(sent, now()).unwrap();
    assert_eq!(poll.voters, Some(80));
    let shares = poll.shares(version().question("poll_support").unwrap());
    assert_eq!((shares.n, shares.of_voters, shares.participation), (80, true, Some(0.2)));
    let found: Vec<_> = shares.options.iter().map(|it| (it.count, it.share, it.bounds)).collect();
    assert_eq!(
        found,
        [
            (60, 0.75, Some((0.15, 0.95))),
            (20, 0.25, Some((0.05, 0.85))),
            (0, 0.0, Some((0.0, 0.8))),
        ]
    );
}

#[test]
fn where_several_may_be_chosen_votes_are_not_taken_for_people() {
    let counts = [("quality", 30), ("price", 10)];
    let votes = SubmittedPoll { reach: Some(100), ..poll("poll_like", &counts) };
    let people = SubmittedPoll { voters: Some(32), ..votes.clone() };
    let of = |sent| {
        let poll = version().check_poll(sent, now()).unwrap();
        poll.shares(version().question("poll_like").unwrap())
    };
    let of_votes = of(votes.clone());
    assert_eq!((of_votes.n, of_votes.of_voters, of_votes.participation), (40, false, None));
    assert_eq!((of_votes.options[0].share, of_votes.options[0].bounds), (0.75, None));
    let of_people = of(people);
    assert_eq!((of_people.n, of_people.of_voters), (32, true));
    assert_eq!(of_people.options[0].bounds, Some((0.3, 0.98)));
    for voters in [29, 41] {
        assert_eq!(fields(SubmittedPoll { voters: Some(voters), ..votes.clone() }), ["voters"]);
    }
    assert_eq!(fields(SubmittedPoll { reach: Some(29), ..votes }), ["reach"]);
}

#[test]
fn a_poll_says_the_same_however_it_was_written() {
    let first = version().check_poll(poll("poll_support", &[("helpful", 4)]), now()).unwrap();
    let counts = [("helpful", 4), ("not_needed", 0)];
    let again = SubmittedPoll { voters: Some(4), ..poll("poll_support", &counts) };
    let again = version().check_poll(again, now()).unwrap();
    assert!(first.says_the_same_as(&Poll { version: 2, ..again.clone() }));
    assert!(!first.says_the_same_as(&Poll { reach: Some(9), ..again }));
}
