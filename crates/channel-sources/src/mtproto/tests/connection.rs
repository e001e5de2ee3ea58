//! The source without a Telegram to speak to.

use super::answers::name;
use super::sessions::written;
use crate::mtproto::{ChannelRef, MtProto, MtProtoSession};
use crate::{ChannelSource, Source, SourceError};

/// A port that nothing listens on: bound once, and given back.
fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[tokio::test]
async fn without_a_connection_the_source_is_unavailable_and_a_known_channel_stays_known() {
    let session = MtProtoSession::from_secret(&written(&closed_port())).unwrap();
    let source = MtProto::connect(&session);
    assert_eq!(source.source(), Source::MtProto);
    let error = source.daily(&name()).await.unwrap_err();
    assert!(matches!(error, SourceError::Unavailable { .. }), "{error:?}");

    let known = ChannelRef { id: 1, access_hash: 2 };
    source.remember(name(), known);
    source.daily(&name()).await.unwrap_err();
    assert_eq!(source.resolved(&name()), Some(known));
    assert_eq!(format!("{source:?}"), "MtProto { .. }");
}
