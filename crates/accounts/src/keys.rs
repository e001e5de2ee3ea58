//! Seller keys at work: found, opened, and put aside when Wildberries refuses one.

use jiff::Timestamp;
use queue::{Envelope, Fifo};
use store::{StoreError, Stored, Table, TransactError, Write};
use telegram::{Message, Notification, Topic, UserId};
use vault::{Vault, VaultError};
use wildberries::SellerKey;

use crate::audience::language_of;
use crate::audit::{Act, AuditLine};
use crate::history::{HistoryLine, Operation};
use crate::seller_key::{KeyRecord, KeyState};

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

/// Opens a stored key. A removed one is [`VaultError::Denied`].
pub async fn open(vault: &Vault, record: &KeyRecord) -> Result<SellerKey, VaultError> {
    let sealed = record
        .sealed
        .as_ref()
        .ok_or_else(|| VaultError::Denied("the key was removed".into()))?;
    let secret = vault.open(&KeyRecord::binding(record.user, &record.id), sealed).await?;
    Ok(SellerKey::from(secret))
}

/// Puts a key aside that Wildberries or the gateway refused and tells its owner once, in the words `says` finds for it. True when this
/// call did it; false when somebody else changed the key meanwhile.
///
/// The owner is told first: if this stops half-way, the key is refused again and the message has the same id.
pub async fn put_aside(
    table: &Table,
    notifications: &Fifo,
    key: Stored<KeyRecord>,
    says: impl Fn(telegram::Language, &KeyRecord) -> Message,
    trace: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Stored { mut record, version } = key;
    let language = language_of(table, record.user).await?;
    let good_since = record.revalidated_at.unwrap_or(record.added_at);
    let id = format!("key-refused-{}-{}", record.id, good_since.as_millisecond());
    let told = Notification::new(id, record.chat, says(language, &record)).about(Topic::Key);
    notifications
        .send(&[Envelope::new(told, trace, now.as_millisecond())])
        .await
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    record.state = KeyState::Refused;
    record.changed_at = now;
    let refused = Operation::KeyRefused {
        name: record.name.clone(),
        last4: record.last4.clone(),
    };
    let writes = vec![
        Write::replace(&record, version),
        Write::put(&HistoryLine::new(record.user, now, record.id.as_str(), refused)),
        Write::put(&AuditLine::new(
            now,
            record.user,
            Act::KeyRefused,
            record.id.as_str(),
            &record.seller_name,
        )),
    ];
    match table.transact(writes, None).await {
        Ok(()) => {
            tracing::warn!(key = %record.id, "key.refused: Wildberries refused a seller key, it is put aside");
            Ok(true)
        }
        // Renamed, removed or refused meanwhile: whoever did that knows better, and a key still wrong is refused again.
        Err(TransactError::Conflict { .. }) => Ok(false),
        Err(TransactError::Store(error)) => Err(error),
    }
}
