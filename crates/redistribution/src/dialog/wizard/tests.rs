#![allow(clippy::unwrap_used)]
//! The wizard's rules, played without a chat.

use accounts::ids::KeyId;
use accounts::seller_key::{KeyRecord, KeyState};
use jiff::Timestamp;
use proptest::prelude::*;
use telegram::{Language, Message, Say};
use wildberries::{ChrtId, NmId, OfficeId, SellerId, TokenKind};

use super::draft::{Context, Draft, StockView, Task};
use super::rules::{self, Next};
use super::step::Step;
use super::view;
use crate::dialog::press::WizardPress;
use crate::offices::OfficeList;
use crate::rule::{MOST_DESTINATIONS, MOST_SIZES, Office};
use crate::rules::samples::{self, NOW};
use crate::stock::{Shelf, Shelves};
use crate::windows::Windows;

fn key(n: u32) -> KeyRecord {
    let seller = format!("00000000-0000-4000-8000-{n:012}");
    KeyRecord {
        id: KeyId::from_text(&format!("key{n}")),
        name: format!("Shop {n}"),
        seller: SellerId::try_from(seller).unwrap(),
        ..serde_json::from_value(serde_json::json!({
            "user": 1, "chat": 1, "id": "k", "name": "n", "seller": "s", "seller_name": "S", "last4": "abcd",
            "token_kind": TokenKind::Service, "read_only": false, "expires_at": Timestamp::MAX, "state": KeyState::Active,
            "sealed": null, "added_at": NOW, "changed_at": NOW
        }))
        .unwrap()
    }
}

fn context(shops: u32) -> Context {
    let shelf = |chrt, units| Shelf {
        nm: NmId(123),
        chrt: ChrtId(chrt),
        office: None,
        units,
    };
    let offices = (1..=30).map(|id| Office {
        id: OfficeId(id),
        name: format!("Склад {id}"),
    });
    Context {
        language: Language::Ru,
        today: clock::moscow_date(NOW),
        shops: (1..=shops).map(key).collect(),
        stock: Some(StockView {
            shelves: Shelves(vec![shelf(10, 40), shelf(11, 7)]),
            at: "09:00".to_owned(),
            is_whole: true,
        }),
        offices: Some(OfficeList {
            at: NOW,
            offices: offices.collect(),
        }),
    }
}

fn toast(next: &Next) -> bool {
    matches!(next, Next::Show(Say::Toast(_)))
}

/// A draft at the summary.
fn finished(context: &Context) -> Draft {
    let mut draft = Draft::new(context, 7);
    let presses = [
        WizardPress::Item(NmId(123)),
        WizardPress::Size(ChrtId(10)),
        WizardPress::Units(20),
        WizardPress::Next(Step::Sizes),
        WizardPress::From(OfficeId(1)),
        WizardPress::To(OfficeId(3)),
        WizardPress::To(OfficeId(2)),
        WizardPress::Next(Step::To),
        WizardPress::Next(Step::When),
    ];
    for press in presses {
        rules::press(&mut draft, &press, context);
    }
    draft
}

#[test]
fn a_whole_rule_is_ordered_with_its_destinations_in_the_pressed_order() {
    let context = context(1);
    let mut draft = finished(&context);
    assert_eq!(draft.step, Step::Summary);
    let Next::Make(7, order) = rules::press(&mut draft, &WizardPress::Make, &context) else {
        panic!("an order");
    };
    assert_eq!(order.sizes, [(ChrtId(10), 20)]);
    assert_eq!(order.to.iter().map(|to| to.id.0).collect::<Vec<_>>(), [3, 2]);
    assert_eq!((order.from.id.0, order.windows), (1, Windows::Both));
}

#[test]
fn several_shops_are_asked_for_and_another_shop_has_other_goods() {
    let mut context = context(2);
    let mut draft = Draft::new(&context, 0);
    assert_eq!(draft.step, Step::Shop);
    let stock = context.stock.take();
    let next = rules::press(&mut draft, &WizardPress::Shop(KeyId::from_text("key2")), &context);
    assert_eq!((next, draft.step), (Next::ReadStock, Step::Item));
    context.stock = stock;
    rules::press(&mut draft, &WizardPress::Item(NmId(123)), &context);
    rules::press(&mut draft, &WizardPress::Back(Step::Sizes), &context);
    rules::press(&mut draft, &WizardPress::Back(Step::Item), &context);
    rules::press(&mut draft, &WizardPress::Shop(KeyId::from_text("key1")), &context);
    assert_eq!((draft.nm, draft.sizes.len()), (None, 0));
}

#[test]
fn a_shop_whose_key_is_gone_begins_anew_and_without_any_key_it_ends() {
    let before = context(2);
    let mut draft = Draft::new(&before, 7);
    rules::press(&mut draft, &WizardPress::Shop(KeyId::from_text("key2")), &before);
    let next = rules::press(&mut draft, &WizardPress::Item(NmId(123)), &context(1));
    assert!(toast(&next), "{next:?}");
    assert_eq!(draft.task, Task::Make { seed: 7 }, "it still makes the same rule");
    assert_eq!(rules::press(&mut draft, &WizardPress::All, &context(0)), Next::NoKeys);
}

#[test]
fn articles_sizes_and_parts_of_them_are_understood() {
    let context = context(1);
    let typed = |text: &str| {
        let mut draft = Draft::new(&context, 0);
        let next = rules::text(&mut draft, text, &context);
        (next, draft)
    };
    let (_, card) = typed("123");
    assert_eq!((card.nm, card.step, card.size), (Some(NmId(123)), Step::Sizes, None));
    let (_, size) = typed(" 11 ");
    assert_eq!((size.nm, size.size), (Some(NmId(123)), Some(ChrtId(11))));
    let (_, part) = typed("12");
    assert_eq!((part.query.as_str(), part.step), ("12", Step::Item));
    let (_, both) = typed("555, 77; 78");
    let sizes: Vec<_> = both.sizes.iter().map(|size| (size.chrt.0, size.in_stock)).collect();
    assert_eq!((both.nm, sizes), (Some(NmId(555)), vec![(77, None), (78, None)]));
    let many = (0..=MOST_SIZES as u64)
        .map(|n| (900 + n).to_string())
        .collect::<Vec<_>>()
        .join(" ");
    for wrong in ["999", "носки", "0", "", "-5", &format!("1 {many}")] {
        let (next, draft) = typed(wrong);
        assert!(matches!(next, Next::Remark(_)), "{wrong}: {next:?}");
        assert_eq!(draft, Draft::new(&context, 0), "{wrong}: nothing is lost");
    }
}

#[test]
fn units_are_for_the_chosen_size_and_at_least_five() {
    let context = context(1);
    let mut draft = Draft::new(&context, 0);
    rules::press(&mut draft, &WizardPress::Item(NmId(123)), &context);
    assert!(
        matches!(rules::text(&mut draft, "20", &context), Next::Remark(_)),
        "no size is chosen"
    );
    assert!(toast(&rules::press(&mut draft, &WizardPress::Units(20), &context)));
    rules::press(&mut draft, &WizardPress::Size(ChrtId(11)), &context);
    for wrong in ["4", "0", "много", "1000000", "5.5", "-5"] {
        assert!(
            matches!(rules::text(&mut draft, wrong, &context), Next::Remark(_)),
            "{wrong}"
        );
        assert!(draft.wished().is_empty(), "{wrong}");
    }
    rules::press(&mut draft, &WizardPress::AllUnits, &context);
    assert_eq!(draft.wished(), [(ChrtId(11), 7)]);
    rules::press(&mut draft, &WizardPress::NoUnits, &context);
    assert!(toast(&rules::press(
        &mut draft,
        &WizardPress::Next(Step::Sizes),
        &context
    )));
}

#[test]
fn a_destination_is_never_the_source_and_there_are_never_too_many() {
    let context = context(1);
    let mut draft = finished(&context);
    draft.go(Step::To);
    assert!(toast(&rules::press(
        &mut draft,
        &WizardPress::To(OfficeId(1)),
        &context
    )));
    for id in 4..=30 {
        rules::press(&mut draft, &WizardPress::To(OfficeId(id)), &context);
    }
    assert_eq!(draft.to.len(), MOST_DESTINATIONS);
    draft.go(Step::From);
    rules::press(&mut draft, &WizardPress::From(OfficeId(3)), &context);
    assert!(
        !draft.to.iter().any(|to| to.id.0 == 3),
        "the new source is no destination any more"
    );
}

#[test]
fn the_last_day_is_pressed_or_typed_and_never_past() {
    let context = context(1);
    let mut draft = finished(&context);
    draft.go(Step::When);
    rules::press(&mut draft, &WizardPress::Days(7), &context);
    let in_a_week = draft.until;
    for wrong in ["2020-01-01", "никогда", "01.01.2099"] {
        assert!(
            matches!(rules::text(&mut draft, wrong, &context), Next::Remark(_)),
            "{wrong}"
        );
        assert_eq!(draft.until, in_a_week);
    }
    rules::press(&mut draft, &WizardPress::Days(9_999), &context);
    assert_eq!(draft.until, in_a_week);
}

#[test]
fn one_answer_of_a_rule_is_changed_and_saved() {
    let context = context(1);
    let mut rule = samples::rule(&[(10, 20), (11, 30)]);
    (rule.nm, rule.lines[0].moved) = (NmId(123), 18);
    let mut draft = Draft::of_rule(&rule, Step::Sizes, &context);
    assert_eq!(
        draft.wished(),
        [(ChrtId(11), 30)],
        "two units are too few to go on with"
    );
    rules::press(&mut draft, &WizardPress::Size(ChrtId(10)), &context);
    rules::press(&mut draft, &WizardPress::Units(5), &context);
    let next = rules::press(&mut draft, &WizardPress::Make, &context);
    let Next::Save(id, crate::rules::Edit::Units(units)) = next else {
        panic!("{next:?}");
    };
    assert_eq!((id, units), (rule.id, vec![(ChrtId(10), 5), (ChrtId(11), 30)]));
}

fn any_press() -> impl Strategy<Value = WizardPress> {
    prop_oneof![
        (1u32..3).prop_map(|n| WizardPress::Shop(KeyId::from_text(&format!("key{n}")))),
        Just(WizardPress::Item(NmId(123))),
        (10u64..13).prop_map(|n| WizardPress::Size(ChrtId(n))),
        (0u32..50).prop_map(WizardPress::Units),
        Just(WizardPress::AllUnits),
        Just(WizardPress::NoUnits),
        (1u32..40).prop_map(|n| WizardPress::From(OfficeId(n))),
        (1u32..40).prop_map(|n| WizardPress::To(OfficeId(n))),
        (0u16..400).prop_map(WizardPress::Days),
        (0usize..9).prop_map(WizardPress::Page),
        Just(WizardPress::All),
        Just(WizardPress::Make),
        (0usize..7).prop_map(|n| WizardPress::Next(Step::ALL[n])),
        (0usize..7).prop_map(|n| WizardPress::Back(Step::ALL[n])),
    ]
}

proptest! {
    /// Whatever is pressed and typed, the message can be sent, and an order breaks no rule.
    #[test]
    fn no_play_of_buttons_and_words_breaks_the_wizard(
        shops in 1u32..3,
        deeds in proptest::collection::vec(prop_oneof![any_press().prop_map(Ok), "[0-9а-я .]{0,9}".prop_map(Err)], 0..60),
    ) {
        let context = context(shops);
        let mut draft = Draft::new(&context, 0);
        for deed in deeds {
            let next = match deed {
                Ok(press) => rules::press(&mut draft, &press, &context),
                Err(text) => rules::text(&mut draft, &text, &context),
            };
            let shown = view::of(&draft, &context);
            prop_assert!(!shown.text.trim().is_empty() && shown.utf16_len() <= Message::MAX_UTF16);
            let stored = serde_json::to_value(&draft).unwrap();
            prop_assert_eq!(serde_json::from_value::<Draft>(stored).unwrap(), draft.clone());
            if let Next::Make(_, order) = next {
                prop_assert!(order.sizes.iter().all(|(_, units)| *units >= 5));
                prop_assert!(!order.to.is_empty() && order.to.iter().all(|to| to.id != order.from.id));
                prop_assert!(order.until >= context.today);
            }
        }
    }
}
