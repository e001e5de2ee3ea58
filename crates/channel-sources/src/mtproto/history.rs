//! A piece of a channel's history.

use grammers_client::tl;
use jiff::Timestamp;

use super::peers::Peers;
use super::{albums, message};
use crate::{ChannelName, HistoryPage, PostId, SourceError};

/// The most messages that Telegram gives at once.
pub(super) const LIMIT: i32 = 100;

impl HistoryPage {
    /// Reads an answer about the channel `id`.
    pub(super) fn read(
        answer: tl::enums::messages::Messages,
        channel: &ChannelName,
        id: i64,
        before: Option<PostId>,
        observed_at: Timestamp,
    ) -> Result<Self, SourceError> {
        let tl::enums::messages::Messages::ChannelMessages(answer) = answer else {
            return Err(SourceError::doubtful("a history that is not a channel's"));
        };
        let ids = checked_ids(&answer.messages, before)?;
        let Some(lowest) = ids.last().copied() else {
            return match before.is_none() && answer.count != 0 {
                true => Err(SourceError::doubtful(format!(
                    "no messages where there are {}",
                    answer.count
                ))),
                false => Ok(HistoryPage {
                    posts: Vec::new(),
                    older: None,
                    complete_since: None,
                }),
            };
        };
        let known_to_be_all =
            before.is_none() && !answer.inexact && usize::try_from(answer.count).is_ok_and(|count| count <= ids.len());
        let is_beginning = lowest == 1 || known_to_be_all;

        let peers = Peers::of(&answer.chats, &answer.users);
        let mut items = Vec::with_capacity(ids.len());
        for message in answer.messages.iter().rev() {
            items.extend(message::read(message, channel, id, &peers, observed_at)?);
        }
        let mut cut_at = None;
        if !is_beginning {
            // The other items of the oldest album may be on the next page: it belongs there whole.
            cut_at = albums::drop_first(&mut items);
        }
        let posts = albums::join(items);
        let oldest = posts.first();
        if oldest.is_none() && !is_beginning {
            return Err(SourceError::doubtful("a history without a single post"));
        }
        Ok(HistoryPage {
            older: oldest.filter(|_| !is_beginning).map(|post| post.id),
            complete_since: match is_beginning {
                true => None,
                false => cut_at.or(oldest.map(|post| post.posted_at)),
            },
            posts,
        })
    }
}

/// Newest first, each once, all before `before`.
fn checked_ids(messages: &[tl::enums::Message], before: Option<PostId>) -> Result<Vec<u32>, SourceError> {
    let mut ids: Vec<u32> = Vec::with_capacity(messages.len());
    for message in messages {
        let id = match message {
            tl::enums::Message::Empty(message) => message.id,
            tl::enums::Message::Message(message) => message.id,
            tl::enums::Message::Service(message) => message.id,
        };
        let limit = ids
            .last()
            .copied()
            .or(before.map(|before| before.0))
            .unwrap_or(u32::MAX);
        match u32::try_from(id) {
            Ok(number) if number > 0 && number < limit => ids.push(number),
            _ => {
                return Err(SourceError::doubtful(format!(
                    "message {id} stands where one before {limit} belongs"
                )));
            }
        }
    }
    Ok(ids)
}
