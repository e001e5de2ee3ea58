//! A token bucket by the sandbox's clock.

/// How much a bucket holds and how fast it fills.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BucketSpec {
    /// The most it can hold.
    pub burst: u32,
    /// The time in which one token comes back, in milliseconds.
    pub interval_ms: i64,
}

/// One bucket.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    /// When the bucket would be full again, were nothing more taken.
    full_at_ms: i64,
}

impl Bucket {
    /// A full bucket.
    pub fn full() -> Self {
        Self { full_at_ms: i64::MIN }
    }

    /// How many whole tokens there are.
    pub fn remaining(&self, spec: BucketSpec, now_ms: i64) -> u32 {
        let missing = self.missing_ms(spec, now_ms);
        let taken = missing.div_euclid(spec.interval_ms) + i64::from(missing.rem_euclid(spec.interval_ms) > 0);
        u32::try_from(i64::from(spec.burst) - taken).unwrap_or(0)
    }

    /// How long until one token is there, 0 when there is one now, in milliseconds.
    pub fn wait_ms(&self, spec: BucketSpec, now_ms: i64) -> i64 {
        (self.missing_ms(spec, now_ms) - (i64::from(spec.burst) - 1) * spec.interval_ms).max(0)
    }

    /// How long until the bucket is full, in milliseconds.
    pub fn missing_ms(&self, spec: BucketSpec, now_ms: i64) -> i64 {
        // Never more than an empty bucket lacks, even if the clock was moved back.
        self.full_at_ms
            .saturating_sub(now_ms)
            .clamp(0, i64::from(spec.burst) * spec.interval_ms)
    }

    /// Takes one token; the caller has seen that there is one.
    pub fn take(&mut self, spec: BucketSpec, now_ms: i64) {
        self.full_at_ms = now_ms
            .saturating_add(self.missing_ms(spec, now_ms))
            .saturating_add(spec.interval_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: BucketSpec = BucketSpec {
        burst: 6,
        interval_ms: 10_000,
    };

    #[test]
    fn six_go_at_once_and_then_one_every_ten_seconds() {
        let mut bucket = Bucket::full();
        for left in (0..6).rev() {
            assert_eq!(bucket.wait_ms(SPEC, 0), 0);
            bucket.take(SPEC, 0);
            assert_eq!(bucket.remaining(SPEC, 0), left);
        }
        assert_eq!(bucket.wait_ms(SPEC, 0), 10_000);
        assert_eq!(bucket.wait_ms(SPEC, 9_999), 1);
        assert_eq!(bucket.wait_ms(SPEC, 10_000), 0);
        assert_eq!(bucket.remaining(SPEC, 10_000), 1);
        assert_eq!(bucket.missing_ms(SPEC, 0), 60_000);
        assert_eq!(bucket.remaining(SPEC, 60_000), 6);
        assert_eq!(bucket.remaining(SPEC, 600_000), 6, "a full bucket overflows");
    }
}
