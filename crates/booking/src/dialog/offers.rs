//! The seller's word on an offer.

use queue::Envelope;
use store::StoreError;
use telegram::Reply;

use super::BookingModule;
use telegram::Say;

use super::state::Screen;
use crate::ids::AttemptId;
use crate::job::{BookingJob, SkipOffer};
use crate::texts::offer as texts;

impl BookingModule {
    /// The seller does not want it. The booker has the offer, so it is told; the message changes when that is done.
    pub(super) async fn skip_offer(&self, screen: &Screen<'_>, attempt: AttemptId) -> Result<Reply, StoreError> {
        let request = screen.request();
        let skip = BookingJob::Skip(SkipOffer {
            attempt,
            user: request.user,
        });
        let trace = skip.subject();
        let envelope = Envelope::new(skip, trace, request.now.as_millisecond());
        self.services
            .bookings
            .send(&[envelope])
            .await
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(screen.answer(Say::Toast(texts::skipping(screen.language()))))
    }
}
