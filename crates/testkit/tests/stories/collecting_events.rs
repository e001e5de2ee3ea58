//! What the collector does with the events of events/.

use channels::run::Run;
use serde_json::{Value, json};
use testkit::{COLLECTIONS, NOTIFICATIONS, World};

/// What a file's name promises. `false` for a file nobody has thought about.
pub(crate) async fn does_what_it_says(world: &World, name: &str, event: Value) -> bool {
    let collector = world.collector();
    let answer = world.collector_gets(&collector, event).await;
    let failed = answer["batchItemFailures"].as_array().map_or(0, Vec::len);
    let ordered = world.cloud.queues.bodies(COLLECTIONS);
    match name {
        "collector-collect" | "collector-by-hand" => {
            assert_eq!((answer, ordered.len()), (Value::Null, 1));
            assert!(ordered[0].contains(r#""do":"plan","day":"2026-11-17""#), "{ordered:?}");
            assert_eq!(Run::newest(&world.table, 5).await.unwrap().len(), 1);
        }
        "collector-pulse" => {
            assert_eq!((answer, ordered.len()), (Value::Null, 1));
            assert!(ordered[0].contains(r#""do":"pulse""#), "{ordered:?}");
        }
        "collector-empty" | "collector-garbage" => assert_eq!((failed, ordered.len()), (0, 0)),
        "collector-newer-job" => assert_eq!(failed, 1),
        "collector-day-nobody" | "collector-past-left" => {
            assert_eq!((failed, ordered.len()), (0, 0));
            assert_eq!(world.cloud.queues.len(NOTIFICATIONS), 0);
        }
        "collector-plan-nobody" => assert_eq!((answer, ordered.len()), (json!({ "batchItemFailures": [] }), 0)),
        _ => return false,
    }
    true
}
