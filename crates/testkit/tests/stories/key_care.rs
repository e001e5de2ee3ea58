//! Keys in the long run: how much they do, when they end, what becomes of a refused one, and which key does the work when one fails.

use accounts::audit::{Act, AuditLine};
use accounts::history::Operation;
use accounts::key_load::KeyLoad;
use accounts::seller_key::KeyState;
use booking::watch::{PauseReason, WatchState};
use jiff::SignedDuration;
use serde_json::json;
use telegram::UserId;
use testkit::World;

use crate::outcomes::{CAUGHT, conclude, opens_and_settles};

const REFUSED: &str = "🔑 Wildberries отклонил ключ";

#[tokio::test]
async fn the_end_of_a_key_is_announced_four_times_and_no_more() {
    let mut world = World::start().await;
    world
        .seller(1)
        .adds_a_key_with(json!({ "expires_in_s": 20 * 86_400 }))
        .await;
    world.goes_on_without(SignedDuration::from_hours(5 * 24)).await;
    assert_eq!(world.seller(1).read("⏰ Ключ Wildberries истекает").await, 0);
    for (days, told) in [
        (1, "истекает через 13 дней"),
        (11, "истекает через 2 дня"),
        (2, "меньше чем через сутки"),
        (1, "⌛ Срок ключа Wildberries закончился"),
    ] {
        world.goes_on_without(SignedDuration::from_hours(days * 24)).await;
        let text = world.seller(1).last_text().await;
        assert!(text.contains(told), "{told}: {text}");
        assert!(text.contains("Как создать ключ") && world.seller(1).sees("➕ Добавить ключ").await);
        let before = world.seller(1).bot_texts().await.len();
        world.goes_on_without(SignedDuration::from_hours(2)).await;
        world.goes_on_without(SignedDuration::from_mins(2)).await;
        assert_eq!(world.seller(1).bot_texts().await.len(), before, "each once: {told}");
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn with_a_new_key_of_the_same_shop_the_end_of_the_old_one_is_no_alarm() {
    let mut world = World::start().await;
    world
        .seller(1)
        .adds_a_key_with(json!({ "expires_in_s": 4 * 86_400 }))
        .await;
    world.passes(SignedDuration::from_secs(1)).await;
    world.seller(1).adds_a_key().await;
    world.goes_on_without(SignedDuration::from_hours(36)).await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("У магазина есть другой ключ: Shop 1 2"), "{text}");
    assert!(!text.contains("Как создать ключ"), "{text}");
}

#[tokio::test]
async fn with_its_only_key_at_an_end_a_shop_waits_and_a_new_key_sends_it_on() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key_with(json!({ "expires_in_s": 86_400 })).await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.goes_on_without(SignedDuration::from_hours(25)).await;
    assert_eq!(
        world.watches_of(1).await[0].state,
        WatchState::Paused(PauseReason::Key),
        "{}",
        world.seller(1).last_text().await
    );
    world.seller(1).adds_a_key().await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("ждало ключа этого магазина: 1")
    );
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Watching);
}

#[tokio::test]
async fn a_refused_key_that_is_good_again_is_used_again_by_a_button() {
    let mut world = World::start().await;
    let only = world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world.gateway_refuses(&only);
    opens_and_settles(&mut world).await;
    assert_eq!(world.seller(1).read(REFUSED).await, 1);
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Paused(PauseReason::Key));

    world.passes(SignedDuration::from_secs(60)).await;
    let anna = world.seller(1);
    anna.presses("🔑 Открыть ключ").await;
    anna.presses("🔄 Проверить").await;
    let card = texts_with(&world, "🔑 Shop 1\n").await;
    assert!(card.contains("✅ Может бронировать"), "{card}");
    assert!(card.contains("✅ Wildberries снова принимает этот ключ"), "{card}");
    assert!(card.contains("ждало ключа этого магазина: 1"), "{card}");
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Watching);
    assert_eq!(
        acts(&world).await,
        [Act::KeyAdded, Act::KeyRefused, Act::KeyRevalidated]
    );

    world.look().await;
    world.settles().await;
    assert_eq!(
        world.seller(1).read(REFUSED).await,
        2,
        "refused once more, it is told once more"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_check_says_what_is_wrong_and_changes_nothing() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.adds_a_key().await;
    let answers = [
        (json!({ "kind": "401" }), "(401)"),
        (json!({ "kind": "500" }), "о ключе ничего не известно"),
        (json!({ "kind": "429", "retry_after_s": 20 }), "подождать 20 с"),
    ];
    anna.writes("/keys").await;
    anna.presses("Shop 1 (").await;
    for (fault, said) in answers {
        world.passes(SignedDuration::from_secs(60)).await;
        match fault["kind"].as_str() {
            // The sandbox refuses a shop's keys as a whole.
            Some("401") => world.revokes(1, true).await,
            _ => {
                let mut fault = fault.clone();
                fault["target"] = json!("wb");
                world.faults(fault).await;
            }
        }
        anna.presses("🔄 Проверить").await;
        let card = texts_with(&world, "🔑 Shop 1\n").await;
        assert!(card.contains(said), "{said}: {card}");
        assert!(
            card.contains("✅ Может бронировать"),
            "one refusal puts no key aside: {card}"
        );
        world.mend().await;
        world.revokes(1, false).await;
    }
    anna.presses("🔄 Проверить").await;
    let card = texts_with(&world, "🔑 Shop 1\n").await;
    assert!(
        card.contains("подождать"),
        "Wildberries' wait is kept without asking: {card}"
    );
    world.passes(SignedDuration::from_secs(60)).await;
    anna.presses("🔄 Проверить").await;
    let card = texts_with(&world, "🔑 Shop 1\n").await;
    assert!(card.contains("✅ Wildberries принимает этот ключ."), "{card}");
    assert_eq!(acts(&world).await, [Act::KeyAdded], "nothing had to be put right");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_a_key_did_is_counted_and_shown() {
    let mut world = World::watching().await;
    world.ticks(70).await;
    world.faults(json!({ "target": "wb", "kind": "500" })).await;
    world.look().await;
    world.mend().await;
    world.ticks(70).await;
    let feed = world.feed_requests().await.len() as u64;
    let key = world.only_key(1).await;
    let days = KeyLoad::of_key(&world.table, UserId(1), &key.id).await.unwrap();
    let [today] = days.as_slice() else {
        panic!("one day: {days:?}")
    };
    assert!(today.errors >= 1, "{today:?}");
    let (most, least) = (feed + 2, feed.saturating_sub(10));
    assert!(
        (least..=most).contains(&today.requests),
        "all of {feed} looks and 2 questions on adding it, but the last minute's: {today:?}"
    );
    world.seller(1).writes("/keys").await;
    let list = world.seller(1).last_text().await;
    assert!(
        list.contains(&format!("📊 Сегодня {} запрос", today.requests)),
        "{list}"
    );
    assert!(list.contains("ошиб"), "{list}");
}

#[tokio::test]
async fn a_booking_is_counted_with_the_key_that_made_it() {
    let mut world = World::watching().await;
    opens_and_settles(&mut world).await;
    let key = world.only_key(1).await;
    let days = KeyLoad::of_key(&world.table, UserId(1), &key.id).await.unwrap();
    let requests: u64 = days.iter().map(|day| day.requests).sum();
    let errors: u64 = days.iter().map(|day| day.errors).sum();
    assert!(requests >= 3, "ping, the shop's name, the booking: {days:?}");
    assert_eq!(errors, 0);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn with_both_keys_of_a_shop_revoked_nothing_is_booked_with_another_shops_key() {
    let mut world = World::start().await;
    let first = world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.passes(SignedDuration::from_secs(60)).await;
    let second = world.seller(1).adds_a_key().await;
    let other = world
        .seller(1)
        .adds_a_key_with(json!({ "sid": "00000000-0000-4000-8000-000000000099", "name": "Another shop" }))
        .await;
    let boris = world.seller(2).adds_a_key().await;
    world.tick().await;
    world.gateway_refuses(&first);
    world.gateway_refuses(&second);
    opens_and_settles(&mut world).await;
    assert_eq!(world.seller(1).read(REFUSED).await, 2, "each is told");
    assert_eq!(world.seller(1).read("бронировать нечем").await, 1);
    let calls = world.calls("gateway").await;
    for key in [&other, &boris] {
        let last4 = &key[key.len() - 4..];
        assert!(calls.iter().all(|call| call["key"] != last4), "{calls:?}");
    }
    assert!(world.bookings().await.is_empty());
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Paused(PauseReason::Key));
    let refusals = world.history_of(1).await;
    let refusals = refusals
        .iter()
        .filter(|one| matches!(one, Operation::KeyRefused { .. }));
    assert_eq!(refusals.count(), 2);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_revoked_while_its_booking_is_undecided_hands_the_question_to_the_next() {
    let mut world = World::start().await;
    let first = world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.passes(SignedDuration::from_secs(1)).await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.gateway_says(1, "pending").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.books().await;
    let number = world.bookings().await[0]["bookingID"].as_str().unwrap().to_owned();
    world.gateway_refuses(&first);
    world
        .control(&format!("gateway/bookings/{number}"), json!({ "status": "confirmed" }))
        .await;
    world.passes(SignedDuration::from_secs(90)).await;
    world.settles().await;
    assert_eq!(world.seller(1).read(REFUSED).await, 1);
    assert_eq!(world.seller(1).read(CAUGHT).await, 1);
    assert_eq!(world.booking_requests().await.len(), 1, "asked about, not booked anew");
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn every_deed_with_a_key_is_a_line_of_history_and_of_the_trail() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.adds_a_key().await;
    anna.writes("/keys").await;
    anna.presses("Shop 1").await;
    anna.presses("🗑 Удалить").await;
    anna.presses("🗑 Да, удалить").await;
    assert_eq!(acts(&world).await, [Act::KeyAdded, Act::KeyRemoved]);
    let history = world.history_of(1).await;
    assert!(
        matches!(
            history.as_slice(),
            [Operation::KeyAdded { .. }, Operation::KeyRemoved { .. }]
        ),
        "{history:?}"
    );
}

async fn acts(world: &World) -> Vec<Act> {
    let month = AuditLine::partition(world.hands.now());
    let lines = world.table.list::<AuditLine>(&month, "").await.unwrap();
    let mut acts: Vec<Act> = lines.into_iter().map(|line| line.record.act).collect();
    acts.retain(|act| {
        matches!(
            act,
            Act::KeyAdded | Act::KeyRemoved | Act::KeyRefused | Act::KeyRevalidated
        )
    });
    acts
}

/// The newest message that begins so.
async fn texts_with(world: &World, beginning: &str) -> String {
    let texts = world.seller(1).bot_texts().await;
    let found = texts.into_iter().rfind(|text| text.starts_with(beginning));
    found.unwrap_or_default()
}

trait Care {
    async fn goes_on_without(&mut self, time: SignedDuration);
    async fn revokes(&self, seller: i64, revoked: bool);
    async fn only_key(&self, user: i64) -> accounts::seller_key::KeyRecord;
}

impl Care for World {
    /// Time passes; the next poller looks once, and what it ordered is done.
    async fn goes_on_without(&mut self, time: SignedDuration) {
        self.poller_dies();
        self.passes(time).await;
        self.tick().await;
        self.settles().await;
    }

    async fn revokes(&self, seller: i64, revoked: bool) {
        let (sid, name) = (self.seller(seller).shop(), format!("Shop {seller}"));
        self.control(
            "wb/sellers",
            json!({ "sid": sid, "name": name, "acc": 4, "revoked": revoked }),
        )
        .await;
    }

    async fn only_key(&self, user: i64) -> accounts::seller_key::KeyRecord {
        let mut keys = accounts::keys::list(&self.table, UserId(user)).await.unwrap();
        assert_eq!(keys.len(), 1);
        let key = keys.remove(0).record;
        assert_eq!(key.state, KeyState::Active);
        key
    }
}
