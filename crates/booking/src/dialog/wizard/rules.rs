//! The wizard's rules: a draft, a press, what follows. Pure.

use telegram::{CalendarPress, Outcome};
use wildberries::{BoxType, Coefficient, WarehouseId};

use super::context::Context;
use super::draft::{Draft, Step};
use crate::dialog::press::WizardPress;
use crate::directory::DirectoryEntry;
use crate::texts::watch_wizard::toasts;
use crate::watch::WatchedWarehouse;
use crate::watches::{CreateWatch, MOST_WAREHOUSES, WatchOrder};

/// The longest search kept, characters.
const LONGEST_QUERY: usize = 40;

/// What follows a press.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// The wizard goes on, perhaps with a toast.
    Show(Option<String>),
    /// The user gave it up.
    Cancelled,
    /// There is no key to book with any more.
    NoKeys,
    /// Everything is chosen and confirmed.
    Make(Box<WatchOrder>),
}

/// Takes a press. One that belongs to another step than the one on the screen (pressed twice, or late) changes nothing.
pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    if *press == WizardPress::Cancel {
        return Next::Cancelled;
    }
    if context.keys.is_empty() {
        return Next::NoKeys;
    }
    if draft.settle(context) {
        return Next::Show(Some(toasts::choose_again(context.language)));
    }
    let toast = match (draft.step, press) {
        (Step::Warehouses, WizardPress::Warehouse(id)) => tick_warehouse(draft, *id, context),
        (Step::Warehouses, WizardPress::Page(page)) => {
            draft.page = (*page).min(pages(draft, context) - 1);
            None
        }
        (Step::Warehouses, WizardPress::All) => {
            draft.query.clear();
            draft.page = 0;
            None
        }
        (Step::Warehouses, WizardPress::Renew) => context
            .directory
            .is_none()
            .then(|| toasts::still_no_directory(context.language)),
        (Step::Boxes, WizardPress::Box(kind)) => {
            tick_boxes(draft, *kind);
            None
        }
        (Step::Max, WizardPress::Max(n)) => {
            draft.max = Some(Coefficient::whole(*n));
            forward(draft, context)
        }
        (Step::Dates, WizardPress::Calendar(press)) => calendar(draft, *press, context),
        (Step::Key, WizardPress::Key(id)) if context.key_label(id).is_some() => {
            draft.key = Some(id.clone());
            forward(draft, context)
        }
        (Step::Mode, WizardPress::Mode(mode)) => {
            draft.mode = Some(*mode);
            forward(draft, context)
        }
        (Step::Summary, WizardPress::Make) => match draft.order() {
            Some(order) => return Next::Make(Box::new(order)),
            None => None,
        },
        (step, WizardPress::Next(of)) if step == *of => forward(draft, context),
        (step, WizardPress::Back(of)) if step == *of => {
            draft.step = step.previous(context);
            None
        }
        _ => None,
    };
    Next::Show(toast)
}

/// Takes a text as a search for warehouses; `false` at a step that is no search.
pub(super) fn search(draft: &mut Draft, text: &str, context: &Context) -> bool {
    draft.settle(context);
    if draft.step != Step::Warehouses || context.directory.is_none() {
        return false;
    }
    draft.query = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(LONGEST_QUERY)
        .collect();
    draft.page = 0;
    true
}

/// After the watch could not be made: back to the step that can help, if one can.
pub(super) fn not_made(draft: &mut Draft, outcome: &CreateWatch) {
    match outcome {
        CreateWatch::KeyUnusable => {
            draft.key = None;
            draft.step = Step::Key;
        }
        CreateWatch::Past => draft.step = Step::Dates,
        CreateWatch::Created(_) | CreateWatch::TooMany | CreateWatch::NoCatches => {}
    }
}

/// What the list of warehouses shows: the chosen ones first, then what the search finds.
pub(super) fn listed(draft: &Draft, context: &Context) -> Vec<DirectoryEntry> {
    let chosen = draft.warehouses.iter().map(|w| DirectoryEntry {
        id: w.id,
        name: w.name.clone(),
    });
    let rest = found(draft, context)
        .into_iter()
        .filter(|entry| !draft.warehouses.iter().any(|w| w.id == entry.id));
    chosen.chain(rest.cloned()).collect()
}

/// What the search finds, by name or by Wildberries' number.
pub(super) fn found<'a>(draft: &Draft, context: &'a Context) -> Vec<&'a DirectoryEntry> {
    let Some(directory) = &context.directory else {
        return Vec::new();
    };
    let mut found = directory.search(&draft.query);
    let by_number = draft.query.parse::<WarehouseId>().ok().and_then(|id| directory.get(id));
    if let Some(entry) = by_number.filter(|entry| !found.iter().any(|known| known.id == entry.id)) {
        found.insert(0, entry);
    }
    found
}

/// Warehouses on one page of the list.
pub(super) const PAGE: usize = 8;

fn pages(draft: &Draft, context: &Context) -> usize {
    listed(draft, context).len().div_ceil(PAGE).max(1)
}

fn tick_warehouse(draft: &mut Draft, id: WarehouseId, context: &Context) -> Option<String> {
    if let Some(place) = draft.warehouses.iter().position(|w| w.id == id) {
        draft.warehouses.remove(place);
        draft.page = draft.page.min(pages(draft, context) - 1);
        return None;
    }
    let Some(entry) = context.directory.as_ref().and_then(|directory| directory.get(id)) else {
        return Some(toasts::warehouse_gone(context.language));
    };
    if draft.warehouses.len() >= MOST_WAREHOUSES {
        return Some(toasts::too_many_warehouses(context.language));
    }
    draft.warehouses.push(WatchedWarehouse {
        id,
        name: entry.name.clone(),
    });
    None
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

fn calendar(draft: &mut Draft, press: CalendarPress, context: &Context) -> Option<String> {
    let language = context.language;
    match draft.calendar.press(press) {
        Outcome::Changed | Outcome::Unchanged => None,
        Outcome::Restarted => Some(toasts::restarted(language)),
        Outcome::PastDay => Some(toasts::past_day(language)),
        Outcome::TooFar => Some(toasts::too_far(language)),
        Outcome::NotChosen => Some(toasts::not_chosen(language)),
        Outcome::Done { .. } => forward(draft, context),
        Outcome::Back => {
            draft.step = Step::Dates.previous(context);
            None
        }
    }
}

fn forward(draft: &mut Draft, context: &Context) -> Option<String> {
    if draft.is_answered(draft.step) {
        draft.step = draft.step.next(context);
        return None;
    }
    match draft.step {
        Step::Warehouses => Some(toasts::choose_warehouse(context.language)),
        Step::Boxes => Some(toasts::choose_boxes(context.language)),
        Step::Dates => Some(toasts::not_chosen(context.language)),
        Step::Max | Step::Key | Step::Mode | Step::Summary => None,
    }
}

#[cfg(test)]
mod tests;
