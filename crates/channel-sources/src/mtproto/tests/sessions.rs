//! A session is written, read again, and shown to nobody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use grammers_client::session::Session as _;
use secrecy::{ExposeSecret, SecretString};

use crate::mtproto::{BadSession, MtProtoSession};

/// A written session whose key is all sevens, at `address`.
pub fn written(address: &str) -> SecretString {
    let key = BASE64.encode([7_u8; 256]);
    SecretString::from(format!(
        r#"{{"v":1,"api_id":1234,"home_dc":2,"ipv4":"{address}","ipv6":"[::1]:9","auth_key":"{key}"}}"#
    ))
}

#[test]
fn a_session_survives_its_writing() {
    let text = written("149.154.167.50:443");
    let session = MtProtoSession::from_secret(&text).unwrap();
    assert_eq!(session.to_secret().expose_secret(), text.expose_secret());
    assert_eq!(session.api_id(), 1234);

    let memory = session.to_memory();
    assert_eq!(memory.home_dc_id().unwrap(), 2);
    assert_eq!(memory.dc_option(2).unwrap().unwrap().auth_key, Some([7; 256]));
    let again = MtProtoSession::of_memory(&memory, 1234).unwrap();
    assert_eq!(again.to_secret().expose_secret(), text.expose_secret());
}

#[test]
fn a_session_without_a_key_is_none() {
    let memory = grammers_client::session::storages::MemorySession::default();
    assert_eq!(
        MtProtoSession::of_memory(&memory, 1).unwrap_err(),
        BadSession::NotSignedIn
    );
}

#[test]
fn what_is_no_session_is_refused() {
    let read = |text: String| MtProtoSession::from_secret(&SecretString::from(text)).unwrap_err();
    let good = written("149.154.167.50:443");
    let good = good.expose_secret();
    assert_eq!(read(String::new()), BadSession::Unreadable);
    assert_eq!(read(good.replace("Bwc", "B-c")), BadSession::Unreadable);
    assert_eq!(read(good.replacen("BwcH", "", 1)), BadSession::Unreadable);
    assert_eq!(read(good.replace(r#""v":1"#, r#""v":2"#)), BadSession::Newer(2));
}

#[test]
fn no_debug_shows_the_key() {
    let session = MtProtoSession::from_secret(&written("149.154.167.50:443")).unwrap();
    assert_eq!(
        format!("{session:?}"),
        "MtProtoSession { api_id: 1234, home_dc: 2, .. }"
    );
}
