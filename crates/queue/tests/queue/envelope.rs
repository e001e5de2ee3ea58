//! Reading what comes from a queue.

use proptest::prelude::*;
use queue::{Envelope, EnvelopeError};

use crate::{Letter, letter};

#[test]
fn an_envelope_is_read_as_it_was_written() {
    let body = r#"{"v":3,"trace":"t-1","queued_at_ms":17,"job":{"chat":42,"number":5,"text":"письмо 5"}}"#;
    let envelope = Envelope::new(letter(5), "t-1", 17);
    assert_eq!(Envelope::decode(body), Ok(envelope.clone()));
    assert_eq!(serde_json::to_string(&envelope).unwrap(), body);
}

#[test]
fn fields_of_a_later_time_are_ignored() {
    let body =
        r#"{"v":3,"trace":"t","queued_at_ms":1,"hue":"red","job":{"chat":42,"number":5,"text":"письмо 5","stamp":9}}"#;
    assert_eq!(Envelope::<Letter>::decode(body).unwrap().job, letter(5));
}

#[test]
fn a_job_of_the_version_before_is_read_while_its_program_goes() {
    let body = r#"{"v":2,"trace":"t","queued_at_ms":1,"job":{"chat":42,"number":5,"text":"письмо 5"}}"#;
    assert_eq!(Envelope::<Letter>::decode(body).unwrap().job, letter(5));
}

#[test]
fn another_version_is_told_by_name_whatever_its_job_looks_like() {
    for (body, found) in [
        (r#"{"v":4,"work":[1,2]}"#, 4),
        (r#"{"v":1,"trace":"t","queued_at_ms":1,"job":{}}"#, 1),
    ] {
        assert_eq!(
            Envelope::<Letter>::decode(body),
            Err(EnvelopeError::UnknownVersion { found, known: 3 })
        );
    }
}

#[test]
fn a_body_that_is_no_job_is_malformed_and_not_quoted() {
    for body in [
        "",
        "null",
        "secret words",
        r#"{"trace":"t"}"#,
        r#"{"v":"3"}"#,
        r#"{"v":3,"trace":"t","queued_at_ms":1}"#,
        r#"{"v":3,"trace":"t","queued_at_ms":1,"job":{"chat":"secret words"}}"#,
    ] {
        let error = Envelope::<Letter>::decode(body).unwrap_err();
        assert!(matches!(error, EnvelopeError::Malformed(_)), "{body} gave {error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

proptest! {
    #[test]
    fn any_job_comes_back(chat in any::<i64>(), number in any::<u32>(), text in any::<String>(), at in any::<i64>()) {
        let envelope = Envelope::new(Letter { chat, number, text }, "trace", at);
        prop_assert_eq!(Envelope::decode(&serde_json::to_string(&envelope).unwrap()), Ok(envelope));
    }

    #[test]
    fn no_body_is_too_odd_to_judge(body in any::<String>()) {
        prop_assert!(Envelope::<Letter>::decode(&body).is_err());
    }
}
