//! How many responses came by an open link.

use plaudit_storage::OPEN_LINK;

use crate::database::Database;
use crate::samples::{all_days, cafe, day, publish, said, submit, survey, tenant};

pub(crate) async fn responses_by_an_open_link_are_counted_by_day_tenant_and_survey(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let bar = publish(&store, &tenant(), &survey("bar")).await;
    let ids = [format!("{OPEN_LINK}a"), format!("{OPEN_LINK}b"), "open".into(), "OPEN-c".into()];
    submit(&store, &version, ids.iter().map(|id| said(id, 7))).await;
    submit(&store, &bar, ids[..1].iter().map(|id| said(id, 7))).await;
    let count = async |tenant: &str, survey_id: &str, days| {
        store.by_open_link(&tenant.parse().unwrap(), survey_id, days).await.unwrap()
    };
    assert_eq!(count("acme", "cafe", all_days()).await, 2);
    assert_eq!(count("acme", "bar", all_days()).await, 1);
    assert_eq!(count("acme", "cafe", day("0001-01-01")..=day("2026-02-01")).await, 0);
    assert_eq!(count("other", "cafe", all_days()).await, 0);
}
