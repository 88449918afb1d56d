//! API keys.

use plaudit_storage::{Error, KeyRecord};

use crate::database::Database;
use crate::samples::{noon, tenant};

fn key(id: &str, made: i64) -> KeyRecord {
    KeyRecord {
        id: id.to_owned(),
        name: format!("the key \"{id}\""),
        scopes: u32::MAX,
        hash: [u8::try_from(made).unwrap(); 32],
        created_at: noon(made),
        revoked_at: None,
    }
}

pub(crate) async fn keys_are_kept_listed_and_revoked_for_good(db: &Database) {
    let store = db.store().await;
    assert!(!store.has_keys().await.unwrap());
    let (late, early) = (key("a", 2), key("b", 1));
    store.create_key(&tenant(), &late).await.unwrap();
    store.create_key(&tenant(), &early).await.unwrap();
    assert_eq!(store.keys(&tenant()).await.unwrap(), [early.clone(), late.clone()]);
    assert_eq!(store.key(&tenant(), "a").await.unwrap(), Some(late.clone()));
    assert_eq!(store.key(&tenant(), "unknown").await.unwrap(), None);

    assert!(store.revoke_key(&tenant(), "a", noon(5)).await.unwrap());
    assert!(store.revoke_key(&tenant(), "a", noon(6)).await.unwrap());
    assert!(!store.revoke_key(&tenant(), "unknown", noon(6)).await.unwrap());
    let revoked = KeyRecord { revoked_at: Some(noon(5)), ..late };
    assert_eq!(store.key(&tenant(), "a").await.unwrap(), Some(revoked.clone()));
    assert_eq!(store.keys(&tenant()).await.unwrap(), [early, revoked]);
    store.revoke_key(&tenant(), "b", noon(7)).await.unwrap();
    assert!(store.has_keys().await.unwrap(), "revoked ones count");
}

pub(crate) async fn a_key_of_the_same_id_is_refused(db: &Database) {
    let store = db.store().await;
    store.create_key(&tenant(), &key("a", 1)).await.unwrap();
    let again = store.create_key(&tenant(), &key("a", 2)).await;
    assert!(matches!(again, Err(Error::Exists)), "{again:?}");
    assert_eq!(store.keys(&tenant()).await.unwrap(), [key("a", 1)]);
}
