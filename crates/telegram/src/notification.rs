//! A message that is sent later, by the notifier.

use queue::Job;
use serde::{Deserialize, Serialize};

use crate::{ChatId, Message};

/// A job of the notifications queue: one message to one chat, sent once per id, or a change of one that stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// What makes it the same notification when it is queued again.
    pub id: String,
    /// Where it goes.
    pub chat: ChatId,
    /// What it says.
    pub message: Message,
    /// A short text sent once, under [`recap_id`](Self::recap_id), when it is unknown whether the message arrived.
    #[serde(default)]
    pub recap: Option<Message>,
    /// Set where later notifications bring an earlier one's message up to date.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// What it is about, for those who chose what they want to be told.
    #[serde(default)]
    pub topic: Option<Topic>,
}

/// What a message is about, as users may choose in their settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A slot was caught.
    Catch,
    /// A slot is open: confirm now.
    Offer,
    /// An attempt failed.
    Miss,
    /// A slot opened that could not be taken for want of catches.
    Opening,
    /// The source of slots is in trouble, or works again.
    Feed,
    /// A seller key.
    Key,
    /// Payments and catches.
    Money,
    /// Redistribution of stock.
    Move,
    /// The daily digest.
    Digest,
    /// The operator's word to everybody.
    News,
    /// Alerts about a channel, and what kept its reports from coming.
    Channel,
    /// Weekly and monthly reports about channels.
    Report,
    /// Something another version knows.
    #[serde(other)]
    Other,
}

/// A message that stays in the chat and changes there. Its name is unique within the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A new message, to be known by this name from now on.
    Begins(String),
    /// The message known by this name changes; without one this is a new one. If it is gone from the chat, nothing is sent.
    Updates(String),
}

impl Notification {
    /// A message, sent once under this id.
    pub fn new(id: impl Into<String>, chat: ChatId, message: Message) -> Self {
        Self {
            id: id.into(),
            chat,
            message,
            recap: None,
            standing: None,
            topic: None,
        }
    }

    /// With what it is about.
    pub fn about(mut self, topic: Topic) -> Self {
        self.topic = Some(topic);
        self
    }

    /// With a short text in case it is unknown whether the message arrived.
    pub fn recap(mut self, recap: Option<Message>) -> Self {
        self.recap = recap;
        self
    }

    /// As a message that changes, or a change of one.
    pub fn standing(mut self, standing: Standing) -> Self {
        self.standing = Some(standing);
        self
    }

    /// The id under which the recap is sent.
    pub fn recap_id(&self) -> String {
        format!("{}:recap", self.id)
    }
}

impl Job for Notification {
    const VERSION: u16 = 1;

    /// Order is kept per chat, and one busy chat never holds up another.
    fn group(&self) -> String {
        self.chat.to_string()
    }

    fn dedup(&self) -> String {
        self.id.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_notification_without_a_recap_is_read() {
        let read: Notification =
            serde_json::from_str(r#"{"id":"b1","chat":7,"message":{"text":"ok"},"new":true}"#).unwrap();
        assert_eq!((read.recap.as_ref(), read.standing.as_ref()), (None, None));
        assert_eq!(read.chat, ChatId(7));
        assert_eq!(read.recap_id(), "b1:recap");
    }
    #[test]
    fn a_notification_is_built_by_saying_only_what_differs() {
        let told = Notification::new("b1", ChatId(7), Message::plain("ok"))
            .about(Topic::Catch)
            .recap(Some(Message::plain("k")))
            .standing(Standing::Begins("offer".to_owned()));
        let json = serde_json::to_value(&told).unwrap();
        assert_eq!(json["topic"], "catch");
        assert_eq!(serde_json::from_value::<Notification>(json).unwrap(), told);
        let plain = Notification::new("b1", ChatId(7), Message::plain("ok"));
        assert_eq!((plain.topic, plain.recap, plain.standing), (None, None, None));
    }

    #[test]
    fn a_topic_of_another_version_is_none_of_ours_and_no_error() {
        let read = |topic: &str| {
            let body = format!(r#"{{"id":"b1","chat":7,"message":{{"text":"ok"}},"topic":{topic}}}"#);
            serde_json::from_str::<Notification>(&body).unwrap().topic
        };
        assert_eq!(read("\"money\""), Some(Topic::Money));
        assert_eq!(read("\"weather\""), Some(Topic::Other));
        assert_eq!(read("null"), None);
    }
}
