//! The wizard's rules: a draft, a press, what follows. Pure.

mod cargo;
mod goods;
mod warehouses;

use telegram::{CalendarPress, Outcome};
use wildberries::{BoxType, Coefficient, OrderId};

use super::context::Context;
use super::draft::{Draft, Task, WayChoice};
use super::step::Step;
use crate::dialog::press::WizardPress;
use crate::ids::WatchId;
use crate::texts::watch_wizard::toasts;
use crate::watches::{ChangeWatch, CreateWatch, Edit, WatchOrder};
use telegram::Say;

pub(super) use cargo::{order_seen, orders_read};
pub(super) use goods::{awaits_list, can_list, list_read};
pub(super) use warehouses::{found, listed, search};

/// Entries on one page of a list.
pub(super) const PAGE: usize = 8;

/// What follows a press.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// The wizard goes on.
    Show(Say),
    /// The user gave it up.
    Cancelled,
    /// There is no key to work with any more.
    NoKeys,
    /// The shop's orders are to be asked for; then the wizard goes on.
    ReadOrders(Say),
    /// This order is to be asked for.
    LookAt(OrderId),
    /// Everything is chosen and confirmed.
    Make(u64, Box<WatchOrder>),
    /// An answer about a watch is to be changed.
    Save(WatchId, Edit),
}

impl Next {
    const SHOW: Self = Self::Show(Say::Nothing);

    fn toast(text: String) -> Self {
        Self::Show(Say::Toast(text))
    }
}

/// Takes a press. One that belongs to another step than the one on the screen (pressed twice, or late) changes nothing.
pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    if *press == WizardPress::Cancel {
        return Next::Cancelled;
    }
    let makes = matches!(draft.task, Task::Make { .. });
    if makes && context.keys.is_empty() {
        return Next::NoKeys;
    }
    let next = if draft.settle(context) {
        Next::toast(toasts::choose_again(context.language))
    } else {
        answer(draft, press, context)
    };
    match next {
        // Whoever comes to this step sees the orders as they are then.
        Next::Show(say) if draft.step == Step::Cargo && draft.orders.is_none() => Next::ReadOrders(say),
        next => next,
    }
}

/// After the watch could not be made: back to the step that can help, if one can.
pub(super) fn not_made(draft: &mut Draft, outcome: &CreateWatch) {
    match outcome {
        // What is to be moved keeps its shop.
        CreateWatch::KeyUnusable if draft.instead_of.is_some() => {}
        CreateWatch::KeyUnusable => {
            draft.choose_key(None);
            draft.step = Step::Key;
        }
        CreateWatch::Past => draft.step = Step::Dates,
        CreateWatch::OrderTaken => draft.step = Step::Cargo,
        CreateWatch::GoodsRefused(rows) => goods::refused(draft, rows),
        CreateWatch::GoodsForgotten => goods::refused(draft, &[]),
        CreateWatch::Created(_)
        | CreateWatch::TooMany
        | CreateWatch::BeingMade
        | CreateWatch::NoDraft(_)
        | CreateWatch::BeingMoved => {}
    }
}

/// Whether the wizard stays open after this end of a change, so that another answer can be given.
pub(super) fn stays_open(outcome: &ChangeWatch) -> bool {
    matches!(outcome, ChangeWatch::Past)
}

fn answer(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    match (draft.step, press) {
        (Step::Way, WizardPress::Way(way)) if context.offers(*way) => {
            draft.choose_way(*way, context);
            forward(draft, context)
        }
        (Step::Key, WizardPress::Key(id)) if fits(draft, id, context) => {
            draft.choose_key(Some(id.clone()));
            forward(draft, context)
        }
        (Step::Cargo, press) if cargo::takes(press) => cargo::press(draft, press, context),
        (Step::Goods, WizardPress::NoGoods) | (Step::Summary, WizardPress::Goods) => {
            goods::press(draft, press, context)
        }
        (Step::Warehouses, press) if warehouses::takes(press) => warehouses::press(draft, press, context),
        (Step::Boxes, WizardPress::Box(kind)) => {
            tick_boxes(draft, *kind);
            Next::SHOW
        }
        (Step::Max, WizardPress::Max(n)) => {
            draft.max = Some(Coefficient::whole(*n));
            match draft.task {
                Task::Make { .. } => forward(draft, context),
                Task::Edit { .. } => Next::SHOW,
            }
        }
        (Step::Dates, WizardPress::Calendar(press)) => calendar(draft, *press, context),
        (Step::Mode, WizardPress::Mode(mode)) => {
            draft.mode = Some(*mode);
            forward(draft, context)
        }
        (_, WizardPress::Make) => finish(draft, context),
        (step, WizardPress::Next(of)) if step == *of => forward(draft, context),
        (step, WizardPress::Back(of)) if step == *of => {
            back(draft, context);
            Next::SHOW
        }
        _ => Next::SHOW,
    }
}

fn fits(draft: &Draft, key: &crate::ids::KeyId, context: &Context) -> bool {
    let way = draft.way.unwrap_or(WayChoice::Assisted);
    context.keys_for(way).any(|known| known.id == *key)
}

fn tick_boxes(draft: &mut Draft, kind: BoxType) {
    if let Some(place) = draft.boxes.iter().position(|known| *known == kind) {
        draft.boxes.remove(place);
        return;
    }
    if BoxType::KNOWN.contains(&kind) {
        draft.boxes.push(kind);
        draft
            .boxes
            .sort_by_key(|kind| BoxType::KNOWN.iter().position(|known| known == kind));
    }
}

fn calendar(draft: &mut Draft, press: CalendarPress, context: &Context) -> Next {
    let language = context.language;
    match draft.calendar.press(press) {
        Outcome::Changed | Outcome::Unchanged => Next::SHOW,
        Outcome::Restarted => Next::toast(toasts::restarted(language)),
        Outcome::PastDay => Next::toast(toasts::past_day(language)),
        Outcome::TooFar => Next::toast(toasts::too_far(language)),
        Outcome::NotChosen => Next::toast(toasts::not_chosen(language)),
        Outcome::Done { .. } => match draft.task {
            Task::Make { .. } => forward(draft, context),
            Task::Edit { .. } => finish(draft, context),
        },
        Outcome::Back => {
            back(draft, context);
            Next::SHOW
        }
    }
}

/// The last press: everything there is becomes the watch, or the change to it.
fn finish(draft: &Draft, context: &Context) -> Next {
    match &draft.task {
        Task::Edit { watch } => match draft.edit() {
            Some(edit) => Next::Save(watch.clone(), edit),
            None => unanswered(draft, context),
        },
        Task::Make { seed } if draft.step == Step::Summary => match draft.order() {
            Some(order) => Next::Make(*seed, Box::new(order)),
            None => Next::SHOW,
        },
        Task::Make { .. } => Next::SHOW,
    }
}

fn forward(draft: &mut Draft, context: &Context) -> Next {
    if !draft.is_answered(draft.step) {
        return unanswered(draft, context);
    }
    // A list of goods may come late, when all the rest is answered.
    draft.step = match draft.step {
        Step::Goods => draft.next_open(context),
        _ => draft.next(context),
    };
    draft.page = 0;
    Next::SHOW
}

fn back(draft: &mut Draft, context: &Context) {
    if let Some(previous) = draft.previous(context) {
        draft.step = previous;
        draft.page = 0;
    }
}

fn unanswered(draft: &Draft, context: &Context) -> Next {
    let language = context.language;
    match draft.step {
        Step::Cargo => Next::toast(toasts::choose_cargo(language)),
        Step::Goods => Next::toast(toasts::send_goods(language)),
        Step::Warehouses => Next::toast(toasts::choose_warehouse(language)),
        Step::Boxes => Next::toast(toasts::choose_boxes(language)),
        Step::Dates => Next::toast(toasts::not_chosen(language)),
        Step::Way | Step::Key | Step::Max | Step::Mode | Step::Summary => Next::SHOW,
    }
}

#[cfg(test)]
mod tests;
