//! Updates waiting for the bot, one queue a chat.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use serde_json::{Map, Value};
use tokio::sync::{Semaphore, oneshot};

use super::delivery::{PATIENCE, work};
use super::webhook::Webhook;
use super::witness;
use crate::world::{World, lock};

/// The queues of updates.
pub struct Outbox {
    queues: Mutex<Queues>,
    /// Posts the updates.
    pub http: reqwest::Client,
}

struct Queues {
    last_update_id: i64,
    last_number: u64,
    waiting: BTreeMap<i64, VecDeque<Pending>>,
    working: HashSet<i64>,
    acceptance: HashMap<u64, oneshot::Sender<bool>>,
    ways: Arc<Semaphore>,
    last_error: Option<(i64, String)>,
}

/// One update in its queue.
#[derive(Clone)]
pub struct Pending {
    /// Its place among all that were ever queued.
    pub number: u64,
    /// Its id, None for a raw one without.
    pub update_id: Option<i64>,
    /// What is posted.
    pub body: Bytes,
    /// When it was queued, by the sandbox's clock.
    pub queued_at_ms: i64,
    /// How long it is offered.
    pub kept_ms: i64,
}

/// An update that was queued.
pub struct Offered {
    /// Its id, None for a raw one without.
    pub update_id: Option<i64>,
    /// Resolves to true once the webhook has accepted it, to false (or an error) when it never will.
    pub accepted: oneshot::Receiver<bool>,
}

impl Outbox {
    /// Empty queues; ids go on after this one.
    pub fn new(last_update_id: i64) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .expect("a client without special settings can be built");
        let queues = Queues {
            last_update_id,
            last_number: 0,
            waiting: BTreeMap::new(),
            working: HashSet::new(),
            acceptance: HashMap::new(),
            ways: Arc::new(Semaphore::new(40)),
            last_error: None,
        };
        Self {
            queues: Mutex::new(queues),
            http,
        }
    }

    /// Queues an update of this kind for the bot, unless it asked not to see the kind.
    pub fn offer(&self, world: &Arc<World>, chat: i64, kind: &str, payload: Value) -> Offered {
        let wanted = lock(&world.telegram)
            .webhook
            .as_ref()
            .is_none_or(|webhook| webhook.wants(kind));
        let mut queues = lock(&self.queues);
        queues.last_update_id += 1;
        let update_id = queues.last_update_id;
        if !wanted {
            let (never, accepted) = oneshot::channel();
            drop(never);
            return Offered {
                update_id: Some(update_id),
                accepted,
            };
        }
        let mut update = Map::new();
        update.insert("update_id".to_owned(), Value::from(update_id));
        update.insert(kind.to_owned(), payload);
        let body = Bytes::from(Value::Object(update).to_string());
        let accepted = queues.push(chat, Some(update_id), body, world.clock.now_ms(), kept_ms(kind));
        drop(queues);
        self.wake(world);
        Offered {
            update_id: Some(update_id),
            accepted,
        }
    }

    /// Queues a body as it is, odd or seen before as it may be.
    pub fn offer_raw(&self, world: &Arc<World>, body: Bytes) -> Offered {
        let update: Value = serde_json::from_slice(&body).unwrap_or_default();
        let update_id = update["update_id"].as_i64();
        witness::note(&mut lock(&world.telegram), &update, world.clock.now_ms());
        let accepted = lock(&self.queues).push(
            chat_of(&update),
            update_id,
            body,
            world.clock.now_ms(),
            kept_ms(kind_of(&update)),
        );
        self.wake(world);
        Offered { update_id, accepted }
    }

    /// Forgets everything that waits.
    pub fn clear(&self) {
        let mut queues = lock(&self.queues);
        queues.waiting.clear();
        queues.acceptance.clear();
        queues.last_error = None;
    }

    /// Allows this many updates on their way at once.
    pub fn open_ways(&self, count: usize) {
        lock(&self.queues).ways = Arc::new(Semaphore::new(count));
    }

    /// How many updates wait, and the last failure with its time in unix seconds.
    pub fn standing(&self) -> (usize, Option<(i64, String)>) {
        let queues = lock(&self.queues);
        (
            queues.waiting.values().map(VecDeque::len).sum(),
            queues.last_error.clone(),
        )
    }

    /// Starts a worker for every queue that has none, if there is a webhook.
    pub fn wake(&self, world: &Arc<World>) {
        let mut queues = lock(&self.queues);
        if lock(&world.telegram).webhook.is_some() {
            let idle: Vec<i64> = queues
                .waiting
                .keys()
                .filter(|chat| !queues.working.contains(chat))
                .copied()
                .collect();
            for chat in idle {
                queues.working.insert(chat);
                tokio::spawn(work(world.clone(), chat));
            }
        }
        drop(queues);
        world.stir();
    }

    /// Whether getUpdates would find something from this id on.
    pub fn has_updates(&self, offset: Option<i64>) -> bool {
        let queues = lock(&self.queues);
        queues
            .waiting
            .values()
            .flatten()
            .any(|pending| pending.update_id.unwrap_or(0) >= offset.unwrap_or(0))
    }

    /// The updates from an id on, oldest first; those before it are confirmed and go.
    pub fn take_updates(&self, offset: Option<i64>, limit: usize) -> Vec<Value> {
        let mut queues = lock(&self.queues);
        let confirmed: Vec<(i64, u64)> = queues
            .waiting
            .iter()
            .flat_map(|(chat, queue)| queue.iter().map(move |pending| (*chat, pending)))
            .filter(|(_, pending)| offset.is_some_and(|offset| pending.update_id.unwrap_or(0) < offset))
            .map(|(chat, pending)| (chat, pending.number))
            .collect();
        for (chat, number) in confirmed {
            queues.finish(chat, number, true);
        }
        let mut found: Vec<&Pending> = queues.waiting.values().flatten().collect();
        found.sort_by_key(|pending| pending.update_id);
        found
            .into_iter()
            .take(limit)
            .filter_map(|pending| serde_json::from_slice(&pending.body).ok())
            .collect()
    }

    /// What waits, for the state file: chat and body, and the last id given.
    pub fn saved(&self) -> (i64, Vec<(i64, String)>) {
        let queues = lock(&self.queues);
        let waiting = queues.waiting.iter().flat_map(|(chat, queue)| {
            queue
                .iter()
                .map(|pending| (*chat, String::from_utf8_lossy(&pending.body).into_owned()))
        });
        (queues.last_update_id, waiting.collect())
    }

    /// Puts back what waited.
    pub fn restore(&self, last_update_id: i64, waiting: Vec<(i64, String)>, now_ms: i64) {
        let mut queues = lock(&self.queues);
        queues.last_update_id = queues.last_update_id.max(last_update_id);
        for (chat, body) in waiting {
            let update: Value = serde_json::from_str(&body).unwrap_or_default();
            let kept_ms = kept_ms(kind_of(&update));
            let _nobody_waits = queues.push(chat, update["update_id"].as_i64(), Bytes::from(body), now_ms, kept_ms);
        }
    }

    /// The next update of a chat; without one, or without a webhook, its worker is done.
    pub fn front(&self, world: &World, chat: i64) -> Option<(Pending, Webhook, Arc<Semaphore>)> {
        let mut queues = lock(&self.queues);
        let webhook = lock(&world.telegram)
            .webhook
            .clone()
            .filter(|_| !*world.closing.borrow());
        let front = queues.waiting.get(&chat).and_then(|queue| queue.front().cloned());
        match (front, webhook) {
            (Some(pending), Some(webhook)) => Some((pending, webhook, queues.ways.clone())),
            _ => {
                queues.working.remove(&chat);
                None
            }
        }
    }

    /// An update is done with, accepted or not.
    pub fn finish(&self, chat: i64, number: u64, accepted: bool) {
        lock(&self.queues).finish(chat, number, accepted);
    }

    /// Remembers a failure, with its time in unix seconds.
    pub fn remember_failure(&self, at_s: i64, why: String) {
        lock(&self.queues).last_error = Some((at_s, why));
    }

    /// Whether an update is still the next of its chat.
    pub fn holds(&self, chat: i64, number: u64) -> bool {
        let queues = lock(&self.queues);
        queues
            .waiting
            .get(&chat)
            .and_then(VecDeque::front)
            .is_some_and(|front| front.number == number)
    }
}

impl Queues {
    fn push(
        &mut self,
        chat: i64,
        update_id: Option<i64>,
        body: Bytes,
        queued_at_ms: i64,
        kept_ms: i64,
    ) -> oneshot::Receiver<bool> {
        self.last_number += 1;
        let (tell, accepted) = oneshot::channel();
        self.acceptance.insert(self.last_number, tell);
        let pending = Pending {
            number: self.last_number,
            update_id,
            body,
            queued_at_ms,
            kept_ms,
        };
        self.waiting.entry(chat).or_default().push_back(pending);
        accepted
    }

    fn finish(&mut self, chat: i64, number: u64, accepted: bool) {
        if let Some(queue) = self.waiting.get_mut(&chat) {
            queue.retain(|pending| pending.number != number);
            if queue.is_empty() {
                self.waiting.remove(&chat);
            }
        }
        if let Some(tell) = self.acceptance.remove(&number) {
            // The one who asked may have stopped waiting.
            let _gone = tell.send(accepted);
        }
    }
}

/// How long an update of a kind is offered: a day, or until nobody waits for its answer any more.
fn kept_ms(kind: &str) -> i64 {
    match kind {
        "pre_checkout_query" => 150_000,
        _ => 24 * 60 * 60 * 1000,
    }
}

/// An update's kind, empty without one.
fn kind_of(update: &Value) -> &str {
    let fields = update.as_object().into_iter().flatten();
    fields
        .map(|(name, _)| name.as_str())
        .find(|name| *name != "update_id")
        .unwrap_or_default()
}

/// The chat an update belongs to, its sender without one, 0 without either.
fn chat_of(update: &Value) -> i64 {
    let Some(fields) = update.as_object() else { return 0 };
    let payload = fields
        .iter()
        .find(|(name, _)| *name != "update_id")
        .map(|(_, payload)| payload);
    let Some(payload) = payload else { return 0 };
    [
        &payload["chat"]["id"],
        &payload["message"]["chat"]["id"],
        &payload["from"]["id"],
    ]
    .into_iter()
    .find_map(Value::as_i64)
    .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_about_a_payment_is_offered_for_as_long_as_its_answer_could_matter() {
        for (text, kept) in [
            (r#"{"update_id":1,"pre_checkout_query":{"id":"5"}}"#, 150_000),
            (r#"{"update_id":1,"message":{"chat":{"id":5}}}"#, 86_400_000),
            (r#"{"update_id":1}"#, 86_400_000),
            ("[1]", 86_400_000),
        ] {
            let update = serde_json::from_str(text).expect("JSON");
            assert_eq!(kept_ms(kind_of(&update)), kept, "{text}");
        }
    }

    #[test]
    fn raw_updates_find_their_chat() {
        for (text, chat) in [
            (r#"{"update_id":1,"message":{"chat":{"id":5}}}"#, 5),
            (
                r#"{"update_id":1,"callback_query":{"from":{"id":4},"message":{"chat":{"id":6}}}}"#,
                6,
            ),
            (r#"{"update_id":1,"poll_answer":{"from":{"id":7}}}"#, 7),
            (r#"{"update_id":1}"#, 0),
            ("[1]", 0),
        ] {
            assert_eq!(chat_of(&serde_json::from_str(text).expect("JSON")), chat, "{text}");
        }
    }
}
