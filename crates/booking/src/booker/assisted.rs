//! Assisted: the seller has an offer, and plans in the portal. Here it is made, followed and closed.

mod word;

use std::ops::ControlFlow;

use jiff::{SignedDuration, Timestamp};
use store::{Record, Stored, TransactError, Write};
use wildberries::SupplyId;

use self::word::Word;
use super::figures::figures;
use super::{Claim, Finish, Skip, Stop, Work};
use crate::attempt::{Attempt, Outcome, Phase};
use crate::board::OpenCell;
use crate::ids::AttemptId;
use crate::job::{FollowOffer, SkipOffer};
use crate::offer::Offer;
use crate::watch::{Watch, WatchState};
use accounts::speed::Seen;

/// How long after its end an offer waits to hear what a supply was planned for: a base key may ask once in half an hour.
const WAIT_FOR_DETAILS: SignedDuration = SignedDuration::from_hours(1);
/// How often a count is tried anew after the user changed the watch in between.
const TRIES: usize = 5;
/// What was seen on the board longer ago may be otherwise by now: it is not told to the seller. Jobs come so late when they failed before.
pub(super) const SEEN_LONG_AGO: SignedDuration = SignedDuration::from_secs(60);

/// Openings that an offer names for the first time.
struct Fresh {
    watch: Stored<Watch>,
    openings: u32,
}

impl Work<'_> {
    /// Makes the offer of a claimed attempt. The worker keeps it until the seller has been told ([`Work::show`]), so that nobody tells
    /// it a second time.
    pub(super) async fn offer(&self, attempt: Stored<Attempt>) -> Result<Stored<Attempt>, Stop> {
        let now = self.now();
        if now.duration_since(attempt.record.times.seen_at) > SEEN_LONG_AGO {
            // The watch meets the board anew: what is still open is offered then.
            return self.conclude(attempt, Outcome::SlotClosed).await;
        }
        let offer = Offer::new(attempt.record.open, now, self.booker.rules.offer_lasts);
        let mut attempt = attempt;
        attempt.record.times.requested_at = Some(now);
        attempt.record.offer = Some(offer);
        self.enter(attempt, Phase::Offered).await
    }

    /// Brings an open offer up to date: asks Wildberries what became of the order, takes in what is open, and ends what is over.
    pub(super) async fn follow(&self, job: &FollowOffer) -> Result<Finish, Stop> {
        let (attempt, offer) = match self.open_offer(&job.attempt).await? {
            Ok(open) => open,
            Err(claim) => return self.finish(claim).await,
        };
        let (attempt, mut offer) = match self.hear(attempt, offer).await? {
            ControlFlow::Continue(open) => open,
            ControlFlow::Break(finish) => return Ok(finish),
        };
        let key = Watch::key_of(attempt.record.user, &attempt.record.watch);
        let watch = self.booker.table.get::<Watch>(&key).await?;
        let Some(stored) = watch.filter(|watch| waits_with(&watch.record, &attempt.record.id)) else {
            return self.end(attempt, Outcome::OfferWithdrawn).await;
        };
        let watch = stored.record.clone();
        let mut fresh = None;
        if !offer.open.is_empty() && !offer.open.iter().any(|open| watch.wants(open)) {
            // The seller asks for something else by now.
            return self.end(attempt, Outcome::OfferWithdrawn).await;
        }
        let (now, rules) = (self.now(), &self.booker.rules);
        if let Some(open) = &job.open
            && now.duration_since(job.at) <= SEEN_LONG_AGO
        {
            let wanted: Vec<OpenCell> = open.iter().copied().filter(|open| watch.wants(open)).collect();
            let openings = offer.take_in(wanted, job.at, rules.offer_lasts);
            fresh = (openings > 0).then_some(Fresh {
                watch: stored,
                openings,
            });
        }
        if now >= offer.ends_at {
            return self.end(attempt, Outcome::OfferExpired).await;
        }
        if offer.is_closed(now, rules.closing_patience) {
            return self.end(attempt, Outcome::SlotClosed).await;
        }
        match self.keep(attempt, offer, fresh).await? {
            Some(attempt) => Ok(Finish::Offered(Box::new(
                Box::pin(self.show(attempt, Some(watch))).await?.record,
            ))),
            None => Ok(Finish::Skipped(Skip::OfferOpen)),
        }
    }

    /// Ends an offer that the seller does not want, unless Wildberries says that it was taken a moment ago.
    pub(super) async fn skip(&self, job: &SkipOffer) -> Result<Finish, Stop> {
        // Before anything is touched: nobody else has a say in it.
        let asked_about = self.booker.table.get::<Attempt>(&Attempt::key_of(&job.attempt)).await?;
        if asked_about.is_some_and(|attempt| attempt.record.user != job.user) {
            return Ok(Finish::Skipped(Skip::NotWanted));
        }
        let (attempt, offer) = match self.open_offer(&job.attempt).await? {
            Ok(open) => open,
            // The seller is quicker than the worker who made the offer; the word must not be lost.
            Err(Claim::Skip(Skip::OfferBeingMade)) => return Err(Stop::Again("the offer is just being made".into())),
            Err(claim) => return self.finish(claim).await,
        };
        match self.hear(attempt, offer).await? {
            ControlFlow::Continue((attempt, _)) => self.end(attempt, Outcome::OfferSkipped).await,
            ControlFlow::Break(finish) => Ok(finish),
        }
    }

    /// Hears what Wildberries says before anything else is decided. Breaks when that decides it.
    async fn hear(
        &self,
        attempt: Stored<Attempt>,
        mut offer: Offer,
    ) -> Result<ControlFlow<Finish, (Stored<Attempt>, Offer)>, Stop> {
        match Box::pin(self.word_on(&attempt.record, &offer)).await? {
            Word::Planned(plan) => {
                let (attempt, outcome) = plan.judge(attempt, &offer);
                return self.end(attempt, outcome).await.map(ControlFlow::Break);
            }
            Word::Gone if offer.is_gone_for_good(self.now()) => {
                return self.end(attempt, Outcome::OrderGone).await.map(ControlFlow::Break);
            }
            Word::Gone => offer.missing_since = offer.missing_since.or(Some(self.now())),
            Word::BecameSupply(supply) => offer.supply = Some(supply),
            Word::NotPlanned => {
                offer.asked_at = Some(self.now());
                offer.missing_since = None;
            }
            Word::None => {}
        }
        match offer.supply {
            Some(supply) => {
                let waits = self.wait_for_details(attempt, offer, supply).await;
                waits.map(ControlFlow::Break)
            }
            None => Ok(ControlFlow::Continue((attempt, offer))),
        }
    }

    /// The order is a supply, and nothing can undo that: only its warehouse and day are still to be asked for.
    async fn wait_for_details(&self, attempt: Stored<Attempt>, offer: Offer, supply: SupplyId) -> Result<Finish, Stop> {
        if self.now() >= offer.ends_at + WAIT_FOR_DETAILS {
            let outcome = Outcome::PlannedByHand {
                booking: supply.to_string(),
                warehouse: None,
                date: None,
            };
            return self.end(attempt, outcome).await;
        }
        match self.keep(attempt, offer, None).await? {
            Some(attempt) => Ok(Finish::Offered(Box::new(attempt.record))),
            None => Ok(Finish::Skipped(Skip::OfferOpen)),
        }
    }

    /// The offer, if it is open; otherwise what is left to do for its attempt.
    async fn open_offer(&self, id: &AttemptId) -> Result<Result<(Stored<Attempt>, Offer), Claim>, Stop> {
        let Some(attempt) = self.booker.table.get::<Attempt>(&Attempt::key_of(id)).await? else {
            return Ok(Err(Claim::Skip(Skip::AlreadyOver)));
        };
        let is_held = attempt.record.lease_until > self.now();
        Ok(match (&attempt.record.phase, attempt.record.offer.clone()) {
            (Phase::Done { .. }, _) if !attempt.record.told => Err(Claim::Go(Box::new(attempt))),
            (Phase::Claimed | Phase::Offered, _) if is_held => Err(Claim::Skip(Skip::OfferBeingMade)),
            (Phase::Offered, Some(offer)) => Ok((attempt, offer)),
            // Whoever claimed it never came to make the offer.
            (Phase::Claimed, _) => Err(self.take_over(attempt).await?),
            _ => Err(Claim::Skip(Skip::AlreadyOver)),
        })
    }

    async fn finish(&self, claim: Claim) -> Result<Finish, Stop> {
        match claim {
            Claim::Skip(why) => Ok(Finish::Skipped(why)),
            Claim::Go(attempt) => Ok(Finish::Done(Box::new(Box::pin(self.drive(*attempt)).await?))),
        }
    }

    async fn end(&self, attempt: Stored<Attempt>, outcome: Outcome) -> Result<Finish, Stop> {
        let attempt = Box::pin(self.conclude(attempt, outcome.clone())).await?;
        Ok(Finish::Done(Box::new(Box::pin(self.tell(attempt, &outcome)).await?)))
    }

    /// Stores an offer if there is something to remember of it, with the openings it names for the first time. `None` when another worker
    /// did so at the same time: the next look, seconds later, sees more than this one.
    async fn keep(
        &self,
        mut attempt: Stored<Attempt>,
        offer: Offer,
        mut fresh: Option<Fresh>,
    ) -> Result<Option<Stored<Attempt>>, Stop> {
        let before = attempt.record.offer.replace(offer);
        let says_the_same = before
            .zip(attempt.record.offer.as_ref())
            .is_some_and(|(before, now)| before.tells_as_much_as(now));
        if says_the_same {
            return Ok(Some(attempt));
        }
        let table = &self.booker.table;
        for _ in 0..TRIES {
            let mut writes = vec![Write::replace(&attempt.record, attempt.version)];
            writes.extend(
                fresh
                    .iter()
                    .flat_map(|fresh| counted(fresh, &attempt.record, self.now())),
            );
            match table.transact(writes, None).await {
                Ok(()) => {
                    attempt.version += 1;
                    return Ok(Some(attempt));
                }
                Err(TransactError::Conflict { failed }) if failed.contains(&0) => return Ok(None),
                Err(TransactError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            // The seller changed the watch meanwhile.
            if let Some(Fresh { watch, openings }) = fresh.take() {
                let stored = table.get::<Watch>(&watch.record.key()).await?;
                fresh = stored.map(|watch| Fresh { watch, openings });
            }
        }
        Ok(None)
    }
}

/// The writes that count openings an offer has taken in, on the watch's card and in the figures.
fn counted(fresh: &Fresh, attempt: &Attempt, now: Timestamp) -> Vec<Write> {
    let mut watch = fresh.watch.record.clone();
    watch.seen += fresh.openings;
    watch.changed_at = now;
    let seen = Seen {
        openings: fresh.openings,
        ..Seen::default()
    };
    let mut writes = vec![Write::replace(&watch, fresh.watch.version)];
    writes.extend(figures(watch.user, attempt.id.as_str(), &seen, now));
    writes
}

/// Whether the watch still waits for what this offer names.
fn waits_with(watch: &Watch, attempt: &AttemptId) -> bool {
    watch.state == WatchState::Watching && watch.offer.as_ref() == Some(attempt)
}
