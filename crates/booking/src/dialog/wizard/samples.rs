//! A world for the wizard's tests.
#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use telegram::{CalendarPress, Language};
use wildberries::{BoxType, OrderId, WarehouseId};

use super::context::Context;
use super::draft::{Draft, WayChoice};
use super::rules::{self, Next};
use super::step::Step;
use crate::dialog::press::WizardPress;
use crate::directory::{Directory, DirectoryEntry};
use crate::orders::{LookAtOrder, OrderFacts, UnplannedOrder};
use crate::texts::samples::{key, now};
use crate::watch::{Mode, WatchedWarehouse};
use crate::watches::{Allowance, WatchOrder};
use telegram::Say;

/// Forty warehouses besides Коледино, and so many keys; slots are booked through a gateway, too.
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
        gateway: true,
        taken_orders: Vec::new(),
        feed: "📡 Лента WB: проверяем раз в 1,0 с".into(),
        allowance: Allowance::Catches(2),
    }
}

/// So many orders without a date, numbered from 1.
pub fn orders(count: i64) -> Vec<UnplannedOrder> {
    let orders = (1..=count).map(|n| UnplannedOrder {
        order: OrderId(n),
        created: Some(date(2026, 11, 20)),
        box_type: Some(BoxType::Boxes),
    });
    orders.collect()
}

/// What Wildberries says of an order: boxes to Коледино.
pub fn waits(order: OrderId) -> LookAtOrder {
    LookAtOrder::Waits(OrderFacts {
        order,
        warehouse: Some(WatchedWarehouse {
            id: WarehouseId(507),
            name: "Коледино".into(),
        }),
        box_type: Some(BoxType::Boxes),
    })
}

/// A draft at the summary: through the gateway, Коледино, boxes, up to ×5, 25 to 30 November, first catch.
pub fn filled() -> Draft {
    let context = context(1);
    let presses = [
        WizardPress::Way(WayChoice::Gateway),
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

/// A draft that has just come to the step of the warehouses.
pub fn at_warehouses() -> Draft {
    let context = context(1);
    pressed_through(
        Draft::new(context.today, 1),
        &context,
        &[WizardPress::Way(WayChoice::Gateway)],
    )
    .unwrap()
}

/// A draft that waits for the choice of an order, three of which there are.
pub fn at_cargo(context: &Context) -> Draft {
    pressed_through(
        Draft::new(context.today, 1),
        context,
        &[WizardPress::Way(WayChoice::Assisted)],
    )
    .unwrap()
}

/// The draft after these presses; the order as soon as one makes it. Wildberries knows three orders and says of each that it waits.
pub fn pressed_through(mut draft: Draft, context: &Context, presses: &[WizardPress]) -> Result<Draft, Box<WatchOrder>> {
    for press in presses {
        let mut next = rules::press(&mut draft, press, context);
        if let Next::LookAt(order) = next {
            next = rules::order_seen(&mut draft, order, Ok(waits(order)), context);
        }
        match next {
            Next::Show(say) => assert_eq!(say, Say::Nothing, "{press}"),
            Next::ReadOrders(_) => rules::orders_read(&mut draft, Ok(orders(3))),
            Next::Make(_, order) => return Err(order),
            other => panic!("{press} led to {other:?}"),
        }
    }
    Ok(draft)
}
