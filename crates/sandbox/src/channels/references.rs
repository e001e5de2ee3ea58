//! Who names a channel, and who takes posts from it.

use super::book::Channels;
use super::channel::Channel;
use super::marks::mentions;
use super::post::Post;

/// A post elsewhere that leads to a channel.
#[derive(Debug)]
pub struct Reference<'c> {
    /// Whose post it is.
    pub by: &'c Channel,
    /// The post.
    pub post: Post,
    /// The post it leads to, where it names one.
    pub to: Option<u32>,
}

/// Which references are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A link or a name in the words.
    Mention,
    /// A post taken over.
    Forward,
}

impl Channels {
    /// Posts of other channels that lead to this one, between two instants, newest first.
    pub fn references(&self, to: &Channel, sort: Sort, from_ms: i64, now_ms: i64) -> Vec<Reference<'_>> {
        // Only partners and those written by hand can name it: the others' histories need not be made.
        let may = |by: &&Channel| {
            by.name != to.name && (!by.written.is_empty() || !by.edits.is_empty() || by.partners.contains(&to.name))
        };
        let mut found: Vec<Reference<'_>> = self
            .all()
            .filter(may)
            .flat_map(|by| {
                let posts = self.posts(by, now_ms).into_iter();
                let posts = posts.filter(|post| post.at_ms >= from_ms && post.stands(now_ms));
                posts.filter_map(move |post| leads(&post, to, sort).map(|to| Reference { by, post, to }))
            })
            .collect();
        found.sort_by_key(|reference| std::cmp::Reverse(reference.post.at_ms));
        found
    }
}

/// Whether a post leads to the channel, and to which post of it.
fn leads(post: &Post, to: &Channel, sort: Sort) -> Option<Option<u32>> {
    match sort {
        Sort::Mention => mentions(&post.text)
            .into_iter()
            .find(|(name, _)| *name == to.name)
            .map(|(_, post)| post),
        Sort::Forward => {
            let forward = post.forward.as_ref()?;
            (forward.channel.as_deref() == Some(to.name.as_str())).then_some(forward.post)
        }
    }
}
