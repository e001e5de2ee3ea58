#![allow(clippy::unwrap_used)]
use super::*;
use accounts::seller_key::KeyState;
use jiff::SignedDuration;
use proptest::prelude::*;
use telegram::{ChatId, UserId};
use vault::Sealed;
use wildberries::TokenKind;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn key(name: &str, shop: &str, version: u64) -> Stored<KeyRecord> {
    let sealed: Sealed =
        serde_json::from_str(r#"{"wrapped_key":"","nonce":"AAAAAAAAAAAAAAAA","ciphertext":""}"#).unwrap();
    let record = KeyRecord {
        user: UserId(1),
        chat: ChatId(1),
        id: KeyId::from_text(name),
        name: name.to_owned(),
        seller: shop.parse().unwrap(),
        seller_name: shop.to_owned(),
        last4: "wxyz".to_owned(),
        kind: TokenKind::Service,
        read_only: false,
        expires_at: at(100_000),
        state: KeyState::Active,
        sealed: Some(sealed),
        added_at: at(0),
        changed_at: at(0),
        warned: None,
        revalidated_at: None,
    };
    Stored { record, version }
}

fn ask(pool: &mut Pool, now: Timestamp) -> Option<String> {
    let seller = pool.choose(now)?.record.seller.clone();
    pool.asked(&seller, now);
    Some(seller.to_string())
}

#[test]
fn ten_shops_are_enough_for_every_second() {
    let mut pool = Pool::default();
    for n in 0..10 {
        pool.apply(key(&format!("k{n}"), &format!("shop{n}"), 1), at(0));
    }
    assert!((0..600).all(|second| ask(&mut pool, at(second)).is_some()));
}

#[test]
fn one_shop_has_its_burst_and_then_one_request_in_ten_seconds() {
    let mut pool = Pool::default();
    pool.apply(key("k1", "shop", 1), at(0));
    pool.apply(key("k2", "shop", 1), at(0));
    assert_eq!(pool.len(), 1, "two keys of one shop share one budget");
    let asked = (0..60).filter(|second| ask(&mut pool, at(*second)).is_some()).count();
    assert_eq!(asked, 6 + 5);
}

#[test]
fn shops_share_the_work_evenly_however_many_keys_each_has() {
    let mut pool = Pool::default();
    for (name, shop) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c")] {
        pool.apply(key(name, shop, 1), at(0));
    }
    assert_eq!((pool.len(), pool.keys()), (3, 5));
    let mut asked: BTreeMap<String, u32> = BTreeMap::new();
    for second in 0..600 {
        if let Some(shop) = ask(&mut pool, at(second)) {
            *asked.entry(shop).or_default() += 1;
        }
    }
    let counts: Vec<u32> = asked.values().copied().collect();
    let (most, least) = (counts.iter().max().unwrap(), counts.iter().min().unwrap());
    assert!(counts.len() == 3 && most - least <= 1, "{asked:?}");
    assert!(*most <= 6 + 60, "three keys give a shop no more than one");
}

#[test]
fn a_shop_goes_on_with_its_other_key_when_one_is_refused() {
    let mut pool = Pool::default();
    pool.apply(key("a1", "a", 1), at(0));
    pool.apply(key("a2", "a", 1), at(0));
    let first = pool.choose(at(0)).unwrap().record.id.clone();
    pool.forget(UserId(1), &first, at(0));
    let next = pool.choose(at(0)).unwrap().record.id.clone();
    assert_ne!(next, first);
    pool.forget(UserId(1), &next, at(0));
    assert!(pool.choose(at(1)).is_none() && !pool.is_manned(at(1)));
}

#[test]
fn a_removed_and_returned_key_brings_no_fresh_budget() {
    let mut pool = Pool::default();
    pool.apply(key("k1", "shop", 1), at(0));
    (0..6).for_each(|_| assert!(ask(&mut pool, at(0)).is_some()));
    let mut removed = key("k1", "shop", 2);
    removed.record.state = KeyState::Removed;
    pool.apply(removed, at(1));
    assert!(pool.is_empty());
    pool.apply(key("k1", "shop", 1), at(1));
    assert!(pool.is_empty(), "an older version read late does not bring it back");
    pool.apply(key("k1", "shop", 3), at(2));
    assert_eq!(ask(&mut pool, at(2)), None);
}

#[test]
fn what_wildberries_says_slows_the_shop_down() {
    let mut pool = Pool::default();
    pool.apply(key("k1", "shop", 1), at(0));
    let seller: SellerId = "shop".parse().unwrap();
    pool.limited(
        &seller,
        RateLimit {
            retry_s: Some(7),
            limit: Some(6),
            reset_s: Some(60),
        },
        at(0),
    );
    assert!(pool.choose(at(6)).is_none() && pool.choose(at(7)).is_some());
    pool.rest(&seller, at(0) + SignedDuration::from_hours(1));
    assert!(pool.choose(at(3_599)).is_none() && pool.choose(at(3_600)).is_some());
}

#[test]
fn a_shop_asks_with_its_best_key_and_is_counted_by_it() {
    let base = |version| {
        let mut key = key("a-base", "shop", version);
        key.record.kind = TokenKind::Base;
        key
    };
    let mut pool = Pool::default();
    pool.apply(base(1), at(0));
    assert!(
        ask(&mut pool, at(0)).is_some() && ask(&mut pool, at(60)).is_none(),
        "a base key may ask once an hour"
    );
    pool.apply(key("z-service", "shop", 1), at(60));
    assert!(
        (120..180)
            .filter(|second| ask(&mut pool, at(*second)).is_some())
            .count()
            >= 6
    );
    assert_eq!(pool.choose(at(300)).map(|k| k.record.kind), Some(TokenKind::Service));
    let mut gone = key("z-service", "shop", 2);
    gone.record.state = KeyState::Removed;
    pool.apply(gone, at(300));
    assert!(ask(&mut pool, at(301)).is_some());
    assert!(ask(&mut pool, at(361)).is_none(), "the base key alone is slow again");
}

#[test]
fn the_same_token_of_two_users_is_two_keys() {
    let theirs = |version| {
        let mut key = key("k", "shop", version);
        key.record.user = UserId(2);
        key
    };
    let mut pool = Pool::default();
    pool.apply(key("k", "shop", 5), at(0));
    pool.apply(theirs(1), at(0));
    let mut removed = theirs(6);
    removed.record.state = KeyState::Removed;
    pool.apply(removed, at(1));
    assert_eq!(pool.choose(at(1)).map(|k| k.record.user), Some(UserId(1)));
}

proptest! {
    /// Whatever the number of shops and the moments of asking, no shop is asked more often than Wildberries allows, hand-overs included.
    #[test]
    fn no_shop_is_asked_beyond_its_budget(shops in 1usize..6, gaps in proptest::collection::vec(0i64..4, 1..200), hand_over in 0usize..200) {
        let mut pool = Pool::default();
        let fill = |pool: &mut Pool| (0..shops).for_each(|n| pool.apply(key(&format!("k{n}"), &format!("shop{n}"), 1), at(0)));
        fill(&mut pool);
        let (mut now, mut asked) = (0, 0u32);
        for (n, gap) in gaps.iter().enumerate() {
            now += gap;
            if n == hand_over {
                let notes = pool.notes(at(now));
                pool = Pool::default();
                fill(&mut pool);
                pool.inherit(&notes, at(now));
            }
            asked += u32::from(ask(&mut pool, at(now)).is_some());
            prop_assert!(i64::from(asked) <= shops as i64 * (6 + now / 10));
        }
    }
}
