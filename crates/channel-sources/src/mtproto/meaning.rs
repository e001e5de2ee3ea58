//! What Telegram's refusals mean.

use grammers_client::InvocationError;
use grammers_client::sender::RpcError;
use grammers_mtproto::transport::Error as TransportError;

use crate::{SourceError, http};

/// Nobody has the name, or the account's reference to the channel is not valid.
const NOBODY: [&str; 4] = [
    "USERNAME_NOT_OCCUPIED",
    "USERNAME_INVALID",
    "CHANNEL_INVALID",
    "PEER_ID_INVALID",
];
/// Only for members, or not for this account.
const CLOSED: [&str; 4] = [
    "CHANNEL_PRIVATE",
    "CHANNEL_PUBLIC_GROUP_NA",
    "CHAT_FORBIDDEN",
    "USER_BANNED_IN_CHANNEL",
];
/// Beginnings of what ends a session or shuts out the account or the program, beside everything with code 401.
const SHUT_OUT: [&str; 7] = [
    "AUTH_KEY_",
    "SESSION_",
    "USER_DEACTIVATED",
    "PHONE_NUMBER_BANNED",
    "FROZEN_",
    "API_ID_",
    "CONNECTION_API_ID_",
];

/// The meaning of a failed call. It carries Telegram's words, never anything of the session.
pub(super) fn of(error: &InvocationError) -> SourceError {
    match error {
        InvocationError::Rpc(refusal) => of_refusal(refusal),
        InvocationError::Transport(failure) => of_transport(failure),
        InvocationError::Deserialize(failure) => SourceError::doubtful(format!(
            "an answer that cannot be read: {}",
            http::said(&failure.to_string(), None)
        )),
        // The session names a data centre that there is not.
        InvocationError::InvalidDc => SourceError::Unauthorized,
        InvocationError::Session(_) => unavailable("the session in memory was lost"),
        InvocationError::Io(_) | InvocationError::Dropped(_) | InvocationError::Authentication(_) => {
            unavailable(&error.to_string())
        }
    }
}

fn of_refusal(refusal: &RpcError) -> SourceError {
    let name = refusal.name.as_str();
    let said = || http::said(&format!("{} {name}", refusal.code), None);
    if refusal.code == 401 || SHUT_OUT.iter().any(|beginning| name.starts_with(beginning)) {
        return SourceError::Unauthorized;
    }
    if NOBODY.contains(&name) {
        return SourceError::NoSuchChannel;
    }
    if CLOSED.contains(&name) {
        return SourceError::Private;
    }
    match refusal.code {
        // FLOOD_WAIT_31 comes as a name and a number.
        420 => SourceError::Limited {
            retry: refusal.value.map(|seconds| http::wait(seconds.into())),
        },
        // It sends us to another data centre: the session is of an account that moved.
        303 | 500.. | ..=-1 => unavailable(&said()),
        _ => SourceError::Refused { said: said() },
    }
}

/// Below the calls the connection itself is refused, by number.
fn of_transport(failure: &TransportError) -> SourceError {
    match failure {
        TransportError::BadStatus { status: 429 } => SourceError::Limited { retry: None },
        // Telegram does not know the key.
        TransportError::BadStatus { status: 404 } => SourceError::Unauthorized,
        _ => unavailable(&failure.to_string()),
    }
}

fn unavailable(what: &str) -> SourceError {
    SourceError::Unavailable {
        what: http::said(what, None),
    }
}
