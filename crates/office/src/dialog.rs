//! The conversation with admins.
//!
//! What the buttons send (`{id}` is a user's id, `{about}` too, or `all`):
//!
//! | data | meaning |
//! |---|---|
//! | `adm:home` `adm:no` | the overview; give up what was asked |
//! | `adm:find` `adm:user:{id}` | ask for a user's id; a user's card |
//! | `adm:ban:{id}` `adm:ban:{id}:yes` `adm:in:{id}` `adm:in:{id}:yes` | ask whether to shut out; do; ask whether to let in again; do |
//! | `adm:pay` `adm:refund:yes` `adm:settle` | ask for a payment's number; give the payment back that is shown; close its case |
//! | `adm:err` `adm:err:{place}` | the newest errors; older ones |
//! | `adm:aud:{about}` `adm:aud:{about}:{at}:{shown}` `adm:csv:{about}` | the trail; older lines; as a file |
//! | `adm:cast` `adm:cast:{id}:yes` `adm:cast:{id}:stop` | ask for a broadcast's text; send it; stop it |

mod acts;
mod broadcasts;
mod press;
mod records;
mod refunds;

use accounts::admins::Admins;
use accounts::failure::failure;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use store::{StoreError, Table, Users};
use telegram::{CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request, Say, UserId};

pub(crate) use self::press::Press;
use crate::breakers;
use crate::broadcast::Broadcaster;
use crate::census::{self, People};
use crate::neighbours::Neighbours;
use crate::queues::Queues;
use crate::texts::overview::{Overview, overview};
use crate::texts::{self, words};

type Screen<'a> = telegram::Screen<'a, Activity>;

/// What the conversation works with.
#[derive(Debug, Clone)]
pub struct OfficeServices {
    /// Who may.
    pub admins: Admins,
    /// The table.
    pub table: Table,
    /// The queues that are shown.
    pub queues: Queues,
    /// What sends broadcasts; here it only orders them.
    pub broadcaster: Broadcaster,
    /// The other features.
    pub neighbours: Neighbours,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct OfficeModule {
    services: OfficeServices,
}

/// What an admin is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Asked for a user's id.
    Finding,
    /// Asked for a payment's number.
    NamingPayment,
    /// Asked for the id of who made a payment that nobody knows of.
    NamingPayer {
        /// The payment's number.
        charge: String,
    },
    /// Asked whether to give this payment back.
    Refunding {
        /// Which.
        charge: String,
        /// Who made it, if the bot was never told of it.
        #[serde(default)]
        payer: Option<UserId>,
    },
    /// Asked for a broadcast's text.
    Writing,
    /// Asked whether to send this broadcast.
    Drafted {
        /// Which.
        broadcast: String,
    },
}

impl OfficeModule {
    /// The conversation over these services.
    pub fn new(services: OfficeServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let language = screen.language();
        match &screen.request().input {
            Input::Command { name, argument } => match name.as_str() {
                "admin" => self.show_overview(screen).await,
                "audit" => match words::user_id(argument) {
                    None if !argument.is_empty() => Ok(screen.remark(texts::people::no_id(language))),
                    about => self.show_trail(screen, about, None).await,
                },
                _ => Ok(screen.remark(texts::overview::nothing_asked(language))),
            },
            Input::Text(text) => match screen.activity() {
                Activity::Finding => self.find_user(screen, text).await,
                Activity::NamingPayment => self.find_payment(screen, text).await,
                Activity::NamingPayer { charge } => self.find_payer(screen, charge, text).await,
                Activity::Writing => self.draft(screen, text).await,
                Activity::Browsing | Activity::Refunding { .. } | Activity::Drafted { .. } => {
                    Ok(screen.remark(texts::overview::nothing_asked(language)))
                }
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(press) => self.press(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::Document(_) | Input::Forwarded(_) | Input::Other { .. } => {
                Ok(screen.remark(match screen.activity() {
                    Activity::Writing => texts::broadcast::only_text(language),
                    _ => texts::overview::nothing_asked(language),
                }))
            }
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }

    async fn press(&self, screen: &Screen<'_>, press: Press) -> Result<Reply, StoreError> {
        let language = screen.language();
        match press {
            Press::Overview | Press::GiveUp => self.show_overview(screen).await,
            Press::AskUser => Ok(screen.show(texts::people::ask_user(language), Activity::Finding, Say::Nothing)),
            Press::User(user) => self.show_user(screen, user, Say::Nothing).await,
            Press::AskToBan(user) => self.ask_to_ban(screen, user).await,
            Press::Ban(user) => self.ban(screen, user).await,
            Press::AskToLetIn(user) => Ok(screen.show(
                texts::people::ask_to_let_in(language, user),
                Activity::Browsing,
                Say::Nothing,
            )),
            Press::LetIn(user) => self.let_in(screen, user).await,
            Press::AskCharge => self.ask_charge(screen).await,
            Press::Refund => self.refund(screen).await,
            Press::Settle => self.settle(screen).await,
            Press::Errors(from) => self.show_errors(screen, from).await,
            Press::Trail { about, from } => self.show_trail(screen, about, from).await,
            Press::Export(about) => self.export(screen, about).await,
            Press::Write => Ok(screen.show(texts::broadcast::ask_text(language), Activity::Writing, Say::Nothing)),
            Press::Order(id) => self.order(screen, &id).await,
            Press::Stop(id) => self.stop(screen, &id).await,
        }
    }

    async fn show_overview(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (table, now) = (&self.services.table, screen.request().now);
        let partition = accounts::seller_key::ACTIVE;
        let (people, keys, service, breakers, queues) = futures::join!(
            People::count(table, now),
            census::count::<accounts::seller_key::KeyRecord>(table, partition),
            (self.services.neighbours.service)(now),
            breakers::look(table, now),
            self.services.queues.look(),
        );
        let shown = Overview {
            people: people?,
            keys: keys?,
            service: service?,
            breakers: breakers?,
            queues,
        };
        let view = overview(screen.language(), &shown, now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    fn users(&self) -> Users {
        Users::new(self.services.table.clone())
    }
}

#[async_trait]
impl Module for OfficeModule {
    fn name(&self) -> &'static str {
        "office"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["adm"]
    }

    fn admits(&self, user: UserId) -> bool {
        self.services.admins.include(user)
    }

    fn is_public(&self) -> bool {
        false
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Finding => Some(texts::people::search_cancelled(language)),
            Activity::NamingPayment | Activity::NamingPayer { .. } | Activity::Refunding { .. } => {
                Some(texts::refund::cancelled(language))
            }
            Activity::Writing | Activity::Drafted { .. } => Some(texts::broadcast::cancelled(language)),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        // A dialog outlives the right to hold it.
        if !self.admits(request.user) {
            return Ok(Reply::new().close_dialog());
        }
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}
