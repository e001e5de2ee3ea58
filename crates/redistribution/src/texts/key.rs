//! News of a key.

use accounts::seller_key::KeyRecord;
use telegram::{Language, Message};

use super::common::shortened;

/// A key was refused while stock was to be moved, and is put aside.
pub fn refused(language: Language, key: &KeyRecord) -> Message {
    let name = shortened(&key.name, 60);
    let last4 = &key.last4;
    Message::plain(match language {
        Language::Ru => format!(
            "🔑 Wildberries отклонил ключ «{name}» (…{last4}).\n\nОн отложен и больше не используется. Создайте новый ключ в портале продавца и отправьте его сюда: /keys"
        ),
        Language::En => format!(
            "🔑 Wildberries refused the key “{name}” (…{last4}).\n\nIt is put aside and no longer used. Make a new key in the seller portal and send it here: /keys"
        ),
    })
}
