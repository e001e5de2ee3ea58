//! Everything outside stands still between any two requests; the update comes again.

use telegram::Input;

use crate::world::{ANNA, TRIAL, World, back, pack};

#[tokio::test]
async fn a_payment_cut_off_anywhere_is_credited_once_told_once_and_sends_the_watches_on() {
    for cut in 0..12 {
        let world = World::new().await;
        let paid = pack("c1", 10, 250);
        world.breaks_after(cut);
        let cut_off = world.hears(Input::Paid(paid.clone())).await.is_err();
        world.is_mended();
        world.hears(Input::Paid(paid)).await.unwrap();
        let balance = world.till.balance(ANNA).await.unwrap();
        assert_eq!(balance.left, i64::from(TRIAL) + 10, "cut after {cut} requests");
        assert_eq!(world.told(), ["paid-c1"], "cut after {cut} requests");
        assert_eq!(world.woken().last(), Some(&ANNA), "cut after {cut} requests");
        assert!(cut_off || cut > 5, "a payment takes more than {cut} requests");
    }
}

#[tokio::test]
async fn a_refund_cut_off_anywhere_is_booked_once_and_told_once() {
    for cut in 0..12 {
        let world = World::new().await;
        let paid = pack("c1", 10, 250);
        world.hears(Input::Paid(paid.clone())).await.unwrap();
        world.breaks_after(cut);
        let _cut_off = world.hears(Input::Refunded(back(&paid))).await;
        world.is_mended();
        world.hears(Input::Refunded(back(&paid))).await.unwrap();
        assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL));
        assert_eq!(world.told(), ["paid-c1", "refunded-c1"], "cut after {cut} requests");
    }
}
