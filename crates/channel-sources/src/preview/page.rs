//! The page of posts `t.me/s/<name>`.

use jiff::Timestamp;

use super::message::{self, Names};
use super::{check_telegram, without_icons};
use crate::html::{Element, Tree};
use crate::{ChannelName, Figure, Post, PostId, Source, SourceError, count, http};

/// What stands in front of every post's name; a text cannot hold it, because its quotes are written `&quot;`.
const MARK: &[u8] = b"data-post=\"";
/// The word that there are no posts.
const NO_POSTS: &str = "tme_no_messages_found";

/// A page of posts that is proven good.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewPage {
    /// The channel.
    pub channel: ChannelHeader,
    /// The posts, oldest first, some 20. Empty only when the page itself says that there are none.
    pub posts: Vec<Post>,
    /// What to ask [`Preview::page`](super::Preview::page) for next; `None` at the beginning of the channel.
    pub older: Option<PostId>,
    /// Why the page can be believed.
    pub evidence: Evidence,
}

/// The proof that a page is whole and that no post of it was lost. Only a page that passed all checks has one, so whoever
/// concludes "nothing new was posted" should demand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The page's size in bytes.
    pub bytes: usize,
    /// The posts that the page's marks promise; each one was read.
    pub posts: usize,
    /// The page says in its own words that there are no posts, and counts no photos, videos, files and links either.
    pub says_empty: bool,
}

/// What the page says of its channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelHeader {
    /// Its username; another one than was asked for when it has several and the page goes by that one.
    pub name: ChannelName,
    /// Its number, as the Bot API writes it: `-100…`.
    pub chat_id: Option<i64>,
    /// Its title.
    pub title: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Whether Telegram has verified it.
    pub verified: bool,
    /// Its subscribers, rounded from a thousand on.
    pub subscribers: Option<Figure<u64>>,
    /// Its other counters by Telegram's word for them: `photos`, `videos`, `files`, `links`.
    pub counters: Vec<(String, Figure<u64>)>,
}

impl PreviewPage {
    /// Reads the page that was asked for `asked`, and for the posts before `before`.
    ///
    /// # Errors
    /// `Blocked` for what is no page of Telegram's; `Doubtful` for one that breaks off, or of which a post, a count or the channel
    /// cannot be read without doubt. A page is never read in part.
    pub fn read(
        body: &[u8],
        asked: &ChannelName,
        before: Option<PostId>,
        observed_at: Timestamp,
    ) -> Result<Self, SourceError> {
        let tree = Tree::read(body);
        check_telegram(body, &tree)?;
        let doubtful = |why: &str| SourceError::doubtful(format!("{why}; {}", http::quote(body, None)));
        let header = tree
            .first("tgme_channel_info")
            .ok_or_else(|| doubtful("no channel on the page"))?;
        if tree.first("tgme_channel_history").is_none() {
            return Err(doubtful("no history on the page"));
        }
        let messages = messages(&tree, body)?;
        let says_empty = tree.first(NO_POSTS).is_some();
        let mut channel = ChannelHeader::read(&tree, &header, asked, observed_at)?;
        match (messages.first(), says_empty) {
            (None, false) => return Err(doubtful("no posts, and no word that there are none")),
            (Some(_), true) => return Err(doubtful("posts, and the word that there are none")),
            (None, true) => check_emptiness(&tree, &channel, before)?,
            (Some(first), false) => channel.chat_id = one_channel(first, &messages)?,
        }
        let names = Names::agreed(asked, &channel.name, messages.first())?;
        let mut posts = Vec::with_capacity(messages.len());
        for element in &messages {
            posts.push(message::read(element, &names, observed_at)?);
        }
        check_order(&posts, before)?;
        check_views(&posts)?;
        let older = older(&tree, posts.first().map(|post| post.id));
        channel.name = names.channel;
        Ok(PreviewPage {
            channel,
            older,
            evidence: Evidence {
                bytes: body.len(),
                posts: posts.len(),
                says_empty,
            },
            posts,
        })
    }
}

/// The posts' elements. Four marks of a post must agree in number, so that damage to any of them is noticed.
fn messages<'t>(tree: &'t Tree, body: &[u8]) -> Result<Vec<Element<'t>>, SourceError> {
    let marks = body.windows(MARK.len()).filter(|window| *window == MARK).count();
    let mut messages = Vec::new();
    let mut dates = Vec::new();
    let (mut named, mut wraps) = (0, 0);
    for element in tree.elements() {
        named += usize::from(element.attribute("data-post").is_some());
        // The word that there are no posts stands in a frame of its own.
        wraps += usize::from(element.has_class("js-widget_message_wrap") && element.first(NO_POSTS).is_none());
        if element.has_class("js-widget_message") {
            messages.push(element);
        } else if element.has_class("tgme_widget_message_date") {
            dates.push(element);
        }
    }
    if [marks, named, wraps].iter().any(|&count| count != messages.len()) {
        return Err(SourceError::doubtful(format!(
            "{} posts, but {marks} marks, {named} names and {wraps} frames of posts",
            messages.len()
        )));
    }
    if messages.windows(2).any(|pair| pair[0].holds(&pair[1])) {
        return Err(SourceError::doubtful("a post within a post"));
    }
    // What is left of a post that lost its beginning.
    if dates
        .iter()
        .any(|date| !messages.iter().any(|message| message.holds(date)))
    {
        return Err(SourceError::doubtful("a date without a post"));
    }
    Ok(messages)
}

/// The word that there are no posts is also what t.me says to somebody who asks too often. So it is believed only where nothing
/// on the page, and nothing on the page before it, speaks of posts.
fn check_emptiness(tree: &Tree, channel: &ChannelHeader, before: Option<PostId>) -> Result<(), SourceError> {
    let doubtful = |why: String| {
        Err(SourceError::doubtful(format!(
            "the page says that there are no posts, {why}"
        )))
    };
    if let Some(older) = older(tree, None) {
        return doubtful(format!("and leads to those before {older}"));
    }
    let counted = channel.counters.iter().find(|(_, figure)| figure.value > 0);
    match (before, counted) {
        // Before the first of all there is nothing, whatever is counted.
        (Some(PostId(1)), _) => Ok(()),
        (Some(before), _) => doubtful(format!("but some before {before} were promised")),
        (None, Some((word, figure))) => doubtful(format!("and counts {} {word}", figure.value)),
        (None, None) => Ok(()),
    }
}

/// The number of the channel that all posts are of, where they say so.
fn one_channel(first: &Element<'_>, messages: &[Element<'_>]) -> Result<Option<i64>, SourceError> {
    let mut known = message::chat_id(first);
    for id in messages.iter().filter_map(message::chat_id) {
        match known {
            Some(known) if known != id => {
                return Err(SourceError::doubtful(format!(
                    "posts of {known} and of {id} on one page"
                )));
            }
            _ => known = Some(id),
        }
    }
    Ok(known)
}

/// Posts come in ascending order, and all are from before the post that was named.
fn check_order(posts: &[Post], before: Option<PostId>) -> Result<(), SourceError> {
    if let Some(pair) = posts.windows(2).find(|pair| pair[0].id >= pair[1].id) {
        return Err(SourceError::doubtful(format!(
            "post {} stands before post {}",
            pair[0].id, pair[1].id
        )));
    }
    match (posts.last(), before) {
        (Some(last), Some(before)) if last.id >= before => Err(SourceError::doubtful(format!(
            "posts before {before} were asked for, and {} came",
            last.id
        ))),
        _ => Ok(()),
    }
}

/// Every post has views, except the channel's notices. A single one may be odd; if all are, the page has changed.
fn check_views(posts: &[Post]) -> Result<(), SourceError> {
    let mut written = posts.iter().filter(|post| !post.service).peekable();
    if written.peek().is_some() && written.all(|post| post.views.is_none()) {
        return Err(SourceError::doubtful("no post has views"));
    }
    Ok(())
}

/// Where the older posts begin. The page says so twice; damage to one place must not end the history.
fn older(tree: &Tree, first: Option<PostId>) -> Option<PostId> {
    let button = tree
        .elements()
        .filter(|element| element.has_class("tme_messages_more"))
        .find_map(|more| more.attribute("data-before")?.parse().ok());
    let link = || {
        tree.elements()
            .filter(|element| element.name() == "link" && element.attribute("rel") == Some("prev"))
            .find_map(|link| link.attribute("href")?.split_once("before=")?.1.parse().ok())
    };
    let older: PostId = button.or_else(link)?;
    // Whatever is said, the next page is an older one.
    Some(first.map_or(older, |first| older.min(first)))
}

impl ChannelHeader {
    fn read(
        tree: &Tree,
        header: &Element<'_>,
        asked: &ChannelName,
        observed_at: Timestamp,
    ) -> Result<Self, SourceError> {
        let text = |class| {
            let text = header.first(class).map(|element| element.text())?;
            (!text.is_empty()).then_some(text)
        };
        let name = match text("tgme_channel_info_header_username") {
            Some(name) => name
                .parse()
                .map_err(|_| SourceError::doubtful(format!("the channel is called «{}»", http::said(&name, None))))?,
            None => asked.clone(),
        };
        let mut counters = counters(header, observed_at)?;
        let subscribers = counters
            .iter()
            .position(|(word, _)| is_subscribers(word))
            .map(|place| counters.remove(place).1);
        Ok(ChannelHeader {
            name,
            chat_id: None,
            title: header
                .first("tgme_channel_info_header_title")
                .and_then(|title| without_icons(&title)),
            description: text("tgme_channel_info_description"),
            verified: header.first("verified-icon").is_some(),
            subscribers: subscribers.or_else(|| short_counter(tree, observed_at)),
            counters,
        })
    }
}

fn counters(header: &Element<'_>, observed_at: Timestamp) -> Result<Vec<(String, Figure<u64>)>, SourceError> {
    let mut counters = Vec::new();
    for counter in header
        .inside()
        .filter(|element| element.has_class("tgme_channel_info_counter"))
    {
        let text = |class| counter.first(class).map(|element| element.text()).unwrap_or_default();
        let value = text("counter_value");
        let count = count::read(&value)
            .ok_or_else(|| SourceError::doubtful(format!("a counter of «{}»", http::said(&value, None))))?;
        counters.push((
            text("counter_type").to_lowercase(),
            Figure::counted(count, Source::Preview, observed_at),
        ));
    }
    Ok(counters)
}

/// The counter beside the title: `705 subscribers`.
fn short_counter(tree: &Tree, observed_at: Timestamp) -> Option<Figure<u64>> {
    let text = tree.first("tgme_header_counter")?.text();
    let (count, word) = count::leading(&text)?;
    is_subscribers(word.trim_start()).then(|| Figure::counted(count, Source::Preview, observed_at))
}

fn is_subscribers(word: &str) -> bool {
    word.starts_with("subscriber") || word.starts_with("member")
}
