//! Samples of answers. The plainest of each kind is read from its bytes, flags off; the rest changes some of its fields.

use grammers_client::tl::{self, Deserializable, Serializable, enums, types};

use crate::mtproto::peers::Peers;
use crate::mtproto::{HistoryPage, message};
use crate::{ChannelName, Post, SourceError};

/// The channel of the samples.
pub const ID: i64 = 1_320_314_529;
/// Another channel that they name.
pub const OTHER: i64 = 1_006_503_122;

/// The name of the channel of the samples.
pub fn name() -> ChannelName {
    "shop_news".parse().unwrap()
}

/// When the samples are seen.
pub fn now() -> jiff::Timestamp {
    "2026-11-21T02:00:00Z".parse().unwrap()
}

/// A message of text, without counters, published `number` minutes after a fixed moment.
pub fn message(number: i32, text: &str) -> types::Message {
    let flags: u32 = 0;
    let mut bytes = Vec::new();
    flags.serialize(&mut bytes);
    flags.serialize(&mut bytes);
    number.serialize(&mut bytes);
    peer(ID).serialize(&mut bytes);
    (1_794_000_000 + number * 60).serialize(&mut bytes);
    text.to_owned().serialize(&mut bytes);
    types::Message::from_bytes(&bytes).unwrap()
}

/// "Channel created".
pub fn service(number: i32) -> enums::Message {
    enums::Message::Service(types::MessageService {
        out: false,
        mentioned: false,
        media_unread: false,
        reactions_are_possible: false,
        silent: false,
        post: true,
        legacy: false,
        id: number,
        from_id: None,
        peer_id: peer(ID),
        saved_peer_id: None,
        reply_to: None,
        date: 1_794_000_000,
        action: types::MessageActionChannelCreate {
            title: "Shop".to_owned(),
        }
        .into(),
        reactions: None,
        ttl_period: None,
    })
}

/// A channel that bears `username`.
pub fn channel(id: i64, username: Option<&str>) -> types::Channel {
    let flags: u32 = 0;
    let mut bytes = Vec::new();
    flags.serialize(&mut bytes);
    flags.serialize(&mut bytes);
    id.serialize(&mut bytes);
    format!("Channel {id}").serialize(&mut bytes);
    enums::ChatPhoto::Empty.serialize(&mut bytes);
    1_500_000_000_i32.serialize(&mut bytes);
    types::Channel {
        broadcast: true,
        access_hash: Some(77),
        username: username.map(str::to_owned),
        ..types::Channel::from_bytes(&bytes).unwrap()
    }
}

/// A person or a bot.
pub fn user(id: i64, first_name: &str) -> types::User {
    let flags: u32 = 0;
    let mut bytes = Vec::new();
    flags.serialize(&mut bytes);
    flags.serialize(&mut bytes);
    id.serialize(&mut bytes);
    types::User {
        first_name: Some(first_name.to_owned()),
        ..types::User::from_bytes(&bytes).unwrap()
    }
}

/// What `channels.getFullChannel` says.
pub fn full(count: Option<i32>, chats: Vec<enums::Chat>) -> enums::messages::ChatFull {
    let zero: u32 = 0;
    let mut bytes = Vec::new();
    zero.serialize(&mut bytes);
    zero.serialize(&mut bytes);
    ID.serialize(&mut bytes);
    String::new().serialize(&mut bytes);
    for _ in 0..3 {
        zero.serialize(&mut bytes);
    }
    enums::Photo::Empty(types::PhotoEmpty { id: 0 }).serialize(&mut bytes);
    0x99622c0c_u32.serialize(&mut bytes);
    zero.serialize(&mut bytes);
    Vec::<enums::BotInfo>::new().serialize(&mut bytes);
    zero.serialize(&mut bytes);
    let plain = types::ChannelFull::from_bytes(&bytes).unwrap();
    let full = types::ChannelFull {
        participants_count: count,
        ..plain
    };
    types::messages::ChatFull {
        full_chat: full.into(),
        chats,
        users: Vec::new(),
    }
    .into()
}

/// What `messages.getHistory` says of a channel with `count` messages; newest first.
pub fn history(count: i32, messages: Vec<enums::Message>) -> types::messages::ChannelMessages {
    types::messages::ChannelMessages {
        inexact: false,
        pts: 1,
        count,
        offset_id_offset: None,
        messages,
        topics: Vec::new(),
        chats: vec![channel(ID, Some("shop_news")).into()],
        users: Vec::new(),
    }
}

/// Reads a newest page, from its bytes.
pub fn read(answer: types::messages::ChannelMessages) -> Result<HistoryPage, SourceError> {
    let sent: enums::messages::Messages = answer.into();
    let received = enums::messages::Messages::from_bytes(&sent.to_bytes()).unwrap();
    HistoryPage::read(received, &name(), ID, None, now())
}

/// Reads one message, from its bytes, beside a channel @Other_News and two people.
pub fn post(message: types::Message) -> Post {
    let sent: enums::Message = message.into();
    let received = enums::Message::from_bytes(&sent.to_bytes()).unwrap();
    let chats = [channel(OTHER, Some("Other_News")).into()];
    let named = types::User {
        username: Some("anna_k".to_owned()),
        last_name: Some("K.".to_owned()),
        ..user(5, "Anna")
    };
    let peers = Peers::of(&chats, &[named.into(), user(6, "Boris").into()]);
    let item = message::read(&received, &name(), ID, &peers, now()).unwrap();
    item.unwrap().post
}

/// A channel as a sender.
pub fn peer(id: i64) -> enums::Peer {
    tl::types::PeerChannel { channel_id: id }.into()
}
