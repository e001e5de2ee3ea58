//! Telemetr.

use std::time::Duration;

use channel_sources::{Period, PostId, Scope, SourceError, Span};
use jiff::Timestamp;
use stand_in::{Say, StandIn};

use crate::clients::{self, TOKEN, channel};

fn ok(response: &str) -> Say {
    Say::ok(format!(r#"{{"status":"ok","response":{response}}}"#))
}

fn error(status: u16, code: &str, message: &str) -> Say {
    Say::status(
        status,
        format!(r#"{{"status":"error","response":{{"code":{code},"message":"{message}"}}}}"#),
    )
}

async fn refused(say: Say) -> SourceError {
    let server = StandIn::start([say]).await;
    clients::telemetr(server.base()).stat(&channel()).await.unwrap_err()
}

#[tokio::test]
async fn figures_come_with_what_is_left() {
    let server = StandIn::start([ok(
        r#"{"title":"Ряд","username":"ryad_news","participants_count":"123","avg_post_reach":45,"err_percent":12.3,"scoring_rate":7.1}"#,
    )
    .header("X-RateLimit-Remaining", "41")
    .header("X-RateLimit-Limit", "1000")])
    .await;
    let stat = clients::telemetr(server.base()).stat(&channel()).await.unwrap();
    assert_eq!(stat.value.subscribers.unwrap().value, 123);
    assert_eq!(stat.value.average_reach.unwrap().value, 45);
    let quota = stat.quota.unwrap();
    assert_eq!(
        (quota.remaining, quota.limit, quota.resets_at),
        (Some(41), Some(1_000), None)
    );

    let asked = server.asked_once();
    assert_eq!(asked.line(), "GET /telemetr/channels/stat?channelId=ryad_news");
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(asked.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_429_with_code_0_is_a_missing_package_and_no_rate_limit() {
    let say = error(429, "0", "Доступ к API не подключён").header("retry-after", "5");
    let error = refused(say).await;
    assert_eq!(
        error,
        SourceError::NoSubscription {
            said: "Доступ к API не подключён".to_owned()
        }
    );
    assert_eq!(error.scope(), Scope::Source);
}

#[tokio::test]
async fn other_429s_are_a_used_up_package_or_a_rate_limit() {
    let used_up = error(429, "0", "Лимит исчерпан").header("X-RateLimit-Remaining", "0");
    assert_eq!(refused(used_up).await.name(), "quota");
    let limited = error(429, "429", "Слишком часто").header("retry-after", "5");
    assert_eq!(
        refused(limited).await,
        SourceError::Limited {
            retry: Some(Duration::from_secs(5))
        }
    );
    assert_eq!(
        refused(Say::status(429, "")).await,
        SourceError::Limited { retry: None }
    );
}

#[tokio::test]
async fn each_refusal_has_its_meaning() {
    assert_eq!(
        refused(error(401, "0", "Unauthorized")).await,
        SourceError::Unauthorized
    );
    assert_eq!(
        refused(error(403, "0", "Только @telemetr_me")).await.name(),
        "not_covered"
    );
    assert_eq!(refused(error(404, "0", "x")).await, SourceError::NotTracked);
    assert_eq!(
        refused(error(400, "0", "Канал не найден")).await,
        SourceError::NotTracked
    );
    assert_eq!(
        refused(error(200, "\"0\"", "Неверный параметр")).await.name(),
        "refused"
    );
    assert_eq!(refused(error(500, "0", "x")).await.name(), "unavailable");
    assert_eq!(refused(Say::status(502, "<html>")).await.name(), "unavailable");
    for body in [
        "<html>",
        "[]",
        "{}",
        r#"{"status":"error"}"#,
        r#"{"status":"error","response":"no"}"#,
    ] {
        let error = refused(Say::ok(body)).await;
        assert!(
            matches!(&error, SourceError::Doubtful { what } if what.contains(body)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_with_status_200_means_the_same() {
    let unpaid = "Доступ к API не подключён";
    for (say, name) in [
        (error(200, "0", unpaid), "no_subscription"),
        (error(403, "0", unpaid), "not_covered"),
        (error(200, "429", "Слишком часто"), "limited"),
        (error(200, "\"401\"", "Токен не найден"), "unauthorized"),
        (error(200, "404", "x"), "not_tracked"),
        (error(200, "500", "x"), "unavailable"),
        (error(200, "12", "x"), "refused"),
    ] {
        let error = refused(say).await;
        assert_eq!(error.name(), name, "{error:?}");
    }
}

#[tokio::test]
async fn what_is_marked_as_deleted_is_no_post() {
    let body = r#"{"count":2,"total_count":2,"items":[{"id":7,"date":1540123429,"is_deleted":1},{"id":6,"date":1540123428,"is_deleted":"0"}]}"#;
    let all_gone = r#"{"count":1,"items":[{"id":7,"date":1540123429,"is_deleted":true}]}"#;
    let server = StandIn::start([ok(body), ok(all_gone), ok("[]"), ok("null")]).await;
    let telemetr = clients::telemetr(server.base());
    let page = telemetr.posts(&channel(), 0).await.unwrap().value;
    assert_eq!((page.posts.len(), page.posts[0].id, page.skipped), (1, PostId(6), 0));
    for _ in 0..2 {
        let page = telemetr.posts(&channel(), 0).await.unwrap().value;
        assert_eq!((page.posts.len(), page.skipped), (0, 0));
    }
    assert_eq!(telemetr.posts(&channel(), 0).await.unwrap_err().name(), "doubtful");
}

#[tokio::test]
async fn an_empty_answer_is_to_be_asked_for_again() {
    for body in ["null", "[]", "{}"] {
        assert_eq!(refused(ok(body)).await.name(), "not_ready", "{body}");
    }
    assert_eq!(refused(ok(r#"{"title":"Ряд"}"#)).await.name(), "doubtful");
}

#[tokio::test]
async fn posts_are_numbered_by_their_address() {
    let body = r#"{"count":50,"total_count":"240","items":[
        {"id":999,"date":1540123429,"text":"Раз","is_deleted":0,"display_url":"https://t.me/ryad_news/1167","stats":{"views":"1000","forwards":3,"reactions":5,"comments":0}},
        {"id":1166,"date":1540123428,"text":null,"display_url":"","stats":[]},
        {"id":0,"date":1}]}"#;
    let server = StandIn::start([ok(body)]).await;
    let page = clients::telemetr(server.base())
        .posts(&channel(), 50)
        .await
        .unwrap()
        .value;
    assert_eq!((page.skipped, page.total), (1, Some(240)));
    assert_eq!((page.posts[0].id, page.posts[1].id), (PostId(1_167), PostId(1_166)));
    assert_eq!(page.posts[0].views.unwrap().value, 1_000);
    assert_eq!(page.posts[0].comments.unwrap().value, 0);
    assert_eq!(page.posts[1].views, None);
    assert_eq!(
        server.asked_once().line(),
        "GET /telemetr/channels/posts?channelId=ryad_news&offset=50&hideDeleted=1"
    );
}

#[tokio::test]
async fn dates_are_written_out() {
    let server = StandIn::start([ok(r#"[{"period":"2025-03-01","participants_count":123}]"#)]).await;
    let span = Span {
        from: "2025-02-28T21:00:00Z".parse().unwrap(),
        to: Timestamp::from_second(1_740_949_200).unwrap(),
    };
    let points = clients::telemetr(server.base())
        .subscribers(&channel(), Period::Day, span)
        .await
        .unwrap();
    assert_eq!(points.value[0].figure.value, 123.0);
    let line = server.asked_once().line();
    assert!(
        line.ends_with("group=day&startDate=2025-03-01+00%3A00%3A00&endDate=2025-03-03+00%3A00%3A00"),
        "{line}"
    );
}

#[tokio::test]
async fn a_channel_can_be_added_and_limits_asked_for() {
    let server = StandIn::start([ok("{}"), ok("{}").header("x-ratelimit-remaining", "7"), ok("{}")]).await;
    let telemetr = clients::telemetr(server.base());
    telemetr.add(&channel()).await.unwrap();
    assert_eq!(telemetr.limits().await.unwrap().unwrap().remaining, Some(7));
    assert_eq!(telemetr.limits().await.unwrap(), None);
    let asked = server.asked();
    assert_eq!(asked[0].line(), "POST /telemetr/channels/add");
    assert_eq!(asked[0].body, br#"{"channelId":"ryad_news"}"#);
    assert_eq!(asked[1].line(), "GET /telemetr/v1/limits");
}
