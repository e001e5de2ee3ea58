//! The admins' feature, and what it is told by the others.

use std::sync::Arc;
use std::time::Duration;

use accounts::balance::Balance;
use billing::Till;
use billing::number::is_telegrams;
use billing::paid_time::lasts_without;
use billing::payment::{Goods, Payment, payment, payments_of, unclear};
use billing::refund::{DirectOrder, Refund, RefundOrder, refund, refund_directly};
use billing::subscription::{Subscription, charged_again};
use billing::till::Ending;
use booking::feed::{FeedState as Polled, FeedView, POLLER_LEASE, PollerNote};
use booking::watch::{self, Watch};
use booking::watches::{ChangeWatch, Watches};
use clock::Clock;
use jiff::Timestamp;
use office::broadcast::Broadcaster;
use office::neighbours::{
    Charging, Feed, FeedState, Holdings, Neighbours, PaymentView, RefundEnd, RefundWish, Service, Sold,
};
use office::{OfficeModule, OfficeServices, Queues, census};
use redistribution::rule::RuleState;
use redistribution::rules::Rules;
use store::{LeaseKeeper, StoreError, Table};
use telegram::UserId;

use super::Ground;

impl Ground<'_> {
    pub(super) fn office(&self) -> OfficeModule {
        let running = Running {
            watches: self.watches(),
            rules: self.rules(),
        };
        OfficeModule::new(OfficeServices {
            admins: self.config.admins.clone(),
            table: self.table.clone(),
            queues: Queues::new(self.aws.sqs.clone(), self.config.queues.clone()),
            broadcaster: Broadcaster {
                table: self.table.clone(),
                notifications: self.queue(&self.config.notifications_queue),
                errands: self.queue(&self.config.reports_queue),
                pause: Duration::ZERO,
            },
            neighbours: neighbours(self.table.clone(), running, self.till(), &self.clock),
        })
    }
}

fn neighbours(table: Table, running: Running, till: Till, clock: &Clock) -> Neighbours {
    let (at_hand, clock, today) = (running.clone(), clock.clone(), clock.clone());
    let (books, ledger, charging, cases) = (till.clone(), till.clone(), till.clone(), till.clone());
    Neighbours {
        service: Arc::new(move |now| {
            let table = table.clone();
            Box::pin(async move { service(&table, now).await })
        }),
        holdings: Arc::new(move |user| {
            let (running, till) = (at_hand.clone(), books.clone());
            let now = today.now();
            Box::pin(async move { holdings(&running, &till, user, now).await })
        }),
        put_aside: Arc::new(move |(user, now)| {
            let running = running.clone();
            Box::pin(async move { running.pause_all(user, now).await })
        }),
        end_charging: Arc::new(move |(user, now)| {
            let till = charging.clone();
            Box::pin(async move { end_charging(&till, user, now).await })
        }),
        payment: Arc::new(move |charge| {
            let till = ledger.clone();
            let now = clock.now();
            Box::pin(async move { find(&till, &charge, now).await })
        }),
        refund: Arc::new(move |wish| {
            let till = till.clone();
            Box::pin(async move { give_back(&till, wish).await })
        }),
        settle: Arc::new(move |(admin, charge, now)| {
            let till = cases.clone();
            Box::pin(async move { till.settle(admin, &charge, now).await })
        }),
    }
}

/// What runs for users.
#[derive(Clone)]
struct Running {
    watches: Watches,
    rules: Rules,
}

impl Running {
    /// Pauses everything of a user that runs; done again, it finds nothing.
    async fn pause_all(&self, user: UserId, now: Timestamp) -> Result<usize, StoreError> {
        let mut paused = 0;
        for watch in self.watches.list(user).await? {
            // One that is being booked stops at its next opening: the booker asks who its owner is.
            if let ChangeWatch::Changed(_) = self.watches.pause(user, &watch.record.id, now).await? {
                paused += 1;
            }
        }
        for rule in self.rules.list(user).await? {
            if rule.record.state == RuleState::Waiting {
                self.rules.pause(user, &rule.record.id, now).await?;
                paused += 1;
            }
        }
        Ok(paused)
    }

    /// How many of a user's watches and rules run, and how many do not.
    async fn count(&self, user: UserId) -> Result<(usize, usize), StoreError> {
        let watches = self.watches.list(user).await?;
        let rules = self.rules.list(user).await?;
        let watching = watches.iter().filter(|watch| watch.record.is_active()).count();
        let waiting = rules
            .iter()
            .filter(|rule| rule.record.state == RuleState::Waiting)
            .count();
        let running = watching + waiting;
        Ok((running, watches.len() + rules.len() - running))
    }
}

async fn service(table: &Table, now: Timestamp) -> Result<Service, StoreError> {
    let note = LeaseKeeper::note::<PollerNote>(table, POLLER_LEASE).await?;
    let note = note.map(|(note, _)| note);
    let seen = FeedView::of(note.as_ref(), now);
    let unclear = unclear(table).await?;
    Ok(Service {
        watches: census::count::<Watch>(table, watch::ACTIVE).await?,
        feed: Feed {
            state: match seen.state {
                Polled::Live => FeedState::Live,
                Polled::Slow => FeedState::Slow,
                Polled::Disabled => FeedState::Disabled,
                Polled::Failing => FeedState::Failing,
                Polled::NoKeys => FeedState::NoKeys,
                Polled::Unknown => FeedState::Unknown,
            },
            last_good_at: seen.last_good_at,
            interval_ms: seen.interval_ms,
            last_tick_at: note.as_ref().map(|note| note.last_tick_at),
            profiles: note.as_ref().map_or(0, |note| note.profiles),
        },
        unclear_payments: unclear.into_iter().map(|payment| payment.charge).collect(),
    })
}

async fn holdings(running: &Running, till: &Till, user: UserId, now: Timestamp) -> Result<Holdings, StoreError> {
    let balance = till.balance(user).await?;
    let (running, resting) = running.count(user).await?;
    let payments = payments_of(&till.table, user).await?;
    let charged = charged_again(&till.table, user, &payments, now).await?;
    let books = Books {
        balance: &balance,
        payments: &payments,
        charged: &charged,
    };
    Ok(Holdings {
        is_charged_again: !charged.is_empty(),
        payments: payments.iter().map(|payment| books.shown(payment, now)).collect(),
        balance,
        running,
        resting,
    })
}

async fn find(till: &Till, charge: &str, now: Timestamp) -> Result<Option<PaymentView>, StoreError> {
    let Some(found) = payment(&till.table, charge).await? else {
        return Ok(None);
    };
    let balance = till.balance(found.user).await?;
    let payments = payments_of(&till.table, found.user).await?;
    let charged = charged_again(&till.table, found.user, &payments, now).await?;
    let books = Books {
        balance: &balance,
        payments: &payments,
        charged: &charged,
    };
    Ok(Some(books.shown(&found, now)))
}

async fn end_charging(till: &Till, user: UserId, now: Timestamp) -> Result<Charging, StoreError> {
    Ok(match till.end_all(user, now).await? {
        Ending::Nothing => Charging::Nothing,
        Ending::Ended => Charging::Ended,
        Ending::GoesOn => Charging::GoesOn,
    })
}

async fn give_back(till: &Till, wish: RefundWish) -> Result<RefundEnd, StoreError> {
    let order = RefundOrder {
        admin: wish.admin,
        charge: wish.charge,
        trace: wish.trace,
        now: wish.now,
    };
    let end = match wish.payer {
        None => refund(till, &order).await?,
        Some(payer) => refund_directly(till, &DirectOrder { payer, order }).await?,
    };
    Ok(match end {
        Refund::Done {
            booked,
            still_subscribed,
        } => RefundEnd::Done {
            left: booked.balance.left,
            unlimited_until: booked.balance.unlimited_until,
            still_subscribed,
        },
        Refund::Before { still_subscribed, .. } => RefundEnd::Before { still_subscribed },
        Refund::Direct { still_subscribed } => RefundEnd::Direct { still_subscribed },
        Refund::NotFound => RefundEnd::NotFound,
        Refund::Refused(_) => RefundEnd::Refused,
        Refund::Unknown(_) => RefundEnd::Unknown,
    })
}

/// What a payment is seen beside.
struct Books<'a> {
    balance: &'a Balance,
    payments: &'a [Payment],
    charged: &'a [Subscription],
}

impl Books<'_> {
    fn shown(&self, payment: &Payment, now: Timestamp) -> PaymentView {
        PaymentView {
            user: payment.user,
            charge: payment.charge.clone(),
            total: payment.total,
            currency: payment.currency.clone(),
            sold: match payment.goods {
                Goods::Catches { catches } => Sold::Catches(catches),
                Goods::Month { until, .. } => Sold::Month(until),
                Goods::Unclear => Sold::Unclear,
            },
            paid_at: payment.paid_at,
            refunded_at: payment.refunded_at,
            balance: self.balance.clone(),
            unlimited_without: lasts_without(self.payments, &payment.charge, now),
            has_number: is_telegrams(&payment.charge),
            is_unclear: payment.is_unclear(),
            is_charged_again: self.charged.iter().any(|one| one.payload == payment.payload),
        }
    }
}
