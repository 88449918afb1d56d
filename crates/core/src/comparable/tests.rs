use super::*;
use crate::measure::{Kind, SecureItem};
use crate::scale::{Direction, Scale};
use crate::survey::Survey;
use crate::testing::{noon, options, question, survey};
use crate::text::LocalText;

fn version(number: u32, change: impl FnOnce(&mut Survey)) -> Version {
    let mut survey = survey(false);
    change(&mut survey);
    Version::new(number, noon(), survey).unwrap()
}

/// The sums in the layout of `to` of a response counted once at each position of `from`.
fn projected(from: &Version, to: &Version) -> (Vec<i64>, Projection) {
    let projection = Projection::new(from, to);
    let counts: Vec<i64> = (1..).take(from.layout().len()).collect();
    let mut sums = vec![0; to.layout().len()];
    projection.add(&counts, &mut sums);
    (sums, projection)
}

#[test]
fn a_version_projects_onto_itself_unchanged() {
    let version = version(1, |_| {});
    let (sums, projection) = projected(&version, &version);
    assert_eq!(sums, (1..).take(version.layout().len()).collect::<Vec<i64>>());
    assert_eq!(projection.segments(), [Some(0), Some(1), Some(2)]);
    assert!(projection.left_out().is_empty());
}

#[test]
fn questions_and_segments_are_found_by_id_in_another_order() {
    let old = version(1, |_| {});
    let new = version(2, |s| {
        s.questions.reverse();
        s.segments.swap(0, 2);
        s.segments.remove(1);
    });
    let (sums, projection) = projected(&old, &new);
    for (position, asked) in new.survey().questions.iter().enumerate() {
        let from = old.layout().block(old.position(&asked.id).unwrap());
        let to = new.layout().block(position);
        let expected: Vec<i64> = from.range().map(|at| at as i64 + 1).collect();
        assert_eq!(sums[to.range()], expected, "{}", asked.id);
    }
    assert_eq!(projection.segments(), [Some(2), Some(0)]);
}

#[test]
fn what_changed_its_meaning_is_left_out() {
    let old = version(1, |_| {});
    let left_out = |change: &dyn Fn(&mut Survey)| {
        let new = version(2, |s| {
            s.measures.clear();
            change(s);
        });
        let (sums, projection) = projected(&old, &new);
        for id in projection.left_out() {
            let block = new.layout().block(new.position(id).unwrap());
            assert!(sums[block.range()].iter().all(|sum| *sum == 0));
        }
        projection.left_out().to_vec()
    };
    assert_eq!(left_out(&|s| s.questions[1].wording = 2), ["overall"]);
    let kind = |kind: QuestionKind| move |s: &mut Survey| s.questions[1].kind = kind.clone();
    assert_eq!(left_out(&kind(QuestionKind::Score(Scale::new(1, 7)))), ["overall"]);
    let mut turned = Scale::new(1, 5);
    turned.direction = Direction::LowerIsBetter;
    assert_eq!(left_out(&kind(QuestionKind::Score(turned))), ["overall"]);
    assert_eq!(left_out(&kind(QuestionKind::Text { max_length: 5 })), ["overall"]);
    // An option that is gone takes the question with it; one that is new does not.
    let used = |ids: &'static [&str]| {
        move |s: &mut Survey| s.questions[3].kind = QuestionKind::MultipleChoice(options(ids))
    };
    assert_eq!(left_out(&used(&["phone", "chat"])), ["used"]);
    assert!(left_out(&used(&["fax", "mail", "phone", "chat"])).is_empty());
    // Labels may be mended, texts lengthened, questions added and dropped.
    assert!(left_out(&|s| s.questions[4].kind = QuestionKind::Text { max_length: 9 }).is_empty());
    assert!(left_out(&|s| drop(s.questions.remove(1))).is_empty());
    let more = question("more", QuestionKind::Text { max_length: 9 });
    assert!(left_out(&|s| s.questions.push(more.clone())).is_empty());
}

#[test]
fn options_are_matched_by_id() {
    let old = version(1, |_| {});
    let new = version(2, |s| {
        s.questions[3].kind =
            QuestionKind::MultipleChoice(options(&["fax", "mail", "phone", "chat"]));
    });
    let (sums, _) = projected(&old, &new);
    let at = old.layout().block(3).values().start as i64 + 1;
    assert_eq!(sums[new.layout().block(3).values()], [0, at + 2, at, at + 1]);
}

#[test]
fn weights_are_projected_with_the_counts() {
    let old = version(1, |_| {});
    let new = version(2, |s| s.questions.reverse());
    let len = old.layout().len();
    let ones: Vec<i128> = (1..).take(len).collect();
    let weights = Sums { weights: ones.clone(), squares: ones.iter().map(|w| w * w).collect() };
    let counters = Counters::from_parts((1..).take(len).collect(), Some(weights)).unwrap();
    let mut sums = Counters::zero(len, true);
    assert!(Projection::new(&old, &new).add_counters(&counters, &mut sums));
    let weighted = sums.sums().unwrap();
    for (at, n) in sums.counts().iter().enumerate() {
        assert_eq!((weighted.weights[at], weighted.squares[at]), ((*n).into(), i128::from(n * n)));
    }
    let mut bare = Counters::zero(len, false);
    assert!(Projection::new(&old, &new).add_counters(&counters, &mut bare));
    assert_eq!((bare.counts(), bare.sums()), (sums.counts(), None));
    assert!(!Projection::new(&old, &new).add_counters(&bare, &mut sums));
}

#[test]
fn a_measure_of_several_questions_counts_where_it_and_its_questions_are_the_same() {
    let secure = |s: &mut Survey| {
        let item = |question: &str, top: &[i32]| SecureItem {
            question: question.to_owned(),
            top: top.to_vec(),
        };
        s.measures = vec![Measure {
            id: "secure".to_owned(),
            kind: Kind::Secure { items: vec![item("recommend", &[10]), item("overall", &[5])] },
            question: String::new(),
            label: LocalText::default(),
            method: None,
        }];
    };
    let old = version(1, secure);
    let moved = |change: &dyn Fn(&mut Survey)| {
        let new = version(2, |s| {
            secure(s);
            change(s);
        });
        let (sums, projection) = projected(&old, &new);
        let block = new.derived_block("secure").unwrap();
        let counted = sums[block.range()].iter().any(|sum| *sum != 0);
        assert_eq!(projection.measures_left_out().is_empty(), counted);
        if counted {
            let from: Vec<i64> =
                old.derived_block("secure").unwrap().range().map(|at| at as i64 + 1).collect();
            assert_eq!(sums[block.range()], from);
        }
        counted
    };
    assert!(moved(&|s| s.questions.reverse()));
    assert!(moved(&|s| s.questions[2].wording = 2));
    assert!(moved(&|s| s.measures[0].method = Some(crate::estimate::Method::Jeffreys)));
    assert!(!moved(&|s| s.questions[0].wording = 2));
    assert!(!moved(&|s| {
        if let Kind::Secure { items } = &mut s.measures[0].kind {
            items[0].top = vec![9, 10];
        }
    }));
    // A version that did not define it counted nothing for it.
    let before = version(1, |_| {});
    let projection = Projection::new(&before, &old);
    assert_eq!(projection.measures_left_out(), ["secure"]);
    assert!(Projection::new(&old, &before).measures_left_out().is_empty());
}
