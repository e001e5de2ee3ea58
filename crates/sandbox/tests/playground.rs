//! The playground page and what keeps it up to date.
#![allow(clippy::unwrap_used)]

mod common;

use common::Story;
use serde_json::{Value, json};

/// The news as they come.
struct News {
    response: reqwest::Response,
    /// What was heard and not looked at; a chunk may end in the middle of a letter.
    heard: Vec<u8>,
}

impl News {
    async fn listen(story: &Story) -> Self {
        let response = story.http.get(story.url("/control/events")).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let heard = Vec::new();
        let mut news = Self { response, heard };
        assert_eq!(
            news.until("hello").await,
            json!({}),
            "whoever comes reads everything first"
        );
        news
    }

    /// The data of the next event of this name; those before it are passed over.
    async fn until(&mut self, name: &str) -> Value {
        loop {
            let (event, data) = self.next().await;
            if event == name {
                return data;
            }
        }
    }

    /// The next event: its name and its data.
    async fn next(&mut self) -> (String, Value) {
        loop {
            if let Some(end) = self.heard.windows(2).position(|two| two == b"\n\n") {
                let event = self.heard.drain(..end + 2).collect();
                let event = String::from_utf8(event).unwrap();
                let field = |field: &str| event.lines().find_map(|line| line.strip_prefix(field)).unwrap();
                return (
                    field("event: ").to_owned(),
                    serde_json::from_str(field("data: ")).unwrap(),
                );
            }
            let chunk = self.response.chunk().await.unwrap().expect("the stream goes on");
            self.heard.extend_from_slice(&chunk);
        }
    }
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere() {
    let story = Story::begin().await;
    let page = story.http.get(story.url("/")).send().await.unwrap();
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    let text = page.text().await.unwrap();
    assert!(text.contains("/playground/main.js") && !text.contains("://"), "{text}");
}

#[tokio::test]
async fn everything_the_page_names_is_there() {
    let story = Story::begin().await;
    let mut waiting = vec!["/".to_owned()];
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop() {
        let response = story.http.get(story.url(&path)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        let wanted = match path.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(kind, wanted, "{path}");
        let named = text.split('"').filter_map(|quoted| match quoted.strip_prefix("./") {
            Some(module) if path.ends_with(".js") => Some(format!("/playground/{module}")),
            _ => quoted.starts_with("/playground/").then(|| quoted.to_owned()),
        });
        seen.push(path.clone());
        waiting.extend(named.filter(|named| !seen.contains(named)).collect::<Vec<_>>());
        waiting.sort();
        waiting.dedup();
    }
    assert!(seen.len() > 20, "modules lead to modules: {seen:?}");
    let none = story.http.get(story.url("/playground/none.js")).send().await.unwrap();
    assert_eq!(none.status(), 404);
}

#[tokio::test]
async fn a_chat_is_told_of_when_a_person_or_the_bot_changes_it() {
    let story = Story::begin().await;
    let mut news = News::listen(&story).await;
    story.control("users/7/text", json!({"text": "привет"})).await;
    assert_eq!(news.until("chat").await, json!({"chat": 7}));
    story
        .bot("sendChatAction", json!({"chat_id": "7", "action": "typing"}))
        .await;
    assert_eq!(news.until("action").await, json!({"chat": 7, "action": "typing"}));
    let buttons = json!({"inline_keyboard": [[{"text": "да", "callback_data": "y"}]]});
    let sent = story
        .bot(
            "sendMessage",
            json!({"chat_id": 7, "text": "ну?", "reply_markup": buttons}),
        )
        .await;
    assert_eq!(news.until("chat").await, json!({"chat": 7}));
    story
        .control("users/7/press", json!({"message_id": sent["message_id"], "data": "y"}))
        .await;
    assert_eq!(news.until("chat").await, json!({"chat": 7}), "the press");
    story
        .call("sendMessage", json!({"chat_id": 404, "text": "никому"}))
        .await;
    story.control("users/8/text", json!({"text": "и я"})).await;
    assert_eq!(
        news.until("chat").await,
        json!({"chat": 8}),
        "a refused call changed no chat"
    );
}

#[tokio::test]
async fn parts_of_the_world_are_told_of_by_name() {
    let story = Story::begin().await;
    let mut news = News::listen(&story).await;
    let slot = json!({"warehouseID": 507, "date": "2026-11-21", "boxTypeID": 2, "coefficient": 0, "capacity": 1});
    story.control("wb/slots", slot.clone()).await;
    news.until("board").await;
    let seller = story.control("wb/sellers", json!({"name": "ИП Весть"})).await;
    news.until("sellers").await;
    story.control("wb/orders", json!({"sid": seller["sid"]})).await;
    news.until("orders").await;
    let booking = story
        .http
        .post(story.url("/gateway/api/v1/bookings"))
        .bearer_auth(seller["token"].as_str().unwrap())
        .header("Idempotency-Key", "a")
        .json(&slot);
    assert_eq!(booking.send().await.unwrap().status(), 201);
    news.until("board").await;
    news.until("bookings").await;
    news.until("orders").await;
    let line = json!({"nmId": 1, "chrtId": 10, "barcode": "4600000000017", "warehouseId": 507, "quantity": 9});
    let stock = json!({"sid": seller["sid"], "items": [line]});
    story.control("wb/stocks", stock).await;
    news.until("stocks").await;
    let fewer = json!({"sid": seller["sid"], "warehouseId": 507, "quantity": 5});
    story.control("wb/stocks/10", fewer).await;
    news.until("stocks").await;
    story.control("gateway/quotas", json!({"open": true})).await;
    news.until("quotas").await;
    story.control("gateway/quotas/507", json!({"srcQuota": 7})).await;
    news.until("quotas").await;
    story.control("wb/feed", json!({"state": "disabled"})).await;
    news.until("feed").await;
    story
        .control("faults", json!({"target": "wb", "kind": "500", "count": 1}))
        .await;
    news.until("faults").await;
    story.http.get(story.url("/wb/common/ping")).send().await.unwrap();
    news.until("faults").await;
    story.control("clock", json!({"advance_s": 60})).await;
    news.until("clock").await;
    assert_eq!(story.try_control("wb/slots", json!({"warehouseID": 0})).await.0, 400);
    story.control("reset", json!({})).await;
    assert_eq!(news.next().await.0, "world", "what was refused changed nothing");
}

#[tokio::test]
async fn log_lines_are_kept_sent_on_and_dated_by_the_sandboxs_clock() {
    let story = Story::begin().await;
    let mut news = News::listen(&story).await;
    let line = json!({"timestamp": "2020-01-01T00:00:00Z", "function": "booker", "message": "booking.over: …"});
    assert_eq!(story.control("timeline", json!([line, {}])).await, json!({"taken": 2}));
    let heard = news.until("log").await;
    assert_eq!((&heard["seq"], &heard["function"]), (&json!(1), &json!("booker")));
    assert_eq!(heard["at_ms"], 1_795_165_200_000_i64, "the clock stands at noon");
    assert_eq!(
        story.get("/control/timeline?since=1").await.as_array().unwrap().len(),
        1
    );
    assert_eq!(story.get("/control/timeline?last=1").await[0]["seq"], 2);
    story.control("clock", json!({"frozen": false})).await;
    let now_ms = story.get("/control/clock").await["now_ms"].as_i64().unwrap();
    let ago = json!({"timestamp": (jiff::Timestamp::now() - jiff::SignedDuration::from_secs(5)).to_string()});
    story.control("timeline", ago).await;
    let told = story.get("/control/timeline?last=1").await[0]["at_ms"]
        .as_i64()
        .unwrap();
    assert!(
        (now_ms - 5_000..now_ms).contains(&told),
        "five seconds before {now_ms}: {told}"
    );
    for wrong in [json!("line"), json!([1])] {
        assert_eq!(story.try_control("timeline", wrong).await.0, 400);
    }
    story.control("reset", json!({})).await;
    assert_eq!(story.get("/control/timeline").await, json!([]));
}

#[tokio::test]
async fn a_person_is_named_and_sends_what_they_have() {
    let story = Story::begin().await;
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAADElEQVR4nGNgoD8AAABQAAGmnn1VAAAAAElFTkSuQmCC";
    story
        .control(
            "users/7/photo",
            json!({"first_name": " Ирина ", "file_name": "a.png", "content": png}),
        )
        .await;
    let message = &story.get("/control/chats/7/messages").await[0];
    assert_eq!(message["from"]["first_name"], "Ирина");
    assert_eq!(message["chat"]["first_name"], "Ирина");
    assert_eq!(
        (&message["photo"][0]["width"], &message["photo"][0]["height"]),
        (&json!(3), &json!(2))
    );
    let id = message["photo"][0]["file_id"].as_str().unwrap();
    let file = story
        .http
        .get(story.url(&format!("/control/files/{id}")))
        .send()
        .await
        .unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
    assert!(
        file.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox;")
    );
    assert!(file.bytes().await.unwrap().starts_with(b"\x89PNG"));
    assert_eq!(
        story.try_control("users/7/document", json!({"content": "*"})).await.0,
        400
    );
    story.control("users/8/block", json!({})).await;
    let users = story.get("/control/users").await;
    assert_eq!(
        (&users[0]["first_name"], &users[0]["blocked"]),
        (&json!("Ирина"), &json!(false))
    );
    assert_eq!((&users[1]["id"], &users[1]["blocked"]), (&json!(8), &json!(true)));
}

#[tokio::test]
async fn a_person_is_offered_the_commands_of_their_language() {
    let story = Story::begin().await;
    let list = |word: &str| json!([{"command": "start", "description": word}]);
    for (language, word) in [("", "Start"), ("ru", "Начать")] {
        let call = json!({"commands": list(word), "language_code": language});
        story.bot("setMyCommands", call).await;
    }
    let offered = |language: &'static str| story.get(language);
    assert_eq!(offered("/control/telegram/commands?language=ru").await, list("Начать"));
    assert_eq!(offered("/control/telegram/commands?language=en").await, list("Start"));
    let private = json!({"commands": list("Hi"), "scope": {"type": "all_private_chats"}});
    story.bot("setMyCommands", private).await;
    assert_eq!(offered("/control/telegram/commands?language=ru").await, list("Hi"));
}

#[tokio::test]
async fn an_invoices_link_says_what_it_costs_and_what_one_has() {
    let story = Story::begin().await;
    let month = json!({"title": "Месяц", "description": "Слоты на месяц", "payload": "m", "currency": "XTR",
        "prices": [{"label": "Месяц", "amount": 250}], "subscription_period": 2_592_000});
    let link = story.bot("createInvoiceLink", month).await;
    story.control("users/7/stars", json!({"stars": 300})).await;
    let path = format!("/control/users/7/invoice?link={}", link.as_str().unwrap());
    assert_eq!(
        story.get(&path).await,
        json!({"invoice_link": link, "title": "Месяц", "description": "Слоты на месяц", "stars": 250,
            "subscription_period": 2_592_000, "balance": 300})
    );
    let none = story
        .http
        .get(story.url("/control/users/7/invoice?link=https://t.me/$none"));
    assert_eq!(none.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn only_the_newest_calls_are_told_when_asked_so() {
    let story = Story::begin().await;
    for _ in 0..3 {
        story.call("getMe", json!({})).await;
    }
    let newest = story.get("/control/calls?last=2").await;
    assert_eq!((&newest[0]["seq"], &newest[1]["seq"]), (&json!(2), &json!(3)));
    story
        .control("gateway/sellers/s1", json!({"outcome": "too_active"}))
        .await;
    assert_eq!(story.get("/control/gateway/sellers").await, json!({"s1": "too_active"}));
}
