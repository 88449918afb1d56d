//! Drafts, versions and states.

use plaudit_core::text::LocalText;
use plaudit_storage::{Change, Error, State, SurveySummary};

use crate::database::Database;
use crate::samples::{cafe, noon, publish, survey, tenant};

pub(crate) async fn a_draft_is_kept_and_replaced(db: &Database) {
    let store = db.store().await;
    let mut draft = survey("cafe");
    store.save_draft(&tenant(), &draft, noon(0)).await.unwrap();
    draft.title = LocalText::of("en", "Another title");
    store.save_draft(&tenant(), &draft, noon(1)).await.unwrap();

    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!(kept.draft, draft);
    assert_eq!((kept.state, kept.changed_at), (State::Draft, noon(0)));
    assert!(kept.versions.is_empty());
    store.save_draft(&tenant(), &survey("bar"), noon(2)).await.unwrap();
    let summary = |id: &str, title: &str| SurveySummary {
        id: id.to_owned(),
        title: LocalText::of("en", title),
        state: State::Draft,
        latest_version: None,
    };
    let expected = vec![summary("bar", "The café"), summary("cafe", "Another title")];
    assert_eq!(store.surveys(&tenant()).await.unwrap(), expected);
}

pub(crate) async fn a_draft_whose_id_has_a_bad_form_is_refused(db: &Database) {
    let store = db.store().await;
    for bad in ["", "Café", "a\0b", "1st"] {
        let refused = store.save_draft(&tenant(), &survey(bad), noon(0)).await;
        let Err(Error::Invalid(violations)) = refused else { panic!("{bad:?}: {refused:?}") };
        assert_eq!(violations[0].field, "id");
    }
}

pub(crate) async fn publishing_counts_the_versions_and_opens_the_survey(db: &Database) {
    let store = db.store().await;
    let first = cafe(&store).await;
    assert_eq!((first.number(), first.published_at()), (1, noon(0)));

    let mut draft = survey("cafe");
    draft.questions.pop();
    store.save_draft(&tenant(), &draft, noon(1)).await.unwrap();
    let second = store.publish(&tenant(), "cafe", noon(2)).await.unwrap();
    assert_eq!((second.number(), second.published_at()), (2, noon(2)));
    assert_eq!(*second.survey(), draft);

    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!((kept.state, kept.changed_at), (State::Open, noon(2)));
    let versions: Vec<_> = kept.versions.iter().map(|v| (v.number(), v.published_at())).collect();
    assert_eq!(versions, [(1, noon(0)), (2, noon(2))]);
    assert_eq!(*kept.versions[0].survey(), survey("cafe"));
    let listed = store.surveys(&tenant()).await.unwrap();
    assert_eq!((listed[0].state, listed[0].latest_version), (State::Open, Some(2)));
}

pub(crate) async fn publishing_an_unchanged_draft_changes_nothing(db: &Database) {
    let store = db.store().await;
    cafe(&store).await;
    store.save_draft(&tenant(), &survey("cafe"), noon(1)).await.unwrap();
    let again = store.publish(&tenant(), "cafe", noon(2)).await.unwrap();
    assert_eq!((again.number(), again.published_at()), (1, noon(0)));
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!((kept.versions.len(), kept.changed_at), (1, noon(0)));
}

pub(crate) async fn publishing_a_bad_draft_names_what_is_wrong_and_changes_nothing(db: &Database) {
    let store = db.store().await;
    cafe(&store).await;
    let mut draft = survey("cafe");
    draft.questions[1].id = "recommend".to_owned();
    store.save_draft(&tenant(), &draft, noon(1)).await.unwrap();
    let refused = store.publish(&tenant(), "cafe", noon(2)).await;
    let Err(Error::Invalid(violations)) = refused else { panic!("{refused:?}") };
    assert_eq!(violations[0].to_string(), "questions[1].id: \"recommend\" is used twice");

    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!((kept.versions.len(), kept.changed_at), (1, noon(0)));
    assert_eq!(kept.draft, draft);
}

pub(crate) async fn a_closed_survey_opens_again_when_it_is_published(db: &Database) {
    let store = db.store().await;
    cafe(&store).await;
    store.close_survey(&tenant(), "cafe", noon(1)).await.unwrap();
    store.close_survey(&tenant(), "cafe", noon(2)).await.unwrap();
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!((kept.state, kept.changed_at), (State::Closed, noon(1)));

    let version = store.publish(&tenant(), "cafe", noon(3)).await.unwrap();
    assert_eq!(version.number(), 1);
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!((kept.state, kept.changed_at), (State::Open, noon(3)));
}

pub(crate) async fn versions_ascend_in_time_whatever_the_clock_says(db: &Database) {
    let store = db.store().await;
    let mut draft = survey("cafe");
    publish(&store, &tenant(), &draft).await;
    draft.questions.pop();
    store.save_draft(&tenant(), &draft, noon(0)).await.unwrap();
    let second = store.publish(&tenant(), "cafe", noon(-5)).await.unwrap();
    assert_eq!(second.published_at(), noon(0).plus_micros(1));
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!(kept.changed_at, noon(0));
}

pub(crate) async fn publishers_racing_make_one_version(db: &Database) {
    let store = db.store().await;
    store.save_draft(&tenant(), &survey("cafe"), noon(0)).await.unwrap();
    let racing = (0..8).map(|_| async {
        let other = db.connect().await;
        other.publish(&tenant(), "cafe", noon(1)).await.unwrap().number()
    });
    assert_eq!(futures::future::join_all(racing).await, [1; 8]);
    let kept = store.survey(&tenant(), "cafe").await.unwrap().unwrap();
    assert_eq!(kept.versions.len(), 1);
}

pub(crate) async fn an_unknown_survey_is_not_found(db: &Database) {
    let store = db.store().await;
    for id in ["unknown", "", "a\0b", "É"] {
        assert!(store.survey(&tenant(), id).await.unwrap().is_none());
        let published = store.publish(&tenant(), id, noon(0)).await;
        assert!(matches!(published, Err(Error::NotFound)), "{published:?}");
        let closed = store.close_survey(&tenant(), id, noon(0)).await;
        assert!(matches!(closed, Err(Error::NotFound)), "{closed:?}");
    }
    store.save_draft(&tenant(), &survey("cafe"), noon(0)).await.unwrap();
    let closed = store.close_survey(&tenant(), "cafe", noon(0)).await;
    assert!(matches!(closed, Err(Error::NotFound)), "never published: {closed:?}");
}

pub(crate) async fn changes_name_what_was_published_or_closed_since(db: &Database) {
    let store = db.store().await;
    let other = "other".parse().unwrap();
    let change = |tenant: &plaudit_storage::Tenant, id: &str, changed_at| Change {
        tenant: tenant.clone(),
        survey_id: id.to_owned(),
        changed_at,
    };
    store.save_draft(&tenant(), &survey("draft"), noon(9)).await.unwrap();
    store.save_draft(&tenant(), &survey("cafe"), noon(0)).await.unwrap();
    store.publish(&tenant(), "cafe", noon(1)).await.unwrap();
    store.save_draft(&other, &survey("bar"), noon(0)).await.unwrap();
    store.publish(&other, "bar", noon(2)).await.unwrap();
    let both = vec![change(&tenant(), "cafe", noon(1)), change(&other, "bar", noon(2))];
    assert_eq!(store.changes(noon(1)).await.unwrap(), both);
    assert_eq!(store.changes(noon(2)).await.unwrap(), both[1..]);
    assert_eq!(store.changes(noon(3)).await.unwrap(), []);

    store.close_survey(&tenant(), "cafe", noon(3)).await.unwrap();
    assert_eq!(store.changes(noon(3)).await.unwrap(), [change(&tenant(), "cafe", noon(3))]);
    store.save_draft(&tenant(), &survey("cafe"), noon(4)).await.unwrap();
    assert_eq!(store.changes(noon(4)).await.unwrap(), [], "a draft is no change");
}
