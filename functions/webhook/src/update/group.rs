//! In a group the bot says as little as it can.

use jiff::Timestamp;
use serde_json::Value;
use telegram::{Input, Reply, Request};

use super::act::Act;
use super::{Updates, language_of};
use crate::home::texts;

impl Updates {
    /// In a group only commands are answered, and only by pointing to the private chat: keys and bookings are nobody else's business.
    pub(super) async fn answer_group(&self, act: Act, trace: &str, now: Timestamp) -> Option<Value> {
        let language = language_of(None, &act.from);
        let reply = match &act.input {
            // A key that everybody in the group has read is at least taken out of sight, where the bot may delete.
            Input::Text(text) | Input::Command { argument: text, .. } if self.router.claims(text) => {
                let reply = Reply::new().send(act.chat.id, texts::key_in_group(language));
                match act.message_id {
                    Some(message_id) => reply.delete(act.chat.id, message_id),
                    None => reply,
                }
            }
            Input::Command { .. } => Reply::new().send(act.chat.id, texts::private_only(language)),
            Input::Press { id, .. } => Reply::new().toast(id, Some(texts::private_only(language).text)),
            _ => return None,
        };
        let request = Request {
            user: act.from.id,
            chat: act.chat.id,
            language,
            message_id: act.message_id,
            now,
            trace: trace.to_owned(),
            input: act.input,
            entities: act.entities,
            dialog: None,
            busy_elsewhere: false,
        };
        self.effects.carry_out(&request, reply.calls).await.last_call
    }
}
