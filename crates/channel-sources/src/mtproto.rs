//! Telegram itself, asked by the account of a person over MTProto: exact figures of any public channel.

mod albums;
mod history;
mod login;
mod meaning;
mod message;
mod peers;
mod session;
mod text;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use clock::Clock;
use grammers_client::client::ClientConfiguration;
use grammers_client::sender::{ConnectionParams, NoRetries};
use grammers_client::session::storages::MemorySession;
use grammers_client::{Client, SenderPool, tl};
use tokio::task::JoinHandle;

use crate::daily::{ChannelSource, DailyFigures, NewestPosts};
use crate::{Account, ChannelName, ChannelRef, Figure, HistoryPage, PostId, Source, SourceError};

pub use login::{Login, LoginError, LoginStep};
pub use session::{BadSession, MtProtoSession};

/// How long one call may take, the connection and its handshake included.
const CALL: Duration = Duration::from_secs(20);
/// How long ending the connection may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// A person's account that reads public channels. Cheap to clone; the connection ends with the last clone.
///
/// One session must never be used from two places at once: Telegram then revokes it. Reading a channel neither joins it nor
/// counts as a view.
#[derive(Clone)]
pub struct MtProto {
    client: Client,
    known: Arc<Mutex<HashMap<ChannelName, ChannelRef>>>,
    /// What drives the connection; ends when nobody holds a handle any more.
    runner: Arc<Mutex<Option<JoinHandle<()>>>>,
    clock: Clock,
}

impl MtProto {
    /// The account of `session`. Connects with the first call. What is new in the session is not kept: nothing that matters is.
    ///
    /// # Panics
    /// Outside a tokio runtime, which drives the connection.
    pub fn connect(session: &MtProtoSession) -> Self {
        let (client, runner) = client_of(Arc::new(session.to_memory()), session.api_id());
        MtProto {
            client,
            known: Arc::default(),
            runner: Arc::new(Mutex::new(Some(runner))),
            clock: Clock::system(),
        }
    }

    /// The same by another clock: it dates every figure.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Tells which channel a name is, as [`resolve`](Self::resolve) found earlier for this account.
    pub fn remember(&self, channel: ChannelName, found: ChannelRef) {
        self.known().insert(channel, found);
    }

    /// Which channel a name is, if that is known: to be kept by the caller for the next run.
    pub fn resolved(&self, channel: &ChannelName) -> Option<ChannelRef> {
        self.known().get(channel).copied()
    }

    /// Finds a channel by its name. An account has some 200 such questions a day; a flood of them locks it out for hours.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn resolve(&self, channel: &ChannelName) -> Result<ChannelRef, SourceError> {
        let request = tl::functions::contacts::ResolveUsername {
            username: channel.as_str().to_owned(),
            referer: None,
        };
        let tl::enums::contacts::ResolvedPeer::Peer(answer) = self.ask("contacts.resolveUsername", &request).await?;
        let found = peers::resolved(&answer)?;
        self.remember(channel.clone(), found);
        Ok(found)
    }

    /// How many subscribers it has: exact.
    ///
    /// # Errors
    /// See [`SourceError`]; `NoSuchChannel` also when `found` no longer bears the name and is to be resolved again.
    pub async fn members(&self, channel: &ChannelName, found: ChannelRef) -> Result<Figure<u64>, SourceError> {
        let request = tl::functions::channels::GetFullChannel {
            channel: tl::enums::InputChannel::Channel(tl::types::InputChannel {
                channel_id: found.id,
                access_hash: found.access_hash,
            }),
        };
        let answer = self.ask("channels.getFullChannel", &request).await?;
        let count = peers::members(&answer, found.id, channel)?;
        Ok(Figure::exact(count, Source::MtProto, self.clock.now()))
    }

    /// A hundred messages: the newest, or those before a post. Their views, forwards, reactions and comments are exact.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn history(
        &self,
        channel: &ChannelName,
        found: ChannelRef,
        before: Option<PostId>,
    ) -> Result<HistoryPage, SourceError> {
        let offset_id = match before {
            None => 0,
            Some(post) => i32::try_from(post.0).map_err(|_| SourceError::Refused {
                said: format!("{post} is no number of a message"),
            })?,
        };
        let request = tl::functions::messages::GetHistory {
            peer: tl::enums::InputPeer::Channel(tl::types::InputPeerChannel {
                channel_id: found.id,
                access_hash: found.access_hash,
            }),
            offset_id,
            offset_date: 0,
            add_offset: 0,
            limit: history::LIMIT,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        let answer = self.ask("messages.getHistory", &request).await?;
        HistoryPage::read(answer, channel, found.id, before, self.clock.now())
    }

    /// Ends the session for good: nobody can use it any more.
    ///
    /// # Errors
    /// See [`SourceError`]; `Unauthorized` when it had ended already.
    pub async fn sign_out(&self) -> Result<(), SourceError> {
        self.ask("auth.logOut", &tl::functions::auth::LogOut {}).await?;
        Ok(())
    }

    async fn figures(&self, channel: &ChannelName, found: ChannelRef) -> Result<DailyFigures, SourceError> {
        let members = self.members(channel, found).await?;
        let page = self.history(channel, found, None).await?;
        Ok(DailyFigures {
            members: Some(members),
            posts: Some(NewestPosts {
                posts: page.posts,
                complete_since: page.complete_since,
            }),
            ..DailyFigures::of(Source::MtProto)
        })
    }

    async fn ask<R: tl::RemoteCall>(&self, operation: &'static str, request: &R) -> Result<R::Return, SourceError> {
        let started = Instant::now();
        let outcome = match tokio::time::timeout(CALL, self.client.invoke(request)).await {
            Ok(outcome) => outcome.map_err(|error| meaning::of(&error)),
            Err(_) => Err(SourceError::Unavailable {
                what: format!("no answer in {} s", CALL.as_secs()),
            }),
        };
        log(operation, outcome.as_ref().err(), started.elapsed());
        outcome
    }

    fn known(&self) -> MutexGuard<'_, HashMap<ChannelName, ChannelRef>> {
        // No code that can fail runs under the lock.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ChannelSource for MtProto {
    fn source(&self) -> Source {
        Source::MtProto
    }

    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError> {
        if let Some(found) = self.resolved(channel) {
            match self.figures(channel, found).await {
                // The name went to another channel, or the account to another person: it is found anew.
                Err(SourceError::NoSuchChannel) => self.known().remove(channel),
                outcome => return outcome,
            };
        }
        let found = self.resolve(channel).await?;
        self.figures(channel, found).await.map_err(|error| match error {
            // Somebody has the name: a moment ago it was found.
            SourceError::NoSuchChannel => SourceError::doubtful("a channel that was just found is not there"),
            error => error,
        })
    }
}

#[async_trait]
impl Account for MtProto {
    async fn resolve(&self, channel: &ChannelName) -> Result<ChannelRef, SourceError> {
        MtProto::resolve(self, channel).await
    }

    async fn members(&self, channel: &ChannelName, found: ChannelRef) -> Result<Figure<u64>, SourceError> {
        MtProto::members(self, channel, found).await
    }

    async fn history(
        &self,
        channel: &ChannelName,
        found: ChannelRef,
        before: Option<PostId>,
    ) -> Result<HistoryPage, SourceError> {
        MtProto::history(self, channel, found, before).await
    }

    async fn close(&self) {
        self.client.disconnect();
        let runner = self.runner.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(runner) = runner else { return };
        let abort = runner.abort_handle();
        if tokio::time::timeout(GOODBYE, runner).await.is_err() {
            abort.abort();
        }
    }
}

impl fmt::Debug for MtProto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MtProto").finish_non_exhaustive()
    }
}

/// A client that neither waits nor repeats by itself, and that says what it is to the account's owner.
fn client_of(session: Arc<MemorySession>, api_id: i32) -> (Client, JoinHandle<()>) {
    let parameters = ConnectionParams {
        device_model: "sellergram".to_owned(),
        system_version: "channel analytics".to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        system_lang_code: "en".to_owned(),
        lang_code: "en".to_owned(),
        retry_policy: Box::new(NoRetries),
        ..ConnectionParams::default()
    };
    let pool = SenderPool::with_configuration(session, api_id, parameters);
    let runner = tokio::spawn(pool.runner.run());
    let quiet = ClientConfiguration {
        auto_cache_peers: false,
    };
    (Client::with_configuration(pool.handle, quiet), runner)
}

fn log(operation: &'static str, error: Option<&SourceError>, took: Duration) {
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match error {
        None => tracing::info!(
            target: "mtproto", operation, status = "ok", duration_ms,
            "mtproto answered {operation}"
        ),
        Some(error) => tracing::warn!(
            target: "mtproto", operation, status = error.name(), duration_ms, error = %error,
            "mtproto did not answer {operation}: {}", error.name()
        ),
    }
}

#[cfg(test)]
mod tests;
