//! Pictures that belong together, files from a disk, and the admins' own list of commands.

use std::{env, fs, process};

use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use telegram::{Attachment, ChatId, DiskFile, Message, Reply};
use testkit::{ADMIN, World};

const ANNA: ChatId = ChatId(1);
const LOST: &str = "Не удалось отправить картинки";
const IN_DOUBT: &str = "Картинки могли не дойти";

fn album() -> Reply {
    let picture = |name: &str| Attachment {
        name: name.to_owned(),
        bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
        mime: "image/png",
    };
    let pictures = vec![picture("members.png"), picture("views.png")];
    Reply::new().pictures(ANNA, pictures, Message::new().bold("За неделю"))
}

/// A world in which Anna has spoken to the bot.
async fn acquainted() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    world
}

async fn pictures(world: &World) -> Vec<Value> {
    let mut chat = world.seller(1).chat().await;
    chat.retain(|message| message["photo"].is_array());
    chat
}

async fn introduced(world: &World) {
    let order = serde_json::from_value(json!({ "set_up": {} })).unwrap();
    let event = LambdaEvent::new(order, Context::default());
    world.webhook.handle(event).await.unwrap();
}

/// The names in an admin's own list for their language, and in everybody's.
async fn lists(world: &World) -> Vec<(Value, Value, Vec<String>)> {
    let calls = world.calls("telegram").await;
    let lists = calls
        .iter()
        .filter(|call| call["method"] == "setMyCommands" && call["status"] == 200);
    let told = lists.map(|call| {
        let body = &call["body"];
        let commands = body["commands"].as_array().unwrap().iter();
        let names = commands.map(|command| command["command"].as_str().unwrap().to_owned());
        (body["scope"].clone(), body["language_code"].clone(), names.collect())
    });
    told.collect()
}

#[tokio::test]
async fn an_album_arrives_as_one() {
    let world = acquainted().await;
    world.replies(1, album()).await;
    let pictures = pictures(&world).await;
    assert_eq!(pictures.len(), 2);
    assert!(pictures[0]["media_group_id"].is_string());
    assert_eq!(pictures[0]["media_group_id"], pictures[1]["media_group_id"]);
    assert_eq!(pictures[0]["caption"], "За неделю");
    assert_eq!(pictures[0]["caption_entities"][0]["type"], "bold");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_album_that_telegram_does_not_take_is_owned_up_to_once_and_never_sent_twice() {
    for (kind, arrived, told) in [("429", 0, LOST), ("lost_answer", 2, IN_DOUBT), ("reset", 0, IN_DOUBT)] {
        let world = acquainted().await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendMediaGroup", "count": 1, "retry_after_s": 30 }))
            .await;
        world.replies(1, album()).await;
        assert_eq!(pictures(&world).await.len(), arrived, "{kind}");
        assert_eq!(world.seller(1).read(told).await, 1, "{kind}");
    }
}

#[tokio::test]
async fn a_file_from_a_disk_arrives_whole_and_one_that_is_gone_is_owned_up_to() {
    let path = env::temp_dir().join(format!("stories-albums-{}.csv", process::id()));
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_be_bytes).collect();
    fs::write(&path, &content).unwrap();
    let file = DiskFile::at(&path, "каналы.csv", "text/csv").unwrap();
    let reply = || Reply::new().document(ANNA, file.clone(), Message::plain("Выгрузка"));
    let world = acquainted().await;
    world.replies(1, reply()).await;
    let chat = world.seller(1).chat().await;
    let document = &chat.last().unwrap()["document"];
    assert_eq!(document["file_name"], "каналы.csv");
    assert_eq!(document["file_size"], content.len());
    fs::remove_file(&path).unwrap();
    world.replies(1, reply()).await;
    assert_eq!(world.seller(1).read("Не удалось отправить файл «каналы.csv»").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_admins_chat_lists_their_own_commands_before_everybodys() {
    let world = World::start().await;
    world.seller(ADMIN).writes("/start").await;
    introduced(&world).await;
    let lists = lists(&world).await;
    let (own, public): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(scope, ..)| !scope.is_null());
    // At their own first word, and when the bot is introduced.
    assert_eq!((own.len(), public.len()), (6, 3));
    let languages: Vec<Value> = own.iter().map(|(_, language, _)| language.clone()).collect();
    let each = [json!("ru"), json!("en"), Value::Null];
    assert_eq!(languages, [each.clone(), each].concat());
    for (scope, _, names) in &own {
        assert_eq!(*scope, json!({"type": "chat", "chat_id": ADMIN}));
        assert!(names.len() > public[0].2.len());
        assert!(names.ends_with(&public[0].2), "{names:?}");
        assert!(names.contains(&"admin".to_owned()), "{names:?}");
        assert!(!public[0].2.contains(&"admin".to_owned()));
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_admin_who_never_wrote_keeps_nobody_from_being_introduced_and_gets_their_list_with_their_first_word() {
    let world = World::start().await;
    introduced(&world).await;
    let lists = lists(&world).await;
    assert_eq!(lists.len(), 3, "everybody's");
    assert!(lists.iter().all(|(scope, ..)| scope.is_null()));
    world.seller(1).writes("/start").await;
    world.seller(ADMIN).writes("/menu").await;
    assert_eq!(
        self::lists(&world).await.len(),
        3,
        "only an admin's beginning lists their commands"
    );
    world.seller(ADMIN).writes("/start").await;
    let own = self::lists(&world).await.split_off(3);
    assert_eq!(own.len(), 3, "one in each language");
    for (scope, _, names) in own {
        assert_eq!(scope, json!({"type": "chat", "chat_id": ADMIN}));
        assert_eq!(names[..2], ["admin", "audit"]);
    }
}
