//! Responses that were begun on a page.

use plaudit_core::response::Submission;
use plaudit_storage::{Erasure, ResponseDraft, Stage, Store, Whose};

use crate::database::Database;
use crate::samples::{noon, now, publish, said, survey, tenant};

fn draft(id: &str, day: i64) -> ResponseDraft {
    let respondent = Some("guest 1".to_owned());
    ResponseDraft {
        survey_id: "cafe".to_owned(),
        version: 1,
        stage: Stage::Open,
        started_at: noon(0),
        changed_at: noon(day),
        submission: Submission { respondent, completed: false, ..said(id, 9) },
    }
}

fn closed(id: &str, day: i64) -> ResponseDraft {
    ResponseDraft { stage: Stage::Closed, ..draft(id, day) }
}

async fn keep(store: &Store, draft: &ResponseDraft) -> bool {
    store.keep_draft(&tenant(), draft).await.unwrap()
}

async fn found(store: &Store, id: &str) -> Option<ResponseDraft> {
    store.draft(&tenant(), id).await.unwrap()
}

pub(crate) async fn an_open_draft_is_kept_and_replaced_and_a_closed_one_stays(db: &Database) {
    let store = db.store().await;
    assert_eq!(found(&store, "d-1").await, None);
    assert!(keep(&store, &draft("d-1", 1)).await);
    assert_eq!(found(&store, "d-1").await, Some(draft("d-1", 1)));
    let later = ResponseDraft { submission: said("d-1", 3), ..draft("d-1", 2) };
    assert!(keep(&store, &later).await);
    assert_eq!(found(&store, "d-1").await, Some(later));

    assert!(keep(&store, &closed("d-1", 3)).await);
    assert!(!keep(&store, &draft("d-1", 4)).await, "a closed draft is not opened again");
    assert!(!keep(&store, &closed("d-1", 5)).await, "a draft is closed once");
    assert_eq!(found(&store, "d-1").await, Some(closed("d-1", 3)));

    store.settle_draft(&tenant(), "d-1", true, noon(6)).await.unwrap();
    store.settle_draft(&tenant(), "d-1", false, noon(7)).await.unwrap();
    let stored = found(&store, "d-1").await.unwrap();
    assert_eq!((stored.stage, stored.changed_at), (Stage::Stored, noon(6)));
    assert_eq!((stored.submission.answers, stored.submission.respondent), (vec![], None));
    assert!(!keep(&store, &draft("d-1", 8)).await);
}

pub(crate) async fn drafts_are_found_by_stage_and_age_and_closed_when_nobody_answers_any_more(
    db: &Database,
) {
    let store = db.store().await;
    for (id, day) in [("b", 2), ("a", 2), ("late", 4), ("first", 1)] {
        assert!(keep(&store, &draft(id, day)).await);
    }
    for id in ["c", "refused"] {
        assert!(keep(&store, &closed(id, 1)).await);
    }
    store.settle_draft(&tenant(), "a", true, noon(9)).await.unwrap();
    let ids = async |stage, day, most| -> Vec<String> {
        let drafts = store.drafts(&tenant(), stage, noon(day), most).await.unwrap();
        drafts.into_iter().map(|draft| draft.submission.id).collect()
    };
    assert_eq!(ids(Stage::Open, 3, 10).await, ["first", "a", "b"], "an open one is not settled");
    assert_eq!(ids(Stage::Open, 3, 2).await, ["first", "a"]);
    assert_eq!(ids(Stage::Closed, 3, 10).await, ["c", "refused"]);

    store.settle_draft(&tenant(), "c", true, noon(5)).await.unwrap();
    store.settle_draft(&tenant(), "refused", false, noon(5)).await.unwrap();
    store.forget_drafts(&tenant(), noon(4)).await.unwrap();
    assert!(found(&store, "c").await.is_some());
    store.forget_drafts(&tenant(), noon(5)).await.unwrap();
    assert_eq!(found(&store, "c").await, None);
    let refused = found(&store, "refused").await.unwrap();
    assert_eq!(refused.submission, closed("refused", 1).submission, "what was said is kept");

    assert_eq!(store.close_drafts(&tenant(), noon(2)).await.unwrap(), 3);
    assert_eq!(ids(Stage::Open, 9, 10).await, ["late"]);
    assert_eq!(ids(Stage::Closed, 9, 10).await, ["first", "a", "b"]);
}

pub(crate) async fn a_draft_goes_with_its_respondent_and_is_seen_by_its_tenant_alone(
    db: &Database,
) {
    let store = db.store().await;
    for id in ["cafe", "bar"] {
        publish(&store, &tenant(), &survey(id)).await;
    }
    let other = "other".parse().unwrap();
    for (id, survey) in [("a", "cafe"), ("b", "bar"), ("c", "bar"), ("d", "bar")] {
        let mut draft = ResponseDraft { survey_id: survey.to_owned(), ..draft(id, 1) };
        if id == "c" {
            draft.submission.respondent = Some("guest 2".to_owned());
        }
        assert!(keep(&store, &draft).await);
    }
    assert_eq!(store.draft(&other, "a").await.unwrap(), None);
    assert_eq!(store.drafts(&other, Stage::Open, now(), 9).await.unwrap(), []);

    let erase = async |whose, survey_id| {
        let erasure = Erasure { whose, survey_id, by: None };
        store.erase(&tenant(), &erasure, now()).await.unwrap();
        let left = store.drafts(&tenant(), Stage::Open, now(), 9).await.unwrap();
        left.into_iter().map(|draft| draft.submission.id).collect::<Vec<_>>()
    };
    let named = ["d".to_owned()];
    let guest = Whose::Respondent("guest 1");
    assert_eq!(erase(Whose::Responses(&named), Some("cafe")).await.len(), 4);
    assert_eq!(erase(Whose::Responses(&named), None).await, ["a", "b", "c"]);
    assert_eq!(erase(guest, Some("cafe")).await, ["b", "c"]);
    assert_eq!(erase(guest, None).await, ["c"]);
}
