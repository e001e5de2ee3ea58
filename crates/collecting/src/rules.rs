//! How far and how fast: the figures of the collection that an installation may change.

use std::time::Duration;

use channel_sources::Source;

/// The shortest gap between two requests; a bucket needs one.
const SHORTEST_GAP: Duration = Duration::from_millis(1);
/// One page of t.me in two seconds was fine for others.
const PREVIEW_GAP: Duration = Duration::from_secs(2);

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Posts younger than this are looked at again every night.
    pub look_back: Duration,
    /// Pages of posts read of a channel in a night, at most.
    pub night_pages: u32,
    /// Missed nights that are made up for, at most.
    pub missed_nights: i32,
    /// Channels ordered at once.
    pub plan_page: usize,
    /// Channels counted at once between the nights.
    pub pulse_page: usize,
    /// Such pages, at most: then a pulse would still be counting when the next one begins.
    pub pulse_pages: u32,
    /// How far back the first look goes.
    pub past: Duration,
    /// Posts read at the first look, at most.
    pub past_posts: u32,
    /// Pages read at the first look, at most.
    pub past_pages: u32,
    /// Pages of the first look in one job.
    pub pages_a_step: u32,
}

/// The time from one request to a source to the next, by all workers together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    /// The public pages.
    pub preview: Duration,
    /// The Bot API.
    pub bot_api: Duration,
    /// TGStat.
    pub tgstat: Duration,
    /// Telemetr.
    pub telemetr: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self {
            look_back: DAY.saturating_mul(14),
            night_pages: 10,
            missed_nights: 14,
            plan_page: 200,
            pulse_page: 100,
            pulse_pages: 30,
            past: DAY.saturating_mul(90),
            past_posts: 500,
            past_pages: 40,
            pages_a_step: 4,
        }
    }
}

impl Default for Gaps {
    fn default() -> Self {
        Self {
            preview: PREVIEW_GAP,
            bot_api: Source::BotApi.limits().gap,
            tgstat: Source::TgStat.limits().gap,
            telemetr: Source::Telemetr.limits().gap,
        }
    }
}

impl Gaps {
    /// The gap of a source; never none at all.
    pub fn of(&self, source: Source) -> Duration {
        let gap = match source {
            Source::Preview => self.preview,
            Source::BotApi => self.bot_api,
            Source::TgStat => self.tgstat,
            Source::Telemetr => self.telemetr,
            Source::MtProto => Source::MtProto.limits().gap,
        };
        gap.max(SHORTEST_GAP)
    }
}
