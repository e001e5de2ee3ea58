//! The jobs that a tick orders of the booker.

use jiff::Timestamp;
use queue::Envelope;

use super::{Poller, TickError};
use crate::board::{Board, Difference};
use crate::clock::moscow_date;
use crate::job::{Announce, BookSlot, BookingJob, CloseWatch};

impl Poller {
    /// Orders a look at every offer that is due for one.
    pub(super) async fn follow_offers(&mut self, board: Option<&Board>, now: Timestamp) -> Result<(), TickError> {
        let looks = self.offers.due(board, now);
        let jobs = looks.iter().map(|(_, look)| BookingJob::Follow(look.clone()));
        self.queue(jobs, now).await?;
        self.offers.queued(looks);
        Ok(())
    }

    /// Once in a Moscow day (and at the beginning of a shift) orders watches to close whose last day has passed.
    pub(super) async fn close_passed(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        let today = moscow_date(now);
        if self.closed_before == today {
            return Ok(());
        }
        let passed = self.index.passed(today).map(|(user, watch)| {
            BookingJob::Close(CloseWatch {
                user,
                watch: watch.clone(),
                today,
            })
        });
        let jobs: Vec<_> = passed.collect();
        self.queue(jobs, now).await?;
        self.closed_before = today;
        Ok(())
    }

    /// Has those who watch told what the feed does, when that is worth a message.
    pub(super) async fn announce(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        let Some(news) = self.announcements.due(&self.feed, now) else {
            return Ok(());
        };
        self.queue([BookingJob::Announce(Announce { news, after: None })], now)
            .await?;
        self.announcements.told(&news, now);
        Ok(())
    }

    pub(super) async fn queue(
        &self,
        jobs: impl IntoIterator<Item = BookingJob>,
        now: Timestamp,
    ) -> Result<usize, TickError> {
        let envelopes: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let trace = job.subject();
                Envelope::new(job, trace, now.as_millisecond())
            })
            .collect();
        if !envelopes.is_empty() {
            self.services.bookings.send(&envelopes).await?;
        }
        Ok(envelopes.len())
    }

    /// Queues a job for every match, and an order to settle for every attempt that seems lost.
    pub(super) async fn queue_matches(
        &mut self,
        difference: &Difference,
        board: &Board,
        now: Timestamp,
    ) -> Result<usize, TickError> {
        let slots: Vec<BookSlot> = self
            .index
            .matches(&difference.openings, board, now)
            .iter()
            .map(|found| found.job(now))
            .collect();
        let books = slots.iter().cloned().map(BookingJob::Book);
        let settles = self.index.stuck(now).into_iter().map(BookingJob::Settle);
        let jobs = self.queue(books.chain(settles), now).await?;
        for slot in &slots {
            tracing::info!(trace_id = %slot.attempt, attempt = %slot.attempt, watch = %slot.watch, cell = %slot.open.cell,
                coefficient = %slot.open.coefficient, "slot.queued: an open cell suits a watch");
        }
        self.index.queued(&slots, now);
        self.matched_at = now;
        Ok(jobs)
    }
}
