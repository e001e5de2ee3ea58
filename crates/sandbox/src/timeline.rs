//! What the functions logged, as far as somebody brings it here: the newest few thousand lines.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Map, Value};

/// How many lines are kept; older ones are forgotten first.
const KEPT: usize = 5_000;

/// The lines, numbered as they came.
#[derive(Debug, Default)]
pub struct Timeline {
    lines: VecDeque<(u64, Value)>,
    last_seq: u64,
}

impl Timeline {
    /// Takes a line in and gives it its number and its moment by the sandbox's clock; returns it as it is told.
    pub fn add(&mut self, mut line: Map<String, Value>, at_ms: i64) -> Value {
        self.last_seq += 1;
        line.insert("seq".to_owned(), Value::from(self.last_seq));
        line.insert("at_ms".to_owned(), Value::from(at_ms));
        let told = Value::Object(line);
        self.lines.push_back((self.last_seq, told.clone()));
        if self.lines.len() > KEPT {
            self.lines.pop_front();
        }
        told
    }

    /// The lines after a number.
    pub fn since(&self, seq: u64) -> Vec<&Value> {
        let start = self.lines.partition_point(|(number, _)| *number <= seq);
        self.lines.range(start..).map(|(_, line)| line).collect()
    }

    /// Forgets all lines; numbering goes on.
    pub fn clear(&mut self) {
        self.lines.clear();
    }
}

/// The machine's time at which a line was written, in milliseconds since 1970: its `timestamp`, or a metric's.
pub fn written_ms(line: &Map<String, Value>) -> Option<i64> {
    let text = line.get("timestamp").and_then(Value::as_str);
    let said = text.and_then(|text| text.parse::<Timestamp>().ok());
    said.map(Timestamp::as_millisecond)
        .or_else(|| line.get("_aws")?.get("Timestamp")?.as_i64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn the_oldest_lines_go_first_and_numbers_go_on() {
        let mut timeline = Timeline::default();
        for n in 0..=KEPT {
            timeline.add(line(json!({"message": n})), 1);
        }
        assert_eq!(timeline.since(0).len(), KEPT);
        assert_eq!(timeline.since(0)[0]["message"], 1);
        timeline.clear();
        assert_eq!(timeline.add(Map::new(), 7), json!({"seq": KEPT + 2, "at_ms": 7}));
    }

    #[test]
    fn a_lines_moment_is_its_timestamp_or_its_metrics() {
        assert_eq!(
            written_ms(&line(json!({"timestamp": "1970-01-01T00:00:01.5Z"}))),
            Some(1_500)
        );
        assert_eq!(written_ms(&line(json!({"_aws": {"Timestamp": 7}}))), Some(7));
        assert_eq!(written_ms(&line(json!({"timestamp": "soon"}))), None);
    }
}
