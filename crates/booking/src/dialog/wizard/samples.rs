//! A world for the wizard's tests.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use telegram::{CalendarPress, Language};
use wildberries::{BoxType, WarehouseId};

use super::context::Context;
use super::draft::{Draft, Step};
use super::rules::{self, Next};
use crate::dialog::press::WizardPress;
use crate::directory::{Directory, DirectoryEntry};
use crate::texts::samples::{key, now};
use crate::watch::Mode;
use crate::watches::WatchOrder;

/// Forty warehouses besides Коледино, and so many keys.
pub fn context(keys: u8) -> Context {
    let named = std::iter::once((507, "Коледино".to_owned()));
    let warehouses = named.chain((1..=40).map(|n| (n, format!("Склад {n:02}"))));
    let directory = Directory {
        warehouses: warehouses
            .map(|(id, name)| DirectoryEntry {
                id: WarehouseId(id),
                name,
            })
            .collect(),
        updated_at: now(),
    };
    Context {
        language: Language::Ru,
        today: date(2026, 11, 21),
        directory: Some(directory),
        keys: (1..=keys).map(key).collect(),
        feed: "📡 Лента WB: проверяем раз в 1,0 с".into(),
        catches_left: 2,
    }
}

/// A draft at the summary: Коледино, boxes, up to ×5, 25 to 30 November, first catch.
pub fn filled() -> Draft {
    let context = context(1);
    let presses = [
        WizardPress::Warehouse(WarehouseId(507)),
        WizardPress::Next(Step::Warehouses),
        WizardPress::Box(BoxType::Boxes),
        WizardPress::Next(Step::Boxes),
        WizardPress::Max(5),
        WizardPress::Calendar(CalendarPress::of_day(date(2026, 11, 25))),
        WizardPress::Calendar(CalendarPress::of_day(date(2026, 11, 30))),
        WizardPress::Calendar(CalendarPress::parse("cal:done:2026:11:0").unwrap()),
        WizardPress::Mode(Mode::FirstCatch),
    ];
    let draft = pressed_through(Draft::new(context.today, 1), &context, &presses).unwrap();
    assert_eq!(draft.step, Step::Summary);
    draft
}

/// The draft after these presses; the order as soon as one makes it.
pub fn pressed_through(mut draft: Draft, context: &Context, presses: &[WizardPress]) -> Result<Draft, Box<WatchOrder>> {
    for press in presses {
        match rules::press(&mut draft, press, context) {
            Next::Show(toast) => assert_eq!(toast, None, "{press}"),
            Next::Make(order) => return Err(order),
            other => panic!("{press} led to {other:?}"),
        }
    }
    Ok(draft)
}
