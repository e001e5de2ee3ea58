//! The conversation: the wizard that makes a rule (`/move`) and the rules (`/moves`). Rules of the wizard are pure; each room loads
//! what they need, decides, and hands back effects.
//!
//! What the buttons send (`{id}` is a rule's or a key's id):
//!
//! | data | meaning |
//! |---|---|
//! | `mv:new` | a new wizard, as a new message |
//! | `mv:list:{page}` `mv:show:{id}` `mv:open:{id}` | the list; a rule's card in this message; as a new message |
//! | `mv:pause:{id}` `mv:resume:{id}` `mv:del:{id}` `mv:yes:{id}` | pause; resume; ask whether to delete; delete |
//! | `mv:edit:{id}` `mv:edit:{id}:{step}` | what to change about a rule; change it: a step of the wizard alone |
//! | `mv:res:{id}` `mv:renew:{id}:{mark}` | a rule's results; refresh (`{mark}` tells one picture of a card from another) |
//! | `mw:shop:{id}` `mw:item:{nm}` `mw:size:{chrt}` `mw:n:{units}` `mw:n:all` `mw:n:no` | the shop, by a key of it; the card; a size; its units |
//! | `mw:from:{office}` `mw:to:{office}` `mw:win:{both,am,pm}` `mw:day:{days}` | where from; where to; when; until when |
//! | `mw:page:{n}` `mw:all` `mw:renew` | turn a list's page; forget the search; ask anew |
//! | `mw:next:{step}` `mw:back:{step}` | leave a step (`shop`, `item`, `size`, `from`, `to`, `when`, `sum`); ignored at any other |
//! | `mw:make` `mw:cancel` | make the rule, or save what is changed; give it up |
//!
//! The wizard lives in one message and its buttons work only there; everything else works anywhere, and looking at lists never ends
//! something that is half done.

mod press;
mod rules;
mod wizard;

use accounts::failure::failure;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use store::{StoreError, Table};
use telegram::{
    CallbackData, CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request, Screen,
};

use self::press::{Press, RulePress};
use self::wizard::Task;
pub(crate) use self::wizard::{Draft, ShownStock, SizeWish};
use crate::ids::RuleId;
use crate::offices::Offices;
use crate::rules::Rules;
use crate::stocks::Stocks;
use crate::texts;
use crate::windows::OpeningHours;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct MoveServices {
    /// Rules.
    pub rules: Rules,
    /// What lies in shops.
    pub stocks: Stocks,
    /// Between which warehouses stock can be moved; `None` where there is no gateway.
    pub offices: Option<Offices>,
    /// When this installation looks at quotas.
    pub hours: OpeningHours,
    /// The table, for what is only shown.
    pub table: Table,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct MoveModule {
    services: MoveServices,
}

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Making a rule, or changing one.
    Wizard(Box<Draft>),
}

impl MoveModule {
    /// The conversation over these services.
    pub fn new(services: MoveServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_, Activity>) -> Result<Reply, StoreError> {
        let language = screen.language();
        match &screen.request().input {
            Input::Command { name, .. } => match name.as_str() {
                "move" => self.start_wizard(screen).await,
                "moves" => self.show_rules(screen, 0, telegram::Say::Nothing).await,
                _ => Ok(screen.remark(texts::common::nothing_asked(language))),
            },
            Input::Text(text) => match screen.activity() {
                Activity::Browsing => Ok(screen.remark(texts::common::nothing_asked(language))),
                Activity::Wizard(draft) => Box::pin(self.wizard_text(screen, draft, text)).await,
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(Press::Rule(RulePress::New)) => self.start_wizard(screen).await,
                Some(Press::Rule(press)) => Box::pin(self.rule_press(screen, &press)).await,
                Some(Press::Wizard(press)) => Box::pin(self.wizard_press(screen, &press)).await,
                None => Ok(screen.stale()),
            },
            Input::Document(_) | Input::Forwarded(_) | Input::Other { .. } => Ok(match screen.activity() {
                Activity::Browsing => screen.remark(texts::common::nothing_asked(language)),
                Activity::Wizard(_) => screen.remark(texts::wizard::use_buttons(language)),
            }),
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }
}

#[async_trait]
impl Module for MoveModule {
    fn name(&self) -> &'static str {
        "redistribution"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["mv", "mw"]
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Wizard(draft) => Some(match draft.task {
                Task::Make { .. } => texts::wizard::cancelled(language).text,
                Task::Edit { .. } => texts::wizard::not_changed(language),
            }),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        self.answer(&Screen::of(request)).await.map_err(failure)
    }
}

/// What the button on an end's message sends.
pub(crate) fn open_button_data(rule: &RuleId) -> CallbackData {
    RulePress::Open(rule.clone()).data()
}
