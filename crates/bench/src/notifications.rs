//! Messages for many chats put on the queue at once, as news for everybody are.

use std::time::Instant;

use jiff::Timestamp;
use lambda_kit::Aws;
use queue::{Envelope, Fifo};
use serde_json::json;
use telegram::{ChatId, Message, Notification, Topic};

use crate::figures::tell;

/// Puts `each` messages for each of so many chats, numbered on from `first`, on the queue with this URL: everybody's first, then
/// everybody's second.
pub async fn measure(url: &str, first: i64, chats: usize, each: usize) -> anyhow::Result<()> {
    let queue = Fifo::new(Aws::load().sqs, url.to_owned());
    let now = Timestamp::now();
    let messages: Vec<_> = (1..=each)
        .flat_map(|number| (first..).take(chats).map(move |chat| message(chat, number, now)))
        .collect();
    let begun = Instant::now();
    queue.send(&messages).await?;
    tell(&json!({"row": "notifications", "messages": messages.len(), "took_ms": begun.elapsed().as_millis()}))?;
    Ok(())
}

fn message(chat: i64, number: usize, now: Timestamp) -> Envelope<Notification> {
    let id = format!("bench-{chat}-{number}");
    let text = Message::plain(format!("Замер, сообщение {number}"));
    let told = Notification::new(&id, ChatId(chat), text).about(Topic::Catch);
    Envelope::new(told, id, now.as_millisecond())
}
