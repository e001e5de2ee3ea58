//! Who reads a message that nobody just asked for, and in which language.

use store::{StoreError, Table, User};
use telegram::{Language, UserId};

/// The language for messages to `user`: the chosen one, else Telegram's word, else the house's.
pub async fn language_of(table: &Table, user: UserId) -> Result<Language, StoreError> {
    let stored = table.get::<User>(&User::key_of(user.0)).await?;
    Ok(Language::from_code(
        stored.as_ref().and_then(|user| user.record.language_or_code()),
    ))
}
