//! The step of the warehouses: the list, its search, its ticks.

use wildberries::WarehouseId;

use super::{Next, PAGE};
use crate::dialog::press::WizardPress;
use crate::dialog::wizard::context::Context;
use crate::dialog::wizard::draft::Draft;
use crate::dialog::wizard::step::Step;
use crate::directory::DirectoryEntry;
use crate::texts::watch_wizard::toasts;
use crate::watch::WatchedWarehouse;
use crate::watches::MOST_WAREHOUSES;

/// The longest search kept, characters.
const LONGEST_QUERY: usize = 40;

/// Whether a press belongs to this step.
pub(super) fn takes(press: &WizardPress) -> bool {
    matches!(
        press,
        WizardPress::Warehouse(_) | WizardPress::Page(_) | WizardPress::All | WizardPress::Renew
    )
}

pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    match press {
        WizardPress::Warehouse(id) => tick(draft, *id, context),
        WizardPress::Page(page) => {
            draft.page = (*page).min(pages(draft, context) - 1);
            Next::SHOW
        }
        WizardPress::All => {
            draft.query.clear();
            draft.page = 0;
            Next::SHOW
        }
        WizardPress::Renew if context.directory.is_none() => Next::toast(toasts::still_no_directory(context.language)),
        _ => Next::SHOW,
    }
}

/// Takes a text as a search for warehouses; `false` at a step that is no search.
pub(in crate::dialog::wizard) fn search(draft: &mut Draft, text: &str, context: &Context) -> bool {
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

/// What the list shows: the chosen ones first, then what the search finds.
pub(in crate::dialog::wizard) fn listed(draft: &Draft, context: &Context) -> Vec<DirectoryEntry> {
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
pub(in crate::dialog::wizard) fn found<'a>(draft: &Draft, context: &'a Context) -> Vec<&'a DirectoryEntry> {
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

fn pages(draft: &Draft, context: &Context) -> usize {
    listed(draft, context).len().div_ceil(PAGE).max(1)
}

fn tick(draft: &mut Draft, id: WarehouseId, context: &Context) -> Next {
    if let Some(place) = draft.warehouses.iter().position(|w| w.id == id) {
        draft.warehouses.remove(place);
        draft.page = draft.page.min(pages(draft, context) - 1);
        return Next::SHOW;
    }
    let Some(entry) = context.directory.as_ref().and_then(|directory| directory.get(id)) else {
        return Next::toast(toasts::warehouse_gone(context.language));
    };
    if draft.warehouses.len() >= MOST_WAREHOUSES {
        return Next::toast(toasts::too_many_warehouses(context.language));
    }
    draft.warehouses.push(WatchedWarehouse {
        id,
        name: entry.name.clone(),
    });
    Next::SHOW
}
