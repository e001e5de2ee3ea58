//! Before a supply is moved: whether the booking that is to be given up still stands. The seller may have moved it by hand, or given
//! it up, and must not lose what was chosen instead.

use wildberries::{BookingStatus, GatewayError, Load, SellerKey};

use crate::attempt::Attempt;
use crate::booker::Work;

impl Work<'_> {
    /// Whether an attempt may be made as far as a booking is concerned that it is to take the place of.
    ///
    /// # Errors
    /// The gateway does not say.
    pub(super) async fn may_replace(&self, attempt: &Attempt, key: &SellerKey) -> Result<bool, GatewayError> {
        let Some(replaced) = &attempt.instead_of else {
            return Ok(true);
        };
        let (Some(gateway), Load::Supply(supply)) = (&self.booker.gateway, &attempt.load) else {
            // Without the supply's number the gateway would book a second one.
            return Ok(false);
        };
        let answer_within = self.booker.rules.answer_within;
        let answer = gateway.booking(key, &replaced.booking, answer_within).await;
        self.note_health(&answer).await;
        let Some(former) = answer? else {
            return Ok(false);
        };
        let is_there = (former.warehouse, former.date) == (replaced.warehouse, replaced.date);
        let is_ours = former.supply.is_none_or(|known| known == *supply);
        Ok(former.status == BookingStatus::Confirmed && is_there && is_ours)
    }
}
