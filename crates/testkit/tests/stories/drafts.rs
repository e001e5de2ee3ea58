//! Drafts of assisted watches: made with the watch, made once, and gone when nobody needs them.

use booking::watch::{Cargo, Way};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::World;

use crate::cargo::{RUNS, only_watch};

/// Drafts that exist at Wildberries, and how often one was asked for.
async fn drafts(world: &World) -> (Vec<Value>, usize) {
    let sid = world.seller(1).shop();
    let drafts = world.ask(&format!("wb/supplies?sid={sid}")).await["drafts"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let calls = world.calls("wb").await;
    let asked = calls
        .iter()
        .filter(|call| call["method"] == "POST" && call["path"].as_str().is_some_and(|path| path.ends_with("/drafts")));
    (drafts, asked.count())
}

#[tokio::test]
async fn a_draft_is_made_with_the_watch_and_only_once() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    let summary = anna.last_text().await;
    assert!(
        summary.contains("новый черновик, создадим его при запуске"),
        "{summary}"
    );
    assert_eq!(drafts(&world).await, (vec![], 0), "nothing is made before it is wanted");
    anna.presses_twice("✅ Запустить").await;
    let (made, asked) = drafts(&world).await;
    assert_eq!((made.len(), asked), (1, 1));
    let id = made[0]["draftId"].as_str().unwrap();
    let Way::Assisted(Cargo::Draft { draft, made_at }) = only_watch(&world).await.way else {
        panic!("the watch waits with its draft")
    };
    assert_eq!((draft.as_str(), made_at), (id, world.hands.now()));
    assert!(
        anna.last_text()
            .await
            .contains("📝 Положите товары в черновик уже сейчас")
    );
    assert_eq!(
        anna.links().await,
        [format!(
            "https://seller.wildberries.ru/supplies-management/new-supply/goods?draftID={id}"
        )]
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn two_presses_at_the_same_moment_make_one_draft() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    let wizard = anna.last_id().await;
    let press = |update_id: u64| {
        json!({ "update_id": update_id, "callback_query": {
            "id": update_id.to_string(), "chat_instance": "1", "data": "w:make",
            "from": { "id": 1, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
            "message": { "message_id": wizard, "date": 1_795_327_200, "chat": { "id": 1, "type": "private" }, "text": "…" }
        } })
    };
    let (one, two) = (press(900_001), press(900_002));
    tokio::join!(world.update(&one), world.update(&two));
    let (made, asked) = drafts(&world).await;
    assert_eq!((made.len(), asked), (1, 1));
    only_watch(&world).await;
}

#[tokio::test]
async fn a_draft_that_wildberries_does_not_make_leaves_the_summary_as_it_was() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    let summary = anna.last_text().await;
    for (kind, words) in [
        ("500", "Wildberries не ответил"),
        ("429", "Wildberries просит подождать"),
    ] {
        world
            .faults(json!({ "target": "wb", "kind": kind, "method": "/drafts" }))
            .await;
        anna.presses("✅ Запустить").await;
        assert!(
            anna.last_toast().await.contains(words),
            "{kind}: {}",
            anna.last_toast().await
        );
        assert!(anna.sees("✅ Запустить").await && anna.sees("↩️ Назад").await);
        world.mend().await;
        world.passes(SignedDuration::from_secs(90)).await;
    }
    let still = anna.last_text().await;
    assert_eq!(still.split_once("📡").unwrap().0, summary.split_once("📡").unwrap().0);
    assert!(world.watches_of(1).await.is_empty(), "nothing is half made");
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, RUNS);
    assert_eq!(drafts(&world).await.0.len(), 1);
    world.telegram_was_never_refused().await;
}

/// Asks for a watch with a draft whose making Wildberries answers so.
async fn asks_for_a_draft(world: &World, user: i64, fault: &str) {
    let anna = world.seller(user);
    anna.plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    world
        .faults(json!({ "target": "wb", "kind": fault, "method": "/drafts", "count": 1 }))
        .await;
    anna.presses("✅ Запустить").await;
    let toast = anna.last_toast().await;
    assert!(
        toast.contains("черновик мог быть создан") && toast.contains("продолжим с ним"),
        "{toast}"
    );
}

#[tokio::test]
async fn a_draft_that_was_made_without_an_answer_goes_with_the_wizard() {
    let world = World::with_a_key().await;
    asks_for_a_draft(&world, 1, "lost_answer").await;
    assert_eq!(drafts(&world).await.0.len(), 1, "nobody knows of it");
    world.passes(SignedDuration::from_secs(5)).await;
    world.seller(1).presses("✖️ Отмена").await;
    assert_eq!(drafts(&world).await.0.len(), 0);
    assert!(world.watches_of(1).await.is_empty());
}

#[tokio::test]
async fn one_that_was_left_behind_goes_when_the_next_wizard_begins_and_the_sellers_own_stay() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    asks_for_a_draft(&world, 1, "lost_answer").await;
    anna.writes("/watches").await;
    world.passes(SignedDuration::from_mins(10)).await;
    let token = anna
        .key_of(json!({ "sid": anna.shop(), "name": "Shop 1", "acc": 4 }))
        .await;
    let own = anna.drafts(&token).await;
    anna.writes("/watch").await;
    let left = drafts(&world).await.0;
    assert_eq!(left.len(), 1, "{left:#?}");
    assert_eq!(left[0]["draftId"], own, "what the seller made later is the seller's");
    anna.writes("/watch").await;
    assert_eq!(drafts(&world).await.0.len(), 1);
}

#[tokio::test]
async fn whoever_shares_a_shop_keeps_the_draft_that_was_made_for_them() {
    let world = World::with_a_key().await;
    let boris = world.seller(2);
    boris
        .adds_a_key_with(json!({ "sid": world.seller(1).shop(), "name": "Shop 1" }))
        .await;
    // Anna's was never made; Boris' is, a moment later.
    asks_for_a_draft(&world, 1, "500").await;
    boris
        .plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    boris.presses("✅ Запустить").await;
    assert_eq!(boris.last_toast().await, RUNS);
    let his = drafts(&world).await.0[0]["draftId"].clone();
    world.passes(SignedDuration::from_secs(5)).await;
    world.seller(1).presses("✅ Запустить").await;
    assert_eq!(world.seller(1).last_toast().await, RUNS);
    let Way::Assisted(Cargo::Draft { draft, .. }) = only_watch(&world).await.way else {
        panic!("a draft");
    };
    assert_ne!(json!(draft.to_string()), his, "hers is another");
    assert_eq!(drafts(&world).await.0.len(), 2);

    asks_for_a_draft(&world, 1, "500").await;
    let boris = world.seller(2);
    boris
        .plans_a_watch_for_a_draft(507, 2, 5, "2026-11-24", "2026-11-26")
        .await;
    boris.presses("✅ Запустить").await;
    world.seller(1).presses("✖️ Отмена").await;
    assert_eq!(drafts(&world).await.0.len(), 3, "what is his is not taken away");
}
