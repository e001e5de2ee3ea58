//! Files between the bot and a person, and what becomes of one that Telegram does not take.

use std::time::Duration;

use serde_json::{Value, json};
use telegram::{Attachment, ChatId, DownloadError, Entity, EntityKind, Message, Reply};
use testkit::{NOTIFICATIONS, World};

const ANNA: ChatId = ChatId(1);
const LOST: &str = "Не удалось отправить файл «неделя.csv»";
const IN_DOUBT: &str = "Файл «неделя.csv» мог не дойти";

fn table() -> Attachment {
    Attachment {
        name: "неделя.csv".to_owned(),
        bytes: "день;слоты\r\n21;3".into(),
        mime: "text/csv",
    }
}

fn report(caption: &str) -> Reply {
    Reply::new().document(ANNA, table(), Message::plain(caption))
}

/// A world in which Anna has spoken to the bot.
async fn acquainted() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    world
}

async fn calls(world: &World, method: &str) -> usize {
    let calls = world.calls("telegram").await;
    calls.iter().filter(|call| call["method"] == method).count()
}

/// The bot's files in Anna's chat.
async fn files(world: &World) -> Vec<Value> {
    let mut chat = world.seller(1).chat().await;
    chat.retain(|message| message["from"]["is_bot"] == true && message["document"].is_object());
    chat
}

#[tokio::test]
async fn a_file_arrives_whole_under_its_name_with_its_words() {
    let world = acquainted().await;
    world
        .replies(
            1,
            Reply::new().document(ANNA, table(), Message::new().bold("За неделю").silently()),
        )
        .await;
    let files = files(&world).await;
    assert_eq!(files.len(), 1);
    let file = &files[0];
    assert_eq!(
        (
            &file["document"]["file_name"],
            &file["document"]["mime_type"],
            &file["silent"]
        ),
        (&json!("неделя.csv"), &json!("text/csv"), &json!(true))
    );
    assert_eq!(file["caption"], "За неделю");
    assert_eq!(
        file["caption_entities"],
        json!([{"type": "bold", "offset": 0, "length": 9}])
    );
    let id = file["document"]["file_id"].as_str().unwrap();
    let back = world.telegram().download(id, 1000, Duration::from_secs(10)).await;
    assert_eq!(back, Ok(table().bytes));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_long_text_follows_the_picture_it_belongs_to() {
    let world = acquainted().await;
    let photo = Attachment {
        name: "chart.png".to_owned(),
        bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
        mime: "image/png",
    };
    let words = "слово ".repeat(300);
    let done = world
        .replies(1, Reply::new().photo(ANNA, photo, Message::plain(words.clone())))
        .await;
    let chat = world.seller(1).chat().await;
    let [.., picture, text] = chat.as_slice() else {
        panic!("{chat:?}");
    };
    assert!(
        picture["photo"].is_array() && picture.get("caption").is_none(),
        "{picture}"
    );
    assert_eq!(text["text"], words.trim_end());
    let sent = done.sent.map(|id| i64::from(id.0));
    assert_eq!(
        sent,
        text["message_id"].as_i64(),
        "a dialog lives in the text, which can be edited"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_short_wait_is_waited_out_and_a_failing_telegram_is_tried_again() {
    for fault in [
        json!({ "target": "telegram", "kind": "429", "method": "sendDocument", "count": 1, "retry_after_s": 0 }),
        json!({ "target": "telegram", "kind": "500", "method": "sendDocument", "count": 1 }),
    ] {
        let world = acquainted().await;
        world.faults(fault.clone()).await;
        world.replies(1, report("За неделю")).await;
        assert_eq!(calls(&world, "sendDocument").await, 2, "{fault}");
        assert_eq!(files(&world).await.len(), 1, "{fault}");
        assert_eq!(world.seller(1).read("⚠️").await, 0, "{fault}");
    }
}

#[tokio::test]
async fn a_file_that_telegram_does_not_take_is_owned_up_to_once() {
    let too_long = json!({ "target": "telegram", "kind": "429", "method": "sendDocument", "retry_after_s": 30 });
    let away = json!({ "target": "telegram", "kind": "500", "method": "sendDocument" });
    for (fault, tries) in [(too_long, 1), (away, 3)] {
        let world = acquainted().await;
        world.faults(fault.clone()).await;
        world.replies(1, report("За неделю")).await;
        world.settles().await;
        assert_eq!(calls(&world, "sendDocument").await, tries, "{fault}");
        assert_eq!(files(&world).await.len(), 0);
        assert_eq!(world.seller(1).read(LOST).await, 1, "{fault}");
    }
    // What it will never take is not tried again.
    let world = acquainted().await;
    let empty = Attachment {
        bytes: Vec::new(),
        ..table()
    };
    world
        .replies(1, Reply::new().document(ANNA, empty, Message::plain("За неделю")))
        .await;
    assert_eq!(calls(&world, "sendDocument").await, 1);
    assert_eq!(world.seller(1).read(LOST).await, 1);
}

#[tokio::test]
async fn a_telegram_that_takes_nothing_now_is_told_so_later() {
    let world = acquainted().await;
    for method in ["sendDocument", "sendMessage"] {
        let fault = json!({ "target": "telegram", "kind": "429", "method": method, "count": 1, "retry_after_s": 30 });
        world.faults(fault).await;
    }
    world.replies(1, report("За неделю")).await;
    assert_eq!(world.cloud.queues.len(NOTIFICATIONS), 1);
    assert_eq!(world.seller(1).read(LOST).await, 0);
    world.settles().await;
    assert_eq!(world.seller(1).read(LOST).await, 1);
}

#[tokio::test]
async fn a_file_whose_fate_is_unknown_is_never_sent_twice() {
    for (kind, arrived) in [("lost_answer", 1), ("reset", 0)] {
        let world = acquainted().await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendDocument", "count": 1 }))
            .await;
        world.replies(1, report("За неделю")).await;
        assert_eq!(calls(&world, "sendDocument").await, 1, "{kind}");
        assert_eq!(files(&world).await.len(), arrived, "{kind}");
        assert_eq!(world.seller(1).read(IN_DOUBT).await, 1, "{kind}");
    }
}

#[tokio::test]
async fn words_whose_formatting_is_refused_stand_plain_under_their_file() {
    let world = acquainted().await;
    let mut caption = Message::plain("🎉 За неделю");
    caption.entities.push(Entity {
        kind: EntityKind::Bold,
        offset: 1,
        length: 3,
    });
    world.replies(1, Reply::new().document(ANNA, table(), caption)).await;
    let files = files(&world).await;
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["caption"], "🎉 За неделю");
    assert_eq!(world.seller(1).read("⚠️").await, 0);
}

#[tokio::test]
async fn who_has_blocked_the_bot_is_not_told_of_a_lost_file() {
    let world = acquainted().await;
    world.seller(1).sends("block").await;
    let before = world.calls("telegram").await.len();
    world.replies(1, report("За неделю")).await;
    world.settles().await;
    let calls = world.calls("telegram").await;
    let since: Vec<&Value> = calls[before..].iter().map(|call| &call["method"]).collect();
    assert_eq!(since, ["sendDocument"]);
}

#[tokio::test]
async fn a_file_that_nobody_waits_for_means_nothing_and_a_key_under_it_is_a_key() {
    let world = acquainted().await;
    let anna = world.seller(1);
    anna.sends_file("остатки.csv", "1;2", "остатки").await;
    assert!(anna.last_text().await.starts_with("📄 Файл пригодится в одном случае"));
    anna.writes("/watch").await;
    anna.presses("➕ Добавить ключ").await;
    anna.sends_file("остатки.csv", "1;2", "остатки").await;
    assert!(
        !anna.last_text().await.contains("📄 Файл пригодится в одном случае"),
        "the feature that waits for something answers"
    );
    let key = anna.key_of(json!({ "name": "Shop", "acc": 4 })).await;
    anna.sends_file("остатки.csv", "1;2", &key).await;
    assert!(anna.last_text().await.contains("Ключ добавлен"));
    assert!(
        !json!(anna.chat().await).to_string().contains(&key),
        "the file with the key is deleted"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_a_person_sent_is_fetched_if_there_is_room_for_it() {
    let world = acquainted().await;
    let anna = world.seller(1);
    anna.sends_file("остатки.csv", "barcode;n", "").await;
    let chat = anna.chat().await;
    let sent = chat.iter().find(|message| message["document"].is_object()).unwrap();
    let id = sent["document"]["file_id"].as_str().unwrap();
    let telegram = world.telegram();
    let fetch = async |id: &str, most: usize| telegram.download(id, most, Duration::from_secs(10)).await;
    assert_eq!(fetch(id, 9).await, Ok(b"barcode;n".to_vec()));
    assert_eq!(fetch(id, 8).await, Err(DownloadError::TooLarge));
    assert_eq!(fetch("file999999", 9).await, Err(DownloadError::Gone));
}
