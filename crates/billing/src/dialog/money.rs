//! Word of payments made and given back: booked, told, and what waited for it sent on.

use accounts::audit::{Act, AuditLine};
use store::{StoreError, User};
use telegram::{RefundedPayment, Reply, Request, SuccessfulPayment};

use super::BillingModule;
use crate::number::{is_telegrams, number_of};
use crate::payment::{Goods, Payment};
use crate::refund::end_subscription;
use crate::texts::{admins, receipts};
use crate::till::{Booked, Ending};

impl BillingModule {
    /// A payment was made. Each step is safe to repeat, so that an update which comes again finishes what was left undone.
    pub(super) async fn paid(&self, request: &Request, paid: &SuccessfulPayment) -> Result<Reply, StoreError> {
        let till = &self.services.till;
        let numbered = SuccessfulPayment {
            charge_id: number_of(&paid.charge_id, &request.trace),
            ..paid.clone()
        };
        let booked = till.paid(request.user, &numbered, request.now).await?;
        let payer = booked.payment.record.user;
        if payer != request.user {
            self.told_of_anothers(request, &booked).await?;
            return Ok(Reply::new());
        }
        self.tell_admins_of_unclear(request, &booked).await?;
        till.tell_paid(&booked, &request.trace, request.now).await?;
        if matches!(booked.payment.record.goods, Goods::Month { .. }) {
            till.end_doubles(payer, &request.trace, request.now).await?;
            self.end_what_nobody_serves(&booked.payment.record, request).await?;
        }
        (self.services.after_credit)(payer).await?;
        Ok(Reply::new())
    }

    /// One number is one payment, and this one is booked for somebody else: nothing is credited twice, both sides learn of it.
    async fn told_of_anothers(&self, request: &Request, booked: &Booked) -> Result<(), StoreError> {
        let (till, payment, user) = (&self.services.till, &booked.payment.record, request.user);
        tracing::error!(
            payment.charge = payment.charge,
            "payment.of_another: a payment that is booked for one user was told of another; nothing is credited again"
        );
        let detail = format!("told of user {user}, booked for user {}", payment.user);
        let line = AuditLine::new(request.now, user, Act::PaymentUnclear, &payment.charge, detail);
        till.table.put(&line).await?;
        let about = format!("another-{}-{user}", payment.charge);
        let (trace, now) = (request.trace.as_str(), request.now);
        till.tell_admins(&self.services.admins, &about, trace, now, |language| {
            admins::told_twice(language, payment, user)
        })
        .await?;
        let message = receipts::somebody_elses(request.language, payment);
        till.notify(user, about, message, trace, now).await
    }

    /// What nobody can credit waits for an admin, who is told before it is noted that its payer was.
    async fn tell_admins_of_unclear(&self, request: &Request, booked: &Booked) -> Result<(), StoreError> {
        let payment = &booked.payment.record;
        if payment.paid_told || !payment.is_unclear() {
            return Ok(());
        }
        let about = format!("unclear-{}", payment.charge);
        let till = &self.services.till;
        till.tell_admins(&self.services.admins, &about, &request.trace, request.now, |language| {
            admins::unclear(language, payment)
        })
        .await
    }

    /// Without a number nobody can say which payment was given back: what was credited for it is an admin's to look for.
    async fn tell_admins_of_unnumbered_refund(&self, request: &Request, booked: &Booked) -> Result<(), StoreError> {
        let payment = &booked.payment.record;
        if payment.refund_told || is_telegrams(&payment.charge) {
            return Ok(());
        }
        tracing::error!(
            payment.charge = payment.charge,
            "payment.refunded_without_number: a payment without a number was given back; nothing is taken from the balance"
        );
        let about = format!("unclear-{}", payment.charge);
        let till = &self.services.till;
        till.tell_admins(&self.services.admins, &about, &request.trace, request.now, |language| {
            admins::given_back_unnumbered(language, payment)
        })
        .await
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
        let numbered = RefundedPayment {
            charge_id: number_of(&refund.charge_id, &request.trace),
            ..refund.clone()
        };
        let booked = till.refunded(request.user, &numbered, request.now).await?;
        self.tell_admins_of_unnumbered_refund(request, &booked).await?;
        till.tell_refunded(&booked, &request.trace, request.now).await?;
        // Whoever gave it back may not have come to end what would be charged again.
        let payment = &booked.payment.record;
        if matches!(payment.goods, Goods::Month { .. }) {
            end_subscription(till, payment, request.now).await?;
        }
        Ok(Reply::new())
    }
}
