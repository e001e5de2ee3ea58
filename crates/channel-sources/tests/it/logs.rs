//! What is logged: each call once, and never a token.

use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

use crate::pages::Page;
use crate::stand_in::{self, Say, StandIn, TOKEN, channel};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Lines;

    fn make_writer(&self) -> Lines {
        self.clone()
    }
}

impl Lines {
    /// Listens on this thread until the guard is dropped.
    fn listen(&self) -> (tracing::subscriber::DefaultGuard, tracing::Dispatch) {
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(self.clone())
            .finish();
        // With a single listener, whether a line is wanted is judged on whatever thread logs it first; with two, everybody is asked.
        let listener = tracing::Dispatch::new(subscriber);
        let second = tracing::Dispatch::new(tracing_subscriber::registry());
        (tracing::dispatcher::set_default(&listener), second)
    }

    /// Our own lines: the HTTP stack below logs under its own names.
    fn ours(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|line: &Value| line["fields"]["operation"].is_string())
            .collect()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// Another dress of the token: as an address carries it.
const IN_ADDRESSES: &str = "123456%3AAAE%2Bx-Hx1";

#[tokio::test]
async fn each_call_is_one_line_with_its_figures() {
    let lines = Lines::default();
    let _guard = lines.listen();
    let server = StandIn::start([
        Say::ok(Page::of([7]).html()),
        Say::ok(r#"{"ok":true,"result":5}"#),
        Say::status(502, ""),
        Say::status(429, ""),
    ])
    .await;
    server.preview().page(&channel(), None).await.unwrap();
    server.bot_api().member_count(&channel()).await.unwrap();
    server.tgstat().stat(&channel()).await.unwrap_err();
    server.telemetr().stat(&channel()).await.unwrap_err();

    let seen: Vec<_> = lines
        .ours()
        .into_iter()
        .map(|line| {
            let fields = &line["fields"];
            assert!(fields["duration_ms"].is_u64(), "{line}");
            (
                line["target"].clone(),
                fields["operation"].clone(),
                fields["status"].clone(),
            )
        })
        .collect();
    let expected = [
        ("preview", "page", 200),
        ("telegram", "getChatMemberCount", 200),
        ("tgstat", "channels/stat", 502),
        ("telemetr", "channels/stat", 429),
    ]
    .map(|(target, operation, status)| (target.into(), operation.into(), status.into()));
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn no_line_no_error_and_no_debug_has_a_token() {
    let lines = Lines::default();
    let _guard = lines.listen();
    let echo = format!("{TOKEN} {IN_ADDRESSES}");
    let server = StandIn::start([
        Say::status(400, echo.clone()),
        Say::ok(echo.clone()),
        Say::status(418, echo.clone()),
        Say::ok(format!(r#"{{"ok":false,"error_code":400,"description":"{echo}"}}"#)),
        Say::ok(format!(r#"{{"status":"error","response":{{"message":"{echo}"}}}}"#)),
    ])
    .await;
    let errors = [
        server.bot_api().member_count(&channel()).await.unwrap_err(),
        server.tgstat().stat(&channel()).await.unwrap_err(),
        server.telemetr().stat(&channel()).await.unwrap_err(),
        server.bot_api().member_count(&channel()).await.unwrap_err(),
        server.telemetr().stat(&channel()).await.unwrap_err(),
        stand_in::tgstat(&stand_in::nobody().await)
            .stat(&channel())
            .await
            .unwrap_err(),
    ];
    let clients = format!("{:?} {:?} {:?}", server.bot_api(), server.tgstat(), server.telemetr());

    assert_eq!(lines.ours().len(), errors.len());
    for text in [lines.text(), format!("{errors:?} {}", errors[0]), clients] {
        assert!(!text.contains(TOKEN) && !text.contains(IN_ADDRESSES), "{text}");
    }
}
