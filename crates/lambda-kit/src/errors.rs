//! What is logged at level ERROR, caught to be told elsewhere at the end of the invocation.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};
use store::{ErrorLine, LastErrors};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::telemetry::fields::collect;

/// Most errors caught in one invocation: one cause may log a hundred, and twenty tell as much.
const MOST_ERRORS: usize = 20;

/// An error as it was logged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaughtError {
    /// When.
    pub at: Timestamp,
    /// The event's target: which part of the program.
    pub target: String,
    /// The event's fields and those of its spans, secrets taken out; `message` is one of them.
    pub fields: Map<String, Value>,
}

/// Errors that wait to be told. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaughtErrors(Arc<Mutex<Waiting>>);

/// Takes in what is logged at level ERROR. Spans must be formatted by [`JsonFields`] in a layer before this one.
#[derive(Debug)]
pub struct ErrorLayer(CaughtErrors);

#[derive(Debug, Default)]
struct Waiting {
    errors: Vec<CaughtError>,
    left_out: usize,
}

impl CaughtErrors {
    /// What fills it.
    pub fn layer(&self) -> ErrorLayer {
        ErrorLayer(self.clone())
    }

    /// What waits, and how many more there were; afterwards nothing waits.
    pub fn take(&self) -> (Vec<CaughtError>, usize) {
        let mut waiting = self.locked();
        (
            std::mem::take(&mut waiting.errors),
            std::mem::take(&mut waiting.left_out),
        )
    }

    /// A worker that panicked while it held the lock has left a list that is as good as ever.
    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CaughtError {
    /// A field, if it is a text.
    fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Value::as_str)
    }

    fn line(&self, function: &str) -> ErrorLine {
        let message = self.text("message").unwrap_or(&self.target);
        let message = match self.text("error") {
            Some(error) if !message.contains(error) => format!("{message} ({error})"),
            _ => message.to_owned(),
        };
        let trace = self.text("trace_id").or(self.text("request_id"));
        ErrorLine::new(self.at, function, &message, trace.map(str::to_owned))
    }
}

/// Keeps an invocation's errors in the table.
#[derive(Debug)]
pub(crate) struct ErrorsKept {
    function: &'static str,
    caught: CaughtErrors,
}

impl ErrorsKept {
    /// Of this function.
    pub fn new(function: &'static str) -> Self {
        Self {
            function,
            caught: CaughtErrors::default(),
        }
    }

    /// What fills it.
    pub fn layer(&self) -> ErrorLayer {
        self.caught.layer()
    }

    /// Writes what waits, in at most `within`. What cannot be written is in the log all the same, and must not become an error itself.
    pub async fn flush(&self, shelf: &LastErrors, within: Duration) {
        let (errors, _) = self.caught.take();
        if errors.is_empty() {
            return;
        }
        let lines: Vec<ErrorLine> = errors.iter().map(|error| error.line(self.function)).collect();
        match tokio::time::timeout(within, shelf.keep(&lines)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(
                    errors = lines.len(),
                    "errors.not_kept: the table did not take the errors, the log has them"
                );
            }
        }
    }
}

impl<S> Layer<S> for ErrorLayer
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if *event.metadata().level() != tracing::Level::ERROR {
            return;
        }
        let error = CaughtError {
            at: Timestamp::now(),
            target: event.metadata().target().to_owned(),
            fields: collect::<S, JsonFields>(context.event_scope(event), event),
        };
        let mut waiting = self.0.locked();
        if waiting.errors.len() < MOST_ERRORS {
            waiting.errors.push(error);
        } else {
            waiting.left_out += 1;
        }
    }
}
