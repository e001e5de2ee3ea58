//! Every file of events/ goes through its function and does what its name says.

use std::path::Path;

use aws_lambda_events::sqs::SqsBatchResponse;
use booking::feed::FeedCondition;
use jiff::SignedDuration;
use lambda_runtime::{Context, LambdaEvent};
use redistribution::lookout::{LOOKOUT_LEASE, LookNote};
use serde_json::{Value, json};
use store::LeaseKeeper;
use testkit::World;
use webhook::handler::Answer;

/// Anna, as the files know her.
const ANNA: i64 = 700_000_001;

/// The names of all files, without their ending.
fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn event(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../events/{name}.json"));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Status and body of the webhook's answer.
async fn webhook(world: &World, name: &str) -> (i64, Value) {
    let event = LambdaEvent::new(serde_json::from_value(event(name)).unwrap(), Context::default());
    match world.webhook.handle(event).await.unwrap() {
        Answer::Http(answer) => {
            let answer = serde_json::to_value(*answer).unwrap();
            let body = answer["body"].as_str().unwrap_or("null");
            (
                answer["statusCode"].as_i64().unwrap(),
                serde_json::from_str(body).unwrap(),
            )
        }
        Answer::SetUp(told) => (0, told),
    }
}

fn failed(response: &SqsBatchResponse) -> Vec<&str> {
    response
        .batch_item_failures
        .iter()
        .map(|f| f.item_identifier.as_str())
        .collect()
}

/// What the file's name promises. `false` for a file nobody has thought about.
async fn does_what_it_says(name: &str) -> bool {
    let mut world = World::start().await;
    world.seller(ANNA).writes("/lang").await;
    let sqs = || serde_json::from_value(event(name)).unwrap();
    let first = "00000000-0000-4000-8000-000000000000";
    match name {
        "webhook-start" => {
            assert_eq!(webhook(&world, name).await.0, 200);
            assert!(world.seller(ANNA).last_text().await.contains("Здравствуйте"));
        }
        "webhook-press" => {
            let (status, call) = webhook(&world, name).await;
            assert_eq!((status, &call["method"]), (200, &json!("answerCallbackQuery")));
            assert!(world.seller(ANNA).last_text().await.contains("Команды"));
        }
        "webhook-unknown-entity" => {
            assert_eq!(webhook(&world, name).await.0, 200);
            assert!(world.seller(ANNA).last_text().await.contains("Команды"));
        }
        "webhook-unknown-kind" | "webhook-garbage" => {
            assert_eq!(webhook(&world, name).await, (200, Value::Null));
            assert_eq!(world.seller(ANNA).bot_texts().await.len(), 1);
        }
        "webhook-foreign" => {
            assert_eq!(webhook(&world, name).await, (401, Value::Null));
            assert_eq!(world.seller(ANNA).bot_texts().await.len(), 1);
        }
        "webhook-health" => {
            assert_eq!(webhook(&world, name).await.0, 503, "nobody polls");
            world.tick().await;
            let (status, report) = webhook(&world, name).await;
            assert_eq!((status, &report["feed"]["state"]), (200, &json!("no_keys")));
        }
        "webhook-set-up" => {
            let (_, told) = webhook(&world, name).await;
            assert_eq!(told["webhook_url"], "http://127.0.0.1:8080/nowhere");
            let calls = world.calls("telegram").await;
            assert_eq!(calls.last().unwrap()["method"], "setWebhook");
        }
        "booker-empty"
        | "booker-watch-gone"
        | "booker-settle-nothing"
        | "booker-follow-nothing"
        | "booker-skip-nothing"
        | "booker-close-nothing" => {
            assert!(failed(&world.booker_gets(sqs()).await).is_empty());
            assert!(world.calls("gateway").await.is_empty());
        }
        "booker-announce" => {
            world.seller(ANNA).adds_a_key().await;
            world.tick().await;
            world.seller(ANNA).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
            assert!(failed(&world.booker_gets(sqs()).await).is_empty());
            world.settles().await;
            let text = world.seller(ANNA).last_text().await;
            assert!(text.starts_with("📡 Wildberries отключил ленту слотов"), "{text}");
        }
        "booker-newer-job" => assert_eq!(failed(&world.booker_gets(sqs()).await), [first]),
        "booker-garbage" => assert!(
            failed(&world.booker_gets(sqs()).await).is_empty(),
            "garbage holds up nobody"
        ),
        "notifier-message" => {
            assert!(failed(&world.notifier_gets(sqs()).await).is_empty());
            assert_eq!(world.seller(ANNA).last_text().await, "Слот пойман");
        }
        "notifier-long" => {
            assert!(failed(&world.notifier_gets(sqs()).await).is_empty());
            assert!(world.seller(ANNA).read("Очень длинное сообщение").await > 1);
        }
        "notifier-unknown-chat" => {
            assert!(failed(&world.notifier_gets(sqs()).await).is_empty());
            assert_eq!(world.calls("telegram").await.last().unwrap()["status"], 400);
        }
        "notifier-garbage" => assert!(failed(&world.notifier_gets(sqs()).await).is_empty()),
        "slot-poller-schedule" | "slot-poller-by-hand" | "slot-poller-odd" => {
            world.slot_poller_gets(event(name)).await;
            let note = world.note().await;
            assert_eq!(
                note.feed.condition,
                FeedCondition::NoKeys,
                "it looked, and nobody has a key"
            );
            let age = jiff::Timestamp::now().duration_since(note.last_tick_at);
            assert!(age < SignedDuration::from_secs(30));
        }
        "redistributor-empty"
        | "redistributor-garbage"
        | "redistributor-rule-gone"
        | "redistributor-settle-nothing"
        | "redistributor-stock-no-key"
        | "redistributor-tend-nothing" => {
            let answer = world.redistributor_gets(event(name)).await;
            assert_eq!(answer, json!({ "batchItemFailures": [] }));
            assert!(world.calls("gateway").await.is_empty());
        }
        "redistributor-newer-job" => {
            let answer = world.redistributor_gets(event(name)).await;
            assert_eq!(answer["batchItemFailures"][0]["itemIdentifier"], first);
        }
        "redistributor-schedule" | "redistributor-by-hand" => {
            world.redistributor_gets(event(name)).await;
            let note = LeaseKeeper::note::<LookNote>(&world.table, LOOKOUT_LEASE)
                .await
                .unwrap();
            let (note, _) = note.expect("a note");
            assert_eq!(note.rules, 0);
            assert!(world.calls("gateway").await.is_empty(), "nobody wants stock moved");
        }
        "reporter-empty"
        | "reporter-garbage"
        | "reporter-digests-nobody"
        | "reporter-digest-nobody"
        | "reporter-broadcast-gone" => {
            assert!(world.reporter_fails(event(name)).await.is_empty());
            world.settles().await;
            assert_eq!(world.seller(ANNA).bot_texts().await.len(), 1, "nobody is told anything");
        }
        "reporter-channel-report-nobody"
        | "reporter-channel-reports"
        | "reporter-channel-alerts"
        | "reporter-channel-judge-gone" => {
            assert!(world.reporter_fails(event(name)).await.is_empty());
            world.settles().await;
            assert_eq!(world.seller(ANNA).bot_texts().await.len(), 1, "nobody is told anything");
        }
        "reporter-channel-chart-nothing" | "reporter-channel-export-nothing" => {
            assert!(world.reporter_fails(event(name)).await.is_empty());
            world.settles().await;
            assert_eq!(
                world.seller(ANNA).bot_texts().await.len(),
                2,
                "there is nothing, which is said"
            );
        }
        "reporter-task-alerts" | "reporter-task-reports-week" | "reporter-task-reports-month" => {
            world.reporter_gets(event(name)).await;
            let ordered = world.cloud.queues.bodies(testkit::REPORTS);
            let about = if name.ends_with("alerts") { "alerts" } else { "reports" };
            let about = format!(r#""about":"{about}""#);
            assert!(ordered.len() == 1 && ordered[0].contains(&about), "{ordered:?}");
        }
        "reporter-newer-job" => assert_eq!(world.reporter_fails(event(name)).await, [first]),
        "reporter-speed-chart" => {
            assert!(world.reporter_fails(event(name)).await.is_empty());
            let chat = world.seller(ANNA).chat().await;
            assert!(chat.last().unwrap()["photo"].is_array(), "{chat:?}");
        }
        "reporter-schedule" | "reporter-by-hand" => {
            world.reporter_gets(event(name)).await;
            let ordered = world.cloud.queues.bodies(testkit::REPORTS);
            // The hour that is, and those before that nobody has ordered in this new world.
            let last = ordered.last().expect("the hour is ordered");
            assert!(ordered.len() == 7 && last.contains(r#""hour":9"#), "{ordered:?}");
        }
        name if name.starts_with("collector-") => {
            return crate::collecting_events::does_what_it_says(&world, name, event(name)).await;
        }
        _ => return false,
    }
    true
}

#[tokio::test]
async fn every_event_does_what_its_name_says() {
    let names = names();
    for name in &names {
        assert!(
            does_what_it_says(name).await,
            "events/{name}.json has no expectation here"
        );
    }
    for function in [
        "webhook",
        "slot-poller",
        "booker",
        "notifier",
        "redistributor",
        "reporter",
    ] {
        let cases = names.iter().filter(|name| name.starts_with(function)).count();
        assert!(cases >= 3, "{function} has {cases} cases");
    }
}
