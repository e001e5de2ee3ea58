//! Pictures that are shown together, as Telegram receives them.
#![allow(clippy::unwrap_used)]

mod server;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::Script;
use telegram::{Attachment, Button, Call, CallbackData, ChatId, Keyboard, Message, MessageId, Reply};

const CHAT: ChatId = ChatId(7);

fn picture(number: u8) -> Attachment {
    Attachment {
        name: format!("{number}.png"),
        bytes: vec![b'#', number],
        mime: "image/png",
    }
}

fn pictures(count: u8, text: Message) -> Vec<Call> {
    Call::pictures(CHAT, (0..count).map(picture).collect(), text)
}

fn methods(calls: &[Call]) -> Vec<&'static str> {
    calls.iter().map(Call::method).collect()
}

#[tokio::test]
async fn an_album_goes_out_in_one_call_with_its_words_under_the_first() {
    let calls = pictures(2, Message::new().text("За ").bold("неделю").silently());
    assert_eq!(methods(&calls), ["sendMediaGroup"]);
    assert_eq!(calls[0].messages(), 2);
    let done = json!({"ok": true, "result": [{"message_id": 42}, {"message_id": 43}]});
    let server = server::start(Script::json(StatusCode::OK, done)).await;
    let answer = server
        .client("/")
        .call(&calls[0], Duration::from_secs(10))
        .await
        .unwrap();
    assert_eq!(answer.message_id, Some(MessageId(42)));
    let body = String::from_utf8(server.calls()[0].body.to_vec()).unwrap();
    let parts: Vec<&str> = body.split("\r\n--").collect();
    let part = |name: &str| {
        let name = format!("name=\"{name}\"");
        *parts.iter().find(|part| part.contains(&name)).unwrap()
    };
    let media = part("media").split("\r\n\r\n").nth(1).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(media).unwrap(),
        json!([
            {"type": "photo", "media": "attach://photo0", "caption": "За неделю",
                "caption_entities": [{"type": "bold", "offset": 3, "length": 6}]},
            {"type": "photo", "media": "attach://photo1"},
        ])
    );
    assert!(part("chat_id").ends_with("\r\n\r\n7"));
    assert!(part("disable_notification").ends_with("\r\n\r\ntrue"));
    for (number, name) in [(0, "photo0"), (1, "photo1")] {
        let part = part(name);
        assert!(part.contains(&format!("filename=\"{number}.png\"")), "{part}");
        assert!(part.contains("Content-Type: image/png"), "{part}");
        assert!(part.ends_with(&format!("\r\n\r\n#{}", char::from(number))), "{part}");
    }
}

#[test]
fn how_many_pictures_there_are_decides_how_they_go_out() {
    let text = || Message::plain("итог").silently();
    assert_eq!(methods(&pictures(0, text())), ["sendMessage"]);
    assert!(pictures(0, Message::new()).is_empty());
    let alone = pictures(1, text());
    assert_eq!(methods(&alone), ["sendPhoto"]);
    assert_eq!(alone[0].body()["caption"], "итог");
    assert_eq!(methods(&pictures(10, text())), ["sendMediaGroup"]);
    let many = pictures(21, text());
    assert_eq!(methods(&many), ["sendMediaGroup", "sendMediaGroup", "sendPhoto"]);
    assert_eq!(many.iter().map(Call::messages).sum::<usize>(), 21);
    assert_eq!(many[0].body()["media"][0]["caption"], "итог");
    assert_eq!(many[1].body()["media"][0].get("caption"), None);
    for call in &many {
        assert_eq!(call.body()["disable_notification"], true, "{call:?}");
    }
    let order: Vec<String> = many
        .iter()
        .flat_map(Call::files)
        .map(|(_, file)| file.name().to_owned())
        .collect();
    assert_eq!(order, (0..21).map(|number| format!("{number}.png")).collect::<Vec<_>>());
}

#[test]
fn words_that_cannot_stand_under_an_album_follow_it() {
    let long = Message::plain("ж".repeat(1025));
    let calls = pictures(3, long.clone());
    assert_eq!(methods(&calls), ["sendMediaGroup", "sendMessage"]);
    assert_eq!(calls[1].body()["text"], long.text);
    let buttons = Keyboard::new().row([Button::press("Ещё", CallbackData::of("r:more"))]);
    let reply = Reply::new().pictures(
        CHAT,
        vec![picture(0), picture(1)],
        Message::plain("итог").keyboard(buttons.clone()),
    );
    assert_eq!(methods(&reply.calls), ["sendMediaGroup", "sendMessage"]);
    assert_eq!(reply.calls[0].body()["media"][0].get("caption"), None);
    assert!(reply.calls[1].body().get("reply_markup").is_some());
    let alone = pictures(1, Message::plain("итог").keyboard(buttons));
    assert!(alone[0].body().get("reply_markup").is_some());
    assert_eq!(methods(&alone), ["sendPhoto"]);
}
