//! One post of a page.

use channel_sources::{
    Figure, ForwardedFrom, MediaKind, Place, Post, PostId, Precision, PreviewPage, ReactionKind, Source,
};
use jiff::Timestamp;

use crate::clients::channel;
use crate::pages::{Page, PagePost};

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn post(page: &Page) -> Post {
    let mut page = PreviewPage::read(page.html().as_bytes(), &channel(), None, NOW).unwrap();
    page.posts.remove(0)
}

fn with(bubble: &str) -> Post {
    post(&Page::with(bubble))
}

fn text(inner: &str) -> Post {
    with(&format!(
        "<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">{inner}</div>"
    ))
}

fn said(post: &Post) -> &str {
    post.text.as_ref().map_or("", |text| &text.beginning)
}

fn place(link: &str) -> Place {
    Place::from_link(link).unwrap()
}

#[test]
fn a_post_has_number_time_text_and_views() {
    let mut page = Page::of([525]);
    page.posts[0].time = "2026-06-12T22:15:19+03:00".to_owned();
    let post = post(&page);
    assert_eq!(post.id, PostId(525));
    assert_eq!(post.posted_at, "2026-06-12T19:15:19Z".parse().unwrap());
    assert_eq!(said(&post), "Пост 525");
    assert!(!post.edited && !post.service && post.author.is_none() && post.media.is_empty());
    let views = post.views.unwrap();
    assert_eq!(
        (views.value, views.precision),
        (1_200, Precision::Rounded { step: 100 })
    );
    assert_eq!((views.source, views.observed_at), (Source::Preview, NOW));
}

#[test]
fn a_long_text_is_measured_and_its_beginning_kept() {
    let post = text(&"я".repeat(1_000));
    let text = post.text.unwrap();
    assert_eq!(text.chars, 1_000);
    assert_eq!(text.beginning, "я".repeat(300));
}

#[test]
fn a_quoted_text_is_not_the_posts_own() {
    let reply = "<a class=\"tgme_widget_message_reply\" href=\"https://t.me/ryad_news/7\"><i class=\"tgme_widget_message_photo\"></i>\
                 <div class=\"tgme_widget_message_text js-message_text js-message_reply_text\">цитата @quoted <span class=\"tgme_widget_message_views\">9</span></div></a>";
    let post = with(&format!(
        "{reply}<div class=\"tgme_widget_message_text js-message_text\">ответ</div>"
    ));
    assert_eq!(said(&post), "ответ");
    assert_eq!(post.reply_to, Some(place("t.me/ryad_news/7")));
    assert!(post.mentions.is_empty() && post.media.is_empty());
    assert_eq!(post.views.unwrap().value, 1_200);
    assert_eq!(said(&with(reply)), "");
}

#[test]
fn a_nested_text_is_taken_once_and_the_hidden_footer_never() {
    let post = text(
        "<div class=\"tgme_widget_message_text js-message_text\">внутри<div class=\"media_not_supported_cont\">Please open Telegram</div></div>",
    );
    assert_eq!(said(&post), "внутри");
}

#[test]
fn lines_emoji_and_references_become_text() {
    let post = text("раз<br>два <tg-emoji emoji-id=\"1\"><i class=\"emoji\"><b>🔄</b></i></tg-emoji> &lt;три&gt;");
    assert_eq!(said(&post), "раз\nдва 🔄 <три>");
}

#[test]
fn a_forward_names_its_author_if_it_can() {
    let open = "<div class=\"tgme_widget_message_forwarded_from accent_color\">Forwarded from&nbsp;";
    let post = with(&format!(
        "{open}<a class=\"tgme_widget_message_forwarded_from_name\" href=\"https://t.me/dims_news/44604\"><span dir=\"auto\">Пул N3</span></a></div>"
    ));
    assert_eq!(
        post.forwarded_from,
        Some(ForwardedFrom {
            name: "Пул N3".to_owned(),
            place: Some(place("t.me/dims_news/44604")),
        })
    );
    let hidden = with(&format!(
        "{open}<span class=\"tgme_widget_message_forwarded_from_name\">Аноним</span></div>"
    ));
    let hidden = hidden.forwarded_from.unwrap();
    assert_eq!((hidden.name.as_str(), hidden.place), ("Аноним", None));
}

#[test]
fn media_are_told_by_their_marks() {
    for (class, kind) in [
        ("tgme_widget_message_photo_wrap 5403", MediaKind::Photo),
        ("tgme_widget_message_video_player not_supported", MediaKind::Video),
        ("tgme_widget_message_roundvideo_player", MediaKind::RoundVideo),
        ("tgme_widget_message_voice_player", MediaKind::Voice),
        ("tgme_widget_message_document_wrap", MediaKind::Document),
        ("tgme_widget_message_sticker_wrap", MediaKind::Sticker),
        ("tgme_widget_message_poll js-poll", MediaKind::Poll),
        ("tgme_widget_message_location_wrap", MediaKind::Location),
        ("something_new not_supported", MediaKind::Other),
    ] {
        let twice = format!("<a class=\"{class}\"><i class=\"{class}\"></i></a>");
        assert_eq!(with(&twice).media, [kind], "{class}");
    }
}

#[test]
fn what_the_pages_cannot_show_is_of_another_kind() {
    let label = |words: &str| {
        format!(
            "<div class=\"message_media_not_supported_wrap\"><div class=\"message_media_not_supported\">\
             <div class=\"message_media_not_supported_label\">{words}</div></div></div>"
        )
    };
    // A giveaway, a story, paid media.
    let unknown = with(&label("This media is not supported in the widget"));
    assert_eq!((unknown.media, unknown.text), (vec![MediaKind::Other], None));
    // Every player holds such words for browsers that cannot play it.
    let player = format!(
        "<a class=\"tgme_widget_message_video_player\"><div class=\"tgme_widget_message_video_wrap\"></div>{}</a>",
        label("This media is not supported in your browser")
    );
    assert_eq!(with(&player).media, [MediaKind::Video]);
    let mixed = format!("{player}{}", label("Please open Telegram to view this post"));
    assert_eq!(with(&mixed).media, [MediaKind::Video, MediaKind::Other]);
    // The hidden copy of a sticker and of a post with emoji of its own.
    let hidden = format!(
        "{}<div class=\"tgme_widget_message_sticker_wrap media_supported_cont\"></div>\
         <div class=\"media_not_supported_cont\">{}</div>",
        label("not in your browser").replace("_wrap\"", "_wrap media_not_supported_cont\""),
        label("Please open Telegram to view this post")
    );
    assert_eq!(with(&hidden).media, [MediaKind::Sticker]);
}

#[test]
fn a_link_that_asks_first_is_escaped_twice() {
    let post = text(
        "<a href=\"https://example.com/?a=1&amp;amp;b=2\" onclick=\"return confirm('Open this link?\\n\\n'+this.href);\">x</a> \
         <a href=\"https://example.com/?a=1&amp;b=%26amp;\">y</a>",
    );
    assert_eq!(
        post.links,
        ["https://example.com/?a=1&b=2", "https://example.com/?a=1&b=%26amp;"]
    );
}

#[test]
fn a_button_without_an_address_is_no_link() {
    let post = with(
        "<div class=\"tgme_widget_message_text js-message_text\">т</div><div class=\"tgme_widget_message_inline_keyboard\">\
         <div class=\"tgme_widget_message_inline_row\"><a class=\"tgme_widget_message_inline_button\" href=\"https://t.me/ryad_news/10\">\
         <span class=\"tgme_widget_message_inline_button_text\">👍 4.8K</span></a></div></div>",
    );
    assert!(post.links.is_empty() && post.mentions.is_empty());
}

#[test]
fn a_notice_may_have_no_words_at_all() {
    let mut page = Page::of([10]);
    page.posts[0] = PagePost::notice(10);
    page.posts[0].bubble.clear();
    let post = post(&page);
    assert!(post.service && post.text.is_none() && post.media.is_empty());
}

#[test]
fn a_shown_page_is_a_link_and_no_picture() {
    let post = with(
        "<div class=\"tgme_widget_message_text js-message_text\">т</div><a class=\"tgme_widget_message_link_preview\" href=\"https://example.com/\"><i class=\"tgme_widget_message_photo\"></i></a>",
    );
    assert!(post.media.is_empty());
    assert_eq!(post.links, ["https://example.com/"]);
}

#[test]
fn an_album_is_one_post_that_names_its_items() {
    let mut page = Page::with(
        "<div class=\"tgme_widget_message_grouped_wrap\">\
         <a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" href=\"https://t.me/ryad_news/10?single\"></a>\
         <a class=\"tgme_widget_message_video_player grouped_media_wrap\" href=\"https://t.me/ryad_news/12?single\"></a>\
         <a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" href=\"https://t.me/ryad_news/11?single\"></a></div>",
    );
    // {"c":-1006503122,"p":"84g"}
    page.posts[0].view = Some("eyJjIjotMTAwNjUwMzEyMiwicCI6Ijg0ZyJ9".to_owned());
    let read = PreviewPage::read(page.html().as_bytes(), &channel(), None, NOW).unwrap();
    assert_eq!(read.posts[0].album, [PostId(11), PostId(12)]);
    assert_eq!(read.posts[0].media, [MediaKind::Photo, MediaKind::Video]);
    assert_eq!(read.channel.chat_id, Some(-1_001_006_503_122));
}

#[test]
fn an_unknown_view_token_costs_only_the_channels_number() {
    let mut page = Page::of([10]);
    page.posts[0].view = Some("***".to_owned());
    let read = PreviewPage::read(page.html().as_bytes(), &channel(), None, NOW).unwrap();
    assert_eq!(read.channel.chat_id, None);
}

#[test]
fn reactions_are_emoji_custom_or_paid() {
    let post = with(
        "<div class=\"tgme_widget_message_reactions js-message_reactions\">\
         <span class=\"tgme_reaction tgme_reaction_paid\"><i class=\"icon icon-telegram-stars\"></i>4.44K</span>\
         <span class=\"tgme_reaction\"><tg-emoji emoji-id=\"526507\"></tg-emoji>19.8K</span>\
         <span class=\"tgme_reaction\"><i class=\"emoji\"><b>👍</b></i>2</span></div>",
    );
    let seen: Vec<_> = post
        .reactions
        .iter()
        .map(|reaction| (&reaction.kind, reaction.count.value))
        .collect();
    assert_eq!(
        seen,
        [
            (&ReactionKind::Paid, 4_440),
            (&ReactionKind::Custom("526507".to_owned()), 19_800),
            (&ReactionKind::Emoji("👍".to_owned()), 2),
        ]
    );
    // As coarse as the coarsest of its parts.
    let all = post.reactions_count.unwrap();
    assert_eq!((all.value, all.precision), (24_242, Precision::Rounded { step: 100 }));
}

#[test]
fn a_sum_of_reactions_is_given_only_when_all_were_read() {
    let post =
        with("<span class=\"tgme_reaction\"><b>👍</b>2</span><span class=\"tgme_reaction\"><b>🔥</b>some</span>");
    assert_eq!((post.reactions.len(), post.reactions_count), (1, None));
}

#[test]
fn exact_reactions_make_an_exact_sum() {
    let post = with("<span class=\"tgme_reaction\"><b>👍</b>2</span><span class=\"tgme_reaction\"><b>🔥</b>40</span>");
    assert_eq!(post.reactions_count, Some(Figure::exact(42, Source::Preview, NOW)));
}

#[test]
fn mentions_hide_behind_words_too() {
    let post = text(
        "<a href=\"https://t.me/Durov/473\">заявив</a>, <a href=\"tg://resolve?domain=botnews\">тут</a>, @wb_prices, почта me@mail.example, \
         @abc, <a href=\"https://t.me/ryad_news/3\">мы</a> и @ryad_news, <a href=\"https://t.me/+secret\">чат</a>",
    );
    let expected = [place("t.me/botnews"), place("t.me/durov/473"), place("t.me/wb_prices")];
    assert_eq!(post.mentions.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(post.links.len(), 4);
}

#[test]
fn hashtags_are_no_links_and_buttons_are() {
    let post = with(
        "<div class=\"tgme_widget_message_text js-message_text\"><a href=\"?q=%23%D1%81%D0%BA%D0%BB%D0%B0%D0%B4\">#склад</a> <a href=\"https://example.com/?q=%23no\">x</a></div>\
         <a class=\"tgme_widget_message_inline_button url_button\" href=\"https://t.me/shop_bot?start=1\"><span>Купить</span></a>",
    );
    assert_eq!(post.hashtags.into_iter().collect::<Vec<_>>(), ["склад"]);
    assert_eq!(
        post.links,
        ["https://example.com/?q=%23no", "https://t.me/shop_bot?start=1"]
    );
    assert_eq!(post.mentions.into_iter().collect::<Vec<_>>(), [place("t.me/shop_bot")]);
}

#[test]
fn an_edited_post_says_so_and_its_signature_does_not() {
    let mut page = Page::of([10]);
    page.posts[0].meta =
        "<span class=\"tgme_widget_message_from_author\" dir=\"auto\">edited by Anna</span>,&nbsp;".to_owned();
    let signed = post(&page);
    assert_eq!(
        (signed.author.as_deref(), signed.edited),
        (Some("edited by Anna"), false)
    );
    page.posts[0].meta.push_str("edited &nbsp;");
    assert!(post(&page).edited);
}

#[test]
fn a_post_of_pictures_alone_has_no_text_but_may_have_buttons() {
    let post = with("<a class=\"tgme_widget_message_photo_wrap\" href=\"https://t.me/ryad_news/10\"></a>");
    assert_eq!(post.text, None);
    assert!(post.links.is_empty());
}
