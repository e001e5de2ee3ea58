//! Updates on their way: order, repetition, replies, and what the bot asked not to see.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Bot, Story, Verdict};
use serde_json::{Value, json};

async fn hooked(verdicts: Vec<Verdict>) -> (Story, Bot) {
    let story = Story::begin().await;
    let bot = Bot::listening(verdicts).await;
    story
        .bot("setWebhook", json!({"url": bot.url, "secret_token": "hush"}))
        .await;
    (story, bot)
}

fn texts(updates: &[Value]) -> Vec<&str> {
    updates
        .iter()
        .map(|update| update["message"]["text"].as_str().unwrap_or("?"))
        .collect()
}

#[tokio::test]
async fn an_update_is_posted_with_the_secret_and_reported_delivered() {
    let (story, bot) = hooked(Vec::new()).await;
    let done = story
        .control("users/7/text", json!({"text": "/start me", "language_code": "en"}))
        .await;
    assert_eq!((&done["delivered"], &done["message_id"]), (&json!(true), &json!(1)));
    let update = &bot.updates()[0];
    assert_eq!(update["update_id"], done["update_id"]);
    assert_eq!(
        update["message"]["from"],
        json!({"id": 7, "is_bot": false, "first_name": "User 7", "language_code": "en"})
    );
    assert_eq!(update["message"]["entities"][0]["type"], "bot_command");
    assert_eq!(bot.headers(0)["x-telegram-bot-api-secret-token"], "hush");
    assert_eq!(bot.headers(0)["content-type"], "application/json");
    let calls = story.get("/control/calls").await;
    assert_eq!(calls[0]["body"]["secret_token"], "***");
}

#[tokio::test]
async fn the_first_repetition_is_immediate_and_later_ones_come_with_the_clock() {
    let (story, bot) = hooked(vec![Verdict::fail(503), Verdict::fail(500)]).await;
    story.control("users/7/text?wait=0", json!({"text": "one"})).await;
    story.control("users/7/text?wait=0", json!({"text": "two"})).await;
    story.control("users/8/text", json!({"text": "other"})).await;
    bot.seen(3).await;
    let info = story.bot("getWebhookInfo", json!({})).await;
    assert_eq!(
        (&info["url"], info["pending_update_count"].as_i64() >= Some(1)),
        (&json!(bot.url), true)
    );
    // The second failure asks for two seconds of patience; the clock is moved past them.
    while bot.updates().len() < 5 {
        story.advance(2).await;
    }
    let updates = bot.updates();
    let of_seven: Vec<Value> = updates
        .into_iter()
        .filter(|update| update["message"]["chat"]["id"] == 7)
        .collect();
    let seen = texts(&of_seven);
    assert_eq!(seen.last(), Some(&"two"), "order holds in a chat: {seen:?}");
    assert_eq!(seen.iter().filter(|text| **text == "two").count(), 1);
}

#[tokio::test]
async fn retry_after_is_obeyed() {
    let wait = Verdict {
        status: 503,
        body: String::new(),
        retry_after: Some("1000"),
    };
    let (story, bot) = hooked(vec![wait]).await;
    story.control("users/7/text?wait=0", json!({"text": "one"})).await;
    bot.seen(1).await;
    story.advance(990).await;
    // Another chat's update goes through the same queues while this one waits.
    story.control("users/8/text", json!({"text": "other"})).await;
    assert_eq!(texts(&bot.updates()), ["one", "other"]);
    while bot.updates().len() < 3 {
        story.advance(10).await;
    }
    assert_eq!(texts(&bot.updates()), ["one", "other", "one"]);
}

#[tokio::test]
async fn a_call_may_travel_in_the_answer_but_not_every_one() {
    let send = json!({"method": "sendMessage", "chat_id": 7, "text": "из ответа"});
    let (story, _bot) = hooked(vec![
        Verdict::reply(send),
        Verdict::reply(json!({"method": "deleteWebhook"})),
    ])
    .await;
    story.control("users/7/text", json!({"text": "one"})).await;
    story.control("users/7/text", json!({"text": "two"})).await;
    let messages = story.get("/control/chats/7/messages").await;
    assert_eq!(messages[1]["text"], "из ответа");
    let calls = story.get("/control/calls?target=telegram").await;
    assert_eq!(
        (&calls[1]["via"], &calls[1]["method"], &calls[1]["status"]),
        (&json!("webhook_reply"), &json!("sendMessage"), &json!(200))
    );
    assert_eq!(
        (&calls[2]["method"], &calls[2]["status"]),
        (&json!("deleteWebhook"), &json!(404))
    );
    assert_ne!(story.bot("getWebhookInfo", json!({})).await["url"], "");
}

#[tokio::test]
async fn kinds_not_asked_for_are_not_sent_and_a_webhook_excludes_polling() {
    let (story, bot) = hooked(Vec::new()).await;
    story
        .bot(
            "setWebhook",
            json!({"url": bot.url, "allowed_updates": ["callback_query"], "max_connections": "5"}),
        )
        .await;
    assert_eq!(
        story.control("users/7/text", json!({"text": "one"})).await["delivered"],
        false
    );
    assert_eq!(bot.updates(), Vec::<Value>::new());
    assert!(story.refused("getUpdates", json!({})).await.starts_with("Conflict: "));
    let info = story.bot("getWebhookInfo", json!({})).await;
    assert_eq!(
        (&info["max_connections"], &info["allowed_updates"]),
        (&json!(5), &json!(["callback_query"]))
    );
}

#[tokio::test]
async fn what_waited_is_delivered_once_there_is_a_webhook_or_dropped_on_request() {
    let story = Story::begin().await;
    let bot = Bot::listening(Vec::new()).await;
    story.control("users/7/text", json!({"text": "lost"})).await;
    story
        .bot("setWebhook", json!({"url": bot.url, "drop_pending_updates": true}))
        .await;
    story.bot("deleteWebhook", json!({})).await;
    story.control("users/7/text", json!({"text": "kept"})).await;
    story.bot("setWebhook", json!({"url": bot.url})).await;
    assert_eq!(texts(&bot.seen(1).await), ["kept"]);
}

#[tokio::test]
async fn a_raw_update_is_sent_as_it_is() {
    let (story, bot) = hooked(Vec::new()).await;
    let odd = json!({"update_id": 5, "guest_message": {"chat": {"id": 1}}});
    for _ in 0..2 {
        let done = story.control("update", odd.clone()).await;
        assert_eq!((&done["delivered"], &done["update_id"]), (&json!(true), &json!(5)));
    }
    let response = story
        .http
        .post(story.url("/control/update"))
        .body("not json")
        .send()
        .await
        .unwrap();
    assert_eq!(response.json::<Value>().await.unwrap()["delivered"], true);
    assert_eq!(bot.updates(), vec![odd.clone(), odd, json!("not json")]);
}

#[tokio::test]
async fn polling_gives_updates_until_they_are_confirmed() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "one"})).await;
    story.control("users/8/text", json!({"text": "two"})).await;
    let updates = story.bot("getUpdates", json!({})).await;
    assert_eq!(texts(updates.as_array().unwrap()), ["one", "two"]);
    let last = updates[1]["update_id"].as_i64().unwrap();
    let rest = story.bot("getUpdates", json!({"offset": last})).await;
    assert_eq!(texts(rest.as_array().unwrap()), ["two"]);
    // Long polling ends as soon as somebody writes.
    let poll = story.bot("getUpdates", json!({"offset": last + 1, "timeout": 50}));
    let write = story.control("users/9/text", json!({"text": "three"}));
    let (polled, _) = tokio::join!(poll, write);
    assert_eq!(texts(polled.as_array().unwrap()), ["three"]);
}
