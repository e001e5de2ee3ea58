//! How one error becomes one report: Sentry's envelope, three lines of JSON.

use serde_json::{Map, Value, json};

use crate::errors::CaughtError;

/// The program's name and version.
const PROGRAM: &str = concat!("sellergram@", env!("CARGO_PKG_VERSION"));
/// Fields one searches by. The others are shown beside the report.
const TAGS: [&str; 4] = ["function", "module", "request_id", "trace_id"];

/// Who reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// Which function.
    pub function: &'static str,
    /// Which environment: local, staging, prod.
    pub environment: String,
    release: String,
}

impl Reporter {
    /// A function in an environment. `build` tells this deployment from others of the same version.
    pub fn new(function: &'static str, environment: impl Into<String>, build: Option<&str>) -> Self {
        let release = match build {
            Some(build) => format!("{PROGRAM}+{build}"),
            None => PROGRAM.to_owned(),
        };
        Self {
            function,
            environment: environment.into(),
            release,
        }
    }

    /// The bytes to post. `id` tells this report from every other one; `left_out` more errors were not reported.
    pub(super) fn envelope(&self, report: &CaughtError, id: u128, left_out: usize) -> String {
        let id = format!("{id:032x}");
        let event = self.event(report, &id, left_out).to_string();
        let envelope = json!({ "event_id": id, "sent_at": report.at.to_string() });
        let item = json!({ "type": "event", "content_type": "application/json", "length": event.len() });
        format!("{envelope}\n{item}\n{event}\n")
    }

    fn event(&self, report: &CaughtError, id: &str, left_out: usize) -> Value {
        let mut extra = report.fields.clone();
        let message = match extra.remove("message") {
            Some(Value::String(message)) => message,
            _ => String::new(),
        };
        // Messages begin with a name that is the same for every error of the kind; what follows may differ.
        let kind = message.split(": ").next().unwrap_or_default().to_owned();
        let mut tags = Map::new();
        tags.insert("function".to_owned(), self.function.into());
        for name in TAGS {
            if let Some(value) = extra.remove(name) {
                tags.insert(name.to_owned(), value);
            }
        }
        if left_out > 0 {
            extra.insert("errors_left_out".to_owned(), left_out.into());
        }
        json!({
            "event_id": id,
            "timestamp": report.at.to_string(),
            "platform": "native",
            "level": "error",
            "logger": report.target,
            "environment": self.environment,
            "release": self.release,
            "server_name": self.function,
            "logentry": { "formatted": message },
            "fingerprint": [self.function, report.target, kind],
            "tags": tags,
            "extra": extra,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn lines(fields: Value, left_out: usize) -> Vec<Value> {
        let reporter = Reporter::new("booker", "prod", Some("b441fd8"));
        let report = CaughtError {
            at: "2026-11-21T09:00:00.25Z".parse().unwrap(),
            target: "booking::booker".to_owned(),
            fields: fields.as_object().unwrap().clone(),
        };
        let envelope = reporter.envelope(&report, 0xabc, left_out);
        let event = envelope.lines().nth(2).unwrap();
        let header: Value = serde_json::from_str(envelope.lines().nth(1).unwrap()).unwrap();
        assert_eq!(header["length"], event.len(), "Sentry reads so many bytes");
        envelope
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn an_error_becomes_an_event_with_what_one_searches_by() {
        let fields = json!({
            "message": "booking.unreadable: a body that is no job was thrown away",
            "error": "expected value at line 1",
            "trace_id": "update-7",
            "request_id": "r-1",
            "module": "booking",
            "attempt": "a-1",
        });

        let lines = lines(fields, 0);

        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0]["event_id"], "00000000000000000000000000000abc");
        assert_eq!(lines[1]["type"], "event");
        assert_eq!(
            lines[2],
            json!({
                "event_id": "00000000000000000000000000000abc",
                "timestamp": "2026-11-21T09:00:00.25Z",
                "platform": "native",
                "level": "error",
                "logger": "booking::booker",
                "environment": "prod",
                "release": concat!("sellergram@", env!("CARGO_PKG_VERSION"), "+b441fd8"),
                "server_name": "booker",
                "logentry": { "formatted": "booking.unreadable: a body that is no job was thrown away" },
                "fingerprint": ["booker", "booking::booker", "booking.unreadable"],
                "tags": { "function": "booker", "module": "booking", "request_id": "r-1", "trace_id": "update-7" },
                "extra": { "error": "expected value at line 1", "attempt": "a-1" },
            })
        );
    }

    #[test]
    fn what_was_left_out_is_said() {
        let lines = lines(json!({ "message": "Ошибка\nв две строки" }), 5);

        assert_eq!(lines.len(), 3, "a report is three lines whatever it says");
        assert_eq!(lines[2]["extra"]["errors_left_out"], 5);
    }
}
