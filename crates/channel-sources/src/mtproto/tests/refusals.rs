//! Refusals by their meaning.

use std::time::Duration;

use grammers_client::InvocationError;
use grammers_client::sender::RpcError;
use grammers_client::tl::types;
use grammers_mtproto::transport::Error as TransportError;

use crate::mtproto::meaning;
use crate::{Scope, SourceError};

fn refused(error_code: i32, error_message: &str) -> SourceError {
    let refusal = types::RpcError {
        error_code,
        error_message: error_message.to_owned(),
    };
    meaning::of(&InvocationError::Rpc(RpcError::from(refusal)))
}

#[test]
fn a_flood_says_how_long_to_wait_a_day_at_most() {
    let wait = |seconds| SourceError::Limited {
        retry: Some(Duration::from_secs(seconds)),
    };
    assert_eq!(refused(420, "FLOOD_WAIT_31"), wait(31));
    assert_eq!(refused(420, "FLOOD_PREMIUM_WAIT_4"), wait(4));
    assert_eq!(refused(420, "FLOOD_WAIT_400000"), wait(86_400));
    assert_eq!(refused(420, "FLOOD"), SourceError::Limited { retry: None });
}

#[test]
fn what_shuts_the_account_out_waits_for_a_person() {
    for (code, message) in [
        (401, "AUTH_KEY_UNREGISTERED"),
        (401, "SESSION_REVOKED"),
        (401, "SESSION_EXPIRED"),
        (401, "USER_DEACTIVATED"),
        (401, "USER_DEACTIVATED_BAN"),
        (401, "SOMETHING_NEW"),
        (406, "AUTH_KEY_DUPLICATED"),
        (400, "PHONE_NUMBER_BANNED"),
        (420, "FROZEN_METHOD_INVALID"),
        (400, "API_ID_INVALID"),
        (400, "CONNECTION_API_ID_INVALID"),
    ] {
        let error = refused(code, message);
        assert_eq!(error, SourceError::Unauthorized, "{message}");
        assert_eq!(error.scope(), Scope::Source);
    }
}

#[test]
fn a_channel_that_is_not_there_or_closed_spoils_only_itself() {
    for message in ["USERNAME_NOT_OCCUPIED", "USERNAME_INVALID", "CHANNEL_INVALID"] {
        assert_eq!(refused(400, message), SourceError::NoSuchChannel, "{message}");
    }
    for (code, message) in [
        (400, "CHANNEL_PRIVATE"),
        (406, "CHANNEL_PRIVATE"),
        (403, "CHANNEL_PUBLIC_GROUP_NA"),
    ] {
        assert_eq!(refused(code, message), SourceError::Private, "{message}");
    }
    let other = refused(400, "MSG_ID_INVALID");
    assert_eq!(other.scope(), Scope::Channel);
    assert_eq!(other.to_string(), "the source refused the request: 400 MSG_ID_INVALID");
}

#[test]
fn telegrams_own_troubles_pass() {
    for (code, message) in [(500, "RPC_CALL_FAIL"), (-503, "Timeout"), (303, "USER_MIGRATE_4")] {
        let error = refused(code, message);
        assert!(matches!(error, SourceError::Unavailable { .. }), "{message}: {error:?}");
    }
    let dropped = meaning::of(&InvocationError::Dropped("the runner ended"));
    assert!(matches!(dropped, SourceError::Unavailable { .. }), "{dropped:?}");
}

#[test]
fn a_refused_connection_is_told_by_its_number() {
    let of = |status| meaning::of(&InvocationError::Transport(TransportError::BadStatus { status }));
    assert_eq!(of(429), SourceError::Limited { retry: None });
    assert_eq!(of(404), SourceError::Unauthorized);
    assert!(matches!(of(444), SourceError::Unavailable { .. }));
}
