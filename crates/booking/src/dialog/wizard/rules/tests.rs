#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use telegram::Language;
use wildberries::{TokenKind, WarehouseId};

use super::*;
use crate::dialog::wizard::draft::CargoChoice;
use crate::dialog::wizard::samples::{at_cargo, at_warehouses, context, filled, orders, pressed_through, waits};
use crate::orders::{LookAtOrder, NoWord};
use crate::texts::samples::{key, watch};
use crate::texts::watch_wizard::cargo as texts;
use crate::watch::Mode;
use crate::watches::{MOST_WAREHOUSES, WayOrder};

fn toast(text: String) -> Next {
    Next::Show(Say::Toast(text))
}

fn days(from: i8, to: i8) -> [WizardPress; 3] {
    let day = |day| WizardPress::Calendar(CalendarPress::of_day(date(2026, 11, day)));
    let done = CalendarPress::parse("cal:done:2026:11:0").unwrap();
    [day(from), day(to), WizardPress::Calendar(done)]
}

#[test]
fn answers_become_the_order() {
    let (draft, context) = (filled(), context(1));
    let order = pressed_through(draft, &context, &[WizardPress::Make]).unwrap_err();
    assert_eq!(order.way, WayOrder::Gateway);
    assert_eq!(order.warehouses.iter().map(|w| w.id.0).collect::<Vec<_>>(), [507]);
    assert_eq!(order.boxes, [BoxType::Boxes]);
    assert_eq!(order.max, Coefficient::whole(5));
    assert_eq!((order.from, order.to), (date(2026, 11, 25), date(2026, 11, 30)));
    assert_eq!(order.key, key(1).id);
    assert_eq!(order.mode, Mode::FirstCatch);
}

#[test]
fn an_order_fixes_where_and_in_what_so_neither_is_asked() {
    let context = context(1);
    let mut presses = vec![WizardPress::Order(OrderId(2)), WizardPress::Max(5)];
    presses.extend(days(25, 26));
    presses.push(WizardPress::Make);
    let order = pressed_through(at_cargo(&context), &context, &presses).unwrap_err();
    assert_eq!(order.way, WayOrder::Order(OrderId(2)));
    assert_eq!(order.warehouses[0].name, "Коледино");
    assert_eq!((order.boxes, order.mode), (vec![BoxType::Boxes], Mode::FirstCatch));
}

#[test]
fn a_draft_is_asked_where_and_in_what_but_not_when_to_stop() {
    let context = context(1);
    let mut presses = vec![
        WizardPress::NewDraft,
        WizardPress::Warehouse(WarehouseId(507)),
        WizardPress::Next(Step::Warehouses),
        WizardPress::Box(BoxType::Pallets),
        WizardPress::Next(Step::Boxes),
        WizardPress::Max(0),
    ];
    presses.extend(days(25, 26));
    presses.push(WizardPress::Make);
    let order = pressed_through(at_cargo(&context), &context, &presses).unwrap_err();
    assert_eq!((order.way, order.mode), (WayOrder::NewDraft, Mode::FirstCatch));
}

#[test]
fn the_orders_are_read_when_their_step_opens_and_kept_while_it_is_left_and_entered() {
    let context = context(1);
    let mut draft = Draft::new(context.today, 1);
    let read = Next::ReadOrders(Say::Nothing);
    let own = WizardPress::Way(WayChoice::Assisted);
    assert_eq!(press(&mut draft, &own, &context), read);
    orders_read(&mut draft, Ok(orders(20)));
    assert_eq!(press(&mut draft, &WizardPress::Page(1), &context), Next::SHOW);
    assert_eq!(draft.page, 1);
    assert_eq!(press(&mut draft, &WizardPress::Page(9), &context), Next::SHOW);
    assert_eq!(draft.page, 2, "there is no page behind the last");
    press(&mut draft, &WizardPress::Back(Step::Cargo), &context);
    assert_eq!(press(&mut draft, &own, &context), Next::SHOW, "nothing is asked again");
    assert_eq!(press(&mut draft, &WizardPress::Renew, &context), read);
}

#[test]
fn another_shops_key_has_other_orders() {
    let context = context(2);
    let mut draft = at_cargo(&context);
    assert_eq!(draft.step, Step::Key);
    press(&mut draft, &WizardPress::Key(key(1).id), &context);
    orders_read(&mut draft, Ok(orders(1)));
    press(&mut draft, &WizardPress::NewDraft, &context);
    press(&mut draft, &WizardPress::Back(Step::Warehouses), &context);
    press(&mut draft, &WizardPress::Back(Step::Cargo), &context);
    let next = press(&mut draft, &WizardPress::Key(key(2).id), &context);
    assert_eq!(next, Next::ReadOrders(Say::Nothing));
    assert_eq!((draft.orders, draft.cargo), (None, None));
}

#[test]
fn an_order_that_cannot_be_had_says_why() {
    let mut context = context(1);
    context.taken_orders.push(OrderId(1));
    let mut draft = at_cargo(&context);
    let alert = |text: &str| Next::Show(Say::Alert(text.into()));
    let taken = press(&mut draft, &WizardPress::Order(OrderId(1)), &context);
    assert_eq!(taken, alert(texts::order_taken(Language::Ru)));
    let unknown = press(&mut draft, &WizardPress::Order(OrderId(77)), &context);
    assert_eq!(unknown, toast(toasts::order_not_listed(Language::Ru)));

    let mut after = |answer| order_seen(&mut draft, OrderId(2), answer, &context);
    let renewed = |text: &str| Next::ReadOrders(Say::Alert(text.into()));
    assert_eq!(
        after(Ok(LookAtOrder::Planned)),
        renewed(texts::order_planned(Language::Ru))
    );
    assert_eq!(
        after(Ok(LookAtOrder::Missing)),
        renewed(texts::order_missing(Language::Ru))
    );
    assert_eq!(
        after(Err(NoWord::Away)),
        alert(texts::not_told(Language::Ru, NoWord::Away))
    );
    assert_eq!(
        (draft.step, draft.cargo),
        (Step::Cargo, None),
        "nothing is chosen, nothing is lost"
    );
}

#[test]
fn when_the_limit_is_used_up_the_list_counts_and_the_warehouse_is_asked() {
    let context = context(1);
    let mut draft = at_cargo(&context);
    let next = order_seen(&mut draft, OrderId(2), Err(NoWord::Wait(1_800)), &context);
    assert_eq!(
        next,
        Next::Show(Say::Alert(texts::warehouse_unknown(Language::Ru).into()))
    );
    assert_eq!(draft.step, Step::Warehouses);
    press(&mut draft, &WizardPress::Warehouse(WarehouseId(507)), &context);
    press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!(draft.step, Step::Max, "the list said what kind of box it is");
}

#[test]
fn what_an_order_leaves_out_is_taken_from_the_lists() {
    let context = context(1);
    let mut draft = at_cargo(&context);
    let LookAtOrder::Waits(mut facts) = waits(OrderId(1)) else {
        panic!("it waits")
    };
    facts.box_type = None;
    facts.warehouse.as_mut().unwrap().name.clear();
    order_seen(&mut draft, OrderId(1), Ok(LookAtOrder::Waits(facts)), &context);
    assert_eq!(draft.wanted_warehouses()[0].name, "Коледино");
    assert_eq!((draft.wanted_boxes(), draft.step), (vec![BoxType::Boxes], Step::Max));
}

#[test]
fn a_chosen_order_that_has_left_the_list_is_chosen_no_more() {
    let context = context(1);
    let mut draft = at_cargo(&context);
    order_seen(&mut draft, OrderId(3), Ok(waits(OrderId(3))), &context);
    orders_read(&mut draft, Err(NoWord::Away));
    assert!(draft.cargo.is_some(), "no answer is no news");
    orders_read(&mut draft, Ok(orders(2)));
    assert_eq!(draft.cargo, None);
}

#[test]
fn only_a_key_that_may_draft_drafts() {
    for (kind, read_only, may) in [
        (TokenKind::Service, false, true),
        (TokenKind::Service, true, false),
        (TokenKind::Base, false, false),
    ] {
        let mut context = context(1);
        context.keys[0].kind = kind;
        context.keys[0].read_only = read_only;
        let mut draft = at_cargo(&context);
        press(&mut draft, &WizardPress::NewDraft, &context);
        assert_eq!(draft.cargo == Some(CargoChoice::NewDraft), may, "{kind:?} {read_only}");
    }
}

#[test]
fn the_gateway_is_only_for_keys_that_can_book_where_there_is_one() {
    let reading = {
        let mut context = context(1);
        context.keys[0].read_only = true;
        context
    };
    let without = Context {
        gateway: false,
        ..context(1)
    };
    for context in [reading, without] {
        let mut draft = Draft::new(context.today, 1);
        press(&mut draft, &WizardPress::Way(WayChoice::Gateway), &context);
        assert_eq!((draft.step, draft.way), (Step::Way, None));
        assert_eq!(at_cargo(&context).step, Step::Cargo, "the other way is open");
    }
}

#[test]
fn a_single_key_is_not_asked_for_and_several_are() {
    let after_way = |keys| {
        let context = context(keys);
        let mut draft = Draft::new(context.today, 1);
        press(&mut draft, &WizardPress::Way(WayChoice::Gateway), &context);
        (draft.step, draft.previous(&context))
    };
    assert_eq!(after_way(1), (Step::Warehouses, Some(Step::Way)));
    assert_eq!(after_way(2), (Step::Key, Some(Step::Way)));
}

#[test]
fn a_step_is_left_only_with_an_answer() {
    let context = context(1);
    let mut draft = at_warehouses();
    let next = press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!(next, toast(toasts::choose_warehouse(context.language)));
    press(&mut draft, &WizardPress::Warehouse(WarehouseId(507)), &context);
    press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!(draft.step, Step::Boxes);
    // The second of two quick presses belongs to the step before and changes nothing.
    let again = press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!((again, draft.step), (Next::SHOW, Step::Boxes));
}

#[test]
fn a_draft_found_again_after_its_days_goes_back_to_the_calendar() {
    let mut draft = filled();
    let later = Context {
        today: date(2026, 12, 24),
        ..context(1)
    };
    let next = press(&mut draft, &WizardPress::Make, &later);
    assert_eq!(next, toast(toasts::choose_again(later.language)));
    assert_eq!((draft.step, draft.range()), (Step::Dates, None));
}

#[test]
fn what_cannot_be_used_any_more_is_chosen_anew() {
    let mut draft = filled();
    draft.key = Some(key(9).id);
    assert_eq!(
        press(&mut draft, &WizardPress::Make, &context(2)),
        toast(toasts::choose_again(Language::Ru))
    );
    assert_eq!(draft.step, Step::Key);
    let mut draft = filled();
    let without = Context {
        gateway: false,
        ..context(1)
    };
    press(&mut draft, &WizardPress::Make, &without);
    assert_eq!((draft.step, draft.way), (Step::Way, None));
    assert_eq!(press(&mut draft, &WizardPress::Make, &context(0)), Next::NoKeys);
}

#[test]
fn no_more_than_thirty_warehouses() {
    let context = context(1);
    let mut draft = at_warehouses();
    for id in 1..=30 {
        let tick = WizardPress::Warehouse(WarehouseId(id));
        assert_eq!(press(&mut draft, &tick, &context), Next::SHOW);
    }
    let next = press(&mut draft, &WizardPress::Warehouse(WarehouseId(31)), &context);
    assert_eq!(next, toast(toasts::too_many_warehouses(Language::Ru)));
    assert_eq!(draft.warehouses.len(), MOST_WAREHOUSES);
}

#[test]
fn chosen_warehouses_come_first_and_a_search_finds_by_name_and_number() {
    let context = context(1);
    let mut draft = at_warehouses();
    press(&mut draft, &WizardPress::Warehouse(WarehouseId(3)), &context);
    let ids = |draft: &Draft| {
        listed(draft, &context)
            .iter()
            .map(|entry| entry.id.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&draft)[..3], [3, 507, 1]);
    assert!(search(&mut draft, "  КОЛЕ  ", &context));
    assert_eq!(ids(&draft), [3, 507]);
    assert!(search(&mut draft, "507", &context));
    assert_eq!(ids(&draft), [3, 507]);
    draft.step = Step::Boxes;
    assert!(!search(&mut draft, "коле", &context));
    assert_eq!(draft.query, "507");
}

#[test]
fn a_refused_watch_goes_back_to_what_can_be_changed() {
    let after = |outcome| {
        let mut draft = filled();
        not_made(&mut draft, &outcome);
        draft.step
    };
    assert_eq!(after(CreateWatch::Past), Step::Dates);
    assert_eq!(after(CreateWatch::KeyUnusable), Step::Key);
    assert_eq!(after(CreateWatch::OrderTaken), Step::Cargo);
    for nothing_helps in [CreateWatch::TooMany, CreateWatch::NoDraft(NoWord::Away)] {
        assert_eq!(after(nothing_helps), Step::Summary);
    }
}

#[test]
fn one_answer_of_a_watch_is_changed_at_one_step() {
    let context = context(0);
    let watch = watch("aaaaaaaaaa");
    let edit = |step| Draft::of_watch(&watch, step, context.today);
    let save = |edit| Next::Save(watch.id.clone(), edit);

    let mut draft = edit(Step::Max);
    assert_eq!(press(&mut draft, &WizardPress::Max(0), &context), Next::SHOW);
    let max = Edit::Max(Coefficient::FREE);
    assert_eq!(
        press(&mut draft, &WizardPress::Make, &context),
        save(max),
        "also without keys"
    );

    let mut draft = edit(Step::Dates);
    assert_eq!(draft.range(), Some((watch.from, watch.to)), "it begins with what is");
    let [first, last, done] = days(22, 23);
    press(&mut draft, &first, &context);
    let early = press(&mut draft, &WizardPress::Make, &context);
    assert_eq!(early, toast(toasts::not_chosen(Language::Ru)));
    press(&mut draft, &last, &context);
    let dates = Edit::Dates {
        from: date(2026, 11, 22),
        to: date(2026, 11, 23),
    };
    assert_eq!(press(&mut draft, &done, &context), save(dates));

    let mut draft = edit(Step::Boxes);
    for kind in &watch.boxes {
        press(&mut draft, &WizardPress::Box(*kind), &context);
    }
    let none = press(&mut draft, &WizardPress::Make, &context);
    assert_eq!(none, toast(toasts::choose_boxes(Language::Ru)));
    assert_eq!(press(&mut draft, &WizardPress::Next(Step::Boxes), &context), none);
    assert_eq!(draft.step, Step::Boxes);
    assert_eq!(press(&mut draft, &WizardPress::Cancel, &context), Next::Cancelled);
}

#[test]
fn days_of_a_watch_that_have_passed_are_not_offered_again() {
    let watch = watch("aaaaaaaaaa");
    let range = |today| Draft::of_watch(&watch, Step::Dates, today).range();
    assert_eq!(range(date(2026, 11, 28)), Some((date(2026, 11, 28), watch.to)));
    assert_eq!(range(date(2026, 12, 1)), None);
}
