//! Durations and what is told of them.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

/// Durations of the same thing done many times.
#[derive(Debug, Default)]
pub struct Durations {
    took: Vec<Duration>,
    /// Those during which somebody else had the core.
    disturbed: Vec<Duration>,
}

impl Durations {
    /// Adds one; those that were disturbed are kept apart.
    pub fn push(&mut self, took: Duration, disturbed: bool) {
        if disturbed {
            self.disturbed.push(took);
        } else {
            self.took.push(took);
        }
    }

    /// Count, median, 95th and 99th percentile and the longest, the times in microseconds; how many were disturbed, and the 99th
    /// percentile of all with them.
    pub fn told(&self) -> Value {
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        let mut all = [self.took.as_slice(), &self.disturbed].concat();
        all.sort_unstable();
        json!({
            "n": sorted.len(),
            "disturbed": self.disturbed.len(),
            "all_p99_us": micros(at(&all, 99)),
            "p50_us": micros(at(&sorted, 50)),
            "p95_us": micros(at(&sorted, 95)),
            "p99_us": micros(at(&sorted, 99)),
            "max_us": micros(at(&sorted, 100)),
        })
    }

    /// The median in microseconds.
    pub fn median_us(&self) -> f64 {
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        micros(at(&sorted, 50))
    }
}

/// Writes one line of figures.
pub fn tell(line: &Value) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// The smallest value that at least `percent` of all do not exceed; nothing when there are none.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

fn micros(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e7).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        values.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let hundred = millis(1..=100);
        assert_eq!(at(&hundred, 50), Duration::from_millis(50));
        assert_eq!(at(&hundred, 99), Duration::from_millis(99));
        assert_eq!(at(&hundred, 100), Duration::from_millis(100));
        assert_eq!(at(&millis([7]), 99), Duration::from_millis(7));
        assert_eq!(at(&millis(1..=3), 50), Duration::from_millis(2));
        assert_eq!(at(&[], 50), Duration::ZERO);
    }
}
