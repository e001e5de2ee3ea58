//! What every source has in common: once a day it is asked for what it offers.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::statistics::ChannelStat;
use crate::{BotApi, ChannelName, Figure, Limits, Post, Preview, Quota, Source, SourceError, Telemetr, TgStat};

/// A source of a channel's daily figures.
#[async_trait]
pub trait ChannelSource: Send + Sync {
    /// Which source it is.
    fn source(&self) -> Source;

    /// What it gives when all is well.
    fn offers(&self) -> Offers {
        self.source().offers()
    }

    /// How hard it may be asked. Whoever calls keeps to that; nothing here waits.
    fn limits(&self) -> Limits {
        self.source().limits()
    }

    /// Asks once, in one request (two at the preview, when a channel shows none; two or three over MTProto).
    ///
    /// # Errors
    /// See [`SourceError`], and its [`scope`](SourceError::scope) for what to ask next.
    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError>;
}

/// What a source gives when all is well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offers {
    /// The number of subscribers.
    pub members: bool,
    /// The newest posts with their views.
    pub posts: bool,
    /// What the source computes: reach, rates, mentions.
    pub statistics: bool,
}

/// A channel's figures from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyFigures {
    /// Who says so.
    pub source: Source,
    /// Subscribers.
    pub members: Option<Figure<u64>>,
    /// The newest posts.
    pub posts: Option<NewestPosts>,
    /// What the source computes.
    pub statistics: Option<ChannelStat>,
    /// What is left of a paid volume, when the answer says so.
    pub quota: Option<Quota>,
}

/// The newest posts of a channel, proven to be all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct NewestPosts {
    /// The posts, oldest first. Empty means that there are none.
    pub posts: Vec<Post>,
    /// No post published since then is missing; `None`: none at all is.
    pub complete_since: Option<Timestamp>,
}

impl Source {
    /// What it gives when all is well.
    pub fn offers(self) -> Offers {
        let members = Offers {
            members: true,
            ..Offers::default()
        };
        match self {
            Source::Preview | Source::MtProto => Offers { posts: true, ..members },
            Source::BotApi => members,
            Source::TgStat | Source::Telemetr => Offers {
                statistics: true,
                ..members
            },
        }
    }
}

impl DailyFigures {
    pub(crate) fn of(source: Source) -> Self {
        DailyFigures {
            source,
            members: None,
            posts: None,
            statistics: None,
            quota: None,
        }
    }
}

#[async_trait]
impl ChannelSource for Preview {
    fn source(&self) -> Source {
        Source::Preview
    }

    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError> {
        let page = self.latest(channel).await?;
        let complete_since = match page.older {
            Some(_) => page.posts.first().map(|post| post.posted_at),
            None => None,
        };
        Ok(DailyFigures {
            members: page.channel.subscribers,
            posts: Some(NewestPosts {
                posts: page.posts,
                complete_since,
            }),
            ..DailyFigures::of(Source::Preview)
        })
    }
}

#[async_trait]
impl ChannelSource for BotApi {
    fn source(&self) -> Source {
        Source::BotApi
    }

    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError> {
        Ok(DailyFigures {
            members: Some(self.member_count(channel).await?),
            ..DailyFigures::of(Source::BotApi)
        })
    }
}

#[async_trait]
impl ChannelSource for TgStat {
    fn source(&self) -> Source {
        Source::TgStat
    }

    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError> {
        let stat = self.stat(channel).await?;
        Ok(DailyFigures {
            members: stat.subscribers,
            statistics: Some(stat),
            ..DailyFigures::of(Source::TgStat)
        })
    }
}

#[async_trait]
impl ChannelSource for Telemetr {
    fn source(&self) -> Source {
        Source::Telemetr
    }

    async fn daily(&self, channel: &ChannelName) -> Result<DailyFigures, SourceError> {
        let answer = self.stat(channel).await?;
        Ok(DailyFigures {
            members: answer.value.subscribers,
            statistics: Some(answer.value),
            quota: answer.quota,
            ..DailyFigures::of(Source::Telemetr)
        })
    }
}
