//! A raw update is taken for what it says: whoever wrote it exists, and what was written or pressed is in the chat.

use serde_json::{Map, Value};

use super::state::{Posted, PressRecord, Telegram};

/// Makes the people, the chat, the message and the press of a raw update known, as far as it names them.
pub fn note(telegram: &mut Telegram, update: &Value, now_ms: i64) {
    if let Some(message) = update["message"].as_object() {
        note_message(telegram, message, now_ms);
    }
    let query = &update["callback_query"];
    if let (Some(id), Some(chat), Some(user)) = (
        query["id"].as_str(),
        query["message"]["chat"]["id"].as_i64(),
        query["from"]["id"].as_i64(),
    ) {
        note_person(telegram, chat, &query["from"], user);
        telegram.presses.entry(id.to_owned()).or_insert(PressRecord {
            chat,
            at_ms: now_ms,
            answered: false,
        });
    }
}

fn note_message(telegram: &mut Telegram, message: &Map<String, Value>, now_ms: i64) {
    let number = |value: Option<&Value>, field: &str| value.and_then(|v| v[field].as_i64());
    let (Some(chat), Some(user)) = (number(message.get("chat"), "id"), number(message.get("from"), "id")) else {
        return;
    };
    note_person(telegram, chat, &message["from"], user);
    let Some(id) = message.get("message_id").and_then(Value::as_i64) else {
        return;
    };
    let chat = telegram.open_chat(chat, user);
    chat.last_message_id = chat.last_message_id.max(id);
    chat.messages.entry(id).or_insert_with(|| Posted {
        message: message.clone(),
        deleted: false,
        reactions: Vec::new(),
        by_bot: false,
        silent: false,
        at_ms: now_ms,
    });
}

fn note_person(telegram: &mut Telegram, chat: i64, from: &Value, user: i64) {
    telegram.user(user, from["language_code"].as_str());
    telegram.open_chat(chat, user);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_author_and_the_message_are_there_afterwards() {
        let mut telegram = Telegram::new("42:sandbox".to_owned());
        let update = json!({"update_id": 1, "message": {"message_id": 9, "date": 1, "text": "hi", "hologram": {},
            "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": false, "first_name": "A", "language_code": "en"}}});
        note(&mut telegram, &update, 1);
        note(&mut telegram, &update, 2);
        assert_eq!(telegram.users[&5].language_code.as_deref(), Some("en"));
        assert_eq!(telegram.chats[&5].last_message_id, 9);
        assert_eq!(telegram.chats[&5].messages.len(), 1);
    }

    #[test]
    fn a_press_may_be_answered_and_rubbish_changes_nothing() {
        let mut telegram = Telegram::new("42:sandbox".to_owned());
        note(&mut telegram, &json!({"update_id": 1, "message": "?"}), 1);
        assert!(telegram.chats.is_empty());
        note(
            &mut telegram,
            &json!({"callback_query": {"id": "p", "from": {"id": 5}, "message": {"chat": {"id": 5}}}}),
            1,
        );
        assert!(telegram.presses.contains_key("p") && telegram.chats.contains_key(&5));
    }
}
