//! After a long day with many keys no trace of any of them is left in the table, the queues, the logs, the chats, or outside.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use jiff::SignedDuration;
use lambda_kit::telemetry::JsonLine;
use serde_json::{Value, json};
use stand_in::Lines;
use testkit::World;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::JsonFields;

/// So many characters in a row betray a part of a key.
const TELLING: usize = 12;

/// From now on everything that anybody logs in this process is kept, as the functions write it.
fn capture() -> Lines {
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .fmt_fields(JsonFields::new())
        .event_format(JsonLine::new("story"))
        .with_writer(lines.clone())
        .init();
    lines
}

/// Everything that must be found nowhere.
#[derive(Default)]
struct Secrets(HashSet<Vec<u8>>);

impl Secrets {
    /// A key: what it says and how it is signed. How it begins is the same for all keys.
    fn add(&mut self, key: &str) {
        for part in key.split('.').skip(1) {
            self.0.extend(part.as_bytes().windows(TELLING).map(<[u8]>::to_vec));
        }
    }

    fn found_in(&self, text: &str) -> Option<String> {
        let mut windows = text.as_bytes().windows(TELLING);
        let found = windows.find(|window| self.0.contains(*window))?;
        Some(String::from_utf8_lossy(found).into_owned())
    }
}

/// Keys of every kind come, are used, refused and removed; gives them all.
async fn a_long_day(world: &mut World) -> Vec<String> {
    let mut keys = Vec::new();
    for differing in [
        json!({ "expires_in_s": -60 }),
        json!({ "acc": 2 }),
        json!({ "scopes": ["content"] }),
        json!({ "revoked": true }),
        json!({ "payment_required": true }),
        json!({ "scopes": ["supplies", "read_only"] }),
        json!({}),
    ] {
        keys.push(world.seller(1).adds_a_key_with(differing).await);
    }
    world
        .faults(json!([
            { "target": "wb", "kind": "lost_answer", "count": 1 },
            { "target": "telegram", "kind": "lost_answer", "method": "sendMessage", "count": 1 },
            { "target": "gateway", "kind": "lost_answer", "method": "POST", "count": 1 }
        ]))
        .await;
    keys.push(world.seller(2).adds_a_key().await);
    world.passes(SignedDuration::from_mins(1)).await;
    keys.push(world.seller(2).adds_a_key().await);
    world.look().await;

    let anna = world.seller(1);
    anna.watches_with(&[507], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    anna.writes("/watch").await;
    let key = anna.key_of(json!({ "name": "Ещё один", "acc": 4 })).await;
    anna.writes(&format!("/start вот: {key}!")).await;
    keys.push(key);
    for day in ["2026-11-24", "2026-11-25"] {
        world.opens(507, day, 2, 1.0).await;
        world.look().await;
        world.settles().await;
    }
    world.gateway_refuses(&keys[6]);
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.look().await;
    world.settles().await;

    let boris = world.seller(2);
    boris.writes("/keys").await;
    boris.presses("Shop 2").await;
    boris.presses("🗑 Удалить").await;
    boris.presses("🗑 Да, удалить").await;
    world.passes(SignedDuration::from_mins(1)).await;
    world.cloud.outage.begin("KEY#");
    let shop = world.seller(3).shop();
    let made = world.control("wb/sellers", json!({ "sid": shop, "acc": 4 })).await;
    let key = made["token"].as_str().unwrap().to_owned();
    let pasted = json!({ "update_id": 900_001, "message": { "message_id": 1, "date": 1, "text": key,
        "from": { "id": 3, "is_bot": false, "first_name": "Вера" }, "chat": { "id": 3, "type": "private" } } });
    world.update(&pasted).await;
    world.cloud.outage.end();
    keys.push(key);
    keys
}

#[tokio::test]
async fn no_key_leaves_a_trace_anywhere() {
    let lines = capture();
    let mut world = World::start().await;
    let mut secrets = Secrets::default();
    let keys = a_long_day(&mut world).await;
    keys.iter().for_each(|key| secrets.add(key));
    assert_eq!(world.bookings().await.len(), 2, "the day was as long as it should be");
    assert!(
        secrets.found_in(&format!("before {} after", keys[0])).is_some(),
        "a key would be noticed"
    );

    let log = lines.text();
    for sign in [
        "booking.over",
        "slot.queued",
        "\"target\":\"wb\"",
        "\"target\":\"dynamodb\"",
    ] {
        assert!(log.contains(sign), "the log was listened to: {sign}");
    }
    for line in log.lines() {
        assert_eq!(secrets.found_in(line), None, "in the log: {line}");
        assert!(
            !line.contains("42:sandbox") && !line.contains("local-secret"),
            "in the log: {line}"
        );
        // What the log itself had to hide should never have come to it.
        assert!(!line.contains("[redacted]"), "in the log: {line}");
    }
    for item in world.items().await {
        assert_eq!(secrets.found_in(&item), None, "in the table: {item}");
    }
    for body in world.cloud.queues.history() {
        assert_eq!(secrets.found_in(&body), None, "in a queue: {body}");
    }
    for target in ["telegram", "wb", "gateway"] {
        for call in world.calls(target).await {
            assert_eq!(secrets.found_in(&call.to_string()), None, "told outside: {call}");
        }
    }
    for person in 1..=2 {
        let chat: Vec<Value> = world.seller(person).chat().await;
        assert!(chat.len() > 3);
        for message in chat {
            assert_eq!(secrets.found_in(&message.to_string()), None, "in the chat: {message}");
        }
    }
}
