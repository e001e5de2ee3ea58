//! What a call leaves in the log.
#![allow(clippy::unwrap_used)]

mod server;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::{Script, TOKEN};
use telegram::{Call, ChatId, Message};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self::Writer {
        self.clone()
    }
}

/// The log lines of one call to a server that answers so.
async fn logged(script: Script) -> Vec<Value> {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(lines.clone())
        .finish();
    let server = server::start(script).await;
    let client = server.client("/");
    let call = Call::Send {
        chat: ChatId(7),
        message: Message::plain("тайна"),
    };
    let guard = tracing::subscriber::set_default(subscriber);
    let _ = client.call(&call, Duration::from_secs(10)).await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains(TOKEN), "{text}");
    assert!(!text.contains("тайна"), "{text}");
    let all = text.lines().map(|line| serde_json::from_str(line).unwrap());
    all.filter(|line: &Value| line["target"] == "telegram").collect()
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
