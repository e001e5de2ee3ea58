//! When a change of the feed is worth a message to everybody who waits for it: once it has lasted, and not too often. Pure.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::feed::{FeedCondition, FeedHealth};

/// How long a trouble lasts before it is told: most pass by themselves.
const TROUBLE_LASTS: SignedDuration = SignedDuration::from_mins(2);
/// How long the feed is well again before that is told.
const RECOVERY_LASTS: SignedDuration = SignedDuration::from_mins(1);
/// Troubles are told this far apart at least, so that a feed that comes and goes does not become a stream of messages.
const TROUBLES_APART: SignedDuration = SignedDuration::from_mins(30);

/// What the feed does now, told to those who watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedNews {
    /// What it does.
    pub condition: FeedCondition,
    /// Since when.
    pub since: Timestamp,
}

impl FeedNews {
    /// What makes it the same news when it is told again.
    pub fn id(&self) -> String {
        format!("feed-{}-{}", self.condition.name(), self.since.as_millisecond())
    }
}

/// What was told last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcements {
    told: Option<FeedCondition>,
    trouble_told_at: Option<Timestamp>,
}

impl Announcements {
    /// What is to be told at `now`, if anything.
    pub fn due(&self, feed: &FeedHealth, now: Timestamp) -> Option<FeedNews> {
        let lasted = now.duration_since(feed.since);
        let is_due = match feed.condition {
            FeedCondition::Unknown => false,
            condition if condition == self.told.unwrap_or(FeedCondition::Live) => false,
            FeedCondition::Live => lasted >= RECOVERY_LASTS,
            FeedCondition::Disabled | FeedCondition::Failing | FeedCondition::NoKeys => {
                let apart = |at: Timestamp| now.duration_since(at) >= TROUBLES_APART;
                lasted >= TROUBLE_LASTS && self.trouble_told_at.is_none_or(apart)
            }
        };
        is_due.then_some(FeedNews {
            condition: feed.condition,
            since: feed.since,
        })
    }

    /// Notes that it is being told.
    pub fn told(&mut self, news: &FeedNews, now: Timestamp) {
        self.told = Some(news.condition);
        if news.condition != FeedCondition::Live {
            self.trouble_told_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wildberries::WbError;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    /// Everything told while the feed does this: (second, answers or not), looked at every second.
    fn told(changes: &[(i64, bool)], until: i64) -> Vec<(i64, FeedCondition)> {
        let (mut feed, mut announcements) = (FeedHealth::unknown(at(0)), Announcements::default());
        let mut heard = Vec::new();
        for second in 0..until {
            if let Some((_, answers)) = changes.iter().find(|(when, _)| *when == second) {
                match answers {
                    true => _ = feed.good(at(second), true),
                    false => feed.bad(&WbError::Disabled, at(second)),
                }
            }
            if let Some(news) = announcements.due(&feed, at(second)) {
                announcements.told(&news, at(second));
                heard.push((second, news.condition));
            }
        }
        heard
    }

    #[test]
    fn a_trouble_that_lasts_is_told_once_and_its_end_once() {
        let heard = told(&[(0, true), (100, false), (1_000, true)], 5_000);
        assert_eq!(heard, [(220, FeedCondition::Disabled), (1_060, FeedCondition::Live)]);
    }

    #[test]
    fn a_feed_that_comes_and_goes_within_minutes_is_not_told() {
        let flapping: Vec<_> = (0..60).map(|n| (n * 50, n % 2 == 0)).collect();
        assert_eq!(told(&flapping, 3_000), []);
    }

    #[test]
    fn slow_flapping_is_told_at_most_twice_in_half_an_hour() {
        let flapping: Vec<_> = (0..40).map(|n| (n * 180, n % 2 == 0)).collect();
        let heard = told(&flapping, 7_200);
        let troubles: Vec<_> = heard.iter().filter(|(_, c)| *c == FeedCondition::Disabled).collect();
        assert!(
            troubles.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 1_800),
            "{heard:?}"
        );
        assert!(
            heard.windows(2).all(|pair| pair[0].1 != pair[1].1),
            "never the same twice: {heard:?}"
        );
        assert!(troubles.len() >= 3, "{heard:?}");
    }

    #[test]
    fn a_feed_that_begins_switched_off_is_told_of() {
        assert_eq!(told(&[(0, false)], 500), [(120, FeedCondition::Disabled)]);
    }
}
