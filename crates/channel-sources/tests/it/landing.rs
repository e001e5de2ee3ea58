//! The landing page.

use channel_sources::{ChannelName, Figure, Landing, LandingKind, Source, SourceError};
use jiff::Timestamp;

use crate::clients::channel;
use crate::pages::landing;

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn read(page: &str) -> Result<Landing, SourceError> {
    Landing::read(page.as_bytes(), &channel(), NOW)
}

#[test]
fn a_channels_subscribers_are_exact() {
    for written in [
        "11 110 268 subscribers",
        "11\u{a0}110\u{a0}268 subscribers",
        "11\u{2009}110\u{202f}268 subscribers",
    ] {
        let card = read(&landing("Telegram: View @Ryad_News", "Ряд", written)).unwrap();
        assert_eq!(card.kind, LandingKind::Channel);
        assert_eq!(card.members, Some(Figure::exact(11_110_268, Source::Preview, NOW)));
        assert_eq!(card.title.as_deref(), Some("Ряд"));
        assert_eq!(card.description.as_deref(), Some("О рядах"));
    }
    let one = read(&landing("Telegram: View @ryad_news", "Ряд", "1 subscriber")).unwrap();
    assert_eq!((one.kind, one.members.unwrap().value), (LandingKind::Channel, 1));
}

#[test]
fn a_group_has_members() {
    let card = read(&landing("Telegram: View @ryad_news", "Ряд", "1 234 members, 56 online")).unwrap();
    assert_eq!((card.kind, card.members.unwrap().value), (LandingKind::Group, 1_234));
}

#[test]
fn a_name_that_exists_is_not_always_told_apart() {
    let card = read(&landing("Telegram: View @ryad_news", "Ряд", "")).unwrap();
    assert_eq!((card.kind, card.members), (LandingKind::Unclear, None));
}

#[test]
fn bots_and_people_have_no_subscribers() {
    let bot: ChannelName = "prices_bot".parse().unwrap();
    let page = landing("Telegram: Contact @prices_bot", "Prices", "1 234 monthly users");
    let card = Landing::read(page.as_bytes(), &bot, NOW).unwrap();
    assert_eq!((card.kind, card.members), (LandingKind::Bot, None));
    let card = read(&landing("Telegram: Contact @ryad_news", "Анна", "@ryad_news")).unwrap();
    assert_eq!((card.kind, card.members), (LandingKind::Person, None));
}

#[test]
fn a_bot_is_launched_whatever_it_is_called() {
    let page = landing("Telegram: Launch @Ryad_News", "Ряд", "@Ryad_News");
    let card = read(&page).unwrap();
    assert_eq!((card.kind, card.members), (LandingKind::Bot, None));
    // The mark of a verified account is none of its title's words.
    assert_eq!(card.title.as_deref(), Some("Ряд"));
    let other = landing("Telegram: Launch @other_bot", "Ряд", "@other_bot");
    assert_eq!(read(&other).unwrap_err().name(), "doubtful");
}

#[test]
fn nobody_has_no_title() {
    let card = read(&landing("Telegram: Contact @ryad_news", "", "")).unwrap();
    assert_eq!((card.kind, card.title), (LandingKind::Nobody, None));
}

#[test]
fn a_card_of_somebody_else_is_doubtful() {
    for heading in [
        "Telegram: View @other_news",
        "Telegram: Contact @other_news",
        "Telegram Messenger",
        "",
        "Just a moment",
    ] {
        let error = read(&landing(heading, "Ряд", "5 subscribers")).unwrap_err();
        let name = if heading.is_empty() { "blocked" } else { "doubtful" };
        assert_eq!(error.name(), name, "{heading}: {error:?}");
    }
}

#[test]
fn a_card_that_breaks_off_is_doubtful() {
    let page = landing("Telegram: Contact @ryad_news", "Анна", "@ryad_news");
    let error = read(&page[..page.len() - 10]).unwrap_err();
    assert!(
        matches!(&error, SourceError::Doubtful { what } if what.contains("breaks off")),
        "{error:?}"
    );
}
