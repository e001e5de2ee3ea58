//! A post, as far as its source shows it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::html::Tree;
use crate::{Figure, Place, PostId};

/// The most that is kept of a text, in characters.
const PREVIEW_CHARS: usize = 300;

/// A post of a channel. What a source does not show is `None` or empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Its number. Of an album: the one its source gives it, that of one item.
    pub id: PostId,
    /// When it was published.
    pub posted_at: Timestamp,
    /// Whether it was changed since.
    pub edited: bool,
    /// The channel's own notice ("Channel created", "pinned …"): nobody wrote it, and it has no views.
    pub service: bool,
    /// The author's signature.
    pub author: Option<String>,
    /// What it says.
    pub text: Option<PostText>,
    /// What it shows, each kind once.
    pub media: Vec<MediaKind>,
    /// The numbers of the album's other items.
    pub album: Vec<PostId>,
    /// How often it was seen. A counter that keeps growing: compare posts of equal age only.
    pub views: Option<Figure<u64>>,
    /// How often it was forwarded.
    pub shares: Option<Figure<u64>>,
    /// How often it was commented.
    pub comments: Option<Figure<u64>>,
    /// All its reactions together.
    pub reactions_count: Option<Figure<u64>>,
    /// Its reactions, kind by kind.
    pub reactions: Vec<Reaction>,
    /// Whom it was taken from.
    pub forwarded_from: Option<ForwardedFrom>,
    /// The post that it answers.
    pub reply_to: Option<Place>,
    /// Where its links lead, in order, each once.
    pub links: Vec<String>,
    /// The channels, groups, bots and people that it names, hidden behind words or not; never its own channel.
    pub mentions: BTreeSet<Place>,
    /// Its hashtags, without `#`.
    pub hashtags: BTreeSet<String>,
}

/// What a post says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostText {
    /// The beginning, 300 characters at most.
    pub beginning: String,
    /// The whole length in characters.
    pub chars: usize,
}

/// What a post shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A photo.
    Photo,
    /// A video or an animation.
    Video,
    /// A round video message.
    RoundVideo,
    /// A voice message.
    Voice,
    /// A file or a track.
    Document,
    /// A sticker.
    Sticker,
    /// A poll or a quiz.
    Poll,
    /// A place on the map.
    Location,
    /// A contact.
    Contact,
    /// An invoice.
    Invoice,
    /// A game.
    Game,
    /// A kind that this version does not know.
    Other,
}

/// One kind of reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// Which one.
    pub kind: ReactionKind,
    /// How many.
    pub count: Figure<u64>,
}

/// Which reaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReactionKind {
    /// An emoji.
    Emoji(String),
    /// A custom emoji, by its number; it has no character.
    Custom(String),
    /// Paid with stars.
    Paid,
}

/// Whom a post was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardedFrom {
    /// The name shown; empty when there is none.
    pub name: String,
    /// Where it leads; `None` for hidden, deleted and private authors.
    pub place: Option<Place>,
}

impl Post {
    /// A post that shows nothing yet.
    pub(crate) fn new(id: PostId, posted_at: Timestamp) -> Self {
        Post {
            id,
            posted_at,
            edited: false,
            service: false,
            author: None,
            text: None,
            media: Vec::new(),
            album: Vec::new(),
            views: None,
            shares: None,
            comments: None,
            reactions_count: None,
            reactions: Vec::new(),
            forwarded_from: None,
            reply_to: None,
            links: Vec::new(),
            mentions: BTreeSet::new(),
            hashtags: BTreeSet::new(),
        }
    }
}

impl PostText {
    /// A text with tags in it, as the services write it.
    pub(crate) fn of_html(html: &str) -> Option<Self> {
        let whole = format!("<html>{html}</html>");
        PostText::of(&Tree::read(whole.as_bytes()).named("html")?.text())
    }

    /// `None` for a blank text.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| PostText {
            beginning: text.chars().take(PREVIEW_CHARS).collect(),
            chars: text.chars().count(),
        })
    }
}
