//! How one event becomes one line.

use std::fmt;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// Fields of the span the Lambda runtime opens around an invocation, and how we spell them.
const RUNTIME_FIELDS: [(&str, &str); 2] = [("requestId", "request_id"), ("xrayTraceId", "xray_trace_id")];

/// Formats an event as one flat JSON object. Span fields must be formatted as JSON
/// ([`tracing_subscriber::fmt::format::JsonFields`]).
#[derive(Debug, Clone, Copy)]
pub struct JsonLine {
    function: &'static str,
}

/// Collects fields into a JSON object.
struct Fields<'a>(&'a mut Map<String, Value>);

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
        let mut line = Map::new();
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            let extensions = span.extensions();
            let fields = extensions
                .get::<FormattedFields<N>>()
                .map(|fields| fields.fields.as_str());
            if let Some(Ok(Value::Object(fields))) = fields.map(serde_json::from_str) {
                line.extend(fields);
            }
        }
        event.record(&mut Fields(&mut line));
        for (theirs, ours) in RUNTIME_FIELDS {
            if let Some(value) = line.remove(theirs) {
                line.entry(ours).or_insert(value);
            }
        }

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

impl Visit for Fields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().into(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;
    use std::sync::{Arc, Mutex};

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
}
