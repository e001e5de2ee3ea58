#![doc = include_str!("../README.md")]

mod account;
mod bot_api;
mod count;
mod daily;
mod error;
mod figure;
mod html;
mod http;
mod limits;
mod loose;
#[cfg(feature = "mtproto")]
mod mtproto;
mod names;
mod post;
mod preview;
mod quota;
mod statistics;
mod telemetr;
mod tgstat;

pub use account::{Account, ChannelRef, HistoryPage};
pub use bot_api::{BotApi, ChannelInfo};
pub use daily::{ChannelSource, DailyFigures, NewestPosts, Offers};
pub use error::{Peer, Scope, SourceError};
pub use figure::{Figure, Precision, Source};
pub use limits::Limits;
#[cfg(feature = "mtproto")]
pub use mtproto::{BadSession, Login, LoginError, LoginStep, MtProto, MtProtoSession};
pub use names::{BadChannelName, BadPostId, ChannelName, Place, PostId};
pub use post::{ForwardedFrom, MediaKind, Post, PostText, Reaction, ReactionKind};
pub use preview::{ChannelHeader, Evidence, Landing, LandingKind, Preview, PreviewPage};
pub use quota::{Answered, Quota};
pub use statistics::{ChannelStat, Period, SeriesPoint};
pub use telemetr::Telemetr;
pub use tgstat::{
    Added, Reference, ReferenceChannel, Series, ServiceChannel, ServicePosts, Span, Spent, TgStat, Usage,
};

/// The URL type of this crate's constructors.
pub use reqwest::Url;
