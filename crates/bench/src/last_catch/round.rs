//! One race.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::ensure;
use booking::attempt::Outcome;
use booking::board::OpenCell;
use booking::booker::{Booker, Delivery, Finish, Skip};
use booking::ids::AttemptId;
use booking::job::{BookSlot, BookingJob};
use jiff::{SignedDuration, Timestamp};
use queue::Envelope;
use tokio::task::JoinSet;

use super::ground::Ground;
use super::seller::Seller;

/// As long as a function runs.
const DELIVERY: SignedDuration = SignedDuration::from_secs(60);
/// As often as the queue would bring a job back.
const DELIVERIES: usize = 6;

/// What came of a race.
#[derive(Default)]
pub struct Round {
    /// The attempts that were, or would have been, made.
    pub attempts: HashSet<String>,
    /// From the beginning until the booking request left.
    pub requested_ms: Option<i64>,
    /// From the beginning until the winner had booked, written everything down and told it.
    pub booked_ms: Option<u128>,
    /// From the beginning until the last booker knew.
    pub all_ms: u128,
    /// Bookers that booked.
    pub confirmed: usize,
    /// Bookers that told the seller of a missed opening.
    pub told: usize,
    /// Bookers that noted a missed opening without telling of it.
    pub noted: usize,
    /// Bookers that put their watch off until the catch is free again or gone.
    pub waiting: usize,
    /// Bookers that came to any other end; none should.
    pub others: Vec<String>,
    /// Deliveries beyond the first.
    pub again: usize,
}

/// One booker's way through it.
struct Way {
    finish: Finish,
    deliveries: usize,
    took: Duration,
}

impl Round {
    /// Lets all of the seller's watches meet the opening at once, each in a booker of its own.
    pub async fn run(ground: &Ground, seller: &Seller, open: &OpenCell) -> anyhow::Result<Self> {
        let mut round = Self::default();
        let mut racers = Vec::with_capacity(seller.watches.len());
        let begun_at = Timestamp::now();
        for watch in &seller.watches {
            let slot = BookSlot {
                attempt: AttemptId::of(&watch.id, watch.round, &open.cell, open.opening),
                user: watch.user,
                watch: watch.id.clone(),
                seller: watch.seller.clone(),
                open: *open,
                seen_at: begun_at,
            };
            round.attempts.insert(slot.attempt.to_string());
            let trace = slot.attempt.to_string();
            let job = Envelope::new(BookingJob::Book(slot), trace, begun_at.as_millisecond());
            racers.push((ground.booker()?, job));
        }
        let (begun_at, begun) = (Timestamp::now(), Instant::now());
        let mut race = JoinSet::new();
        for (booker, job) in racers {
            race.spawn(async move { book(&booker, &job, begun).await });
        }
        while let Some(ended) = race.join_next().await {
            round.count(ended??, begun_at);
        }
        Ok(round)
    }

    fn count(&mut self, way: Way, begun_at: Timestamp) {
        let took_ms = way.took.as_millis();
        self.all_ms = self.all_ms.max(took_ms);
        self.again += way.deliveries - 1;
        match way.finish {
            Finish::Done(attempt) => match attempt.outcome() {
                Some(Outcome::Confirmed { .. }) => {
                    self.confirmed += 1;
                    self.booked_ms = Some(took_ms);
                    let left_at = attempt.times.requested_at;
                    self.requested_ms = left_at.map(|at| at.as_millisecond() - begun_at.as_millisecond());
                }
                Some(Outcome::NoCatches { .. }) => self.told += 1,
                other => self.others.push(format!("{other:?}")),
            },
            Finish::Skipped(Skip::NoCatches) => self.noted += 1,
            Finish::Skipped(Skip::CatchesReserved) => self.waiting += 1,
            other => self.others.push(format!("{other:?}")),
        }
    }
}

/// One booker at work, as often as the queue would have it.
async fn book(booker: &Booker, job: &Envelope<BookingJob>, begun: Instant) -> anyhow::Result<Way> {
    let mut deliveries = 0;
    loop {
        deliveries += 1;
        let delivery = Delivery {
            deadline: booker.clock.now() + DELIVERY,
            is_last: deliveries == DELIVERIES,
        };
        match booker.run(job, &delivery).await {
            Ok(finish) => {
                return Ok(Way {
                    finish,
                    deliveries,
                    took: begun.elapsed(),
                });
            }
            Err(again) => ensure!(deliveries < DELIVERIES, "a booker gave up: {again}"),
        }
    }
}
