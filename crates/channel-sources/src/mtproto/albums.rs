//! Albums: messages of one group, shown as one post.

use jiff::{Timestamp, ToSpan};

use crate::Post;

/// A message, before its album is put together.
#[derive(Debug)]
pub(super) struct Item {
    /// What it shows.
    pub post: Post,
    /// The album that it is of.
    pub group: Option<i64>,
}

/// Joins the items of each album, oldest first, into one post that has the number and the counters of the album's first item.
pub(super) fn join(items: Vec<Item>) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::with_capacity(items.len());
    let mut open = None;
    for Item { post, group } in items {
        match posts.last_mut() {
            Some(album) if group.is_some() && group == open => add(album, post),
            _ => posts.push(post),
        }
        open = group;
    }
    posts
}

/// Takes out the album that comes first. Returns the moment after it.
pub(super) fn drop_first(items: &mut Vec<Item>) -> Option<Timestamp> {
    let first = items.first()?;
    let group = Some(first.group?);
    let posted_at = first.post.posted_at;
    let items_of_it = items.iter().take_while(|item| item.group == group).count();
    items.drain(..items_of_it);
    posted_at.checked_add(1.second()).ok()
}

/// Telegram counts an album's views at each item alike, and its words, reactions and comments at one of them.
fn add(album: &mut Post, item: Post) {
    album.album.push(item.id);
    album.edited |= item.edited;
    album.text = album.text.take().or(item.text);
    album.comments = album.comments.or(item.comments);
    if album.reactions_count.is_none() {
        album.reactions_count = item.reactions_count;
        album.reactions = item.reactions;
    }
    for kind in item.media {
        if !album.media.contains(&kind) {
            album.media.push(kind);
        }
    }
    for link in item.links {
        if !album.links.contains(&link) {
            album.links.push(link);
        }
    }
    album.mentions.extend(item.mentions);
    album.hashtags.extend(item.hashtags);
}
