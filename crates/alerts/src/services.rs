//! What users decide about alerts, as it is stored.

use channels::ChannelName;
use channels::errands::AlertKind;
use channels::follow::Channels;
use channels::state::ChannelState;
use jiff::Timestamp;
use store::{StoreError, Table};
use telegram::UserId;

use crate::rules::{AlertRules, Choice};
use crate::state::AlertState;
use crate::verdict::{members, views};

/// How often a change is tried against others who change the same record.
const TRIES: usize = 5;

/// What the conversation about alerts works with.
#[derive(Debug, Clone)]
pub struct AlertServices {
    /// The table.
    pub table: Table,
    /// Who follows what.
    pub channels: Channels,
}

impl AlertServices {
    /// Ends everything about a channel that a user leaves: its states and rules. To be called after it was left; asked again it finds nothing.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn forget_channel(&self, user: UserId, channel: &ChannelName) -> Result<(), StoreError> {
        self.table.delete(&AlertRules::key_of(user, Some(channel))).await?;
        for kind in AlertKind::ALL {
            self.table.delete(&AlertState::key_of(user, channel, kind)).await?;
        }
        Ok(())
    }

    /// The wishes for a scope, if there are any.
    pub(crate) async fn rules(
        &self,
        user: UserId,
        channel: Option<&ChannelName>,
    ) -> Result<Option<AlertRules>, StoreError> {
        let stored = self.table.get::<AlertRules>(&AlertRules::key_of(user, channel)).await?;
        Ok(stored.map(|stored| stored.record))
    }

    /// Changes what is wished of one kind.
    pub(crate) async fn choose(
        &self,
        user: UserId,
        channel: Option<&ChannelName>,
        kind: AlertKind,
        change: impl Fn(&mut Choice),
    ) -> Result<(), StoreError> {
        let key = AlertRules::key_of(user, channel);
        for _ in 0..TRIES {
            let stored = self.table.get::<AlertRules>(&key).await?;
            let version = stored.as_ref().map(|stored| stored.version);
            let mut rules = stored.map_or_else(|| AlertRules::none(user, channel.cloned()), |stored| stored.record);
            change(rules.choices.entry(kind).or_default());
            let written = match version {
                Some(version) => self.table.replace(&rules, version).await.map(drop),
                None => self.table.insert(&rules).await,
            };
            match written {
                Err(StoreError::Conflict) => {}
                done => return done,
            }
        }
        Err(StoreError::Conflict)
    }

    /// Drops the wishes for a scope.
    pub(crate) async fn clear(&self, user: UserId, channel: Option<&ChannelName>) -> Result<(), StoreError> {
        self.table.delete(&AlertRules::key_of(user, channel)).await
    }

    /// Takes the level that an alert is about for the norm; false when that alert is over.
    pub(crate) async fn accept(
        &self,
        user: UserId,
        channel: &ChannelName,
        (kind, turn): (AlertKind, u32),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = AlertState::key_of(user, channel, kind);
        for _ in 0..TRIES {
            let stored = self.table.get::<AlertState>(&key).await?;
            let current = stored.filter(|stored| stored.record.on.is_some() && stored.record.turn == turn);
            let Some(stored) = current else {
                return Ok(false);
            };
            let accepted = match kind {
                AlertKind::Members => {
                    let state: ChannelState = self.channels.state(channel).await?;
                    members::accept(stored.record, state.members, now)
                }
                AlertKind::Views => views::accept(stored.record),
                AlertKind::Silence | AlertKind::Trouble => return Ok(false),
            };
            match self.table.replace(&accepted, stored.version).await {
                Err(StoreError::Conflict) => {}
                written => return written.map(|_| true),
            }
        }
        Err(StoreError::Conflict)
    }
}
