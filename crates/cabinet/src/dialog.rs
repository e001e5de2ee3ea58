//! The conversation about one's own account.
//!
//! What the buttons send:
//!
//! | data | meaning |
//! |---|---|
//! | `set:show` `set:topics` `set:quiet` `set:hours` `set:digest` | the settings; their parts |
//! | `set:tell:{topic}` `set:mute:{topic}` | from now on a topic is told, or is not |
//! | `set:quiet:{off,from-to}` `set:from:{hour}` | quiet hours; their first hour, to choose the last one next |
//! | `set:digest:{off,hour}` | the digest's hour |
//! | `hist:{filter}` `hist:{filter}:{instant}.{n}` `hist:csv` | the history's newest page; the one behind these lines; the file |
//! | `speed:show` `speed:chart` | the figures; a picture of them |
//! | `forget:on` `forget:keep` | an end to everything: go on; leave it as it is |

mod forget;
mod history;
mod mydata;
pub(crate) mod press;
mod settings;
mod speed;

use accounts::failure::failure;
use std::sync::Arc;

use accounts::forget::Forget;
use async_trait::async_trait;
use queue::Fifo;
use serde::{Deserialize, Serialize};
use store::{StoreError, Table};
use telegram::{CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request};

pub(crate) use self::press::Press;
use crate::history::Filter;
use crate::texts;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Asked for the word that deletes everything.
    Forgetting,
}

type Screen<'a> = telegram::Screen<'a, Activity>;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct CabinetServices {
    /// The table.
    pub table: Table,
    /// Where work for the reporter is ordered.
    pub reports: Fifo,
    /// What else holds something of users, in the order in which it is ended.
    pub features: Vec<Arc<dyn Forget>>,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct CabinetModule {
    services: CabinetServices,
}

impl CabinetModule {
    /// The conversation over these services.
    pub fn new(services: CabinetServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match &screen.request().input {
            Input::Command { name, .. } => match name.as_str() {
                "settings" => self.show_settings(screen).await,
                "speed" => self.show_speed(screen).await,
                "history" => self.show_history(screen, Filter::All, None).await,
                "mydata" => self.send_data(screen).await,
                "forget" => Ok(self.explain_forgetting(screen)),
                _ => Ok(screen.remark(texts::nothing_asked(screen.language()))),
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(Press::Settings(press)) => self.settings_press(screen, press).await,
                Some(Press::History(press)) => self.history_press(screen, press).await,
                Some(Press::Forget(press)) => Ok(self.forget_press(screen, press)),
                Some(Press::Speed(press)) => self.speed_press(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::Text(text) if *screen.activity() == Activity::Forgetting => self.forget_word(screen, text).await,
            Input::Text(_) | Input::Document(_) | Input::Forwarded(_) | Input::Other { .. } => {
                Ok(screen.remark(texts::nothing_asked(screen.language())))
            }
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }
}

#[async_trait]
impl Module for CabinetModule {
    fn name(&self) -> &'static str {
        "cabinet"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["set", "speed", "hist", "forget"]
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Forgetting => Some(texts::forget::kept(language)),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}
