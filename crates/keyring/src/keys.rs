//! What may be done with seller keys: add, list, check again, rename, remove. Each deed is written together with its lines of history
//! and audit; what works with keys follows, and a deed done again lets it follow once more.

mod ask;
mod recheck;

use std::sync::Arc;

use accounts::audit::{Act, AuditLine};
use accounts::history::{HistoryLine, Operation};
use accounts::ids::KeyId;
use accounts::key_load::{KeyLoad, Tally};
use accounts::key_users::KeyUsers;
use accounts::keys::list;
use accounts::limits::{self, SUPPLIES};
use accounts::pace::{Pace, ShopPace};
use accounts::seller_key::{KeyRecord, KeyState};
use futures::future::try_join_all;
use jiff::Timestamp;
use secrecy::SecretString;
use store::{Buckets, Stand, StoreError, Stored, Table, TransactError, Write};
use telegram::{ChatId, UserId};
use vault::{Vault, VaultError};
use wildberries::{Api, Budget, Claims, SellerId, SellerInfo, SellerKey, TokenError, TokenKind};

pub use self::ask::Refusal;
pub use self::recheck::Recheck;

/// Most keys a user may have.
pub const MOST_KEYS: usize = 5;
/// Longest name of a key, characters.
pub const LONGEST_NAME: usize = 40;

/// A failure of the house, not of the seller's request.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What is needed to manage keys.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The table.
    pub table: Table,
    /// Seals keys.
    pub vault: Vault,
    /// Validates keys.
    pub api: Api,
    /// Whether Wildberries' test keys are welcome; not in production.
    pub accept_test_keys: bool,
    /// How fast a shop books, as the booker is told.
    pub pace: Pace,
    /// Features that work with keys.
    pub users: Vec<Arc<dyn KeyUsers>>,
}

/// What came of adding a key.
#[derive(Debug, Clone, PartialEq)]
pub enum AddKey {
    /// It is stored.
    Added {
        /// As it is stored.
        key: Box<KeyRecord>,
        /// How much runs again that had waited for a key of this shop.
        resumed: usize,
    },
    /// The text is no Wildberries token.
    NotAToken,
    /// It expired at that instant.
    Expired(Timestamp),
    /// It is a test key and this is no test.
    TestKey,
    /// It lacks the category «Поставки».
    NoSupplies,
    /// The user has it already, under this name.
    Duplicate {
        /// Its name.
        name: String,
    },
    /// The user has [`MOST_KEYS`] already.
    TooMany,
    /// Wildberries did not let it pass.
    Refused(Refusal),
}

/// What came of renaming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameKey {
    /// Done.
    Renamed,
    /// There is no such key (any more).
    Gone,
    /// The name is empty or longer than [`LONGEST_NAME`].
    BadName,
}

/// A key and what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyView {
    /// The key.
    pub key: KeyRecord,
    /// Its days that are still kept, the oldest first.
    pub days: Vec<KeyLoad>,
    /// How its shop stands against the limit on questions about orders and supplies, where that is so low that it matters.
    pub questions: Option<Stand>,
    /// How its shop stands against the pace of its bookings; `None` where nobody counts, or for a key that does not book.
    pub pace: Option<ShopPace>,
}

impl Keys {
    /// Validates a key and stores it: decoded on this machine, then one ping and one look at the shop's name. What waited for a key of
    /// its shop goes on.
    ///
    /// # Errors
    /// Those of the table and of the vault; nothing is stored then.
    pub async fn add(&self, user: UserId, chat: ChatId, key: SellerKey, now: Timestamp) -> Result<AddKey, KeysError> {
        let claims = match wildberries::decode(&key) {
            Ok(claims) => claims,
            Err(
                TokenError::NotAToken | TokenError::BadEncoding | TokenError::MissingField(_) | TokenError::TooLong,
            ) => {
                return Ok(AddKey::NotAToken);
            }
        };
        if let Some(refusal) = self.verdict(&claims, now) {
            return Ok(refusal);
        }
        let id = KeyId::of(&key);
        let known = self.list(user).await?;
        if let Some(same) = known
            .iter()
            .find(|k| k.record.id == id && k.record.state == KeyState::Active)
        {
            // Whoever stored it may not have come to this.
            self.tell_it_is_back(user, &same.record.seller, now).await?;
            return Ok(AddKey::Duplicate {
                name: same.record.name.clone(),
            });
        }
        if known.iter().filter(|k| k.record.id != id).count() >= MOST_KEYS {
            return Ok(AddKey::TooMany);
        }
        let mut asked = 0;
        let info = match self.ask_for_shop(&key, &claims, &mut asked).await {
            Ok(info) => info,
            Err(error) => return Ok(AddKey::Refused(Refusal::of(&error))),
        };

        let shop = shop_name(&info, &known);
        let sealed = self
            .vault
            .seal(
                &KeyRecord::binding(user, &id),
                &SecretString::from(key.expose().to_owned()),
            )
            .await?;
        let mut record = KeyRecord {
            user,
            chat,
            id,
            name: free_name(&shop, &known),
            seller: info.seller,
            seller_name: shop,
            last4: key.last4(),
            kind: claims.kind,
            read_only: claims.read_only,
            expires_at: claims.expires_at,
            state: KeyState::Active,
            sealed: Some(sealed),
            added_at: now,
            changed_at: now,
            warned: None,
            revalidated_at: None,
        };
        // How long it lives is said on adding it: only what comes after is worth a message.
        record.warned = record.warning(now);
        self.store(&record).await?;
        for _ in 0..asked {
            self.note(&record, false, now).await;
        }
        let resumed = self.tell_it_is_back(user, &record.seller, now).await?;
        Ok(AddKey::Added {
            key: Box::new(record),
            resumed,
        })
    }

    /// The user's keys, oldest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn list(&self, user: UserId) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
        list(&self.table, user).await
    }

    /// The user's keys with what they did, oldest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn views(&self, user: UserId, now: Timestamp) -> Result<Vec<KeyView>, StoreError> {
        let keys = self.list(user).await?;
        try_join_all(keys.into_iter().map(|key| self.with_load(key.record, now))).await
    }

    /// One key with what it did; `None` if there is no such key (any more).
    ///
    /// # Errors
    /// Those of the table.
    pub async fn view(&self, user: UserId, id: &KeyId, now: Timestamp) -> Result<Option<KeyView>, StoreError> {
        match self.get(user, id).await? {
            Some(stored) => self.with_load(stored.record, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// One of the user's keys; `None` if there is no such key (any more).
    ///
    /// # Errors
    /// Those of the table.
    pub async fn get(&self, user: UserId, id: &KeyId) -> Result<Option<Stored<KeyRecord>>, StoreError> {
        let stored = self.table.get::<KeyRecord>(&KeyRecord::key_of(user, id)).await?;
        Ok(stored.filter(|s| s.record.is_listed()))
    }

    /// Gives a key another name.
    ///
    /// # Errors
    /// Those of the table; a conflict when somebody else changed the key in between.
    pub async fn rename(&self, user: UserId, id: &KeyId, name: &str, now: Timestamp) -> Result<RenameKey, StoreError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\n') {
            return Ok(RenameKey::BadName);
        }
        let Some(mut stored) = self.get(user, id).await? else {
            return Ok(RenameKey::Gone);
        };
        stored.record.name = name.to_owned();
        stored.record.changed_at = now;
        self.table.replace(&stored.record, stored.version).await?;
        Ok(RenameKey::Renamed)
    }

    /// Removes a key: its secret is gone at once. What has no other key of its shop is paused; how much that is is returned, `None` if
    /// there was no such key.
    ///
    /// # Errors
    /// Those of the table; a conflict when somebody else changed the key in between.
    pub async fn remove(&self, user: UserId, id: &KeyId, now: Timestamp) -> Result<Option<usize>, StoreError> {
        let Some(Stored { mut record, version }) = self.table.get::<KeyRecord>(&KeyRecord::key_of(user, id)).await?
        else {
            return Ok(None);
        };
        if !record.is_listed() {
            // Whoever removed it may not have come to this.
            self.tell_it_is_gone(user, &record.seller, now).await?;
            return Ok(None);
        }
        record.state = KeyState::Removed;
        record.sealed = None;
        record.changed_at = now;
        let operation = Operation::KeyRemoved {
            name: record.name.clone(),
            last4: record.last4.clone(),
        };
        let write = Write::replace(&record, version);
        self.write(&record, write, Some(operation), Act::KeyRemoved).await?;
        self.tell_it_is_gone(user, &record.seller, now).await.map(Some)
    }

    /// How much that runs would stop without this key.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn depends_on(&self, user: UserId, key: &KeyRecord, now: Timestamp) -> Result<usize, StoreError> {
        let mut others: Vec<KeyRecord> = self.list(user).await?.into_iter().map(|key| key.record).collect();
        others.retain(|other| other.id != key.id);
        let asked = self.users.iter().map(|one| one.depend_on(user, key, &others, now));
        Ok(try_join_all(asked).await?.into_iter().sum())
    }

    fn verdict(&self, claims: &Claims, now: Timestamp) -> Option<AddKey> {
        if claims.expires_at <= now {
            return Some(AddKey::Expired(claims.expires_at));
        }
        if claims.test && !self.accept_test_keys {
            return Some(AddKey::TestKey);
        }
        (!claims.supplies).then_some(AddKey::NoSupplies)
    }

    async fn with_load(&self, key: KeyRecord, now: Timestamp) -> Result<KeyView, StoreError> {
        let days = KeyLoad::of_key(&self.table, key.user, &key.id).await?;
        let questions = match key.kind {
            TokenKind::Base | TokenKind::Unlabelled => {
                let bucket = limits::bucket_of(SUPPLIES, &key.seller);
                let spec = limits::spec(Budget::supplies(key.kind));
                Some(Buckets::new(self.table.clone()).look(&bucket, spec, now).await?)
            }
            TokenKind::Personal | TokenKind::Service | TokenKind::Test => None,
        };
        let pace = match key.can_book(now) {
            true => self.pace.of(&self.table, &key.seller, now).await?,
            false => None,
        };
        Ok(KeyView {
            key,
            days,
            questions,
            pace,
        })
    }

    /// Stores a new key, over the remains of the same key removed or refused earlier.
    async fn store(&self, record: &KeyRecord) -> Result<(), StoreError> {
        let key = KeyRecord::key_of(record.user, &record.id);
        let write = match self.table.get::<KeyRecord>(&key).await? {
            Some(old) => Write::replace(record, old.version),
            None => Write::insert(record),
        };
        let operation = Operation::KeyAdded {
            name: record.name.clone(),
            last4: record.last4.clone(),
        };
        self.write(record, write, Some(operation), Act::KeyAdded).await
    }

    /// Writes what became of a key, with its lines.
    async fn write(
        &self,
        record: &KeyRecord,
        write: Write,
        operation: Option<Operation>,
        act: Act,
    ) -> Result<(), StoreError> {
        let at = record.changed_at;
        let line = AuditLine::new(at, record.user, act, record.id.as_str(), &record.seller_name);
        let mut writes = vec![write, Write::put(&line)];
        if let Some(operation) = operation {
            let line = HistoryLine::new(record.user, at, format!("{}-{}", record.id, act.name()), operation);
            writes.push(Write::put(&line));
        }
        self.table.transact(writes, None).await.map_err(|error| match error {
            TransactError::Conflict { .. } => StoreError::Conflict,
            TransactError::Store(error) => error,
        })
    }

    async fn tell_it_is_back(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        let mut resumed = 0;
        for one in &self.users {
            resumed += one.key_back(user, seller, now).await?;
        }
        Ok(resumed)
    }

    async fn tell_it_is_gone(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        let mut paused = 0;
        for one in &self.users {
            paused += one.key_gone(user, seller, now).await?;
        }
        Ok(paused)
    }

    /// Counts a request made with a key.
    async fn note(&self, key: &KeyRecord, has_failed: bool, now: Timestamp) {
        let tally = Tally::default();
        tally.note(key, has_failed);
        tally.write(&self.table, now).await;
    }
}

/// The name Wildberries gave, else the one it gave for another key of the same shop.
fn shop_name(info: &SellerInfo, known: &[Stored<KeyRecord>]) -> String {
    let named = known
        .iter()
        .find(|key| key.record.seller == info.seller && info.name.is_empty());
    named.map_or_else(|| info.name.clone(), |key| key.record.seller_name.clone())
}

/// The shop's name, with a number if the user has a key of that name.
fn free_name(shop: &str, known: &[Stored<KeyRecord>]) -> String {
    let base: String = shop.trim().chars().take(LONGEST_NAME - 4).collect();
    let base = if base.is_empty() { "WB".to_owned() } else { base };
    let taken = |name: &str| known.iter().any(|k| k.record.name == name);
    if !taken(&base) {
        return base;
    }
    (2..)
        .map(|n| format!("{base} {n}"))
        .find(|name| !taken(name))
        .unwrap_or(base)
}
