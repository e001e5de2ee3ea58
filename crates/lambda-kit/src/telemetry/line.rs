//! How one event becomes one line.

use std::fmt;

use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::registry::LookupSpan;

use super::fields::collect;

/// Formats an event as one flat JSON object. Span fields must be formatted as JSON
/// ([`tracing_subscriber::fmt::format::JsonFields`]).
#[derive(Debug, Clone, Copy)]
pub struct JsonLine {
    function: &'static str,
}

impl JsonLine {
    /// Lines that name this function.
    pub fn new(function: &'static str) -> Self {
        Self { function }
    }
}

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = collect::<S, N>(context.event_scope(), event);
        let mut timestamp = String::new();
        SystemTime.format_time(&mut Writer::new(&mut timestamp))?;
        let metadata = event.metadata();
        line.insert("timestamp".into(), timestamp.into());
        line.insert("level".into(), metadata.level().as_str().into());
        line.insert("function".into(), self.function.into());
        line.insert("target".into(), metadata.target().into());
        let line = serde_json::to_string(&line).map_err(|_| fmt::Error)?;
        writeln!(writer, "{line}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;
    use tracing_subscriber::fmt::format::JsonFields;

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// The lines that `work` logs.
    fn logged(work: impl FnOnce()) -> Vec<Value> {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber = tracing_subscriber::fmt()
            .fmt_fields(JsonFields::new())
            .event_format(JsonLine::new("booker"))
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn a_line_is_flat_and_carries_the_spans_around_it() {
        let lines = logged(|| {
            let _invocation = tracing::info_span!("invocation", request_id = "r-1", trace_id = "r-1").entered();
            let _job = tracing::info_span!("job", trace_id = "t-9", module = "booking").entered();
            tracing::info!(wildberries.status = 201_u16, duration_ms = 8.25, "booked");
        });

        let mut line = lines[0].clone();
        let timestamp = line.as_object_mut().unwrap().remove("timestamp").unwrap();
        assert!(timestamp.as_str().unwrap().ends_with('Z'), "{timestamp}");
        assert_eq!(
            line,
            serde_json::json!({
                "level": "INFO",
                "function": "booker",
                "target": "lambda_kit::telemetry::line::tests",
                "message": "booked",
                "request_id": "r-1",
                "trace_id": "t-9",
                "module": "booking",
                "wildberries.status": 201,
                "duration_ms": 8.25,
            })
        );
    }

    #[test]
    fn the_runtimes_own_fields_are_spelled_as_ours() {
        let lines = logged(|| {
            let _runtime =
                tracing::info_span!("Lambda runtime invoke", requestId = "r-1", xrayTraceId = "x-1").entered();
            tracing::info!("working");
        });

        assert_eq!(lines[0]["request_id"], "r-1");
        assert_eq!(lines[0]["xray_trace_id"], "x-1");
        assert_eq!(lines[0].get("requestId"), None);
    }

    #[test]
    fn an_event_is_one_line_whatever_it_says() {
        let lines = logged(|| tracing::warn!(reason = "a \"quoted\"\nreason", "two\nlines"));

        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "two\nlines");
        assert_eq!(lines[0]["reason"], "a \"quoted\"\nreason");
    }

    #[test]
    fn a_secret_that_slipped_into_an_error_does_not_reach_the_line() {
        // Put together here, so that nobody who searches for leaked tokens finds one.
        let secret = "A".repeat(35);
        let token = format!("123456789:{secret}");
        let lines = logged(|| {
            let _job = tracing::info_span!("job", url = format!("https://api.telegram.org/bot{token}")).entered();
            tracing::error!(error = %format!("no route to bot{token}"), "a call to {token} failed");
        });

        let line = lines[0].to_string();
        assert!(!line.contains(&secret[..15]), "{line}");
        assert_eq!(lines[0]["error"], "no route to bot[redacted]");
    }
}
