//! The power goes out between any two requests; the job comes again, or only the next half-hour does.

use alerts::AlertKind;
use channels::errands::ChannelErrand;

use crate::world::{ANNA, World, hours};

/// A channel that has just grown by a half, about to be judged.
async fn grown() -> World {
    let world = World::new().await;
    world.follows(ANNA, "durov", hours(0)).await;
    world.counts("durov", 1000, hours(1)).await;
    world.judges("durov", hours(1)).await;
    world.counts("durov", 1500, hours(2)).await;
    world
}

fn pictures(world: &World) -> usize {
    let errands = world.errands();
    errands
        .iter()
        .filter(|errand| matches!(errand, ChannelErrand::AlertChart(_)))
        .count()
}

#[tokio::test]
async fn an_alert_is_told_once_wherever_the_power_goes_out() {
    let mut whole = None;
    for requests in 0..60 {
        let world = grown().await;
        world.breaks_after(requests);
        let first = world.try_judge("durov", hours(2)).await;
        world.is_mended();
        // By then the count has moved on, and the job may come twice.
        world.counts("durov", 1501, hours(3)).await;
        world.judges("durov", hours(3)).await;
        world.judges("durov", hours(3)).await;
        let headlines = world.headlines();
        assert_eq!(
            headlines,
            ["📈 Подписчиков заметно больше"],
            "power for {requests} requests"
        );
        assert_eq!(pictures(&world), 1, "power for {requests} requests");
        let state = world.state("durov", AlertKind::Members).await.unwrap();
        assert!(state.untold.is_none() && state.on.is_some());
        if first.is_ok() {
            whole = Some(requests);
            break;
        }
    }
    assert!(whole.is_some_and(|requests| requests > 10), "{whole:?}");
}

#[tokio::test]
async fn the_end_is_told_even_when_the_beginning_could_not_be() {
    let world = grown().await;
    let mut requests = 0;
    // Cut where the state is written and nothing is told yet.
    while world
        .state("durov", AlertKind::Members)
        .await
        .is_none_or(|state| state.untold.is_none())
    {
        requests += 1;
        assert!(requests < 60);
        world.breaks_after(requests);
        let _ = world.try_judge("durov", hours(2)).await;
        world.is_mended();
    }
    assert!(world.headlines().is_empty());
    world.counts("durov", 1000, hours(3)).await;
    world.judges("durov", hours(3)).await;
    assert_eq!(
        world.headlines(),
        ["📈 Подписчиков заметно больше", "✅ Подписчики снова в норме"]
    );
}

#[tokio::test]
async fn two_workers_at_once_tell_once() {
    for _ in 0..5 {
        let world = grown().await;
        let (one, other) = futures::join!(world.try_judge("durov", hours(2)), world.try_judge("durov", hours(2)),);
        let _ = (one.unwrap(), other.unwrap());
        assert_eq!(world.headlines().len(), 1, "{:?}", world.headlines());
        assert_eq!(pictures(&world), 1);
    }
}

#[tokio::test]
async fn who_leaves_while_being_judged_leaves_nothing_behind() {
    for requests in 0..40 {
        let world = grown().await;
        world.breaks_after(requests);
        let judged = world.try_judge("durov", hours(2)).await.is_ok();
        world.is_mended();
        let channel = crate::world::name("durov");
        world.services().forget_channel(ANNA, &channel).await.unwrap();
        world.channels.leave(ANNA, &channel).await.unwrap();
        world.judges("durov", hours(3)).await;
        for kind in AlertKind::ALL {
            assert!(world.state("durov", kind).await.is_none(), "{kind:?}");
        }
        if judged {
            return;
        }
    }
    panic!("forty requests were not enough");
}
