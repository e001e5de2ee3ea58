//! Whether the processor was ours all the time: on a machine that does other things too, a measurement may contain other people's work.

/// A measurement that waited longer than this for a core says more about the machine than about the code, in nanoseconds.
const TOLERATED_NS: u64 = 20_000;

/// How long this thread has waited for a core so far.
#[derive(Debug, Clone, Copy)]
pub struct Waited(Option<u64>);

impl Waited {
    /// Until now. Unknown where the system does not tell (anything but Linux); then nothing counts as disturbed.
    pub fn so_far() -> Self {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        Self(told.split_whitespace().nth(1).and_then(|waited| waited.parse().ok()))
    }

    /// Whether somebody else had our core since then.
    pub fn disturbed_since(self) -> bool {
        match (self.0, Self::so_far().0) {
            (Some(before), Some(now)) => now.saturating_sub(before) > TOLERATED_NS,
            _ => false,
        }
    }
}
