//! The stand-in keeps to its script, its bad siblings to their manners, and the log to what it is asked.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use stand_in::{Lines, Say, StandIn, nobody, raw, silent};
use url::Url;

fn get(base: &Url) -> reqwest::RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(base.join("a?b=c").unwrap())
}

#[tokio::test]
async fn the_script_is_followed_to_its_end() {
    let server = StandIn::start([Say::ok("first"), Say::status(404, "second").header("x-left", "3")]).await;
    let first = get(server.base())
        .header("x-who", "me")
        .body("hello")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (first.status().as_u16(), first.text().await.unwrap().as_str()),
        (200, "first")
    );
    let asked = server.asked_once();
    assert_eq!(asked.line(), "GET /a?b=c");
    assert_eq!((asked.header("x-who"), asked.header("x-why")), (Some("me"), None));
    assert_eq!(asked.body, b"hello");

    let second = get(server.base()).send().await.unwrap();
    assert_eq!(
        (second.status().as_u16(), &second.headers()["x-left"]),
        (404, &"3".parse().unwrap())
    );
    assert_eq!(get(server.base()).send().await.unwrap().status(), 500);
    assert_eq!(server.asked().len(), 2, "what was looked at is not told again");
}

#[tokio::test]
async fn bad_servers_are_bad_in_their_own_ways() {
    let teapot = get(&raw(b"HTTP/1.1 418 Odd\r\ncontent-length: 0\r\n\r\n").await)
        .send()
        .await;
    assert_eq!(teapot.unwrap().status(), 418);
    assert!(get(&nobody().await).send().await.unwrap_err().is_connect());
    let silence = get(&silent().await).timeout(Duration::from_millis(50)).send().await;
    assert!(silence.unwrap_err().is_timeout());
}

#[test]
fn lines_are_kept_while_somebody_listens_and_told_by_target() {
    let lines = Lines::default();
    let listening = lines.listen();
    tracing::trace!(target: "ours", figure = 7, "one");
    tracing::error!(target: "theirs", "two");
    drop(listening);
    tracing::error!(target: "ours", "three");

    let ours = lines.of(&["ours", "nobody's"]);
    assert_eq!(ours.len(), 1, "{ours:?}");
    assert_eq!(
        (&ours[0]["fields"]["figure"], &ours[0]["level"]),
        (&7.into(), &"TRACE".into())
    );
    assert!(lines.text().contains("two") && !lines.text().contains("three"));
}
