//! Lists of goods: sent, read whole or not at all, and put into a draft that is made with the watch or not at all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use booking::goods_sheet::GoodsSheet;
use booking::ids::WatchId;
use booking::keys;
use booking::orders::NewDraft;
use booking::watch::{Cargo, Way};
use jiff::SignedDuration;
use serde_json::{Value, json};
use telegram::UserId;
use testkit::{Cut, Seller, World};

const RUNS: &str = "Готово! Наблюдение работает";
const LIST: &str = "4600000000017;10\n4600000000024;5\n4600000000017;2";
const WORKBOOK: &[u8] = include_bytes!("../fixtures/goods.xlsx");

/// Up to where a list is asked for.
async fn at_the_list(anna: Seller<'_>) {
    anna.writes("/watch").await;
    anna.presses("w:way:own").await;
    anna.presses("w:cargo:goods").await;
    assert!(anna.last_text().await.contains("Пришлите баркоды и количество"));
}

/// From a list that was taken to the summary.
async fn to_the_summary(anna: Seller<'_>) {
    anna.presses("w:next:goods").await;
    anna.writes("507").await;
    for button in ["w:wh:507", "w:next:wh", "w:box:2", "w:next:box", "w:max:5"] {
        anna.presses(button).await;
    }
    anna.chooses_days("2026-11-24", "2026-11-26").await;
}

async fn sends_bytes(anna: Seller<'_>, name: &str, bytes: &[u8]) {
    let file = json!({ "name": name, "base64": STANDARD.encode(bytes) });
    let said = anna.world().control(&format!("users/{}/document", anna.id), file).await;
    assert_eq!(said["delivered"], true);
}

/// Drafts at Wildberries: goods and units of each.
async fn drafts(world: &World) -> Vec<(u64, u64)> {
    let sid = world.seller(1).shop();
    let told = world.ask(&format!("wb/supplies?sid={sid}")).await;
    let drafts = told["drafts"].as_array().cloned().unwrap_or_default();
    let of = |draft: &Value| Some((draft["skuQuantity"].as_u64()?, draft["itemQuantity"].as_u64()?));
    drafts.iter().map(|draft| of(draft).unwrap()).collect()
}

#[tokio::test]
async fn every_kind_of_list_becomes_a_filled_draft_with_its_watch() {
    for kind in ["text", "csv", "windows csv", "xlsx"] {
        let world = World::with_a_key().await;
        let anna = world.seller(1);
        at_the_list(anna).await;
        match kind {
            "text" => anna.writes(LIST).await,
            "csv" => {
                anna.sends_file("goods.csv", &format!("Баркод;Кол-во\n{LIST}"), "")
                    .await
            }
            // «Баркод;шт» in Windows-1251.
            "windows csv" => {
                let mut bytes = b"\xc1\xe0\xf0\xea\xee\xe4;\xf8\xf2\r\n".to_vec();
                bytes.extend(LIST.replace('\n', "\r\n").bytes());
                sends_bytes(anna, "goods.csv", &bytes).await;
            }
            _ => sends_bytes(anna, "goods.xlsx", WORKBOOK).await,
        }
        let taken = anna.last_text().await;
        assert!(taken.contains("✅ Товары: 2 позиции, 17 шт."), "{kind}: {taken}");
        assert!(taken.contains("сложены: 1 баркод."), "{kind}: {taken}");
        to_the_summary(anna).await;
        assert!(anna.last_text().await.contains("📄 Товары: 2 позиции, 17 шт."));
        assert_eq!(drafts(&world).await, [], "nothing is made before it is wanted");
        anna.presses_twice("✅ Запустить").await;
        assert_eq!(drafts(&world).await, [(2, 17)], "{kind}");
        let watch = world.watches_of(1).await.remove(0);
        assert!(matches!(watch.way, Way::Assisted(Cargo::Draft { .. })));
        let card = anna.last_text().await;
        assert!(card.contains("📄 Товары: 2 позиции, 17 шт."), "{card}");
        assert!(!card.contains("Положите товары"), "they are in it: {card}");
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn broken_lists_are_explained_and_nothing_of_them_is_kept() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_list(anna).await;
    anna.writes("4600000000017;10\nноски;5\n4600000000024;0").await;
    let told = anna.last_text().await;
    assert!(told.contains("строка 2: «носки» — не баркод"), "{told}");
    assert!(told.contains("строка 3: «0» — не количество"), "{told}");

    let many: String = (0..25).map(|n| format!("46000000{n:05};много\n")).collect();
    anna.sends_file("many.csv", &many, "").await;
    let told = anna.last_text().await;
    assert!(
        told.contains("строка 20: ") && !told.contains("строка 21: ") && told.contains("и ещё 5"),
        "{told}"
    );

    let too_many: String = (0..1001).map(|n| format!("46000000{n:05};1\n")).collect();
    let huge = vec![b'7'; 3 * 1024 * 1024];
    let cases: [(&str, &[u8], &str); 6] = [
        ("rows.csv", too_many.as_bytes(), "Строк больше 1000"),
        ("huge.csv", &huge, "файл должен быть не больше 2 МБ"),
        (
            "old.xls",
            &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
            "старого формата",
        ),
        ("cut.xlsx", &WORKBOOK[..WORKBOOK.len() / 2], "не открывается"),
        ("cat.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "нужен файл .csv, .xlsx"),
        ("empty.csv", b"\n\n", "нет ни одного товара"),
    ];
    for (name, bytes, words) in cases {
        sends_bytes(anna, name, bytes).await;
        let told = anna.last_text().await;
        assert!(told.contains(words), "{name}: {told}");
    }
    // The wizard is where it was.
    anna.writes(LIST).await;
    assert!(anna.last_text().await.contains("✅ Товары: 2 позиции, 17 шт."));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_file_at_another_step_or_out_of_the_blue_is_told_where_it_belongs() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.sends_file("goods.csv", LIST, "").await;
    assert!(anna.last_text().await.contains("нажмите «📄 Список товаров»"));
    anna.writes("/watches").await;
    anna.sends_file("goods.csv", LIST, "").await;
    assert!(anna.last_text().await.contains("нажмите «📄 Список товаров»"));
    anna.writes("/watch").await;
    anna.sends_file("goods.csv", LIST, "").await;
    assert!(anna.last_text().await.contains("нажмите «📄 Список товаров»"));
    anna.presses("w:way:own").await;
    anna.sends_file("goods.csv", LIST, "").await;
    assert!(
        anna.last_text().await.contains("✅ Товары: 2 позиции"),
        "where a list can be chosen it is taken"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn goods_that_wildberries_refuses_are_named_and_no_draft_is_left() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_list(anna).await;
    // By their look these have no cards.
    anna.writes("4600000000017;10\nABC-1234;5\n4600000000024;1\nABC-1234;5")
        .await;
    to_the_summary(anna).await;
    anna.presses("✅ Запустить").await;
    assert!(anna.last_toast().await.contains("принял не все товары"));
    let told = anna.last_text().await;
    assert!(
        told.contains("строки 2, 4: ABC-1234 — Создайте карточку товара"),
        "{told}"
    );
    assert_eq!(drafts(&world).await, []);
    assert!(world.watches_of(1).await.is_empty());
    anna.writes(LIST).await;
    anna.presses("w:next:goods").await;
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, RUNS);
    assert_eq!(drafts(&world).await, [(2, 17)]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_draft_that_cannot_be_filled_is_taken_away() {
    for kind in ["500", "lost_answer"] {
        let world = World::with_a_key().await;
        let anna = world.seller(1);
        at_the_list(anna).await;
        anna.writes(LIST).await;
        to_the_summary(anna).await;
        world
            .faults(json!({ "target": "wb", "kind": kind, "method": "/items" }))
            .await;
        anna.presses("✅ Запустить").await;
        assert!(
            anna.last_toast().await.contains("черновик не создан"),
            "{kind}: {}",
            anna.last_toast().await
        );
        assert_eq!(drafts(&world).await, [], "{kind}");
        world.mend().await;
        world.passes(SignedDuration::from_secs(60)).await;
        anna.presses("✅ Запустить").await;
        assert_eq!(drafts(&world).await, [(2, 17)], "{kind}");
        assert_eq!(world.watches_of(1).await.len(), 1);
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn a_draft_that_could_not_be_taken_away_goes_with_the_wizard() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_list(anna).await;
    anna.writes(LIST).await;
    to_the_summary(anna).await;
    // Everything but the making of a draft fails.
    world
        .faults(json!({ "target": "wb", "kind": "500", "method": "/drafts/" }))
        .await;
    anna.presses("✅ Запустить").await;
    assert_eq!(drafts(&world).await.len(), 1);
    world.mend().await;
    world.passes(SignedDuration::from_secs(60)).await;
    anna.presses("✖️ Отмена").await;
    assert_eq!(drafts(&world).await, []);
    assert!(world.watches_of(1).await.is_empty());
}

/// Whoever dies anywhere between the calls, the next worker makes one whole draft of it, and only one.
#[tokio::test]
async fn whoever_dies_leaves_one_whole_draft_to_the_next() {
    for cut in [Cut::Before, Cut::After] {
        for call in 0..6 {
            let world = World::with_a_key().await;
            let key = keys::list(&world.table, UserId(1)).await.unwrap().remove(0).record;
            let (watch, now) = (WatchId::from_text("abcdefghjk"), world.hands.now());
            let sheet = GoodsSheet::new(UserId(1), goods::read_text(LIST).unwrap(), now);
            let orders = world.orders();
            world.cloud.fuse.set(call, cut);
            tokio::select! {
                made = orders.draft_for(&watch, &key, Some(&sheet), now) => assert!(matches!(made, Ok(NewDraft::Made(_)))),
                () = world.cloud.fuse.blown() => {}
            }
            world.cloud.fuse.reset();
            world.passes(SignedDuration::from_secs(30)).await;
            let now = world.hands.now();
            let made = orders.draft_for(&watch, &key, Some(&sheet), now).await;
            assert!(matches!(made, Ok(NewDraft::Made(_))), "{call} {cut:?}: {made:?}");
            assert_eq!(drafts(&world).await, [(2, 17)], "{call} {cut:?}");
        }
    }
}

#[tokio::test]
async fn the_gateway_books_the_draft_that_was_filled() {
    let mut world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/watch").await;
    anna.presses("w:way:gateway").await;
    anna.writes("507").await;
    for button in ["w:wh:507", "w:next:wh", "w:box:2", "w:next:box", "w:max:5"] {
        anna.presses(button).await;
    }
    anna.chooses_days("2026-11-24", "2026-11-26").await;
    anna.presses("w:mode:keep").await;
    anna.presses("📄 Список товаров").await;
    anna.writes(LIST).await;
    anna.presses("w:next:goods").await;
    let summary = anna.last_text().await;
    assert!(
        summary.contains("🤖 Бронируем автоматически") && summary.contains("17 шт."),
        "{summary}"
    );
    assert!(
        summary.contains("🏁 До первой брони"),
        "a draft is booked once: {summary}"
    );
    anna.presses("✅ Запустить").await;
    assert_eq!(drafts(&world).await, [(2, 17)]);
    world.tick().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
    assert_eq!(drafts(&world).await, [], "it became the supply");
    let orders = world.ask(&format!("wb/supplies?sid={}", world.seller(1).shop())).await["orders"].clone();
    assert_eq!(
        (orders.as_array().unwrap().len(), &orders[0]["quantity"]),
        (1, &json!(17))
    );
    world.telegram_was_never_refused().await;
}
