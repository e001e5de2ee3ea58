//! A seller whose phone speaks English, from the wizard through an offer to the catch.

use serde_json::Value;
use testkit::{Seller, World};

/// What stays Russian: names as Wildberries writes them, and the way back to one's own language.
const NAMES: [&str; 4] = ["Коледино", "Поставки", "Создать поставку", "Язык"];

/// Everything that the chat shows of the bot now: texts and labels.
async fn shown(seller: Seller<'_>) -> String {
    let mut all = seller.bot_texts().await;
    for message in seller.chat().await {
        let rows = message["reply_markup"]["inline_keyboard"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
        all.extend(buttons.filter_map(|button: Value| Some(button["text"].as_str()?.to_owned())));
    }
    all.extend(seller.toasts().await);
    all.join("\n")
}

/// No word of Russian but names.
async fn reads_english(seller: Seller<'_>) {
    let mut text = shown(seller).await;
    for name in NAMES {
        text = text.replace(name, "");
    }
    let russian = text.lines().find(|line| {
        line.chars()
            .any(|c| ('а'..='я').contains(&c.to_lowercase().next().unwrap_or(c)))
    });
    assert_eq!(russian, None);
}

#[tokio::test]
async fn an_assisted_catch_reads_well_in_english_at_every_step() {
    let mut world = World::start().await;
    let john = world.seller(1);
    john.writes_in_language("en", "/start").await;
    john.adds_a_key().await;
    world.tick().await;
    let john = world.seller(1);
    let order = john.orders(507).await;
    john.writes("/watch").await;
    reads_english(john).await;
    for step in ["🤝 ", &format!("w:cargo:{order}"), "w:max:5"] {
        john.presses(step).await;
        reads_english(john).await;
    }
    john.chooses_days("2026-11-24", "2026-11-26").await;
    assert!(
        john.last_text().await.contains(&format!("order {order}")),
        "{}",
        john.last_text().await
    );
    reads_english(john).await;
    john.presses("w:make").await;
    for step in ["✏️", "📅", "💾", "✏️", "💰", "w:max:7", "💾"] {
        john.presses(step).await;
        reads_english(john).await;
    }

    world.goes_on(1).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read("🔔 A slot is open — confirm it!").await, 1);
    reads_english(world.seller(1)).await;
    world.closes(507, "2026-11-25", 2).await;
    world.looks_and_settles().await;
    reads_english(world.seller(1)).await;
    world.minutes_go_on(2).await;
    world.opens(507, "2026-11-26", 2, 0.0).await;
    world.looks_and_settles().await;
    world.seller(1).plans(order, "2026-11-26").await;
    world.goes_on(6).await;
    assert_eq!(world.seller(1).read("🎉 SLOT CAUGHT!").await, 1);
    world.seller(1).writes("/watches").await;
    reads_english(world.seller(1)).await;
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_wildberries_does_not_say_is_told_in_english_too() {
    for kind in ["500", "429"] {
        let world = World::with_a_key().await;
        let john = world.seller(2);
        john.writes_in_language("en", "/start").await;
        john.adds_a_key().await;
        let fault = serde_json::json!({ "target": "wb", "kind": kind, "method": "/supplies" });
        world.faults(fault).await;
        john.writes("/watch").await;
        john.presses("w:way:own").await;
        reads_english(john).await;
        john.presses("w:renew").await;
        reads_english(john).await;
    }
}
