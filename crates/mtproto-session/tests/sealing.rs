//! The session comes back as it was, and lies in the table sealed.
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use mtproto_session::{SessionError, SessionRecord, Sessions};
use secrecy::{ExposeSecret, SecretString};
use store::{Record, Table};
use testkit::{Cloud, Hands};
use vault::{Vault, VaultError};

const TEXT: &str = r#"{"v":1,"auth_key":"c2VjcmV0"}"#;

fn at() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn over(cloud: &Cloud) -> (Table, Sessions) {
    let table = Table::new(cloud.aws.dynamodb.clone(), "sellergram".to_owned());
    let vault = Vault::new(cloud.aws.kms.clone(), "key".to_owned());
    (table.clone(), Sessions::new(table, vault))
}

#[tokio::test]
async fn a_session_is_kept_sealed_opened_replaced_and_forgotten() {
    let cloud = Cloud::start(Hands::at(at())).await;
    let (table, sessions) = over(&cloud);
    assert!(sessions.open().await.unwrap().is_none());

    sessions.keep(&SecretString::from(TEXT), at()).await.unwrap();
    // Another process, with no data key in memory.
    let (_, elsewhere) = over(&cloud);
    assert_eq!(elsewhere.open().await.unwrap().unwrap().expose_secret(), TEXT);

    let stored = table
        .get::<SessionRecord>(&SessionRecord::the_key())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.record.key().to_string(), "SECRETS / MTPROTO");
    assert_eq!(elsewhere.open_dated().await.unwrap().unwrap().1, at());
    let all = format!("{:?}", table.everything("SECRETS").await.unwrap());
    assert!(!all.contains("auth_key") && !all.contains("c2VjcmV0"), "{all}");

    sessions.keep(&SecretString::from("another"), at()).await.unwrap();
    assert_eq!(sessions.open().await.unwrap().unwrap().expose_secret(), "another");
    sessions.forget().await.unwrap();
    sessions.forget().await.unwrap();
    assert!(sessions.open().await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_sealed_for_something_else_does_not_open() {
    let cloud = Cloud::start(Hands::at(at())).await;
    let (table, _) = over(&cloud);
    let vault = Vault::new(cloud.aws.kms.clone(), "key".to_owned());
    let binding = vault::Binding {
        purpose: "seller-key",
        ..SessionRecord::binding()
    };
    let sealed = vault.seal(&binding, &SecretString::from(TEXT)).await.unwrap();
    let record = SessionRecord {
        sealed,
        signed_in_at: at(),
    };
    table.put(&record).await.unwrap();
    let (_, elsewhere) = over(&cloud);
    let error = elsewhere.open().await.unwrap_err();
    assert_eq!(error, SessionError::Vault(VaultError::Tampered));
}
