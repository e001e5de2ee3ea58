//! What a schedule's event orders.

use channels::errands::Period;
use jiff::Timestamp;
use serde_json::Value;

/// An order of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// What is ordered.
    pub task: Task,
    /// When it was due: names the run, so that the same order told twice is one.
    pub at: Timestamp,
}

/// What schedules order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// The digests of the hour: an event that names no task.
    Digests,
    /// A judgement of the alerts.
    Alerts,
    /// The reports of the period that is over.
    Reports(Period),
    /// Something another version knows.
    Unknown,
}

impl Order {
    /// Reads an event. One whose time cannot be read means now.
    pub(crate) fn of(event: &Value, now: Timestamp) -> Self {
        let at = event["at"].as_str().and_then(|at| at.parse().ok()).unwrap_or(now);
        let task = match (event.get("task").and_then(Value::as_str), event["period"].as_str()) {
            (None, _) => Task::Digests,
            (Some("alerts"), _) => Task::Alerts,
            (Some("reports"), Some("week")) => Task::Reports(Period::Week),
            (Some("reports"), Some("month")) => Task::Reports(Period::Month),
            (Some(_), _) => Task::Unknown,
        };
        Self { task, at }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_orders_what_it_names_and_digests_without_a_name() {
        let now: Timestamp = "2026-11-23T04:00:09Z".parse().unwrap();
        let due: Timestamp = "2026-11-23T04:00:00Z".parse().unwrap();
        let of = |event: Value| Order::of(&event, now);
        let weekly = of(json!({"task": "reports", "period": "week", "at": "2026-11-23T04:00:00Z"}));
        assert_eq!((weekly.task, weekly.at), (Task::Reports(Period::Week), due));
        assert_eq!(of(json!({"task": "alerts", "at": "soon"})).at, now);
        assert_eq!(of(json!({})).task, Task::Digests);
        assert_eq!(of(json!({"detail-type": "Scheduled Event"})).task, Task::Digests);
        assert_eq!(of(json!({"task": "reports", "period": "year"})).task, Task::Unknown);
    }
}
