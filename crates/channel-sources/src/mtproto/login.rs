//! Signing in, once and by a person: the only way to a session.

use std::fmt;
use std::sync::Arc;

use grammers_client::client::{LoginToken, PasswordToken};
use grammers_client::session::storages::MemorySession;
use grammers_client::{Client, SignInError};
use secrecy::{ExposeSecret, SecretString};

use super::{BadSession, MtProtoSession, client_of, meaning};
use crate::SourceError;

/// A sign-in under way: [`send_code`](Self::send_code), [`sign_in`](Self::sign_in), perhaps [`password`](Self::password),
/// [`session`](Self::session).
pub struct Login {
    client: Client,
    memory: Arc<MemorySession>,
    api_id: i32,
    sent: Option<LoginToken>,
    asked: Option<PasswordToken>,
}

/// What comes after the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginStep {
    /// Nothing: the account is signed in.
    Done,
    /// The account's second password.
    Password {
        /// What its owner noted down to remember it by.
        hint: Option<String>,
    },
}

/// Why nobody was signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The code is wrong or too old.
    #[error("the code is wrong or too old")]
    WrongCode,
    /// The second password is wrong; another may be tried.
    #[error("the password is wrong")]
    WrongPassword,
    /// The number has no account.
    #[error("this number has no Telegram account; make one with Telegram's own app")]
    NoAccount,
    /// A step before this one was left out.
    #[error("a step of signing in was left out")]
    OutOfOrder,
    /// There is no session to give.
    #[error(transparent)]
    Session(#[from] BadSession),
    /// Telegram refused, or is out of reach.
    #[error(transparent)]
    Telegram(#[from] SourceError),
}

impl Login {
    /// A sign-in to the program `api_id`, as my.telegram.org numbers it.
    ///
    /// # Panics
    /// Outside a tokio runtime, which drives the connection.
    pub fn begin(api_id: i32) -> Self {
        let memory = Arc::new(MemorySession::default());
        Login {
            client: client_of(memory.clone(), api_id).0,
            memory,
            api_id,
            sent: None,
            asked: None,
        }
    }

    /// Has Telegram send a code to the account of a phone number, which is written with its `+`.
    ///
    /// # Errors
    /// [`LoginError::Telegram`].
    pub async fn send_code(&mut self, phone: &SecretString, api_hash: &SecretString) -> Result<(), LoginError> {
        let call = self
            .client
            .request_login_code(phone.expose_secret(), api_hash.expose_secret());
        self.sent = Some(call.await.map_err(|error| meaning::of(&error))?);
        Ok(())
    }

    /// Signs in with the code that came.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn sign_in(&mut self, code: &SecretString) -> Result<LoginStep, LoginError> {
        let sent = self.sent.as_ref().ok_or(LoginError::OutOfOrder)?;
        let outcome = self.client.sign_in(sent, code.expose_secret()).await;
        self.after(outcome.map(|_| ()))
    }

    /// Gives the account's second password.
    ///
    /// # Errors
    /// See [`LoginError`]; after a wrong password another may be given.
    pub async fn password(&mut self, password: &SecretString) -> Result<(), LoginError> {
        let asked = self.asked.take().ok_or(LoginError::OutOfOrder)?;
        let outcome = self.client.check_password(asked, password.expose_secret()).await;
        self.after(outcome.map(|_| ())).map(|_| ())
    }

    /// The session of the account that is signed in.
    ///
    /// # Errors
    /// [`LoginError::Session`] while nobody is.
    pub async fn session(&self) -> Result<MtProtoSession, LoginError> {
        let signed_in = self.client.is_authorized().await.map_err(|error| meaning::of(&error))?;
        if !signed_in {
            return Err(BadSession::NotSignedIn.into());
        }
        Ok(MtProtoSession::of_memory(&self.memory, self.api_id)?)
    }

    fn after(&mut self, outcome: Result<(), SignInError>) -> Result<LoginStep, LoginError> {
        match outcome {
            Ok(()) => Ok(LoginStep::Done),
            Err(SignInError::PasswordRequired(asked)) => {
                let hint = asked.hint().map(str::to_owned);
                self.asked = Some(asked);
                Ok(LoginStep::Password { hint })
            }
            Err(SignInError::InvalidPassword(asked)) => {
                self.asked = Some(asked);
                Err(LoginError::WrongPassword)
            }
            Err(SignInError::InvalidCode) => Err(LoginError::WrongCode),
            Err(SignInError::SignUpRequired) => Err(LoginError::NoAccount),
            Err(SignInError::Other(error)) => Err(meaning::of(&error).into()),
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("api_id", &self.api_id)
            .finish_non_exhaustive()
    }
}
