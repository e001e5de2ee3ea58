//! What TGStat's answers hold.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::loose::Fields;
use crate::post::{MediaKind, PostText};
use crate::{ChannelName, Figure, Place, Post, Quota, Source};

/// A channel as the service knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceChannel {
    /// The service's own number; not Telegram's.
    pub service_id: i64,
    /// Telegram's number, without `-100`.
    pub telegram_id: Option<i64>,
    /// Its username.
    pub name: Option<ChannelName>,
    /// Its title.
    pub title: Option<String>,
    /// Its description.
    pub about: Option<String>,
    /// Its subject, as the service files it.
    pub category: Option<String>,
    /// Subscribers.
    pub subscribers: Option<Figure<u64>>,
    /// The service suspects it of inflated figures.
    pub red_label: bool,
    /// The service has found it to cheat.
    pub black_label: bool,
}

/// A page of posts at a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePosts {
    /// The posts, newest first.
    pub posts: Vec<Post>,
    /// How many there are in all.
    pub total: Option<u64>,
    /// Rows that could not be read and were left out.
    pub skipped: usize,
}

/// A post elsewhere that names the channel, or was taken from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The service's number of it.
    pub service_id: i64,
    /// The post's link.
    pub link: String,
    /// The same, when the link leads into a public channel.
    pub place: Option<Place>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Whose post it is.
    pub channel: Option<ReferenceChannel>,
}

/// Whose post it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceChannel {
    /// The service's number of the channel.
    pub service_id: i64,
    /// Its username.
    pub name: Option<ChannelName>,
    /// Its title.
    pub title: Option<String>,
    /// Its subscribers, as last seen by the service.
    pub subscribers: Option<u64>,
}

/// What came of asking the service to follow a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is being looked at.
    Pending {
        /// When to ask for its figures.
        retry: Duration,
    },
    /// The service follows it already.
    Known {
        /// The service's number of it.
        service_id: Option<i64>,
    },
}

/// What is used up of one subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Which one: `api_stat_l`.
    pub service: String,
    /// Requests of this month.
    pub requests: Option<Spent>,
    /// Different channels asked about.
    pub channels: Option<Spent>,
    /// Different words searched for.
    pub words: Option<Spent>,
    /// Objects subscribed to.
    pub objects: Option<Spent>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A part of a volume: `89152/400000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// Used up.
    pub spent: u64,
    /// In all.
    pub limit: u64,
}

impl ServiceChannel {
    pub(super) fn read(fields: &Fields<'_>, at: Timestamp) -> Option<Self> {
        // An empty list when there is none.
        let label = |name| {
            let restrictions = fields.object("tgstat_restrictions");
            restrictions.is_some_and(|labels| labels.truth(name))
        };
        Some(ServiceChannel {
            service_id: fields.whole("id")?,
            telegram_id: fields.whole("tg_id"),
            name: fields.text("username").and_then(|name| name.parse().ok()),
            title: fields.text("title"),
            about: fields.text("about"),
            category: fields.text("category"),
            subscribers: fields
                .count("participants_count")
                .map(|count| Figure::estimated(count, Source::TgStat, at)),
            red_label: label("red_label"),
            black_label: label("black_label"),
        })
    }
}

impl ServicePosts {
    pub(super) fn read_tgstat(response: &Value, at: Timestamp) -> Option<Self> {
        ServicePosts::read(response, |fields| post(fields, at))
    }

    /// Reads `{"total_count":…,"items":[…]}`; an empty list stands for an empty page. Posts that are marked as deleted are left out,
    /// also by a service that was asked to and did not. `None` when there are other rows and none can be read.
    pub(crate) fn read(response: &Value, read: impl Fn(&Fields<'_>) -> Option<Post>) -> Option<Self> {
        let (rows, total) = match Fields::of(response) {
            Some(fields) => (fields.list("items")?, fields.count("total_count")),
            None if response.as_array()?.is_empty() => (&[][..], Some(0)),
            None => return None,
        };
        let is_deleted = |row: &Value| Fields::of(row).is_some_and(|fields| fields.truth("is_deleted"));
        let rows: Vec<&Value> = rows.iter().filter(|row| !is_deleted(row)).collect();
        let posts: Vec<Post> = rows.iter().filter_map(|row| read(&Fields::of(row)?)).collect();
        if posts.is_empty() && !rows.is_empty() {
            return None;
        }
        Some(ServicePosts {
            skipped: rows.len() - posts.len(),
            posts,
            total,
        })
    }
}

fn post(fields: &Fields<'_>, at: Timestamp) -> Option<Post> {
    let place = Place::from_link(&fields.text("link")?)?;
    let count = |name| Some(Figure::estimated(fields.count(name)?, Source::TgStat, at));
    let mut post = Post::new(place.post?, fields.moment("date")?);
    post.text = fields.text("text").and_then(|html| PostText::of_html(&html));
    post.views = count("views");
    post.shares = count("shares_count");
    post.comments = count("comments_count");
    post.reactions_count = count("reactions_count");
    let media = fields.object("media").and_then(|media| media.text("media_type"));
    post.media.extend(media.and_then(|kind| media_kind(&kind)));
    Some(post)
}

fn media_kind(kind: &str) -> Option<MediaKind> {
    Some(match kind {
        "mediaPhoto" => MediaKind::Photo,
        "mediaDocument" => MediaKind::Document,
        "mediaGeo" | "mediaGeoLive" | "mediaVenue" => MediaKind::Location,
        "mediaContact" => MediaKind::Contact,
        "mediaGame" => MediaKind::Game,
        "mediaInvoice" => MediaKind::Invoice,
        "mediaWebPage" => return None,
        _ => MediaKind::Other,
    })
}

/// Reads mentions or forwards; an empty list stands for an empty page. `None` when there are rows and none can be read.
pub(super) fn references(response: &Value, id: &str) -> Option<Vec<Reference>> {
    let Some(fields) = Fields::of(response) else {
        return response.as_array()?.is_empty().then(Vec::new);
    };
    let channels: HashMap<i64, ReferenceChannel> = fields
        .list("channels")
        .unwrap_or_default()
        .iter()
        .filter_map(|row| ReferenceChannel::read(&Fields::of(row)?))
        .map(|channel| (channel.service_id, channel))
        .collect();
    let rows = fields.list("items")?;
    let references: Vec<Reference> = rows
        .iter()
        .filter_map(|row| Reference::read(&Fields::of(row)?, id, &channels))
        .collect();
    (!references.is_empty() || rows.is_empty()).then_some(references)
}

impl Reference {
    fn read(fields: &Fields<'_>, id: &str, channels: &HashMap<i64, ReferenceChannel>) -> Option<Self> {
        let link = fields.text("postLink")?;
        let channel = fields.whole("channelId").map(|id| {
            let known = channels.get(&id).cloned();
            known.unwrap_or(ReferenceChannel {
                service_id: id,
                name: None,
                title: None,
                subscribers: None,
            })
        });
        Some(Reference {
            service_id: fields.whole(id)?,
            place: Place::from_link(&link),
            link,
            posted_at: fields.moment("postDate")?,
            channel,
        })
    }
}

impl ReferenceChannel {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(ReferenceChannel {
            service_id: fields.whole("id")?,
            name: fields.text("username").and_then(|name| name.parse().ok()),
            title: fields.text("title"),
            subscribers: fields.count("participants_count"),
        })
    }
}

impl Usage {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let spent = |name| Spent::read(&fields.text(name)?);
        Some(Usage {
            service: fields.text("serviceKey")?,
            requests: spent("spentRequests"),
            channels: spent("spentChannels"),
            words: spent("spentWords"),
            objects: spent("spentObjects"),
            expires_at: fields.moment("expiredAt"),
        })
    }

    /// The requests that are left, as a quota.
    pub fn quota(&self) -> Option<Quota> {
        let requests = self.requests?;
        Some(Quota {
            remaining: Some(requests.remaining()),
            limit: Some(requests.limit),
            resets_at: self.expires_at,
        })
    }
}

impl Spent {
    fn read(text: &str) -> Option<Self> {
        let (spent, limit) = text.split_once('/')?;
        Some(Spent {
            spent: spent.trim().parse().ok()?,
            limit: limit.trim().parse().ok()?,
        })
    }

    /// What is left.
    pub fn remaining(self) -> u64 {
        self.limit.saturating_sub(self.spent)
    }
}
