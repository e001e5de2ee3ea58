//! What a call leaves in the log.
#![allow(clippy::unwrap_used)]

mod server;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::{Script, TOKEN};
use stand_in::Lines;
use telegram::{Call, ChatId, Message};

/// The log lines of one call to a server that answers so.
async fn logged(script: Script) -> Vec<Value> {
    let lines = Lines::default();
    let server = server::start(script).await;
    let client = server.client("/");
    let call = Call::Send {
        chat: ChatId(7),
        message: Message::plain("тайна"),
    };
    let listening = lines.listen();
    let _ = client.call(&call, Duration::from_secs(10)).await;
    drop(listening);
    let text = lines.text();
    assert!(!text.contains(TOKEN), "{text}");
    assert!(!text.contains("тайна"), "{text}");
    lines.of(&["telegram"])
}

#[tokio::test]
async fn a_call_is_logged_once_with_how_it_went_and_without_what_it_said() {
    let done = json!({"ok": true, "result": {"message_id": 1}});
    let lines = logged(Script::json(StatusCode::OK, done)).await;
    assert_eq!(lines.len(), 1);
    let fields = &lines[0]["fields"];
    assert_eq!(lines[0]["level"], "INFO");
    assert_eq!(fields["operation"], "sendMessage");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["outcome"], "ok");
    assert!(fields["duration_ms"].is_u64());
}

#[tokio::test]
async fn a_failed_call_is_logged_once_by_its_meaning() {
    let blocked = json!({
        "ok": false, "error_code": 403, "description": "Forbidden: bot was blocked by the user",
    });
    let lines = logged(Script::json(StatusCode::FORBIDDEN, blocked)).await;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["level"], "WARN");
    assert_eq!(lines[0]["fields"]["status"], 403);
    assert_eq!(lines[0]["fields"]["outcome"], "chat_gone");
}
