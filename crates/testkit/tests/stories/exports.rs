//! Exports: what is in the file is what is stored.

use std::time::Duration;

use channels::calendar::begins;
use channels::errands::{ChannelErrand, ExportFormat, ExportJob};
use channels::follow::Channels;
use channels::state::{ChannelState, Past};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use store::Once;
use telegram::{ChatId, Language, UserId};
use testkit::{Cut, World};

use crate::channel_samples::{follows, lived, name, ordered, posted};

/// Seller 1 follows two channels with a past of more than one stretch.
async fn world() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    for channel in ["first_one", "second_one"] {
        follows(&world, 1, channel).await;
    }
    lived(
        &world,
        "first_one",
        (date(2026, 3, 1), date(2026, 11, 17)),
        &[date(2026, 5, 5)],
    )
    .await;
    lived(&world, "second_one", (date(2026, 11, 10), date(2026, 11, 17)), &[]).await;
    for (id, day) in [(1, 9), (2, 10), (3, 17), (4, 18)] {
        posted(&world, "second_one", id, date(2026, 11, day), 100).await;
    }
    world
}

fn export(world: &World, channels: &[&str], format: ExportFormat, days: (Date, Date)) -> ChannelErrand {
    ChannelErrand::Export(ExportJob {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        channels: channels.iter().map(|channel| name(channel)).collect(),
        format,
        from: days.0,
        to: days.1,
        at: world.hands.now(),
    })
}

async fn files(world: &World) -> Vec<Value> {
    let mut chat = world.seller(1).chat().await;
    chat.retain(|message| message["document"].is_object());
    chat
}

async fn bytes(world: &World, file: &Value) -> Vec<u8> {
    let id = file["document"]["file_id"].as_str().unwrap();
    let telegram = world.telegram();
    telegram
        .download(id, 10_000_000, Duration::from_secs(10))
        .await
        .unwrap()
}

#[tokio::test]
async fn the_rows_are_the_stored_days_and_their_sums_agree() {
    let world = world().await;
    let days = (date(2026, 1, 1), date(2026, 11, 16));
    ordered(
        &world,
        export(
            &world,
            &["first_one", "second_one", "not_mine"],
            ExportFormat::CsvForExcel,
            days,
        ),
    )
    .await;
    world.cloud.queues.duplicate(testkit::REPORTS);
    world.settles().await;
    let files = files(&world).await;
    assert_eq!(files.len(), 1, "{:?}", world.seller(1).bot_texts().await);
    assert_eq!(
        files[0]["document"]["file_name"], "sellergram-channels-2026-03-01-2026-11-16.csv",
        "the days that are in it"
    );
    insta::assert_snapshot!("export_caption", files[0]["caption"].as_str().unwrap());
    let bytes = bytes(&world, &files[0]).await;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a mark for Excel");
    let mut reader = csv::Reader::from_reader(text);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    // 1 March to 16 November without 5 May, and 10 to 16 November.
    assert_eq!(rows.len(), 260 + 7);
    let sum = |column: usize| rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum::<u64>();
    assert_eq!((sum(7), sum(8), sum(11)), (267, 26_700, 534));
    let members: u64 = (0..=260).filter(|n| *n != 65).map(|n| 1_000 + 10 * n).sum::<u64>()
        + (0..7).map(|n| 1_000 + 10 * n).sum::<u64>();
    assert_eq!(sum(3), members);
    assert!(rows.iter().all(|row| row[1].starts_with("'=Канал")), "no formula");
    let mut keys: Vec<(String, String)> = rows.iter().map(|row| (row[0].to_owned(), row[2].to_owned())).collect();
    let ordered = keys.clone();
    keys.sort();
    keys.dedup();
    assert_eq!(keys, ordered, "every day once, in order");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn days_of_before_it_was_followed_have_their_posts_and_nothing_else() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    // Since 18 November of the year before.
    follows(&world, 1, "second_one").await;
    for (id, day) in [(1, 9), (2, 9), (3, 11), (4, 20)] {
        posted(&world, "second_one", id, date(2025, 11, day), 100).await;
    }
    let read = ChannelState {
        past: Past::Read {
            posts: 4,
            from: Some(begins(date(2025, 11, 9))),
            whole: true,
        },
        ..ChannelState::unknown(name("second_one"))
    };
    world.table.put(&read).await.unwrap();
    let days = (date(2021, 11, 18), date(2025, 11, 19));
    ordered(&world, export(&world, &["second_one"], ExportFormat::Csv, days)).await;
    world.settles().await;
    let files = files(&world).await;
    assert_eq!(
        files[0]["document"]["file_name"],
        "sellergram-second_one-2025-11-09-2025-11-17.csv"
    );
    let bytes = bytes(&world, &files[0]).await;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let told: Vec<(&str, &str, &str)> = rows.iter().map(|row| (&row[2], &row[3], &row[7])).collect();
    assert_eq!(told.len(), 9, "{told:?}");
    assert_eq!(
        told[..3],
        [
            ("2025-11-09", "", "2"),
            ("2025-11-10", "", "0"),
            ("2025-11-11", "", "1")
        ]
    );
}

#[tokio::test]
async fn json_is_as_its_schema_says() {
    let world = world().await;
    let days = (date(2026, 11, 10), date(2026, 11, 17));
    ordered(&world, export(&world, &["second_one"], ExportFormat::Json, days)).await;
    world.settles().await;
    let files = files(&world).await;
    assert_eq!(
        files[0]["document"]["file_name"],
        "sellergram-second_one-2026-11-10-2026-11-17.json"
    );
    let document: Value = serde_json::from_slice(&bytes(&world, &files[0]).await).unwrap();
    let schema = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/export.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    agrees(&document, &schema, &schema, "document");
    let channel = &document["channels"][0];
    assert_eq!(channel["days"].as_array().unwrap().len(), 8);
    assert_eq!(channel["days"][0]["members"]["value"], 1_000);
    let posts: Vec<u64> = channel["posts"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|post| post["id"].as_u64())
        .collect();
    assert_eq!((posts, &channel["posts_complete"]), (vec![3, 2], &json!(true)));
    assert_eq!(channel["posts"][0]["views"]["step"], 100);
}

/// As much of JSON Schema as ours uses, and stricter: a field that the schema does not name is refused.
fn agrees(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return agrees(value, &root["$defs"][name], root, at);
    }
    if let Some(wanted) = schema.get("const") {
        assert_eq!(value, wanted, "{at}");
    }
    if let Some(wanted) = schema["enum"].as_array() {
        assert!(wanted.contains(value), "{at}: {value}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::Null => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => vec![one.as_str().unwrap()],
    };
    assert!(
        kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number")),
        "{at}: {value}"
    );
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|_| value.is_object())
    {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at} lacks {name}");
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let of = schema["properties"]
            .get(name)
            .or_else(|| schema.get("additionalProperties"));
        agrees(
            inner,
            of.unwrap_or_else(|| panic!("{at}.{name} is not described")),
            root,
            name,
        );
    }
    for inner in value.as_array().into_iter().flatten() {
        agrees(inner, &schema["items"], root, at);
    }
}

#[tokio::test]
async fn days_without_data_are_said_to_be_so() {
    let world = world().await;
    let days = (date(2025, 1, 1), date(2025, 1, 31));
    ordered(&world, export(&world, &["second_one"], ExportFormat::Csv, days)).await;
    world.settles().await;
    assert!(files(&world).await.is_empty());
    insta::assert_snapshot!("export_nothing", world.seller(1).last_text().await);
}

#[tokio::test]
async fn a_file_comes_once_wherever_its_worker_dies() {
    for call in 0..40 {
        let world = world().await;
        let days = (date(2026, 11, 10), date(2026, 11, 17));
        ordered(&world, export(&world, &["second_one"], ExportFormat::Csv, days)).await;
        world.cloud.fuse.set(call, Cut::After);
        let crashed = world.reports_until_crash().await.is_err();
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_mins(3)).await;
        world.settles().await;
        // A worker that died while the file was on its way has perhaps sent it: it is not sent again, and that is said.
        let (files, unclear) = (files(&world).await.len(), world.seller(1).read("не подтвердил").await);
        assert!(
            files == 1 || (files, unclear) == (0, 1),
            "call {call}: {files} files, {unclear} words"
        );
        if !crashed {
            assert_eq!((files, unclear), (1, 0));
            return;
        }
    }
    panic!("an export takes more calls than were tried");
}

#[tokio::test]
async fn an_export_that_cannot_be_sent_is_excused_once() {
    let world = world().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendDocument" }))
        .await;
    let days = (date(2026, 11, 10), date(2026, 11, 17));
    ordered(&world, export(&world, &["second_one"], ExportFormat::Csv, days)).await;
    for _ in 0..6 {
        world.reports().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
    world.cloud.queues.lose(testkit::REPORTS);
    world.settles().await;
    assert_eq!(world.seller(1).read("Выгрузка не получилась").await, 1);
    assert_eq!(
        world.seller(1).read("Файла не будет").await,
        0,
        "nobody was told that it began"
    );
}

/// Eight channels: so many that it is told how far the work has come.
const MANY: [&str; 8] = [
    "a_one", "b_two", "c_three", "d_four", "e_five", "f_six", "g_seven", "h_eight",
];

async fn many() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    for channel in MANY {
        follows(&world, 1, channel).await;
        let day = date(2026, 11, 17);
        lived(&world, channel, (day, day), &[]).await;
    }
    world
}

/// How often the chat says these: it goes on, it is ready, it will not come.
async fn told(world: &World) -> [usize; 3] {
    let seller = world.seller(1);
    [
        seller.read("⏳").await,
        seller.read("✅ Данные собраны").await,
        seller.read("⏹ Файла не будет").await,
    ]
}

#[tokio::test]
async fn it_is_ready_when_the_file_is_there_and_not_before() {
    let world = many().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendDocument" }))
        .await;
    let days = (date(2026, 11, 17), date(2026, 11, 17));
    ordered(&world, export(&world, &MANY, ExportFormat::Csv, days)).await;
    world.reports().await;
    world.notifies().await;
    assert_eq!(told(&world).await, [1, 0, 0], "Telegram did not take it yet");
    assert_eq!(world.seller(1).read("из 8 каналов").await, 1);
    world.mend().await;
    world.passes(SignedDuration::from_mins(3)).await;
    world.settles().await;
    assert_eq!((files(&world).await.len(), told(&world).await), (1, [0, 1, 0]));
}

#[tokio::test]
async fn a_file_that_will_not_come_ends_the_message_that_promised_it() {
    let world = many().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendDocument" }))
        .await;
    let days = (date(2026, 11, 17), date(2026, 11, 17));
    ordered(&world, export(&world, &MANY, ExportFormat::Csv, days)).await;
    for _ in 0..6 {
        world.reports().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
    world.settles().await;
    assert_eq!(world.seller(1).read("Выгрузка не получилась").await, 1);
    assert_eq!(told(&world).await, [0, 0, 1]);

    let world = many().await;
    let days = (date(2025, 1, 1), date(2025, 1, 31));
    ordered(&world, export(&world, &MANY, ExportFormat::Csv, days)).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("файл был бы пустым").await, 1);
    assert_eq!(told(&world).await, [0, 0, 1]);
}

#[tokio::test]
async fn a_worker_who_says_nothing_of_its_own_ends_the_message_of_the_one_before() {
    let world = many().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendDocument" }))
        .await;
    let days = (date(2026, 11, 17), date(2026, 11, 17));
    ordered(&world, export(&world, &MANY, ExportFormat::Csv, days)).await;
    world.reports().await;
    let channels = Channels {
        table: world.table.clone(),
        most: 50,
    };
    for channel in MANY {
        assert!(channels.leave(UserId(1), &name(channel)).await.unwrap());
    }
    world.passes(SignedDuration::from_mins(3)).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("Вы пока не следите").await, 1);
    assert_eq!(told(&world).await, [0, 0, 1]);
}

#[tokio::test]
async fn a_file_that_telegram_will_never_take_is_told_of_also_by_a_worker_who_comes_later() {
    let world = many().await;
    let days = (date(2026, 11, 17), date(2026, 11, 17));
    let errand = export(&world, &MANY, ExportFormat::Csv, days);
    // The worker who was refused died before a word.
    let sent = Once::new(world.table.clone(), "REPORT", Duration::from_secs(3_600));
    let now = world.hands.now();
    sent.begin(&errand.dedup(), now, now).await.unwrap();
    sent.finish(&errand.dedup(), Some("too_long"), now).await.unwrap();
    ordered(&world, errand).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("Telegram не принял файл").await, 1);
    assert_eq!((files(&world).await.len(), told(&world).await), (0, [0, 0, 1]));
}

#[tokio::test]
async fn a_file_that_arrived_is_not_excused_whatever_fails_later() {
    let world = world().await;
    let days = (date(2026, 11, 10), date(2026, 11, 17));
    let errand = export(&world, &["second_one"], ExportFormat::Csv, days);
    let sent = Once::new(world.table.clone(), "REPORT", Duration::from_secs(3_600));
    let now = world.hands.now();
    sent.begin(&errand.dedup(), now, now).await.unwrap();
    sent.finish(&errand.dedup(), None, now).await.unwrap();
    ordered(&world, errand).await;
    world.settles().await;
    assert_eq!(world.seller(1).bot_texts().await.len(), 1, "nothing but the greeting");
}

#[tokio::test]
async fn the_progress_is_one_message_that_ends_wherever_the_worker_dies() {
    for call in (0..200).step_by(4) {
        let cut = if call % 8 == 0 { Cut::Before } else { Cut::After };
        let world = many().await;
        let days = (date(2026, 11, 17), date(2026, 11, 17));
        ordered(&world, export(&world, &MANY, ExportFormat::Csv, days)).await;
        world.cloud.fuse.set(call, cut);
        let crashed = world.reports_until_crash().await.is_err();
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_mins(3)).await;
        world.settles().await;
        assert_eq!(
            told(&world).await,
            [0, 1, 0],
            "call {call}, {cut:?}: {:?}",
            world.seller(1).bot_texts().await
        );
        let (files, unclear) = (files(&world).await.len(), world.seller(1).read("не подтвердил").await);
        assert!(
            files == 1 || unclear == 1,
            "call {call}, {cut:?}: no file and not a word"
        );
        if !crashed {
            assert_eq!((files, unclear), (1, 0));
            return;
        }
    }
    panic!("an export takes more calls than were tried");
}

#[tokio::test]
async fn a_file_of_which_telegram_does_not_say_whether_it_arrived_is_told_of_and_not_sent_again() {
    for (kind, arrived) in [("lost_answer", 1), ("reset", 0)] {
        let world = world().await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendDocument" }))
            .await;
        let days = (date(2026, 11, 10), date(2026, 11, 17));
        ordered(&world, export(&world, &["second_one"], ExportFormat::Csv, days)).await;
        world.reports().await;
        world.mend().await;
        world.cloud.queues.duplicate(testkit::REPORTS);
        world.settles().await;
        assert_eq!(files(&world).await.len(), arrived, "{kind}");
        assert_eq!(world.seller(1).read("не подтвердил, что он дошёл").await, 1, "{kind}");
    }
}
