//! Nobody sees what is another's.

use futures::TryStreamExt;
use plaudit_storage::{KeyRecord, Outcome, Tenant};

use crate::database::Database;
use crate::samples::{
    all_days, cafe, fold_all, incoming, noon, now, publish, responses, said, submit, sum, survey,
    tally, tenant,
};

pub(crate) async fn a_tenant_never_sees_what_is_anothers(db: &Database) {
    let store = db.store().await;
    let version = cafe(&store).await;
    let other: Tenant = "other".parse().unwrap();
    submit(&store, &version, [said("a", 9)]).await;
    fold_all(&store, &tenant()).await;
    submit(&store, &version, [said("b", 9)]).await;
    let key = KeyRecord {
        id: "k1".to_owned(),
        name: "a key".to_owned(),
        scopes: 1,
        hash: [7; 32],
        created_at: noon(0),
        revoked_at: None,
    };
    store.create_key(&tenant(), &key).await.unwrap();

    assert!(store.survey(&other, "cafe").await.unwrap().is_none());
    assert!(store.surveys(&other).await.unwrap().is_empty());
    assert!(store.publish(&other, "cafe", noon(1)).await.is_err());
    assert!(store.close_survey(&other, "cafe", noon(1)).await.is_err());
    assert!(store.verify(&other, "cafe").await.is_err());
    assert!(store.tally(&other, "cafe", all_days()).await.unwrap().is_empty());
    assert_eq!(store.fold(&other, 1).await.unwrap(), 0);
    let exported: Vec<_> = store.export(&other, "cafe", all_days()).try_collect().await.unwrap();
    assert!(exported.is_empty());
    assert!(store.key(&other, "k1").await.unwrap().is_none());
    assert!(store.keys(&other).await.unwrap().is_empty());
    assert!(!store.revoke_key(&other, "k1", noon(1)).await.unwrap());

    // The same survey and response ids are free for the other tenant.
    let theirs = publish(&store, &other, &survey("cafe")).await;
    let batch = [incoming(&theirs, said("a", 2))];
    assert_eq!(store.submit(&other, &batch, now()).await.unwrap(), [Outcome::Stored]);
    store.create_key(&other, &key).await.unwrap();
    assert_eq!(responses(&store.tally(&other, "cafe", all_days()).await.unwrap()), 1);
    assert_eq!(tally(&store, "cafe").await, sum(&version, [&said("a", 9), &said("b", 9)]));
}

pub(crate) async fn tenants_are_those_with_surveys_or_keys(db: &Database) {
    let store = db.store().await;
    assert_eq!(store.tenants().await.unwrap(), []);
    let named = |name: &str| name.parse::<Tenant>().unwrap();
    store.save_draft(&named("b"), &survey("cafe"), noon(0)).await.unwrap();
    store.save_draft(&named("b"), &survey("bar"), noon(0)).await.unwrap();
    let key = KeyRecord {
        id: "k1".to_owned(),
        name: "a key".to_owned(),
        scopes: 1,
        hash: [7; 32],
        created_at: noon(0),
        revoked_at: None,
    };
    store.create_key(&named("a"), &key).await.unwrap();
    store.create_key(&named("b"), &key).await.unwrap();
    assert_eq!(store.tenants().await.unwrap(), [named("a"), named("b")]);
}
