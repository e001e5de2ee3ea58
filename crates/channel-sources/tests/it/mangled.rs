//! Damage: a page is either read whole, or an error says that it cannot be.

use channel_sources::{ChannelName, Landing, PreviewPage, SourceError};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::clients::channel;
use crate::pages::{Page, landing};

const POSTS: usize = 4;

fn page() -> Vec<u8> {
    Page::of(101..101 + POSTS as u32).html().into_bytes()
}

fn read(body: &[u8]) -> Result<PreviewPage, SourceError> {
    PreviewPage::read(body, &channel(), None, Timestamp::UNIX_EPOCH)
}

/// All of the posts, the right ones, or an error.
fn holds(body: &[u8]) -> Result<(), TestCaseError> {
    match read(body) {
        Ok(page) => {
            let ids: Vec<u32> = page.posts.iter().map(|post| post.id.0).collect();
            prop_assert_eq!(ids, [101, 102, 103, 104]);
        }
        Err(SourceError::Doubtful { what } | SourceError::Blocked { what }) => prop_assert!(!what.is_empty()),
        Err(other) => prop_assert!(false, "{other:?}"),
    }
    Ok(())
}

#[test]
fn a_page_cut_off_anywhere_is_an_error() {
    let page = page();
    let end = page.windows(7).rposition(|window| window == b"</html>").unwrap() + 7;
    for length in 0..end {
        assert!(read(&page[..length]).is_err(), "cut after {length} bytes");
    }
    assert_eq!(read(&page[..end]).unwrap().posts.len(), POSTS);
}

#[test]
fn a_lost_mark_of_any_kind_is_noticed() {
    let html = String::from_utf8(page()).unwrap();
    for mark in [
        "js-widget_message_wrap",
        "js-widget_message\"",
        "data-post=\"",
        "data-post=\"ryad_news/",
        "tgme_widget_message_date",
        "datetime",
        "</section>\n</main>\n</div>\n<script>TWeb.init();</script>\n</body>\n</html>",
    ] {
        let damaged = html.replacen(mark, "x", 1);
        assert_ne!(damaged, html, "{mark}");
        assert!(read(damaged.as_bytes()).is_err(), "{mark}");
    }
}

#[test]
fn two_posts_grown_together_are_noticed() {
    let html = String::from_utf8(page()).unwrap();
    // From inside one post to the same place in the next one.
    let cut = |mark: &str| {
        let from = html.find(mark).unwrap();
        let to = from + 1 + html[from + 1..].find(mark).unwrap();
        format!("{}{}", &html[..from], &html[to..])
    };
    for mark in [
        "tgme_widget_message_bubble",
        "tgme_widget_message_footer",
        "tgme_widget_message_views",
    ] {
        assert!(read(cut(mark).as_bytes()).is_err(), "{mark}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_loses_no_post(place in 0..page().len(), byte: u8) {
        let mut page = page();
        page[place] = byte;
        holds(&page)?;
    }

    #[test]
    fn a_hole_loses_no_post(place in 0..page().len(), length in 1..400_usize) {
        let mut page = page();
        let end = (place + length).min(page.len());
        page.drain(place..end);
        holds(&page)?;
    }

    #[test]
    fn something_put_in_between_loses_no_post(
        place in 0..page().len(),
        what in prop_oneof![
            Just("<!--".to_owned()), Just("\"".to_owned()), Just("</div></div>".to_owned()), Just("<script>".to_owned()),
            Just("<textarea>".to_owned()), Just("<title>".to_owned()), Just("</html>".to_owned()), "[<>/\"'= a-z&;-]{1,40}",
        ],
    ) {
        let mut page = page();
        page.splice(place..place, what.bytes());
        holds(&page)?;
    }

    #[test]
    fn a_repeated_stretch_adds_no_post(place in 0..page().len(), length in 1..3_000_usize) {
        let mut page = page();
        let end = (place + length).min(page.len());
        let stretch = page[place..end].to_vec();
        page.splice(end..end, stretch);
        holds(&page)?;
    }

    #[test]
    fn any_bytes_are_an_error_and_no_panic(body in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(read(&body).is_err());
        prop_assert!(Landing::read(&body, &channel(), Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn any_tags_are_no_panic(soup in "(<(/)?(html|div|a|b|br|script|p)( class=\"(tgme_x|js-widget_message|js-message_text)\")?>|x|&nbsp;){0,400}") {
        let _ = read(format!("{soup}<div class=\"tgme_page_wrap\">{}</html>", " ".repeat(500)).as_bytes());
    }

    #[test]
    fn a_landing_page_names_the_right_channel_or_is_an_error(place in 0..900_usize, byte: u8) {
        let mut page = landing("Telegram: View @ryad_news", "Ряд", "11 110 subscribers").into_bytes();
        let place = place.min(page.len() - 1);
        page[place] = byte;
        // It may say less, or be refused; it must not panic.
        let _ = Landing::read(&page, &channel(), Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn a_name_that_is_read_is_read_again(text in "[@a-zA-Z0-9_./:?=-]{0,40}") {
        if let Ok(name) = text.parse::<ChannelName>() {
            prop_assert_eq!(name.as_str().parse::<ChannelName>(), Ok(name.clone()));
            prop_assert_eq!(name.to_string().parse::<ChannelName>(), Ok(name));
        }
    }
}
