//! What a message's text links to.

use grammers_client::tl;

use crate::{ChannelName, Place, Post};

/// Reads links, mentions and hashtags: those of the text, of the buttons below it, and of the page shown with it.
pub(super) fn read_links(post: &mut Post, message: &tl::types::Message, channel: &ChannelName) {
    // Telegram counts in UTF-16.
    let units: Vec<u16> = message.message.encode_utf16().collect();
    for entity in message.entities.iter().flatten() {
        read_entity(post, entity, &units);
    }
    for url in buttons(message).chain(shown_page(message)) {
        add_link(post, url);
    }
    post.mentions.retain(|place| place.channel != *channel);
}

fn read_entity(post: &mut Post, entity: &tl::enums::MessageEntity, units: &[u16]) {
    use tl::enums::MessageEntity as Entity;
    match entity {
        Entity::TextUrl(entity) => add_link(post, &entity.url),
        Entity::Url(entity) => {
            if let Some(url) = slice(units, entity.offset, entity.length) {
                add_link(post, &url);
            }
        }
        Entity::Mention(entity) => {
            let name = slice(units, entity.offset, entity.length);
            let name = name.and_then(|name| ChannelName::bare(name.strip_prefix('@')?));
            if let Some(name) = name {
                add_link(post, &format!("https://t.me/{}", name.as_str()));
            }
        }
        Entity::Hashtag(entity) => {
            // A hashtag may name the channel to look in: `#sale@shop`.
            let tag = slice(units, entity.offset, entity.length);
            let tag = tag.and_then(|tag| Some(tag.strip_prefix('#')?.split('@').next()?.to_owned()));
            post.hashtags.extend(tag.filter(|tag| !tag.is_empty()));
        }
        _ => {}
    }
}

fn add_link(post: &mut Post, url: &str) {
    post.mentions.extend(Place::from_link(url));
    if !url.is_empty() && !post.links.iter().any(|link| link == url) {
        post.links.push(url.to_owned());
    }
}

fn buttons(message: &tl::types::Message) -> impl Iterator<Item = &str> {
    let rows = match &message.reply_markup {
        Some(tl::enums::ReplyMarkup::ReplyInlineMarkup(markup)) => markup.rows.as_slice(),
        _ => &[],
    };
    rows.iter()
        .flat_map(|tl::enums::KeyboardInlineButtonRow::Row(row)| &row.buttons)
        .filter_map(|tl::enums::KeyboardInlineButton::Button(button)| match &button.r#type {
            tl::enums::InlineButtonType::Url(button) => Some(button.url.as_str()),
            _ => None,
        })
}

fn shown_page(message: &tl::types::Message) -> Option<&str> {
    match message.media.as_ref()? {
        tl::enums::MessageMedia::WebPage(media) => match &media.webpage {
            tl::enums::WebPage::Page(page) => Some(&page.url),
            _ => None,
        },
        _ => None,
    }
}

/// A part of the text; `None` where it lies outside.
fn slice(units: &[u16], offset: i32, length: i32) -> Option<String> {
    let from = usize::try_from(offset).ok()?;
    let to = from.checked_add(usize::try_from(length).ok()?)?;
    Some(String::from_utf16_lossy(units.get(from..to)?))
}
