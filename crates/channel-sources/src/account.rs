//! What a person's account can be asked about channels, whoever speaks for it.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ChannelHeader, ChannelName, Evidence, Figure, Post, PostId, PreviewPage, SourceError};

/// A person's account that reads public channels. Each question is one request.
#[async_trait]
pub trait Account: fmt::Debug + Send + Sync {
    /// Finds a channel by its name. An account has some 200 such questions a day; a flood of them locks it out for hours.
    ///
    /// # Errors
    /// See [`SourceError`].
    async fn resolve(&self, channel: &ChannelName) -> Result<ChannelRef, SourceError>;

    /// How many subscribers it has: exact.
    ///
    /// # Errors
    /// See [`SourceError`]; `NoSuchChannel` also when `found` no longer bears the name and is to be resolved again.
    async fn members(&self, channel: &ChannelName, found: ChannelRef) -> Result<Figure<u64>, SourceError>;

    /// A hundred messages: the newest, or those before a post. Their views, forwards, reactions and comments are exact.
    ///
    /// # Errors
    /// See [`SourceError`].
    async fn history(
        &self,
        channel: &ChannelName,
        found: ChannelRef,
        before: Option<PostId>,
    ) -> Result<HistoryPage, SourceError>;

    /// Ends the connection, not the session: when this is over nobody is connected any more.
    async fn close(&self);
}

/// How an account may address a channel. Worth keeping: finding a channel by its name is what Telegram rations most.
/// Another account needs one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRef {
    /// Telegram's number of the channel, without the `-100` in front.
    pub id: i64,
    /// What proves that this account has seen the channel.
    pub access_hash: i64,
}

impl ChannelRef {
    /// The channel's number as the Bot API writes it: `-100…`.
    pub fn chat_id(&self) -> i64 {
        -1_000_000_000_000 - self.id
    }
}

/// Posts that follow each other, none missing between.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// The posts, oldest first, an album being one. Deleted ones are gone without a trace.
    pub posts: Vec<Post>,
    /// Before which post the history goes on; `None`: this is its beginning.
    pub older: Option<PostId>,
    /// No post published since then and before the end of this page is missing; `None`: none at all is.
    pub complete_since: Option<Timestamp>,
}

impl HistoryPage {
    /// The same in the shape of a page of posts of the channel that was found.
    pub fn into_page(self, channel: &ChannelName, found: ChannelRef) -> PreviewPage {
        PreviewPage {
            channel: ChannelHeader {
                name: channel.clone(),
                chat_id: Some(found.chat_id()),
                title: None,
                description: None,
                verified: false,
                subscribers: None,
                counters: Vec::new(),
            },
            older: self.older,
            evidence: Evidence {
                bytes: 0,
                posts: self.posts.len(),
                says_empty: self.posts.is_empty() && self.older.is_none(),
            },
            posts: self.posts,
        }
    }
}
