#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use telegram::Language;

use super::*;
use crate::dialog::wizard::samples::{context, filled, pressed_through};
use crate::texts::samples::key;
use crate::watch::Mode;

#[test]
fn answers_become_the_order() {
    let (draft, context) = (filled(), context(1));
    let order = pressed_through(draft, &context, &[WizardPress::Make]).unwrap_err();
    assert_eq!(order.warehouses.iter().map(|w| w.id.0).collect::<Vec<_>>(), [507]);
    assert_eq!(order.boxes, [BoxType::Boxes]);
    assert_eq!(order.max, Coefficient::whole(5));
    assert_eq!((order.from, order.to), (date(2026, 11, 25), date(2026, 11, 30)));
    assert_eq!(order.key, key(1).id);
    assert_eq!(order.mode, Mode::FirstCatch);
}

#[test]
fn a_single_key_is_not_asked_for_and_several_are() {
    let at = |keys| {
        let mut draft = Draft {
            step: Step::Dates,
            ..filled()
        };
        press(&mut draft, &WizardPress::Next(Step::Dates), &context(keys));
        draft.step
    };
    assert_eq!(at(1), Step::Mode);
    assert_eq!(at(2), Step::Key);
    assert_eq!(Step::Mode.previous(&context(1)), Step::Dates);
    assert_eq!(Step::Mode.previous(&context(2)), Step::Key);
}

#[test]
fn a_step_is_left_only_with_an_answer() {
    let context = context(1);
    let mut draft = Draft::new(context.today, 1);
    let next = press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!(next, Next::Show(Some(toasts::choose_warehouse(context.language))));
    press(&mut draft, &WizardPress::Warehouse(WarehouseId(507)), &context);
    press(&mut draft, &WizardPress::Next(Step::Warehouses), &context);
    assert_eq!(draft.step, Step::Boxes);
    // The second of two quick presses belongs to the step before and changes nothing.
    assert_eq!(
        press(&mut draft, &WizardPress::Next(Step::Warehouses), &context),
        Next::Show(None)
    );
    assert_eq!(draft.step, Step::Boxes);
}

#[test]
fn a_draft_found_again_after_its_days_goes_back_to_the_calendar() {
    let mut draft = filled();
    let later = Context {
        today: date(2026, 12, 24),
        ..context(1)
    };
    let next = press(&mut draft, &WizardPress::Make, &later);
    assert_eq!(next, Next::Show(Some(toasts::choose_again(later.language))));
    assert_eq!(draft.step, Step::Dates);
    assert_eq!(draft.range(), None);
}

#[test]
fn a_key_that_cannot_book_any_more_is_chosen_anew() {
    let mut draft = filled();
    draft.key = Some(key(9).id);
    assert!(matches!(
        press(&mut draft, &WizardPress::Make, &context(2)),
        Next::Show(Some(_))
    ));
    assert_eq!(draft.step, Step::Key);
    assert_eq!(
        press(&mut draft, &WizardPress::Key(key(2).id), &context(0)),
        Next::NoKeys
    );
}

#[test]
fn no_more_than_thirty_warehouses() {
    let context = context(1);
    let mut draft = Draft::new(context.today, 1);
    for id in 1..=30 {
        assert_eq!(
            press(&mut draft, &WizardPress::Warehouse(WarehouseId(id)), &context),
            Next::Show(None)
        );
    }
    let next = press(&mut draft, &WizardPress::Warehouse(WarehouseId(31)), &context);
    assert_eq!(next, Next::Show(Some(toasts::too_many_warehouses(Language::Ru))));
    assert_eq!(draft.warehouses.len(), MOST_WAREHOUSES);
}

#[test]
fn chosen_warehouses_come_first_and_a_search_finds_by_name_and_number() {
    let context = context(1);
    let mut draft = Draft::new(context.today, 1);
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
    assert_eq!(after(CreateWatch::TooMany), Step::Summary);
}
