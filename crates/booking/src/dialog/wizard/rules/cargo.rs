//! The step of the cargo: the shop's orders without a date, or a new draft.

use wildberries::OrderId;

use super::{Next, PAGE, forward};
use crate::dialog::press::WizardPress;
use crate::dialog::wizard::context::Context;
use crate::dialog::wizard::draft::{CargoChoice, Draft};
use crate::dialog::wizard::step::Step;
use crate::orders::{LookAtOrder, NoWord, OrderFacts, UnplannedOrder, can_draft};
use crate::texts::watch_wizard::cargo as texts;
use crate::texts::watch_wizard::toasts;
use telegram::Say;

/// Whether a press belongs to this step.
pub(super) fn takes(press: &WizardPress) -> bool {
    matches!(
        press,
        WizardPress::Order(_) | WizardPress::NewDraft | WizardPress::Goods | WizardPress::Page(_) | WizardPress::Renew
    )
}

pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    let language = context.language;
    match press {
        WizardPress::Order(order) => match listed(draft, *order) {
            None => Next::toast(toasts::order_not_listed(language)),
            Some(_) if context.taken_orders.contains(order) => {
                Next::Show(Say::Alert(texts::order_taken(language).into()))
            }
            Some(_) => Next::LookAt(*order),
        },
        WizardPress::NewDraft if context.key_of(draft).is_some_and(can_draft) => {
            draft.cargo = Some(CargoChoice::NewDraft);
            forward(draft, context)
        }
        WizardPress::Goods if context.key_of(draft).is_some_and(can_draft) => {
            draft.cargo = Some(CargoChoice::Goods);
            forward(draft, context)
        }
        WizardPress::Page(page) => {
            draft.page = (*page).min(pages(draft) - 1);
            Next::SHOW
        }
        WizardPress::Renew => Next::ReadOrders(Say::Nothing),
        _ => Next::SHOW,
    }
}

/// Takes Wildberries' answer about the shop's orders.
pub(in crate::dialog::wizard) fn orders_read(draft: &mut Draft, answer: Result<Vec<UnplannedOrder>, NoWord>) {
    draft.orders = Some(answer);
    draft.page = draft.page.min(pages(draft) - 1);
    // An order that waits no longer is chosen no longer.
    if let Some(CargoChoice::Order(facts)) = &draft.cargo
        && matches!(draft.orders, Some(Ok(_)))
        && listed(draft, facts.order).is_none()
    {
        draft.cargo = None;
    }
}

/// Takes Wildberries' answer about the order that was pressed.
pub(in crate::dialog::wizard) fn order_seen(
    draft: &mut Draft,
    order: OrderId,
    answer: Result<LookAtOrder, NoWord>,
    context: &Context,
) -> Next {
    let language = context.language;
    if draft.step != Step::Cargo {
        return Next::SHOW;
    }
    match answer {
        Ok(LookAtOrder::Waits(facts)) => {
            draft.cargo = Some(CargoChoice::Order(completed(facts, draft, context)));
            forward(draft, context)
        }
        Ok(LookAtOrder::Planned) => Next::ReadOrders(Say::Alert(texts::order_planned(language).into())),
        Ok(LookAtOrder::Missing) => Next::ReadOrders(Say::Alert(texts::order_missing(language).into())),
        // The list is a word of Wildberries' too: what it does not say is asked of the seller.
        Err(NoWord::Wait(_)) => {
            let Some(known) = listed(draft, order) else {
                return Next::SHOW;
            };
            draft.cargo = Some(CargoChoice::Order(OrderFacts {
                order,
                warehouse: None,
                box_type: known.box_type,
            }));
            forward(draft, context);
            Next::Show(Say::Alert(texts::warehouse_unknown(language).into()))
        }
        Err(why) => Next::Show(Say::Alert(texts::not_told(language, why).into())),
    }
}

/// What Wildberries left out about an order, as far as it said so elsewhere.
fn completed(mut facts: OrderFacts, draft: &Draft, context: &Context) -> OrderFacts {
    if let (Some(at), Some(directory)) = (&mut facts.warehouse, &context.directory)
        && at.name.trim().is_empty()
        && let Some(entry) = directory.get(at.id)
    {
        at.name.clone_from(&entry.name);
    }
    let known = listed(draft, facts.order).and_then(|order| order.box_type);
    facts.box_type = facts.box_type.or(known);
    facts
}

fn listed(draft: &Draft, order: OrderId) -> Option<&UnplannedOrder> {
    let orders = draft.orders.as_ref()?.as_ref().ok()?;
    orders.iter().find(|known| known.order == order)
}

fn pages(draft: &Draft) -> usize {
    let count = match &draft.orders {
        Some(Ok(orders)) => orders.len(),
        Some(Err(_)) | None => 0,
    };
    count.div_ceil(PAGE).max(1)
}
