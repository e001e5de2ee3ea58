//! The functions at work, step by step: the poller's ticks, the booker's and the notifier's batches.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use booker::handler::BookerFunction;
use booking::booker::BookerRules;
use booking::feed::{POLLER_LEASE, PollerNote};
use booking::poller::{Poller, PollerRules, PollerServices, Tick, TickError};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, LambdaEvent};
use queue::{Envelope, Fifo};
use serde_json::Value;
use slot_poller::handler::SlotPoller;
use store::{Lease, LeaseKeeper};
use telegram::Notification;
use vault::Vault;
use wildberries::{Api, Hosts};

use crate::cloud::TABLE;
use crate::world::World;

/// Where booking jobs wait.
pub const BOOKINGS: &str = "bookings.fifo";
/// Where messages wait.
pub const NOTIFICATIONS: &str = "notifications.fifo";

/// The power went out in the middle of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

/// A poller that holds the lease.
pub(crate) struct PollerAtWork {
    poller: Poller,
    keeper: LeaseKeeper,
    lease: Lease,
    since: Timestamp,
}

impl World {
    /// One second later the poller ticks; it takes the lease first if nobody has it.
    pub async fn tick(&mut self) -> Tick {
        self.try_tick().await.expect("a tick")
    }

    /// Like [`World::tick`], with its failure.
    pub async fn try_tick(&mut self) -> Result<Tick, TickError> {
        self.passes(SignedDuration::from_secs(1)).await;
        let mut work = match self.watch.take() {
            Some(work) => work,
            None => Box::pin(self.take_watch()).await,
        };
        // Boxed, here and below: what functions do are large futures, and a story holds many of them.
        let done = Box::pin(work.poller.step(&work.lease)).await;
        let since = self.hands.now().duration_since(work.since);
        let note = work.poller.note();
        work.keeper
            .renew(&work.lease, &note, since.unsigned_abs(), self.hands.now())
            .await
            .unwrap();
        self.watch = Some(work);
        done
    }

    /// Like [`World::tick`], but the poller dies if the fuse blows.
    pub async fn tick_until_crash(&mut self) -> Result<(), Crashed> {
        let fuse = self.cloud.fuse.clone();
        let crashed = tokio::select! {
            done = self.try_tick() => {
                done.expect("a tick");
                false
            }
            () = fuse.blown() => true,
        };
        fuse.reset();
        if !crashed {
            return Ok(());
        }
        self.poller_dies();
        Err(Crashed)
    }

    /// Ticks until Wildberries was asked: a single shop may ask only every ten seconds once its burst is used up.
    pub async fn look(&mut self) -> Tick {
        for _ in 0..70 {
            let tick = self.tick().await;
            if tick.asked {
                return tick;
            }
        }
        panic!("Wildberries is not asked any more");
    }

    /// So many ticks, one after another.
    pub async fn ticks(&mut self, number: usize) {
        for _ in 0..number {
            self.tick().await;
        }
    }

    /// The poller dies where it stands; the next tick is another one's.
    pub fn poller_dies(&mut self) {
        self.watch = None;
    }

    /// Lets the booker, the mover, the reporter and the notifier work until nothing waits. Panics if something waits for ever.
    pub async fn settles(&self) {
        for _ in 0..60 {
            self.books().await;
            self.moves().await;
            self.reports().await;
            self.notifies().await;
            if self.cloud.queues.are_empty() {
                return;
            }
            self.passes(SignedDuration::from_secs(90)).await;
        }
        panic!(
            "the queues never empty: {:?} {:?}",
            self.cloud.queues.bodies(BOOKINGS),
            self.cloud.queues.bodies(NOTIFICATIONS)
        );
    }

    /// The booker gets one batch.
    pub async fn books(&self) {
        self.books_until_crash().await.expect("no crash was ordered");
    }

    /// The booker gets one batch, and dies if the fuse blows: then the batch stays in the queue.
    pub async fn books_until_crash(&self) -> Result<(), Crashed> {
        let Some(batch) = self.cloud.queues.batch(BOOKINGS) else {
            return Ok(());
        };
        let booker = self.booker();
        let work = Box::pin(booker.handle(self.invocation(batch.clone())));
        tokio::select! {
            response = work => {
                self.cloud.queues.settle(BOOKINGS, &batch, &response.unwrap());
                Ok(())
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
            () = self.time_goes_on() => unreachable!("time never ends"),
        }
    }

    /// What the booker answers to this event, whatever waits in its queue.
    pub async fn booker_gets(&self, event: SqsEvent) -> SqsBatchResponse {
        self.booker().handle(self.invocation(event)).await.unwrap()
    }

    /// What the notifier answers to this event, whatever waits in its queue.
    pub async fn notifier_gets(&self, event: SqsEvent) -> SqsBatchResponse {
        self.notifier.handle(self.invocation(event)).await.unwrap()
    }

    /// The slot poller works a shift of about a second, by the clock on the wall.
    pub async fn slot_poller_gets(&self, event: Value) {
        let poller = SlotPoller::new(
            slot_poller::config::Config {
                table: TABLE.into(),
                kms_key: "key".into(),
                bookings_queue: self.cloud.queue_url(BOOKINGS),
                notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
                wb_common_url: self.outside("/wb/common").parse().unwrap(),
                environment: "story".into(),
            },
            &self.cloud.aws,
            self.http.clone(),
        );
        let mut context = Context::default();
        context.request_id = "shift".into();
        // The function keeps ten seconds back for its last words.
        context.deadline = (Timestamp::now() + SignedDuration::from_secs(11)).as_millisecond() as u64;
        poller.handle(LambdaEvent::new(event, context)).await.unwrap();
    }

    /// The notifier gets one batch.
    pub async fn notifies(&self) {
        let Some(batch) = self.cloud.queues.batch(NOTIFICATIONS) else {
            return;
        };
        let work = Box::pin(self.notifier.handle(self.invocation(batch.clone())));
        tokio::select! {
            response = work => self.cloud.queues.settle(NOTIFICATIONS, &batch, &response.unwrap()),
            () = self.time_goes_on() => unreachable!("time never ends"),
        }
    }

    /// A worker that waits for the clock would wait for ever: after a moment it moves as in life.
    pub(crate) async fn time_goes_on(&self) {
        let moment = Duration::from_millis(200);
        loop {
            tokio::time::sleep(moment).await;
            self.hands.forward(SignedDuration::try_from(moment).unwrap());
        }
    }

    /// Puts a message on the notifications queue, as any function would.
    pub async fn notify(&self, notification: Notification) {
        let queue = Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(NOTIFICATIONS));
        let envelope = Envelope::new(notification, "story", self.hands.now().as_millisecond());
        queue.send(&[envelope]).await.unwrap();
    }

    /// From now on the gateway refuses this key (401), and no other.
    pub fn gateway_refuses(&self, token: &str) {
        self.refused.add(token);
    }

    fn booker(&self) -> BookerFunction {
        let rules = BookerRules {
            ask_pauses: vec![Duration::ZERO; 2],
            repeat_pause: Duration::ZERO,
            answer_within: Duration::from_millis(400),
            announcing_pause: Duration::ZERO,
            pace: self.pace,
            ..BookerRules::default()
        };
        BookerFunction::with(
            booker::config::Config {
                table: TABLE.into(),
                kms_key: "key".into(),
                bookings_queue: self.cloud.queue_url(BOOKINGS),
                notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
                gateway_url: Some(format!("{}/gateway", self.gateway).parse().unwrap()),
                wb_common_url: format!("{}/wb/common", self.gateway).parse().unwrap(),
                wb_supplies_url: format!("{}/wb/supplies", self.gateway).parse().unwrap(),
                trial_catches: 2,
                booking_pace: self.pace,
                max_receives: 6,
                environment: "story".into(),
            },
            &self.cloud.aws,
            self.http.clone(),
            rules,
            self.hands.clock(),
        )
    }

    async fn take_watch(&mut self) -> PollerAtWork {
        self.owners += 1;
        let hosts = Hosts {
            common: self.outside("/wb/common").parse().unwrap(),
            supplies: self.outside("/wb/supplies").parse().unwrap(),
        };
        let services = PollerServices {
            table: self.table.clone(),
            vault: Vault::new(self.cloud.aws.kms.clone(), "key".into()),
            api: Api::new(self.http.clone(), hosts),
            bookings: Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(BOOKINGS)),
            notifications: Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(NOTIFICATIONS)),
            clock: self.hands.clock(),
            rules: PollerRules::default(),
            version: "story".into(),
        };
        let owner = format!("poller-{}", self.owners);
        let lease_time = Duration::from_millis(2_400);
        let mut keeper = LeaseKeeper::new(self.table.clone(), POLLER_LEASE, owner, lease_time);
        let since = self.hands.now();
        let lease = loop {
            let elapsed = self.hands.now().duration_since(since).unsigned_abs();
            if let Some(lease) = keeper.try_acquire(elapsed, self.hands.now()).await.unwrap() {
                break lease;
            }
            self.passes(SignedDuration::from_millis(300)).await;
        };
        let mut poller = Poller::new(services);
        poller.refresh().await.unwrap();
        let note = LeaseKeeper::note::<PollerNote>(&self.table, POLLER_LEASE)
            .await
            .unwrap();
        poller
            .take_over(&lease, note.as_ref().map(|(note, _)| note))
            .await
            .unwrap();
        PollerAtWork {
            poller,
            keeper,
            lease,
            since,
        }
    }

    pub(crate) fn invocation(&self, batch: SqsEvent) -> LambdaEvent<SqsEvent> {
        let mut context = Context::default();
        context.deadline = (self.hands.now() + SignedDuration::from_secs(60)).as_millisecond() as u64;
        LambdaEvent::new(batch, context)
    }
}
