//! The rooms: the balance with the subscription, what is on sale, receipts and support.

use std::time::Duration;

use store::StoreError;
use telegram::{Call, Invoice, LookingAround, Reply, Say};

use super::{BillingModule, Screen};
use crate::payload::{Order, Payload};
use crate::payment::payments_of;
use crate::subscription::subscription_of;
use crate::texts::account::Account;
use crate::texts::{account, buy, terms};
use crate::till::Stop;

/// The longest wait for a link.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// What forwarded copies of an invoice open the bot with.
const START: &str = "buy";

impl BillingModule {
    /// The balance.
    pub(super) async fn show_balance(&self, screen: &Screen<'_>, say: Say) -> Result<Reply, StoreError> {
        let account = self.account(screen).await?;
        let view = account::balance(screen.language(), &account, screen.request().now);
        Ok(screen.show(view, LookingAround, say))
    }

    /// The latest receipts.
    pub(super) async fn show_receipts(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let payments = payments_of(&self.services.till.table, screen.request().user).await?;
        let view = account::receipts(screen.language(), &payments);
        Ok(screen.show(view, LookingAround, Say::Nothing))
    }

    /// What is on sale.
    pub(super) async fn show_offers(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        self.offers_with(screen, Say::Nothing).await
    }

    /// The same as a new message: the pressed one, about something else, stays.
    pub(super) async fn open_offers(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let account = self.account(screen).await?;
        let view = buy::offers(screen.language(), &self.services.offers, &account, screen.request().now);
        Ok(screen.send_aside(view))
    }

    /// An invoice for a pack, for this buyer alone.
    pub(super) async fn invoice(&self, screen: &Screen<'_>, catches: u32, stars: u32) -> Result<Reply, StoreError> {
        let order = Order::Pack { catches };
        if self.services.offers.price_of(order) != Some(stars) {
            let changed = buy::prices_changed(screen.language());
            return self.offers_with(screen, Say::Alert(changed)).await;
        }
        let call = Call::SendInvoice {
            chat: screen.request().chat,
            invoice: self.invoice_of(screen, order, stars),
            start: Some(START.to_owned()),
        };
        Ok(screen.answer(Say::Nothing).call(call))
    }

    /// A link to subscribe by. Only this buyer's payment by it is accepted.
    pub(super) async fn subscribe(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let Some(stars) = self.services.offers.month() else {
            let changed = buy::prices_changed(language);
            return self.offers_with(screen, Say::Alert(changed)).await;
        };
        let account = self.account(screen).await?;
        if let Err(refusal) = account.may_subscribe(request.now) {
            let why = crate::texts::checkout::refusal(language, refusal);
            return self.offers_with(screen, Say::Alert(why)).await;
        }
        let call = Call::CreateInvoiceLink {
            invoice: self.invoice_of(screen, Order::Month, stars),
            subscription: true,
        };
        match self
            .services
            .till
            .client
            .call(&call, CALL_TIMEOUT)
            .await
            .map(|answer| answer.link)
        {
            Ok(Some(link)) => {
                let view = buy::subscribe(language, stars, &link);
                Ok(screen.show(view, LookingAround, Say::Nothing))
            }
            failed => {
                tracing::error!(?failed, "subscription.no_link: Telegram gave no link to subscribe by");
                Ok(screen.answer(Say::Alert(buy::no_link(language))))
            }
        }
    }

    /// Asks whether the subscription is to end, or to go on.
    pub(super) async fn ask_to_change(&self, screen: &Screen<'_>, ends: bool) -> Result<Reply, StoreError> {
        let (account, now) = (self.account(screen).await?, screen.request().now);
        let paid_until = account.balance.unlimited_until.filter(|until| *until > now);
        let running = account.subscription.filter(|one| one.runs(now));
        let Some(subscription) = running else {
            let gone = account::no_subscription(screen.language());
            return self.show_balance(screen, Say::Toast(gone)).await;
        };
        let view = match ends {
            true => account::stop_question(screen.language(), paid_until),
            false => account::go_on_question(screen.language(), &subscription),
        };
        Ok(screen.show(view, LookingAround, Say::Nothing))
    }

    /// Ends the subscription, or lets it go on.
    pub(super) async fn change_subscription(&self, screen: &Screen<'_>, ends: bool) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let say = match self
            .services
            .till
            .stop_subscription(request.user, ends, request.now)
            .await?
        {
            Stop::Done(_) if ends => Say::Toast(account::stopped(language)),
            Stop::Done(_) => Say::Toast(account::goes_on(language)),
            Stop::None => Say::Toast(account::no_subscription(language)),
            Stop::OnlyInTelegram => Say::Alert(account::only_in_telegram(language)),
            Stop::Trouble => Say::Alert(account::not_changed(language)),
        };
        self.show_balance(screen, say).await
    }

    /// Whom to write to about payments.
    pub(super) async fn show_support(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let account = self.account(screen).await?;
        let running = account.subscription.filter(|one| one.runs(screen.request().now));
        let is_charged = running.is_some_and(|one| one.may_be_charged());
        let contact = &self.services.support_contact;
        let view = terms::support(screen.language(), contact, &account.payments, is_charged);
        Ok(screen.send_aside(view))
    }

    async fn offers_with(&self, screen: &Screen<'_>, say: Say) -> Result<Reply, StoreError> {
        let account = self.account(screen).await?;
        let view = buy::offers(screen.language(), &self.services.offers, &account, screen.request().now);
        Ok(screen.show(view, LookingAround, say))
    }

    async fn account(&self, screen: &Screen<'_>) -> Result<Account, StoreError> {
        let (till, user) = (&self.services.till, screen.request().user);
        let balance = till.balance(user).await?;
        let payments = payments_of(&till.table, user).await?;
        let subscription = subscription_of(&till.table, user, &payments).await?;
        Ok(Account {
            balance,
            subscription,
            payments,
        })
    }

    fn invoice_of(&self, screen: &Screen<'_>, order: Order, stars: u32) -> Invoice {
        let (request, language) = (screen.request(), screen.language());
        Invoice {
            title: buy::title(language, order),
            description: buy::description(language, order),
            payload: Payload::new(order, stars, request.user, request.now).to_string(),
            stars,
        }
    }
}
