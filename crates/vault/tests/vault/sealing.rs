//! What is sealed opens for its owner and for nobody else.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use vault::{Binding, Sealed, Vault, VaultError};

use crate::stand_in::{KEY_ID, Kms};

const SECRET: &str = "eyJhbGciOiJFUzI1NiJ9.very.secret";

fn binding() -> Binding {
    Binding {
        purpose: "seller-key",
        user: "42".to_owned(),
        item: "k1".to_owned(),
    }
}

fn vault(kms: &Kms) -> Vault {
    Vault::new(kms.client.clone(), KEY_ID.to_owned())
}

fn secret() -> SecretString {
    SecretString::from(SECRET)
}

/// The text, or why not.
fn opened(result: Result<SecretString, VaultError>) -> Result<String, VaultError> {
    result.map(|secret| secret.expose_secret().to_owned())
}

fn others() -> [Binding; 4] {
    [
        Binding {
            purpose: "gateway-key",
            ..binding()
        },
        Binding {
            user: "43".to_owned(),
            ..binding()
        },
        Binding {
            item: "k2".to_owned(),
            ..binding()
        },
        // The same letters, divided in another place.
        Binding {
            user: "42k".to_owned(),
            item: "1".to_owned(),
            ..binding()
        },
    ]
}

#[tokio::test]
async fn a_sealed_secret_opens_also_in_another_process() {
    let kms = Kms::new().await;
    let sealed = vault(&kms).seal(&binding(), &secret()).await.unwrap();
    assert_eq!(
        opened(vault(&kms).open(&binding(), &sealed).await),
        Ok(SECRET.to_owned())
    );
    assert_eq!(
        kms.contexts(),
        [json!({"purpose": "seller-key", "user": "42", "item": "k1"})]
    );
    assert_eq!(kms.requests(), ["GenerateDataKey", "Decrypt"]);
}

#[tokio::test]
async fn it_travels_through_json() {
    let kms = Kms::new().await;
    let sealed = vault(&kms).seal(&binding(), &secret()).await.unwrap();
    let text = serde_json::to_string(&sealed).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let back: Sealed = serde_json::from_str(&text).unwrap();
    assert_eq!(back, sealed);
    assert_eq!(opened(vault(&kms).open(&binding(), &back).await), Ok(SECRET.to_owned()));
}

#[tokio::test]
async fn nobody_else_opens_it_whether_the_key_is_in_memory_or_not() {
    let kms = Kms::new().await;
    let warm = vault(&kms);
    let sealed = warm.seal(&binding(), &secret()).await.unwrap();
    for other in others() {
        assert_eq!(
            opened(warm.open(&other, &sealed).await),
            Err(VaultError::Tampered),
            "{other:?}, warm"
        );
        assert_eq!(
            opened(vault(&kms).open(&other, &sealed).await),
            Err(VaultError::Tampered),
            "{other:?}, cold"
        );
    }
    assert_eq!(opened(warm.open(&binding(), &sealed).await), Ok(SECRET.to_owned()));
}

#[tokio::test]
async fn the_same_secret_never_looks_the_same_twice() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let first = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    let second = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    for part in ["wrapped_key", "nonce", "ciphertext"] {
        assert_ne!(first[part], second[part], "{part}");
    }
}

#[tokio::test]
async fn two_secrets_do_not_open_with_each_others_keys() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let first = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    let second = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    let mixed =
        json!({"wrapped_key": first["wrapped_key"], "nonce": second["nonce"], "ciphertext": second["ciphertext"]});
    let mixed: Sealed = serde_json::from_value(mixed).unwrap();
    assert_eq!(opened(vault.open(&binding(), &mixed).await), Err(VaultError::Tampered));
}

/// The sealed secret with one bit of one part turned.
fn with_bit_turned(sealed: &Value, part: &str, bit: usize) -> Sealed {
    let mut bytes = STANDARD.decode(sealed[part].as_str().unwrap()).unwrap();
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    let mut turned = sealed.clone();
    turned[part] = Value::String(STANDARD.encode(bytes));
    serde_json::from_value(turned).unwrap()
}

#[tokio::test]
async fn every_turned_bit_is_noticed() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let sealed = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    let bits = |part: &str| STANDARD.decode(sealed[part].as_str().unwrap()).unwrap().len() * 8;
    assert_eq!(bits("nonce"), 96);
    assert_eq!(bits("ciphertext"), (SECRET.len() + 16) * 8, "the text and its tag");
    for part in ["nonce", "ciphertext"] {
        for bit in 0..bits(part) {
            let turned = with_bit_turned(&sealed, part, bit);
            assert_eq!(
                opened(vault.open(&binding(), &turned).await),
                Err(VaultError::Tampered),
                "{part} {bit}"
            );
        }
    }
    for bit in (0..bits("wrapped_key")).step_by(37) {
        let turned = with_bit_turned(&sealed, "wrapped_key", bit);
        assert_eq!(
            opened(vault.open(&binding(), &turned).await),
            Err(VaultError::Tampered),
            "wrapped_key {bit}"
        );
    }
}

#[tokio::test]
async fn a_cut_secret_is_noticed() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let mut sealed = serde_json::to_value(vault.seal(&binding(), &secret()).await.unwrap()).unwrap();
    sealed["ciphertext"] = Value::String(STANDARD.encode([1, 2, 3]));
    let cut: Sealed = serde_json::from_value(sealed.clone()).unwrap();
    assert_eq!(opened(vault.open(&binding(), &cut).await), Err(VaultError::Tampered));
    for (part, value) in [("nonce", "AAAA"), ("ciphertext", "not base64!")] {
        let mut odd = sealed.clone();
        odd[part] = Value::String(value.to_owned());
        assert!(serde_json::from_value::<Sealed>(odd).is_err(), "{part}");
    }
}

#[tokio::test]
async fn a_key_in_memory_saves_the_second_call_until_it_expires() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let sealed = vault.seal(&binding(), &secret()).await.unwrap();
    vault.open(&binding(), &sealed).await.unwrap();
    vault.clone().open(&binding(), &sealed).await.unwrap();
    assert_eq!(kms.requests(), ["GenerateDataKey"]);

    let forgetful = Vault::with_key_lifetime(kms.client.clone(), KEY_ID.to_owned(), Duration::from_nanos(1));
    forgetful.open(&binding(), &sealed).await.unwrap();
    forgetful.open(&binding(), &sealed).await.unwrap();
    assert_eq!(kms.requests(), ["Decrypt", "Decrypt"]);
}

#[tokio::test]
async fn many_who_open_at_once_ask_once() {
    let kms = Kms::new().await;
    let sealed = vault(&kms).seal(&binding(), &secret()).await.unwrap();
    kms.requests();
    let cold = vault(&kms);
    let binding = binding();
    let (first, second, third) = tokio::join!(
        cold.open(&binding, &sealed),
        cold.open(&binding, &sealed),
        cold.open(&binding, &sealed)
    );
    for result in [first, second, third] {
        assert_eq!(opened(result), Ok(SECRET.to_owned()));
    }
    assert_eq!(kms.requests(), ["Decrypt"]);
}

#[tokio::test]
async fn refusals_are_told_by_meaning_and_not_remembered() {
    let kms = Kms::new().await;
    let sealed = vault(&kms).seal(&binding(), &secret()).await.unwrap();
    let cold = vault(&kms);
    kms.refuse([(400, "AccessDeniedException")]);
    let denied = VaultError::Denied("AccessDeniedException".to_owned());
    assert_eq!(opened(cold.open(&binding(), &sealed).await), Err(denied));
    kms.refuse([(400, "DisabledException")]);
    let disabled = VaultError::Denied("DisabledException".to_owned());
    assert_eq!(cold.seal(&binding(), &secret()).await, Err(disabled));
    for code in [
        "ThrottlingException",
        "KMSInternalException",
        "DependencyTimeoutException",
    ] {
        kms.refuse([(if code == "ThrottlingException" { 400 } else { 500 }, code); 3]);
        let result = opened(cold.open(&binding(), &sealed).await);
        assert_eq!(result, Err(VaultError::Unavailable(code.to_owned())));
    }
    assert_eq!(opened(cold.open(&binding(), &sealed).await), Ok(SECRET.to_owned()));

    let other_key = Vault::new(kms.client.clone(), "alias/another".to_owned());
    let missing = VaultError::Denied("NotFoundException".to_owned());
    assert_eq!(opened(other_key.open(&binding(), &sealed).await), Err(missing));
}

#[tokio::test]
async fn nothing_shows_a_secret_or_a_key() {
    let kms = Kms::new().await;
    let vault = vault(&kms);
    let sealed = vault.seal(&binding(), &secret()).await.unwrap();
    let open = vault.open(&binding(), &sealed).await;
    let shown = format!("{vault:?} {vault:#?} {sealed:?} {open:?} {:?}", binding());
    assert!(!shown.contains("secret."), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
    for plain in kms.plain_keys() {
        let bytes = STANDARD.decode(&plain).unwrap();
        assert!(
            !shown.contains(&plain) && !shown.contains(&format!("{bytes:?}")),
            "{shown}"
        );
    }
    let json = serde_json::to_value(&sealed).unwrap();
    assert!(!shown.contains(json["ciphertext"].as_str().unwrap()), "{shown}");
    assert_eq!(
        format!("{sealed:?}"),
        "Sealed { wrapped_key_bytes: 184, ciphertext_bytes: 48, .. }"
    );
}

#[test]
fn any_text_comes_back_and_no_two_bindings_are_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let kms = runtime.block_on(Kms::new());
    let vault = vault(&kms);
    let word = "[a-z0-9#]{0,4}";
    proptest!(ProptestConfig::with_cases(64), |(text in any::<String>(), user in word, item in word, user2 in word, item2 in word)| {
        runtime.block_on(async {
            let owner = Binding { purpose: "seller-key", user, item };
            let other = Binding { purpose: "seller-key", user: user2, item: item2 };
            let sealed = vault.seal(&owner, &SecretString::from(text.clone())).await.unwrap();
            prop_assert_eq!(opened(vault.open(&owner, &sealed).await), Ok(text));
            prop_assert_eq!(vault.open(&other, &sealed).await.is_ok(), owner == other);
            Ok(())
        })?;
    });
}
