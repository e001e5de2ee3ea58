//! A page of history is all there is between its ends, or an error.

use grammers_client::tl::{enums, types};

use super::answers::{ID, OTHER, history, message, name, now, peer, read, service};
use crate::mtproto::HistoryPage;
use crate::{PostId, SourceError};

fn texts(numbers: impl IntoIterator<Item = i32>) -> Vec<enums::Message> {
    numbers.into_iter().map(|number| message(number, "x").into()).collect()
}

fn item(number: i32, group: i64, text: &str) -> enums::Message {
    types::Message {
        grouped_id: Some(group),
        views: Some(100 + number),
        forwards: Some(0),
        ..message(number, text)
    }
    .into()
}

fn numbers(page: &HistoryPage) -> Vec<u32> {
    page.posts.iter().map(|post| post.id.0).collect()
}

#[test]
fn a_whole_history_has_nothing_missing() {
    let mut messages = texts([9, 4, 2]);
    messages.push(service(1));
    let page = read(history(4, messages)).unwrap();
    assert_eq!(numbers(&page), [1, 2, 4, 9]);
    assert!(page.posts[0].service && page.posts[0].views.is_none());
    assert_eq!((page.older, page.complete_since), (None, None));
    // The first message was deleted, but no more are counted.
    assert_eq!(read(history(2, texts([9, 4]))).unwrap().older, None);
}

#[test]
fn a_page_of_many_is_complete_since_its_oldest_post() {
    let page = read(history(4_000, texts((901..=1000).rev()))).unwrap();
    assert_eq!(page.posts.len(), 100);
    assert_eq!(page.older, Some(PostId(901)));
    assert_eq!(page.complete_since, Some(page.posts[0].posted_at));
}

#[test]
fn fewer_than_asked_for_is_not_taken_for_the_end() {
    let page = read(history(500, texts([90, 80]))).unwrap();
    assert_eq!(page.older, Some(PostId(80)));
    let guessed = types::messages::ChannelMessages {
        inexact: true,
        ..history(2, texts([90, 80]))
    };
    assert!(read(guessed).unwrap().complete_since.is_some());
}

#[test]
fn an_album_is_one_post_with_the_counters_of_its_first_item() {
    let mut messages = vec![
        message(15, "after").into(),
        item(14, 5, ""),
        item(13, 5, "caption"),
        item(12, 5, ""),
    ];
    messages.push(item(11, 4, "another album"));
    messages.push(service(1));
    let page = read(history(6, messages)).unwrap();
    assert_eq!(numbers(&page), [1, 11, 12, 15]);
    let album = &page.posts[2];
    assert_eq!(album.album, [PostId(13), PostId(14)]);
    assert_eq!(album.text.as_ref().unwrap().beginning, "caption");
    assert_eq!(album.views.unwrap().value, 112);
}

#[test]
fn an_album_that_may_go_on_waits_for_the_next_page() {
    let messages = vec![message(15, "after").into(), item(14, 5, ""), item(13, 5, "")];
    let page = read(history(900, messages)).unwrap();
    assert_eq!(numbers(&page), [15]);
    // Asking before 15 gives 14 and 13 again, and what is before them.
    assert_eq!(page.older, Some(PostId(15)));
    let album_at = message(13, "").date;
    assert_eq!(page.complete_since.unwrap().as_second(), i64::from(album_at) + 1);
    let only_album = vec![item(14, 5, ""), item(13, 5, "")];
    assert!(matches!(
        read(history(900, only_album)),
        Err(SourceError::Doubtful { .. })
    ));
}

#[test]
fn an_empty_channel_says_so_and_an_unsaid_emptiness_is_doubtful() {
    let page = read(history(0, Vec::new())).unwrap();
    assert_eq!((page.posts.len(), page.complete_since), (0, None));
    assert!(matches!(
        read(history(7, Vec::new())),
        Err(SourceError::Doubtful { .. })
    ));
    // Further back there may be nothing.
    let further = HistoryPage::read(history(7, Vec::new()).into(), &name(), ID, Some(PostId(3)), now()).unwrap();
    assert_eq!(further.older, None);
}

#[test]
fn what_is_out_of_order_or_of_another_chat_is_doubtful() {
    let doubtful = |messages| matches!(read(history(900, messages)), Err(SourceError::Doubtful { .. }));
    assert!(doubtful(texts([8, 9])));
    assert!(doubtful(texts([8, 8])));
    assert!(doubtful(texts([8, 0])));
    let stray = types::Message {
        peer_id: peer(OTHER),
        ..message(7, "x")
    };
    assert!(doubtful(vec![stray.into()]));
    let undated = types::Message {
        date: 0,
        ..message(7, "x")
    };
    assert!(doubtful(vec![undated.into()]));
    let not_before = HistoryPage::read(history(9, texts([5])).into(), &name(), ID, Some(PostId(5)), now());
    assert!(matches!(not_before, Err(SourceError::Doubtful { .. })));
    let unchanged = types::messages::MessagesNotModified { count: 3 };
    let unchanged = HistoryPage::read(unchanged.into(), &name(), ID, None, now());
    assert!(matches!(unchanged, Err(SourceError::Doubtful { .. })));
}
