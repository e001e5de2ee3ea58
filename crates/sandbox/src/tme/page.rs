//! The page of posts, `/s/<name>`, and that of one post.

use jiff::Timestamp;

use super::counts::short;
use super::markup::{escaped, words};
use super::message;
use crate::channels::book::Channels;
use crate::channels::channel::{Channel, Tally};
use crate::channels::post::Post;

/// The messages of a page, each item of an album for itself.
const PAGE: u32 = 20;

/// Which posts are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those before this one.
    pub before: Option<u32>,
    /// Those after this one.
    pub after: Option<u32>,
    /// Those with these words.
    pub words: Option<String>,
}

/// A page, and how many posts it has.
#[derive(Debug)]
pub struct Page {
    /// The page.
    pub html: String,
    /// Its posts' numbers.
    pub posts: Vec<u32>,
}

/// The page of a channel.
pub fn of_channel(channels: &Channels, channel: &Channel, wanted: &Wanted, now_ms: i64) -> Page {
    let (posts, more) = chosen(channels, channel, wanted, now_ms);
    let first = posts.first().map_or(1, |post| post.id);
    let next = posts.last().map_or(1, |post| post.id + post.width());
    let name = &channel.name;
    let mut history = String::new();
    if more {
        history.push_str(&format!(
            "<div class=\"tgme_widget_message_centered js-messages_more_wrap\"><a href=\"/s/{name}?before={first}\" class=\"tme_messages_more js-messages_more\" data-before=\"{first}\"></a></div>\n"
        ));
    }
    if posts.is_empty() {
        history.push_str(
            "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\"><div class=\"tgme_widget_message_centered\">\
             <div class=\"tme_no_messages_found\">No posts found</div></div></div>\n",
        );
    }
    let mut day = String::new();
    for post in &posts {
        let today = day_of(post);
        if today != day {
            history.push_str(&format!(
                "<div class=\"tgme_widget_message_service_date\">{today}</div>\n"
            ));
            day = today;
        }
        history.push_str(&written(channels, channel, post, now_ms));
    }
    let prev = match more {
        true => format!("<link rel=\"prev\" href=\"/s/{name}?before={first}\">\n"),
        false => String::new(),
    };
    let html = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title} – Telegram</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{about}\">\n\
         {prev}<link rel=\"canonical\" href=\"/s/{name}?before={next}\">\n\
         <script>window.matchMedia&&window.matchMedia('(prefers-color-scheme: dark)').matches&&document.documentElement.classList.add('theme_dark');</script>\n\
         </head>\n<body class=\"widget_frame_base tgme_webpreview emoji_image thin_scrollbar no_transition\">\n\
         <div class=\"tgme_background_wrap\"></div>\n<header class=\"tgme_header search_collapsed\"><div class=\"tgme_container\"><div class=\"tgme_header_info\">\
         <div class=\"tgme_header_title_wrap\"><div class=\"tgme_header_title\"><span dir=\"auto\">{title}</span></div><div class=\"tgme_header_counter\">{counter}</div></div></div></div></header>\n\
         <main class=\"tgme_main\" data-url=\"/{name}\">\n<div class=\"tgme_container\">\n{info}\
         <section class=\"tgme_channel_history js-message_history\">\n{history}</section>\n</div>\n</main>\n\
         <script>TWeb.init();</script>\n</body>\n</html>\n<!-- page generated in 18.62ms -->\n",
        title = escaped(&channel.title),
        about = escaped(&channel.about),
        counter = subscribers(channel.members_at(now_ms)),
        info = info(channel, now_ms),
    );
    Page {
        html,
        posts: posts.iter().map(|post| post.id).collect(),
    }
}

/// The page of one post, `/<name>/<id>?embed=1&mode=tme`.
pub fn of_post(channels: &Channels, channel: &Channel, id: u32, now_ms: i64) -> Page {
    let (mut found, _) = channels.newest(channel, now_ms, 1, &|post| holds(post, id));
    let post = found.pop();
    let bubble = match &post {
        Some(post) => written(channels, channel, post, now_ms),
        None => "<div class=\"tgme_widget_message_error\">Post not found</div>\n".to_owned(),
    };
    let html = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Telegram Widget</title>\n<base target=\"_blank\">\n\
         <script>document.cookie=\"stel_dt=\"+encodeURIComponent((new Date).getTimezoneOffset())+\";path=/;max-age=31536000;samesite=None;secure\"</script>\n\
         <link href=\"//telegram.org/css/widget-frame.css\" rel=\"stylesheet\" media=\"screen\">\n</head>\n\
         <body class=\"widget_frame_base tgme_widget body_widget_post emoji_image nodark\">\n{bubble}\
         <script src=\"//telegram.org/js/widget-frame.js\"></script>\n<script>TWidgetPost.init();</script>\n</body>\n</html>\n"
    );
    Page {
        html,
        posts: post.iter().map(|post| post.id).collect(),
    }
}

fn chosen(channels: &Channels, channel: &Channel, wanted: &Wanted, now_ms: i64) -> (Vec<Post>, bool) {
    if let Some(after) = wanted.after {
        let mut posts = channels
            .newest(channel, now_ms, usize::MAX - 1, &|post| post.id > after)
            .0;
        posts.truncate(PAGE as usize);
        let older = channels.newest(channel, now_ms, 1, &|post| post.id <= after).0;
        return (posts, !older.is_empty());
    }
    let before = wanted.before.unwrap_or(u32::MAX);
    let words = wanted.words.as_ref().map(|words| words.to_lowercase());
    let (mut posts, mut more) = channels.newest(channel, now_ms, PAGE as usize, &|post| {
        let said = || {
            words
                .as_ref()
                .is_none_or(|words| post.text.to_lowercase().contains(words.as_str()))
        };
        post.id < before && said()
    });
    // The oldest album is shown whole, however full the page is.
    let mut messages = 0;
    let newest = posts.iter().rev().take_while(|post| {
        let fits = messages < PAGE;
        messages += post.width();
        fits
    });
    let surplus = posts.len() - newest.count();
    more |= surplus > 0;
    posts.drain(..surplus);
    // A search shows some twenty posts and no more.
    (posts, more && words.is_none())
}

fn holds(post: &Post, id: u32) -> bool {
    (post.id..post.id + post.width()).contains(&id)
}

fn written(channels: &Channels, channel: &Channel, post: &Post, now_ms: i64) -> String {
    let answered = post
        .reply_to
        .and_then(|id| channels.newest(channel, now_ms, 1, &|post| holds(post, id)).0.pop());
    message::html(channel, post, answered.as_ref(), now_ms)
}

fn day_of(post: &Post) -> String {
    let moment = Timestamp::from_millisecond(post.at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.strftime("%B %-d").to_string()
}

fn subscribers(count: u64) -> String {
    format!(
        "{} {}",
        short(count),
        if count == 1 { "subscriber" } else { "subscribers" }
    )
}

fn info(channel: &Channel, now_ms: i64) -> String {
    let members = channel.members_at(now_ms);
    let mut counters = counter(short(members), if members == 1 { "subscriber" } else { "subscribers" });
    let Tally {
        photos,
        videos,
        files,
        links,
    } = channel.tally(now_ms);
    for (number, word) in [(photos, "photo"), (videos, "video"), (files, "file"), (links, "link")] {
        if number > 0 {
            let plural = if number == 1 { "" } else { "s" };
            counters.push_str(&counter(short(number), &format!("{word}{plural}")));
        }
    }
    let verified = if channel.verified {
        "<i class=\"verified-icon\"> ✔</i>"
    } else {
        ""
    };
    let about = match channel.about.is_empty() {
        true => String::new(),
        false => format!(
            "<div class=\"tgme_channel_info_description\">{}</div>",
            words(&channel.about)
        ),
    };
    format!(
        "<div class=\"tgme_channel_info\"><div class=\"tgme_channel_info_header\">\
         <div class=\"tgme_channel_info_header_title_wrap\"><div class=\"tgme_channel_info_header_title\"><span dir=\"auto\">{title}</span></div>\
         <div class=\"tgme_channel_info_header_labels\">{verified}</div></div>\
         <div class=\"tgme_channel_info_header_username\"><a href=\"https://t.me/{name}\">@{name}</a></div></div>\
         <div class=\"tgme_channel_info_counters\">{counters}</div>{about}\
         <a class=\"tgme_channel_download_telegram\" href=\"//telegram.org/dl?tme=1\">Download Telegram</a></div>\n",
        title = escaped(&channel.title),
        name = channel.name,
    )
}

fn counter(value: String, word: &str) -> String {
    format!(
        "<div class=\"tgme_channel_info_counter\"><span class=\"counter_value\">{value}</span> <span class=\"counter_type\">{word}</span></div>"
    )
}
