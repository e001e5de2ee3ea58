//! The card that `t.me/<name>` shows for any name.

use super::counts::whole;
use super::markup::{escaped, words};
use crate::channels::channel::{Access, Channel};

/// The card of whoever has the name.
pub fn html(name: &str, channel: Option<&Channel>, now_ms: i64) -> String {
    let title = channel.map(|channel| channel.title.as_str());
    let heading = match channel.map(|channel| channel.access) {
        None | Some(Access::Person) => format!("Telegram: Contact @{name}"),
        Some(Access::Bot) => format!("Telegram: Launch @{name}"),
        Some(Access::Private) => "Telegram: Join Group Chat".to_owned(),
        Some(Access::Open | Access::NoPreview | Access::Group) => format!("Telegram: View @{name}"),
    };
    let shown = match title {
        Some(title) => format!(
            "<div class=\"tgme_page_photo\"><a href=\"tg://resolve?domain={name}\"><img class=\"tgme_page_photo_image\" src=\"https://cdn4.telesco.pe/file/{name}.jpg\"></a></div>\n\
             <div class=\"tgme_page_title\" dir=\"auto\"><span dir=\"auto\">{}</span>{}</div>\n",
            escaped(title),
            match channel.is_some_and(|channel| channel.verified) {
                true => "<i class=\"verified-icon\"> ✔</i>",
                false => "",
            }
        ),
        None => "<div class=\"tgme_page_icon\"><i class=\"tgme_icon_user\"></i></div>\n".to_owned(),
    };
    let about = match channel {
        Some(channel) if channel.about.is_empty() => String::new(),
        Some(channel) => format!(
            "<div class=\"tgme_page_description\" dir=\"auto\">{}</div>\n",
            words(&channel.about)
        ),
        // What is said of a name that nobody has.
        None => format!(
            "<div class=\"tgme_page_description\">If you have <strong>Telegram</strong>, you can contact \
             <a class=\"tgme_username_link\" href=\"tg://resolve?domain={name}\">@{name}</a> right away.</div>\n"
        ),
    };
    let og_title = title.map_or_else(|| heading.clone(), escaped);
    let preview = match channel.is_some_and(|channel| channel.access == Access::Open) {
        true => format!(
            "<div class=\"tgme_page_context_link_wrap\"><a class=\"tgme_page_context_link\" href=\"/s/{name}\">Preview channel</a></div>\n"
        ),
        false => String::new(),
    };
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{heading}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\" />\n<meta property=\"og:title\" content=\"{og_title}\">\n\
         <meta property=\"og:image\" content=\"https://telegram.org/img/t_logo_2x.png\">\n<meta property=\"og:site_name\" content=\"Telegram\">\n\
         <meta property=\"al:ios:url\" content=\"tg://resolve?domain={name}\">\n<link href=\"//telegram.org/css/telegram.css\" rel=\"stylesheet\" media=\"screen\">\n\
         </head>\n<body class=\"no_transition\">\n<div class=\"tgme_background_wrap\"></div>\n<div class=\"tgme_page_wrap\"><div class=\"tgme_body_wrap\"><div class=\"tgme_page\">\n\
         {shown}{extra}{about}\
         <div class=\"tgme_page_action\"><a class=\"tgme_action_button_new shine\" href=\"tg://resolve?domain={name}\">View in Telegram</a></div>\n{preview}\
         </div></div></div>\n<script src=\"//telegram.org/js/tgwallpaper.min.js\"></script>\n</body>\n</html>\n",
        extra = channel.map(|channel| extra(name, channel, now_ms)).unwrap_or_default(),
    )
}

fn extra(name: &str, channel: &Channel, now_ms: i64) -> String {
    let members = channel.members_at(now_ms);
    // Both spaces were seen.
    let space = if channel.number % 2 == 0 { '\u{a0}' } else { '\u{2009}' };
    let count = whole(members, space);
    let plural = if members == 1 { "" } else { "s" };
    let words = match channel.access {
        Access::Open | Access::NoPreview => format!("{count} subscriber{plural}"),
        Access::Private => format!("{count} member{plural}"),
        Access::Group => format!("{count} member{plural}, {} online", whole(members / 40, space)),
        Access::Bot => format!("{count} monthly user{plural}"),
        Access::Person => format!("@{name}"),
    };
    format!("<div class=\"tgme_page_extra\">{words}</div>\n")
}
