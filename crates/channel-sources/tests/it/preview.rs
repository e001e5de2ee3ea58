//! The client of the public pages.

use std::time::Duration;

use channel_sources::{Peer, PostId, Preview, Scope, SourceError};
use stand_in::{Say, StandIn};

use crate::clients::{self, channel};
use crate::pages::{Page, landing};

fn redirect(to: &str) -> Say {
    Say::status(302, "").header("location", to)
}

#[tokio::test]
async fn the_newest_page_is_asked_for() {
    let server = StandIn::start([Say::ok(Page::of([7, 8]).html())]).await;
    let page = clients::preview(server.base()).latest(&channel()).await.unwrap();
    assert_eq!(page.posts.len(), 2);
    let asked = server.asked_once();
    assert_eq!(asked.line(), "GET /t.me/s/ryad_news");
    assert_eq!(asked.header("accept-language"), Some("en"));
}

#[tokio::test]
async fn older_pages_are_asked_for_by_the_first_post() {
    let server = StandIn::start([Say::ok(Page::of([7, 8]).html()), Say::ok(Page::of([5, 6]).html())]).await;
    let preview = clients::preview(server.base());
    let newest = preview.page(&channel(), None).await.unwrap();
    let older = preview.page(&channel(), newest.older).await.unwrap();
    assert_eq!(older.older, Some(PostId(5)));
    assert_eq!(server.asked()[1].line(), "GET /t.me/s/ryad_news?before=7");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_means_no_preview() {
    for location in ["https://t.me/ryad_news", "/Ryad_News", "https://t.me/ryad_news?x=1"] {
        let server = StandIn::start([redirect(location)]).await;
        let error = clients::preview(server.base())
            .page(&channel(), None)
            .await
            .unwrap_err();
        assert_eq!(error, SourceError::NoPreview, "{location}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_not_fooled() {
    let server = StandIn::start([redirect("/t.me/ryad_news"), Say::ok(Page::of([7]).html())]).await;
    let follows = reqwest::Client::builder().no_proxy().build().unwrap();
    let preview = Preview::new(follows, server.base().join("t.me").unwrap());
    let error = preview.page(&channel(), None).await.unwrap_err();
    assert_eq!(error, SourceError::NoPreview);
}

#[tokio::test]
async fn a_redirect_to_elsewhere_stops_the_run() {
    for location in ["https://example.com/verify", "https://t.me/s/ryad_news", ""] {
        let server = StandIn::start([redirect(location)]).await;
        let error = clients::preview(server.base()).latest(&channel()).await.unwrap_err();
        assert!(
            matches!(&error, SourceError::Blocked { what } if what.contains(location)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn the_landing_page_tells_why_there_is_no_preview() {
    for (page, why) in [
        (
            landing("Telegram: Contact @ryad_news", "", ""),
            SourceError::NoSuchChannel,
        ),
        (
            landing("Telegram: View @ryad_news", "Ряд", "1 234 subscribers"),
            SourceError::NoPreview,
        ),
        (
            landing("Telegram: View @ryad_news", "Ряд", "1 234 members, 56 online"),
            SourceError::NotAChannel(Peer::Group),
        ),
        (
            landing("Telegram: Contact @ryad_news", "Анна", "@ryad_news"),
            SourceError::NotAChannel(Peer::Person),
        ),
        (
            landing("Telegram: Join Group Chat", "Ряд", "12 subscribers"),
            SourceError::Private,
        ),
    ] {
        let server = StandIn::start([redirect("https://t.me/ryad_news"), Say::ok(page)]).await;
        assert_eq!(clients::preview(server.base()).latest(&channel()).await, Err(why));
        assert_eq!(server.asked()[1].line(), "GET /t.me/ryad_news");
    }
}

#[tokio::test]
async fn a_landing_page_that_fails_is_no_answer_about_the_channel() {
    let server = StandIn::start([redirect("https://t.me/ryad_news"), Say::status(429, "")]).await;
    let error = clients::preview(server.base()).latest(&channel()).await.unwrap_err();
    assert_eq!(error, SourceError::Limited { retry: None });
}

#[tokio::test]
async fn refusals_stop_the_run() {
    for (say, name) in [
        (Say::status(429, "").header("retry-after", "30"), "limited"),
        (Say::status(403, "<html>captcha</html>"), "blocked"),
        (Say::status(503, "<html>captcha</html>"), "blocked"),
        (Say::status(500, "oops"), "unavailable"),
        (Say::ok("<html></html>"), "blocked"),
        (Say::ok(""), "blocked"),
    ] {
        let server = StandIn::start([say]).await;
        let error = clients::preview(server.base()).latest(&channel()).await.unwrap_err();
        assert_eq!((error.name(), error.scope()), (name, Scope::Run), "{error:?}");
    }
}

#[tokio::test]
async fn a_429_may_say_how_long_to_wait() {
    let server = StandIn::start([Say::status(429, "").header("retry-after", "30")]).await;
    let error = clients::preview(server.base()).latest(&channel()).await.unwrap_err();
    assert_eq!(
        error,
        SourceError::Limited {
            retry: Some(Duration::from_secs(30))
        }
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_page() {
    let base =
        stand_in::raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n<html><div class=\"tgme_page_wrap\">").await;
    let error = clients::preview(&base).latest(&channel()).await.unwrap_err();
    assert_eq!(error.name(), "unavailable", "{error:?}");
    let error = clients::preview(&stand_in::nobody().await)
        .latest(&channel())
        .await
        .unwrap_err();
    assert_eq!(error.name(), "unavailable", "{error:?}");
}

#[tokio::test]
async fn a_page_without_end_is_given_up() {
    let server = StandIn::start([Say::ok(vec![b' '; 5 * 1024 * 1024])]).await;
    let error = clients::preview(server.base()).latest(&channel()).await.unwrap_err();
    assert_eq!(error.name(), "doubtful", "{error:?}");
}
