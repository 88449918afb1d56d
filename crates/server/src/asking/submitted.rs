//! Answers as they are sent on: by ids.

use plaudit_core::response::{Answer, Given, SubmittedAnswer};
use plaudit_core::survey::Version;

use super::sheets::Answers;

/// What is submitted of `answers`.
pub(crate) fn submitted(version: &Version, answers: &Answers) -> Vec<SubmittedAnswer> {
    let submitted = |(at, answer): &(usize, Answer)| SubmittedAnswer {
        question: version.survey().questions[*at].id.clone(),
        given: Some(given(version, *at, answer)),
    };
    answers.iter().map(submitted).collect()
}

fn given(version: &Version, at: usize, answer: &Answer) -> Given {
    let options = version.survey().questions[at].kind.options();
    let id = |at: usize| options[at].id.clone();
    match answer {
        Answer::Score(score) => Given::Score(*score),
        Answer::Option(at) => Given::Option(id(*at)),
        Answer::Options(all) => Given::Options(all.iter().map(|at| id(*at)).collect()),
        Answer::Text(text) => Given::Text(text.clone()),
        Answer::NoAnswer(reason) => Given::NoAnswer(*reason),
    }
}
