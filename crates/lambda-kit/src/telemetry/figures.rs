//! Metrics made of what is logged anyway: how long each call to the outside took and whether it failed, and how long a start took.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::metrics::Metric;

/// The span that [`super::invocation`] opens.
const INVOCATION: &str = "invocation";
/// Fields of a call's log line: how long it took, and the HTTP status (absent or 0 when there was no answer).
const DURATION: &str = "duration_ms";
const STATUS: &str = "status";

/// Emits a metric for every call that is logged, and one for the process's first invocation. Because each adapter logs each
/// call once, with its duration, none of them has to know of metrics.
#[derive(Debug)]
pub struct Figures<E> {
    emit: E,
    started: Instant,
    is_cold: AtomicBool,
}

/// What a call's event says of it.
#[derive(Default)]
struct Call {
    duration_ms: Option<f64>,
    status: f64,
}

/// Whether figures can be learned from this span or event.
pub fn wants(metadata: &Metadata<'_>) -> bool {
    if metadata.is_span() {
        metadata.name() == INVOCATION
    } else {
        metrics_of(metadata.target()).is_some()
    }
}

impl<E: Fn(Metric, f64)> Figures<E> {
    /// Figures of a process that `started` at this moment, handed to `emit` one by one.
    pub fn new(started: Instant, emit: E) -> Self {
        Self {
            emit,
            started,
            is_cold: AtomicBool::new(true),
        }
    }
}

impl<S: Subscriber, E: Fn(Metric, f64) + 'static> Layer<S> for Figures<E> {
    fn on_new_span(&self, attributes: &Attributes<'_>, _id: &Id, _context: Context<'_, S>) {
        if attributes.metadata().name() == INVOCATION && self.is_cold.swap(false, Ordering::Relaxed) {
            (self.emit)(Metric::ColdStartMs, self.started.elapsed().as_secs_f64() * 1000.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let Some((duration, errors)) = metrics_of(event.metadata().target()) else {
            return;
        };
        let mut call = Call::default();
        event.record(&mut call);
        let Some(duration_ms) = call.duration_ms else { return };
        (self.emit)(duration, duration_ms);
        if call.status < 100.0 || call.status >= 500.0 {
            (self.emit)(errors, 1.0);
        }
    }
}

/// The metrics of a target's calls: their durations and their failures.
fn metrics_of(target: &str) -> Option<(Metric, Metric)> {
    match target {
        "telegram" => Some((Metric::TelegramCallMs, Metric::TelegramErrors)),
        "wb" => Some((Metric::WbCallMs, Metric::WbErrors)),
        "gateway" => Some((Metric::GatewayCallMs, Metric::GatewayErrors)),
        _ => None,
    }
}

impl Visit for Call {
    fn record_f64(&mut self, field: &Field, value: f64) {
        match field.name() {
            DURATION => self.duration_ms = Some(value),
            STATUS => self.status = value,
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.record_f64(field, value as f64);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.record_f64(field, value as f64);
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    fn emitted(work: impl FnOnce()) -> Vec<(Metric, f64)> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let figures = Figures::new(Instant::now(), move |metric, value| {
            sink.lock().unwrap().push((metric, value));
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(figures), work);
        let seen = seen.lock().unwrap();
        seen.clone()
    }

    #[test]
    fn every_logged_call_is_a_figure_whatever_came_of_it() {
        let figures = emitted(|| {
            tracing::info!(target: "telegram", operation = "sendMessage", status = 200_u16, duration_ms = 41_u64, "done");
            tracing::warn!(target: "wb", operation = "feed", status = 429_u16, duration_ms = 5.5, "failed");
            tracing::debug!(target: "gateway", status = 409_u16, duration_ms = 7_i64, "done");
        });

        let expected = [
            (Metric::TelegramCallMs, 41.0),
            (Metric::WbCallMs, 5.5),
            (Metric::GatewayCallMs, 7.0),
        ];
        assert_eq!(figures, expected);
    }

    #[test]
    fn no_answer_and_a_server_in_trouble_are_errors() {
        let figures = emitted(|| {
            tracing::warn!(target: "telegram", status = 0_u16, duration_ms = 10_000_u64, "no answer");
            tracing::warn!(target: "wb", status = None::<u16>, duration_ms = 3_u64, "no answer");
            tracing::info!(target: "gateway", status = 503_u16, duration_ms = 9_u64, "in trouble");
        });

        let errors: Vec<Metric> = figures.iter().map(|(metric, _)| *metric).skip(1).step_by(2).collect();
        assert_eq!(
            errors,
            [Metric::TelegramErrors, Metric::WbErrors, Metric::GatewayErrors]
        );
    }

    #[test]
    fn other_events_are_none() {
        let figures = emitted(|| {
            tracing::info!(target: "telegram", "a word about Telegram");
            tracing::info!(duration_ms = 3, "slot.opened: a tick of ours");
            tracing::info!(target: "dynamodb", status = 200_u16, duration_ms = 3.0, "done");
        });

        assert_eq!(figures, []);
    }

    #[test]
    fn only_the_first_invocation_of_a_process_is_a_cold_start() {
        let figures = emitted(|| {
            for _ in 0..3 {
                let _span = tracing::info_span!("invocation").entered();
                let _job = tracing::info_span!("job").entered();
            }
        });

        assert_eq!(figures.len(), 1, "{figures:?}");
        assert_eq!(figures[0].0, Metric::ColdStartMs);
    }
}
