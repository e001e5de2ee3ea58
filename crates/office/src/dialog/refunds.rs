//! Giving a payment back.

use store::StoreError;
use telegram::{Reply, Say};

use super::{Activity, OfficeModule, Screen};
use crate::neighbours::RefundWish;
use crate::texts::refund as texts;

/// The longest number of a payment; Telegram's are far shorter.
const LONGEST_CHARGE: usize = 256;

impl OfficeModule {
    pub(super) async fn ask_charge(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let service = (self.services.neighbours.service)(screen.request().now).await?;
        let view = texts::ask_charge(screen.language(), &service.unclear_payments);
        Ok(screen.show(view, Activity::NamingPayment, Say::Nothing))
    }

    /// The number that was typed: shows the payment, and asks.
    pub(super) async fn find_payment(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let (language, charge) = (screen.language(), text.trim());
        let found = match charge.len() {
            1..=LONGEST_CHARGE => (self.services.neighbours.payment)(charge.to_owned()).await?,
            _ => None,
        };
        let Some(payment) = found else {
            return Ok(screen.remark(texts::not_found(language)));
        };
        let view = texts::payment(language, &payment, screen.request().now);
        if payment.refunded_at.is_some() && !payment.is_charged_again {
            return Ok(screen.send(view, Activity::Browsing));
        }
        let charge = payment.charge;
        Ok(screen.send(view, Activity::Refunding { charge }))
    }

    /// Gives back the payment that the dialog's message shows, and no other.
    pub(super) async fn refund(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let request = screen.request();
        let Activity::Refunding { charge } = screen.activity() else {
            return Ok(screen.stale());
        };
        if !screen.is_here() {
            return Ok(screen.stale());
        }
        let wish = RefundWish {
            admin: request.user,
            charge: charge.clone(),
            trace: request.trace.clone(),
            now: request.now,
        };
        let end = (self.services.neighbours.refund)(wish).await?;
        let view = texts::end(screen.language(), charge, end);
        let next = match end.is_still_charged() {
            true => screen.activity().clone(),
            false => Activity::Browsing,
        };
        Ok(screen.show(view, next, Say::Nothing))
    }
}
