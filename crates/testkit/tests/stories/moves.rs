//! Stock moved between warehouses: quotas open, rules ask, sellers are told.

use accounts::audit::AuditLine;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use redistribution::rule::{Office, RuleState, Why};
use redistribution::rules::RuleOrder;
use redistribution::windows::Windows;
use serde_json::json;
use telegram::UserId;
use testkit::World;
use wildberries::{ChrtId, NmId, OfficeId, SellerId};

pub(crate) const FROM: u32 = 507;
pub(crate) const FIRST: u32 = 686;
pub(crate) const SECOND: u32 = 120_762;
const DONE: &str = "📦 ПЕРЕРАСПРЕДЕЛЕНИЕ ВЫПОЛНЕНО!";

/// A world in which seller 1 has a key that may read stock, and the quotas are closed.
pub(crate) async fn a_shop() -> World {
    let world = World::start().await;
    world.closes_quotas().await;
    world
        .seller(1)
        .adds_a_key_with(json!({ "scopes": ["supplies", "analytics"] }))
        .await;
    world
}

pub(crate) fn office(id: u32, name: &str) -> Office {
    Office {
        id: OfficeId(id),
        name: name.to_owned(),
    }
}

/// Sizes of card 1 of a seller's shop, from Koledino to these warehouses.
pub(crate) fn order(world: &World, seller: i64, sizes: &[(u64, u32)], to: &[u32]) -> RuleOrder {
    RuleOrder {
        seller: SellerId::try_from(world.seller(seller).shop()).unwrap(),
        nm: NmId(1),
        sizes: sizes.iter().map(|(chrt, units)| (ChrtId(*chrt), *units)).collect(),
        from: office(FROM, "Коледино"),
        to: to.iter().map(|id| office(*id, &format!("Склад-{id}"))).collect(),
        windows: Windows::Both,
        until: today(world).saturating_add(30.days()),
    }
}

/// A few more looks, and all that follows from them.
pub(crate) async fn goes_on(world: &World) {
    let mut lookout = world.lookout();
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
}

pub(crate) fn today(world: &World) -> Date {
    clock::moscow_date(world.hands.now())
}

/// The gateway's ledger, the history, the rules and the messages say the same, to the unit.
pub(crate) async fn books_balance(world: &World, users: &[i64], when: &str) -> u64 {
    let mut ledger: Vec<(String, u64)> = Vec::new();
    for (number, _, units) in world.moved().await {
        ledger.push((number, units));
    }
    let mut told = Vec::new();
    let mut by_rules = 0;
    for user in users {
        for (number, units) in world.moved_by_history(*user).await {
            told.extend(number.map(|number| (number, u64::from(units))));
        }
        for rule in world.rules().list(UserId(*user)).await.unwrap() {
            by_rules += rule.record.moved();
            for line in &rule.record.lines {
                assert!(line.moved <= line.wanted, "{when}: more than was wanted: {line:?}");
            }
            assert!(rule.record.request.is_none(), "{when}: nothing is half done");
        }
        let messages = world.seller(*user).bot_texts().await;
        for (number, units) in told.iter().filter(|(_, units)| *units > 0) {
            let about = |text: &&String| text.starts_with(DONE) && text.contains(&format!("Заявка: #{number}"));
            let about: Vec<&String> = messages.iter().filter(about).collect();
            let is_theirs = world
                .moved_by_history(*user)
                .await
                .iter()
                .any(|(n, _)| n.as_ref() == Some(number));
            if is_theirs {
                assert_eq!(about.len(), 1, "{when}: one message for {number}: {messages:#?}");
                assert!(
                    about[0].contains(&format!("Товаров: {units} шт.")),
                    "{when}: {}",
                    about[0]
                );
            }
        }
    }
    ledger.sort();
    told.sort();
    assert_eq!(ledger, told, "{when}: the ledger and the history");
    let units: u64 = ledger.iter().map(|(_, units)| units).sum();
    assert_eq!(units, by_rules, "{when}: the ledger and the rules");
    units
}

#[tokio::test]
async fn a_rule_asks_the_moment_the_quotas_open_and_its_seller_is_told_field_for_field() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40), (11, FROM, 9)]).await;
    let mut order = order(&world, 1, &[(10, 20), (11, 7)], &[FIRST]);
    order.to = vec![office(FIRST, "Новосибирск")];
    world.makes_a_rule(1, "one", order).await;
    let mut lookout = world.lookout();
    assert_eq!(world.looks(&mut lookout).await.jobs, 0, "nothing is open");
    world.opens_quotas(&[(FROM, 1000, 0), (FIRST, 0, 1000)]).await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 1);
    assert_eq!(world.looks(&mut lookout).await.jobs, 0, "it was queued already");
    world.settles().await;

    let moved = world.moved().await;
    assert_eq!(moved.len(), 1);
    let number = &moved[0].0;
    let expected =
        format!("{DONE}\n\n🏪 Со склада: Коледино\n🏪 На склад: Новосибирск\n📊 Товаров: 27 шт.\n💼 Заявка: #{number}");
    let texts = world.seller(1).bot_texts().await;
    assert_eq!(texts.iter().filter(|text| **text == expected).count(), 1, "{texts:#?}");
    assert_eq!(world.rule(1, "one").await.state, RuleState::Done);
    assert_eq!(world.seller(1).read("Перемещение завершено").await, 1);
    let month = AuditLine::partition(world.hands.now());
    let trail = world.table.list::<AuditLine>(&month, "").await.unwrap();
    let uses = trail
        .iter()
        .filter(|line| line.record.act.name() == "key_used_to_move")
        .count();
    assert_eq!(uses, 1);
    assert_eq!(books_balance(&world, &[1], "at the end").await, 27);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_one_destination_cannot_take_goes_to_the_next_in_the_same_job() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 100)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 60)], &[FIRST, SECOND]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world
        .opens_quotas(&[(FROM, 1000, 0), (FIRST, 0, 25), (SECOND, 0, 20)])
        .await;
    world.looks(&mut lookout).await;
    world.moves().await;
    let moved: Vec<(u64, u64)> = world
        .moved()
        .await
        .into_iter()
        .map(|(_, to, units)| (to, units))
        .collect();
    assert_eq!(moved, [(FIRST.into(), 25), (SECOND.into(), 20)]);
    world.settles().await;
    assert_eq!(world.rule(1, "one").await.left(), 15);
    assert_eq!(world.rule(1, "one").await.state, RuleState::Waiting);
    assert_eq!(books_balance(&world, &[1], "after the opening").await, 45);

    // The size rests at both destinations: the next opening moves nothing, and the one after three days does.
    world.closes_quotas().await;
    world.looks(&mut lookout).await;
    world
        .opens_quotas(&[(FROM, 1000, 0), (FIRST, 0, 25), (SECOND, 0, 20)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(world.move_requests().await.len(), 2, "nothing is even asked for");
    world.passes(SignedDuration::from_hours(73)).await;
    world.closes_quotas().await;
    world.looks(&mut lookout).await;
    world
        .opens_quotas(&[(FROM, 1000, 0), (FIRST, 0, 25), (SECOND, 0, 20)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "three days later").await, 60);
    assert_eq!(world.rule(1, "one").await.state, RuleState::Done);
}

#[tokio::test]
async fn rules_that_compete_for_the_same_units_never_move_more_than_there_is_and_the_older_goes_first() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    for name in ["older", "younger", "youngest"] {
        world
            .makes_a_rule(1, name, order(&world, 1, &[(10, 30)], &[FIRST, SECOND]))
            .await;
        world.passes(SignedDuration::from_secs(1)).await;
    }
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    world
        .opens_quotas(&[(FROM, 500, 0), (FIRST, 0, 500), (SECOND, 0, 500)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(world.rule(1, "older").await.moved(), 30);
    assert_eq!(world.rule(1, "younger").await.moved(), 10);
    assert_eq!(world.rule(1, "youngest").await.moved(), 0);
    let asked: u64 = world
        .move_requests()
        .await
        .iter()
        .flat_map(|call| call["body"]["items"].as_array().cloned().unwrap_or_default())
        .filter_map(|item| item["count"].as_u64())
        .sum();
    assert_eq!(asked, 40, "not a unit more was even asked for than lies there");
    assert_eq!(books_balance(&world, &[1], "after the opening").await, 40);
}

#[tokio::test]
async fn different_shops_share_the_quotas_and_every_unit_is_accounted_for() {
    let mut dice = StdRng::seed_from_u64(7);
    for round in 0..6 {
        let world = World::start().await;
        world.closes_quotas().await;
        let mut wanted = 0u64;
        for seller in 1..=3 {
            world
                .seller(seller)
                .adds_a_key_with(json!({ "scopes": ["supplies", "analytics"] }))
                .await;
            world
                .stocks(
                    seller,
                    &[
                        (10, FROM, dice.random_range(0..60)),
                        (11, FROM, dice.random_range(0..60)),
                    ],
                )
                .await;
            for name in ["one", "two"] {
                let sizes = [(10, dice.random_range(5..50)), (11, dice.random_range(5..50))];
                wanted += sizes.iter().map(|(_, units)| u64::from(*units)).sum::<u64>();
                world
                    .makes_a_rule(seller, name, order(&world, seller, &sizes, &[FIRST, SECOND]))
                    .await;
            }
        }
        let mut lookout = world.lookout();
        world.looks(&mut lookout).await;
        world.settles().await;
        let (src, first, second) = (
            dice.random_range(0..200),
            dice.random_range(0..100),
            dice.random_range(0..100),
        );
        world
            .opens_quotas(&[(FROM, src, 0), (FIRST, 0, first), (SECOND, 0, second)])
            .await;
        for _ in 0..5 {
            world.looks(&mut lookout).await;
            world.moves().await;
        }
        world.settles().await;
        let units = books_balance(&world, &[1, 2, 3], &format!("round {round}")).await;
        assert!(
            units <= wanted.min(src.into()).min(u64::from(first) + u64::from(second)),
            "round {round}: {units}"
        );
    }
}

#[tokio::test]
async fn an_empty_acceptance_is_no_success() {
    let world = a_shop().await;
    // The goods lie elsewhere; the report, which tells of all warehouses together, cannot say so.
    world.stocks(1, &[(10, SECOND, 40), (10, FROM, 0)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world
        .opens_quotas(&[(FROM, 1000, 0), (FIRST, 0, 1000), (SECOND, 0, 0)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(world.seller(1).read(DONE).await, 0);
    let rule = world.rule(1, "one").await;
    assert_eq!((rule.state.clone(), rule.moved()), (RuleState::Waiting, 0));
    assert_eq!(rule.refusal.unwrap().why, Why::Nothing);
    for _ in 0..5 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
    assert_eq!(world.move_requests().await.len(), 1, "once in an opening");
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}

#[tokio::test]
async fn quotas_that_are_gone_are_waited_for_again() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    world.looks(&mut lookout).await;
    world.closes_quotas().await;
    world.settles().await;
    assert_eq!(world.rule(1, "one").await.refusal.unwrap().why, Why::Exhausted);
    world.passes(SignedDuration::from_secs(5)).await;
    world.looks(&mut lookout).await;
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "at the next opening").await, 20);
}
