//! Removing a key.

use accounts::key_words::masked;
use accounts::seller_key::KeyRecord;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Button, Keyboard, Message};

use super::words::either;
use crate::dialog::press::KeyPress;

/// Asks whether a key may go; `running` watches and rules would stop.
pub fn remove_question(language: Language, key: &KeyRecord, running: usize) -> Message {
    let name = format!("{} ({})", key.name, masked(&key.last4));
    let effect = match (language, running) {
        (Ru, 0) => "Наблюдения от этого не остановятся.".to_owned(),
        (Ru, n) => {
            let forms = [
                "остановится {n} работающее наблюдение",
                "остановятся {n} работающих наблюдения",
                "остановятся {n} работающих наблюдений",
            ];
            let stops = plural_ru(n as u64, forms).replace("{n}", &n.to_string());
            format!("⚠️ Без него {stops}: другого подходящего ключа у этого магазина нет.")
        }
        (En, 0) => "No watch will stop by that.".to_owned(),
        (En, 1) => "⚠️ 1 running watch will stop: the shop has no other key that will do.".to_owned(),
        (En, n) => format!("⚠️ {n} running watches will stop: the shop has no other key that will do."),
    };
    let text = match language {
        Ru => format!(
            "🗑 Удалить ключ {name}?\n\nМы сразу сотрём его у себя. На портале Wildberries он останется, пока вы его там не удалите.\n\n{effect}"
        ),
        En => format!(
            "🗑 Remove the key {name}?\n\nWe erase it on our side at once. It stays on the Wildberries portal until you delete it there.\n\n{effect}"
        ),
    };
    Message::plain(text).keyboard(
        Keyboard::new()
            .row([Button::press(
                either(language, "🗑 Да, удалить", "🗑 Yes, remove"),
                KeyPress::ConfirmRemove(key.id.clone()).data(),
            )])
            .row([Button::press(
                either(language, "↩️ Оставить", "↩️ Keep it"),
                KeyPress::Show(key.id.clone()).data(),
            )]),
    )
}

/// Toast: a key was removed and so many watches and rules were paused.
pub fn removed(language: Language, paused: usize) -> String {
    match (language, paused) {
        (Ru, 0) => "Ключ удалён".into(),
        (Ru, n) => format!(
            "Ключ удалён. На паузе: {n} {}",
            plural_ru(n as u64, ["наблюдение", "наблюдения", "наблюдений"])
        ),
        (En, 0) => "The key is removed".into(),
        (En, n) => format!("The key is removed. Paused watches: {n}"),
    }
}
