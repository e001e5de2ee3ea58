//! What is logged: each call once, and never a token.

use stand_in::{Lines, Say, StandIn};

use crate::clients::{self, TOKEN, channel};
use crate::pages::Page;

/// Our own lines: the HTTP stack below logs under its own names.
const OURS: [&str; 4] = ["preview", "telegram", "tgstat", "telemetr"];

/// Another dress of the token: as an address carries it.
const IN_ADDRESSES: &str = "123456%3AAAE%2Bx-Hx1";

#[tokio::test]
async fn each_call_is_one_line_with_its_figures() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let server = StandIn::start([
        Say::ok(Page::of([7]).html()),
        Say::ok(r#"{"ok":true,"result":5}"#),
        Say::status(502, ""),
        Say::status(429, ""),
    ])
    .await;
    clients::preview(server.base()).page(&channel(), None).await.unwrap();
    clients::bot_api(server.base()).member_count(&channel()).await.unwrap();
    clients::tgstat(server.base()).stat(&channel()).await.unwrap_err();
    clients::telemetr(server.base()).stat(&channel()).await.unwrap_err();

    let seen: Vec<_> = lines
        .of(&OURS)
        .into_iter()
        .map(|line| {
            let fields = &line["fields"];
            assert!(fields["duration_ms"].is_u64(), "{line}");
            (
                line["target"].clone(),
                fields["operation"].clone(),
                fields["status"].clone(),
            )
        })
        .collect();
    let expected = [
        ("preview", "page", 200),
        ("telegram", "getChatMemberCount", 200),
        ("tgstat", "channels/stat", 502),
        ("telemetr", "channels/stat", 429),
    ]
    .map(|(target, operation, status)| (target.into(), operation.into(), status.into()));
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn no_line_no_error_and_no_debug_has_a_token() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let echo = format!("{TOKEN} {IN_ADDRESSES}");
    let server = StandIn::start([
        Say::status(400, echo.clone()),
        Say::ok(echo.clone()),
        Say::status(418, echo.clone()),
        Say::ok(format!(r#"{{"ok":false,"error_code":400,"description":"{echo}"}}"#)),
        Say::ok(format!(r#"{{"status":"error","response":{{"message":"{echo}"}}}}"#)),
    ])
    .await;
    let errors = [
        clients::bot_api(server.base())
            .member_count(&channel())
            .await
            .unwrap_err(),
        clients::tgstat(server.base()).stat(&channel()).await.unwrap_err(),
        clients::telemetr(server.base()).stat(&channel()).await.unwrap_err(),
        clients::bot_api(server.base())
            .member_count(&channel())
            .await
            .unwrap_err(),
        clients::telemetr(server.base()).stat(&channel()).await.unwrap_err(),
        clients::tgstat(&stand_in::nobody().await)
            .stat(&channel())
            .await
            .unwrap_err(),
    ];
    let shown = format!(
        "{:?} {:?} {:?}",
        clients::bot_api(server.base()),
        clients::tgstat(server.base()),
        clients::telemetr(server.base())
    );

    assert_eq!(lines.of(&OURS).len(), errors.len());
    for text in [lines.text(), format!("{errors:?} {}", errors[0]), shown] {
        assert!(!text.contains(TOKEN) && !text.contains(IN_ADDRESSES), "{text}");
    }
}
