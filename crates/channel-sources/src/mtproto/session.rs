//! What lets a program in as the account: made once by a person, kept sealed.

use std::fmt;
use std::net::{SocketAddrV4, SocketAddrV6};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use grammers_client::session::storages::MemorySession;
use grammers_client::session::types::DcOption;
use grammers_client::session::{Session as _, SessionData};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

/// The bytes of an authorisation key.
const KEY_BYTES: usize = 256;
/// The only form so far.
const VERSION: u32 = 1;

/// An account's session: its data centre and the key that Telegram knows the account by. Whoever has it has the account.
#[derive(Clone)]
pub struct MtProtoSession {
    api_id: i32,
    home_dc: i32,
    ipv4: SocketAddrV4,
    ipv6: SocketAddrV6,
    auth_key: SecretSlice<u8>,
}

/// Why a text is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSession {
    /// Not what [`MtProtoSession::to_secret`] writes.
    #[error("the text is not a session")]
    Unreadable,
    /// Written by a newer program.
    #[error("the session was written by a newer program (form {0})")]
    Newer(u32),
    /// Nobody has signed in.
    #[error("nobody has signed in")]
    NotSignedIn,
}

/// The written form.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    v: u32,
    api_id: i32,
    home_dc: i32,
    ipv4: SocketAddrV4,
    ipv6: SocketAddrV6,
    auth_key: &'a str,
}

/// What tells the form.
#[derive(Deserialize)]
struct Form {
    v: u32,
}

impl MtProtoSession {
    /// Reads what [`to_secret`](Self::to_secret) wrote.
    ///
    /// # Errors
    /// See [`BadSession`].
    pub fn from_secret(text: &SecretString) -> Result<Self, BadSession> {
        let text = text.expose_secret();
        let form: Form = serde_json::from_str(text).map_err(|_| BadSession::Unreadable)?;
        if form.v != VERSION {
            return Err(BadSession::Newer(form.v));
        }
        let written: Written<'_> = serde_json::from_str(text).map_err(|_| BadSession::Unreadable)?;
        let auth_key = BASE64.decode(written.auth_key).map_err(|_| BadSession::Unreadable)?;
        if auth_key.len() != KEY_BYTES {
            return Err(BadSession::Unreadable);
        }
        Ok(MtProtoSession {
            api_id: written.api_id,
            home_dc: written.home_dc,
            ipv4: written.ipv4,
            ipv6: written.ipv6,
            auth_key: auth_key.into(),
        })
    }

    /// The session as a text to be sealed, some 500 characters.
    pub fn to_secret(&self) -> SecretString {
        let auth_key = SecretString::from(BASE64.encode(self.auth_key.expose_secret()));
        let written = Written {
            v: VERSION,
            api_id: self.api_id,
            home_dc: self.home_dc,
            ipv4: self.ipv4,
            ipv6: self.ipv6,
            auth_key: auth_key.expose_secret(),
        };
        let text = serde_json::to_string(&written).expect("plain fields can be written");
        SecretString::from(text)
    }

    /// The program that the account was signed in to, as my.telegram.org numbers it.
    pub fn api_id(&self) -> i32 {
        self.api_id
    }

    /// The session that a signed-in client holds.
    pub(super) fn of_memory(memory: &MemorySession, api_id: i32) -> Result<Self, BadSession> {
        let home_dc = memory.home_dc_id().map_err(|_| BadSession::NotSignedIn)?;
        let home = memory.dc_option(home_dc).map_err(|_| BadSession::NotSignedIn)?;
        let home = home.ok_or(BadSession::NotSignedIn)?;
        let auth_key = home.auth_key.ok_or(BadSession::NotSignedIn)?;
        Ok(MtProtoSession {
            api_id,
            home_dc,
            ipv4: home.ipv4,
            ipv6: home.ipv6,
            auth_key: auth_key.to_vec().into(),
        })
    }

    /// The session as the client wants it. Public channels are read from the home data centre: it alone has a key.
    pub(super) fn to_memory(&self) -> MemorySession {
        let mut data = SessionData {
            home_dc: self.home_dc,
            ..SessionData::default()
        };
        let home = DcOption {
            id: self.home_dc,
            ipv4: self.ipv4,
            ipv6: self.ipv6,
            auth_key: self.auth_key.expose_secret().try_into().ok(),
        };
        data.dc_options.insert(self.home_dc, home);
        MemorySession::from(data)
    }
}

impl fmt::Debug for MtProtoSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MtProtoSession")
            .field("api_id", &self.api_id)
            .field("home_dc", &self.home_dc)
            .finish_non_exhaustive()
    }
}
