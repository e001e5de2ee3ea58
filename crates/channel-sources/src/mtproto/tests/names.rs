//! Whose name it is, and how many follow.

use grammers_client::tl::{enums, types};

use super::answers::{ID, OTHER, channel, full, name, peer, user};
use crate::mtproto::{ChannelRef, peers};
use crate::{Peer, SourceError};

fn resolve(peer: enums::Peer, chats: Vec<enums::Chat>, users: Vec<enums::User>) -> Result<ChannelRef, SourceError> {
    peers::resolved(&types::contacts::ResolvedPeer { peer, chats, users })
}

#[test]
fn a_channel_is_found_with_its_access_hash() {
    let found = resolve(
        peer(ID),
        vec![channel(OTHER, None).into(), channel(ID, None).into()],
        vec![],
    );
    assert_eq!(
        found,
        Ok(ChannelRef {
            id: ID,
            access_hash: 77
        })
    );
}

#[test]
fn whoever_is_no_channel_is_told_apart() {
    let group = types::Channel {
        broadcast: false,
        megagroup: true,
        ..channel(ID, None)
    };
    assert_eq!(
        resolve(peer(ID), vec![group.into()], vec![]),
        Err(SourceError::NotAChannel(Peer::Group))
    );
    let bot = types::User {
        bot: true,
        ..user(5, "Bot")
    };
    let someone = |users| resolve(types::PeerUser { user_id: 5 }.into(), vec![], users);
    assert_eq!(someone(vec![bot.into()]), Err(SourceError::NotAChannel(Peer::Bot)));
    assert_eq!(
        someone(vec![user(5, "Anna").into()]),
        Err(SourceError::NotAChannel(Peer::Person))
    );
    let closed = types::ChannelForbidden {
        broadcast: true,
        megagroup: false,
        monoforum: false,
        id: ID,
        access_hash: 1,
        title: String::new(),
        until_date: None,
    };
    assert_eq!(
        resolve(peer(ID), vec![closed.into()], vec![]),
        Err(SourceError::Private)
    );
}

#[test]
fn a_channel_that_cannot_be_addressed_is_doubtful() {
    let doubtful = |chats| matches!(resolve(peer(ID), chats, vec![]), Err(SourceError::Doubtful { .. }));
    assert!(doubtful(vec![]));
    assert!(doubtful(vec![
        types::Channel {
            access_hash: None,
            ..channel(ID, None)
        }
        .into()
    ]));
    assert!(doubtful(vec![
        types::Channel {
            min: true,
            ..channel(ID, None)
        }
        .into()
    ]));
}

#[test]
fn subscribers_are_counted_while_the_channel_bears_the_name() {
    let count = |count, channel: types::Channel| peers::members(&full(count, vec![channel.into()]), ID, &name());
    assert_eq!(count(Some(11_110_268), channel(ID, Some("Shop_News"))), Ok(11_110_268));
    assert_eq!(count(Some(0), channel(ID, Some("shop_news"))), Ok(0));
    let several = |active| types::Channel {
        usernames: Some(vec![
            types::Username {
                editable: true,
                active: true,
                deletable: false,
                expired: false,
                username: "first_one".to_owned(),
            }
            .into(),
            types::Username {
                editable: false,
                active,
                deletable: false,
                expired: false,
                username: "shop_news".to_owned(),
            }
            .into(),
        ]),
        ..channel(ID, None)
    };
    assert_eq!(count(Some(3), several(true)), Ok(3));
    assert_eq!(count(Some(3), several(false)), Err(SourceError::NoSuchChannel));
    assert_eq!(
        count(Some(3), channel(ID, Some("sold_away"))),
        Err(SourceError::NoSuchChannel)
    );
    assert!(matches!(
        count(None, channel(ID, Some("shop_news"))),
        Err(SourceError::Doubtful { .. })
    ));
}
