//! One message becomes one post.

use grammers_client::tl::{enums, types};

use super::answers::{OTHER, message, now, peer, post};
use crate::post::{MediaKind, ReactionKind};
use crate::{Figure, Place, Post, PostId, Source};

fn exact(value: u64) -> Option<Figure<u64>> {
    Some(Figure::exact(value, Source::MtProto, now()))
}

#[test]
fn counters_are_exact_and_missing_ones_are_none() {
    let plain = post(message(7, "Скидки"));
    assert_eq!((plain.id, plain.views, plain.shares), (PostId(7), None, None));
    assert_eq!((plain.comments, plain.reactions_count), (None, None));
    assert_eq!(plain.posted_at.as_second(), 1_794_000_420);
    assert_eq!(plain.text.unwrap().beginning, "Скидки");

    let counted = post(types::Message {
        views: Some(10_856_423),
        forwards: Some(0),
        replies: Some(replies(true, 12)),
        reactions: Some(reactions(&[
            (
                types::ReactionEmoji {
                    emoticon: "👍".to_owned(),
                }
                .into(),
                40,
            ),
            (types::ReactionCustomEmoji { document_id: 99 }.into(), 2),
            (enums::Reaction::Paid, 1),
        ])),
        ..message(8, "")
    });
    assert_eq!((counted.views, counted.shares), (exact(10_856_423), exact(0)));
    assert_eq!((counted.comments, counted.reactions_count), (exact(12), exact(43)));
    let kinds: Vec<_> = counted
        .reactions
        .into_iter()
        .map(|one| (one.kind, one.count.value))
        .collect();
    let expected = [
        (ReactionKind::Emoji("👍".to_owned()), 40),
        (ReactionKind::Custom("99".to_owned()), 2),
        (ReactionKind::Paid, 1),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(counted.text, None);
}

#[test]
fn a_thread_without_comments_has_no_count_and_a_negative_counter_is_none() {
    let odd = post(types::Message {
        views: Some(-1),
        forwards: Some(0),
        replies: Some(replies(false, 3)),
        ..message(8, "x")
    });
    assert_eq!((odd.views, odd.comments), (None, None));
}

#[test]
fn an_edit_is_one_unless_telegram_hides_it() {
    let edited = |edit_hide| {
        post(types::Message {
            edit_date: Some(1_794_000_999),
            edit_hide,
            ..message(8, "x")
        })
        .edited
    };
    assert!(edited(false));
    assert!(!edited(true));
    assert!(!post(message(8, "x")).edited);
}

#[test]
fn links_mentions_and_hashtags_are_cut_by_utf_16() {
    // The first character takes two units.
    let text = "🔥 @other_news и #sale, t.me/third_one/5, сайт, @shop_news";
    let at = |part: &str| {
        let before = &text[..text.find(part).unwrap()];
        let units = |text: &str| i32::try_from(text.encode_utf16().count()).unwrap();
        (units(before), units(part))
    };
    let mention = |(offset, length)| types::MessageEntityMention { offset, length }.into();
    let (hashtag, url, word) = (at("#sale"), at("t.me/third_one/5"), at("сайт"));
    let read = post(types::Message {
        entities: Some(vec![
            mention(at("@other_news")),
            types::MessageEntityHashtag {
                offset: hashtag.0,
                length: hashtag.1,
            }
            .into(),
            types::MessageEntityUrl {
                offset: url.0,
                length: url.1,
            }
            .into(),
            types::MessageEntityTextUrl {
                offset: word.0,
                length: word.1,
                url: "https://example.com/".to_owned(),
            }
            .into(),
            mention(at("@shop_news")),
            // Beyond the end: left out.
            mention((9_000, 5)),
        ]),
        ..message(8, text)
    });
    let links = [
        "https://t.me/other_news",
        "t.me/third_one/5",
        "https://example.com/",
        "https://t.me/shop_news",
    ];
    assert_eq!(read.links, links);
    assert_eq!(read.hashtags.into_iter().collect::<Vec<_>>(), ["sale"]);
    let mentions: Vec<_> = read
        .mentions
        .iter()
        .map(|place| (place.channel.as_str(), place.post))
        .collect();
    assert_eq!(mentions, [("other_news", None), ("third_one", Some(PostId(5)))]);
}

#[test]
fn a_forward_names_its_channel_its_person_or_a_hidden_one() {
    let forwarded = |from_id: Option<enums::Peer>, from_name: Option<&str>| {
        let header = types::MessageFwdHeader {
            imported: false,
            saved_out: false,
            from_id,
            from_name: from_name.map(str::to_owned),
            date: 1,
            channel_post: Some(44),
            post_author: None,
            saved_from_peer: None,
            saved_from_msg_id: None,
            saved_from_id: None,
            saved_from_name: None,
            saved_date: None,
            psa_type: None,
        };
        let read = post(types::Message {
            fwd_from: Some(header.into()),
            ..message(8, "x")
        });
        read.forwarded_from.unwrap()
    };
    let channel = forwarded(Some(peer(OTHER)), None);
    assert_eq!(channel.name, format!("Channel {OTHER}"));
    assert_eq!(channel.place, Some(place("other_news", 44)));
    let unknown = forwarded(Some(peer(3)), None);
    assert_eq!((unknown.name.as_str(), unknown.place), ("", None));
    let hidden = forwarded(None, Some("Ivan"));
    assert_eq!((hidden.name.as_str(), hidden.place), ("Ivan", None));
    let person = forwarded(Some(types::PeerUser { user_id: 6 }.into()), None);
    assert_eq!((person.name.as_str(), person.place), ("Boris", None));
}

#[test]
fn an_answer_leads_to_its_post_here_or_elsewhere() {
    let answer = |reply_to_peer_id| {
        let header = types::MessageReplyHeader {
            reply_to_scheduled: false,
            forum_topic: false,
            quote: false,
            reply_to_ephemeral: false,
            reply_to_msg_id: Some(3),
            reply_to_peer_id,
            reply_from: None,
            reply_media: None,
            reply_to_top_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            todo_item_id: None,
            poll_option: None,
        };
        let read = post(types::Message {
            reply_to: Some(enums::MessageReplyHeader::Header(header)),
            ..message(8, "x")
        });
        read.reply_to
    };
    assert_eq!(answer(None), Some(place("shop_news", 3)));
    assert_eq!(answer(Some(peer(OTHER))), Some(place("other_news", 3)));
    assert_eq!(answer(Some(peer(3))), None);
}

#[test]
fn the_author_is_the_signature_or_the_person_behind_it() {
    let signed = post(types::Message {
        post_author: Some("Editor".to_owned()),
        ..message(8, "x")
    });
    assert_eq!(signed.author.as_deref(), Some("Editor"));
    let in_person = post(types::Message {
        from_id: Some(types::PeerUser { user_id: 5 }.into()),
        ..message(8, "x")
    });
    assert_eq!(in_person.author.as_deref(), Some("Anna K."));
    assert_eq!(post(message(8, "x")).author, None);
}

#[test]
fn media_are_told_by_their_attributes() {
    let kind = |attributes: Vec<enums::DocumentAttribute>| shown(document(attributes)).media;
    let video = |round_message| types::DocumentAttributeVideo {
        round_message,
        supports_streaming: false,
        nosound: false,
        duration: 1.0,
        w: 1,
        h: 1,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    };
    let audio = |voice| types::DocumentAttributeAudio {
        voice,
        duration: 1,
        title: None,
        performer: None,
        waveform: None,
    };
    assert_eq!(kind(vec![]), [MediaKind::Document]);
    assert_eq!(kind(vec![video(false).into()]), [MediaKind::Video]);
    assert_eq!(kind(vec![video(true).into()]), [MediaKind::RoundVideo]);
    assert_eq!(kind(vec![enums::DocumentAttribute::Animated]), [MediaKind::Video]);
    assert_eq!(kind(vec![audio(true).into()]), [MediaKind::Voice]);
    assert_eq!(kind(vec![audio(false).into()]), [MediaKind::Document]);
    assert_eq!(shown(photo()).media, [MediaKind::Photo]);
    assert_eq!(shown(enums::MessageMedia::Unsupported).media, [MediaKind::Other]);
    assert_eq!(shown(enums::MessageMedia::Empty).media, []);
}

fn shown(media: enums::MessageMedia) -> Post {
    post(types::Message {
        media: Some(media),
        ..message(8, "x")
    })
}

fn photo() -> enums::MessageMedia {
    types::MessageMediaPhoto {
        spoiler: false,
        live_photo: false,
        photo: None,
        ttl_seconds: None,
        video: None,
    }
    .into()
}

fn document(attributes: Vec<enums::DocumentAttribute>) -> enums::MessageMedia {
    let document = types::Document {
        id: 1,
        access_hash: 2,
        file_reference: Vec::new(),
        date: 3,
        mime_type: "video/mp4".to_owned(),
        size: 4,
        thumbs: None,
        video_thumbs: None,
        dc_id: 2,
        attributes,
    };
    types::MessageMediaDocument {
        nopremium: false,
        spoiler: false,
        video: false,
        round: false,
        voice: false,
        document: Some(document.into()),
        alt_documents: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

fn replies(comments: bool, replies: i32) -> enums::MessageReplies {
    types::MessageReplies {
        comments,
        replies,
        replies_pts: 1,
        recent_repliers: None,
        channel_id: comments.then_some(9),
        max_id: None,
        read_max_id: None,
    }
    .into()
}

fn reactions(counts: &[(enums::Reaction, i32)]) -> enums::MessageReactions {
    let one = |(reaction, count): &(enums::Reaction, i32)| {
        types::ReactionCount {
            chosen_order: None,
            reaction: reaction.clone(),
            count: *count,
        }
        .into()
    };
    types::MessageReactions {
        min: false,
        can_see_list: false,
        reactions_as_tags: false,
        results: counts.iter().map(one).collect(),
        recent_reactions: None,
        top_reactors: None,
    }
    .into()
}

fn place(channel: &str, post: u32) -> Place {
    Place {
        channel: channel.parse().unwrap(),
        post: Some(PostId(post)),
    }
}
