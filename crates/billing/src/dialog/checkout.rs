//! A payment about to be made, answered at once.

use store::{StoreError, User};
use telegram::{Reply, Request};

use super::BillingModule;
use crate::checkout::{Checkout, Refusal, may_subscribe};
use crate::payload::Order;
use crate::payment::payments_of;
use crate::subscription::subscription_of;
use crate::texts::checkout as texts;

impl BillingModule {
    /// Lets a payment be made, or says why not. Without the table nothing is sold: asking again would outlast the buyer's patience.
    pub(super) async fn check_out(&self, request: &Request, query: &str, asked: &Checkout<'_>) -> Reply {
        let why = match self.check(request, asked).await {
            Ok(Ok(())) => return Reply::new().allow_payment(query),
            Ok(Err(refusal)) => {
                tracing::info!(?refusal, "payment.refused: a payment was stopped before it was made");
                texts::refusal(request.language, refusal)
            }
            Err(error) => {
                tracing::error!(%error, "payment.unchecked: a payment could not be checked and was stopped before it was made");
                texts::trouble(request.language)
            }
        };
        Reply::new().refuse_payment(query, why)
    }

    async fn check(&self, request: &Request, asked: &Checkout<'_>) -> Result<Result<(), Refusal>, StoreError> {
        let order = match asked.order(&self.services.offers) {
            Ok(order) => order,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let table = &self.services.till.table;
        let user = table.get::<User>(&User::key_of(request.user.0)).await?;
        if user.is_some_and(|user| user.record.banned) {
            return Ok(Err(Refusal::Banned));
        }
        if order != Order::Month {
            return Ok(Ok(()));
        }
        let payments = payments_of(table, request.user).await?;
        let has = subscription_of(table, request.user, &payments).await?;
        let balance = self.services.till.balance(request.user).await?;
        Ok(may_subscribe(has.as_ref(), balance.unlimited_until, request.now))
    }
}
