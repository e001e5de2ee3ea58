//! The Bot API as a bot meets it: results, refusals, limits.
#![allow(clippy::unwrap_used)]

mod common;

use common::Story;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_is_answered_whole_and_seen_in_the_chat() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "/start"})).await;
    let sent = story
        .bot(
            "SENDMESSAGE",
            json!({"chat_id": 7, "text": "Привет, <b>мир</b>\n", "parse_mode": "HTML", "unheard_of": 1,
            "reply_markup": {"inline_keyboard": [[{"text": "Да", "callback_data": "y"}]]}}),
        )
        .await;
    assert_eq!(sent["message_id"], 2);
    assert_eq!(sent["from"]["is_bot"], true);
    assert_eq!(
        sent["chat"],
        json!({"id": 7, "type": "private", "first_name": "User 7"})
    );
    assert_eq!(sent["text"], "Привет, мир");
    assert_eq!(sent["entities"], json!([{"type": "bold", "offset": 8, "length": 3}]));
    assert_eq!(sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "y");
    let messages = story.get("/control/chats/7/messages").await;
    assert_eq!(
        messages[0]["entities"],
        json!([{"type": "bot_command", "offset": 0, "length": 6}])
    );
    assert_eq!(
        (&messages[1]["text"], &messages[1]["deleted"]),
        (&json!("Привет, мир"), &json!(false))
    );
    assert_eq!(story.get("/control/chats/99/messages").await, json!([]));
}

#[tokio::test]
async fn parameters_arrive_in_the_query_in_a_form_and_in_parts() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    let url = story.url("/telegram/bot42%3Asandbox/sendMessage?chat_id=7&text=one");
    assert!(story.http.get(url).send().await.unwrap().status().is_success());
    let url = story.url("/telegram/bot42:sandbox/sendMessage");
    let form = [
        ("chat_id", "7"),
        ("text", "*two*"),
        ("entities", r#"[{"type":"code","offset":0,"length":5}]"#),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let sent = story
        .http
        .post(&url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await;
    let sent: Value = sent.unwrap().json().await.unwrap();
    assert_eq!(sent["result"]["entities"][0]["type"], "code");
    let parts = "--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n\
        --b\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nотчёт\r\n\
        --b\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\nattach://table\r\n\
        --b\r\nContent-Disposition: form-data; name=\"table\"; filename=\"week.csv\"\r\n\r\na;b\r\n--b--\r\n";
    let url = story.url("/telegram/bot42:sandbox/sendDocument");
    let sent = story
        .http
        .post(url)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(parts)
        .send()
        .await;
    let sent: Value = sent.unwrap().json().await.unwrap();
    let document = &sent["result"]["document"];
    assert_eq!(
        (&document["file_name"], &document["file_size"]),
        (&json!("week.csv"), &json!(3))
    );
    assert_eq!(sent["result"]["caption"], "отчёт");
    let id = document["file_id"].as_str().unwrap();
    let content = story
        .http
        .get(story.url(&format!("/control/files/{id}")))
        .send()
        .await
        .unwrap();
    assert_eq!(content.headers()["content-type"], "text/csv");
    assert_eq!(content.text().await.unwrap(), "a;b");
    let path = story.bot("getFile", json!({"file_id": id})).await["file_path"]
        .as_str()
        .unwrap()
        .to_owned();
    let content = story
        .http
        .get(story.url(&format!("/telegram/file/bot42:sandbox/{path}")))
        .send()
        .await
        .unwrap();
    assert_eq!(content.text().await.unwrap(), "a;b");
    assert_eq!(
        story.get("/control/calls?target=telegram").await[2]["body"]["table"]["size"],
        3
    );
}

#[tokio::test]
async fn what_telegram_refuses_is_refused_in_its_words() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    for (method, body, words) in [
        ("sendMessage", json!({"text": "a"}), "Bad Request: chat_id is empty"),
        (
            "sendMessage",
            json!({"chat_id": 8, "text": "a"}),
            "Bad Request: chat not found",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": " \n"}),
            "Bad Request: message text is empty",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "я".repeat(4097)}),
            "Bad Request: message is too long",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "a", "parse_mode": "HTML5"}),
            "Bad Request: unsupported parse_mode",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "<b>a", "parse_mode": "HTML"}),
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            json!({"chat_id": 7, "text": "a", "reply_parameters": {"message_id": 50}}),
            "Bad Request: message to be replied not found",
        ),
        (
            "editMessageText",
            json!({"chat_id": 7, "message_id": 50, "text": "a"}),
            "Bad Request: message to edit not found",
        ),
        (
            "editMessageText",
            json!({"chat_id": 7, "message_id": 1, "text": "a"}),
            "Bad Request: message can't be edited",
        ),
        (
            "deleteMessage",
            json!({"chat_id": 7, "message_id": 50}),
            "Bad Request: message to delete not found",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1"}),
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "setMyCommands",
            json!({"commands": [{"command": "Start", "description": "x"}]}),
            "Bad Request: BOT_COMMAND_INVALID",
        ),
        (
            "setMessageReaction",
            json!({"chat_id": 7, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🧦"}]}),
            "Bad Request: REACTION_INVALID",
        ),
        (
            "setWebhook",
            json!({"url": "http://example.com/x"}),
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ("flyAway", json!({}), "Not Found"),
    ] {
        assert_eq!(story.refused(method, body).await, words, "{method}");
    }
    let response = story
        .http
        .get(story.url("/telegram/bot43:other/getMe"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({"ok": false, "error_code": 401, "description": "Unauthorized"})
    );
    let paths = story.get("/control/calls").await.to_string();
    assert!(
        paths.contains("bot***") && !paths.contains("43:other"),
        "no token is written down"
    );
}

#[tokio::test]
async fn edits_change_a_message_once_and_deletions_are_final() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]});
    story
        .bot(
            "sendMessage",
            json!({"chat_id": 7, "text": "one", "reply_markup": keyboard}),
        )
        .await;
    let edit =
        |text: &str, markup: &Value| json!({"chat_id": 7, "message_id": 2, "text": text, "reply_markup": markup});
    let same = story.refused("editMessageText", edit("one ", &keyboard)).await;
    assert!(
        same.starts_with("Bad Request: message is not modified: specified new message content"),
        "{same}"
    );
    let edited = story
        .bot("editMessageText", json!({"chat_id": 7, "message_id": 2, "text": "one"}))
        .await;
    assert_eq!(
        (edited.get("reply_markup"), edited["edit_date"].is_i64()),
        (None, true),
        "an edit without markup removes it"
    );
    story
        .bot(
            "editMessageReplyMarkup",
            json!({"chat_id": 7, "message_id": 2, "reply_markup": keyboard}),
        )
        .await;
    assert!(
        story
            .refused(
                "editMessageReplyMarkup",
                json!({"chat_id": 7, "message_id": 2, "reply_markup": keyboard})
            )
            .await
            .contains("message is not modified")
    );
    story.bot("deleteMessage", json!({"chat_id": 7, "message_id": 1})).await;
    story
        .bot("deleteMessages", json!({"chat_id": 7, "message_ids": [2, 55]}))
        .await;
    assert_eq!(
        story.refused("editMessageText", edit("two", &keyboard)).await,
        "Bad Request: message to edit not found"
    );
    let deleted: Vec<Value> = story.get("/control/chats/7/messages").await.as_array().unwrap().clone();
    assert!(deleted.iter().all(|message| message["deleted"] == true));
    story.bot("sendMessage", json!({"chat_id": 7, "text": "old"})).await;
    story.advance(48 * 3600 + 1).await;
    let refusal = story
        .refused("deleteMessage", json!({"chat_id": 7, "message_id": 3}))
        .await;
    assert_eq!(refusal, "Bad Request: message can't be deleted");
}

#[tokio::test]
async fn in_a_group_the_bot_deletes_only_its_own() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi", "chat": -100})).await;
    story.control("users/8/text", json!({"text": "hi", "chat": -100})).await;
    let refusal = story
        .refused("deleteMessage", json!({"chat_id": -100, "message_id": 1}))
        .await;
    assert_eq!(refusal, "Bad Request: message can't be deleted");
    assert_eq!(story.bot("getChatMemberCount", json!({"chat_id": -100})).await, 3);
    assert!(story.bot("getChat", json!({"chat_id": "-100"})).await["accepted_gift_types"].is_object());
}

#[tokio::test]
async fn sending_is_limited_and_the_limit_can_be_lifted() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    let send = || story.call("sendMessage", json!({"chat_id": 7, "text": "a"}));
    for _ in 0..5 {
        assert_eq!(send().await.0, 200);
    }
    assert_eq!(
        send().await,
        (
            429,
            json!({
                "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}
            })
        )
    );
    assert_eq!(
        story
            .call("sendChatAction", json!({"chat_id": 7, "action": "typing"}))
            .await
            .0,
        200
    );
    story.advance(1).await;
    assert_eq!(send().await.0, 200);
    assert_eq!(send().await.0, 429);
    story.control("telegram/limits", json!({"enforced": false})).await;
    assert_eq!(send().await.0, 200);
}

#[tokio::test]
async fn a_press_must_be_shown_and_is_answered_once() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a:1"}]]});
    story
        .bot(
            "sendMessage",
            json!({"chat_id": 7, "text": "one", "reply_markup": keyboard}),
        )
        .await;
    let press = |data: &str, force: bool| json!({"message_id": 2, "data": data, "force": force});
    let (status, refusal) = story.try_control("users/7/press", press("b", false)).await;
    assert_eq!(
        (status, refusal["error"].as_str().unwrap().contains("a:1")),
        (409, true),
        "{refusal}"
    );
    story.control("users/7/press", press("b", true)).await;
    story.control("users/7/press", press("a:1", false)).await;
    let updates = story.bot("getUpdates", json!({"timeout": 0})).await;
    let query = &updates[2]["callback_query"];
    assert_eq!(
        (&query["data"], &query["from"]["id"], &query["message"]["text"]),
        (&json!("a:1"), &json!(7), &json!("one"))
    );
    let answer = json!({"callback_query_id": query["id"], "text": "готово", "show_alert": "true"});
    story.bot("answerCallbackQuery", answer.clone()).await;
    assert!(
        story
            .refused("answerCallbackQuery", answer)
            .await
            .contains("query is too old")
    );
    let toasts = story.get("/control/chats/7/toasts").await;
    assert_eq!(
        (
            &toasts[0]["text"],
            &toasts[0]["show_alert"],
            toasts.as_array().unwrap().len()
        ),
        (&json!("готово"), &json!(true), 1)
    );
    story.advance(15 * 60 + 1).await;
    let late = json!({"callback_query_id": updates[1]["callback_query"]["id"]});
    assert!(
        story
            .refused("answerCallbackQuery", late)
            .await
            .contains("query is too old")
    );
}

#[tokio::test]
async fn who_blocked_the_bot_hears_nothing_until_unblocking() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    story.control("users/7/block", json!({})).await;
    let (status, body) = story.call("sendMessage", json!({"chat_id": 7, "text": "a"})).await;
    assert_eq!(
        (status, &body["description"]),
        (403, &json!("Forbidden: bot was blocked by the user"))
    );
    assert_eq!(story.try_control("users/7/text", json!({"text": "hi"})).await.0, 409);
    story.control("users/7/unblock", json!({})).await;
    story.bot("sendMessage", json!({"chat_id": 7, "text": "a"})).await;
    let updates = story.bot("getUpdates", json!({})).await;
    let statuses: Vec<_> = updates.as_array().unwrap()[1..]
        .iter()
        .map(|u| u["my_chat_member"]["new_chat_member"]["status"].clone())
        .collect();
    assert_eq!(statuses, ["kicked", "member"]);
}

#[tokio::test]
async fn commands_media_and_reactions_are_kept() {
    let story = Story::begin().await;
    let commands = json!([{"command": "start", "description": "Начать"}]);
    story.bot("setMyCommands", json!({"commands": commands})).await;
    story
        .bot(
            "setMyCommands",
            json!({"commands": [{"command": "start", "description": "Begin"}], "language_code": "en"}),
        )
        .await;
    assert_eq!(story.bot("getMyCommands", json!({})).await, commands);
    assert_eq!(
        story.bot("getMyCommands", json!({"language_code": "de"})).await,
        json!([])
    );
    story.bot("deleteMyCommands", json!({})).await;
    assert_eq!(story.bot("getMyCommands", json!({})).await, json!([]));
    for (deed, field) in [
        ("sticker", "sticker"),
        ("photo", "photo"),
        ("voice", "voice"),
        ("document", "document"),
    ] {
        story.control(&format!("users/7/{deed}"), json!({})).await;
        let messages = story.get("/control/chats/7/messages").await;
        assert!(!messages.as_array().unwrap().last().unwrap()[field].is_null(), "{deed}");
    }
    let fire = json!({"chat_id": 7, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🔥"}]});
    story.bot("setMessageReaction", fire).await;
    assert_eq!(
        story.get("/control/chats/7/messages").await[0]["reactions"][0]["emoji"],
        "🔥"
    );
    let (status, refusal) = story.try_control("users/7/dance", json!({})).await;
    assert_eq!(
        (status, refusal["error"].as_str().unwrap().contains("cannot dance")),
        (404, true)
    );
}

#[tokio::test]
async fn a_seller_key_in_a_chat_is_masked_in_the_ledger_only() {
    let story = Story::begin().await;
    let key = story.key(json!({"name": "ИП"})).await;
    story.control("users/7/text", json!({"text": key})).await;
    story
        .bot("sendMessage", json!({"chat_id": 7, "text": format!("ключ {key}")}))
        .await;
    assert!(story.get("/control/chats/7/messages").await.to_string().contains(&key));
    let calls = story.get("/control/calls").await.to_string();
    assert!(!calls.contains(&key) && calls.contains(&format!("ключ ***{}", &key[key.len() - 4..])));
}
