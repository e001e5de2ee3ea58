//! What all sources have in common.

use channel_sources::{ChannelSource, Source};
use stand_in::{Say, StandIn};

use crate::clients::{self, channel};
use crate::pages::Page;

#[tokio::test]
async fn each_source_gives_what_it_offers() {
    let server = StandIn::start([
        Say::ok(Page::of([7, 8]).html()),
        Say::ok(r#"{"ok":true,"result":705}"#),
        Say::ok(r#"{"status":"ok","response":{"participants_count":705}}"#),
        Say::ok(r#"{"status":"ok","response":{"participants_count":705}}"#).header("x-ratelimit-remaining", "9"),
    ])
    .await;
    let sources: [Box<dyn ChannelSource>; 4] = [
        Box::new(clients::preview(server.base())),
        Box::new(clients::bot_api(server.base())),
        Box::new(clients::tgstat(server.base())),
        Box::new(clients::telemetr(server.base())),
    ];
    for source in &sources {
        let daily = source.daily(&channel()).await.unwrap();
        let offers = source.offers();
        assert_eq!(daily.source, source.source());
        assert_eq!(daily.members.is_some(), offers.members);
        assert_eq!(daily.posts.is_some(), offers.posts);
        assert_eq!(daily.statistics.is_some(), offers.statistics);
        assert!(daily.members.is_some_and(|members| members.source == source.source()));
        let left = daily.quota.and_then(|quota| quota.remaining);
        assert_eq!(left, (source.source() == Source::Telemetr).then_some(9));
    }
    assert_eq!(server.asked().len(), sources.len());
}

#[tokio::test]
async fn the_newest_posts_say_since_when_they_are_all() {
    let mut whole = Page::of([1, 2]);
    whole.more = false;
    let server = StandIn::start([Say::ok(Page::of([7, 8]).html()), Say::ok(whole.html())]).await;
    let preview = clients::preview(server.base());
    let cut = preview.daily(&channel()).await.unwrap().posts.unwrap();
    assert_eq!(cut.complete_since, Some(cut.posts[0].posted_at));
    let whole = preview.daily(&channel()).await.unwrap().posts.unwrap();
    assert_eq!(whole.complete_since, None);
}

#[test]
fn every_source_is_asked_with_restraint() {
    for source in [Source::Preview, Source::BotApi, Source::TgStat, Source::Telemetr] {
        let limits = source.limits();
        assert!(
            !limits.gap.is_zero() && limits.pause >= limits.gap && limits.concurrency > 0,
            "{source:?}"
        );
    }
    let preview = Source::Preview.limits();
    assert!(preview.gap.as_secs() >= 2 && preview.concurrency == 1);
}
