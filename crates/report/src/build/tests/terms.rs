use plaudit_core::measure::Kind;

use super::*;
use crate::{CommentCounter, Material};

/// The shop with a question for comments.
fn commented() -> Survey {
    let mut survey = Survey { privacy_k: 2, ..survey() };
    survey.questions.push(question("comment", QuestionKind::Text { max_length: 500 }));
    survey
}

/// One comment: score of `recommend`, language, respondent, team, text.
type Said<'a> = (i32, &'a str, Option<&'a str>, &'a str, &'a str);

fn counted(
    versions: &[Arc<Version>],
    said: &[(usize, Said<'_>)],
    request: v1::BuildReportRequest,
) -> v1::Report {
    let latest = versions.last().unwrap();
    let query = Query::new(request, latest).unwrap();
    let mut counter = CommentCounter::new(versions, &query).unwrap();
    let mut tally = Tally::default();
    for (version, (score, language, respondent, team, text)) in said {
        let answer = |question: &str, given| SubmittedAnswer {
            question: question.into(),
            given: Some(given),
        };
        let submission = Submission {
            id: "r".into(),
            answered_at: Some(now()),
            respondent: respondent.map(str::to_owned),
            channel: None,
            language: (!language.is_empty()).then(|| (*language).to_owned()),
            weight: None,
            duration_seconds: None,
            segments: BTreeMap::from([("team".to_owned(), (*team).to_owned())]),
            answers: vec![
                answer("recommend", Given::Score(*score)),
                answer("comment", Given::Text((*text).to_owned())),
            ],
            completed: true,
        };
        let version = &versions[*version];
        let response = version.check(submission, now()).unwrap();
        counter.add(version, &response);
        tally.add(version, &response);
    }
    let material = Material { comments: counter.finish(), ..tally.into() };
    build(versions, &material, &query, now()).unwrap()
}

fn about_comments() -> v1::BuildReportRequest {
    v1::BuildReportRequest { terms: vec!["comment".into()], ..Default::default() }
}

/// Many promoters call it quick, many detractors slow; passives call it grey.
fn opinions(times: usize) -> Vec<(usize, Said<'static>)> {
    let said = [
        (10, "", None, "north", "so quick, friendly"),
        (9, "", None, "south", "quick and friendly"),
        (3, "", None, "north", "slow, slow and friendly"),
        (0, "", None, "south", "Slowly slow"),
        (8, "", None, "north", "grey"),
    ];
    let both = [(10, "", None, "north", "slow"), (2, "", None, "north", "quick")];
    let many = said.iter().cycle().take(said.len() * times);
    many.chain(both.iter().cycle().take(4)).map(|said| (0, *said)).collect()
}

fn texts(terms: &[v1::Term]) -> Vec<&str> {
    terms.iter().map(|term| term.text.as_str()).collect()
}

#[test]
fn promoters_and_detractors_are_told_apart_by_their_words() {
    let version = version(1, commented());
    let report = counted(&[version], &opinions(60), about_comments());
    let [found] = report.terms.as_slice() else { panic!("one question") };
    assert_eq!((found.measure.as_str(), found.good, found.bad), ("nps", 122, 122));
    assert_eq!(texts(&found.more_in_good)[0], "quick");
    assert_eq!(texts(&found.more_in_bad)[0], "slow");
    let slow = &found.more_in_bad[0];
    assert_eq!((slow.good, slow.bad), (2, 120));
    assert!(slow.delta < 0.0 && slow.z < -5.0 && slow.p_adjusted < 1e-6);
    let all = [texts(&found.more_in_good), texts(&found.more_in_bad)].concat();
    assert!(!all.contains(&"grey"), "a passive is on neither side");
    assert!(found.notes[0].contains("chose to"), "{:?}", found.notes);
}

#[test]
fn a_term_in_more_comments_of_the_other_side_is_not_listed() {
    let version = version(1, commented());
    // Who is unhappy writes more of everything, `fine` included.
    let long = "the and of was to in it that fine they when then so but with at by from we";
    let mut said: Vec<(usize, Said<'_>)> = vec![(0, (1, "xx", None, "north", long)); 300];
    said.extend(vec![(0, (10, "xx", None, "north", "fine")); 200]);
    said.extend(vec![(0, (10, "xx", None, "north", "so")); 100]);
    let report = counted(&[version], &said, about_comments());
    assert_eq!(texts(&report.terms[0].more_in_good), Vec::<&str>::new());
}

#[test]
fn filters_and_older_versions_are_respected() {
    let first = version(1, commented());
    let mut reworded = commented();
    reworded.questions.swap(0, 2);
    let second = version(2, reworded.clone());
    reworded.questions[2].wording = 2;
    let third = version(3, reworded);
    let filter = v1::Filter { segment: "team".into(), values: vec!["north".into()] };
    let north = v1::BuildReportRequest { filters: vec![filter], ..about_comments() };
    let said = opinions(60);
    let report = counted(&[first.clone(), second.clone()], &said, north);
    assert_eq!((report.terms[0].good, report.terms[0].bad), (62, 62));
    // The score was asked in other words before: those answers say nothing of the new ones.
    let mut mixed = said.clone();
    mixed.extend(said.iter().map(|(_, said)| (2, *said)));
    let report = counted(&[first, second, third], &mixed, about_comments());
    assert_eq!((report.terms[0].good, report.terms[0].bad), (122, 122));
}

#[test]
fn a_respondent_counts_once_a_side_where_one_may_answer_several_times() {
    let mut ranter: Vec<(usize, Said<'_>)> =
        vec![(0, (1, "", Some("ranter"), "north", "slow lift")); 50];
    ranter.push((0, (10, "", Some("ranter"), "north", "fine")));
    ranter.extend(opinions(10));
    let count = |repeat_respondents| {
        let version = version(1, Survey { repeat_respondents, ..commented() });
        let report = counted(&[version], &ranter, about_comments());
        (report.terms[0].good, report.terms[0].bad)
    };
    assert_eq!((count(true), count(false)), ((23, 23), (23, 72)));
}

#[test]
fn each_comment_is_read_in_its_language() {
    let version = version(1, commented());
    let good = (10, "vi-VN", None, "north", "Nhân viên nhiệt tình");
    let bad = (1, "vi", None, "north", "Không nhiệt tình, giao hàng chậm");
    let mut said: Vec<(usize, Said<'_>)> = vec![(0, good); 60];
    said.extend(vec![(0, bad); 40]);
    said.extend([(0, (10, "vi", None, "north", "chậm")), (0, (10, "vi", None, "north", "chậm"))]);
    said.extend([(0, (1, "vi", None, "north", "Nhân viên")); 2]);
    let report = counted(&[version], &said, about_comments());
    // The parts of what is said as one are not listed beside it.
    assert_eq!(texts(&report.terms[0].more_in_good), ["nhân viên"]);
    assert_eq!(texts(&report.terms[0].more_in_bad), ["chậm"]);
}

#[test]
fn without_a_measure_that_parts_answers_nothing_is_compared() {
    let mut survey = commented();
    survey.measures.retain(|measure| measure.id == "speed");
    survey.measures[0].kind = Kind::Mean { top: Vec::new() };
    let version = version(1, survey);
    let report = counted(&[version], &opinions(5), about_comments());
    assert!(report.terms[0].measure.is_empty() && report.terms[0].good == 0);
    assert!(report.terms[0].notes[0].contains("good and bad"), "{:?}", report.terms[0].notes);
}
