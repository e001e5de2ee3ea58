//! Who a name belongs to, asked before anybody follows it.

use std::time::Duration;

use channel_sources::{BotApi, ChannelName, LandingKind, Peer, Preview, SourceError};
use channels::follow::Introduced;

/// The longest wait for each source while somebody looks at the chat.
const PATIENCE: Duration = Duration::from_secs(4);

/// Those who know channels by name.
#[derive(Debug, Clone)]
pub struct Introducer {
    /// Asked first: exact, and meant to be asked.
    pub bot_api: BotApi,
    /// Asked when the Bot API does not answer.
    pub preview: Preview,
}

/// What a name belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Met {
    /// A public channel.
    Channel(Introduced),
    /// Nothing.
    Nobody,
    /// Something else.
    Else(Peer),
    /// A channel that only members see.
    Private,
    /// Nobody could say.
    Silence,
}

impl Introducer {
    /// Asks who has this name.
    pub(crate) async fn meet(&self, name: &ChannelName) -> Met {
        let asked = tokio::time::timeout(PATIENCE, self.bot_api.channel(name)).await;
        let error = match asked {
            Ok(Ok(info)) => {
                return Met::Channel(Introduced {
                    name: name.clone(),
                    chat_id: Some(info.chat_id),
                    title: info.title,
                });
            }
            Ok(Err(error)) => error,
            Err(_) => SourceError::Unavailable {
                what: "no answer in time".to_owned(),
            },
        };
        match error {
            SourceError::NoSuchChannel => Met::Nobody,
            SourceError::NotAChannel(peer) => Met::Else(peer),
            SourceError::Private => Met::Private,
            error => {
                tracing::warn!(error = %error, "channel.introduction_failed: the Bot API did not say who has a name, its card is read");
                self.read_card(name).await
            }
        }
    }

    async fn read_card(&self, name: &ChannelName) -> Met {
        let Ok(Ok(landing)) = tokio::time::timeout(PATIENCE, self.preview.landing(name)).await else {
            return Met::Silence;
        };
        match landing.kind {
            LandingKind::Channel => Met::Channel(Introduced {
                name: name.clone(),
                chat_id: None,
                title: landing.title,
            }),
            LandingKind::Nobody => Met::Nobody,
            LandingKind::Group => Met::Else(Peer::Group),
            LandingKind::Bot => Met::Else(Peer::Bot),
            LandingKind::Person => Met::Else(Peer::Person),
            LandingKind::Invitation => Met::Private,
            LandingKind::Unclear => Met::Silence,
        }
    }
}
