//! Word of payments made and given back: booked, told, and what waited for it sent on.

use store::{StoreError, User};
use telegram::{RefundedPayment, Reply, Request, SuccessfulPayment};

use super::BillingModule;
use crate::payment::{Goods, Payment};
use crate::refund::end_subscription;
use crate::till::Ending;

impl BillingModule {
    /// A payment was made. Each step is safe to repeat, so that an update which comes again finishes what was left undone.
    pub(super) async fn paid(&self, request: &Request, paid: &SuccessfulPayment) -> Result<Reply, StoreError> {
        let till = &self.services.till;
        let booked = till.paid(request.user, paid, request.now).await?;
        let payer = booked.payment.record.user;
        till.tell_paid(&booked, &request.trace, request.now).await?;
        if matches!(booked.payment.record.goods, Goods::Month { .. }) {
            till.end_doubles(payer, &request.trace, request.now).await?;
            self.end_what_nobody_serves(&booked.payment.record, request).await?;
        }
        (self.services.after_credit)(payer).await?;
        Ok(Reply::new())
    }

    /// A month may be paid while its payer is being shut out, and may be told of after it was given back: neither is to be charged again.
    async fn end_what_nobody_serves(&self, payment: &Payment, request: &Request) -> Result<(), StoreError> {
        let till = &self.services.till;
        let payer = till.table.get::<User>(&User::key_of(payment.user.0)).await?;
        if payer.is_some_and(|payer| payer.record.banned)
            && till.end_all(payment.user, request.now).await? == Ending::GoesOn
        {
            return Err(StoreError::Unavailable(
                "the subscription of somebody who is shut out could not be ended".to_owned(),
            ));
        }
        if !payment.stands() {
            end_subscription(till, payment, request.now).await?;
        }
        Ok(())
    }

    /// A payment was given back.
    pub(super) async fn refunded(&self, request: &Request, refund: &RefundedPayment) -> Result<Reply, StoreError> {
        let till = &self.services.till;
        let booked = till.refunded(request.user, refund, request.now).await?;
        till.tell_refunded(&booked, &request.trace, request.now).await?;
        // Whoever gave it back may not have come to end what would be charged again.
        let payment = &booked.payment.record;
        if matches!(payment.goods, Goods::Month { .. }) {
            end_subscription(till, payment, request.now).await?;
        }
        Ok(Reply::new())
    }
}
