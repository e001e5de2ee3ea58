//! The operator's word to everybody: its record, and how it is sent page by page.

mod sending;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Stored, Table, TransactError, Write};
use telegram::{ChatId, Language, Message, Notification, Standing, UserId};

pub use self::sending::{BroadcastError, Broadcaster, Sent};
use crate::texts::broadcast as texts;

/// How long a broadcast is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How often a change is tried against others who change the same record.
const TRIES: usize = 5;

/// A word to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broadcast {
    /// Its name.
    pub id: String,
    /// Who wrote it.
    pub by: UserId,
    /// Where its progress is told.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub message: Message,
    /// When it was written.
    pub written_at: Timestamp,
    /// How it stands.
    pub stage: Stage,
    /// How far the list of users was gone through; `None` at its beginning.
    #[serde(default)]
    pub after: Option<String>,
    /// Chats it was queued for.
    #[serde(default)]
    pub queued: u32,
    /// People passed over: they have blocked the bot, or are shut out.
    #[serde(default)]
    pub passed_over: u32,
}

/// How a broadcast stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Written, not ordered.
    Draft,
    /// Being sent.
    Running,
    /// An admin stopped it.
    Stopped,
    /// Everybody was gone through.
    Done,
}

impl Broadcast {
    /// A draft. Written by the same admin at the same moment, it is the same.
    pub fn draft(by: UserId, chat: ChatId, language: Language, message: Message, now: Timestamp) -> Self {
        Self {
            id: format!("{}-{by}", now.as_millisecond()),
            by,
            chat,
            language,
            message,
            written_at: now,
            stage: Stage::Draft,
            after: None,
            queued: 0,
            passed_over: 0,
        }
    }

    /// Table key of a broadcast.
    pub fn key_of(id: &str) -> Key {
        Key::new(format!("BROADCAST#{id}"), "BROADCAST")
    }

    /// The message in the admin's chat that tells how far it is: begun when it is ordered, changed after every page.
    pub fn progress(&self) -> Notification {
        let name = format!("broadcast-{}", self.id);
        let begins = self.stage == Stage::Running && self.after.is_none();
        let far = match &self.after {
            Some(_) => self.queued + self.passed_over,
            None => 0,
        };
        let stage = match self.stage {
            Stage::Draft | Stage::Running => "at",
            Stage::Stopped => "stopped",
            Stage::Done => "done",
        };
        let id = format!("{name}-{stage}-{far}");
        let standing = match begins {
            true => Standing::Begins(name),
            false => Standing::Updates(name),
        };
        Notification::new(id, self.chat, texts::progress(self)).standing(standing)
    }
}

impl Record for Broadcast {
    const KIND: &'static str = "broadcast";

    fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.written_at + KEPT)
    }
}

/// A broadcast by its name.
///
/// # Errors
/// Those of the table.
pub async fn load(table: &Table, id: &str) -> Result<Option<Stored<Broadcast>>, StoreError> {
    table.get::<Broadcast>(&Broadcast::key_of(id)).await
}

/// Which broadcast was ordered last: two at once would both go at half of Telegram's pace, and leave nothing for what was caught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LastOrdered {
    broadcast: String,
}

impl Record for LastOrdered {
    const KIND: &'static str = "last_broadcast";

    fn key(&self) -> Key {
        Self::table_key()
    }
}

impl LastOrdered {
    fn table_key() -> Key {
        Key::new("BROADCAST#last", "LAST")
    }
}

/// What came of the order to send a broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// It stands so now; one that was a draft is being sent.
    Taken(Box<Broadcast>),
    /// Another one is being sent: it has to end first.
    AnotherRuns,
    /// Nobody knows it.
    Unknown,
}

/// Orders a draft to be sent, unless another broadcast is being sent. One that was ordered before stays as it is.
///
/// # Errors
/// Those of the table; [`StoreError::Conflict`] when others keep ordering.
pub async fn order(table: &Table, id: &str) -> Result<Order, StoreError> {
    for _ in 0..TRIES {
        let Some(Stored { record, version }) = load(table, id).await? else {
            return Ok(Order::Unknown);
        };
        if record.stage != Stage::Draft {
            return Ok(Order::Taken(Box::new(record)));
        }
        let last = table.get::<LastOrdered>(&LastOrdered::table_key()).await?;
        if let Some(last) = &last
            && let Some(other) = load(table, &last.record.broadcast).await?
            && other.record.id != id
            && other.record.stage == Stage::Running
        {
            return Ok(Order::AnotherRuns);
        }
        let moved = Broadcast {
            stage: Stage::Running,
            ..record
        };
        let now_last = LastOrdered {
            broadcast: id.to_owned(),
        };
        // Together: of two that are ordered in one moment only one finds the last one unchanged.
        let writes = vec![
            Write::replace(&moved, version),
            match last {
                Some(last) => Write::replace(&now_last, last.version),
                None => Write::insert(&now_last),
            },
        ];
        match table.transact(writes, None).await {
            Ok(()) => return Ok(Order::Taken(Box::new(moved))),
            Err(TransactError::Conflict { .. }) => {}
            Err(TransactError::Store(error)) => return Err(error),
        }
    }
    Err(StoreError::Conflict)
}

/// Moves a broadcast from a stage to the next, and gives it as it stands then; `None` when nobody knows it.
/// One that is in another stage stays as it is.
///
/// # Errors
/// Those of the table; [`StoreError::Conflict`] when others keep changing it.
pub async fn enter(table: &Table, id: &str, from: Stage, to: Stage) -> Result<Option<Broadcast>, StoreError> {
    for _ in 0..TRIES {
        let Some(Stored { record, version }) = load(table, id).await? else {
            return Ok(None);
        };
        if record.stage != from {
            return Ok(Some(record));
        }
        let moved = Broadcast { stage: to, ..record };
        match table.replace(&moved, version).await {
            Ok(_) => return Ok(Some(moved)),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Conflict)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn progress_is_one_message_that_changes_and_every_step_has_its_own_name() {
        let mut cast = Broadcast::draft(
            UserId(1),
            ChatId(1),
            Language::Ru,
            Message::plain("a"),
            Timestamp::UNIX_EPOCH,
        );
        cast.stage = Stage::Running;
        let begun = cast.progress();
        assert_eq!(begun.standing, Some(Standing::Begins("broadcast-0-1".to_owned())));
        (cast.after, cast.queued) = (Some("x".to_owned()), 60);
        let further = cast.progress();
        assert_eq!(further.standing, Some(Standing::Updates("broadcast-0-1".to_owned())));
        cast.stage = Stage::Done;
        let ids = [begun.id, further.id, cast.progress().id];
        assert_eq!(
            ids,
            ["broadcast-0-1-at-0", "broadcast-0-1-at-60", "broadcast-0-1-done-60"]
        );
    }
}
