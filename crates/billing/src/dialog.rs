//! The conversation about money: `/balance`, `/buy`, `/terms`, `/paysupport`, and everything Telegram tells of payments.
//!
//! What the buttons send:
//!
//! | data | meaning |
//! |---|---|
//! | `buy:open` `buy:show` | what is on sale, as a new message; in this message |
//! | `buy:pack:{catches}:{stars}` | an invoice for a pack at the price on the button |
//! | `buy:month` | a link to subscribe by |
//! | `bill:show` `bill:receipts` | the balance; the latest receipts |
//! | `bill:stop` `bill:stop:yes` | ask whether the subscription is to end; end it |
//! | `bill:go` `bill:go:yes` | ask whether it is to go on; let it go on |
//!
//! Nothing is ever half done here: an invoice waits in the chat until it is paid.

mod checkout;
mod money;
mod press;
mod rooms;

use accounts::admins::Admins;
use accounts::failure::failure;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use store::StoreError;
use telegram::{CommandSpec, Input, LookingAround, Module, ModuleError, Reply, Request, UserId};

pub(crate) use self::press::Press;
use crate::offers::Offers;
use crate::texts;
use crate::till::Till;

/// What happens when a user has catches again: what waited for them goes on. Called after every word of a payment, also a repeated one.
pub type AfterCredit = Arc<dyn Fn(UserId) -> BoxFuture<'static, Result<(), StoreError>> + Send + Sync>;

type Screen<'a> = telegram::Screen<'a, LookingAround>;

/// What the conversation works with.
#[derive(Clone)]
pub struct BillingServices {
    /// The books.
    pub till: Till,
    /// What is on sale.
    pub offers: Offers,
    /// Whom to write to about payments, as it is shown: `@name`, a mail address.
    pub support_contact: String,
    /// Who is told of payments that nobody can credit.
    pub admins: Admins,
    /// What happens when a user has catches again.
    pub after_credit: AfterCredit,
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct BillingModule {
    services: BillingServices,
}

impl BillingModule {
    /// The conversation over these services.
    pub fn new(services: BillingServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        match &request.input {
            Input::Command { name, .. } => match name.as_str() {
                "balance" => self.show_balance(screen, Default::default()).await,
                "buy" => self.show_offers(screen).await,
                "terms" => Ok(screen.send_aside(texts::terms::terms(
                    language,
                    &self.services.offers,
                    &self.services.support_contact,
                ))),
                "paysupport" => self.show_support(screen).await,
                _ => Ok(screen.remark(texts::buy::nothing_asked(language))),
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(press) => self.press(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::PreCheckout {
                id,
                payload,
                currency,
                total,
            } => {
                let asked = crate::checkout::Checkout {
                    user: request.user,
                    payload,
                    currency,
                    total: *total,
                };
                Ok(self.check_out(request, id, &asked).await)
            }
            Input::Paid(paid) => self.paid(request, paid).await,
            Input::Refunded(refund) => self.refunded(request, refund).await,
            Input::SubscriptionChanged(change) => {
                self.services
                    .till
                    .subscription_changed(request.user, change, &request.trace, request.now)
                    .await?;
                Ok(Reply::new())
            }
            Input::Text(_) | Input::Document(_) | Input::Forwarded(_) | Input::Other { .. } => {
                Ok(screen.remark(texts::buy::nothing_asked(language)))
            }
        }
    }

    async fn press(&self, screen: &Screen<'_>, press: Press) -> Result<Reply, StoreError> {
        match press {
            Press::OpenOffers => self.open_offers(screen).await,
            Press::Offers => self.show_offers(screen).await,
            Press::Pack { catches, stars } => self.invoice(screen, catches, stars).await,
            Press::Month => self.subscribe(screen).await,
            Press::Balance => self.show_balance(screen, Default::default()).await,
            Press::Receipts => self.show_receipts(screen).await,
            Press::AskToStop => self.ask_to_change(screen, true).await,
            Press::Stop => self.change_subscription(screen, true).await,
            Press::AskToGoOn => self.ask_to_change(screen, false).await,
            Press::GoOn => self.change_subscription(screen, false).await,
        }
    }
}

#[async_trait]
impl Module for BillingModule {
    fn name(&self) -> &'static str {
        "billing"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["buy", "bill"]
    }

    fn claims_payments(&self) -> bool {
        true
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}

impl fmt::Debug for BillingServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillingServices")
            .field("till", &self.till)
            .field("offers", &self.offers)
            .finish_non_exhaustive()
    }
}
