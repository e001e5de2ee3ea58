//! Payments about to be made.

use store::Users;

use crate::world::{ANNA, World, day, month, now};

#[tokio::test]
async fn an_offer_at_its_price_may_be_paid_by_its_buyer() {
    let world = World::new().await;
    assert_eq!(world.check_out("b1:10:250:42:0", 250).await, None);
    assert_eq!(world.check_out("b1:u:1500:42:0", 1500).await, None);
    for (payload, total) in [
        ("gone", 250),
        ("b1:10:250:42:0", 251),
        ("b1:10:100:42:0", 100),
        ("b1:10:250:43:0", 250),
    ] {
        assert!(world.check_out(payload, total).await.is_some(), "{payload} for {total}");
    }
}

#[tokio::test]
async fn who_is_shut_out_pays_nothing() {
    let world = World::new().await;
    let users = Users::new(world.table.clone());
    users.seen(ANNA.0, ANNA.0, None, now()).await.unwrap();
    users.set_banned(ANNA.0, true).await.unwrap();
    let refusal = world.check_out("b1:10:250:42:0", 250).await.unwrap();
    assert!(refusal.starts_with("Доступ к боту закрыт"), "{refusal}");
}

#[tokio::test]
async fn a_second_subscription_is_refused_while_one_runs() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let refusal = world.check_out("b1:u:1500:42:2", 1500).await.unwrap();
    assert!(refusal.starts_with("Подписка уже оформлена"), "{refusal}");
    assert_eq!(
        world.check_out("b1:10:250:42:0", 250).await,
        None,
        "packs are sold all the same"
    );
}

#[tokio::test]
async fn without_the_table_nothing_is_sold() {
    let world = World::new().await;
    world.breaks_after(0);
    let refusal = world.check_out("b1:10:250:42:0", 250).await.unwrap();
    assert!(refusal.starts_with("Сейчас не получается принять оплату"), "{refusal}");
}
