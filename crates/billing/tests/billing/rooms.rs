//! What is pressed, and what it does.

use serde_json::json;
use telegram::{Call, Input, MessageId, Reply};

use crate::world::{ANNA, World, day, month, now};

async fn presses(world: &World, data: &str) -> Reply {
    let input = Input::Press {
        id: "q1".to_owned(),
        message_id: MessageId(7),
        data: data.to_owned(),
    };
    world.hears(input).await.unwrap()
}

async fn commands(world: &World, name: &str) -> Reply {
    let input = Input::Command {
        name: name.to_owned(),
        argument: String::new(),
    };
    world.hears(input).await.unwrap()
}

fn methods(reply: &Reply) -> Vec<&'static str> {
    reply.calls.iter().map(Call::method).collect()
}

#[tokio::test]
async fn every_command_answers_with_a_message() {
    let world = World::new().await;
    for name in ["balance", "buy", "terms", "paysupport"] {
        assert_eq!(methods(&commands(&world, name).await), ["sendMessage"], "/{name}");
    }
}

#[tokio::test]
async fn a_pack_becomes_an_invoice_for_its_buyer_alone() {
    let world = World::new().await;
    let reply = presses(&world, "buy:pack:10:250").await;
    assert_eq!(methods(&reply), ["answerCallbackQuery", "sendInvoice"]);
    let body = reply.calls[1].body();
    assert_eq!(body["payload"], format!("b1:10:250:42:{}", now().as_millisecond()));
    assert_eq!(body["start_parameter"], "buy");
    assert_eq!(body["prices"], json!([{"label": "10 броней", "amount": 250}]));
    let payload = body["payload"].as_str().unwrap();
    assert_eq!(world.check_out(payload, 250).await, None);
}

#[tokio::test]
async fn a_button_with_yesterdays_price_shows_todays() {
    let world = World::new().await;
    let reply = presses(&world, "buy:pack:10:199").await;
    assert_eq!(methods(&reply), ["answerCallbackQuery", "editMessageText"]);
    assert_eq!(reply.calls[0].body()["show_alert"], true);
}

#[tokio::test]
async fn the_button_under_other_messages_leaves_them_as_they_are() {
    let world = World::new().await;
    assert_eq!(
        methods(&presses(&world, "buy:open").await),
        ["answerCallbackQuery", "sendMessage"]
    );
    assert_eq!(
        methods(&presses(&world, "buy:show").await),
        ["answerCallbackQuery", "editMessageText"]
    );
    assert_eq!(methods(&presses(&world, "buy:gone").await), ["answerCallbackQuery"]);
}

#[tokio::test]
async fn a_subscription_is_paid_by_a_link() {
    let world = World::new().await;
    world.telegram_says([(200, json!({"ok": true, "result": "https://t.me/$month"}))]);
    let reply = presses(&world, "buy:month").await;
    let shown = reply.calls[1].body();
    let button = &shown["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["url"], "https://t.me/$month");
    let (method, body) = world.calls().remove(0);
    assert_eq!(
        (method.as_str(), &body["subscription_period"]),
        ("createInvoiceLink", &json!(2_592_000))
    );
}

#[tokio::test]
async fn without_a_link_nothing_changes_and_the_user_is_told() {
    let world = World::new().await;
    world.telegram_says([(500, json!({"ok": false, "error_code": 500, "description": "Internal"}))]);
    let reply = presses(&world, "buy:month").await;
    assert_eq!(methods(&reply), ["answerCallbackQuery"]);
    assert_eq!(reply.calls[0].body()["show_alert"], true);
}

#[tokio::test]
async fn a_subscriber_is_not_offered_another_subscription() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let reply = presses(&world, "buy:month").await;
    assert_eq!(reply.calls[0].body()["show_alert"], true);
    assert_eq!(world.calls(), []);
}

#[tokio::test]
async fn a_subscription_ends_only_after_a_yes() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let question = presses(&world, "bill:stop").await;
    assert!(question.calls[1].body().to_string().contains("bill:stop:yes"));
    assert_eq!(world.calls(), []);
    let ended = presses(&world, "bill:stop:yes").await;
    assert_eq!(ended.calls[0].body()["text"], "Подписка отменена");
    assert!(
        ended.calls[1].body().to_string().contains("bill:go"),
        "{:?}",
        ended.calls[1].body()
    );
    assert_eq!(world.calls().len(), 1);
}
