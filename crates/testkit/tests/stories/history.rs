//! `/history`: every operation a line, newest first, by kinds, page by page, and as a table.

use std::collections::BTreeMap;
use std::time::Duration;

use accounts::history::{HistoryLine, Operation};
use jiff::{SignedDuration, Timestamp};
use telegram::UserId;
use testkit::World;

/// Writes a payment into user 1's history, so long ago.
async fn paid(world: &World, ago: SignedDuration, stars: u64) {
    let what = Operation::Paid {
        charge: format!("c{stars}"),
        stars,
        catches: 1,
        until: None,
    };
    writes(world, world.hands.now() - ago, &stars.to_string(), what).await;
}

async fn paused(world: &World, ago: SignedDuration, watch: &str) {
    let watch = watch.to_owned();
    writes(
        world,
        world.hands.now() - ago,
        &watch.clone(),
        Operation::WatchPaused { watch },
    )
    .await;
}

async fn writes(world: &World, at: Timestamp, id: &str, what: Operation) {
    let line = HistoryLine::new(UserId(1), at, id, what);
    world.table.put(&line).await.unwrap();
}

/// How often each payment is told from the first page to the last; also how many pages there are.
async fn leafed(world: &World) -> (BTreeMap<String, usize>, usize) {
    let anna = world.seller(1);
    let mut told = BTreeMap::new();
    for pages in 1..50 {
        for line in anna.last_text().await.lines() {
            if let Some((_, stars)) = line.split_once("⭐ Оплата ") {
                *told.entry(stars.to_owned()).or_default() += 1;
            }
        }
        if !anna.sees("Раньше").await {
            return (told, pages);
        }
        anna.presses("Раньше").await;
    }
    panic!("the history never ends");
}

#[tokio::test]
async fn a_catch_is_told_from_the_key_to_the_booking() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    let anna = world.seller(1);
    anna.writes("/history").await;
    let all = anna.last_text().await;
    let place = |words: &str| all.find(words).unwrap_or_else(|| panic!("no «{words}» in {all}"));
    assert!(place("🎯 Поймано: Коледино, 25 ноября 2026, ср, Короба") < place("👀 Наблюдение создано: Коледино"));
    assert!(place("👀 Наблюдение создано") < place("🔑 Ключ добавлен: «Shop 1»"));
    assert!(all.contains("18 ноября 2026, ср") && all.contains("Это всё."), "{all}");

    anna.presses("hist:catches").await;
    let catches = anna.last_text().await;
    assert!(
        catches.contains("🎯 Поймано") && !catches.contains("Ключ добавлен"),
        "{catches}"
    );
    anna.presses("hist:payments").await;
    assert!(anna.last_text().await.contains("Здесь пока пусто"));
    assert_eq!(anna.read("История").await, 1, "one message, shown anew");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn every_line_is_on_exactly_one_page_also_when_many_are_of_one_instant() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    for number in 0..27 {
        // Nine instants of three payments each, and a pause at each of them.
        let ago = SignedDuration::from_hours(number / 3);
        paid(&world, ago, 100 + u64::try_from(number).unwrap()).await;
        paused(&world, ago, &format!("w{}", number / 3)).await;
    }
    for (filter, pages) in [("hist:all", 4), ("hist:payments", 3)] {
        anna.writes("/history").await;
        if filter != "hist:all" {
            anna.presses(filter).await;
        }
        let (told, seen) = leafed(&world).await;
        assert_eq!((told.len(), seen), (27, pages), "{filter}: {told:?}");
        assert!(told.values().all(|times| *times == 1), "{filter}: {told:?}");
    }
    anna.presses("⏮").await;
    assert!(!anna.sees("⏮").await && anna.sees("Раньше").await);
}

#[tokio::test]
async fn a_rare_kind_is_looked_for_press_by_press() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    paid(&world, SignedDuration::from_hours(2000), 250).await;
    for number in 0..620 {
        paused(&world, SignedDuration::from_hours(number), "w1").await;
    }
    anna.writes("/history").await;
    anna.presses("hist:payments").await;
    assert!(anna.last_text().await.contains("Среди последних строк таких нет"));
    anna.presses("Раньше").await;
    let found = anna.last_text().await;
    assert!(
        found.contains("⭐ Оплата 250 ⭐") && found.contains("Это всё."),
        "{found}"
    );
}

#[tokio::test]
async fn the_table_is_readable_by_excel_and_holds_no_formula() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    let bad = Operation::KeyAdded {
        name: "=HYPERLINK(\"http://evil\",\"x\")".to_owned(),
        last4: "wxyz".to_owned(),
    };
    writes(&world, world.hands.now(), "k1", bad).await;
    paid(&world, SignedDuration::from_hours(1), 250).await;
    anna.writes("/history").await;
    anna.presses("hist:csv").await;
    let chat = anna.chat().await;
    let sent = chat.last().unwrap();
    assert_eq!(sent["document"]["file_name"], "history-2026-11-18.csv");
    assert!(sent["caption"].as_str().unwrap().contains("строк: 2"), "{sent}");
    let id = sent["document"]["file_id"].as_str().unwrap();
    let bytes = world
        .telegram()
        .download(id, 100_000, Duration::from_secs(10))
        .await
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 3);
    assert!(
        rows[0].starts_with("\u{feff}Дата (Москва),Время (Москва),"),
        "{}",
        rows[0]
    );
    assert!(rows[1].starts_with("2026-11-18,09:00,keys,"), "{}", rows[1]);
    assert!(
        rows[1].contains(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\","),
        "{}",
        rows[1]
    );
    assert!(
        rows[2].starts_with("2026-11-18,08:00,payments,") && rows[2].contains(",c250,"),
        "{}",
        rows[2]
    );
    world.telegram_was_never_refused().await;
}
