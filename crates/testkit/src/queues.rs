//! SQS in miniature: FIFO queues that stand still until a story takes a batch from them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::hands::Hands;

/// How long a FIFO queue recognises a message that is sent again.
const DEDUPLICATED: SignedDuration = SignedDuration::from_mins(5);
/// A queue that is named in the configuration and does not exist.
pub(crate) const GONE: &str = "gone.fifo";

/// Every queue, by the last part of its URL.
#[derive(Debug, Clone)]
pub struct Queues {
    queues: Arc<Mutex<HashMap<String, Queue>>>,
    hands: Hands,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// When each deduplication id was last accepted.
    known: HashMap<String, Timestamp>,
    /// Bodies of everything that was ever sent, accepted or not.
    history: Vec<String>,
}

#[derive(Debug, Clone)]
struct Waiting {
    id: String,
    group: String,
    body: String,
    received: u32,
}

impl Queues {
    /// No queues yet; they go by this clock.
    pub fn new(hands: Hands) -> Self {
        Self {
            queues: Arc::default(),
            hands,
        }
    }

    /// How many messages wait in a queue.
    pub fn len(&self, queue: &str) -> usize {
        self.queues.lock().unwrap().get(queue).map_or(0, |q| q.waiting.len())
    }

    /// Whether every queue is empty.
    pub fn are_empty(&self) -> bool {
        self.queues.lock().unwrap().values().all(|q| q.waiting.is_empty())
    }

    /// Bodies of the messages that wait in a queue.
    pub fn bodies(&self, queue: &str) -> Vec<String> {
        self.queues
            .lock()
            .unwrap()
            .get(queue)
            .map(|q| q.waiting.iter().map(|m| m.body.clone()).collect())
            .unwrap_or_default()
    }

    /// Bodies of every message ever sent to any queue, whether or not it was accepted.
    pub fn history(&self) -> Vec<String> {
        let queues = self.queues.lock().unwrap();
        queues.values().flat_map(|q| q.history.iter().cloned()).collect()
    }

    /// Puts the waiting messages in again as they are: the queue delivers more than once.
    pub fn duplicate(&self, queue: &str) {
        if let Some(queue) = self.queues.lock().unwrap().get_mut(queue) {
            let again: Vec<_> = queue.waiting.iter().cloned().collect();
            queue.waiting.extend(again);
        }
    }

    /// Throws away what waits: it went to the dead-letter queue.
    pub fn lose(&self, queue: &str) {
        if let Some(queue) = self.queues.lock().unwrap().get_mut(queue) {
            queue.waiting.clear();
        }
    }

    /// The next batch as Lambda would get it: up to ten messages from the head. They stay until [`Queues::settle`].
    pub fn batch(&self, queue: &str) -> Option<SqsEvent> {
        let mut queues = self.queues.lock().unwrap();
        let queue = queues.get_mut(queue)?;
        let mut event = SqsEvent::default();
        for waiting in queue.waiting.iter_mut().take(10) {
            waiting.received += 1;
            let mut message = SqsMessage::default();
            message.message_id = Some(waiting.id.clone());
            message.body = Some(waiting.body.clone());
            message
                .attributes
                .insert("MessageGroupId".into(), waiting.group.clone());
            message
                .attributes
                .insert("ApproximateReceiveCount".into(), waiting.received.to_string());
            event.records.push(message);
        }
        (!event.records.is_empty()).then_some(event)
    }

    /// Removes what a batch finished; what it names as failed stays.
    pub fn settle(&self, queue: &str, batch: &SqsEvent, response: &SqsBatchResponse) {
        let failed: HashSet<&str> = response
            .batch_item_failures
            .iter()
            .map(|f| f.item_identifier.as_str())
            .collect();
        let done: HashSet<&str> = batch
            .records
            .iter()
            .filter_map(|m| m.message_id.as_deref())
            .filter(|id| !failed.contains(id))
            .collect();
        if let Some(queue) = self.queues.lock().unwrap().get_mut(queue) {
            queue.waiting.retain(|m| !done.contains(m.id.as_str()));
        }
    }

    /// Answers one call of the SQS client.
    pub(crate) fn answer(&self, operation: &str, request: &Value) -> (StatusCode, Value) {
        let url = request["QueueUrl"].as_str().unwrap_or_default();
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let now = self.hands.now();
        let mut queues = self.queues.lock().unwrap();
        let queue = queues.entry(name).or_default();
        match operation {
            "SendMessageBatch" => {
                let entries = request["Entries"].as_array().cloned().unwrap_or_default();
                let done: Vec<Value> = entries
                    .iter()
                    .map(
                        |entry| json!({ "Id": entry["Id"], "MessageId": queue.take_in(entry, now), "MD5OfMessageBody": "" }),
                    )
                    .collect();
                (StatusCode::OK, json!({ "Successful": done, "Failed": [] }))
            }
            "SendMessage" => (
                StatusCode::OK,
                json!({ "MessageId": queue.take_in(request, now), "MD5OfMessageBody": "" }),
            ),
            "GetQueueAttributes" if url.ends_with(GONE) => {
                (StatusCode::BAD_REQUEST, json!({ "__type": "QueueDoesNotExist" }))
            }
            "GetQueueAttributes" => {
                let depth = queue.waiting.len().to_string();
                let attributes = json!({
                    "ApproximateNumberOfMessages": depth, "ApproximateNumberOfMessagesNotVisible": "0",
                });
                (StatusCode::OK, json!({ "Attributes": attributes }))
            }
            _ => (StatusCode::BAD_REQUEST, json!({ "__type": "UnsupportedOperation" })),
        }
    }
}

impl Queue {
    /// A message whose deduplication id was accepted lately is accepted and forgotten, as SQS does.
    fn take_in(&mut self, entry: &Value, now: Timestamp) -> String {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        self.history.push(text("MessageBody"));
        let id = format!("message-{}", self.history.len());
        let dedup = text("MessageDeduplicationId");
        if self
            .known
            .get(&dedup)
            .is_none_or(|at| now.duration_since(*at) >= DEDUPLICATED)
        {
            self.known.insert(dedup, now);
            self.waiting.push_back(Waiting {
                id: id.clone(),
                group: text("MessageGroupId"),
                body: text("MessageBody"),
                received: 0,
            });
        }
        id
    }
}
