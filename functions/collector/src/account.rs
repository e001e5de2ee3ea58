//! The operator's account, from its sealed session to a connection.

use async_trait::async_trait;
use channel_sources::{MtProto, MtProtoSession};
use clock::Clock;
use collecting::{OpensAccount, SignedIn};
use lambda_kit::{Aws, Env, EnvError, Setting};
use mtproto_session::Sessions;
use store::Table;
use vault::Vault;

/// The account whose session `scripts/mtproto-login` has sealed.
#[derive(Debug)]
pub struct Operators {
    sessions: Sessions,
    clock: Clock,
}

impl Operators {
    /// The account in this table, sealed by the key `KMS_KEY_ID`; `None` when no key is named: then nobody is asked.
    ///
    /// # Errors
    /// The name of the key cannot be read.
    pub fn from_env(env: &mut Env, aws: &Aws, table: Table) -> Result<Option<Self>, EnvError> {
        let key: Setting<Option<String>> = env.maybe("KMS_KEY_ID");
        let key = key.get(&env.finish()?);
        Ok(key.map(|key| Self {
            sessions: Sessions::new(table, Vault::new(aws.kms.clone(), key)),
            clock: Clock::system(),
        }))
    }
}

#[async_trait]
impl OpensAccount for Operators {
    async fn open(&self) -> Result<Option<SignedIn>, String> {
        let opened = self.sessions.open_dated().await.map_err(|error| error.to_string())?;
        let Some((session, at)) = opened else {
            return Ok(None);
        };
        let session = MtProtoSession::from_secret(&session).map_err(|error| error.to_string())?;
        let account = MtProto::connect(&session).with_clock(self.clock.clone());
        Ok(Some(SignedIn {
            account: Box::new(account),
            at,
        }))
    }
}
