//! What an event says: its own fields and those of the spans around it, flat, with secrets taken out.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::FormattedFields;
use tracing_subscriber::registry::{LookupSpan, Scope};

use super::redact::redact;

/// Fields of the span the Lambda runtime opens around an invocation, and how we spell them.
const RUNTIME_FIELDS: [(&str, &str); 2] = [("requestId", "request_id"), ("xrayTraceId", "xray_trace_id")];

/// Collects fields into a JSON object.
struct Fields<'a>(&'a mut Map<String, Value>);

/// The fields of an event in its spans. Where names meet, the inner value wins. Spans must be formatted as JSON by `N`
/// ([`tracing_subscriber::fmt::format::JsonFields`]).
pub fn collect<S, N>(scope: Option<Scope<'_, S>>, event: &Event<'_>) -> Map<String, Value>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    N: 'static,
{
    let mut all = Map::new();
    for span in scope.into_iter().flat_map(Scope::from_root) {
        let extensions = span.extensions();
        let fields = extensions
            .get::<FormattedFields<N>>()
            .map(|fields| fields.fields.as_str());
        if let Some(Ok(Value::Object(fields))) = fields.map(serde_json::from_str) {
            all.extend(fields);
        }
    }
    event.record(&mut Fields(&mut all));
    for (theirs, ours) in RUNTIME_FIELDS {
        if let Some(value) = all.remove(theirs) {
            all.entry(ours).or_insert(value);
        }
    }
    for value in all.values_mut() {
        if let Value::String(text) = value
            && let Cow::Owned(clean) = redact(text)
        {
            *text = clean;
        }
    }
    all
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
