//! Damage by whole elements: a page that lost any one of them is read whole, or is an error.

use std::collections::BTreeSet;
use std::ops::Range;

use channel_sources::{PostId, PreviewPage, SourceError};
use jiff::Timestamp;

use crate::clients::channel;
use crate::pages::{Page, PagePost};

const TEXT: &str = "<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">слово<br/>и дело</div>";
const ALBUM: &str = "<div class=\"tgme_widget_message_grouped_wrap\"><a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" \
                     href=\"https://t.me/ryad_news/102?single\"></a><a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" \
                     href=\"https://t.me/ryad_news/103?single\"></a></div>";
const POLL: &str =
    "<div class=\"tgme_widget_message_poll js-poll\"><div class=\"tgme_widget_message_poll_question\">Где?</div></div>";
const REACTIONS: &str = "<div class=\"tgme_widget_message_reactions js-message_reactions\"><span class=\"tgme_reaction\">\
                         <i class=\"emoji\"><b>👍</b></i>2</span></div>";
const REPLY: &str = "<a class=\"tgme_widget_message_reply\" href=\"https://t.me/ryad_news/101\">\
                     <div class=\"tgme_widget_message_text js-message_reply_text\">слово</div></a>";

/// A notice, an album, a poll, and an answer with reactions.
fn page() -> Page {
    let mut page = Page::of([101, 102, 104, 105]);
    page.posts[0] = PagePost::notice(101);
    page.posts[1].bubble = format!("{ALBUM}{TEXT}");
    page.posts[2].bubble = POLL.to_owned();
    page.posts[3].bubble = format!("{REPLY}{TEXT}{REACTIONS}");
    page
}

fn read(html: &str) -> Result<PreviewPage, SourceError> {
    PreviewPage::read(html.as_bytes(), &channel(), None, Timestamp::UNIX_EPOCH)
}

fn ids(page: &PreviewPage) -> BTreeSet<u32> {
    page.posts.iter().map(|post| post.id.0).collect()
}

/// Where every element of a well-formed page stands, its insides included.
fn elements(html: &str) -> Vec<Range<usize>> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut found = Vec::new();
    for (start, _) in html.match_indices('<') {
        let Some(length) = html[start..].find('>') else { break };
        let (end, tag) = (start + length + 1, &html[start + 1..start + length]);
        let name = tag.trim_matches('/').split([' ', '\n']).next().unwrap();
        if tag.starts_with('!') || tag.starts_with(' ') {
            continue;
        }
        if tag.starts_with('/') {
            let (begins, opened) = open.pop().unwrap();
            assert_eq!(opened, name, "at {start}");
            found.push(begins..end);
        } else if tag.ends_with('/') || ["meta", "link", "br"].contains(&name) {
            found.push(start..end);
        } else {
            open.push((start, name));
        }
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

fn without(html: &str, element: &Range<usize>) -> String {
    format!("{}{}", &html[..element.start], &html[element.end..])
}

#[test]
fn a_page_without_any_one_of_its_elements_is_whole_or_an_error() {
    let html = page().html();
    let whole = ids(&read(&html).unwrap());
    let elements = elements(&html);
    assert!(elements.len() > 100, "{}", elements.len());
    let (mut read_whole, mut refused, mut gone) = (0, 0, 0);
    for element in &elements {
        let dropped = &html[element.clone()];
        match read(&without(&html, element)) {
            // A post that is gone with its frame leaves no trace; nothing else may take one along.
            Ok(page) if dropped.starts_with("<div class=\"tgme_widget_message_wrap") => {
                assert_eq!(ids(&page).len(), whole.len() - 1);
                gone += 1;
            }
            Ok(page) => {
                assert_eq!(ids(&page), whole, "{dropped}");
                assert_eq!(page.older, Some(PostId(101)), "{dropped}");
                read_whole += 1;
            }
            Err(SourceError::Doubtful { .. } | SourceError::Blocked { .. }) => refused += 1,
            Err(other) => panic!("{other:?} without {dropped}"),
        }
    }
    assert_eq!(gone, whole.len());
    assert!(read_whole > 40 && refused > 10, "{read_whole} {refused}");
}

#[test]
fn no_missing_element_makes_a_channel_of_one_post_an_empty_one() {
    for post in [PagePost::new(7), PagePost::notice(7)] {
        let mut page = Page::of([]);
        page.posts = vec![post];
        let html = page.html();
        for element in &elements(&html) {
            if let Ok(page) = read(&without(&html, element)) {
                assert_eq!(ids(&page), [7].into(), "{}", &html[element.clone()]);
            }
        }
    }
}

#[test]
fn no_missing_element_makes_an_empty_page_out_of_one_that_counts_posts() {
    // Of a page that says both, either word may be lost.
    let html = Page::empty(vec![("5", "subscribers"), ("102", "photos"), ("7", "links")]).html();
    for element in &elements(&html) {
        let dropped = &html[element.clone()];
        if dropped.contains("photos") && dropped.contains("links") {
            continue;
        }
        let outcome = read(&without(&html, element));
        assert!(outcome.is_err(), "{outcome:?} without {dropped}");
    }
}

#[test]
fn an_empty_page_cut_off_anywhere_is_an_error() {
    let html = Page::empty(vec![("5", "subscribers")]).html();
    let end = html.find("</html>").unwrap() + "</html>".len();
    for length in (0..end).filter(|&length| html.is_char_boundary(length)) {
        assert!(read(&html[..length]).is_err(), "cut after {length} bytes");
    }
    assert!(read(&html[..end]).unwrap().evidence.says_empty);
}
