//! Files that go out from a disk.
#![allow(clippy::unwrap_used)]

mod server;

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, process};

use reqwest::StatusCode;
use serde_json::json;
use server::Script;
use telegram::{Call, CallError, ChatId, DiskFile, Message, Reply};

const PATIENCE: Duration = Duration::from_secs(10);

/// A file of this test's own, gone when the test is.
struct OnDisk(PathBuf);

impl OnDisk {
    fn holding(name: &str, content: &[u8]) -> Self {
        let path = env::temp_dir().join(format!("telegram-{}-{name}", process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn sent(&self) -> Call {
        let file = DiskFile::at(&self.0, "каналы \"2026\".csv", "text/csv").unwrap();
        let mut calls = Reply::new().document(ChatId(7), file, Message::plain("итог")).calls;
        calls.pop().unwrap()
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _gone_already = fs::remove_file(&self.0);
    }
}

fn taken() -> Script {
    Script::json(StatusCode::OK, json!({"ok": true, "result": {"message_id": 42}}))
}

#[tokio::test]
async fn a_file_is_read_while_it_goes_out_and_arrives_byte_for_byte() {
    // Longer than any buffer on the way, and no two stretches of it alike.
    let content: Vec<u8> = (0..500_000_u32).flat_map(u32::to_be_bytes).collect();
    let file = OnDisk::holding("long", &content);
    let server = server::start(taken()).await;
    let answer = server.client("/").call(&file.sent(), PATIENCE).await;
    assert!(answer.is_ok(), "{answer:?}");
    let received = &server.calls()[0].body;
    let head = b"name=\"document\"; filename=\"\xd0\xba\xd0\xb0\xd0\xbd\xd0\xb0\xd0\xbb\xd1\x8b _2026_.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let at = received.windows(head.len()).position(|window| window == head).unwrap() + head.len();
    assert!(received[at..at + content.len()] == content[..]);
    assert!(received[at + content.len()..].starts_with(b"\r\n--"));
}

#[tokio::test]
async fn a_file_that_is_no_longer_there_was_not_sent_and_nobody_is_told_where_it_lay() {
    let file = OnDisk::holding("gone", b"a;b");
    let call = file.sent();
    drop(file);
    let server = server::start(taken()).await;
    let Err(error @ CallError::NotSent(_)) = server.client("/").call(&call, PATIENCE).await else {
        panic!("sent");
    };
    assert!(!error.to_string().contains("telegram-"), "{error}");
    assert!(server.calls().is_empty());
    assert!(DiskFile::at("/no/such/file", "a.csv", "text/csv").is_err());
}

#[test]
fn a_file_on_a_disk_is_told_by_name_and_length_only() {
    let file = OnDisk::holding("told", b"secret");
    let shown = format!("{:?}", file.sent());
    assert!(shown.contains(r#"DiskFile("каналы \"2026\".csv", 6 bytes)"#), "{shown}");
    assert!(!shown.contains("telegram-"), "{shown}");
    assert_eq!(DiskFile::at(&file.0, "a.csv", "text/csv").unwrap().length(), 6);
}
