//! What every feature says of keys in the same words: that one was refused, how to make one, and the button that adds it.

use telegram::Language::{self, En, Ru};
use telegram::{Button, CallbackData, Keyboard, Message};

use crate::ids::KeyId;
use crate::seller_key::KeyRecord;

/// What the button sends that starts adding a key. It is answered in the room of the keys.
pub const ADD: &str = "key:add";
/// What the button sends that lists the keys.
pub const LIST: &str = "key:list";

/// What the button sends that opens a key's card as a new message.
pub fn open(key: &KeyId) -> String {
    format!("key:open:{key}")
}

/// Button: starts adding a key.
pub fn add_key(language: Language) -> Button {
    let text = match language {
        Ru => "➕ Добавить ключ",
        En => "➕ Add a key",
    };
    Button::press(text, CallbackData::of(ADD))
}

/// Button: the list of keys.
pub fn my_keys(language: Language) -> Button {
    let text = match language {
        Ru => "🔑 Мои ключи",
        En => "🔑 My keys",
    };
    Button::press(text, CallbackData::of(LIST))
}

/// Button: a key's card.
pub fn open_key(language: Language, key: &KeyRecord) -> Button {
    let text = match language {
        Ru => "🔑 Открыть ключ",
        En => "🔑 Open the key",
    };
    Button::press(text, CallbackData::of(open(&key.id)))
}

/// The last characters of a key, as it is always shown: `…Ab3x`.
pub fn masked(last4: &str) -> String {
    format!("…{last4}")
}

/// Where a key is made on the seller portal, step by step.
pub fn how_to_make(language: Language) -> Message {
    match language {
        Ru => Message::new()
            .bold("Как создать ключ")
            .line("")
            .line("1. Портал продавца: Профиль → Настройки → Доступ к API.")
            .line("2. Отметьте категорию «Поставки».")
            .line("3. «Только чтение» включайте, только если все слоты будете подтверждать сами. Тестовый контур не включайте.")
            .text("4. Скопируйте ключ и отправьте его сюда: Wildberries покажет его только один раз."),
        En => Message::new()
            .bold("How to make a key")
            .line("")
            .line("1. Seller portal: Profile → Settings → API access («Доступ к API»).")
            .line("2. Tick the category Supplies («Поставки»).")
            .line("3. Turn Read only («Только чтение») on only if you will confirm every slot yourself. Leave the test environment off.")
            .text("4. Copy the key and send it here: Wildberries shows it only once."),
    }
}

/// Wildberries refused a key: what stops, and how to make a new one.
pub fn refused(language: Language, key: &KeyRecord) -> Message {
    let name = format!("{} ({})", key.name, masked(&key.last4));
    let message = match language {
        Ru => Message::new()
            .bold("🔑 Wildberries отклонил ключ")
            .line("")
            .blank()
            .line(&format!("Ключ: {name}"))
            .blank()
            .line("Больше мы им не пользуемся: его отозвали, или у него изменились права. Если у магазина есть другой ключ для бронирования, наблюдения работают с ним. Если нет, наблюдения этого магазина на паузе.")
            .blank(),
        En => Message::new()
            .bold("🔑 Wildberries refused a key")
            .line("")
            .blank()
            .line(&format!("Key: {name}"))
            .blank()
            .line("We no longer use it: it was revoked, or its rights were changed. If the shop has another key that can book, its watches go on with that one. If not, the watches of this shop are paused.")
            .blank(),
    };
    message
        .append(how_to_make(language))
        .keyboard(Keyboard::new().row([add_key(language)]).row([open_key(language, key)]))
}
