//! A log that can be read.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing::dispatcher::{self, DefaultGuard, Dispatch};
use tracing_subscriber::fmt::MakeWriter;

/// What was logged so far; clones share it. Also a writer for a subscriber of the test's own.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

/// While it lives, what this thread logs is kept.
#[must_use = "nobody listens once it is dropped"]
pub struct Listening {
    _first: DefaultGuard,
    _second: Dispatch,
}

impl Lines {
    /// Keeps everything that anybody logs on this thread, at any level, as JSON.
    pub fn listen(&self) -> Listening {
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(self.clone())
            .finish();
        // With a single listener, whether a line is wanted is judged on whatever thread logs it first; with two, everybody is asked.
        let first = Dispatch::new(subscriber);
        let second = Dispatch::new(tracing_subscriber::registry());
        Listening {
            _first: dispatcher::set_default(&first),
            _second: second,
        }
    }

    /// The lines under these targets, each as JSON: the HTTP stack below logs under its own names.
    pub fn of(&self, targets: &[&str]) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|line: &Value| line["target"].as_str().is_some_and(|target| targets.contains(&target)))
            .collect()
    }

    /// All lines of everybody, as they were written.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

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
