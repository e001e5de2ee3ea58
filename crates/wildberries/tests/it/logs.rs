//! What is logged: each call once, and never the key.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::stand_in::{self, Say, StandIn, api, key};

const SOON: Duration = Duration::from_secs(10);

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
            .filter(|line: &Value| line["target"] == "wb" || line["target"] == "gateway")
            .collect()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

#[tokio::test]
async fn each_call_is_one_line_with_its_figures() {
    let lines = Lines::default();
    let _guard = lines.listen();
    let server = StandIn::start([Say::ok("[]"), Say::status(404, "")]).await;

    server.api().coefficients(&key(), SOON).await.unwrap();
    let absent = server.gateway().booking(&key(), "bk-1", SOON).await;
    assert_eq!(absent, Ok(None));

    let logged = lines.ours();
    let seen: Vec<_> = logged
        .iter()
        .map(|line| {
            let fields = &line["fields"];
            assert!(fields["duration_ms"].is_u64(), "{line}");
            (&line["target"], &fields["operation"], &fields["status"])
        })
        .collect();
    assert_eq!(
        seen,
        [
            (&"wb".into(), &"coefficients".into(), &200.into()),
            (&"gateway".into(), &"booking".into(), &404.into()),
        ]
    );
}

#[tokio::test]
async fn no_line_of_anybody_has_the_key() {
    let lines = Lines::default();
    let _guard = lines.listen();
    let echo = key().expose().to_owned();
    let server = StandIn::start([Say::status(401, echo.clone()), Say::status(400, echo)]).await;

    server.api().ping(&key()).await.unwrap_err();
    server.gateway().booking(&key(), "bk-1", SOON).await.unwrap_err();
    api(&stand_in::nobody().await).ping(&key()).await.unwrap_err();

    assert_eq!(lines.ours().len(), 3);
    assert!(!lines.text().contains(key().expose()));
}
