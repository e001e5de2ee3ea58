//! Words that come at once, again, and in the wrong order.

use accounts::audit::{Act, AuditLine};
use accounts::balance::Balance;
use accounts::history::{HistoryLine, Operation};
use billing::payment::{payment, unclear};
use billing::payments_of;
use telegram::{SuccessfulPayment, UserId};

use crate::world::{ANNA, TRIAL, World, back, now, pack};

async fn operations(world: &World) -> Vec<Operation> {
    let lines = world
        .table
        .list::<HistoryLine>("USER#42", HistoryLine::PREFIX)
        .await
        .unwrap();
    lines.into_iter().map(|line| line.record.what).collect()
}

async fn acts(world: &World) -> Vec<(Act, String)> {
    let lines = world
        .table
        .list::<AuditLine>(&AuditLine::partition(now()), "")
        .await
        .unwrap();
    lines
        .into_iter()
        .map(|line| (line.record.act, line.record.what))
        .collect()
}

async fn left(world: &World) -> i64 {
    world.till.balance(ANNA).await.unwrap().left
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deliveries_of_one_payment_are_credited_once() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    let deliveries = (0..50).map(|_| {
        let (world, paid) = (world.clone(), paid.clone());
        tokio::spawn(async move {
            let booked = world.till.paid(ANNA, &paid, now()).await.unwrap();
            world.till.tell_paid(&booked, "t", now()).await.unwrap();
            booked.is_new
        })
    });
    let mut news = 0;
    for delivery in deliveries.collect::<Vec<_>>() {
        news += u32::from(delivery.await.unwrap());
    }
    assert_eq!(news, 1);
    assert_eq!(left(&world).await, i64::from(TRIAL) + 10);
    assert_eq!(payments_of(&world.table, ANNA).await.unwrap().len(), 1);
    assert_eq!(operations(&world).await.len(), 1);
    assert_eq!(acts(&world).await, [(Act::PaymentCredited, "c1".to_owned())]);
    assert_eq!(world.told(), ["paid-c1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_payments_at_once_are_all_credited() {
    let world = World::new().await;
    let payments: Vec<SuccessfulPayment> = (1..=20).map(|n| pack(&format!("c{n}"), n, 250)).collect();
    let deliveries: Vec<_> = payments
        .into_iter()
        .map(|paid| {
            let world = world.clone();
            tokio::spawn(async move { world.till.paid(ANNA, &paid, now()).await.unwrap() })
        })
        .collect();
    for delivery in deliveries {
        assert!(delivery.await.unwrap().is_new);
    }
    assert_eq!(left(&world).await, i64::from(TRIAL) + 210);
    assert_eq!(operations(&world).await.len(), 20);
    assert_eq!(acts(&world).await.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_and_bookings_do_not_lose_each_others_catches() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c0", 30, 250), now()).await.unwrap();
    let table = world.table.clone();
    let catching = tokio::spawn(async move {
        for _ in 0..20 {
            loop {
                let stored = table.get::<Balance>(&Balance::key_of(ANNA)).await.unwrap().unwrap();
                let (reserved, fare) = stored.record.reserve(now()).unwrap();
                if table.replace(&reserved.confirm(fare), stored.version).await.is_ok() {
                    break;
                }
            }
        }
    });
    for n in 1..=10 {
        world
            .till
            .paid(ANNA, &pack(&format!("c{n}"), 1, 250), now())
            .await
            .unwrap();
    }
    catching.await.unwrap();
    let balance = world.till.balance(ANNA).await.unwrap();
    assert_eq!((balance.left, balance.caught), (i64::from(TRIAL) + 30 + 10 - 20, 20));
}

#[tokio::test]
async fn a_refund_that_is_told_before_its_payment_leaves_nothing_to_credit() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    let refund = back(&paid);
    let early = world.till.refunded(ANNA, &refund, now()).await.unwrap();
    assert!(early.is_new);
    assert_eq!(left(&world).await, i64::from(TRIAL));
    let late = world.till.paid(ANNA, &paid, now()).await.unwrap();
    assert!(late.is_new);
    world.till.tell_paid(&late, "t", now()).await.unwrap();
    for _ in 0..3 {
        assert!(!world.till.paid(ANNA, &paid, now()).await.unwrap().is_new);
        assert!(!world.till.refunded(ANNA, &refund, now()).await.unwrap().is_new);
    }
    assert_eq!(left(&world).await, i64::from(TRIAL));
    assert_eq!(operations(&world).await.len(), 2);
    assert_eq!(world.told(), Vec::<String>::new(), "no receipt for what is given back");
}

#[tokio::test]
async fn a_charge_belongs_to_who_paid_first_told() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    world.till.paid(ANNA, &paid, now()).await.unwrap();
    let other = world.till.paid(UserId(7), &paid, now()).await.unwrap();
    assert!(!other.is_new);
    assert_eq!(other.payment.record.user, ANNA);
    assert_eq!(world.till.balance(UserId(7)).await.unwrap().left, i64::from(TRIAL));
    assert_eq!(payment(&world.table, "c1").await.unwrap().unwrap().user, ANNA);
}

#[tokio::test]
async fn a_payment_nobody_can_read_is_kept_for_an_admin() {
    let world = World::new().await;
    let strange = SuccessfulPayment {
        payload: "gone".to_owned(),
        ..pack("c1", 10, 250)
    };
    let booked = world.till.paid(ANNA, &strange, now()).await.unwrap();
    world.till.tell_paid(&booked, "t", now()).await.unwrap();
    assert_eq!(left(&world).await, i64::from(TRIAL));
    let waiting = unclear(&world.table).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(acts(&world).await, [(Act::PaymentUnclear, "c1".to_owned())]);
    assert_eq!(world.told(), ["paid-c1"]);
    world.till.refunded(ANNA, &back(&strange), now()).await.unwrap();
    assert_eq!(unclear(&world.table).await.unwrap(), []);
}

#[tokio::test]
async fn a_price_of_yesterday_is_credited_by_what_the_invoice_says() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c1", 77, 123), now()).await.unwrap();
    assert_eq!(left(&world).await, i64::from(TRIAL) + 77);
}
