//! Files out, as Telegram receives them, and files in, as it gives them.
#![allow(clippy::unwrap_used)]

mod server;

use std::time::Duration;

use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::{Received, Script, TOKEN};
use stand_in::{Asked, Lines, Say, StandIn};
use telegram::{
    Answer, Attachment, Button, Call, CallError, CallbackData, ChatId, Client, DownloadError, Keyboard, Message,
    MessageId, Reply,
};
use url::Url;

const PATIENCE: Duration = Duration::from_secs(10);

fn table(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        bytes: b"a;\xff\r\n--b\r\n\0".to_vec(),
        mime: "text/csv",
    }
}

/// The parts of a form, in order: each one's headers and content.
fn parts(received: &Received) -> Vec<(String, Vec<u8>)> {
    let boundary = received
        .content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let between = format!("\r\n--{boundary}");
    let mut rest = [b"\r\n", &received.body[..]].concat();
    let mut found = Vec::new();
    while let Some(at) = position(&rest, between.as_bytes()) {
        found.push(rest[..at].to_vec());
        rest.drain(..at + between.len());
    }
    assert_eq!(rest, b"--\r\n", "the form is closed");
    let split = |part: &Vec<u8>| {
        let end = position(part, b"\r\n\r\n").unwrap();
        let headers = String::from_utf8(part[2..end].to_vec()).unwrap();
        (headers, part[end + 4..].to_vec())
    };
    found[1..].iter().map(split).collect()
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The form of one call, and what the client made of the answer.
async fn sent(call: Call) -> (String, Vec<(String, Vec<u8>)>) {
    let done = json!({"ok": true, "result": {"message_id": 42}});
    let server = server::start(Script::json(StatusCode::OK, done)).await;
    let answer = server.client("/").call(&call, PATIENCE).await;
    let expected = Answer {
        message_id: Some(MessageId(42)),
        link: None,
    };
    assert_eq!(answer, Ok(expected));
    let calls = server.calls();
    assert_eq!(calls.len(), 1);
    (calls[0].path.clone(), parts(&calls[0]))
}

fn field(name: &str, value: &str) -> (String, Vec<u8>) {
    let headers = format!("Content-Disposition: form-data; name=\"{name}\"");
    (headers, value.as_bytes().to_vec())
}

#[tokio::test]
async fn a_file_goes_out_byte_for_byte_with_everything_beside_it() {
    let keyboard = Keyboard::new().row([Button::press("Ещё", CallbackData::of("r:more"))]);
    let caption = Message::new()
        .text("За ")
        .bold("неделю")
        .line("")
        .keyboard(keyboard)
        .silently();
    let call = Call::SendDocument {
        chat: ChatId(-7),
        file: table("неделя 47.csv").into(),
        caption,
    };
    let (path, mut parts) = sent(call).await;
    assert_eq!(path, format!("/bot{TOKEN}/sendDocument"));
    let (headers, content) = parts.pop().unwrap();
    assert_eq!(
        headers,
        "Content-Disposition: form-data; name=\"document\"; filename=\"неделя 47.csv\"\r\nContent-Type: text/csv"
    );
    assert_eq!(content, table("").bytes);
    parts.sort();
    assert_eq!(
        parts,
        [
            field("caption", "За неделю"),
            field("caption_entities", r#"[{"length":6,"offset":3,"type":"bold"}]"#),
            field("chat_id", "-7"),
            field("disable_notification", "true"),
            field(
                "reply_markup",
                r#"{"inline_keyboard":[[{"callback_data":"r:more","text":"Ещё"}]]}"#
            ),
        ]
    );
}

#[tokio::test]
async fn a_picture_without_words_is_the_picture_and_where_it_goes() {
    let photo = Attachment {
        name: "chart\";\r\n.png".to_owned(),
        bytes: vec![0, 1, 2],
        mime: "no type",
    };
    let caption = Message::plain(" \n");
    let (path, parts) = sent(Call::SendPhoto {
        chat: ChatId(7),
        photo,
        caption,
    })
    .await;
    assert_eq!(path, format!("/bot{TOKEN}/sendPhoto"));
    let disposition = "Content-Disposition: form-data; name=\"photo\"; filename=\"chart____.png\"";
    assert_eq!(parts, [field("chat_id", "7"), (disposition.to_owned(), vec![0, 1, 2])]);
}

#[test]
fn a_text_too_long_to_stand_under_a_file_follows_in_messages_of_its_own() {
    let keyboard = Keyboard::new().row([Button::press("ok", CallbackData::of("ok"))]);
    let text = |units: usize| Message::plain("ж".repeat(units)).keyboard(keyboard.clone()).silently();
    let reply = Reply::new().document(ChatId(7), table("a.csv"), text(1024));
    let methods = |reply: &Reply| reply.calls.iter().map(Call::method).collect::<Vec<_>>();
    assert_eq!(methods(&reply), ["sendDocument"]);
    assert_eq!(reply.calls[0].body()["caption"], "ж".repeat(1024));

    let reply = Reply::new().photo(ChatId(7), table("a.png"), text(1025));
    assert_eq!(methods(&reply), ["sendPhoto", "sendMessage"]);
    let bodies: Vec<Value> = reply.calls.iter().map(Call::body).collect();
    assert_eq!(bodies[0], json!({"chat_id": 7, "disable_notification": true}));
    assert_eq!(bodies[1]["text"], "ж".repeat(1025));
    assert_eq!(bodies[1]["disable_notification"], true);
    assert_eq!(bodies[1]["reply_markup"]["inline_keyboard"][0][0]["text"], "ok");

    let reply = Reply::new().document(ChatId(7), table("a.csv"), text(5000));
    assert_eq!(methods(&reply), ["sendDocument", "sendMessage", "sendMessage"]);
    let bodies: Vec<Value> = reply.calls.iter().map(Call::body).collect();
    assert_eq!(bodies[1].get("reply_markup"), None);
    assert!(bodies[2].get("reply_markup").is_some());
}

#[test]
fn calls_with_other_files_are_other_calls() {
    let call = |file: Attachment| Call::SendDocument {
        chat: ChatId(7),
        file: file.into(),
        caption: Message::new(),
    };
    assert_eq!(call(table("a.csv")), call(table("a.csv")));
    assert_ne!(call(table("a.csv")), call(table("b.csv")));
    let mut other = table("a.csv");
    other.bytes.push(0);
    assert_ne!(call(table("a.csv")), call(other));
    let shown = format!("{:?}", call(table("a.csv")));
    assert!(shown.contains(r#"Attachment("a.csv", 11 bytes)"#), "{shown}");
}

#[tokio::test]
async fn a_file_telegram_finds_too_large_is_too_long() {
    let refused = json!({"ok": false, "error_code": 413, "description": "Request Entity Too Large"});
    let server = server::start(Script::json(StatusCode::PAYLOAD_TOO_LARGE, refused)).await;
    let call = Call::SendDocument {
        chat: ChatId(7),
        file: table("a.csv").into(),
        caption: Message::new(),
    };
    assert_eq!(server.client("/").call(&call, PATIENCE).await, Err(CallError::TooLong));
}

fn client(base: &Url) -> Client {
    server::client(base.join("api/").unwrap().as_str())
}

/// Where a file of this size lies.
fn lies(size: Value) -> Say {
    let file =
        json!({"file_id": "f1", "file_unique_id": "u1", "file_size": size, "file_path": "documents/файл 1?.csv"});
    Say::ok(json!({"ok": true, "result": file}).to_string())
}

fn refuses(code: u16, description: &str) -> Say {
    let body = json!({"ok": false, "error_code": code, "description": description});
    Say::status(code, body.to_string())
}

/// The outcome of a download of at most ten bytes, and what was asked for it. The token is never told.
async fn downloaded(script: impl IntoIterator<Item = Say>) -> (Result<Vec<u8>, DownloadError>, Vec<Asked>) {
    let server = StandIn::start(script).await;
    let lines = Lines::default();
    let listening = lines.listen();
    let result = client(server.base()).download("f1", 10, PATIENCE).await;
    drop(listening);
    if let Err(error) = &result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(TOKEN), "the token is told: {shown}");
    }
    let asked = server.asked();
    let told = lines.of(&["telegram"]);
    assert_eq!(told.len(), asked.len(), "every request is logged once: {told:?}");
    assert!(!lines.text().contains(TOKEN), "{}", lines.text());
    (result, asked)
}

#[tokio::test]
async fn a_file_is_asked_for_and_fetched_from_where_it_lies() {
    let (result, asked) = downloaded([lies(json!(10)), Say::ok(*b"a;b\xff\r\n\x00456")]).await;
    assert_eq!(result, Ok(b"a;b\xff\r\n\x00456".to_vec()));
    let lines: Vec<String> = asked.iter().map(Asked::line).collect();
    assert_eq!(
        lines,
        [
            format!("POST /api/bot{TOKEN}/getFile"),
            format!("GET /api/file/bot{TOKEN}/documents/%D1%84%D0%B0%D0%B9%D0%BB%201%3F.csv"),
        ]
    );
    assert_eq!(asked[0].body, br#"{"file_id":"f1"}"#);
}

#[tokio::test]
async fn an_empty_file_and_one_whose_size_nobody_told_are_files() {
    assert_eq!(downloaded([lies(json!(0)), Say::ok("")]).await.0, Ok(Vec::new()));
    assert_eq!(
        downloaded([lies(Value::Null), Say::ok("0123456789")]).await.0,
        Ok(b"0123456789".to_vec())
    );
}

#[tokio::test]
async fn a_file_told_to_be_too_large_is_not_fetched() {
    let (result, asked) = downloaded([lies(json!(11)), Say::ok("0123456789a")]).await;
    assert_eq!((result, asked.len()), (Err(DownloadError::TooLarge), 1));
    let (result, asked) = downloaded([refuses(400, "Bad Request: file is too big")]).await;
    assert_eq!((result, asked.len()), (Err(DownloadError::TooLarge), 1));
}

#[tokio::test]
async fn a_file_that_turns_out_too_large_is_not_read_to_its_end() {
    // By what its headers announce.
    let (result, _) = downloaded([lies(json!(3)), Say::ok("0123456789a")]).await;
    assert_eq!(result, Err(DownloadError::TooLarge));
    // By what comes in pieces: this server would go on for ever.
    let server = endless().await;
    let result = server::client(&server).download("f1", 100_000, PATIENCE).await;
    assert_eq!(result, Err(DownloadError::TooLarge));
}

/// A server of a file that has no end.
async fn endless() -> String {
    use axum::body::{Body, Bytes};
    use axum::routing::{get, post};
    let piece = || Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1000]));
    let pieces = move || async move { Body::from_stream(futures::stream::repeat_with(piece)) };
    let told = json!({"ok": true, "result": {"file_path": "a.csv"}}).to_string();
    let app = axum::Router::new()
        .route("/{bot}/getFile", post(|| async { told }))
        .route("/file/{bot}/a.csv", get(pieces));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

#[tokio::test]
async fn a_file_that_is_not_to_be_had_is_gone() {
    for words in [
        "Bad Request: invalid file_id",
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    ] {
        let (result, asked) = downloaded([refuses(400, words)]).await;
        assert_eq!((result, asked.len()), (Err(DownloadError::Gone), 1), "{words}");
    }
    // It may go between the two requests; here 404 does not speak of the token, which was just good.
    let (result, _) = downloaded([lies(json!(3)), refuses(404, "Not Found")]).await;
    assert_eq!(result, Err(DownloadError::Gone));
}

#[tokio::test]
async fn other_troubles_keep_their_meanings() {
    let cases = [
        (vec![refuses(401, "Unauthorized")], CallError::Unauthorized),
        (vec![refuses(404, "Not Found")], CallError::Unauthorized),
        (vec![Say::status(502, "")], CallError::Unavailable { status: 502 }),
        (
            vec![Say::ok(r#"{"ok":true,"result":{"file_id":"f1"}}"#)],
            CallError::Unreadable("no file_path".to_owned()),
        ),
        (
            vec![lies(json!(3)), Say::status(429, "slow down").header("retry-after", "9")],
            CallError::RetryAfter { seconds: 9 },
        ),
        (
            vec![lies(json!(3)), Say::status(500, "oops")],
            CallError::Unavailable { status: 500 },
        ),
        (
            vec![lies(json!(3)), Say::status(403, "secret")],
            CallError::Rejected {
                code: 403,
                description: "no description".to_owned(),
            },
        ),
    ];
    for (script, meaning) in cases {
        assert_eq!(downloaded(script).await.0, Err(DownloadError::Call(meaning)));
    }
}

#[tokio::test]
async fn a_file_cut_off_on_its_way_is_no_file() {
    let told = json!({"ok": true, "result": {"file_path": "a.csv"}});
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let told = told.to_string();
        let found = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{told}",
            told.len()
        );
        for answer in [found, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n012".to_owned()] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut start = [0; 4096];
            let _ = socket.read(&mut start).await.unwrap();
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let error = server::client(&base).download("f1", 10, PATIENCE).await.unwrap_err();
    assert!(matches!(error, DownloadError::Call(CallError::Unknown(_))), "{error:?}");
    assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn who_does_not_answer_is_waited_for_no_longer_than_asked() {
    let silent = stand_in::silent().await;
    let client = Client::new(
        reqwest::Client::builder().no_proxy().build().unwrap(),
        silent,
        SecretString::from(TOKEN),
    );
    let error = client.download("f1", 10, Duration::from_millis(200)).await.unwrap_err();
    assert!(matches!(error, DownloadError::Call(CallError::Unknown(_))), "{error:?}");
}
