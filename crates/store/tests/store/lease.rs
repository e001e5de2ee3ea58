//! One holder at a time.

use std::cell::Cell;
use std::time::Duration;

use proptest::prelude::*;
use store::{Lease, LeaseKeeper, Renewal, StoreError};

use crate::world::{Fault, World, at};

const LEASE: Duration = Duration::from_secs(3);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn keeper(world: &World, owner: &str) -> LeaseKeeper {
    LeaseKeeper::new(world.table.clone(), "poller", owner.to_owned(), LEASE)
}

/// Attempts every half second from `from`; the moment of success.
async fn acquire_from(keeper: &mut LeaseKeeper, from: u64) -> (u64, Lease) {
    for now in (from..from + 20_000).step_by(500) {
        if let Some(lease) = keeper.try_acquire(ms(now), at(0)).await.unwrap() {
            return (now, lease);
        }
    }
    panic!("never acquired")
}

#[tokio::test]
async fn the_first_keeper_gets_it_and_the_second_waits() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    assert_eq!(lease.fence, 1);
    for now in (0..10_000).step_by(500) {
        assert_eq!(second.try_acquire(ms(now), at(0)).await, Ok(None));
        assert_eq!(first.renew(&lease, &"tick", ms(now), at(0)).await, Ok(Renewal::Kept));
        assert!(first.still_held(&lease, ms(now)));
    }
}

#[tokio::test]
async fn a_lease_given_back_is_taken_at_once() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    assert_eq!(second.try_acquire(ms(100), at(0)).await, Ok(None));
    first.release(lease, &"bye").await.unwrap();
    let lease = second.try_acquire(ms(101), at(0)).await.unwrap().unwrap();
    assert_eq!(lease.fence, 2);
    assert_eq!(first.try_acquire(ms(102), at(0)).await, Ok(None));
    assert!(second.still_held(&lease, ms(102)));
}

#[tokio::test]
async fn a_crashed_holder_is_replaced_when_it_has_been_silent_for_the_lease() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let old = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    // The second process has another clock.
    let (now, lease) = acquire_from(&mut second, 777_000).await;
    assert_eq!((now, lease.fence), (777_000 + 500 + 3_000, 2));
    assert!(
        !first.still_held(&old, ms(3_000)),
        "the first one has let go by its own clock"
    );
    assert_eq!(first.renew(&old, &"late", ms(4_000), at(0)).await, Ok(Renewal::Lost));
    assert!(!first.still_held(&old, ms(4_000)));
    assert_eq!(
        second.renew(&lease, &"tick", ms(781_000), at(0)).await,
        Ok(Renewal::Kept)
    );
}

#[tokio::test]
async fn a_holder_that_cannot_renew_stops_believing_before_anybody_else_starts() {
    let world = World::new().await;
    let mut first = keeper(&world, "first");
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    first.renew(&lease, &"tick", ms(1_000), at(1)).await.unwrap();
    world.fail(vec![Fault::code(500, "InternalServerError"); 3]);
    assert!(matches!(
        first.renew(&lease, &"tick", ms(2_000), at(2)).await,
        Err(StoreError::Unavailable(_))
    ));
    assert!(first.still_held(&lease, ms(3_999)));
    assert!(!first.still_held(&lease, ms(4_000)));
    assert_eq!(
        first.renew(&lease, &"tick", ms(4_500), at(4)).await,
        Ok(Renewal::Kept),
        "nobody took it meanwhile"
    );
    assert!(first.still_held(&lease, ms(7_000)));
}

#[tokio::test]
async fn a_renewal_that_arrived_unknown_to_us_does_not_lose_the_lease() {
    let world = World::new().await;
    let mut first = keeper(&world, "first");
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    let refused = Fault::code(500, "InternalServerError");
    world.fail([Fault::LostAnswer, refused.clone(), refused]);
    assert!(matches!(
        first.renew(&lease, &"tick", ms(1_000), at(1)).await,
        Err(StoreError::Unavailable(_))
    ));
    assert_eq!(first.renew(&lease, &"tick", ms(2_000), at(2)).await, Ok(Renewal::Kept));
    assert_eq!(first.renew(&lease, &"tick", ms(3_000), at(3)).await, Ok(Renewal::Kept));
}

#[tokio::test]
async fn a_look_that_began_before_a_renewal_does_not_count_from_its_beginning() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    // The second one's clock said 100 when it set out; its request arrived after the renewal at 1,000.
    first.renew(&lease, &"tick", ms(1_000), at(1)).await.unwrap();
    assert_eq!(second.try_acquire(ms(100), at(0)).await, Ok(None));
    assert_eq!(second.try_acquire(ms(3_200), at(3)).await, Ok(None));
    assert!(first.still_held(&lease, ms(3_200)));
    assert!(second.try_acquire(ms(6_200), at(6)).await.unwrap().is_some());
}

#[tokio::test]
async fn of_two_who_see_the_silence_one_wins() {
    let world = World::new().await;
    keeper(&world, "first")
        .try_acquire(ms(0), at(0))
        .await
        .unwrap()
        .unwrap();
    let mut second = keeper(&world, "second");
    let mut third = keeper(&world, "third");
    for now in [0, 1] {
        assert_eq!(second.try_acquire(ms(now), at(0)).await, Ok(None));
        assert_eq!(third.try_acquire(ms(now), at(0)).await, Ok(None));
    }
    let both = futures::join!(
        second.try_acquire(ms(3_001), at(0)),
        third.try_acquire(ms(3_001), at(0))
    );
    assert_eq!(
        usize::from(both.0.unwrap().is_some()) + usize::from(both.1.unwrap().is_some()),
        1
    );
}

#[tokio::test]
async fn a_past_lease_proves_nothing_to_the_same_keeper() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let old = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    let (now, lease) = acquire_from(&mut second, 0).await;
    second.release(lease, &"bye").await.unwrap();
    let new = first.try_acquire(ms(now), at(0)).await.unwrap().unwrap();
    assert_eq!(new.fence, 3);
    assert!(first.still_held(&new, ms(now)));
    assert!(!first.still_held(&old, ms(now)));
    assert_eq!(first.renew(&old, &"old", ms(now), at(0)).await, Ok(Renewal::Lost));
    assert_eq!(first.renew(&new, &"new", ms(now), at(0)).await, Ok(Renewal::Kept));
}

#[tokio::test]
async fn a_late_release_does_not_free_somebody_elses_lease() {
    let world = World::new().await;
    let (mut first, mut second) = (keeper(&world, "first"), keeper(&world, "second"));
    let old = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    let (now, lease) = acquire_from(&mut second, 0).await;
    first.release(old, &"bye").await.unwrap();
    assert_eq!(keeper(&world, "third").try_acquire(ms(now), at(0)).await, Ok(None));
    assert_eq!(second.renew(&lease, &"tick", ms(now), at(0)).await, Ok(Renewal::Kept));
}

#[tokio::test]
async fn everybody_can_read_the_holders_note() {
    let world = World::new().await;
    let note = async || LeaseKeeper::note::<(String, u32)>(&world.table, "poller").await;
    assert_eq!(note().await, Ok(None));
    let mut first = keeper(&world, "first");
    let lease = first.try_acquire(ms(0), at(0)).await.unwrap().unwrap();
    assert_eq!(note().await, Ok(None));
    first.renew(&lease, &("live", 3), ms(1_000), at(1)).await.unwrap();
    assert_eq!(note().await, Ok(Some((("live".to_owned(), 3), at(1)))));
    first.release(lease, &("handed over", 4)).await.unwrap();
    assert_eq!(note().await, Ok(Some((("handed over".to_owned(), 4), at(1)))));
    keeper(&world, "second")
        .try_acquire(ms(0), at(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        note().await,
        Ok(Some((("handed over".to_owned(), 4), at(5)))),
        "kept for whoever comes next"
    );
    assert!(matches!(
        LeaseKeeper::note::<u32>(&world.table, "poller").await,
        Err(StoreError::Corrupt { .. })
    ));
}

/// What a process does next.
#[derive(Debug, Clone, Copy)]
enum Step {
    Acquire,
    Renew,
    Release,
    /// It dies and another process starts in its place.
    Crash,
    /// The answer to its next request gets lost for good.
    RenewUnheard,
}

/// A process: its keeper, its lease, how far its clock is from the others'.
struct Process {
    keeper: LeaseKeeper,
    lease: Option<Lease>,
    ahead: Duration,
}

impl Process {
    fn new(world: &World, lease_name: &str, ahead: u64) -> Self {
        let keeper = LeaseKeeper::new(world.table.clone(), lease_name, format!("process {ahead}"), LEASE);
        Self {
            keeper,
            lease: None,
            ahead: ms(ahead),
        }
    }

    fn believes(&self, now: Duration) -> bool {
        self.lease
            .as_ref()
            .is_some_and(|lease| self.keeper.still_held(lease, now + self.ahead))
    }

    /// Takes the step, which began at `now`; the processes' requests arrive later than that.
    async fn step(&mut self, world: &World, step: Step, now: Duration) {
        let now = now + self.ahead;
        match (step, self.lease.take()) {
            (Step::Acquire, None) => self.lease = self.keeper.try_acquire(now, at(0)).await.unwrap(),
            (Step::Renew, Some(lease)) => {
                if self.keeper.renew(&lease, &0, now, at(0)).await == Ok(Renewal::Kept) {
                    self.lease = Some(lease);
                }
            }
            (Step::RenewUnheard, Some(lease)) => {
                world.fail(vec![Fault::LostAnswer; 3]);
                self.keeper.renew(&lease, &0, now, at(0)).await.unwrap_err();
                self.lease = Some(lease);
            }
            (Step::Release, Some(lease)) => self.keeper.release(lease, &0).await.unwrap(),
            (_, lease) => self.lease = lease,
        }
    }
}

#[test]
fn never_do_two_believe_to_hold_it_at_one_moment() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let step = prop_oneof![
        8 => Just(Step::Acquire),
        4 => Just(Step::Renew),
        1 => Just(Step::Release),
        1 => Just(Step::Crash),
        1 => Just(Step::RenewUnheard),
    ];
    // Who does what, how long ago it began, how long until the next step.
    let schedule = prop::collection::vec((0..3usize, step, 0..2_500u64, 0..1_500u64), 1..60);
    let case = Cell::new(0);
    let held = Cell::new(0);
    proptest!(ProptestConfig::with_cases(200), |(schedule in schedule)| {
        case.set(case.get() + 1);
        let name = format!("lease {}", case.get());
        let mut born = 3;
        let mut processes: Vec<Process> = (0..3).map(|at| Process::new(&world, &name, at * 1_000_000)).collect();
        let mut began = [ms(0); 3];
        let mut now = ms(3_000);
        for (who, step, late, pause) in schedule {
            // A process does one thing after the other: a step begins after the end of its last one.
            let begins = now.saturating_sub(ms(late)).max(began[who]);
            if let Step::Crash = step {
                processes[who] = Process::new(&world, &name, born * 1_000_000);
                born += 1;
            }
            runtime.block_on(processes[who].step(&world, step, begins));
            began[who] = now;
            for moment in [now, now + ms(pause / 2), now + ms(pause)] {
                let believers = processes.iter().filter(|process| process.believes(moment)).count();
                prop_assert!(believers <= 1, "{believers} hold the lease at {moment:?}");
                held.set(held.get() + believers);
            }
            now += ms(pause);
        }
    });
    assert!(held.get() > 0, "nobody ever held it: the schedules prove nothing");
}
