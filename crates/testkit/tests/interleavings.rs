//! Two assisted watches of one shop, and everything that can happen to them in any order: slots open and close, the seller plans, skips,
//! pauses, changes and deletes, jobs come twice, late or not until somebody redrives them, workers die. Catches are neither made nor lost at
//! any moment, and when all has calmed down nothing hangs.

#![allow(clippy::unwrap_used)]

use accounts::balance::Balance;
use aws_lambda_events::sqs::SqsEvent;
use booking::attempt::{Attempt, Outcome, Phase};
use booking::records::BookingRecord;
use booking::watch::{Cargo, Watch, WatchState};
use booking::watches::Edit;
use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use telegram::UserId;
use testkit::{BOOKINGS, Cut, World};
use wildberries::{Coefficient, OrderId};

const ANNA: UserId = UserId(1);
/// Plays, and steps in each.
const SEEDS: std::ops::Range<u64> = 0..14;
const STEPS: usize = 70;
const DAYS: [&str; 3] = ["2026-11-24", "2026-11-25", "2026-11-26"];

/// The world, and what became of its orders.
struct Play {
    world: World,
    rng: StdRng,
    orders: [i64; 2],
    planned: [bool; 2],
    /// Catches given so far: the trial's, and what was bought and taken back.
    granted: i64,
    /// Jobs that nobody works on any more, until somebody redrives them.
    dead_letters: Vec<SqsEvent>,
    story: Vec<String>,
}

impl Play {
    async fn begin(seed: u64) -> Self {
        let world = World::with_a_key().await;
        let anna = world.seller(1);
        let orders = [anna.orders(507).await, anna.orders(507).await];
        for (name, order) in ["watchone", "watchtwo"].into_iter().zip(orders) {
            anna.waits_with(name, Cargo::Order { order: OrderId(order) }).await;
        }
        Self {
            world,
            rng: StdRng::seed_from_u64(seed),
            orders,
            planned: [false; 2],
            granted: 2,
            dead_letters: Vec::new(),
            story: Vec::new(),
        }
    }

    async fn step(&mut self) {
        let which = self.rng.random_range(0..2);
        let day = DAYS[self.rng.random_range(0..DAYS.len())];
        let deed = self.rng.random_range(0..100);
        self.story.push(format!("{deed} on {which}, {day}"));
        match deed {
            0..27 => self.goes_on(1).await,
            27..30 => self.buys().await,
            30..33 => self.goes_on(6).await,
            33..35 => self.runs_out().await,
            35..47 => {
                let price = self.rng.random_range(0..7);
                self.world.opens(507, day, 2, f64::from(price)).await;
            }
            47..55 => self.world.closes(507, day, 2).await,
            55..59 => self.plans(which, day).await,
            59..63 => self.skips(which).await,
            63..73 => self.changes(which).await,
            73..76 => self.world.poller_dies(),
            76..80 => self.world.cloud.queues.duplicate(BOOKINGS),
            80..84 => {
                self.world.tick().await;
                self.dead_letters.extend(self.world.cloud.queues.batch(BOOKINGS));
                self.world.cloud.queues.lose(BOOKINGS);
            }
            84..87 => self.redrive().await,
            87..94 => self.dies().await,
            94..97 => {
                let seconds = self.rng.random_range(1..100);
                self.world.passes(SignedDuration::from_secs(seconds)).await;
            }
            97 => {
                let silence = json!({ "target": "wb", "kind": "500", "method": "/api/v1/supplies" });
                self.world.faults(silence).await;
            }
            _ => self.world.mend().await,
        }
        self.check_catches().await;
    }

    async fn goes_on(&mut self, seconds: usize) {
        for _ in 0..seconds {
            self.world.tick().await;
            self.world.books().await;
            self.world.notifies().await;
        }
    }

    /// The seller plans an order: mostly when there is an offer, and not always for what it names.
    async fn plans(&mut self, which: usize, day: &str) {
        let is_offered = self.watches().await[which].offer.is_some();
        if !is_offered && self.rng.random_ratio(4, 5) {
            return;
        }
        if !std::mem::replace(&mut self.planned[which], true) {
            let path = format!("wb/orders/{}/plan", self.orders[which]);
            self.world.control(&path, json!({ "date": day, "force": true })).await;
        }
    }

    async fn buys(&mut self) {
        let catches = self.rng.random_range(1..3);
        self.granted += i64::from(catches);
        self.world.buys_catches(1, catches).await;
    }

    /// Every catch that is left is taken back, as a refund does.
    async fn runs_out(&mut self) {
        let left = self.balance().await.left;
        self.granted -= left;
        self.world
            .changes_balance(1, |balance| Balance {
                left: balance.left - left,
                ..balance.clone()
            })
            .await;
    }

    async fn skips(&self, which: usize) {
        if let Some(offer) = self.watches().await[which].offer.clone() {
            let anna = self.world.seller(1);
            anna.presses_data(anna.last_id().await, &format!("of:skip:{offer}"))
                .await;
        }
    }

    async fn changes(&mut self, which: usize) {
        let (now, deed) = (self.world.hands.now(), self.rng.random_range(0..20));
        let watches = self.world.watches();
        let id = self.watches().await[which].id.clone();
        let days = |from: &str, to: &str| Edit::Dates {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        match deed {
            0..3 => watches.pause(ANNA, &id, now).await,
            3..7 => watches.edit(ANNA, &id, &Edit::Max(Coefficient::whole(5)), now).await,
            7 => watches.edit(ANNA, &id, &Edit::Max(Coefficient::whole(1)), now).await,
            8 => watches.edit(ANNA, &id, &Edit::Max(Coefficient::whole(6)), now).await,
            9 => watches.edit(ANNA, &id, &days(DAYS[0], DAYS[1]), now).await,
            10 => watches.edit(ANNA, &id, &days(DAYS[1], DAYS[2]), now).await,
            11 => watches.delete(ANNA, &id, now).await,
            _ => watches.resume(ANNA, &id, now).await,
        }
        .unwrap();
    }

    async fn dies(&mut self) {
        let cut = if self.rng.random() { Cut::Before } else { Cut::After };
        self.world.tick().await;
        self.world.cloud.fuse.set(self.rng.random_range(0..20), cut);
        let _ = self.world.books_until_crash().await;
        self.world.cloud.fuse.reset();
    }

    async fn redrive(&mut self) {
        for batch in std::mem::take(&mut self.dead_letters) {
            let answer = self.world.booker_gets(batch.clone()).await;
            if !answer.batch_item_failures.is_empty() {
                self.dead_letters.push(batch);
            }
        }
    }

    /// Everybody does their work, the board is empty, dead letters are redriven.
    async fn calms_down(&mut self) {
        self.world.mend().await;
        for day in DAYS {
            self.world.closes(507, day, 2).await;
        }
        self.world.settles().await;
        for _ in 0..4 {
            self.world.minutes_go_on(2).await;
            self.redrive().await;
        }
        self.world.minutes_go_on(4).await;
        self.world.settles().await;
    }

    async fn watches(&self) -> Vec<Watch> {
        let stored = self.world.table.list::<Watch>("USER#1", "WATCH#").await.unwrap();
        stored.into_iter().map(|stored| stored.record).collect()
    }

    async fn balance(&self) -> Balance {
        let stored = self.world.table.get::<Balance>(&Balance::key_of(ANNA)).await.unwrap();
        stored.map_or(Balance::trial(ANNA, 2), |stored| stored.record)
    }

    async fn attempt_of(&self, watch: &Watch) -> Option<Attempt> {
        let key = Attempt::key_of(watch.offer.as_ref()?);
        Some(
            self.world
                .table
                .get::<Attempt>(&key)
                .await
                .unwrap()
                .expect("the offer's attempt")
                .record,
        )
    }

    /// What holds at every moment.
    async fn check_catches(&self) {
        let balance = self.balance().await;
        let story = &self.story;
        assert_eq!(
            balance.left + i64::from(balance.reserved + balance.caught),
            self.granted,
            "{story:#?}"
        );
        let mut open = 0;
        for watch in self.watches().await {
            let Some(attempt) = self.attempt_of(&watch).await else {
                continue;
            };
            assert!(
                attempt.reserved && attempt.outcome().is_none(),
                "{attempt:#?} {story:#?}"
            );
            open += 1;
        }
        assert_eq!(balance.reserved, open, "{story:#?}");
    }

    /// What holds when all has calmed down.
    async fn check_end(&self) {
        let (balance, watches) = (self.balance().await, self.watches().await);
        let story = &self.story;
        assert_eq!(balance.reserved, 0, "{watches:#?} {story:#?}");
        let (_, attempts, caught, _) = self.world.figures_of(1).await;
        assert!(attempts >= caught && caught == u64::from(balance.caught), "{story:#?}");
        let bookings = self
            .world
            .table
            .list::<BookingRecord>("USER#1", "BOOKING#")
            .await
            .unwrap();
        assert_eq!(bookings.len(), balance.caught as usize, "{story:#?}");
        let texts = self.world.seller(1).bot_texts().await;
        let told = texts.iter().filter(|text| text.contains("ПОСТАВКА ПОЙМАНА")).count();
        assert_eq!(told, bookings.len(), "every catch is told once: {texts:#?} {story:#?}");
        for booking in &bookings {
            let key = Attempt::key_of(&booking.record.attempt);
            let attempt = self.world.table.get::<Attempt>(&key).await.unwrap().unwrap().record;
            let confirmed = matches!(
                &attempt.phase,
                Phase::Done {
                    outcome: Outcome::Confirmed { .. },
                    ..
                }
            );
            assert!(confirmed && attempt.told, "{attempt:#?}");
            let of_watch = bookings
                .iter()
                .filter(|other| other.record.watch == booking.record.watch);
            assert_eq!(of_watch.count(), 1, "an order is caught once: {story:#?}");
        }
        for watch in &watches {
            let has_booking = bookings.iter().any(|booking| booking.record.watch == watch.id);
            let is_over = matches!(watch.state, WatchState::Caught { .. } | WatchState::Deleted);
            assert!(is_over || !has_booking, "{watch:#?} {story:#?}");
        }
        let open = texts.iter().filter(|text| text.contains("🔔 Слот открыт")).count();
        assert_eq!(open, 0, "no message offers what is over: {texts:#?} {story:#?}");
    }
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_catches_are_conserved_and_nothing_hangs() {
    for seed in SEEDS {
        let mut play = Box::pin(Play::begin(seed)).await;
        for _ in 0..STEPS {
            Box::pin(play.step()).await;
        }
        Box::pin(play.calms_down()).await;
        play.story.insert(0, format!("seed {seed}"));
        play.check_end().await;
    }
}
