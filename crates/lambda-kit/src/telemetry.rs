//! JSON logs on standard output.
//!
//! One flat object a line: `timestamp`, `level`, `function`, `target` and `message`, the fields of the spans around
//! the event, and the event's own fields. Where names meet, the inner value wins.

mod line;

use lambda_runtime::Context;
use tracing::Span;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::JsonFields;

pub use line::JsonLine;

/// Starts logging for this process. `LOG_LEVEL` holds a level or a filter such as `info,telegram=debug`; `info` when absent.
/// A panic becomes one log line too. Call it once, first thing in `main`; later calls change nothing.
pub fn init(function: &'static str) {
    let filter = std::env::var("LOG_LEVEL").ok().filter(|level| !level.trim().is_empty());
    let started = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter.as_deref().unwrap_or("info")))
        .fmt_fields(JsonFields::new())
        .event_format(JsonLine::new(function))
        .try_init();
    if started.is_ok() {
        std::panic::set_hook(Box::new(log_panic));
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

fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    let reason = panic.payload_as_str().unwrap_or("no reason given");
    tracing::error!(
        panic.location = location,
        panic.reason = reason,
        "the function panicked at {location}: {reason}"
    );
}
