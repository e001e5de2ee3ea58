//! The people the bot knows.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Key, Record, StoreError, Stored, Table, WorkKey};

/// A person who has written to the bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The Telegram user id.
    pub id: i64,
    /// The private chat to write to.
    pub chat: i64,
    /// The language the user chose, as a code; absent: the one Telegram reports.
    pub language: Option<String>,
    /// The language Telegram last reported, as a code.
    #[serde(default)]
    pub language_code: Option<String>,
    /// When the user first wrote.
    pub created_at: Timestamp,
    /// True while the user has blocked the bot.
    pub blocked: bool,
    /// True while the operator does not let the user in.
    #[serde(default)]
    pub banned: bool,
}

/// When somebody came whose coming was deleted.
const FORGOTTEN: Timestamp = Timestamp::UNIX_EPOCH;

/// Partition of the index of work in which everybody is, in the order in which they came.
pub const EVERYBODY: &str = "USER";

impl User {
    /// Where the user with this id lives.
    pub fn key_of(id: i64) -> Key {
        Key::new(format!("USER#{id}"), "PROFILE")
    }

    /// All that is kept of somebody who is shut out and had everything deleted.
    fn shut_out(id: i64) -> Self {
        Self {
            id,
            chat: id,
            language: None,
            language_code: None,
            created_at: FORGOTTEN,
            blocked: false,
            banned: true,
        }
    }

    /// Whether everything about them was deleted but that they are, or were, shut out: nobody knows any more when they came.
    pub fn is_forgotten(&self) -> bool {
        self.created_at == FORGOTTEN
    }

    /// The language to write to them in, as a code: the chosen one, else the reported one.
    pub fn language_or_code(&self) -> Option<&str> {
        self.language.as_deref().or(self.language_code.as_deref())
    }
}

impl Record for User {
    const KIND: &'static str = "user";

    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn work(&self) -> Option<WorkKey> {
        let came = self.created_at.as_millisecond();
        Some(WorkKey::new(EVERYBODY, format!("{came:013}#{}", self.id)))
    }
}

/// The users in the table.
#[derive(Debug, Clone)]
pub struct Users {
    table: Table,
}

/// How often a write is tried against others who change the same user.
const TRIES: u32 = 5;

impl Users {
    /// The users of this table.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The user with this id, if they ever wrote.
    ///
    /// # Errors
    /// As [`Table::get`].
    pub async fn load(&self, id: i64) -> Result<Option<User>, StoreError> {
        Ok(self.table.get(&User::key_of(id)).await?.map(|stored| stored.record))
    }

    /// The user who has just written from the private chat `chat` with an app in `language_code`: made when new, no longer blocked.
    /// Writes only when something changed.
    ///
    /// # Errors
    /// As [`Table::get`]; [`StoreError::Conflict`] when others keep changing the same user.
    pub async fn seen(
        &self,
        id: i64,
        chat: i64,
        language_code: Option<&str>,
        now: Timestamp,
    ) -> Result<User, StoreError> {
        let language_code = language_code.map(str::to_owned);
        let new = User {
            id,
            chat,
            language: None,
            language_code: language_code.clone(),
            created_at: now,
            blocked: false,
            banned: false,
        };
        self.change(id, Some(new), |user| {
            user.chat = chat;
            if language_code.is_some() {
                user.language_code.clone_from(&language_code);
            }
            user.blocked = false;
        })
        .await?
        .ok_or(StoreError::Conflict)
    }

    /// Stores the language the user chose; `None` goes back to the one Telegram reports. A user nobody knows is left alone.
    ///
    /// # Errors
    /// As [`seen`](Self::seen).
    pub async fn set_language(&self, id: i64, language: Option<&str>) -> Result<(), StoreError> {
        self.change(id, None, |user| user.language = language.map(str::to_owned))
            .await?;
        Ok(())
    }

    /// Stores whether the user has blocked the bot. A user nobody knows is left alone.
    ///
    /// # Errors
    /// As [`seen`](Self::seen).
    pub async fn set_blocked(&self, id: i64, blocked: bool) -> Result<(), StoreError> {
        self.change(id, None, |user| user.blocked = blocked).await?;
        Ok(())
    }

    /// Stores whether the operator lets the user in; false when nobody knows such a user.
    ///
    /// # Errors
    /// As [`seen`](Self::seen).
    pub async fn set_banned(&self, id: i64, banned: bool) -> Result<bool, StoreError> {
        let changed = self.change(id, None, |user| user.banned = banned).await?;
        Ok(changed.is_some())
    }

    /// Deletes what is known of a user; of one whom the operator does not let in there stays their number, and that they are shut out. True
    /// when that stays. Whoever shuts a user out, or lets them in, in the same moment is not overruled.
    ///
    /// # Errors
    /// As [`seen`](Self::seen).
    pub async fn forget(&self, id: i64) -> Result<bool, StoreError> {
        let key = User::key_of(id);
        for _ in 0..TRIES {
            let Some(Stored { record, version }) = self.table.get::<User>(&key).await? else {
                return Ok(false);
            };
            let forgotten = match record.banned {
                true => self.table.replace(&User::shut_out(id), version).await.map(|_| true),
                false => self.table.delete_version(&key, version).await.map(|()| false),
            };
            match forgotten {
                Err(StoreError::Conflict) => {}
                done => return done,
            }
        }
        Err(StoreError::Conflict)
    }

    async fn change(&self, id: i64, new: Option<User>, change: impl Fn(&mut User)) -> Result<Option<User>, StoreError> {
        for _ in 0..TRIES {
            let stored = self.table.get::<User>(&User::key_of(id)).await?;
            let written = match (&stored, &new) {
                (None, None) => return Ok(None),
                (None, Some(new)) => self.table.insert(new).await.map(|()| new.clone()),
                (Some(Stored { record, version }), _) => {
                    let mut changed = record.clone();
                    change(&mut changed);
                    if changed == *record {
                        return Ok(Some(changed));
                    }
                    self.table.replace(&changed, *version).await.map(|_| changed)
                }
            };
            match written {
                Err(StoreError::Conflict) => {}
                done => return done.map(Some),
            }
        }
        Err(StoreError::Conflict)
    }
}
