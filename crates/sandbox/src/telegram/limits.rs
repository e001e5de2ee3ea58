//! How often a bot may send: a message a second to one chat with short bursts, twenty a minute to a group,
//! thirty a second overall.

use std::collections::HashMap;

use super::errors::{ApiError, too_many};
use crate::bucket::{Bucket, BucketSpec};

const PRIVATE: BucketSpec = BucketSpec {
    burst: 5,
    interval_ms: 1_000,
};
const GROUP: BucketSpec = BucketSpec {
    burst: 20,
    interval_ms: 3_000,
};
const OVERALL: BucketSpec = BucketSpec {
    burst: 30,
    interval_ms: 33,
};

/// The buckets of one bot.
#[derive(Debug)]
pub struct SendLimits {
    /// Whether the limits hold.
    pub enforced: bool,
    chats: HashMap<i64, Bucket>,
    overall: Bucket,
}

impl Default for SendLimits {
    fn default() -> Self {
        Self {
            enforced: true,
            chats: HashMap::new(),
            overall: Bucket::full(),
        }
    }
}

impl SendLimits {
    /// Takes one message to a chat, or says how many seconds to wait.
    pub fn take(&mut self, chat: i64, now_ms: i64) -> Result<(), ApiError> {
        self.take_album(chat, 1, now_ms)
    }

    /// Takes as many messages as an album has, once there is room for the first.
    pub fn take_album(&mut self, chat: i64, messages: usize, now_ms: i64) -> Result<(), ApiError> {
        if !self.enforced {
            return Ok(());
        }
        let spec = if chat > 0 { PRIVATE } else { GROUP };
        let bucket = self.chats.entry(chat).or_insert_with(Bucket::full);
        let wait_ms = bucket.wait_ms(spec, now_ms).max(self.overall.wait_ms(OVERALL, now_ms));
        if wait_ms > 0 {
            return Err(too_many((wait_ms + 999) / 1000));
        }
        for _ in 0..messages {
            bucket.take(spec, now_ms);
            self.overall.take(OVERALL, now_ms);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_takes_five_at_once_and_then_one_a_second() {
        let mut limits = SendLimits::default();
        for _ in 0..5 {
            assert!(limits.take(7, 0).is_ok());
        }
        assert_eq!(limits.take(7, 0), Err(too_many(1)));
        assert!(limits.take(8, 0).is_ok(), "another chat has its own bucket");
        assert!(limits.take(7, 1_000).is_ok());
        assert!(limits.take(7, 1_000).is_err());
    }

    #[test]
    fn a_group_takes_twenty_a_minute() {
        let mut limits = SendLimits::default();
        let taken = (0..40).filter(|_| limits.take(-5, 0).is_ok()).count();
        assert_eq!(taken, 20);
        assert_eq!(limits.take(-5, 0), Err(too_many(3)));
    }

    #[test]
    fn thirty_a_second_go_out_overall() {
        let mut limits = SendLimits::default();
        assert_eq!((1..=100).filter(|chat| limits.take(*chat, 0).is_ok()).count(), 30);
        assert!((28..=31).contains(&(201..=300).filter(|chat| limits.take(*chat, 1_000).is_ok()).count()));
        limits.enforced = false;
        assert!(limits.take(7, 1_000).is_ok());
    }
}
