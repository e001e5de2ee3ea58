//! What is logged: each call once, and never the key.

use std::time::Duration;

use stand_in::{Lines, Say, StandIn};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

/// Our own lines: the HTTP stack below logs under its own names.
const OURS: [&str; 2] = ["wb", "gateway"];

#[tokio::test]
async fn each_call_is_one_line_with_its_figures() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let server = StandIn::start([Say::ok("[]"), Say::status(404, "")]).await;

    clients::api(server.base()).coefficients(&key(), SOON).await.unwrap();
    let absent = clients::gateway(server.base()).booking(&key(), "bk-1", SOON).await;
    assert_eq!(absent, Ok(None));

    let logged = lines.of(&OURS);
    let seen: Vec<_> = logged
        .iter()
        .map(|line| {
            let fields = &line["fields"];
            assert!(fields["duration_ms"].is_u64(), "{line}");
            (&line["target"], &fields["operation"], &fields["status"])
        })
        .collect();
    assert_eq!(
        seen,
        [
            (&"wb".into(), &"coefficients".into(), &200.into()),
            (&"gateway".into(), &"booking".into(), &404.into()),
        ]
    );
}

#[tokio::test]
async fn no_line_of_anybody_has_the_key() {
    let lines = Lines::default();
    let _listening = lines.listen();
    let echo = key().expose().to_owned();
    let server = StandIn::start([Say::status(401, echo.clone()), Say::status(400, echo)]).await;

    clients::api(server.base()).ping(&key()).await.unwrap_err();
    clients::gateway(server.base())
        .booking(&key(), "bk-1", SOON)
        .await
        .unwrap_err();
    clients::api(&stand_in::nobody().await).ping(&key()).await.unwrap_err();

    assert_eq!(lines.of(&OURS).len(), 3);
    assert!(!lines.text().contains(key().expose()));
}
