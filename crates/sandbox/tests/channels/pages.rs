//! t.me and the Bot API.

use channel_sources::{LandingKind, MediaKind, Peer, Post, PostId, Precision, ReactionKind, SourceError};
use serde_json::{Value, json};

use super::common::Story;
use super::{bot_api, broken, made, name, preview, quiet, told};

/// The number that a page shows for this one.
fn shown(count: u64) -> u64 {
    let step = match count {
        0..1_000 => 1,
        1_000..9_995 => 10,
        9_995..1_000_000 => 100,
        1_000_000..9_995_000 => 10_000,
        _ => 100_000,
    };
    (count + step / 2) / step * step
}

/// Twenty messages, each item of an album for itself; only the oldest album may reach beyond.
pub(super) fn is_full(posts: &[Post]) -> bool {
    let messages = |posts: &[Post]| posts.iter().map(|post| 1 + post.album.len()).sum::<usize>();
    messages(posts) >= 20 && messages(&posts[1..]) < 20
}

/// Reads a channel from its newest post to its first.
async fn whole(story: &Story, channel: &str) -> Vec<Post> {
    let (preview, channel) = (preview(story), name(channel));
    let mut posts = Vec::new();
    let mut before = None;
    loop {
        let page = preview.page(&channel, before).await.unwrap();
        assert!(is_full(&page.posts) || page.older.is_none(), "twenty messages a page");
        posts.splice(0..0, page.posts);
        before = page.older;
        if before.is_none() {
            return posts;
        }
    }
}

#[tokio::test]
async fn every_kind_of_history_is_read_from_end_to_end() {
    let story = Story::begin().await;
    for kind in ["growth", "jump", "silence", "deletion", "flat", "busy"] {
        let channel = format!("probe_{kind}");
        made(
            &story,
            json!({"name": channel, "kind": kind, "days": 12, "partners": ["ryad_postavok"]}),
        )
        .await;
        let posts = whole(&story, &channel).await;
        assert!(
            posts
                .windows(2)
                .all(|pair| pair[0].id < pair[1].id && pair[0].posted_at <= pair[1].posted_at)
        );
        assert_eq!(
            (posts[0].id, posts[0].service),
            (PostId(1), true),
            "it begins with its creation"
        );
        let world = told(&story, &channel).await;
        for (row, post) in world["posts"].as_array().unwrap().iter().zip(posts.iter().rev()) {
            assert_eq!(row["id"], post.id.0, "{kind}");
            assert_eq!(row["at_ms"].as_i64().unwrap() / 1000, post.posted_at.as_second());
            assert_eq!(
                row["views"].as_u64().map(shown),
                post.views.map(|views| views.value),
                "{kind} {row}"
            );
            assert_eq!(row["edited"], post.edited);
            assert_eq!(row["service"].is_null(), !post.service);
            assert_eq!(
                row["forward"]["title"].as_str(),
                post.forwarded_from.as_ref().map(|from| from.name.as_str())
            );
        }
        let albums: Vec<&Post> = posts.iter().filter(|post| !post.album.is_empty()).collect();
        assert!(kind != "busy" || albums.len() > 3);
        assert!(albums.iter().all(
            |post| post.album[0].0 == post.id.0 + 1 && post.media.contains(&MediaKind::Photo)
                || post.media.contains(&MediaKind::Video)
        ));
    }
}

#[tokio::test]
async fn before_the_first_post_there_is_nothing() {
    let story = Story::begin().await;
    let page = preview(&story)
        .page(&name("lenta_marketa"), Some(PostId(1)))
        .await
        .unwrap();
    assert!(page.posts.is_empty() && page.evidence.says_empty && page.older.is_none());
}

#[tokio::test]
async fn a_busy_channel_shows_all_there_is() {
    let story = Story::begin().await;
    let posts = whole(&story, "lenta_marketa").await;
    let has = |what: &str, found: bool| assert!(found, "no post with {what} among {}", posts.len());
    for kind in [
        MediaKind::Photo,
        MediaKind::Video,
        MediaKind::RoundVideo,
        MediaKind::Voice,
        MediaKind::Document,
        MediaKind::Sticker,
        MediaKind::Poll,
        MediaKind::Location,
    ] {
        has(
            &format!("{kind:?}"),
            posts.iter().any(|post| post.media.contains(&kind)),
        );
    }
    has(
        "a forward from a post",
        posts.iter().any(|post| {
            post.forwarded_from
                .as_ref()
                .is_some_and(|from| from.place.as_ref().is_some_and(|place| place.post.is_some()))
        }),
    );
    has(
        "a mention",
        posts
            .iter()
            .any(|post| post.mentions.iter().any(|place| place.channel == name("ryad_postavok"))),
    );
    has("a reply", posts.iter().any(|post| post.reply_to.is_some()));
    has("a hashtag", posts.iter().any(|post| !post.hashtags.is_empty()));
    has(
        "a paid reaction",
        posts
            .iter()
            .any(|post| post.reactions.iter().any(|one| one.kind == ReactionKind::Paid)),
    );
    has(
        "a custom reaction",
        posts.iter().any(|post| {
            post.reactions
                .iter()
                .any(|one| matches!(one.kind, ReactionKind::Custom(_)))
        }),
    );
    assert!(posts.iter().all(|post| {
        post.text
            .as_ref()
            .is_none_or(|text| !text.beginning.contains("Please open"))
    }));
    let header = preview(&story)
        .page(&name("lenta_marketa"), None)
        .await
        .unwrap()
        .channel;
    let world = told(&story, "lenta_marketa").await;
    assert_eq!((header.verified, header.chat_id), (true, world["chat_id"].as_i64()));
    assert_eq!(header.title.as_deref(), world["title"].as_str());
    assert_eq!(
        header.subscribers.unwrap().value,
        shown(world["members"].as_u64().unwrap())
    );
}

#[tokio::test]
async fn counts_are_rounded_on_pages_and_exact_on_the_card_and_at_the_bot_api() {
    let story = Story::begin().await;
    quiet(&story, "tihiy_ryad").await;
    let channel = name("tihiy_ryad");
    let page = preview(&story).page(&channel, None).await.unwrap();
    let subscribers = page.channel.subscribers.unwrap();
    assert_eq!(
        (subscribers.value, subscribers.precision),
        (11_100_000, Precision::Rounded { step: 100_000 })
    );
    let views: Vec<u64> = page.posts.iter().filter_map(|post| Some(post.views?.value)).collect();
    let exact = told(&story, "tihiy_ryad").await["posts"][1]["views"].as_u64().unwrap();
    assert_eq!(
        (views[1], exact > 11_000 && exact < 12_640),
        (shown(exact), true),
        "{exact} of 12 640 came within a day"
    );
    let card = preview(&story).landing(&channel).await.unwrap();
    assert_eq!(
        (card.kind, card.members.unwrap().value),
        (LandingKind::Channel, 11_110_268)
    );
    let count = bot_api(&story).member_count(&channel).await.unwrap();
    assert_eq!((count.value, count.precision), (11_110_268, Precision::Exact));
    let info = bot_api(&story).channel(&channel).await.unwrap();
    assert_eq!(Some(info.chat_id), page.channel.chat_id);
    assert_eq!((info.title.as_deref(), info.name), (Some("Тихий ряд"), Some(channel)));
}

#[tokio::test]
async fn whoever_shows_no_posts_is_told_apart_by_the_card() {
    let story = Story::begin().await;
    let read = preview(&story);
    for (access, kind, error, count) in [
        ("no_preview", LandingKind::Channel, SourceError::NoPreview, Ok(())),
        (
            "private",
            LandingKind::Invitation,
            SourceError::Private,
            Err(SourceError::Private),
        ),
        (
            "group",
            LandingKind::Group,
            SourceError::NotAChannel(Peer::Group),
            Ok(()),
        ),
        (
            "bot",
            LandingKind::Bot,
            SourceError::NotAChannel(Peer::Bot),
            Err(SourceError::NoSuchChannel),
        ),
        (
            "person",
            LandingKind::Person,
            SourceError::NotAChannel(Peer::Person),
            Err(SourceError::NoSuchChannel),
        ),
    ] {
        let channel = format!("some_{access}");
        made(
            &story,
            json!({"name": channel, "access": access, "kind": "empty", "members": 705}),
        )
        .await;
        let channel = name(&channel);
        assert_eq!(
            read.page(&channel, None).await.unwrap_err(),
            SourceError::NoPreview,
            "{access}"
        );
        assert_eq!(read.landing(&channel).await.unwrap().kind, kind);
        assert_eq!(read.latest(&channel).await.unwrap_err(), error);
        assert_eq!(
            bot_api(&story).member_count(&channel).await.map(|_| ()),
            count,
            "{access}"
        );
    }
    let nobody = name("nobody_here");
    assert_eq!(read.latest(&nobody).await.unwrap_err(), SourceError::NoSuchChannel);
    assert_eq!(
        bot_api(&story).member_count(&nobody).await.unwrap_err(),
        SourceError::NoSuchChannel
    );
    let raw = super::http().get(story.url("/tme/s/nobody_here")).send().await.unwrap();
    assert_eq!(
        (raw.status().as_u16(), raw.headers()["location"].to_str().unwrap()),
        (302, "https://t.me/nobody_here")
    );
}

#[tokio::test]
async fn refusals_that_look_like_success_are_never_no_posts() {
    let story = Story::begin().await;
    let (read, channel) = (preview(&story), name("ryad_postavok"));
    for (fault, expected) in [
        (json!({"kind": "tiny", "times": 1}), "blocked"),
        (json!({"kind": "challenge", "times": 1}), "blocked"),
        (json!({"kind": "empty_tags", "times": 1}), "blocked"),
        (json!({"kind": "truncated", "times": 1}), "doubtful"),
        (json!({"kind": "no_posts", "times": 1}), "doubtful"),
        (json!({"kind": 403, "times": 1}), "blocked"),
        (json!({"kind": 503, "times": 1}), "blocked"),
        (json!({"kind": "status", "times": 1}), "unavailable"),
        (json!({"kind": 429, "retry_after_s": 9, "times": 1}), "limited"),
        (json!({"kind": "reset", "times": 1}), "unavailable"),
        (json!({"kind": "tiny", "channel": "@marzha_i_tochka"}), "well"),
    ] {
        broken(&story, "preview", fault.clone()).await;
        let got = read
            .page(&channel, None)
            .await
            .map_or_else(|error| error.name(), |_| "well");
        assert_eq!(got, expected, "{fault}");
        assert!(read.page(&channel, None).await.is_ok(), "once only: {fault}");
    }
    let blocked = read.page(&name("marzha_i_tochka"), None).await.unwrap_err();
    assert_eq!(blocked.name(), "blocked", "by channel");
    let calls = story.get("/control/calls?target=preview").await;
    assert_eq!(
        (&calls[0]["fault"], &calls[0]["path"]),
        (&json!("tiny"), &json!("/tme/s/ryad_postavok"))
    );
}

#[tokio::test]
async fn faults_of_the_bot_api_keep_to_channels() {
    let story = Story::begin().await;
    let (api, channel) = (bot_api(&story), name("ryad_postavok"));
    for (fault, expected) in [
        (json!({"kind": 429, "retry_after_s": 3, "times": 1}), "limited"),
        (json!({"kind": 500, "times": 1}), "unavailable"),
        (json!({"kind": 502, "times": 1}), "unavailable"),
        (json!({"kind": 403, "times": 1}), "private"),
        (
            json!({"kind": "error", "error": "member list is inaccessible", "times": 1}),
            "private",
        ),
        (json!({"kind": "timeout", "channel": "tihiy_sklad"}), "well"),
    ] {
        broken(&story, "bot_api", fault.clone()).await;
        let got = api
            .member_count(&channel)
            .await
            .map_or_else(|error| error.name(), |_| "well");
        assert_eq!(got, expected, "{fault}");
    }
    broken(&story, "bot_api", json!({"token_revoked": true})).await;
    assert_eq!(api.member_count(&channel).await.unwrap_err(), SourceError::Unauthorized);
    assert_eq!(
        story.call("getMe", json!({})).await.0,
        200,
        "the bot's own calls are well"
    );
}

#[tokio::test]
async fn pages_lead_back_and_forth_search_and_show_one_post() {
    let story = Story::begin().await;
    quiet(&story, "tihiy_ryad").await;
    let text = async |path: &str| {
        super::http()
            .get(story.url(path))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let after = text("/tme/s/tihiy_ryad?after=2").await;
    assert!(after.contains("data-post=\"tihiy_ryad/3\"") && !after.contains("data-post=\"tihiy_ryad/2\""));
    let found = text("/tme/s/tihiy_ryad?q=%D1%82%D1%80%D0%B5%D1%82%D0%B8%D0%B9").await;
    assert!(found.contains("data-post=\"tihiy_ryad/4\"") && !found.contains("data-post=\"tihiy_ryad/3\""));
    assert!(text("/tme/s/tihiy_ryad?q=zzz").await.contains("tme_no_messages_found"));
    let one = text("/tme/tihiy_ryad/3?embed=1&mode=tme").await;
    assert!(one.contains("data-post=\"tihiy_ryad/3\"") && one.contains("Второй"));
    assert!(
        text("/tme/tihiy_ryad/99?embed=1&mode=tme")
            .await
            .contains("tgme_widget_message_error")
    );
    let page = text("/tme/s/tihiy_ryad").await;
    assert!(page.contains("rel=\"canonical\" href=\"/s/tihiy_ryad?before=5\"") && !page.contains("rel=\"prev\""));
    let busy = text("/tme/s/lenta_marketa").await;
    assert_eq!(busy.matches("js-widget_message_wrap").count(), 20);
    let before: Value = busy
        .split_once("rel=\"prev\" href=\"/s/lenta_marketa?before=")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(busy.contains(&format!("data-before=\"{before}\"")));
}
