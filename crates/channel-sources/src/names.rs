//! Names of channels and posts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The shortest and the longest username; those of four characters are sold at auction.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=32;
/// First parts of a t.me path that look like usernames, but are Telegram's own.
const RESERVED: [&str; 22] = [
    "addemoji",
    "addlist",
    "addstickers",
    "addtheme",
    "auction",
    "boost",
    "call",
    "contact",
    "confirmphone",
    "folder",
    "giftcode",
    "invoice",
    "joinchat",
    "login",
    "newbot",
    "passport",
    "proxy",
    "setlanguage",
    "share",
    "socks",
    "stickers",
    "username",
];

/// A public channel's username, in lower case and without `@`: 4 to 32 Latin letters, digits and single underscores,
/// beginning with a letter and not ending with an underscore.
///
/// Parsed from what people paste: `@name`, `name`, `t.me/name`, `t.me/s/name`, `https://t.me/name/123`, `name.t.me`,
/// `tg://resolve?domain=name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChannelName(String);

/// A text that names no public channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChannelName {
    /// It cannot be a username.
    #[error("a username has 4 to 32 Latin letters, digits and single underscores, and begins with a letter")]
    NotAUsername,
    /// An invitation, or a link into a private channel: such a channel has no public figures.
    #[error("an invitation or a link into a private channel names no public channel")]
    Private,
    /// A link to somewhere else than a channel.
    #[error("this link leads to no channel")]
    OtherLink,
}

/// A post's number in its channel, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PostId(pub u32);

/// A place in Telegram that a link or an `@name` leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The channel; it may turn out to be a group, a bot or a person.
    pub channel: ChannelName,
    /// The post, when the link names one.
    pub post: Option<PostId>,
}

impl ChannelName {
    /// The name in lower case, without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bare username, nothing around it.
    pub(crate) fn bare(name: &str) -> Option<Self> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let begins = name.starts_with(|char: char| char.is_ascii_alphabetic());
        let fits = LENGTHS.contains(&name.len()) && plain && begins && !name.ends_with('_') && !name.contains("__");
        fits.then(|| ChannelName(name.to_ascii_lowercase()))
    }
}

impl Place {
    /// Where a link leads, if into a public channel: `https://t.me/name`, `…/123`, `/s/name/123`, `tg://resolve?domain=name&post=123`.
    pub fn from_link(link: &str) -> Option<Self> {
        parse_link(link)?.ok()
    }
}

/// `None`: the text is no link at all.
fn parse_link(text: &str) -> Option<Result<Place, BadChannelName>> {
    let text = text.trim();
    if let Some(rest) = strip_prefix(text, "tg:") {
        return Some(parse_tg(rest.trim_start_matches('/')));
    }
    let bare = ["https://", "http://", "//"]
        .iter()
        .find_map(|scheme| strip_prefix(text, scheme));
    let rest = bare.unwrap_or(text);
    let (host, path) = rest.split_once(['/', '?', '#']).map_or((rest, ""), |(host, _)| {
        (host, rest[host.len()..].trim_start_matches('/'))
    });
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if matches!(host, "t.me" | "telegram.me" | "telegram.dog") {
        return Some(parse_path(path));
    }
    if let Some(name) = host.strip_suffix(".t.me") {
        return Some(place(name, post_in(path.split(['?', '#']).next())));
    }
    bare.map(|_| Err(BadChannelName::OtherLink))
}

/// What stands behind `t.me/`.
fn parse_path(path: &str) -> Result<Place, BadChannelName> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let mut first = parts.next().unwrap_or_default();
    if first == "s" {
        first = parts.next().unwrap_or_default();
    }
    match first {
        "" => Err(BadChannelName::OtherLink),
        "c" | "joinchat" => Err(BadChannelName::Private),
        _ if first.starts_with('+') || strip_prefix(first, "%2b").is_some() => Err(BadChannelName::Private),
        _ => place(first, post_in(parts.next())),
    }
}

/// What stands behind `tg://`.
fn parse_tg(link: &str) -> Result<Place, BadChannelName> {
    let (action, query) = link.split_once('?').unwrap_or((link, ""));
    let value = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    };
    match action.trim_end_matches('/') {
        "resolve" => place(value("domain").unwrap_or_default(), post_in(value("post"))),
        "join" | "privatepost" => Err(BadChannelName::Private),
        _ => Err(BadChannelName::OtherLink),
    }
}

fn place(name: &str, post: Option<PostId>) -> Result<Place, BadChannelName> {
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(BadChannelName::OtherLink);
    }
    let channel = ChannelName::bare(name).ok_or(BadChannelName::NotAUsername)?;
    Ok(Place { channel, post })
}

fn post_in(part: Option<&str>) -> Option<PostId> {
    part?.parse().ok()
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let beginning = text.get(..prefix.len())?;
    beginning.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

impl fmt::Display for ChannelName {
    /// The name with `@`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

impl FromStr for ChannelName {
    type Err = BadChannelName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(place) = parse_link(text) {
            return Ok(place?.channel);
        }
        let name = text.strip_prefix('@').unwrap_or(text);
        ChannelName::bare(name).ok_or(BadChannelName::NotAUsername)
    }
}

impl TryFrom<&str> for ChannelName {
    type Error = BadChannelName;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for ChannelName {
    type Error = BadChannelName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ChannelName> for String {
    fn from(name: ChannelName) -> String {
        name.0
    }
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PostId {
    type Err = BadPostId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadPostId);
        }
        match text.parse() {
            Ok(id) if id > 0 => Ok(PostId(id)),
            _ => Err(BadPostId),
        }
    }
}

/// A text that cannot be a post's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post's number is a whole number from 1 to 4294967295")]
pub struct BadPostId;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_channel_is_named_in_many_ways() {
        for text in [
            "@Durov_News",
            "durov_news",
            " t.me/durov_news ",
            "t.me/s/durov_news",
            "https://t.me/durov_news",
            "HTTPS://T.ME/Durov_News/",
            "http://www.t.me/durov_news/525?single",
            "https://telegram.me/s/durov_news/525",
            "//telegram.dog/durov_news#x",
            "https://t.me/durov_news?boost",
            "durov_news.t.me/12",
            "tg://resolve?domain=durov_news&post=3",
            "tg:resolve?domain=Durov_News",
        ] {
            assert_eq!(text.parse::<ChannelName>().unwrap().as_str(), "durov_news", "{text}");
        }
    }

    #[test]
    fn usernames_have_rules() {
        for bad in [
            "",
            "@",
            "abc",
            "1abcd",
            "_abcd",
            "abcd_",
            "ab__cd",
            "ab-cd",
            "ab cd",
            "канал",
            "abcd.e",
            &"a".repeat(33),
            "@@durov",
            "t.me/ab",
            "https://t.me/dur%20ov",
        ] {
            assert_eq!(bad.parse::<ChannelName>(), Err(BadChannelName::NotAUsername), "{bad}");
        }
        assert!("abcd".parse::<ChannelName>().is_ok());
        assert!("a".repeat(32).parse::<ChannelName>().is_ok());
    }

    #[test]
    fn invitations_and_other_links_are_told_apart() {
        for private in [
            "https://t.me/+AbCdEf",
            "t.me/joinchat/AAAA",
            "t.me/c/1251/1230",
            "tg://join?invite=AA",
            "t.me/%2BAbCd",
        ] {
            assert_eq!(
                private.parse::<ChannelName>(),
                Err(BadChannelName::Private),
                "{private}"
            );
        }
        for other in [
            "https://example.com/durov",
            "t.me/addstickers/Cats",
            "https://t.me/",
            "t.me/share/url?url=x",
            "tg://settings",
        ] {
            assert_eq!(other.parse::<ChannelName>(), Err(BadChannelName::OtherLink), "{other}");
        }
    }

    #[test]
    fn a_link_may_lead_to_a_post() {
        let place = Place::from_link("https://t.me/durov/525?single").unwrap();
        assert_eq!((place.channel.as_str(), place.post), ("durov", Some(PostId(525))));
        assert_eq!(Place::from_link("https://t.me/durov/0").unwrap().post, None);
        assert_eq!(Place::from_link("durov"), None);
        assert_eq!(Place::from_link("https://t.me/+x"), None);
    }

    #[test]
    fn a_stored_name_is_checked_again() {
        let name: ChannelName = serde_json::from_str("\"@Durov\"").unwrap();
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"durov\"");
        assert_eq!(name.to_string(), "@durov");
        assert!(serde_json::from_str::<ChannelName>("\"a#b\"").is_err());
    }
}
