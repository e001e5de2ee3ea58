//! Keys and what they say about themselves.

use base64::Engine as _;
use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use wildberries::{Budget, Claims, SellerId, SellerKey, TokenError, TokenKind, decode};

fn key(payload: &Value) -> SellerKey {
    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    let header = json!({"alg": "ES256", "kid": "20241118v1", "typ": "JWT"});
    SellerKey::new(format!("{}.{}.c2lnbmF0dXJl", part(&header), part(payload)))
}

fn claims(payload: Value) -> Claims {
    decode(&key(&payload)).unwrap()
}

#[test]
fn a_token_from_before_the_reform_has_no_label() {
    let claims = claims(json!({
        "ent": 1, "exp": 1_800_000_000, "id": "01930000-0000-7000-8000-000000000000", "iid": 10_000_001, "oid": 1_000_001,
        "s": 1_073_742_848, "sid": "00000000-0000-4000-8000-000000000000", "t": false, "uid": 10_000_001
    }));
    assert_eq!(
        claims,
        Claims {
            token_id: Some("01930000-0000-7000-8000-000000000000".to_owned()),
            seller: Some(SellerId::try_from("00000000-0000-4000-8000-000000000000").unwrap()),
            expires_at: Timestamp::from_second(1_800_000_000).unwrap(),
            kind: TokenKind::Unlabelled,
            test: false,
            supplies: true,
            read_only: true,
        }
    );
    assert!(!claims.can_book(), "it may only read");
    assert_eq!(claims.feed_budget(), Budget::FEED_BASE, "the careful limit");
}

#[test]
fn the_label_decides_the_kind() {
    for (label, kind, budget) in [
        (json!(1), TokenKind::Base, Budget::FEED_BASE),
        (json!(2), TokenKind::Test, Budget::TEST),
        (json!(3), TokenKind::Personal, Budget::FEED),
        (json!(4), TokenKind::Service, Budget::FEED),
        (json!(5), TokenKind::Unlabelled, Budget::FEED_BASE),
        (json!("3"), TokenKind::Unlabelled, Budget::FEED_BASE),
        (json!(null), TokenKind::Unlabelled, Budget::FEED_BASE),
    ] {
        let claims = claims(json!({"exp": 1, "acc": label}));
        assert_eq!((claims.kind, claims.feed_budget()), (kind, budget), "{label}");
    }
}

#[test]
fn a_test_token_is_known_by_either_mark() {
    assert!(claims(json!({"exp": 1, "t": true})).test);
    assert!(claims(json!({"exp": 1, "acc": 2})).test);
    assert!(!claims(json!({"exp": 1, "acc": 4, "t": false})).test);
}

#[test]
fn booking_needs_the_category_and_the_right_to_write() {
    let can = |bits: u64, label: u8| {
        let claims = claims(json!({"exp": 1, "s": bits, "acc": label}));
        (claims.can_book(), claims.can_draft())
    };
    assert_eq!(can(1 << 10, 4), (true, true));
    assert_eq!(can(1 << 10, 3), (true, true));
    assert_eq!(can(1 << 10, 1), (true, false), "drafts are not for base tokens");
    assert_eq!(can(1 << 10 | 1 << 30, 4), (false, false));
    assert_eq!(can(1 << 9 | 1 << 11, 4), (false, false));
    assert_eq!(can(0, 4), (false, false));
}

#[test]
fn a_token_expires_at_its_very_second() {
    let claims = claims(json!({"exp": 1_800_000_000}));
    let at = |second| Timestamp::from_second(second).unwrap();
    assert!(!claims.expired(at(1_799_999_999)));
    assert!(claims.expired(at(1_800_000_000)));
}

#[test]
fn odd_claims_are_none_and_only_the_expiry_is_needed() {
    let claims = claims(json!({"exp": 1, "id": 7, "sid": "a#b", "s": "all", "t": "yes", "new": {"x": []}}));
    assert_eq!((claims.token_id, claims.seller), (None, None));
    assert!(!claims.supplies && !claims.read_only && !claims.test);

    for payload in [
        json!({}),
        json!({"exp": "soon"}),
        json!({"exp": null}),
        json!({"exp": i64::MAX}),
    ] {
        assert_eq!(
            decode(&key(&payload)),
            Err(TokenError::MissingField("exp")),
            "{payload}"
        );
    }
}

#[test]
fn padding_is_welcome() {
    // Payloads of every length modulo three.
    for id in ["a", "ab", "abc"] {
        let payload = BASE64_URL_SAFE.encode(json!({"exp": 1, "id": id}).to_string());
        let claims = decode(&SellerKey::new(format!("Bearer e30.{payload}.sig"))).unwrap();
        assert_eq!(claims.token_id.as_deref(), Some(id));
    }
}

#[test]
fn what_is_no_token_says_why() {
    let verdict = |text: &str| decode(&SellerKey::new(text)).unwrap_err();
    for text in ["", "hello", "a.b", "a.b.c.d", "..", "a..c", ".b.c", "a.b."] {
        assert_eq!(verdict(text), TokenError::NotAToken, "{text}");
    }
    let list = BASE64_URL_SAFE_NO_PAD.encode("[1]");
    for text in [
        "e30.???.sig",
        "e30.a.sig",
        "e30.ключ.sig",
        "e30.AAAA.sig",
        &format!("e30.{list}.sig"),
    ] {
        assert_eq!(verdict(text), TokenError::BadEncoding, "{text}");
    }
    assert_eq!(verdict(&"a".repeat(4097)), TokenError::TooLong);
    assert_eq!(verdict(&"a".repeat(4096)), TokenError::NotAToken);
}

#[test]
fn claims_survive_storage() {
    let claims = claims(json!({"exp": 1_800_000_000, "acc": 3, "sid": "s-1", "s": 1024}));
    let stored = serde_json::to_string(&claims).unwrap();
    assert!(stored.contains(r#""kind":"personal""#), "{stored}");
    assert_eq!(serde_json::from_str::<Claims>(&stored).unwrap(), claims);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader_and_no_error_tells_it(text in "\\PC{0,200}") {
        if let Err(error) = decode(&SellerKey::new(format!("e30.{text}.secretsecret"))) {
            prop_assert!(!error.to_string().contains("secretsecret"));
        }
    }

    #[test]
    fn every_set_of_bits_is_read(bits: u32) {
        let claims = claims(json!({"exp": 1, "s": bits}));
        prop_assert_eq!(claims.supplies, bits >> 10 & 1 == 1);
        prop_assert_eq!(claims.read_only, bits >> 30 & 1 == 1);
    }
}
