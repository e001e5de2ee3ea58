//! The way to a new channel.

use channels::ChannelName;
use channels::channel::Following;
use channels::follow::Follow;
use channels::jobs::{CollectJob, PastJob};
use queue::Envelope;
use store::StoreError;
use telegram::{Forwarded, Input, Message, Reply, Say};

use super::{Activity, AnalyticsModule, Screen};
use crate::introduction::Met;
use crate::texts::adding as texts;

/// The longest text that is looked into for a name, in bytes: a link with everything a browser hangs on it.
const LONGEST: usize = 512;

impl AnalyticsModule {
    pub(super) async fn add_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        match argument {
            "" => Ok(self.ask_name(screen)),
            text => self.add_named(screen, text).await,
        }
    }

    pub(super) fn ask_name(&self, screen: &Screen<'_>) -> Reply {
        screen.show(texts::ask(screen.language()), Activity::Adding, Say::Nothing)
    }

    /// A text that should name a channel. One that does not leaves the question open.
    pub(super) async fn add_named(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        if text.len() > LONGEST {
            return Ok(screen.remark(texts::no_name(screen.language())));
        }
        match ChannelName::try_from(text.trim()) {
            Ok(name) => self.follow(screen, &name).await,
            Err(bad) => Ok(screen.remark(texts::bad_name(screen.language(), bad))),
        }
    }

    /// A post of a channel, forwarded: where a name is asked for it is the answer, else it is an occasion to ask.
    pub(super) async fn forwarded(&self, screen: &Screen<'_>, post: &Forwarded) -> Result<Reply, StoreError> {
        let language = screen.language();
        let name = post
            .username
            .as_deref()
            .and_then(|name| ChannelName::try_from(name).ok());
        let Some(name) = name else {
            return Ok(screen.remark(texts::private_forward(language, &post.title)));
        };
        if *screen.activity() == Activity::Adding {
            return self.follow(screen, &name).await;
        }
        let follows = self.services.channels.follows(screen.request().user, &name).await?;
        Ok(screen.send_aside(texts::offer(language, &name, &post.title, follows)))
    }

    /// Follows a channel, if there is one of this name.
    pub(super) async fn follow(&self, screen: &Screen<'_>, name: &ChannelName) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let services = &self.services;
        let introduced = match services.introducer.meet(name).await {
            Met::Channel(introduced) => introduced,
            Met::Nobody => return Ok(screen.remark(texts::nobody(language, name))),
            Met::Else(peer) => return Ok(screen.remark(texts::not_a_channel(language, name, peer))),
            Met::Private => return Ok(screen.remark(texts::private(language, name))),
            Met::Silence => return Ok(screen.remark(texts::silence(language, name))),
        };
        let followed = services
            .channels
            .follow(request.user, request.chat, &introduced, request.now)
            .await?;
        match followed {
            Follow::Followed { .. } => {
                self.order_past(screen, name).await?;
                Ok(answered(screen, texts::added(language, &introduced)))
            }
            Follow::Already => {
                // The order may have been lost the first time; asked again it finds what is read already.
                self.order_past(screen, name).await?;
                Ok(answered(screen, texts::already(language, name)))
            }
            Follow::Passed => Ok(screen.remark(texts::passed(language, name))),
            Follow::TooMany => Ok(answered(screen, texts::too_many(language, services.channels.most))),
        }
    }

    /// Has the channel's past read. Named by the moment the user began to follow it, so asked twice it is one order.
    async fn order_past(&self, screen: &Screen<'_>, name: &ChannelName) -> Result<(), StoreError> {
        let request = screen.request();
        let key = Following::key_of(request.user, name);
        let Some(following) = self.services.table.get::<Following>(&key).await? else {
            return Ok(());
        };
        let job = CollectJob::Past(PastJob {
            channel: name.clone(),
            user: request.user,
            chat: request.chat,
            language: request.language,
            at: following.record.since,
            step: 0,
        });
        let envelope = Envelope::new(job, &request.trace, request.now.as_millisecond());
        let sent = self.services.collections.send(&[envelope]).await;
        sent.map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

/// A view that ends the question, if a text has answered it; else one to look at.
fn answered(screen: &Screen<'_>, view: Message) -> Reply {
    match (screen.activity(), &screen.request().input) {
        (Activity::Adding, Input::Text(_) | Input::Forwarded(_)) => screen.send(view, Activity::Browsing),
        _ => screen.show(view, Activity::Browsing, Say::Nothing),
    }
}
