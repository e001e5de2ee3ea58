//! The newest errors.

use jiff::{SignedDuration, Timestamp};
use store::{ErrorLine, LastErrors};

use crate::world::World;

#[tokio::test]
async fn the_newest_errors_of_a_day_come_first() {
    let World { table, .. } = World::new().await;
    let errors = LastErrors::new(table);
    let now: Timestamp = "2026-11-18T09:00:00Z".parse().unwrap();
    let line = |minutes, message: &str| {
        let at = now - SignedDuration::from_mins(minutes);
        ErrorLine::new(at, "booker", message, Some("t".into()))
    };
    let long = "x".repeat(2_000);
    errors
        .keep(&[
            line(2, "older"),
            line(1, "newer"),
            line(24 * 60, "yesterday"),
            line(3, &long),
        ])
        .await
        .unwrap();
    let page = errors.newest(now, None, 2).await.unwrap();
    let said = |page: &store::Page<ErrorLine>| {
        page.records
            .iter()
            .map(|e| e.record.message.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&page), ["newer", "older"]);
    let rest = errors.newest(now, page.next.as_deref(), 2).await.unwrap();
    assert_eq!(rest.records.len(), 1);
    assert_eq!(rest.records[0].record.message.len(), 500, "a long message is cut");
    assert_eq!(
        said(
            &errors
                .newest(now - SignedDuration::from_hours(24), None, 9)
                .await
                .unwrap()
        ),
        ["yesterday"]
    );
}
