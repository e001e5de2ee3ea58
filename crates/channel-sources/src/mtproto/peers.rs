//! Channels and people as answers name them.

use std::collections::HashMap;

use grammers_client::tl;

use super::ChannelRef;
use crate::{ChannelName, Peer, SourceError};

/// Who is named in an answer.
#[derive(Debug, Default)]
pub(super) struct Peers {
    channels: HashMap<i64, Named>,
    people: HashMap<i64, Named>,
}

/// A channel, a group or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// As it is shown.
    pub name: String,
    /// The public name, if it has one.
    pub username: Option<ChannelName>,
}

impl Peers {
    /// Those of an answer.
    pub fn of(chats: &[tl::enums::Chat], users: &[tl::enums::User]) -> Self {
        let channels = chats.iter().filter_map(|chat| match chat {
            tl::enums::Chat::Channel(channel) => Some((channel.id, named(channel))),
            _ => None,
        });
        let people = users.iter().filter_map(|user| match user {
            tl::enums::User::User(user) => Some((user.id, person(user))),
            tl::enums::User::Empty(_) => None,
        });
        Peers {
            channels: channels.collect(),
            people: people.collect(),
        }
    }

    /// Who that is, if the answer tells.
    pub fn get(&self, peer: &tl::enums::Peer) -> Option<&Named> {
        match peer {
            tl::enums::Peer::Channel(channel) => self.channels.get(&channel.channel_id),
            tl::enums::Peer::User(user) => self.people.get(&user.user_id),
            tl::enums::Peer::Chat(_) => None,
        }
    }
}

/// Which channel a name was found to be.
pub(super) fn resolved(answer: &tl::types::contacts::ResolvedPeer) -> Result<ChannelRef, SourceError> {
    let id = match &answer.peer {
        tl::enums::Peer::Channel(channel) => channel.channel_id,
        tl::enums::Peer::Chat(_) => return Err(SourceError::NotAChannel(Peer::Group)),
        tl::enums::Peer::User(user) => {
            let is_bot = answer
                .users
                .iter()
                .any(|known| matches!(known, tl::enums::User::User(known) if known.id == user.user_id && known.bot));
            return Err(SourceError::NotAChannel(if is_bot { Peer::Bot } else { Peer::Person }));
        }
    };
    let channel = channel_in(&answer.chats, id)?;
    let access_hash = channel
        .access_hash
        .filter(|_| !channel.min)
        .ok_or_else(|| SourceError::doubtful("a channel was found without its access hash"))?;
    Ok(ChannelRef { id, access_hash })
}

/// The number of subscribers of the channel `id`, which must still bear `name`.
pub(super) fn members(answer: &tl::enums::messages::ChatFull, id: i64, name: &ChannelName) -> Result<u64, SourceError> {
    let tl::enums::messages::ChatFull::Full(answer) = answer;
    let channel = channel_in(&answer.chats, id)?;
    if !bears(channel, name) {
        return Err(SourceError::NoSuchChannel);
    }
    let full = match &answer.full_chat {
        tl::enums::ChatFull::ChannelFull(full) if full.id == id => full,
        _ => return Err(SourceError::doubtful(format!("the full channel is not {name}"))),
    };
    let count = full.participants_count.and_then(|count| u64::try_from(count).ok());
    count.ok_or_else(|| SourceError::doubtful("a channel without a number of subscribers"))
}

fn channel_in(chats: &[tl::enums::Chat], id: i64) -> Result<&tl::types::Channel, SourceError> {
    for chat in chats {
        match chat {
            tl::enums::Chat::Channel(channel) if channel.id == id => {
                // Groups are channels too, as Telegram builds them.
                return match channel.broadcast {
                    true => Ok(channel),
                    false => Err(SourceError::NotAChannel(Peer::Group)),
                };
            }
            tl::enums::Chat::ChannelForbidden(channel) if channel.id == id => return Err(SourceError::Private),
            _ => {}
        }
    }
    Err(SourceError::doubtful(
        "the answer names a channel and does not describe it",
    ))
}

fn bears(channel: &tl::types::Channel, name: &ChannelName) -> bool {
    usernames(&channel.username, &channel.usernames).any(|one| one == *name)
}

fn named(channel: &tl::types::Channel) -> Named {
    Named {
        name: channel.title.clone(),
        username: usernames(&channel.username, &channel.usernames).next(),
    }
}

fn person(user: &tl::types::User) -> Named {
    let parts = [user.first_name.as_deref(), user.last_name.as_deref()];
    Named {
        name: parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        username: usernames(&user.username, &user.usernames).next(),
    }
}

/// The only name, or those of several that are in use.
fn usernames<'t>(
    only: &'t Option<String>,
    several: &'t Option<Vec<tl::enums::Username>>,
) -> impl Iterator<Item = ChannelName> + 't {
    let several = several.iter().flatten().filter_map(|one| {
        let tl::enums::Username::Username(one) = one;
        one.active.then_some(&one.username)
    });
    only.iter().chain(several).filter_map(|name| ChannelName::bare(name))
}
