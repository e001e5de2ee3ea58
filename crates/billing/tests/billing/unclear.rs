//! Payments that nobody can credit: without a number, or with one that is somebody else's.

use accounts::audit::{Act, AuditLine};
use billing::payment::unclear;
use billing::payments_of;
use telegram::{Input, SuccessfulPayment, UserId};

use crate::world::{ANNA, BOSS, TRIAL, World, back, now, pack};

const OTHER: UserId = UserId(7);

async fn left(world: &World, user: UserId) -> i64 {
    world.till.balance(user).await.unwrap().left
}

async fn acts(world: &World) -> Vec<(Act, UserId, String)> {
    let month = AuditLine::partition(now());
    let lines = world.table.list::<AuditLine>(&month, "").await.unwrap();
    let lines = lines.into_iter().map(|line| line.record);
    lines.map(|line| (line.act, line.who, line.what)).collect()
}

/// A payment for ten bookings that Telegram gave no number.
fn nameless() -> SuccessfulPayment {
    SuccessfulPayment {
        charge_id: String::new(),
        ..pack("", 10, 250)
    }
}

#[tokio::test]
async fn payments_without_a_number_wait_for_an_admin_each_on_its_own() {
    let world = World::new().await;
    for trace in ["update-1", "update-1", "update-2"] {
        world.hears_in(ANNA, trace, Input::Paid(nameless())).await.unwrap();
    }
    assert_eq!(left(&world, ANNA).await, i64::from(TRIAL), "nothing is credited");
    let waiting: Vec<String> = unclear(&world.table)
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.charge)
        .collect();
    assert_eq!(waiting, ["no-number-update-1", "no-number-update-2"]);
    assert_eq!(
        world.told(),
        [
            format!("unclear-no-number-update-1-to-{BOSS}"),
            "paid-no-number-update-1".to_owned(),
            format!("unclear-no-number-update-2-to-{BOSS}"),
            "paid-no-number-update-2".to_owned(),
        ]
    );
    assert_eq!(payments_of(&world.table, ANNA).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_case_is_closed_once_and_stays_closed() {
    let world = World::new().await;
    world.hears_in(ANNA, "update-1", Input::Paid(nameless())).await.unwrap();
    let charge = "no-number-update-1";
    for _ in 0..2 {
        assert!(world.till.settle(BOSS, charge, now()).await.unwrap());
    }
    assert!(!world.till.settle(BOSS, "stx9", now()).await.unwrap());
    assert_eq!(unclear(&world.table).await.unwrap(), []);
    let settled = acts(&world)
        .await
        .into_iter()
        .filter(|(act, ..)| *act == Act::PaymentSettled);
    assert_eq!(
        settled.collect::<Vec<_>>(),
        [(Act::PaymentSettled, BOSS, charge.to_owned())]
    );
    world.till.paid(ANNA, &pack("c1", 10, 250), now()).await.unwrap();
    assert!(
        !world.till.settle(BOSS, "c1", now()).await.unwrap(),
        "what is credited is no case"
    );
}

#[tokio::test]
async fn a_refund_without_a_number_takes_nothing_and_an_admin_is_told() {
    let world = World::new().await;
    world.hears(Input::Paid(pack("c1", 10, 250))).await.unwrap();
    for _ in 0..2 {
        world
            .hears_in(ANNA, "update-5", Input::Refunded(back(&nameless())))
            .await
            .unwrap();
    }
    assert_eq!(left(&world, ANNA).await, i64::from(TRIAL) + 10);
    assert_eq!(
        world.told(),
        [
            "paid-c1".to_owned(),
            format!("unclear-no-number-update-5-to-{BOSS}"),
            "refunded-no-number-update-5".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_payment_told_of_a_second_user_is_credited_to_nobody_again_and_both_sides_learn_of_it() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    world
        .hears_in(ANNA, "update-1", Input::Paid(paid.clone()))
        .await
        .unwrap();
    for trace in ["update-2", "update-3"] {
        world.hears_in(OTHER, trace, Input::Paid(paid.clone())).await.unwrap();
    }
    assert_eq!(left(&world, ANNA).await, i64::from(TRIAL) + 10);
    assert_eq!(left(&world, OTHER).await, i64::from(TRIAL));
    assert_eq!(
        world.told(),
        [
            "paid-c1".to_owned(),
            format!("another-c1-{OTHER}-to-{BOSS}"),
            format!("another-c1-{OTHER}")
        ]
    );
    assert_eq!(
        world.woken(),
        [ANNA],
        "nothing goes on for a payment that is not theirs"
    );
    assert!(
        acts(&world)
            .await
            .contains(&(Act::PaymentUnclear, OTHER, "c1".to_owned()))
    );
}

#[tokio::test]
async fn a_payment_given_back_before_it_is_told_is_not_made_by_somebody_else() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    world
        .hears_in(ANNA, "update-1", Input::Refunded(back(&paid)))
        .await
        .unwrap();
    world
        .hears_in(OTHER, "update-2", Input::Paid(paid.clone()))
        .await
        .unwrap();
    let known = payments_of(&world.table, ANNA).await.unwrap();
    assert_eq!((known.len(), known[0].paid_at), (1, None));
    world.hears_in(ANNA, "update-3", Input::Paid(paid)).await.unwrap();
    assert_eq!(payments_of(&world.table, ANNA).await.unwrap()[0].paid_at, Some(now()));
    assert_eq!(left(&world, ANNA).await, i64::from(TRIAL));
}

#[tokio::test]
async fn a_payment_without_a_number_that_is_cut_off_anywhere_is_told_once() {
    for cut in 0..14 {
        let world = World::new().await;
        world.breaks_after(cut);
        let _cut_off = world.hears_in(ANNA, "update-1", Input::Paid(nameless())).await;
        world.is_mended();
        world.hears_in(ANNA, "update-1", Input::Paid(nameless())).await.unwrap();
        let told = [
            format!("unclear-no-number-update-1-to-{BOSS}"),
            "paid-no-number-update-1".to_owned(),
        ];
        assert_eq!(world.told(), told, "cut after {cut} requests");
        assert_eq!(
            unclear(&world.table).await.unwrap().len(),
            1,
            "cut after {cut} requests"
        );
    }
}
