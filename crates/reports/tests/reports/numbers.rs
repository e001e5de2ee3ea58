//! Every number by arithmetic done by hand.

use channels::{Figure, PostId, Precision, Source};
use jiff::Timestamp;
use proptest::prelude::*;
use reports::report::{ChannelReport, Compared, Spoken};

use crate::samples::{day, material, post, week};

fn report() -> ChannelReport {
    ChannelReport::of(material("seller_calm"), week())
}

#[test]
fn subscribers_grow_from_the_end_of_the_day_before() {
    let report = report();
    let growth = report.growth.unwrap();
    // The 8th ended with 1,070, the 15th with 1,140.
    assert_eq!((growth.from.0, growth.from.1.value), (day(8), 1_070));
    assert_eq!((growth.to.0, growth.to.1.value, growth.change), (day(15), 1_140, 70));
    assert!((growth.percent.unwrap() - 70.0 / 1_070.0 * 100.0).abs() < 1e-9);
    // Of the week before only the 2nd to the 8th and the 1st before it are known: 1,000 to 1,070.
    assert_eq!(report.growth_before.unwrap().change, 70);
}

#[test]
fn views_and_posts_are_sums_of_days_and_compare_by_the_day() {
    let report = report();
    let (views, before) = (report.views.unwrap(), report.views_before.unwrap());
    assert_eq!((views.total, views.known, views.of), (1_400, 7, 7));
    assert_eq!(views.precision, Precision::Estimated);
    assert_eq!((before.total, before.known), (700, 7));
    assert!((report.views_trend().unwrap().value - 100.0).abs() < 1e-9);
    assert_eq!(
        (report.posts.unwrap().total, report.posts_before.unwrap().total),
        (14, 7)
    );
}

#[test]
fn reach_is_compared_at_the_age_of_a_day() {
    let report = report();
    // (100 + … + 600) / 6 after a day, twice that when last seen; 100 in the week before.
    assert!((report.reach_24h.unwrap().value - 350.0).abs() < 1e-9);
    assert!((report.reach.unwrap().value - 700.0).abs() < 1e-9);
    assert!((report.reach_trend().unwrap().value - 250.0).abs() < 1e-9);
    assert!((report.err_24h.unwrap().value - 350.0 / 1_140.0 * 100.0).abs() < 1e-9);
    assert!((report.err.unwrap().value - 700.0 / 1_140.0 * 100.0).abs() < 1e-9);
    // A hundredth forwards and a fiftieth reactions of all views.
    assert!((report.er.unwrap().value - 3.0).abs() < 1e-9);
}

#[test]
fn posts_are_ranked_at_equal_age_and_none_is_both_best_and_worst() {
    let ranking = report().ranking;
    assert_eq!((ranking.by, ranking.known), (Compared::AtADay, 6));
    let ids = |list: &[reports::report::Ranked]| list.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&ranking.best), [15, 14, 13, 12, 11, 10].map(PostId));
    assert_eq!(ids(&ranking.worst), [10, 11].map(PostId));
    assert!((ranking.best[0].by_median.unwrap().value - 600.0 / 350.0).abs() < 1e-9);
}

#[test]
fn a_post_that_is_gone_is_not_recommended() {
    let mut gone = material("seller_calm");
    gone.posts.last_mut().unwrap().gone_at = Some(Timestamp::UNIX_EPOCH);
    assert_eq!(ChannelReport::of(gone, week()).ranking.best[0].id, PostId(14));
}

#[test]
fn posts_that_nobody_saw_young_are_compared_as_they_were_seen() {
    let mut late = material("seller_calm");
    for post in &mut late.posts {
        post.seen.remove(0);
    }
    let report = ChannelReport::of(late, week());
    assert_eq!(report.ranking.by, Compared::LastSeen);
    assert_eq!(report.reach_24h, None);
    assert_eq!(report.reach_trend(), None);
}

#[test]
fn only_what_was_said_in_the_period_counts() {
    assert_eq!(
        report().cited,
        Spoken {
            mentions: 2,
            forwards: 1,
            channels: 2
        }
    );
}

#[test]
fn gaps_are_named_and_no_zero_stands_for_them() {
    let mut holed = material("seller_calm");
    holed.days.retain(|one| one.day != day(11));
    for one in holed.days.iter_mut().filter(|one| one.day >= day(14)) {
        one.members = None;
        one.views = None;
    }
    let report = ChannelReport::of(holed, week());
    assert_eq!(report.gaps.members, [day(11), day(14), day(15)]);
    assert_eq!(report.gaps.views, [day(11), day(14), day(15)]);
    assert_eq!(report.gaps.posts, [day(11)]);
    let views = report.views.unwrap();
    assert_eq!((views.total, views.known, views.of), (800, 4, 7));
    assert_eq!(report.growth.unwrap().to.0, day(13));
}

#[test]
fn too_few_known_days_are_not_compared() {
    let mut holed = material("seller_calm");
    for one in holed.days.iter_mut().filter(|one| one.day >= day(12)) {
        one.views = None;
    }
    assert_eq!(ChannelReport::of(holed, week()).views_trend(), None);
}

#[test]
fn days_before_the_channel_was_added_are_no_gaps() {
    let mut new = material("seller_calm");
    new.channel.since = "2026-11-12T09:00:00Z".parse().unwrap();
    new.days.retain(|one| one.day >= day(12));
    let report = ChannelReport::of(new, week());
    assert_eq!(report.gaps.followed_since, Some(day(12)));
    assert!(report.gaps.members.is_empty());
    assert_eq!(report.growth.unwrap().from.0, day(12));
}

#[test]
fn a_channel_of_which_nothing_is_known_says_so() {
    let mut nothing = material("seller_calm");
    (nothing.days, nothing.posts) = (Vec::new(), Vec::new());
    assert!(ChannelReport::of(nothing, week()).is_empty());
}

proptest! {
    /// What lies outside the period and the one before it changes nothing but quality.
    #[test]
    fn sums_are_of_the_period_alone(values in prop::collection::vec(prop::option::of(0u64..1_000_000), 15)) {
        let mut material = material("seller_calm");
        for (one, value) in material.days.iter_mut().zip(&values) {
            one.views = value.map(|value| Figure::estimated(value, Source::Preview, Timestamp::UNIX_EPOCH));
        }
        let report = ChannelReport::of(material, week());
        let known: Vec<u64> = values[8..].iter().flatten().copied().collect();
        prop_assert_eq!(report.views.map_or(0, |views| views.known), known.len());
        prop_assert_eq!(report.views.map_or(0, |views| views.total), known.iter().sum::<u64>());
        prop_assert_eq!(report.gaps.views.len(), 7 - known.len());
    }

    /// The best are in order whatever the posts, and the worst never among the three that are named.
    #[test]
    fn rankings_are_in_order(views in prop::collection::vec(0u64..100_000, 0..20)) {
        let mut material = material("seller_calm");
        material.posts = views.iter().enumerate().map(|(n, views)| {
            let n = u32::try_from(n).unwrap();
            post("seller_calm", n + 1, 9 + i8::try_from(n % 7).unwrap(), *views)
        }).collect();
        let ranking = ChannelReport::of(material, week()).ranking;
        prop_assert_eq!(ranking.known, views.len());
        prop_assert!(ranking.best.windows(2).all(|pair| pair[0].views.value >= pair[1].views.value));
        for worst in &ranking.worst {
            prop_assert!(ranking.best.iter().take(3).all(|best| best.id != worst.id));
        }
    }
}
