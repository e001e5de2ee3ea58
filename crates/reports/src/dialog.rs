//! The conversation about reports and exports: it only orders them.
//!
//! What the buttons send:
//!
//! | data | meaning |
//! |---|---|
//! | `rep:show` | the card of reports |
//! | `rep:write:{now,week,month}` | write one |
//! | `rep:send:{week,month}:{on,off}` `rep:dark:{on,off}` | what comes by itself; how pictures look |
//! | `exp:card:{choice}` | the card of exports with this choice |
//! | `exp:ch{page}:{choice}` `exp:days:{choice}` | choose a channel; choose days |
//! | `exp:cal:…` | the calendar's buttons |
//! | `exp:go:{choice}` | write the file |
//!
//! A choice is `{format}.{days}.{channel}`: `x.30.*`, `j.20261101-20261120.durov`.

pub(crate) mod choice;
mod export;
pub(crate) mod export_words;
pub(crate) mod press;
mod report;

use accounts::errands::Errand;
use accounts::failure::failure;
use async_trait::async_trait;
use channels::errands::ChannelErrand;
use channels::follow::Channels;
use jiff::Timestamp;
use queue::{Envelope, Fifo};
use serde::{Deserialize, Serialize};
use store::{StoreError, Table};
use telegram::{Calendar, CommandSpec, Dialog, DialogState, Input, Language, Message, Module, ModuleError, Reply, Say};

use self::choice::Choice;
use self::press::Press;
use crate::orders::{Leave, Ordered, Orders};
use crate::texts;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Choosing the days of an export.
    Days {
        /// What else is chosen.
        choice: Choice,
        /// The calendar as it stands.
        calendar: Calendar,
    },
}

type Screen<'a> = telegram::Screen<'a, Activity>;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct ReportServices {
    /// The table.
    pub table: Table,
    /// Who follows what.
    pub channels: Channels,
    /// Where the reporter's work is ordered.
    pub reports: Fifo,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct ReportModule {
    services: ReportServices,
}

impl ReportModule {
    /// The conversation over these services.
    pub fn new(services: ReportServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match &screen.request().input {
            Input::Command { name, argument } => match name.as_str() {
                "report" => self.report_command(screen, argument).await,
                "export" => self.export_command(screen, argument).await,
                _ => Ok(screen.remark(texts::nothing_asked(screen.language()))),
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(Press::Report(press)) => self.report_press(screen, press).await,
                Some(Press::Export(press)) => self.export_press(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::Text(text) => match screen.activity() {
                Activity::Days { choice, .. } => self.days_typed(screen, choice, text).await,
                Activity::Browsing => Ok(screen.remark(texts::nothing_asked(screen.language()))),
            },
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
            // A file, a forwarded post, a sticker: nothing that was asked for.
            _ => Ok(screen.remark(texts::nothing_asked(screen.language()))),
        }
    }

    /// Orders something, if the user may now. `errand` makes it of the moment at which it was asked for.
    async fn order(
        &self,
        screen: &Screen<'_>,
        what: Ordered,
        errand: impl FnOnce(Timestamp) -> ChannelErrand,
    ) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let orders = Orders::new(self.services.table.clone());
        let said = match orders.ask(request.user, what, &request.trace, request.now).await? {
            Leave::Underway => texts::order::underway(language, what),
            Leave::TooMany(wait) => texts::order::too_many(language, wait),
            Leave::Granted(at) => {
                let errand = Errand::Channel(errand(at));
                let errand = Envelope::new(errand, &request.trace, request.now.as_millisecond());
                let placed = self.services.reports.send(&[errand]).await;
                // The update comes again, and places the same order.
                placed.map_err(|error| StoreError::Unavailable(error.to_string()))?;
                texts::order::taken(language, what)
            }
            Leave::Over => texts::order::taken(language, what),
        };
        Ok(say(screen, said))
    }
}

#[async_trait]
impl Module for ReportModule {
    fn name(&self) -> &'static str {
        "reports"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["rep", "exp"]
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Days { .. } => Some(texts::export::given_up(language)),
        }
    }

    async fn handle(&self, request: &telegram::Request) -> Result<Reply, ModuleError> {
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}

/// A short word: beside the pressed button, or as a message to who wrote a command.
fn say(screen: &Screen<'_>, text: String) -> Reply {
    match screen.request().input {
        Input::Press { .. } => screen.answer(Say::Toast(text)),
        _ => screen.remark(Message::plain(text)),
    }
}
