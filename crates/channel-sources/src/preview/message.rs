//! One post on a page.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE as BASE64_PADDED, URL_SAFE_NO_PAD as BASE64};
use jiff::Timestamp;
use serde_json::Value;

use crate::count::{self, Count};
use crate::html::Element;
use crate::post::{ForwardedFrom, MediaKind, PostText, Reaction, ReactionKind};
use crate::{ChannelName, Figure, Place, Post, PostId, Source, SourceError, http, loose};

const PREFIX: &str = "tgme_widget_message_";

/// The names of a page's channel. It may have several, and its posts may bear another one than its header.
pub(super) struct Names {
    /// The one to call it by.
    pub(super) channel: ChannelName,
    /// The one in the labels of its posts.
    posts: ChannelName,
    /// Any of them.
    all: [ChannelName; 3],
}

impl Names {
    /// The name asked for, that of the header and that of the posts; two of the three must agree.
    pub(super) fn agreed(
        asked: &ChannelName,
        header: &ChannelName,
        message: Option<&Element<'_>>,
    ) -> Result<Self, SourceError> {
        let label = message.and_then(|message| message.attribute("data-post"));
        let labelled = label.and_then(|label| ChannelName::bare(label.split_once('/')?.0));
        let posts = labelled.unwrap_or_else(|| header.clone());
        let channel = match () {
            () if *header == posts || header == asked => header.clone(),
            () if *asked == posts => asked.clone(),
            () => {
                return Err(SourceError::doubtful(format!(
                    "{asked} was asked for, and posts of {posts} came under the title of {header}"
                )));
            }
        };
        Ok(Names {
            channel,
            all: [posts.clone(), header.clone(), asked.clone()],
            posts,
        })
    }

    fn has(&self, name: &ChannelName) -> bool {
        self.all.contains(name)
    }
}

/// Reads a post of a channel.
pub(super) fn read(message: &Element<'_>, names: &Names, observed_at: Timestamp) -> Result<Post, SourceError> {
    let label = message.attribute("data-post").unwrap_or_default();
    let id = own_id(label, &names.posts).ok_or_else(|| {
        let label = http::said(label, None);
        SourceError::doubtful(format!("a post of {} is called «{label}»", names.posts))
    })?;
    let doubtful = |what: String| SourceError::doubtful(format!("post {id}: {}", http::said(&what, None)));
    let posted_at = posted_at(message, names, id).map_err(&doubtful)?;
    let figure = |count| Figure::counted(count, Source::Preview, observed_at);

    let mut post = Post::new(id, posted_at);
    post.service = message.has_class("service_message");
    post.views = views(message).map_err(&doubtful)?.map(figure);
    let author = first(message, "tgme_widget_message_from_author");
    post.author = author.map(|author| author.text()).filter(|author| !author.is_empty());
    post.edited = is_edited(message);
    post.forwarded_from = forwarded_from(message);
    post.reply_to = message
        .first("tgme_widget_message_reply")
        .and_then(|reply| Place::from_link(reply.attribute("href")?));
    post.media = media(message);
    post.album = album(message, names, id);
    read_reactions(&mut post, message, observed_at);
    let text = text_element(message);
    if let Some(text) = text {
        let words = text.text_without(is_footer);
        read_links(&mut post, &text, message);
        mentions_in(&words, &mut post.mentions);
        post.text = PostText::of(&words);
    } else {
        read_links(&mut post, message, message);
    }
    post.mentions.retain(|place| !names.has(&place.channel));
    Ok(post)
}

/// The channel's number as the Bot API writes it, from `data-view`: base64 of `{"c":-1320314529,…}`.
pub(super) fn chat_id(message: &Element<'_>) -> Option<i64> {
    let view = message.attribute("data-view")?;
    let json = BASE64.decode(view).or_else(|_| BASE64_PADDED.decode(view)).ok()?;
    let view: Value = serde_json::from_slice(&json).ok()?;
    let channel: i64 = loose::whole(view.get("c")?)?;
    // -100 and the number written behind each other.
    (channel < 0).then(|| channel.checked_sub(1_000_000_000_000))?
}

/// `tginfouk/1148`
fn own_id(label: &str, channel: &ChannelName) -> Option<PostId> {
    let (name, id) = label.split_once('/')?;
    if !name.eq_ignore_ascii_case(channel.as_str()) {
        return None;
    }
    id.parse().ok()
}

/// The time beside the link to the post itself; every such link must lead to this post.
fn posted_at(message: &Element<'_>, names: &Names, id: PostId) -> Result<Timestamp, String> {
    let mut found = None;
    for date in outside_reply(message).filter(|element| element.has_class("tgme_widget_message_date")) {
        let href = date.attribute("href").unwrap_or_default();
        if !Place::from_link(href).is_some_and(|place| names.has(&place.channel) && place.post == Some(id)) {
            return Err(format!("its date leads to «{href}»"));
        }
        let time = date.inside().find_map(|element| element.attribute("datetime"));
        let time = time.unwrap_or_default();
        let time: Timestamp = time.parse().map_err(|_| format!("it is of «{time}»"))?;
        found = Some(time);
    }
    found.ok_or_else(|| "it has no date".to_owned())
}

fn views(message: &Element<'_>) -> Result<Option<Count>, String> {
    let Some(views) = first(message, "tgme_widget_message_views") else {
        return Ok(None);
    };
    let text = views.text();
    match count::read(&text) {
        Some(count) => Ok(Some(count)),
        None => Err(format!("it has «{text}» views")),
    }
}

fn is_edited(message: &Element<'_>) -> bool {
    first(message, "tgme_widget_message_meta").is_some_and(|meta| {
        let words = meta.text_without(|element| element.has_class("tgme_widget_message_from_author"));
        words.contains("edited")
    })
}

fn forwarded_from(message: &Element<'_>) -> Option<ForwardedFrom> {
    let forwarded = first(message, "tgme_widget_message_forwarded_from")?;
    let name = forwarded.first("tgme_widget_message_forwarded_from_name");
    Some(ForwardedFrom {
        name: name.map(|name| name.text()).unwrap_or_default(),
        place: name.and_then(|name| Place::from_link(name.attribute("href")?)),
    })
}

fn media(message: &Element<'_>) -> Vec<MediaKind> {
    let elements = message.inside_without(|element| {
        is_reply(element)
            || element.has_class("tgme_widget_message_link_preview")
            || is_text(element)
            || is_footer(element)
    });
    let mut kinds = Vec::new();
    let mut holder: Option<Element<'_>> = None;
    for element in elements {
        let kind = element.classes().find_map(media_kind);
        if kind.is_some() {
            holder = holder.filter(|holder| holder.holds(&element)).or(Some(element));
        }
        // In a player the same words mean that this browser cannot play it.
        let is_held = holder.is_some_and(|holder| holder.holds(&element));
        let kind = kind.or_else(|| (!is_held && is_unknown_media(&element)).then_some(MediaKind::Other));
        if let Some(kind) = kind.filter(|kind| !kinds.contains(kind)) {
            kinds.push(kind);
        }
    }
    kinds
}

/// What the pages do not show: a giveaway, a story, paid media, what is younger than the pages.
fn is_unknown_media(element: &Element<'_>) -> bool {
    element.has_class("not_supported") || element.has_class("message_media_not_supported_wrap")
}

/// The kind in `tgme_widget_message_<kind>`, `tgme_widget_message_<kind>_wrap` and the like.
fn media_kind(class: &str) -> Option<MediaKind> {
    let kind = class.strip_prefix(PREFIX)?.split('_').next()?;
    Some(match kind {
        "photo" => MediaKind::Photo,
        "video" => MediaKind::Video,
        "roundvideo" => MediaKind::RoundVideo,
        "voice" => MediaKind::Voice,
        "document" => MediaKind::Document,
        "sticker" | "tgsticker" | "videosticker" => MediaKind::Sticker,
        "poll" => MediaKind::Poll,
        "location" => MediaKind::Location,
        "contact" => MediaKind::Contact,
        "invoice" => MediaKind::Invoice,
        "game" => MediaKind::Game,
        _ => return None,
    })
}

/// Items of an album are named only by links that end in `?single`.
fn album(message: &Element<'_>, names: &Names, id: PostId) -> Vec<PostId> {
    let Some(group) = first(message, "tgme_widget_message_grouped_wrap") else {
        return Vec::new();
    };
    let items: BTreeSet<PostId> = group
        .inside()
        .filter_map(|element| element.attribute("href"))
        .filter(|href| href.ends_with("?single"))
        .filter_map(Place::from_link)
        .filter(|place| names.has(&place.channel))
        .filter_map(|place| place.post)
        .filter(|item| *item != id)
        .collect();
    items.into_iter().collect()
}

fn read_reactions(post: &mut Post, message: &Element<'_>, observed_at: Timestamp) {
    let mut sum = Count { value: 0, step: 1 };
    let mut all_read = true;
    for element in outside_reply(message).filter(|element| element.has_class("tgme_reaction")) {
        let words = element.text_without(|inner| matches!(inner.name(), "b" | "i" | "tg-emoji"));
        let (Some(kind), Some(count)) = (reaction_kind(&element), count::read(&words)) else {
            all_read = false;
            continue;
        };
        sum.value = sum.value.saturating_add(count.value);
        sum.step = sum.step.max(count.step);
        post.reactions.push(Reaction {
            kind,
            count: Figure::counted(count, Source::Preview, observed_at),
        });
    }
    if all_read && !post.reactions.is_empty() {
        post.reactions_count = Some(Figure::counted(sum, Source::Preview, observed_at));
    }
}

fn reaction_kind(reaction: &Element<'_>) -> Option<ReactionKind> {
    if reaction.has_class("tgme_reaction_paid") {
        return Some(ReactionKind::Paid);
    }
    let character = reaction.inside().find(|element| element.name() == "b");
    if let Some(character) = character.map(|element| element.text()).filter(|text| !text.is_empty()) {
        return Some(ReactionKind::Emoji(character));
    }
    let number = reaction.inside().find_map(|element| element.attribute("emoji-id"))?;
    Some(ReactionKind::Custom(number.to_owned()))
}

/// The innermost text of the post itself: replies wear the class too, and it may be nested.
fn text_element<'t>(message: &Element<'t>) -> Option<Element<'t>> {
    let mut found = outside_reply(message).find(is_text)?;
    while let Some(inner) = found.inside().find(is_text) {
        found = inner;
    }
    Some(found)
}

/// Links of the text, and those of buttons and of the shown page. Buttons without an address lead to the post itself.
fn read_links(post: &mut Post, text: &Element<'_>, message: &Element<'_>) {
    let beside = outside_reply(message)
        .filter(|element| element.has_class("url_button") || element.has_class("tgme_widget_message_link_preview"));
    let in_text = text.inside().filter(|_| is_text(text));
    for link in in_text.chain(beside).filter_map(|element| href(&element)) {
        if let Some(tag) = hashtag(&link) {
            post.hashtags.insert(tag);
            continue;
        }
        post.mentions.extend(Place::from_link(&link));
        if !link.is_empty() && !post.links.contains(&link) {
            post.links.push(link);
        }
    }
}

/// Where an element leads. Links that ask before they are opened are escaped twice.
fn href(element: &Element<'_>) -> Option<String> {
    let href = element.attribute("href")?;
    Some(match element.attribute("onclick") {
        Some(_) => href.replace("&amp;", "&"),
        None => href.to_owned(),
    })
}

/// `?q=%23sale` is a hashtag's link.
fn hashtag(href: &str) -> Option<String> {
    let query = href
        .split_once('?')
        .filter(|(page, _)| page.is_empty() || page.contains("/s/"))?
        .1;
    let url = reqwest::Url::parse(&format!("http://host/?{query}")).ok()?;
    let (_, words) = url.query_pairs().find(|(name, _)| name == "q")?;
    words.strip_prefix('#').map(str::to_owned)
}

/// `@name` in running text; what stands behind a letter is an e-mail address.
fn mentions_in(text: &str, mentions: &mut BTreeSet<Place>) {
    let mut before = ' ';
    for (place, char) in text.char_indices() {
        let begins = char == '@' && !before.is_alphanumeric() && !matches!(before, '.' | '_' | '-' | '/');
        before = char;
        if !begins {
            continue;
        }
        let rest = &text[place + 1..];
        let end = rest
            .find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
            .unwrap_or(rest.len());
        mentions.extend(ChannelName::bare(&rest[..end]).map(|channel| Place { channel, post: None }));
    }
}

fn first<'t>(message: &Element<'t>, class: &str) -> Option<Element<'t>> {
    outside_reply(message).find(|element| element.has_class(class))
}

fn outside_reply<'t>(message: &Element<'t>) -> impl Iterator<Item = Element<'t>> {
    message.inside_without(is_reply)
}

fn is_reply(element: &Element<'_>) -> bool {
    element.has_class("tgme_widget_message_reply")
}

fn is_text(element: &Element<'_>) -> bool {
    element.has_class("js-message_text")
}

/// "Please open Telegram to view this post", hidden under half of the posts.
fn is_footer(element: &Element<'_>) -> bool {
    element.has_class("media_not_supported_cont")
}
