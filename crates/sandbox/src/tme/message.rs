//! One post, as it stands on a page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;

use super::counts::short;
use super::markup::{escaped, picture, words};
use crate::channels::channel::Channel;
use crate::channels::post::{Forward, Media, Post, Service};

/// A post of a channel, and the post it answers if that stands.
pub fn html(channel: &Channel, post: &Post, answered: Option<&Post>, now_ms: i64) -> String {
    let (name, id) = (&channel.name, post.id);
    let service = if post.service.is_some() { " service_message" } else { "" };
    let photo = if post.service == Some(Service::Photo) {
        ""
    } else {
        " no_userpic"
    };
    format!(
        "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\">\
         <div class=\"tgme_widget_message text_not_supported_wrap{service}{photo} js-widget_message\" data-post=\"{name}/{id}\" data-view=\"{view}\">\n\
         <div class=\"tgme_widget_message_bubble\">\n{author}{bubble}{footer}</div>\n</div></div>\n",
        view = view(channel, post),
        author = format_args!(
            "<div class=\"tgme_widget_message_author accent_color\"><a class=\"tgme_widget_message_owner_name\" href=\"https://t.me/{name}\"><span dir=\"auto\">{}</span></a></div>\n",
            escaped(&channel.title)
        ),
        bubble = bubble(channel, post, answered, now_ms),
        footer = footer(channel, post, now_ms),
    )
}

/// `{"c":-1006503122,"p":525,"t":1787431435,"h":"…"}`; an album's number is a text with a letter behind it.
fn view(channel: &Channel, post: &Post) -> String {
    let number = if post.is_album() {
        json!(format!("{}g", post.id))
    } else {
        json!(post.id)
    };
    let hash = format!("{:018x}", post.curve.seed);
    let view = json!({"c": -channel.number, "p": number, "t": post.at_ms / 1000, "h": hash});
    URL_SAFE_NO_PAD.encode(view.to_string())
}

fn bubble(channel: &Channel, post: &Post, answered: Option<&Post>, now_ms: i64) -> String {
    if let Some(service) = &post.service {
        return format!(
            "<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">{}</div>\n",
            notice(channel, service)
        );
    }
    let mut html = String::new();
    if let Some(forward) = &post.forward {
        html.push_str(&forwarded(forward));
    }
    if let Some(answered) = answered {
        html.push_str(&reply(channel, answered));
    }
    let mut content = shown(channel, post);
    if !post.text.is_empty() {
        content.push_str(&text(post));
    }
    // About half of all posts stand beside a notice that the page's own styles hide.
    html.push_str(&match post.curve.seed.is_multiple_of(2) {
        true => format!(
            "<div class=\"media_supported_cont\">{content}</div><div class=\"media_not_supported_cont\">{}</div>\n",
            not_supported("Please open Telegram to view this post")
        ),
        false => content,
    });
    html.push_str(&reactions(post, now_ms));
    html
}

/// What stands in the place of media that this page or this browser cannot show.
fn not_supported(words: &str) -> String {
    format!(
        "<div class=\"message_media_not_supported_wrap\"><div class=\"message_media_not_supported\">\
         <div class=\"message_media_not_supported_label\">{words}</div>\
         <span class=\"message_media_view_in_telegram\">VIEW IN TELEGRAM</span></div></div>"
    )
}

fn notice(channel: &Channel, service: &Service) -> String {
    let title = escaped(&channel.title);
    match service {
        Service::Created => "Channel created".to_owned(),
        Service::Pinned(id) => format!(
            "<a class=\"tgme_widget_message_author_name\" href=\"https://t.me/{}\"><span dir=\"auto\">{title}</span></a> pinned \
             «<span class=\"tgme_widget_service_strong_text\" dir=\"auto\">a post {id}</span>»",
            channel.name
        ),
        Service::Title(new) => format!("Channel name was changed to «{}»", escaped(new)),
        Service::Photo => "Channel photo updated".to_owned(),
    }
}

fn forwarded(forward: &Forward) -> String {
    let name = format!("<span dir=\"auto\">{}</span>", escaped(&forward.title));
    let name = match (&forward.channel, forward.post) {
        (Some(channel), post) => {
            let post = post.map(|post| format!("/{post}")).unwrap_or_default();
            format!(
                "<a class=\"tgme_widget_message_forwarded_from_name\" href=\"https://t.me/{channel}{post}\">{name}</a>"
            )
        }
        (None, _) => format!("<span class=\"tgme_widget_message_forwarded_from_name\">{name}</span>"),
    };
    format!("<div class=\"tgme_widget_message_forwarded_from accent_color\">Forwarded from&nbsp;{name}</div>\n")
}

fn reply(channel: &Channel, answered: &Post) -> String {
    let beginning: String = answered.text.chars().take(60).collect();
    format!(
        "<a class=\"tgme_widget_message_reply\" href=\"https://t.me/{}/{}\">\
         <div class=\"tgme_widget_message_author accent_color\"><span class=\"tgme_widget_message_author_name\" dir=\"auto\">{}</span></div>\
         <div class=\"tgme_widget_message_text js-message_reply_text\" dir=\"auto\">{}</div></a>\n",
        channel.name,
        answered.id,
        escaped(&channel.title),
        escaped(&beginning)
    )
}

/// The words; under a photo the class is worn twice.
fn text(post: &Post) -> String {
    let words = words(&post.text);
    if post.media.is_empty() || !post.curve.seed.is_multiple_of(3) {
        return format!("<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">{words}</div>\n");
    }
    format!(
        "<div class=\"tgme_widget_message_text js-message_text before_footer\" dir=\"auto\">\
         <div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">{words}</div></div>\n"
    )
}

fn shown(channel: &Channel, post: &Post) -> String {
    let address = format!("https://t.me/{}/{}", channel.name, post.id);
    let file = |place: usize| format!("https://cdn4.telesco.pe/file/{:016x}{place}.jpg", post.curve.seed);
    if post.is_album() {
        let items = post.media.iter().enumerate().map(|(place, media)| {
            let id = u64::from(post.id) + u64::try_from(place).unwrap_or(0);
            let kind = if *media == Media::Video { "video_player" } else { "photo_wrap" };
            format!(
                "<a class=\"tgme_widget_message_{kind} grouped_media_wrap blured js-message_photo\" style=\"left:0px;top:0px;width:226px;height:151px;background-image:url('{}')\" \
                 data-ratio=\"1.5\" href=\"https://t.me/{}/{id}?single\"><div class=\"grouped_media_helper\"></div></a>",
                file(place),
                channel.name
            )
        });
        return format!(
            "<div class=\"tgme_widget_message_grouped_wrap js-message_grouped_wrap\" data-margin-w=\"2\"><div class=\"tgme_widget_message_grouped js-message_grouped\">{}</div></div>\n",
            items.collect::<String>()
        );
    }
    let Some(media) = post.media.first() else {
        return String::new();
    };
    let picture = file(0);
    match media {
        Media::Photo => format!(
            "<a class=\"tgme_widget_message_photo_wrap {} {}\" href=\"{address}\" style=\"width:800px;background-image:url('{picture}')\">\
             <div class=\"tgme_widget_message_photo\" style=\"padding-top:56.25%\"></div></a>\n",
            post.id, post.curve.seed
        ),
        Media::Video => format!(
            "<a class=\"tgme_widget_message_video_player js-message_video_player\" href=\"{address}\"><i class=\"tgme_widget_message_video_thumb\" style=\"background-image:url('{picture}')\"></i>\
             <div class=\"tgme_widget_message_video_wrap\" style=\"width:640px;padding-top:56.25%\"></div><time class=\"message_video_duration js-message_video_duration\">0:42</time>{}</a>\n",
            not_supported("This media is not supported in your browser")
        ),
        Media::RoundVideo => format!(
            "<div class=\"tgme_widget_message_roundvideo_player\"><i class=\"tgme_widget_message_roundvideo_thumb\" style=\"background-image:url('{picture}')\"></i></div>\n"
        ),
        Media::Voice => "<div class=\"tgme_widget_message_voice_player\"><audio class=\"tgme_widget_message_voice js-message_voice\"></audio>\
             <time class=\"tgme_widget_message_voice_duration\">1:07</time></div>\n"
            .to_owned(),
        Media::Document => format!(
            "<a class=\"tgme_widget_message_document_wrap\" href=\"{address}\"><div class=\"tgme_widget_message_document\"><div class=\"tgme_widget_message_document_title accent_color\" dir=\"auto\">Таблица.xlsx</div>\
             <div class=\"tgme_widget_message_document_extra\" dir=\"auto\">84.2 KB</div></div></a>\n"
        ),
        Media::Sticker => format!(
            "<div class=\"tgme_widget_message_sticker_wrap\"><i class=\"tgme_widget_message_sticker js-sticker_image\" style=\"background-image:url('{picture}')\"></i></div>\n"
        ),
        Media::Poll => "<div class=\"tgme_widget_message_poll js-poll\"><div class=\"tgme_widget_message_poll_question\">Где дешевле хранить?</div>\
             <div class=\"tgme_widget_message_poll_type\">Anonymous Poll</div></div>\n"
            .to_owned(),
        Media::Location => "<a class=\"tgme_widget_message_location_wrap\" href=\"https://maps.google.com/maps?q=55.7,37.6\"><div class=\"tgme_widget_message_location\"></div></a>\n".to_owned(),
        Media::Unsupported => format!(
            "<a class=\"tgme_widget_message_video_player not_supported js-message_video_player\" href=\"{address}\"><div class=\"message_video_play\"></div>{}</a>\n",
            not_supported("Media is too big")
        ),
    }
}

fn reactions(post: &Post, now_ms: i64) -> String {
    let reactions = post.reactions(now_ms);
    if reactions.is_empty() {
        return String::new();
    }
    let each = reactions.into_iter().map(|reaction| {
        let count = short(reaction.count);
        match reaction.emoji {
            _ if reaction.paid => {
                format!("<span class=\"tgme_reaction tgme_reaction_paid\"><i class=\"icon icon-telegram-stars\"></i>{count}</span>")
            }
            Some(emoji) => format!("<span class=\"tgme_reaction\">{}{count}</span>", picture(emoji)),
            None => {
                format!("<span class=\"tgme_reaction\"><tg-emoji emoji-id=\"5265077361648368841\"></tg-emoji>{count}</span>")
            }
        }
    });
    format!(
        "<div class=\"tgme_widget_message_reactions js-message_reactions\">{}</div>\n",
        each.collect::<String>()
    )
}

fn footer(channel: &Channel, post: &Post, now_ms: i64) -> String {
    let moment = Timestamp::from_millisecond(post.at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let views = post.views(now_ms).map(|views| {
        format!(
            "<span class=\"tgme_widget_message_views\">{}</span><span class=\"copyonly\"> views</span>",
            short(views)
        )
    });
    let author = post.author.as_ref().map(|author| {
        format!(
            "<span class=\"tgme_widget_message_from_author\" dir=\"auto\">{}</span>,&nbsp;",
            escaped(author)
        )
    });
    let edited = if post.edited { "edited &nbsp;" } else { "" };
    format!(
        "<div class=\"tgme_widget_message_footer compact js-message_footer\"><div class=\"tgme_widget_message_info short js-message_info\">\n{}\
         <span class=\"tgme_widget_message_meta\">{}{edited}<a class=\"tgme_widget_message_date\" href=\"https://t.me/{}/{}\">\
         <time datetime=\"{}\" class=\"time\">{}</time></a></span>\n</div></div>\n",
        views.unwrap_or_default(),
        author.unwrap_or_default(),
        channel.name,
        post.id,
        moment.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        moment.strftime("%H:%M"),
    )
}
