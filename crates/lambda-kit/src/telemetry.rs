//! JSON logs on standard output, and what is made of them: figures and reports of errors.
//!
//! One flat object a line: `timestamp`, `level`, `function`, `target` and `message`, the fields of the spans around
//! the event, and the event's own fields. Where names meet, the inner value wins.

pub(crate) mod fields;
mod figures;
mod line;
pub mod redact;

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, PanicHookInfo, resume_unwind};
use std::time::{Duration, Instant};

use futures::FutureExt;
use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use store::{LastErrors, Table};
use tracing::{Level, Metadata, Span};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use self::figures::{Figures, wants};
pub use self::line::JsonLine;
use crate::errors::ErrorsKept;
use crate::http::http_client;
use crate::metrics::Metrics;
use crate::sentry::{Dsn, Reporter, Sentry};

/// Longest an invocation is held up by reports of its errors.
const REPORTING: Duration = Duration::from_secs(1);
/// Where the runtime repeats what [`Telemetry::run`] has logged: the error of an invocation, a panic.
const REPEATED: &str = "lambda_runtime::layers::panic";

/// The telemetry of this process.
#[derive(Debug)]
pub struct Telemetry {
    sentry: Option<Sentry>,
    kept: ErrorsKept,
    shelf: Option<LastErrors>,
}

/// The lines that are wanted. A filter that cannot be read must not silence a function: it counts as `info`.
fn wanted(filter: Option<&str>) -> Targets {
    let filter = filter.and_then(|text| text.parse().ok());
    filter.unwrap_or_else(|| Targets::new().with_default(Level::INFO))
}

/// Starts the telemetry of this process. Call it once, first thing in `main`; later calls change nothing.
///
/// `LOG_LEVEL` holds a level or a filter such as `info,telegram=debug`; `info` when absent. `ENVIRONMENT` is a dimension of the
/// metrics. With `SENTRY_DSN`, errors are reported there too, of the build named `RELEASE`; an address that cannot be read is a log line, because a function must
/// not fail for its telemetry. A panic becomes a log line too.
pub fn init(function: &'static str) -> Telemetry {
    let started = Instant::now();
    let environment = setting("ENVIRONMENT").unwrap_or_else(|| "local".to_owned());
    let (sentry, unreadable) = match setting("SENTRY_DSN").map(|text| text.parse::<Dsn>()) {
        Some(Ok(dsn)) => {
            let reporter = Reporter::new(function, environment.as_str(), setting("RELEASE").as_deref());
            (Some(Sentry::new(dsn, reporter, http_client())), None)
        }
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };

    let lines = tracing_subscriber::fmt::layer()
        .fmt_fields(JsonFields::new())
        .event_format(JsonLine::new(function))
        .with_filter(
            wanted(setting("LOG_LEVEL").as_deref())
                .or(filter_fn(is_context))
                .and(filter_fn(|metadata| metadata.target() != REPEATED)),
        );
    let metrics = Metrics::new(function, environment);
    let figures =
        Figures::new(started, move |metric, value| metrics.emit(&[(metric, value)])).with_filter(filter_fn(wants));
    let is_error = |metadata: &Metadata<'_>| {
        is_context(metadata) || (*metadata.level() == Level::ERROR && metadata.target() != REPEATED)
    };
    let reported = sentry
        .as_ref()
        .map(|sentry| sentry.layer().with_filter(filter_fn(is_error)));
    let kept = ErrorsKept::new(function);
    let subscriber = tracing_subscriber::registry()
        .with(lines)
        .with(figures)
        .with(reported)
        .with(kept.layer().with_filter(filter_fn(is_error)));
    if subscriber.try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
    if let Some(error) = unreadable {
        tracing::warn!(error = %error, "sentry.off: SENTRY_DSN cannot be read, errors are in the logs only");
    }
    Telemetry {
        sentry,
        kept,
        shelf: None,
    }
}

/// The span of one invocation. Jobs inside it open their own spans with the `trace_id` and `module` they belong to;
/// until then the trace is the invocation's own.
pub fn invocation(context: &Context) -> Span {
    tracing::info_span!(
        "invocation",
        request_id = context.request_id,
        trace_id = context.request_id
    )
}

impl Telemetry {
    /// Errors are kept in this table too, where operators see the newest without the logs.
    pub fn keeping_errors(self, table: Table) -> Self {
        Self {
            shelf: Some(LastErrors::new(table)),
            ..self
        }
    }

    /// Handles events until the process ends. What an invocation logged as errors is reported before its answer goes out, in at
    /// most a second; an invocation without errors is not held up.
    ///
    /// # Errors
    /// Those of the Lambda runtime. What a handler returns as an error is logged and fails its invocation.
    pub async fn run<Event, Answer, Work>(self, handle: impl Fn(LambdaEvent<Event>) -> Work) -> Result<(), Error>
    where
        Event: for<'de> Deserialize<'de>,
        Answer: Serialize,
        Work: Future<Output = Result<Answer, Error>>,
    {
        let telemetry = &self;
        let handle = &handle;
        lambda_runtime::run(service_fn(move |event| telemetry.watch(handle(event)))).await
    }

    /// Waits for an invocation's work and reports what went wrong in it.
    async fn watch<Answer, E: Display>(&self, work: impl Future<Output = Result<Answer, E>>) -> Result<Answer, E> {
        let done = AssertUnwindSafe(work).catch_unwind().await;
        if let Ok(Err(error)) = &done {
            tracing::error!(error = %error, "invocation.failed: {error}");
        }
        let reported = async {
            if let Some(sentry) = &self.sentry {
                sentry.flush(REPORTING).await;
            }
        };
        let kept = async {
            if let Some(shelf) = &self.shelf {
                self.kept.flush(shelf, REPORTING).await;
            }
        };
        tokio::join!(reported, kept);
        done.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// A variable of the environment that says something.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Spans that name the invocation and the job: events need them at every level of detail.
fn is_context(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && *metadata.level() <= Level::INFO
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    let reason = panic.payload_as_str().unwrap_or("no reason given");
    tracing::error!(
        panic.location = location,
        panic.reason = reason,
        "the function panicked at {location}: {reason}"
    );
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Telemetry whose reports nobody takes.
    fn telemetry() -> Telemetry {
        let dsn: Dsn = "http://key@127.0.0.1:9/1".parse().unwrap();
        let sentry = Sentry::new(dsn, Reporter::new("booker", "local", None), http_client());
        Telemetry {
            sentry: Some(sentry),
            kept: ErrorsKept::new("booker"),
            shelf: None,
        }
    }

    #[tokio::test]
    async fn an_answer_and_an_error_go_out_as_they_are() {
        let answer: Result<u8, &str> = telemetry().watch(async { Ok(7) }).await;
        assert_eq!(answer, Ok(7));

        let failure: Result<u8, &str> = telemetry().watch(async { Err("no table") }).await;
        assert_eq!(failure, Err("no table"));
    }

    #[tokio::test]
    async fn a_panic_goes_on_to_the_runtime_after_it_was_reported() {
        let telemetry = telemetry();
        let broken = telemetry.watch(async {
            if telemetry.sentry.is_some() {
                panic!("broken");
            }
            Ok::<u8, &str>(0)
        });

        let panic = AssertUnwindSafe(broken).catch_unwind().await.unwrap_err();

        assert_eq!(panic.downcast_ref(), Some(&"broken"));
    }
}
