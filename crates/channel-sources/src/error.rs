//! What can go wrong at a source, by meaning.

use std::time::Duration;

use crate::http::Failure;

/// Why a source gave no figures. No variant ever holds a token.
///
/// None of them means "the channel has no posts": that is an answer, and only a proven one ([`Evidence`](crate::Evidence)).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Nobody has this name.
    #[error("there is no such channel")]
    NoSuchChannel,
    /// The name belongs to something else.
    #[error("the name belongs to {0}, not to a channel")]
    NotAChannel(Peer),
    /// The channel shows nothing on the web: its owner or Telegram switched that off.
    /// From [`Preview::page`](crate::Preview::page) it may also mean that there is no such channel;
    /// [`Preview::landing`](crate::Preview::landing) tells.
    #[error("the channel has no public preview")]
    NoPreview,
    /// Only members may see it, and the bot is none.
    #[error("the channel is private")]
    Private,
    /// The service does not know the channel yet; it can be asked to add it.
    #[error("the service does not follow this channel yet")]
    NotTracked,
    /// The subscription does not cover this channel.
    #[error("the subscription does not cover this channel: {said}")]
    NotCovered {
        /// The source's own words.
        said: String,
    },
    /// The figures are being computed.
    #[error("the figures are not ready; to be asked again in {} s", retry.as_secs())]
    NotReady {
        /// When to ask again.
        retry: Duration,
    },
    /// Asked too often.
    #[error("the source asks to wait")]
    Limited {
        /// For how long, when it says so.
        retry: Option<Duration>,
    },
    /// The month's requests or channels are used up.
    #[error("the quota is used up: {said}")]
    Quota {
        /// The source's own words.
        said: String,
    },
    /// No subscription, or one that ended.
    #[error("there is no active subscription: {said}")]
    NoSubscription {
        /// The source's own words.
        said: String,
    },
    /// The token is unknown, damaged or revoked.
    #[error("the source does not accept the token")]
    Unauthorized,
    /// Something else than the source answered in its place: a challenge, a tiny page. The run is over, or it gets worse.
    #[error("the source does not let us in: {what}")]
    Blocked {
        /// What came instead.
        what: String,
    },
    /// An answer that cannot be trusted or read.
    #[error("the answer is doubtful: {what}")]
    Doubtful {
        /// What is wrong, with what came back.
        what: String,
    },
    /// The request was refused.
    #[error("the source refused the request: {said}")]
    Refused {
        /// The source's own words.
        said: String,
    },
    /// No answer, or a trouble of the source's own.
    #[error("the source cannot be reached: {what}")]
    Unavailable {
        /// What happened.
        what: String,
    },
}

/// Who has a name, if not a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    /// A group.
    Group,
    /// A bot.
    Bot,
    /// A person.
    Person,
}

/// What an error spoils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This channel at this source; the next one may be asked.
    Channel,
    /// This run: ask the source nothing more for now.
    Run,
    /// The source, until somebody does something about it.
    Source,
}

impl SourceError {
    /// What the error spoils.
    pub fn scope(&self) -> Scope {
        match self {
            SourceError::NoSuchChannel
            | SourceError::NotAChannel(_)
            | SourceError::NoPreview
            | SourceError::Private
            | SourceError::NotTracked
            | SourceError::NotCovered { .. }
            | SourceError::NotReady { .. }
            | SourceError::Doubtful { .. }
            | SourceError::Refused { .. } => Scope::Channel,
            SourceError::Limited { .. } | SourceError::Blocked { .. } | SourceError::Unavailable { .. } => Scope::Run,
            SourceError::Quota { .. } | SourceError::NoSubscription { .. } | SourceError::Unauthorized => Scope::Source,
        }
    }

    /// Its name in logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            SourceError::NoSuchChannel => "no_such_channel",
            SourceError::NotAChannel(_) => "not_a_channel",
            SourceError::NoPreview => "no_preview",
            SourceError::Private => "private",
            SourceError::NotTracked => "not_tracked",
            SourceError::NotCovered { .. } => "not_covered",
            SourceError::NotReady { .. } => "not_ready",
            SourceError::Limited { .. } => "limited",
            SourceError::Quota { .. } => "quota",
            SourceError::NoSubscription { .. } => "no_subscription",
            SourceError::Unauthorized => "unauthorized",
            SourceError::Blocked { .. } => "blocked",
            SourceError::Doubtful { .. } => "doubtful",
            SourceError::Refused { .. } => "refused",
            SourceError::Unavailable { .. } => "unavailable",
        }
    }

    pub(crate) fn doubtful(what: impl Into<String>) -> Self {
        SourceError::Doubtful { what: what.into() }
    }
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Peer::Group => "a group",
            Peer::Bot => "a bot",
            Peer::Person => "a person",
        })
    }
}

impl From<Failure> for SourceError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooLarge => SourceError::doubtful(failure.to_string()),
            // A token that cannot stand in a header is none that was ever issued.
            Failure::TokenUnfit => SourceError::Unauthorized,
            _ => SourceError::Unavailable {
                what: failure.to_string(),
            },
        }
    }
}
