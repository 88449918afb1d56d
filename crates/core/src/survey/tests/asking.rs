//! Conditions, orders and rules of asking.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Version, noon, refused, survey};
use crate::response::{Given, NoAnswer, Submission};
use crate::survey::{Condition, OptionOrder, Recontact, RecontactScope, Survey, Test};
use crate::testing::{answer, submission};

fn given(question: &str, test: Test) -> Condition {
    Condition::Given { question: question.to_owned(), test }
}

fn score(question: &str, min: Option<i32>, max: Option<i32>) -> Condition {
    given(question, Test::Score { min, max })
}

fn options(question: &str, ids: &[&str]) -> Condition {
    given(question, Test::Options(ids.iter().map(|id| (*id).to_owned()).collect()))
}

/// The sample survey whose question `why` is shown on `condition`, and required then.
fn why(condition: Condition) -> Survey {
    let mut survey = survey(false);
    survey.questions[4].show_if = Some(condition);
    survey.questions[4].required = true;
    survey
}

fn version(survey: Survey) -> Version {
    Version::new(1, noon(), survey).unwrap()
}

#[test]
fn a_condition_names_an_earlier_question_and_what_it_can_be_answered() {
    let why = |condition: Condition, field: &str| {
        let field = format!("questions[4].show_if{field}");
        refused(|s| s.questions[4].show_if = Some(condition), &[&field]);
    };
    why(given("mood", Test::Answered), ".answer.question");
    why(given("why", Test::Answered), ".answer.question");
    why(score("recommend", Some(11), None), ".answer.score.min");
    why(score("recommend", None, Some(-1)), ".answer.score.max");
    why(score("recommend", Some(7), Some(6)), ".answer.score.max");
    why(score("first", None, None), ".answer.score");
    why(options("recommend", &["yes"]), ".answer.options.options");
    why(options("first", &[]), ".answer.options.options");
    why(options("first", &["yes", "maybe"]), ".answer.options.options[1]");
    why(Condition::All(vec![]), ".all.conditions");
    let late = Condition::Any(vec![given("first", Test::Answered), given("why", Test::Answered)]);
    why(late, ".any.conditions[1].answer.question");
    let deep = (0..5).fold(given("first", Test::Answered), |c, _| Condition::All(vec![c]));
    why(deep, &[".all.conditions[0]"; 4].concat());
    refused(
        |s| s.questions[0].show_if = Some(given("why", Test::Answered)),
        &["questions[0].show_if.answer.question"],
    );
}

#[test]
fn a_random_block_names_neighbours_once_and_no_condition_looks_into_its_own() {
    let block = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let blocks = |blocks: Vec<Vec<String>>, field: &str| {
        refused(|s| s.asking.random_blocks = blocks, &[field]);
    };
    blocks(vec![block(&["overall"])], "random_blocks[0].questions");
    blocks(vec![block(&["overall", "mood"])], "random_blocks[0].questions[1]");
    blocks(vec![block(&["recommend", "first"])], "random_blocks[0]");
    blocks(
        vec![block(&["recommend", "overall"]), block(&["overall", "first"])],
        "random_blocks[1].questions[0]",
    );
    refused(
        |s| {
            s.asking.random_blocks = vec![block(&["overall", "first"])];
            s.questions[2].show_if = Some(given("overall", Test::Answered));
        },
        &["questions[2].show_if.answer.question"],
    );
}

#[test]
fn rules_and_orders_have_their_bounds() {
    for days in [0, 3_651] {
        let rule = Recontact { days, scope: RecontactScope::Tenant };
        refused(|s| s.asking.recontact = Some(rule), &["recontact.days"]);
        refused(|s| s.retention_days = Some(days * 10), &["retention_days"]);
    }
    let random = |ids: &[&str]| OptionOrder::Random {
        fixed: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    refused(|s| s.questions[0].option_order = random(&[]), &["questions[0]"]);
    refused(
        |s| s.questions[3].option_order = random(&["mail", "fax"]),
        &["questions[3].multiple_choice.random_order.fixed[1]"],
    );
    let (skipped, unknown) = (NoAnswer::Skipped, NoAnswer::DontKnow);
    refused(
        |s| s.questions[1].no_answer = vec![skipped, unknown, unknown],
        &["questions[1].no_answer[0]", "questions[1].no_answer[2]"],
    );
}

#[test]
fn what_is_required_is_required_where_it_was_shown() {
    let version = version(why(Condition::Any(vec![
        score("recommend", None, Some(6)),
        Condition::All(vec![options("first", &["no"]), options("used", &["chat", "mail"])]),
    ])));
    let missing = |change: &dyn Fn(&mut Submission)| {
        let mut sent = submission();
        sent.answers.pop();
        change(&mut sent);
        match version.check(sent, noon()) {
            Ok(_) => false,
            Err(found) => {
                assert_eq!(found.len(), 1, "{found:?}");
                assert_eq!(found[0].field, "answers");
                assert_eq!(found[0].reason, "a completed response must answer \"why\"");
                true
            }
        }
    };
    let first = |id: &str| answer("first", Given::Option(id.to_owned()));
    let used = |ids: &[&str]| {
        answer("used", Given::Options(ids.iter().map(|id| (*id).to_owned()).collect()))
    };
    assert!(!missing(&|_| {}), "9, yes: nobody was asked why");
    assert!(missing(&|s| s.answers[0] = answer("recommend", Given::Score(6))));
    assert!(missing(&|s| s.answers[2] = first("no")));
    assert!(!missing(&|s| {
        s.answers[2] = first("no");
        s.answers[3] = used(&["phone"]);
    }));
    // No answer is no score, whatever bounds are left out.
    let unknown = || answer("recommend", Given::NoAnswer(NoAnswer::DontKnow));
    assert!(!missing(&|s| s.answers[0] = unknown()));
    // One who left before the end owes nothing.
    assert!(!missing(&|s| {
        s.answers[0] = answer("recommend", Given::Score(0));
        s.completed = false;
    }));
}

#[test]
fn an_answer_to_a_hidden_question_is_recorded_as_given() {
    let hidden = version(why(score("recommend", None, Some(6))));
    let sent = hidden.check(submission(), noon()).unwrap();
    assert!(!hidden.is_shown(4, &sent.answers));
    let open = version(survey(false));
    assert_eq!(sent.answers, open.check(submission(), noon()).unwrap().answers);
    assert_eq!(sent.digest(&hidden), open.check(submission(), noon()).unwrap().digest(&open));
    assert_eq!(hidden.layout(), open.layout());
}

/// All five questions in two blocks but the first, and options in random order.
fn shuffled() -> Version {
    let mut survey = survey(false);
    let block = ["overall", "first", "used", "why"].map(str::to_owned).to_vec();
    survey.asking.random_blocks = vec![block];
    survey.questions[3].option_order = OptionOrder::Random { fixed: vec!["chat".to_owned()] };
    version(survey)
}

#[test]
fn a_published_order_never_changes() {
    // A respondent who comes back must see what was seen before, also after an update of
    // Plaudit. Reference: the same hashes by Python's hashlib.
    let version = shuffled();
    assert_eq!(version.order(b"invitation-1"), [0, 2, 1, 3, 4]);
    assert_eq!(version.option_order(3, b"invitation-1"), [2, 1, 0]);
    assert_eq!(version.option_order(2, b"invitation-1"), [0, 1], "as written");
}

#[test]
fn each_order_is_as_likely_as_any_other() {
    let version = shuffled();
    let mut seen: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    for respondent in 0..2_400_u32 {
        *seen.entry(version.order(&respondent.to_le_bytes())).or_default() += 1;
    }
    // 24 orders of about 100 each: χ² with 23 degrees of freedom is below 49.7 in 999 of 1,000 cases.
    assert_eq!(seen.len(), 24);
    let chi2: f64 = seen.values().map(|n| (f64::from(*n) - 100.0).powi(2) / 100.0).sum();
    assert!(chi2 < 49.7, "{chi2}");
}

proptest! {
    #[test]
    fn an_order_is_a_permutation_that_a_new_question_leaves_alone(seed: [u8; 8]) {
        let version = shuffled();
        let order = version.order(&seed);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..5).collect::<Vec<_>>());
        prop_assert_eq!(order[0], 0);
        let options = version.option_order(3, &seed);
        prop_assert!(options == [0, 1, 2] || options == [2, 1, 0]);

        let mut later = version.survey().clone();
        let mood = crate::survey::Question { id: "mood".to_owned(), ..later.questions[1].clone() };
        later.questions.insert(2, mood);
        later.asking.random_blocks[0].push("mood".to_owned());
        let later = self::version(later);
        let ids = |version: &Version| -> Vec<String> {
            let id = |at: &usize| version.survey().questions[*at].id.clone();
            version.order(&seed).iter().map(id).filter(|id| id != "mood").collect()
        };
        prop_assert_eq!(ids(&later), ids(&version));
    }
}
