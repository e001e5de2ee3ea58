//! The bridge: updates fetched by long polling arrive at a webhook that Telegram could not reach.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use sandbox::{Bridge, Config, Sandbox};
use serde_json::{Value, json};
use tokio::sync::Notify;

#[derive(Clone, Default)]
struct Bot {
    seen: Arc<Mutex<Vec<(String, Value)>>>,
    twice: Arc<Notify>,
}

async fn webhook(State(bot): State<Bot>, headers: HeaderMap, body: String) -> Response {
    let update: Value = serde_json::from_str(&body).unwrap();
    let secret = headers["x-telegram-bot-api-secret-token"].to_str().unwrap().to_owned();
    let count = {
        let mut seen = bot.seen.lock().unwrap();
        seen.push((secret, update.clone()));
        seen.len()
    };
    if count == 1 {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    bot.twice.notify_one();
    let chat = update["message"]["chat"]["id"].as_i64();
    axum::Json(json!({"method": "sendMessage", "chat_id": chat, "text": "heard"})).into_response()
}

#[tokio::test]
async fn an_update_is_brought_until_it_is_taken_and_the_answer_is_carried_out() {
    let telegram = Sandbox::start(Config::default()).await.unwrap();
    let bot = Bot::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/telegram", post(webhook)).with_state(bot.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let api = format!("{}/telegram", telegram.base_url()).parse().unwrap();
    let bridge = Bridge {
        api,
        token: Config::default().bot_token,
        webhook: format!("http://{address}/telegram").parse().unwrap(),
        secret: "s3cret".to_owned(),
        pause: std::time::Duration::ZERO,
    };
    let carrying = tokio::spawn(bridge.run());

    let http = reqwest::Client::new();
    let url = format!("{}/control/users/7/text?wait=0", telegram.base_url());
    http.post(url).json(&json!({"text": "hello"})).send().await.unwrap();
    bot.twice.notified().await;
    let shown = loop {
        let url = format!("{}/control/chats/7/messages", telegram.base_url());
        let chat: Value = http.get(url).send().await.unwrap().json().await.unwrap();
        if chat.as_array().is_some_and(|messages| messages.len() == 2) {
            break chat;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(shown[1]["text"], "heard");
    carrying.abort();
    let seen = bot.seen.lock().unwrap();
    assert_eq!(seen.len(), 2, "refused once, brought again");
    assert!(
        seen.iter()
            .all(|(secret, update)| secret == "s3cret" && update["message"]["text"] == "hello")
    );
}
