//! One channel: what was told of it, what was done to it by hand, and what follows from its seed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dice::{For, one_of, roll};
use super::kind::Kind;
use super::post::{Curve, Forward, Media, Post, Service, Written, whole};
use super::schedule::{self, Sort, Stub};
use super::wording;

/// Who has the name, and what they show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// A public channel with a preview.
    #[default]
    Open,
    /// A public channel that shows no posts on the web.
    NoPreview,
    /// A channel that only its members see.
    Private,
    /// A public group.
    Group,
    /// A bot.
    Bot,
    /// A person.
    Person,
}

/// A channel, or whoever else has its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Channel {
    /// Its name, in lower case.
    pub name: String,
    /// Its number; the Bot API writes -100 before it.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Its description.
    pub about: String,
    /// Verified by Telegram.
    pub verified: bool,
    /// Who has the name.
    pub access: Access,
    /// How it lives.
    pub kind: Kind,
    /// What its life follows from.
    pub seed: u64,
    /// Readers at the anchor.
    pub members: u64,
    /// The moment it was made in this world.
    pub anchor_ms: i64,
    /// The moment it came into being, in its own past.
    pub created_ms: i64,
    /// When members are bought, or silence begins.
    pub turn_ms: i64,
    /// Channels it names and takes posts from.
    pub partners: Vec<String>,
    /// Since when TGStat follows it; a moment to come while it is being looked at.
    pub tgstat_from_ms: Option<i64>,
    /// Since when Telemetr follows it.
    pub telemetr_from_ms: Option<i64>,
    /// Posts written by hand, oldest first.
    #[serde(default)]
    pub written: Vec<Written>,
    /// Changed posts: when, and their words since.
    #[serde(default)]
    pub edits: BTreeMap<u32, (i64, String)>,
    /// Posts taken out by hand.
    #[serde(default)]
    pub deleted: BTreeMap<u32, i64>,
    /// Members who came and went by hand: when, how many.
    #[serde(default)]
    pub member_moves: Vec<(i64, i64)>,
    /// Views that came and went by hand: of which post, when, how many.
    #[serde(default)]
    pub view_moves: Vec<(u32, i64, i64)>,
}

/// What stands in a channel, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Photos.
    pub photos: u64,
    /// Videos.
    pub videos: u64,
    /// Files.
    pub files: u64,
    /// Posts with links.
    pub links: u64,
}

/// A post's place in the history before its content is made.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Created,
    Seeded(Stub),
    Written(usize),
}

impl Channel {
    /// The number as the Bot API writes it.
    pub fn chat_id(&self) -> i64 {
        -1_000_000_000_000 - self.number
    }

    /// Whether anybody may ask about it without being a member.
    pub fn is_public(&self) -> bool {
        matches!(self.access, Access::Open | Access::NoPreview)
    }

    /// Those who read it.
    pub fn readers(&self, at_ms: i64) -> f64 {
        self.kind.readers(self.members, self.seed, self.anchor_ms, at_ms)
    }

    /// Its members at an instant.
    pub fn members_at(&self, at_ms: i64) -> u64 {
        let bought = self.kind.bought(self.readers(self.turn_ms), self.turn_ms, at_ms);
        let moved: i64 = self
            .member_moves
            .iter()
            .filter(|(at, _)| *at <= at_ms)
            .map(|(_, by)| by)
            .sum();
        whole(self.readers(at_ms) + bought).saturating_add_signed(moved)
    }

    /// Its posts by now, oldest first, those taken out among them. `post_of` names a post of another channel before an instant.
    pub fn posts(&self, now_ms: i64, post_of: &dyn Fn(&str, u64, i64) -> Option<Forward>) -> Vec<Post> {
        self.history(now_ms)
            .into_iter()
            .map(|(id, at_ms, origin)| self.post(id, at_ms, now_ms, origin, post_of))
            .collect()
    }

    /// The newest posts that stand now, at most `count` of those that `wanted` names, oldest first; and whether there are older ones.
    pub fn newest(
        &self,
        now_ms: i64,
        count: usize,
        wanted: &dyn Fn(&Post) -> bool,
        post_of: &dyn Fn(&str, u64, i64) -> Option<Forward>,
    ) -> (Vec<Post>, bool) {
        // Only what is shown is made.
        let made = self.history(now_ms).into_iter().rev();
        let made = made.map(|(id, at_ms, origin)| self.post(id, at_ms, now_ms, origin, post_of));
        let mut newest: Vec<Post> = made
            .filter(|post| post.stands(now_ms) && wanted(post))
            .take(count + 1)
            .collect();
        let more = newest.len() > count;
        newest.truncate(count);
        newest.reverse();
        (newest, more)
    }

    /// What stands in it now, without making the posts.
    pub fn tally(&self, now_ms: i64) -> Tally {
        let mut tally = Tally::default();
        for (id, at_ms, origin) in self.history(now_ms) {
            let (media, linked, deleted) = match origin {
                Origin::Created => continue,
                Origin::Seeded(stub) => (
                    schedule::media(stub.seed),
                    schedule::sort(stub.seed) == Sort::Naming,
                    schedule::deleted_at_ms(self, stub.seed, at_ms),
                ),
                Origin::Written(place) => {
                    let written = &self.written[place];
                    (written.media.clone(), written.text.contains("](http"), None)
                }
            };
            let deleted = self.deleted.get(&id).copied().or(deleted);
            if deleted.is_none_or(|deleted| deleted > now_ms) {
                tally.links += u64::from(linked);
                media.into_iter().for_each(|one| tally.add(one));
            }
        }
        tally
    }

    /// The number of a post before an instant, chosen by `roll`.
    pub fn some_post(&self, roll: u64, before_ms: i64) -> Option<u32> {
        let history = self.history(before_ms);
        let newest = &history[history.len().saturating_sub(12)..];
        (!newest.is_empty()).then(|| one_of(roll, newest).0)
    }

    fn history(&self, now_ms: i64) -> Vec<(u32, i64, Origin)> {
        let stubs = schedule::stubs(self, now_ms);
        let mut seeded = stubs.into_iter().peekable();
        let mut written = self.written.iter().enumerate().peekable();
        let mut history = Vec::new();
        let mut id = 1;
        if self.created_ms <= now_ms {
            history.push((id, self.created_ms, Origin::Created));
            id += 1;
        }
        loop {
            let by_hand = written
                .peek()
                .filter(|(_, post)| post.at_ms <= now_ms)
                .map(|(_, post)| post.at_ms);
            let (at_ms, width, origin) = match (seeded.peek(), by_hand) {
                (Some(stub), hand) if hand.is_none_or(|hand| stub.at_ms <= hand) => {
                    let stub = *stub;
                    seeded.next();
                    (stub.at_ms, stub.width, Origin::Seeded(stub))
                }
                (_, Some(at_ms)) => {
                    let Some((place, post)) = written.next() else { break };
                    let width = u32::try_from(post.media.len()).unwrap_or(1).max(1);
                    (at_ms, width, Origin::Written(place))
                }
                (_, None) => break,
            };
            history.push((id, at_ms, origin));
            id += width;
        }
        history
    }

    fn post(
        &self,
        id: u32,
        at_ms: i64,
        now_ms: i64,
        origin: Origin,
        post_of: &dyn Fn(&str, u64, i64) -> Option<Forward>,
    ) -> Post {
        let mut post = match origin {
            Origin::Created => Post::bare(id, at_ms, Some(Service::Created)),
            Origin::Seeded(stub) => self.seeded(id, stub, post_of),
            Origin::Written(place) => self.by_hand(id, &self.written[place]),
        };
        if let Some((_, text)) = self.edits.get(&id).filter(|(at, _)| *at <= now_ms) {
            post.text.clone_from(text);
            post.edited = true;
        }
        if let Some(deleted) = self.deleted.get(&id) {
            post.deleted_at_ms = Some(*deleted);
        }
        let moves = self.view_moves.iter().filter(|(of, _, _)| *of == id);
        post.curve.moves.extend(moves.map(|(_, at, by)| (*at, *by)));
        post
    }

    fn seeded(&self, id: u32, stub: Stub, post_of: &dyn Fn(&str, u64, i64) -> Option<Forward>) -> Post {
        let Stub { at_ms, seed, .. } = stub;
        let sort = schedule::sort(seed);
        if sort == Sort::Pinning {
            return Post::bare(id, at_ms, Some(Service::Pinned(id - 1)));
        }
        let partner = (!self.partners.is_empty()).then(|| one_of(roll(seed, For::Post, 2), &self.partners).as_str());
        let mut post = Post::bare(id, at_ms, None);
        post.text = wording::post(seed, partner.filter(|_| sort == Sort::Naming));
        post.media = schedule::media(seed);
        if sort == Sort::Forwarded {
            let hidden = || Forward {
                title: "Продавец со стажем".to_owned(),
                channel: None,
                post: None,
            };
            let taken = partner.and_then(|partner| post_of(partner, seed, at_ms));
            post.forward = Some(taken.unwrap_or_else(hidden));
        } else if roll(seed, For::Post, 3).is_multiple_of(15) && id > 3 {
            post.reply_to = Some(id - 1);
        }
        post.edited = roll(seed, For::Post, 4).is_multiple_of(10);
        post.deleted_at_ms = schedule::deleted_at_ms(self, seed, at_ms);
        post.curve = schedule::curve(self, seed, at_ms);
        post
    }

    fn by_hand(&self, id: u32, written: &Written) -> Post {
        let seed = roll(self.seed, For::Post, u64::from(id) << 32);
        let mut curve = schedule::curve(self, seed, written.at_ms);
        if let Some(views) = written.views {
            curve.views = views as f64;
        }
        Post {
            text: written.text.clone(),
            media: written.media.clone(),
            forward: written.forward.clone(),
            reply_to: written.reply_to,
            author: written.author.clone(),
            curve,
            ..Post::bare(id, written.at_ms, written.service.clone())
        }
    }
}

impl Tally {
    fn add(&mut self, media: Media) {
        match media {
            Media::Photo => self.photos += 1,
            Media::Video => self.videos += 1,
            Media::Document => self.files += 1,
            _ => {}
        }
    }
}

impl Post {
    fn bare(id: u32, at_ms: i64, service: Option<Service>) -> Self {
        Self {
            id,
            at_ms,
            text: String::new(),
            media: Vec::new(),
            forward: None,
            reply_to: None,
            service,
            author: None,
            edited: false,
            deleted_at_ms: None,
            curve: Curve::default(),
        }
    }
}
