//! TGStat.

use std::time::Duration;

use channel_sources::{
    Added, Figure, MediaKind, Period, PostId, Precision, Scope, Series, Source, SourceError, Span, Spent,
};
use jiff::Timestamp;
use jiff::civil::date;
use stand_in::{Say, StandIn};

use crate::clients::{self, TOKEN, channel};

fn ok(response: &str) -> Say {
    Say::ok(format!(r#"{{"status":"ok","response":{response}}}"#))
}

async fn refused(say: Say) -> SourceError {
    let server = StandIn::start([say]).await;
    clients::tgstat(server.base()).stat(&channel()).await.unwrap_err()
}

async fn error(code: &str) -> SourceError {
    refused(Say::ok(format!(r#"{{"status":"error","error":"{code}"}}"#))).await
}

#[tokio::test]
async fn the_token_and_the_channel_are_in_the_query() {
    let server = StandIn::start([ok(r#"{"id":42,"participants_count":12000}"#)]).await;
    clients::tgstat(server.base()).stat(&channel()).await.unwrap();
    assert_eq!(
        server.asked_once().line(),
        "GET /tgstat/channels/stat?token=123456%3AAAE%2Bx-Hx1&channelId=%40ryad_news"
    );
}

#[tokio::test]
async fn figures_may_be_null_text_or_fractions() {
    let body = r#"{"id":42,"title":"Ряд","username":"@ryad_news","peer_type":"channel","participants_count":"12000",
        "avg_post_reach":3400.6,"adv_post_reach_24h":2000,"err_percent":28.3,"er_percent":"1.9","ci_index":4.2,"mentions_count":3,
        "posts_count":null,"dau":null,"something_new":{"a":1}}"#;
    let server = StandIn::start([ok(body)]).await;
    let stat = clients::tgstat(server.base()).stat(&channel()).await.unwrap();
    let subscribers = stat.subscribers.unwrap();
    assert_eq!(
        (subscribers.value, subscribers.precision, subscribers.source),
        (12_000, Precision::Estimated, Source::TgStat)
    );
    assert_eq!(stat.average_reach.unwrap().value, 3_401);
    assert_eq!(stat.ad_reach_24h.unwrap().value, 2_000);
    assert_eq!(
        (stat.err_percent.unwrap().value, stat.er_percent.unwrap().value),
        (28.3, 1.9)
    );
    assert_eq!((stat.posts, stat.ad_reach_48h), (None, None));
    assert_eq!(stat.name, Some(channel()));
}

#[tokio::test]
async fn each_error_of_the_catalogue_has_its_meaning() {
    let limited = |seconds| SourceError::Limited {
        retry: Some(Duration::from_secs(seconds)),
    };
    let ready_in = |minutes: u64| SourceError::NotReady {
        retry: Duration::from_secs(60 * minutes),
    };
    assert_eq!(error("empty_token").await, SourceError::Unauthorized);
    assert_eq!(error("token_invalid").await, SourceError::Unauthorized);
    assert_eq!(error("flood_control_10").await, limited(10));
    assert_eq!(error("flood_control_60").await, limited(60));
    assert_eq!(error("outdated_statistics").await, ready_in(15));
    assert_eq!(error("channel_not_found").await, SourceError::NotTracked);
    for (code, name, scope) in [
        ("no_active_subscription", "no_subscription", Scope::Source),
        ("quota_requests_reached", "quota", Scope::Source),
        ("quota_channel_reached", "quota", Scope::Source),
        ("quota_keywords_reached", "quota", Scope::Source),
        ("quota_callback_objects_reached", "quota", Scope::Source),
        ("quota_foreign_channel", "not_covered", Scope::Channel),
        ("wrong_method", "refused", Scope::Channel),
        ("param country required", "refused", Scope::Channel),
        ("flood_control_300", "limited", Scope::Run),
    ] {
        let error = error(code).await;
        assert_eq!((error.name(), error.scope()), (name, scope), "{code}");
    }
}

#[tokio::test]
async fn the_body_decides_whatever_the_status() {
    let invalid = r#"{"status":"error","error":"token_invalid"}"#;
    assert_eq!(refused(Say::status(500, invalid)).await, SourceError::Unauthorized);

    let server = StandIn::start([Say::status(
        404,
        r#"{"status":"ok","response":{"participants_count":7}}"#,
    )])
    .await;
    let stat = clients::tgstat(server.base()).stat(&channel()).await.unwrap();
    assert_eq!(stat.subscribers.unwrap().value, 7);
}

#[tokio::test]
async fn an_answer_without_sense_is_quoted_or_judged_by_its_status() {
    for body in [
        "<html>soon</html>",
        "[]",
        r#"{"response":{}}"#,
        r#"{"status":"ok"}"#,
        r#"{"status":"error"}"#,
        r#"{"status":"ok","response":[]}"#,
    ] {
        let error = refused(Say::ok(body)).await;
        assert!(
            matches!(&error, SourceError::Doubtful { what } if what.contains(body)),
            "{error:?}"
        );
    }
    assert_eq!(refused(Say::status(502, "<html>")).await.name(), "unavailable");
    assert_eq!(
        refused(Say::status(429, "")).await,
        SourceError::Limited { retry: None }
    );
    assert_eq!(
        refused(Say::status(403, "<html>challenge</html>")).await.name(),
        "blocked"
    );
}

#[tokio::test]
async fn a_channel_has_two_numbers_and_labels() {
    let body = |labels: &str| {
        format!(
            r#"{{"id":321,"tg_id":1234567890,"username":"@ryad_news","title":"Ряд","about":"","category":"economics","participants_count":100,"tgstat_restrictions":{labels}}}"#
        )
    };
    let server = StandIn::start([ok(&body("[]")), ok(&body(r#"{"red_label":true,"black_label":false}"#))]).await;
    let plain = clients::tgstat(server.base()).channel(&channel()).await.unwrap();
    assert_eq!((plain.service_id, plain.telegram_id), (321, Some(1_234_567_890)));
    assert_eq!((plain.about, plain.red_label), (None, false));
    let labelled = clients::tgstat(server.base()).channel(&channel()).await.unwrap();
    assert!(labelled.red_label && !labelled.black_label);
}

#[tokio::test]
async fn posts_are_read_and_odd_ones_counted() {
    let body = r#"{"count":3,"total_count":240,"items":[
        {"id":4375814870,"date":1540123429,"views":148382,"shares_count":12,"comments_count":null,"link":"t.me/ryad_news/123","text":"<b>Раз</b><br/>&amp; два","forwarded_from":5,"media":{"media_type":"mediaPhoto"}},
        {"id":2,"date":"1540123428","views":"7","link":"https://t.me/ryad_news/122","media":[]},
        {"id":3,"date":null,"link":"t.me/ryad_news/121"}]}"#;
    let server = StandIn::start([ok(body)]).await;
    let span = Span {
        from: Timestamp::from_second(1_540_000_000).unwrap(),
        to: Timestamp::from_second(1_541_000_000).unwrap(),
    };
    let page = clients::tgstat(server.base())
        .posts(&channel(), Some(span), 50)
        .await
        .unwrap();
    assert_eq!((page.posts.len(), page.skipped, page.total), (2, 1, Some(240)));
    let post = &page.posts[0];
    assert_eq!((post.id, post.posted_at.as_second()), (PostId(123), 1_540_123_429));
    assert_eq!(post.text.as_ref().unwrap().beginning, "Раз\n& два");
    assert_eq!(post.views.unwrap().value, 148_382);
    assert_eq!(post.comments, None);
    assert_eq!(post.media, [MediaKind::Photo]);
    assert_eq!(page.posts[1].views.unwrap().value, 7);
    let line = server.asked_once().line();
    assert!(
        line.ends_with("&limit=50&offset=50&hideDeleted=1&startTime=1540000000&endTime=1541000000"),
        "{line}"
    );
}

#[tokio::test]
async fn an_empty_page_is_a_list_and_a_damaged_one_is_doubtful() {
    let server = StandIn::start([ok("[]"), ok(r#"{"count":0,"items":[]}"#)]).await;
    for _ in 0..2 {
        assert!(
            clients::tgstat(server.base())
                .posts(&channel(), None, 0)
                .await
                .unwrap()
                .posts
                .is_empty()
        );
    }
    for body in [r#"{"count":3}"#, r#"{"items":[{"id":1}]}"#, "\"x\"", "[1]"] {
        let server = StandIn::start([ok(body)]).await;
        let error = clients::tgstat(server.base())
            .posts(&channel(), None, 0)
            .await
            .unwrap_err();
        assert_eq!(error.name(), "doubtful", "{body}");
    }
}

#[tokio::test]
async fn mentions_are_joined_with_their_channels() {
    let body = r#"{"items":[
        {"mentionId":48258272,"mentionType":"channel","postId":4375814870,"postLink":"https://t.me/Heath_media/51932","postDate":1543487975,"channelId":197080},
        {"mentionId":48258273,"mentionType":"post","postId":4375814871,"postLink":"https://t.me/c/1251/7","postDate":1543487970,"channelId":9}],
        "channels":[{"id":197080,"username":"@Heath_media","title":"Heath","participants_count":500}]}"#;
    let server = StandIn::start([ok(body), ok("[]"), ok(r#"{"items":[{"mentionId":1}]}"#)]).await;
    let tgstat = clients::tgstat(server.base());
    let mentions = tgstat.mentions(&channel(), None, 0).await.unwrap();
    assert_eq!(mentions.len(), 2);
    assert_eq!(mentions[0].place.as_ref().unwrap().post, Some(PostId(51_932)));
    let by = mentions[0].channel.as_ref().unwrap();
    assert_eq!((by.service_id, by.subscribers), (197_080, Some(500)));
    assert_eq!(by.name.as_ref().unwrap().as_str(), "heath_media");
    assert_eq!(
        (&mentions[1].place, mentions[1].channel.as_ref().unwrap().service_id),
        (&None, 9)
    );

    assert!(tgstat.mentions(&channel(), None, 0).await.unwrap().is_empty());
    assert_eq!(
        tgstat.mentions(&channel(), None, 0).await.unwrap_err().name(),
        "doubtful"
    );
    assert!(server.asked()[0].line().contains("/channels/mentions?"));
}

#[tokio::test]
async fn forwards_have_numbers_of_their_own() {
    let body =
        r#"{"items":[{"forwardId":1,"postId":2,"postLink":"t.me/heath_media/5","postDate":1543487975,"channelId":3}]}"#;
    let server = StandIn::start([ok(body)]).await;
    let forwards = clients::tgstat(server.base())
        .forwards(&channel(), None, 0)
        .await
        .unwrap();
    assert_eq!(forwards[0].service_id, 1);
    assert!(server.asked_once().line().contains("/channels/forwards?"));
}

#[tokio::test]
async fn a_series_is_of_the_end_of_each_period() {
    let body = r#"[{"period":"2025-03-02","participants_count":"12010"},{"period":"2025-03-01","participants_count":12000},{"period":"2025-03-03","participants_count":null}]"#;
    let server = StandIn::start([ok(body)]).await;
    let points = clients::tgstat(server.base())
        .series(&channel(), Series::Subscribers, Period::Day, None)
        .await
        .unwrap();
    // 24:00 in Moscow; the gap is left out.
    let point = |day, value, end: &str| {
        (
            date(2025, 3, day).at(0, 0, 0, 0),
            Figure::exact(value, Source::TgStat, end.parse().unwrap()),
        )
    };
    let seen: Vec<_> = points.iter().map(|point| (point.begins, point.figure)).collect();
    assert_eq!(
        seen,
        [
            point(1, 12_000.0, "2025-03-01T21:00:00Z"),
            point(2, 12_010.0, "2025-03-02T21:00:00Z")
        ]
    );
    assert!(server.asked_once().line().contains("/channels/subscribers?"));
}

#[tokio::test]
async fn periods_are_hours_days_or_months() {
    let server = StandIn::start([
        ok(r#"[{"period":"2025-03-02 14:00","views_count":1.5}]"#),
        ok(r#"[{"period":"2025-03","err":17.25}]"#),
        ok(r#"[{"period":"2025-W12","err":17.25}]"#),
        ok(r#"[{"period":"2025-03-02","other":1}]"#),
        ok("[]"),
        ok("{}"),
    ])
    .await;
    let tgstat = clients::tgstat(server.base());
    let ask = async |series, period| tgstat.series(&channel(), series, period, None).await;
    let hour = ask(Series::Views, Period::Hour).await.unwrap();
    assert_eq!(
        (hour[0].begins, hour[0].figure.value),
        (date(2025, 3, 2).at(14, 0, 0, 0), 1.5)
    );
    let month = ask(Series::Err, Period::Month).await.unwrap();
    assert_eq!(month[0].figure.observed_at, "2025-03-31T21:00:00Z".parse().unwrap());
    assert!(
        ask(Series::Err, Period::Month)
            .await
            .unwrap_err()
            .to_string()
            .contains("2025-W12")
    );
    assert_eq!(ask(Series::Err, Period::Day).await.unwrap_err().name(), "doubtful");
    assert!(ask(Series::Er, Period::Day).await.unwrap().is_empty());
    assert_eq!(ask(Series::Err24, Period::Day).await.unwrap_err().name(), "doubtful");
}

#[tokio::test]
async fn a_series_of_gaps_is_an_answer_and_one_of_other_fields_is_none() {
    let server = StandIn::start([
        ok(r#"[{"period":"2025-03-01","err":null},{"period":"2025-03-02","err":null}]"#),
        ok(r#"[{"period":"2025-03-01","err":null},{"period":"2025-03-02","err_percent":3}]"#),
        ok(r#"[{"period":"2025-03-01","err":"much"}]"#),
    ])
    .await;
    let tgstat = clients::tgstat(server.base());
    let ask = async || tgstat.series(&channel(), Series::Err, Period::Day, None).await;
    assert!(ask().await.unwrap().is_empty());
    for _ in 0..2 {
        assert_eq!(ask().await.unwrap_err().name(), "doubtful");
    }
}

#[tokio::test]
async fn everything_that_may_be_missing_may_be_missing() {
    let bare = r#"{"id":42,"title":null,"username":null,"participants_count":0,"avg_post_reach":null,"err_percent":null,"rkn_verification":[]}"#;
    let private = r#"{"id":"321","tg_id":null,"username":null,"title":"Ряд","link":"t.me/joinchat/AAAA","participants_count":"100","tgstat_restrictions":null}"#;
    let posts = r#"{"count":"2","total_count":"2","items":[
        {"id":4375814870,"date":1540123429,"views":null,"link":"t.me/ryad_news/123","text":"","forwarded_from":{"id":7},"media":null,"is_deleted":1},
        {"id":4375814869,"date":1540123428,"views":"","link":"t.me/ryad_news/122","text":null,"media":{"media_type":"mediaSomethingNew"}}]}"#;
    let server = StandIn::start([ok(bare), ok(private), ok(posts)]).await;
    let tgstat = clients::tgstat(server.base());
    let stat = tgstat.stat(&channel()).await.unwrap();
    assert_eq!(
        (stat.subscribers.unwrap().value, stat.title, stat.name),
        (0, None, None)
    );
    assert_eq!((stat.average_reach, stat.err_percent), (None, None));
    let known = tgstat.channel(&channel()).await.unwrap();
    assert_eq!((known.service_id, known.telegram_id, known.name), (321, None, None));
    assert_eq!(known.subscribers.unwrap().value, 100);
    let page = tgstat.posts(&channel(), None, 0).await.unwrap();
    assert_eq!((page.posts.len(), page.skipped, page.total), (1, 0, Some(2)));
    let post = &page.posts[0];
    assert_eq!((post.id, post.views, post.text.is_none()), (PostId(122), None, true));
    assert_eq!(post.media, [MediaKind::Other]);
}

#[tokio::test]
async fn a_channel_can_be_added() {
    let server = StandIn::start([
        Say::ok(r#"{"status":"pending"}"#),
        ok(r#"{"channelId":1234}"#),
        Say::ok(r#"{"status":"error","error":"quota_channel_reached"}"#),
    ])
    .await;
    let tgstat = clients::tgstat(server.base());
    assert!(matches!(tgstat.add(&channel()).await, Ok(Added::Pending { .. })));
    assert_eq!(
        tgstat.add(&channel()).await,
        Ok(Added::Known {
            service_id: Some(1_234)
        })
    );
    assert_eq!(tgstat.add(&channel()).await.unwrap_err().name(), "quota");
    let asked = &server.asked()[0];
    assert_eq!(asked.line(), "POST /tgstat/channels/add");
    assert_eq!(asked.body, b"token=123456%3AAAE%2Bx-Hx1&channelName=%40ryad_news");
}

#[tokio::test]
async fn usage_says_what_is_left() {
    let body = r#"[
        {"serviceKey":"api_stat_l","title":"Доступ к Stat API (тариф L)","spentChannels":"1989/2500","spentRequests":"89152/400000","expiredAt":1743549914},
        {"serviceKey":"api_callback_s","spentObjects":"5/3","spentRequests":"…","expiredAt":null}]"#;
    let server = StandIn::start([ok(body), ok("[]"), ok(r#"[{"key":"api_stat_l"}]"#)]).await;
    let tgstat = clients::tgstat(server.base());
    let usage = tgstat.usage().await.unwrap();
    assert_eq!(
        usage[0].channels,
        Some(Spent {
            spent: 1_989,
            limit: 2_500
        })
    );
    assert_eq!(usage[0].quota().unwrap().remaining, Some(310_848));
    assert_eq!(usage[1].objects.unwrap().remaining(), 0);
    assert_eq!((usage[1].requests, usage[1].quota()), (None, None));
    assert!(tgstat.usage().await.unwrap().is_empty());
    assert_eq!(tgstat.usage().await.unwrap_err().name(), "doubtful");
    assert_eq!(
        server.asked()[0].line(),
        "GET /tgstat/usage/stat?token=123456%3AAAE%2Bx-Hx1"
    );
}

#[tokio::test]
async fn an_error_that_echoes_the_token_is_quoted_without_it() {
    let said = error(&format!("bad token {TOKEN} in ?token=123456%3AAAE%2Bx-Hx1&x"))
        .await
        .to_string();
    assert!(said.contains("bad token (token) in ?token=(token)&x"), "{said}");
}
