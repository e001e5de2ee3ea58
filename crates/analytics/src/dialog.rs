//! The conversation about channels.
//!
//! What the buttons send:
//!
//! | data | meaning |
//! |---|---|
//! | `chan:list:{page}` | the channels |
//! | `chan:add` | asks for a name |
//! | `chan:take:{name}` | follow this channel |
//! | `chan:stats:{days}:{name}` `chan:chart:{days}:{name}` | its figures; a picture of them |
//! | `chan:why:{name}` | what its quality is made of |
//! | `chan:drop:{name}` `chan:gone:{name}` | leave it: asked; confirmed |
//! | `chan:cmp` `chan:pick:{name}` `chan:go` | choose channels to compare; one more or less; compare |
//! | `chan:health` | how the sources are doing |

mod adding;
mod comparing;
mod figures;
mod health;
mod list;
pub(crate) mod press;

use std::fmt;
use std::sync::Arc;

use accounts::errands::Errand;
use accounts::failure::failure;
use async_trait::async_trait;
use channels::ChannelName;
use channels::errands::ChannelErrand;
use channels::follow::Channels;
use futures::future::BoxFuture;
use queue::{Envelope, Fifo};
use serde::{Deserialize, Serialize};
use store::{StoreError, Table};
use telegram::{CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request, UserId};

use self::press::Press;
use crate::introduction::Introducer;
use crate::texts;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Asked for the name of a channel.
    Adding,
    /// Choosing channels to compare.
    Choosing {
        /// Chosen so far.
        chosen: Vec<ChannelName>,
    },
}

type Screen<'a> = telegram::Screen<'a, Activity>;

/// What is to be done when a user has left a channel: other features keep things about it. It may be called again.
pub type AfterLeave = Arc<dyn Fn(UserId, ChannelName) -> BoxFuture<'static, Result<(), StoreError>> + Send + Sync>;

/// A queue and how many jobs wait on it; `None` when it does not say.
pub type Queued = (String, Option<u64>);

/// Asks the queues that work for channels how much waits on them.
pub type Queues = Arc<dyn Fn() -> BoxFuture<'static, Vec<Queued>> + Send + Sync>;

/// What the conversation works with.
#[derive(Clone)]
pub struct AnalyticsServices {
    /// The table.
    pub table: Table,
    /// Who follows what.
    pub channels: Channels,
    /// Who knows channels by name.
    pub introducer: Introducer,
    /// Where the collector's work is ordered.
    pub collections: Fifo,
    /// Where pictures are ordered.
    pub reports: Fifo,
    /// What else ends when a channel is left.
    pub after_leave: AfterLeave,
    /// How much waits.
    pub queues: Queues,
}

impl fmt::Debug for AnalyticsServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnalyticsServices").finish_non_exhaustive()
    }
}

impl AnalyticsServices {
    /// Lets a user leave a channel, with everything that other features keep about it; false when the user did not follow it.
    pub(crate) async fn leave(&self, user: UserId, channel: &ChannelName) -> Result<bool, StoreError> {
        let was_followed = self.channels.leave(user, channel).await?;
        // Afterwards, so that nobody who still judges the channel for this user brings anything back; and whoever was left before, because a
        // worker may have died right here.
        (self.after_leave)(user, channel.clone()).await?;
        Ok(was_followed)
    }
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct AnalyticsModule {
    services: AnalyticsServices,
}

impl AnalyticsModule {
    /// The conversation over these services.
    pub fn new(services: AnalyticsServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match &screen.request().input {
            Input::Command { name, argument } => match name.as_str() {
                "add" => self.add_command(screen, argument).await,
                "remove" => self.remove_command(screen, argument).await,
                "list" => self.show_list(screen, 0).await,
                "stats" => self.stats_command(screen, argument).await,
                "compare" => self.compare_command(screen, argument).await,
                "health" => self.show_health(screen).await,
                _ => Ok(screen.remark(texts::nothing_asked(screen.language()))),
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(press) => self.pressed(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::Forwarded(post) => self.forwarded(screen, post).await,
            Input::Text(text) if *screen.activity() == Activity::Adding => self.add_named(screen, text).await,
            Input::Text(_) | Input::Document(_) | Input::Other { .. } => {
                Ok(screen.remark(texts::nothing_asked(screen.language())))
            }
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }

    async fn pressed(&self, screen: &Screen<'_>, press: Press) -> Result<Reply, StoreError> {
        match press {
            Press::List(page) => self.show_list(screen, page).await,
            Press::Add => Ok(self.ask_name(screen)),
            Press::Take(name) => self.follow(screen, &name).await,
            Press::Stats { days, name } => self.show_stats(screen, &name, days).await,
            Press::Chart { days, name } => self.order_chart(screen, vec![name], days).await,
            Press::Why(name) => self.show_quality(screen, &name).await,
            Press::Drop(name) => self.ask_drop(screen, &name).await,
            Press::Gone(name) => self.drop_channel(screen, &name).await,
            Press::Choose => self.choose(screen).await,
            Press::Pick(name) => self.pick(screen, name).await,
            Press::Compare => self.compare_chosen(screen).await,
            Press::Health => self.show_health(screen).await,
        }
    }

    /// Orders something of the reporter.
    async fn order(&self, request: &Request, errand: ChannelErrand) -> Result<(), StoreError> {
        let errand = Envelope::new(Errand::Channel(errand), &request.trace, request.now.as_millisecond());
        let sent = self.services.reports.send(&[errand]).await;
        sent.map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

#[async_trait]
impl Module for AnalyticsModule {
    fn name(&self) -> &'static str {
        "analytics"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["chan"]
    }

    fn claims_forwards(&self) -> bool {
        true
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Adding => Some(texts::adding::given_up(language)),
            Activity::Choosing { .. } => Some(texts::compare::given_up(language)),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}
