//! Word of payments made and given back: booked, told, and what waited for it sent on.

use store::StoreError;
use telegram::{RefundedPayment, Reply, Request, SuccessfulPayment};

use super::BillingModule;
use crate::payment::Goods;
use crate::refund::end_subscription;

impl BillingModule {
    /// A payment was made. Each step is safe to repeat, so that an update which comes again finishes what was left undone.
    pub(super) async fn paid(&self, request: &Request, paid: &SuccessfulPayment) -> Result<Reply, StoreError> {
        let till = &self.services.till;
        let booked = till.paid(request.user, paid, request.now).await?;
        let payer = booked.payment.record.user;
        till.tell_paid(&booked, &request.trace, request.now).await?;
        if matches!(booked.payment.record.goods, Goods::Month { .. }) {
            till.end_doubles(payer, &request.trace, request.now).await?;
        }
        (self.services.after_credit)(payer).await?;
        Ok(Reply::new())
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
