//! The admins' room: who sees it, what it shows.

use accounts::audit::{Act, AuditLine};
use jiff::SignedDuration;
use store::{ErrorLine, LastErrors, Users};
use telegram::UserId;
use testkit::{ADMIN, Seller, World};

const OVERVIEW: &str = "🛠 Сервис";

/// Who runs the bot.
pub(crate) fn admin(world: &World) -> Seller<'_> {
    world.seller(ADMIN)
}

/// Every act of the trail, with what it was done to.
pub(crate) async fn acts(world: &World) -> Vec<(Act, String)> {
    let partition = AuditLine::partition(world.hands.now());
    let lines = world.table.list::<AuditLine>(&partition, "").await.unwrap();
    lines
        .into_iter()
        .map(|line| (line.record.act, line.record.what))
        .collect()
}

/// People who have written to the bot once.
pub(crate) async fn people(world: &World, ids: std::ops::Range<i64>) {
    for id in ids {
        world.seller(id).writes("/start").await;
    }
}

#[tokio::test]
async fn to_others_the_room_does_not_exist() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/nosuchthing").await;
    let unknown = anna.last_text().await;
    for command in ["admin", "audit"] {
        anna.writes(&format!("/{command}")).await;
        let said = anna.last_text().await;
        assert_eq!(said.replace(command, "nosuchthing"), unknown);
    }
    anna.writes("/help").await;
    assert!(!anna.last_text().await.contains("/admin"));
    admin(&world).writes("/help").await;
    assert!(!admin(&world).last_text().await.contains("/admin"));
    anna.presses_data(anna.last_id().await, "xyz:1").await;
    let stale = anna.last_toast().await;
    for data in ["adm:home", "adm:ban:900:yes", "adm:csv:all", "menu:admin"] {
        anna.presses_data(anna.last_id().await, data).await;
        assert_eq!(anna.last_toast().await, stale, "{data}");
    }
    assert_eq!(acts(&world).await, []);
}

#[tokio::test]
async fn the_overview_tells_how_everything_stands() {
    let world = World::watching().await;
    people(&world, 2..5).await;
    Users::new(world.table.clone()).set_blocked(2, true).await.unwrap();
    admin(&world).writes("/admin").await;
    let text = admin(&world).last_text().await;
    for line in [
        OVERVIEW,
        "Пользователей: 5, сегодня новых: 5",
        "Заблокировали бота: 1, закрыт доступ: 0",
        "Активных слежений: 1",
        "Рабочих ключей: 1",
        "gateway: вызываем",
        "reports: ждут 0, в работе 0",
        "lost: не ответила",
    ] {
        assert!(text.contains(line), "«{line}» in {text}");
    }
    admin(&world).presses("🔄").await;
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_trail_is_leafed_through_across_months_filtered_and_taken_out() {
    let world = World::start().await;
    let now = world.hands.now();
    for n in 0..25 {
        // Three lines share a moment at the edge of a page; the oldest are of the month before.
        let at = match n {
            8..=10 => now - SignedDuration::from_secs(800),
            n if n > 20 => now - SignedDuration::from_hours(24 * 20 + n),
            n => now - SignedDuration::from_secs(100 * n),
        };
        let line = AuditLine::new(at, UserId(n % 2 + 1), Act::KeyAdded, format!("key-{n:02}"), "=Shop");
        world.table.put(&line).await.unwrap();
    }
    let boss = admin(&world);
    boss.writes("/audit").await;
    let mut seen = boss.last_text().await;
    while boss.sees("Старше").await {
        boss.presses("Старше").await;
        seen += &boss.last_text().await;
    }
    for n in 0..25 {
        assert_eq!(seen.matches(&format!("key-{n:02}")).count(), 1, "key-{n:02} in {seen}");
    }
    boss.writes("/audit 2").await;
    assert!(boss.last_text().await.contains("key-01") && !boss.last_text().await.contains("key-00"));
    boss.presses("⬇️").await;
    assert!(acts(&world).await.contains(&(Act::AuditExported, "2".into())));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn errors_are_leafed_through_the_newest_first_across_days() {
    let world = World::start().await;
    let now = world.hands.now();
    let lines: Vec<ErrorLine> = (0..15)
        .map(|n| {
            let at = now - SignedDuration::from_hours(3 * n);
            ErrorLine::new(at, "booker", &format!("error.{n:02}: it broke"), Some("t".into()))
        })
        .collect();
    LastErrors::new(world.table.clone()).keep(&lines).await.unwrap();
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:err").await;
    assert!(boss.last_text().await.contains("error.09") && !boss.last_text().await.contains("error.10"));
    boss.presses("Старше").await;
    assert!(boss.last_text().await.contains("error.14") && !boss.last_text().await.contains("error.09"));
    assert!(!boss.sees("Старше").await);
}
