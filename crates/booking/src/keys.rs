//! What may be done with seller keys: add, list, rename, remove; and what happens when Wildberries refuses one.

use jiff::Timestamp;
use queue::{Envelope, Fifo};
use secrecy::SecretString;
use store::{StoreError, Stored, Table};
use telegram::{ChatId, Notification, UserId};
use vault::{Vault, VaultError};
use wildberries::{Api, Claims, SellerId, SellerInfo, SellerKey, TokenError, WbError};

use crate::audience::language_of;
use crate::ids::KeyId;
use crate::seller_key::{KeyRecord, KeyState};
use crate::texts::outcome as texts;
use crate::watch::{PauseReason, Watch, WatchState, Way};
use crate::watches;

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
}

/// What came of adding a key.
#[derive(Debug, Clone, PartialEq)]
pub enum AddKey {
    /// It is stored.
    Added(Box<KeyRecord>),
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
    /// Wildberries refused it (401).
    Refused,
    /// Wildberries says that this kind of key may not be used here (403).
    Forbidden,
    /// The shop's account at Wildberries' catalogue is not paid (402).
    Unpaid,
    /// Wildberries asks to wait.
    Busy {
        /// Seconds, if it said so.
        retry_s: Option<u32>,
    },
    /// Wildberries does not answer.
    Unavailable,
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

impl Keys {
    /// Validates a key and stores it: decoded on this machine, then one ping and one look at the shop's name.
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
            return Ok(AddKey::Duplicate {
                name: same.record.name.clone(),
            });
        }
        if known.iter().filter(|k| k.record.id != id).count() >= MOST_KEYS {
            return Ok(AddKey::TooMany);
        }
        let info = match self.ask_wildberries(&key, &claims).await {
            Ok(info) => info,
            Err(error) => return Ok(refusal(&error)),
        };

        let shop = shop_name(&info, &known);
        let sealed = self
            .vault
            .seal(
                &KeyRecord::binding(user, &id),
                &SecretString::from(key.expose().to_owned()),
            )
            .await?;
        let record = KeyRecord {
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
        };
        self.store(&record).await?;
        Ok(AddKey::Added(Box::new(record)))
    }

    /// The user's keys, oldest first.
    pub async fn list(&self, user: UserId) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
        list(&self.table, user).await
    }

    /// Gives a key another name.
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

    /// One of the user's keys; `None` if there is no such key (any more).
    pub async fn get(&self, user: UserId, id: &KeyId) -> Result<Option<Stored<KeyRecord>>, StoreError> {
        let stored = self.table.get::<KeyRecord>(&KeyRecord::key_of(user, id)).await?;
        Ok(stored.filter(|s| s.record.is_listed()))
    }

    /// Removes a key: its secret is gone at once. Watches of a shop that has no other key are paused; their number is returned,
    /// `None` if there was no such key.
    pub async fn remove(&self, user: UserId, id: &KeyId, now: Timestamp) -> Result<Option<usize>, StoreError> {
        let Some(mut stored) = self.get(user, id).await? else {
            return Ok(None);
        };
        stored.record.state = KeyState::Removed;
        stored.record.sealed = None;
        stored.record.changed_at = now;
        self.table.replace(&stored.record, stored.version).await?;
        pause_orphans(&self.table, user, &stored.record.seller, now)
            .await
            .map(Some)
    }

    /// How many running watches would stop without this key.
    pub async fn depends_on(&self, user: UserId, key: &KeyRecord, now: Timestamp) -> Result<usize, StoreError> {
        let mut others = list(&self.table, user).await?;
        others.retain(|k| k.record.id != key.id);
        let watches = watches::list(&self.table, user).await?;
        Ok(watches
            .iter()
            .map(|w| &w.record)
            .filter(|w| w.is_running() && w.seller == key.seller)
            .filter(|w| !others.iter().any(|k| k.record.fits(&w.seller, &w.way, now)))
            .count())
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

    /// One ping, which says whether the key is accepted, and one look at the shop's name. A key may ask for that as rarely as once a
    /// day: then the shop is known from the key itself, and its name is left open.
    async fn ask_wildberries(&self, key: &SellerKey, claims: &Claims) -> Result<SellerInfo, WbError> {
        self.api.ping(key).await?;
        match (self.api.seller_info(key).await, &claims.seller) {
            (Err(WbError::RateLimited(_)), Some(seller)) => Ok(SellerInfo {
                name: String::new(),
                seller: seller.clone(),
                trade_mark: None,
            }),
            (answer, _) => answer,
        }
    }

    /// Stores a new key, over the remains of the same key removed or refused earlier.
    async fn store(&self, record: &KeyRecord) -> Result<(), StoreError> {
        match self
            .table
            .get::<KeyRecord>(&KeyRecord::key_of(record.user, &record.id))
            .await?
        {
            Some(old) => self.table.replace(record, old.version).await.map(|_| ()),
            None => self.table.insert(record).await,
        }
    }
}

/// The user's keys, oldest first.
pub async fn list(table: &Table, user: UserId) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
    let mut keys = table.list::<KeyRecord>(&format!("USER#{user}"), "KEY#").await?;
    keys.retain(|k| k.record.is_listed());
    keys.sort_by(|a, b| {
        a.record
            .added_at
            .cmp(&b.record.added_at)
            .then_with(|| a.record.id.cmp(&b.record.id))
    });
    Ok(keys)
}

/// The user's keys that can take slots for a shop in this way at `now`.
pub async fn fit_for(
    table: &Table,
    user: UserId,
    seller: &SellerId,
    way: &Way,
    now: Timestamp,
) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
    let mut keys = list(table, user).await?;
    keys.retain(|k| k.record.fits(seller, way, now));
    Ok(keys)
}

/// Opens a stored key. A removed one is [`VaultError::Denied`].
pub async fn open(vault: &Vault, record: &KeyRecord) -> Result<SellerKey, VaultError> {
    let sealed = record
        .sealed
        .as_ref()
        .ok_or_else(|| VaultError::Denied("the key was removed".into()))?;
    let secret = vault.open(&KeyRecord::binding(record.user, &record.id), sealed).await?;
    Ok(SellerKey::from(secret))
}

/// Puts a key aside that Wildberries or the gateway refused, tells its owner once, and pauses watches that have no other key.
///
/// The owner is told first: if this stops half-way, the key is refused again and the message has the same id.
pub async fn refuse(
    table: &Table,
    notifications: &Fifo,
    key: Stored<KeyRecord>,
    trace: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut record = key.record;
    let language = language_of(table, record.user).await?;
    let told = Notification {
        id: format!("key-refused-{}-{}", record.id, record.added_at.as_millisecond()),
        chat: record.chat,
        message: texts::key_refused(language, &record.name, &record.last4),
        recap: None,
        standing: None,
    };
    notifications
        .send(&[Envelope::new(told, trace, now.as_millisecond())])
        .await
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    record.state = KeyState::Refused;
    record.changed_at = now;
    match table.replace(&record, key.version).await {
        Ok(_) => {}
        // Renamed, removed or refused meanwhile: whoever did that knows better, and a key still wrong is refused again.
        Err(StoreError::Conflict) => return Ok(()),
        Err(error) => return Err(error),
    }
    tracing::warn!(key = %record.id, "key.refused: Wildberries refused a seller key, it is put aside");
    pause_orphans(table, record.user, &record.seller, now).await?;
    Ok(())
}

/// Pauses the user's waiting watches of a shop that no key is left for. One that is being booked is left to its attempt.
async fn pause_orphans(table: &Table, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
    let keys = list(table, user).await?;
    let is_orphan = |watch: &Watch| {
        watch.seller == *seller
            && watch.state == WatchState::Watching
            && !keys.iter().any(|k| k.record.fits(seller, &watch.way, now))
    };
    let mut paused = 0;
    for watch in watches::list(table, user).await? {
        if is_orphan(&watch.record) {
            let Stored { record, version }: Stored<Watch> = watch;
            match table
                .replace(&record.with_state(WatchState::Paused(PauseReason::Key), now), version)
                .await
            {
                Ok(_) => paused += 1,
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(paused)
}

fn refusal(error: &WbError) -> AddKey {
    match error {
        WbError::Unauthorized => AddKey::Refused,
        WbError::Forbidden { .. } => AddKey::Forbidden,
        WbError::PaymentRequired => AddKey::Unpaid,
        WbError::RateLimited(limit) => AddKey::Busy { retry_s: limit.retry_s },
        WbError::Disabled
        | WbError::NotFound
        | WbError::BadRequest { .. }
        | WbError::Server { .. }
        | WbError::Timeout
        | WbError::Network(_)
        | WbError::Unreadable { .. } => AddKey::Unavailable,
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
