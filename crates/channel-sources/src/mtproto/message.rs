//! One message of a channel.

use grammers_client::tl;
use jiff::Timestamp;

use super::albums::Item;
use super::peers::Peers;
use super::text;
use crate::post::{ForwardedFrom, MediaKind, PostText, Reaction, ReactionKind};
use crate::{ChannelName, Figure, Place, Post, PostId, Source, SourceError};

/// Reads a message of the channel `id`; `None` for one that is gone.
pub(super) fn read(
    message: &tl::enums::Message,
    channel: &ChannelName,
    id: i64,
    peers: &Peers,
    observed_at: Timestamp,
) -> Result<Option<Item>, SourceError> {
    let (number, peer, date) = match message {
        tl::enums::Message::Empty(_) => return Ok(None),
        tl::enums::Message::Message(message) => (message.id, &message.peer_id, message.date),
        tl::enums::Message::Service(message) => (message.id, &message.peer_id, message.date),
    };
    if !matches!(peer, tl::enums::Peer::Channel(peer) if peer.channel_id == id) {
        return Err(SourceError::doubtful(format!(
            "message {number} is of another chat than {channel}"
        )));
    }
    let unreadable = || SourceError::doubtful(format!("message {number} is of second {date}"));
    let number = post_id(number).ok_or_else(unreadable)?;
    let posted_at = Some(date).filter(|date| *date > 0).map(i64::from);
    let posted_at = posted_at
        .and_then(|date| Timestamp::from_second(date).ok())
        .ok_or_else(unreadable)?;
    let mut post = Post::new(number, posted_at);
    let exact = |count: Option<i32>| {
        let count = u64::try_from(count?).ok()?;
        Some(Figure::exact(count, Source::MtProto, observed_at))
    };
    let mut group = None;
    match message {
        tl::enums::Message::Message(message) => {
            group = message.grouped_id;
            post.edited = message.edit_date.is_some() && !message.edit_hide;
            post.author = author(message, peers);
            post.views = exact(message.views);
            post.shares = exact(message.forwards);
            post.comments = exact(comments(message));
            read_reactions(&mut post, message.reactions.as_ref(), exact);
            post.forwarded_from = message.fwd_from.as_ref().map(|from| forwarded_from(from, peers));
            post.reply_to = message
                .reply_to
                .as_ref()
                .and_then(|reply| answered(reply, channel, peers));
            post.media.extend(message.media.as_ref().and_then(media));
            if message.rich_message.is_some() {
                post.media.push(MediaKind::Other);
            }
            text::read_links(&mut post, message, channel);
            post.text = PostText::of(&message.message);
        }
        tl::enums::Message::Service(message) => {
            post.service = true;
            read_reactions(&mut post, message.reactions.as_ref(), exact);
        }
        tl::enums::Message::Empty(_) => {}
    }
    Ok(Some(Item { post, group }))
}

/// The signature, or the person in whose name the post is published.
fn author(message: &tl::types::Message, peers: &Peers) -> Option<String> {
    let signed = message.post_author.clone();
    let in_name_of = || Some(peers.get(message.from_id.as_ref()?)?.name.clone());
    signed.or_else(in_name_of).filter(|author| !author.is_empty())
}

/// Only a post under which comments are open has a count of them.
fn comments(message: &tl::types::Message) -> Option<i32> {
    let tl::enums::MessageReplies::Replies(replies) = message.replies.as_ref()?;
    replies.comments.then_some(replies.replies)
}

fn read_reactions(
    post: &mut Post,
    reactions: Option<&tl::enums::MessageReactions>,
    exact: impl Fn(Option<i32>) -> Option<Figure<u64>>,
) {
    let Some(tl::enums::MessageReactions::Reactions(reactions)) = reactions else {
        return;
    };
    let mut sum: Option<i32> = None;
    for tl::enums::ReactionCount::Count(one) in &reactions.results {
        sum = Some(sum.unwrap_or_default().saturating_add(one.count.max(0)));
        let kind = match &one.reaction {
            tl::enums::Reaction::Emoji(emoji) => ReactionKind::Emoji(emoji.emoticon.clone()),
            tl::enums::Reaction::CustomEmoji(emoji) => ReactionKind::Custom(emoji.document_id.to_string()),
            tl::enums::Reaction::Paid => ReactionKind::Paid,
            tl::enums::Reaction::Empty => continue,
        };
        post.reactions
            .extend(exact(Some(one.count)).map(|count| Reaction { kind, count }));
    }
    post.reactions_count = exact(sum);
}

fn forwarded_from(from: &tl::enums::MessageFwdHeader, peers: &Peers) -> ForwardedFrom {
    let tl::enums::MessageFwdHeader::Header(from) = from;
    let named = from.from_id.as_ref().and_then(|peer| peers.get(peer));
    ForwardedFrom {
        name: named
            .map(|named| named.name.clone())
            .or_else(|| from.from_name.clone())
            .unwrap_or_default(),
        place: named.and_then(|named| {
            Some(Place {
                channel: named.username.clone()?,
                post: from.channel_post.and_then(post_id),
            })
        }),
    }
}

fn answered(reply: &tl::enums::MessageReplyHeader, channel: &ChannelName, peers: &Peers) -> Option<Place> {
    let tl::enums::MessageReplyHeader::Header(reply) = reply else {
        return None;
    };
    let post = post_id(reply.reply_to_msg_id?)?;
    let channel = match &reply.reply_to_peer_id {
        None => channel.clone(),
        Some(peer) => peers.get(peer)?.username.clone()?,
    };
    Some(Place {
        channel,
        post: Some(post),
    })
}

fn media(media: &tl::enums::MessageMedia) -> Option<MediaKind> {
    use tl::enums::MessageMedia as Media;
    Some(match media {
        // The page behind a link is no media of the post.
        Media::Empty | Media::WebPage(_) => return None,
        Media::Photo(_) => MediaKind::Photo,
        Media::Document(document) => document_kind(document),
        Media::Geo(_) | Media::GeoLive(_) | Media::Venue(_) => MediaKind::Location,
        Media::Contact(_) => MediaKind::Contact,
        Media::Game(_) => MediaKind::Game,
        Media::Invoice(_) => MediaKind::Invoice,
        Media::Poll(_) => MediaKind::Poll,
        _ => MediaKind::Other,
    })
}

fn document_kind(media: &tl::types::MessageMediaDocument) -> MediaKind {
    use tl::enums::DocumentAttribute as Attribute;
    let attributes = match &media.document {
        Some(tl::enums::Document::Document(document)) => document.attributes.as_slice(),
        _ => &[],
    };
    let has = |wanted: fn(&Attribute) -> bool| attributes.iter().any(wanted);
    if has(|one| matches!(one, Attribute::Sticker(_))) {
        MediaKind::Sticker
    } else if media.round || has(|one| matches!(one, Attribute::Video(video) if video.round_message)) {
        MediaKind::RoundVideo
    } else if media.voice || has(|one| matches!(one, Attribute::Audio(audio) if audio.voice)) {
        MediaKind::Voice
    } else if media.video || has(|one| matches!(one, Attribute::Video(_) | Attribute::Animated)) {
        MediaKind::Video
    } else {
        MediaKind::Document
    }
}

fn post_id(id: i32) -> Option<PostId> {
    u32::try_from(id).ok().filter(|id| *id > 0).map(PostId)
}
