//! A page of posts as a whole.

use channel_sources::{ChannelName, Figure, Place, PostId, Precision, PreviewPage, Source, SourceError};
use jiff::Timestamp;

use crate::clients::channel;
use crate::pages::{self, Page, PagePost};

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn read(page: &Page) -> Result<PreviewPage, SourceError> {
    PreviewPage::read(page.html().as_bytes(), &channel(), None, NOW)
}

fn doubt(outcome: Result<PreviewPage, SourceError>) -> String {
    match outcome {
        Err(SourceError::Doubtful { what }) => what,
        other => panic!("a doubt was expected, not {other:?}"),
    }
}

fn rounded(value: u64, step: u64) -> Figure<u64> {
    Figure {
        value,
        precision: Precision::Rounded { step },
        source: Source::Preview,
        observed_at: NOW,
    }
}

#[test]
fn a_page_is_read_with_its_channel() {
    let page = read(&Page::of(1_101..=1_120)).unwrap();

    let ids: Vec<u32> = page.posts.iter().map(|post| post.id.0).collect();
    assert_eq!(ids, (1_101..=1_120).collect::<Vec<_>>());
    assert_eq!(page.older, Some(PostId(1_101)));
    assert_eq!((page.evidence.posts, page.evidence.says_empty), (20, false));

    let channel = page.channel;
    assert_eq!(channel.name.as_str(), "ryad_news");
    assert_eq!(channel.chat_id, Some(-1_001_320_314_529));
    assert!(channel.verified);
    assert_eq!(channel.description.as_deref(), Some("О рядах\nи торге"));
    assert_eq!(channel.subscribers, Some(rounded(12_300, 100)));
    let photos = Figure::exact(477, Source::Preview, NOW);
    assert_eq!(channel.counters[0], ("photos".to_owned(), photos));
}

#[test]
fn the_title_has_no_ornaments() {
    let page = read(&Page::of([1])).unwrap();
    assert_eq!(page.channel.title.as_deref(), Some("Ряд & торг"));
}

#[test]
fn only_a_counter_of_people_is_the_number_of_subscribers() {
    let mut page = Page::of([1]);
    for (word, people) in [
        ("subscriber", true),
        ("subscribers", true),
        ("members", true),
        ("photos", false),
    ] {
        page.counters = vec![("705", word)];
        let read = read(&page).unwrap();
        let expected = people.then(|| Figure::exact(705, Source::Preview, NOW));
        assert_eq!(read.channel.subscribers, expected, "{word}");
    }
}

#[test]
fn a_counter_that_is_no_number_spoils_the_page() {
    let mut page = Page::of([1]);
    page.counters = vec![("many", "subscribers")];
    assert!(doubt(read(&page)).contains("many"));
}

#[test]
fn the_beginning_of_a_channel_has_nothing_older() {
    let mut page = Page::of([1, 2]);
    page.more = false;
    assert_eq!(read(&page).unwrap().older, None);
}

#[test]
fn a_line_between_two_days_is_no_post() {
    let mut page = Page::of([7, 8]);
    page.history = "<div class=\"tgme_widget_message_service_date\">June 12</div>".to_owned();
    assert_eq!(read(&page).unwrap().posts.len(), 2);
}

#[test]
fn the_canonical_link_is_never_followed() {
    let mut page = Page::of([7, 8]);
    page.more = false;
    assert!(page.html().contains("before=9"));
    assert_eq!(read(&page).unwrap().older, None);
}

#[test]
fn either_of_two_signs_of_older_posts_will_do() {
    let html = Page::of([7, 8]).html();
    for damaged in [
        html.replace("tme_messages_more", "tme_messages_less"),
        html.replace("rel=\"prev\"", "rel=\"what\""),
    ] {
        let page = PreviewPage::read(damaged.as_bytes(), &channel(), None, NOW).unwrap();
        assert_eq!(page.older, Some(PostId(7)));
    }
}

#[test]
fn an_empty_page_is_believed_only_in_its_own_words() {
    let mut page = Page::of([]);
    page.more = false;
    assert!(doubt(read(&page)).contains("no word that there are none"));

    for counters in [
        vec![],
        vec![("1", "subscriber")],
        vec![("5", "subscribers"), ("0", "photos")],
    ] {
        let empty = read(&Page::empty(counters)).unwrap();
        assert!(empty.posts.is_empty() && empty.evidence.says_empty);
        assert_eq!((empty.older, empty.channel.chat_id), (None, None));
    }
}

#[test]
fn an_empty_page_that_speaks_of_posts_is_doubtful() {
    // What t.me may say to somebody who asks too often.
    let counted = Page::empty(vec![("10.5M", "subscribers"), ("102", "photos")]);
    assert!(doubt(read(&counted)).contains("no posts, and counts 102 photos"));
    let mut leads_on = Page::empty(vec![("5", "subscribers")]);
    leads_on.more = true;
    assert!(doubt(read(&leads_on)).contains("no posts, and leads to those before 1"));

    let nothing = Page::empty(vec![("5", "subscribers")]).html();
    let asked = |before| PreviewPage::read(nothing.as_bytes(), &channel(), Some(PostId(before)), NOW);
    assert!(doubt(asked(440)).contains("some before 440 were promised"));
    assert!(asked(1).unwrap().posts.is_empty());
    let first = PreviewPage::read(counted.html().as_bytes(), &channel(), Some(PostId(1)), NOW).unwrap();
    assert!(first.posts.is_empty() && first.older.is_none());

    let mut both = Page::empty(vec![]);
    both.posts = vec![PagePost::new(5)];
    assert!(doubt(read(&both)).contains("posts, and the word that there are none"));
}

#[test]
fn a_page_without_channel_or_history_is_doubtful() {
    let html = Page::of([1]).html();
    for (class, quoted) in [
        ("tgme_channel_info\"", "no channel"),
        ("tgme_channel_history ", "no history"),
    ] {
        let damaged = html.replace(class, &class.replace("tgme_channel", "tgme_other"));
        let what = doubt(PreviewPage::read(damaged.as_bytes(), &channel(), None, NOW));
        assert!(what.contains(quoted) && what.contains("<!DOCTYPE html>"), "{what}");
    }
}

#[test]
fn what_is_no_page_of_telegrams_stops_the_run() {
    let challenge = format!("<html><body>{}</body></html>", "Checking your browser. ".repeat(60));
    let no_tags = Page::of([1])
        .html()
        .replace("content=\"Ряд &amp; торг\"", "content=\"\"");
    for (body, quoted) in [
        ("".to_owned(), "an empty body"),
        ("<html>tgme_</html>".to_owned(), "tiny"),
        (challenge, "Checking your browser"),
        (no_tags, "og tags"),
    ] {
        let error = PreviewPage::read(body.as_bytes(), &channel(), None, NOW).unwrap_err();
        assert!(
            matches!(&error, SourceError::Blocked { what } if what.contains(quoted)),
            "{error:?}"
        );
        assert_eq!(error.scope(), channel_sources::Scope::Run);
    }
}

#[test]
fn posts_come_in_order_and_once() {
    assert!(doubt(read(&Page::of([5, 4]))).contains("post 5 stands before post 4"));
    assert!(doubt(read(&Page::of([5, 5]))).contains("post 5 stands before post 5"));
}

#[test]
fn posts_must_be_older_than_was_asked_for() {
    let html = Page::of([5, 6]).html();
    let asked = |before| PreviewPage::read(html.as_bytes(), &channel(), Some(PostId(before)), NOW);
    assert_eq!(asked(7).unwrap().posts.len(), 2);
    assert!(doubt(asked(6)).contains("before 6"));
}

#[test]
fn a_page_of_another_channel_is_doubtful() {
    let html = Page::of([5, 6]).html();
    for (post, other) in [("ryad_news/6\"", "other_news/6\""), ("ryad_news/5\"", "other_news/5\"")] {
        let html = html.replace(&format!("data-post=\"{post}"), &format!("data-post=\"{other}"));
        let what = doubt(PreviewPage::read(html.as_bytes(), &channel(), None, NOW));
        assert!(what.contains("is called"), "{what}");
    }
    let html = html.replace("https://t.me/ryad_news/6\"><time", "https://t.me/other_news/6\"><time");
    let what = doubt(PreviewPage::read(html.as_bytes(), &channel(), None, NOW));
    assert!(what.contains("its date leads to"), "{what}");
}

#[test]
fn a_channel_may_have_several_names() {
    let name = |text: &str| ChannelName::try_from(text).unwrap();
    // The page agrees on another one than was asked for.
    let mut page = Page::of([5, 6]);
    page.name = "ryad_main";
    page.posts[0].bubble =
        "<div class=\"tgme_widget_message_text js-message_text\">@ryad_main, @ryad_news, @other_news</div>".to_owned();
    let renamed = read(&page).unwrap();
    assert_eq!(renamed.channel.name, name("ryad_main"));
    assert_eq!(renamed.posts[0].mentions.len(), 1);

    // The posts are labelled with another one than the header shows.
    let titled = page.html().replace(">@ryad_main<", ">@ryad_news<");
    let titled = PreviewPage::read(titled.as_bytes(), &channel(), None, NOW).unwrap();
    assert_eq!((titled.channel.name, titled.posts.len()), (channel(), 2));

    // Three different ones are too many.
    let strange = page.html().replace(">@ryad_main<", ">@ryad_shop<");
    let what = doubt(PreviewPage::read(strange.as_bytes(), &channel(), None, NOW));
    assert!(what.contains("@ryad_news was asked for, and posts of @ryad_main came under the title of @ryad_shop"));
}

#[test]
fn posts_of_two_channels_on_one_page_are_doubtful() {
    let mut page = Page::of([5, 6, 7]);
    // {"c":-1006503122,"p":"84g"}, where the others say -1320314529.
    page.posts[2].view = Some("eyJjIjotMTAwNjUwMzEyMiwicCI6Ijg0ZyJ9".to_owned());
    assert!(doubt(read(&page)).contains("posts of -1001320314529 and of -1001006503122"));
    page.posts[2].view = Some("unreadable".to_owned());
    assert_eq!(read(&page).unwrap().channel.chat_id, Some(-1_001_320_314_529));
}

#[test]
fn a_post_without_a_date_spoils_the_page() {
    let mut page = Page::of([5, 6]);
    page.posts[1].time = "yesterday".to_owned();
    assert!(doubt(read(&page)).contains("yesterday"));
}

#[test]
fn views_are_missing_only_from_notices() {
    let mut page = Page::of([5, 6]);
    page.posts[0] = PagePost::notice(5);
    let read_page = read(&page).unwrap();
    assert!(read_page.posts[0].service && read_page.posts[0].views.is_none());
    assert_eq!(read_page.posts[1].views, Some(rounded(1_200, 100)));

    page.posts[1].views = "";
    assert!(doubt(read(&page)).contains("no post has views"));
    page.posts[1].views = "a lot";
    assert!(doubt(read(&page)).contains("a lot"));
}

#[test]
fn channels_that_only_have_notices_are_fine() {
    let mut page = Page::of([]);
    page.posts = vec![PagePost::notice(1)];
    page.more = false;
    assert_eq!(read(&page).unwrap().posts.len(), 1);
}

#[test]
fn a_heavy_page_is_read_whole() {
    let page = PreviewPage::read(pages::heavy().as_bytes(), &channel(), None, NOW).unwrap();
    assert_eq!(page.posts.len(), 20);
    assert!(page.evidence.bytes > 120_000, "{}", page.evidence.bytes);
    let post = &page.posts[19];
    assert_eq!(post.links.len(), 36);
    assert_eq!(post.reactions.len(), 6);
    assert_eq!(post.hashtags.iter().collect::<Vec<_>>(), ["wb"]);
    assert!(!post.mentions.contains(&Place {
        channel: channel(),
        post: None
    }));
}
