//! The account of a person, asked where nobody else answers: opened once an invocation, and by one worker at a time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use channel_sources::{Account, ChannelName, ChannelRef, Figure, PostId, PreviewPage, Source, SourceError};
use channels::channel::partition;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Begin, BucketSpec, Buckets, Key, Once, Record, StoreError, Table, Take};
use tokio::sync::Mutex;

use crate::collector::{Collector, Errand};
use crate::gate::Denied;
use crate::standing;

/// What whoever uses the account claims: the same session in two places at once may be ended by Telegram.
const CLAIM: &str = "mtproto-account";
/// A claim outlasts the invocation by this, should it die with the connection open.
const LAST_WORDS: SignedDuration = SignedDuration::from_secs(15);
/// Whoever finds the account in use comes again after this.
const IN_USE: SignedDuration = SignedDuration::from_mins(5);
/// A session that cannot be opened is tried again after this.
const NOT_OPENED: SignedDuration = SignedDuration::from_mins(30);
/// Names are what Telegram rations most: some 200 a day. This leaves a quarter of them to the account's owner.
const NAMES: BucketSpec = BucketSpec {
    capacity: 20,
    refill_per_second: 130.0 / (24.0 * 60.0 * 60.0),
};
const NAMES_BUCKET: &str = "source-mtproto-names";

/// Where the account's session is kept.
#[async_trait]
pub trait OpensAccount: fmt::Debug + Send + Sync {
    /// The account, which connects with its first call; `None` where nobody has signed in.
    ///
    /// # Errors
    /// Why the session cannot be opened, in words for the log.
    async fn open(&self) -> Result<Option<SignedIn>, String>;
}

/// An account that may be asked.
#[derive(Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Box<dyn Account>,
    /// When it was signed in: what it knew of channels before that is another account's.
    pub at: Timestamp,
}

/// One invocation's use of the account.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    opener: Option<Arc<dyn OpensAccount>>,
    table: Table,
    claims: Once,
    /// When the invocation is over.
    until: Timestamp,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unopened,
    Open(Arc<SignedIn>),
    /// Nobody has signed in.
    Absent,
    Refused {
        until: Timestamp,
        why: &'static str,
    },
}

/// How the account addresses a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KnownChannel {
    channel: ChannelName,
    found: ChannelRef,
    /// When the account was signed in that found it.
    signed_in_at: Timestamp,
}

impl Visit {
    /// A visit that has not begun; without an opener there is no account.
    pub(crate) fn new(table: Table, opener: Option<Arc<dyn OpensAccount>>, invocation_ends: Timestamp) -> Self {
        Self {
            opener,
            claims: Once::new(table.clone(), "SOURCE_SLOT", Duration::from_secs(24 * 60 * 60)),
            table,
            until: invocation_ends.checked_add(LAST_WORDS).unwrap_or(Timestamp::MAX),
            state: Arc::default(),
        }
    }

    /// The account, opened when it is first asked for; `None` where there is none.
    async fn account(&self, now: Timestamp) -> Result<Option<Arc<SignedIn>>, Denied> {
        let Some(opener) = &self.opener else {
            return Ok(None);
        };
        let mut state = self.state.lock().await;
        if let State::Unopened = *state {
            *state = self.open(opener.as_ref(), now).await?;
        }
        match &*state {
            State::Open(signed_in) => Ok(Some(signed_in.clone())),
            State::Refused { until, why } => Err(Denied::Shut {
                until: *until,
                why: (*why).to_owned(),
            }),
            State::Unopened | State::Absent => Ok(None),
        }
    }

    async fn open(&self, opener: &dyn OpensAccount, now: Timestamp) -> Result<State, StoreError> {
        if self.claims.begin(CLAIM, now, self.until).await? != Begin::Fresh {
            let until = now + IN_USE;
            return Ok(State::Refused { until, why: "in_use" });
        }
        let state = match opener.open().await {
            Ok(Some(signed_in)) => {
                // What went wrong before is another session's.
                standing::forget_before(&self.table, Source::MtProto, signed_in.at).await?;
                return Ok(State::Open(Arc::new(signed_in)));
            }
            Ok(None) => State::Absent,
            Err(error) => {
                tracing::error!(error, "account.not_opened: the session of the account cannot be opened");
                let until = now + NOT_OPENED;
                State::Refused {
                    until,
                    why: "not_opened",
                }
            }
        };
        self.claims.give_back(CLAIM, self.until).await?;
        Ok(state)
    }

    /// Ends the connection, then the claim: the next worker may connect.
    pub(crate) async fn end(&self) {
        let state = std::mem::take(&mut *self.state.lock().await);
        let State::Open(signed_in) = state else { return };
        signed_in.account.close().await;
        if let Err(error) = self.claims.give_back(CLAIM, self.until).await {
            tracing::warn!(error = %error, "account.claim_kept: the account is given back only when its time is over");
        }
    }
}

/// How many subscribers a channel has, and whose number it is (as the Bot API writes it); `None` where there is no account.
pub(crate) async fn members(
    collector: &Collector,
    channel: &ChannelName,
    errand: Errand<'_>,
) -> Result<Option<(i64, Figure<u64>)>, Denied> {
    let Some(signed_in) = collector.visit.account(collector.now()).await? else {
        return Ok(None);
    };
    let account = signed_in.account.as_ref();
    if let Some(found) = known(collector, channel, signed_in.at).await? {
        match collector
            .ask(Source::MtProto, errand, account.members(channel, found))
            .await
        {
            // The name went to another channel: it is found anew.
            Err(Denied::Failed(SourceError::NoSuchChannel)) => {}
            asked => return Ok(Some((found.chat_id(), asked?))),
        }
    }
    let found = find(collector, channel, &signed_in, errand).await?;
    let asked = collector
        .ask(Source::MtProto, errand, account.members(channel, found))
        .await;
    Ok(Some((found.chat_id(), asked.map_err(just_found)?)))
}

/// A page of posts: the newest, or those before one; `None` where there is no account.
pub(crate) async fn page(
    collector: &Collector,
    channel: &ChannelName,
    before: Option<PostId>,
    errand: Errand<'_>,
) -> Result<Option<PreviewPage>, Denied> {
    let Some(signed_in) = collector.visit.account(collector.now()).await? else {
        return Ok(None);
    };
    let found = match known(collector, channel, signed_in.at).await? {
        Some(found) => found,
        None => find(collector, channel, &signed_in, errand).await?,
    };
    let call = signed_in.account.history(channel, found, before);
    let history = collector.ask(Source::MtProto, errand, call).await?;
    Ok(Some(history.into_page(channel, found)))
}

async fn known(
    collector: &Collector,
    channel: &ChannelName,
    signed_in_at: Timestamp,
) -> Result<Option<ChannelRef>, StoreError> {
    let table = &collector.services.table;
    let stored = table.get::<KnownChannel>(&KnownChannel::key_of(channel)).await?;
    let record = stored.map(|stored| stored.record);
    // Another account's is of no use to this one.
    let ours = record.filter(|known| known.signed_in_at == signed_in_at);
    Ok(ours.map(|known| known.found))
}

/// Finds a channel by its name, and remembers it.
async fn find(
    collector: &Collector,
    channel: &ChannelName,
    signed_in: &SignedIn,
    errand: Errand<'_>,
) -> Result<ChannelRef, Denied> {
    let table = &collector.services.table;
    let now = collector.now();
    if let Take::Wait(wait) = Buckets::new(table.clone()).take(NAMES_BUCKET, NAMES, now).await? {
        return Err(Denied::Shut {
            until: now.checked_add(wait).unwrap_or(Timestamp::MAX),
            why: "limited".to_owned(),
        });
    }
    let call = signed_in.account.resolve(channel);
    let found = collector.ask(Source::MtProto, errand, call).await?;
    table
        .put(&KnownChannel {
            channel: channel.clone(),
            found,
            signed_in_at: signed_in.at,
        })
        .await?;
    Ok(found)
}

/// Somebody has the name: a moment ago it was found.
fn just_found(denied: Denied) -> Denied {
    match denied {
        Denied::Failed(SourceError::NoSuchChannel) => Denied::Failed(SourceError::Doubtful {
            what: "a channel that was just found is not there".to_owned(),
        }),
        other => other,
    }
}

impl KnownChannel {
    fn key_of(channel: &ChannelName) -> Key {
        Key::new(partition(channel), "MTPROTO")
    }
}

impl Record for KnownChannel {
    const KIND: &'static str = "channel_at_mtproto";

    fn key(&self) -> Key {
        Self::key_of(&self.channel)
    }
}
