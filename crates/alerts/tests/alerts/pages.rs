//! The run: all channels, page by page, the sources, and everybody who follows.

use alerts::AlertKind;
use channel_sources::Source;
use channels::errands::{AlertsPage, ChannelErrand};
use channels::sources::{SourceFailure, SourceState};
use channels::state::Trouble;
use telegram::UserId;

use crate::world::{ADMIN, ANNA, World, hours, name};

#[tokio::test]
async fn every_followed_channel_is_ordered_once() {
    let world = World::new().await;
    for n in 0..130 {
        world.follows(ANNA, &format!("channel{n}"), hours(0)).await;
    }
    world.channels.leave(ANNA, &name("channel7")).await.unwrap();
    world.judging.order(hours(1), "trace", hours(1)).await.unwrap();
    let mut done = 0;
    let mut channels = Vec::new();
    // Each errand is done, twice for good measure.
    while let Some(errand) = world.errands().get(done).cloned() {
        done += 1;
        match errand {
            ChannelErrand::Alerts(page) => {
                for _ in 0..2 {
                    world.judging.page(&page, "trace", hours(1)).await.unwrap();
                }
            }
            ChannelErrand::Judge(job) => channels.push(job.channel),
            other => panic!("{other:?}"),
        }
    }
    channels.sort();
    channels.dedup();
    assert_eq!(channels.len(), 129);
    assert!(!channels.contains(&name("channel7")));
}

#[tokio::test]
async fn admins_are_told_of_a_failing_source_once_and_when_it_answers_again() {
    let world = World::new().await;
    let mut source = SourceState {
        source: Source::TgStat,
        enabled: true,
        good_at: Some(hours(0)),
        failure: Some(SourceFailure {
            kind: "unauthorized".into(),
            said: "wrong token".into(),
            since: hours(1),
            at: hours(1),
            asked_again_at: None,
        }),
        quota: None,
        paid_until: None,
    };
    let run = async |at| {
        let page = AlertsPage { at, after: None };
        world.judging.page(&page, "trace", at).await.unwrap();
    };
    world.table.put(&source).await.unwrap();
    run(hours(1)).await;
    run(hours(2)).await;
    source.good_at = Some(hours(3));
    world.table.put(&source).await.unwrap();
    run(hours(3)).await;
    run(hours(4)).await;
    assert_eq!(world.headlines(), ["🔴 TGStat не отвечает", "🟢 TGStat снова отвечает"]);
    assert!(world.told().iter().all(|told| told.chat == ADMIN.into()));
    assert!(
        world
            .told()
            .iter()
            .all(|told| !told.message.text.contains("wrong token"))
    );
}

#[tokio::test]
async fn a_source_that_is_disconnected_while_it_fails_does_not_answer_again() {
    let world = World::new().await;
    let mut source = SourceState {
        source: Source::TgStat,
        enabled: true,
        good_at: None,
        failure: Some(SourceFailure {
            kind: "no_subscription".into(),
            said: String::new(),
            since: hours(1),
            at: hours(1),
            asked_again_at: None,
        }),
        quota: None,
        paid_until: Some(hours(1)),
    };
    for (hour, enabled) in [(1, true), (2, false), (3, false), (4, true)] {
        source.enabled = enabled;
        world.table.put(&source).await.unwrap();
        let page = AlertsPage {
            at: hours(hour),
            after: None,
        };
        world.judging.page(&page, "trace", hours(hour)).await.unwrap();
    }
    let once = ["🔴 TGStat не отвечает", "🔴 TGStat: оплаченное время закончилось"];
    assert_eq!(world.headlines(), [once, once].concat());
}

#[tokio::test]
async fn each_follower_has_an_alert_of_their_own() {
    let world = World::new().await;
    world.follows(ANNA, "durov", hours(0)).await;
    world.counts("durov", 1000, hours(1)).await;
    world.judges("durov", hours(1)).await;
    // Boris comes when the channel has grown already: to him that is how it is.
    world.counts("durov", 1190, hours(2)).await;
    world.follows(UserId(43), "durov", hours(2)).await;
    world.judges("durov", hours(2)).await;
    world.counts("durov", 1200, hours(3)).await;
    let judged = world.judges("durov", hours(3)).await;
    assert_eq!((judged.followers, judged.raised), (2, 1));
    assert_eq!(world.told().iter().map(|told| told.chat.0).collect::<Vec<_>>(), [42]);
}

#[tokio::test]
async fn a_late_collection_is_told_once_however_many_channels_wait() {
    let world = World::new().await;
    for channel in ["first", "second", "third"] {
        world.follows(ANNA, channel, hours(0)).await;
        world.counts(channel, 1000, hours(1)).await;
    }
    // Two days later nothing was collected.
    for hour in [45, 46, 47] {
        for channel in ["first", "second", "third"] {
            world.judges(channel, hours(hour)).await;
        }
    }
    assert_eq!(world.headlines(), ["⏳ Сбор показателей опаздывает"]);
    for channel in ["first", "second", "third"] {
        world.counts(channel, 1000, hours(48)).await;
        world.judges(channel, hours(48)).await;
    }
    assert_eq!(world.headlines()[1..], ["✅ Показатели снова собираются"]);
}

#[tokio::test]
async fn a_late_collection_hides_no_lasting_trouble_and_the_other_way_round() {
    let world = World::new().await;
    let of_source = |since: i64, kind: &str| Trouble {
        source: Source::Preview,
        kind: kind.into(),
        said: String::new(),
        since: hours(since),
    };
    world.follows(ANNA, "durov", hours(0)).await;
    world.counts("durov", 1000, hours(1)).await;
    // Late from the 45th hour on; by the 60th the source has had trouble for a day.
    for hour in [45, 59, 60, 61] {
        world
            .knows("durov", |state| state.trouble = Some(of_source(36, "blocked")))
            .await;
        world.judges("durov", hours(hour)).await;
    }
    let both = ["⏳ Сбор показателей опаздывает", "⚠️ Показатели не приходят"];
    assert_eq!(world.headlines(), both);
    let list = world.hears_list(hours(61)).await;
    assert!(list.contains("(сбор опаздывает)") && list.contains("(t.me)"), "{list}");
    // What it comes to mean is told, once.
    for hour in [62, 63] {
        world
            .knows("durov", |state| state.trouble = Some(of_source(36, "private")))
            .await;
        world.judges("durov", hours(hour)).await;
    }
    assert_eq!(world.headlines().len(), 3);
    assert!(world.told()[2].message.text.contains("канал стал закрытым"));
    world.counts("durov", 1000, hours(64)).await;
    world.judges("durov", hours(64)).await;
    assert_eq!(world.headlines()[3..], ["✅ Показатели снова собираются"]);
    world.knows("durov", |state| state.trouble = None).await;
    world.judges("durov", hours(65)).await;
    assert_eq!(world.headlines()[4..], ["✅ Показатели снова приходят"]);
}

#[tokio::test]
async fn both_are_told_in_one_judgement_and_once_wherever_the_power_goes_out() {
    for requests in 0..80 {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        world.counts("durov", 1000, hours(1)).await;
        world
            .knows("durov", |state| {
                state.trouble = Some(Trouble {
                    source: Source::Preview,
                    kind: "blocked".into(),
                    said: String::new(),
                    since: hours(1),
                });
            })
            .await;
        world.breaks_after(requests);
        let whole = world.try_judge("durov", hours(45)).await.is_ok();
        world.is_mended();
        if !whole {
            world.judges("durov", hours(45)).await;
        }
        let both = ["⏳ Сбор показателей опаздывает", "⚠️ Показатели не приходят"];
        assert_eq!(world.headlines(), both, "power for {requests} requests");
        if whole {
            assert!(requests > 10);
            return;
        }
    }
    panic!("eighty requests were not enough");
}

#[tokio::test]
async fn lasting_trouble_is_told_with_what_it_means() {
    let world = World::new().await;
    world.follows(ANNA, "durov", hours(0)).await;
    for hour in [1, 24, 25, 26] {
        world.counts("durov", 1000, hours(hour)).await;
        world
            .knows("durov", |state| {
                state.trouble = Some(Trouble {
                    source: Source::Preview,
                    kind: "no_such_channel".into(),
                    said: "gone".into(),
                    since: hours(1),
                });
            })
            .await;
        world.judges("durov", hours(hour)).await;
        let told = world.headlines();
        assert_eq!(told.len(), usize::from(hour >= 25), "{told:?}");
    }
    let text = &world.told()[0].message.text;
    assert!(
        text.contains("канала с таким именем больше нет") && text.contains("/add"),
        "{text}"
    );
    let state = world.state("durov", AlertKind::Trouble).await.unwrap();
    assert!(state.on.is_some());
}
