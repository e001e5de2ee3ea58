//! What reports say.

use channels::{Figure, Precision, Source};
use reports::report::{ChannelReport, Material};
use reports::texts::report::messages;
use telegram::Language::{self, En, Ru};
use telegram::{EntityKind, Message};

use crate::samples::{day, material, week};

fn texts(language: Language, all: Vec<Material>) -> Vec<String> {
    said(language, all).into_iter().map(|message| message.text).collect()
}

fn said(language: Language, all: Vec<Material>) -> Vec<Message> {
    let reports: Vec<ChannelReport> = all.into_iter().map(|one| ChannelReport::of(one, week())).collect();
    messages(language, week(), &reports)
}

#[test]
fn a_week_of_one_channel() {
    insta::assert_snapshot!("one_ru", texts(Ru, vec![material("seller_calm")]).join("\n———\n"));
    insta::assert_snapshot!("one_en", texts(En, vec![material("seller_calm")]).join("\n———\n"));
}

#[test]
fn channels_are_compared_and_what_is_not_known_is_said() {
    let mut holed = material("holed_one");
    holed.channel.title = None;
    holed.channel.since = "2026-11-10T09:00:00Z".parse().unwrap();
    holed.days.retain(|one| one.day > day(9) && one.day != day(12));
    for one in &mut holed.days {
        one.members = Some(Figure {
            precision: Precision::Rounded { step: 100 },
            ..Figure::exact(12_300, Source::Preview, one.members.unwrap().observed_at)
        });
        one.views = None;
    }
    holed.posts.clear();
    let mut nothing = material("nothing_yet");
    (nothing.days, nothing.posts, nothing.references) = (Vec::new(), Vec::new(), Vec::new());
    nothing.channel.since = "2026-11-16T09:00:00Z".parse().unwrap();
    let all = vec![holed, material("seller_calm"), nothing];
    insta::assert_snapshot!("several_ru", texts(Ru, all.clone()).join("\n———\n"));
    insta::assert_snapshot!("several_en", texts(En, all).join("\n———\n"));
}

#[test]
fn what_is_reckoned_from_rounded_or_estimated_figures_has_their_mark() {
    let mut rounded = material("seller_calm");
    for one in &mut rounded.days {
        let members = one.members.unwrap();
        one.members = Some(Figure {
            precision: Precision::Rounded { step: 10 },
            ..members
        });
    }
    for seen in rounded.posts.iter_mut().flat_map(|post| &mut post.seen) {
        seen.precision = Precision::Rounded { step: 10 };
    }
    let said = texts(Ru, vec![rounded]).join("\n").replace('\u{202f}', " ");
    for part in [
        // Subscribers and the same in percent, now and before.
        "≈+70 (≈+6,5 %); неделей раньше ≈+70 (≈+7,0 %)",
        // Views are our estimate, reach is as rounded as the counters.
        "(~+100,0 % к предыдущей неделе)",
        "(≈+250,0 % к предыдущей неделе)",
        "(≈+71,4 % к медиане)",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let exact = texts(Ru, vec![material("seller_calm")])
        .join("\n")
        .replace('\u{202f}', " ");
    for part in ["+70 (+6,5 %)", "(+250,0 % к предыдущей неделе)", "(+71,4 % к медиане)"] {
        assert!(exact.contains(part), "{part} is not in {exact}");
    }
}

#[test]
fn every_message_fits_and_posts_are_linked() {
    let many: Vec<Material> = (0..20).map(|n| material(&format!("channel_{n}"))).collect();
    for language in Language::ALL {
        let said = said(language, many.clone());
        assert!(said.len() > 1 && said.iter().all(|message| message.utf16_len() <= Message::MAX_UTF16));
        let links = said.iter().flat_map(|message| &message.entities);
        let links = links
            .filter(|entity| matches!(&entity.kind, EntityKind::Link { url } if url == "https://t.me/channel_7/15"));
        assert_eq!(links.count(), 1, "the best post of a channel is one tap away");
    }
}
