//! The Bot API.

use std::time::Duration;

use channel_sources::{ChannelInfo, Peer, Precision, Source, SourceError};
use stand_in::{Say, StandIn};

use crate::clients::{self, TOKEN, channel};

async fn refused(status: u16, body: &str) -> SourceError {
    let server = StandIn::start([Say::status(status, body)]).await;
    clients::bot_api(server.base())
        .member_count(&channel())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn subscribers_are_counted_exactly() {
    let server = StandIn::start([Say::ok(r#"{"ok":true,"result":11110268}"#)]).await;
    let count = clients::bot_api(server.base()).member_count(&channel()).await.unwrap();
    assert_eq!(
        (count.value, count.precision, count.source),
        (11_110_268, Precision::Exact, Source::BotApi)
    );
    assert_eq!(
        server.asked_once().line(),
        format!("GET /telegram/bot{TOKEN}/getChatMemberCount?chat_id=%40ryad_news")
    );
}

#[tokio::test]
async fn a_channel_is_described() {
    let body = r#"{"ok":true,"result":{"id":-1001320314529,"type":"channel","title":"Ряд","username":"Ryad_News","description":"О рядах","linked_chat_id":-1001,"accent_color_id":3}}"#;
    let server = StandIn::start([Say::ok(body)]).await;
    assert_eq!(
        clients::bot_api(server.base()).channel(&channel()).await.unwrap(),
        ChannelInfo {
            chat_id: -1_001_320_314_529,
            title: Some("Ряд".to_owned()),
            name: Some(channel()),
            description: Some("О рядах".to_owned()),
            linked_chat_id: Some(-1001),
        }
    );
}

#[tokio::test]
async fn a_group_or_a_person_is_no_channel() {
    for (kind, peer) in [
        ("supergroup", Peer::Group),
        ("group", Peer::Group),
        ("private", Peer::Person),
    ] {
        let body = format!(r#"{{"ok":true,"result":{{"id":5,"type":"{kind}"}}}}"#);
        let server = StandIn::start([Say::ok(body)]).await;
        let error = clients::bot_api(server.base()).channel(&channel()).await.unwrap_err();
        assert_eq!(error, SourceError::NotAChannel(peer));
    }
}

#[tokio::test]
async fn each_refusal_has_its_meaning() {
    let body = |code: u16, words: &str| format!(r#"{{"ok":false,"error_code":{code},"description":"{words}"}}"#);
    for (code, words, error) in [
        (400, "Bad Request: chat not found", SourceError::NoSuchChannel),
        (400, "Bad Request: member list is inaccessible", SourceError::Private),
        (
            403,
            "Forbidden: bot is not a member of the channel chat",
            SourceError::Private,
        ),
        (401, "Unauthorized", SourceError::Unauthorized),
        (404, "Not Found", SourceError::Unauthorized),
        (
            400,
            "Bad Request: something else",
            SourceError::Refused {
                said: "Bad Request: something else".to_owned(),
            },
        ),
    ] {
        assert_eq!(refused(code, &body(code, words)).await, error, "{words}");
    }
    assert_eq!(refused(502, "<html>Bad Gateway</html>").await.name(), "unavailable");
    assert_eq!(
        refused(500, &body(500, "Internal Server Error")).await.name(),
        "unavailable"
    );
}

#[tokio::test]
async fn a_429_says_how_long_to_wait() {
    let body = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}"#;
    assert_eq!(
        refused(429, body).await,
        SourceError::Limited {
            retry: Some(Duration::from_secs(5))
        }
    );
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_doubtful_and_quoted() {
    for body in [
        "[]",
        "null",
        r#"{"ok":true}"#,
        r#"{"ok":true,"result":"many"}"#,
        r#"{"ok":true,"result":-1}"#,
        "<html>",
    ] {
        let error = refused(200, body).await;
        assert!(
            matches!(&error, SourceError::Doubtful { what } if what.contains(body)),
            "{error:?}"
        );
    }
}
