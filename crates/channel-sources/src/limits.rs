//! How hard a source may be asked.

use std::time::Duration;

use crate::Source;

/// A source's limits, as far as anybody knows them. Whoever plans the calls keeps to them; nothing here waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least time from one request to the next.
    pub gap: Duration,
    /// Requests that may be under way at once.
    pub concurrency: u32,
    /// How long to leave the source alone after [`Limited`](crate::SourceError::Limited) without a time of its own, and after
    /// [`Blocked`](crate::SourceError::Blocked).
    pub pause: Duration,
}

impl Source {
    /// The limits to keep.
    pub fn limits(self) -> Limits {
        match self {
            // Unpublished. One in two seconds was fine for others; eight at once were not, for the whole address.
            Source::Preview => Limits {
                gap: Duration::from_secs(3),
                concurrency: 1,
                pause: Duration::from_secs(60 * 60),
            },
            // Thirty a second for everything the bot does; counting shares that with its messages.
            Source::BotApi => Limits {
                gap: Duration::from_millis(200),
                concurrency: 2,
                pause: Duration::from_secs(30),
            },
            // Unpublished. What working clients keep to.
            Source::TgStat => Limits {
                gap: Duration::from_millis(2_500),
                concurrency: 1,
                pause: Duration::from_secs(65),
            },
            // Unpublished; the remaining volume comes with each answer.
            Source::Telemetr => Limits {
                gap: Duration::from_secs(1),
                concurrency: 1,
                pause: Duration::from_secs(60),
            },
            // Unpublished, and the account is a person's: slow on purpose. A channel costs two requests, three the first time.
            Source::MtProto => Limits {
                gap: Duration::from_secs(2),
                concurrency: 1,
                pause: Duration::from_secs(60 * 60),
            },
        }
    }
}
