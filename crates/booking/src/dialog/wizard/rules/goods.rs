//! The step of the goods: a list for the draft that is made with the watch.

use super::Next;
use crate::dialog::press::WizardPress;
use crate::dialog::wizard::context::Context;
use crate::dialog::wizard::draft::{CargoChoice, Draft, RefusedGoods, Task, WayChoice};
use crate::dialog::wizard::step::Step;
use crate::goods_sheet::{RefusedRow, SheetFacts};
use crate::orders::can_draft;

/// Most refused goods that are named.
const MOST_NAMED: usize = goods::MOST_PROBLEMS;

/// Whether a draft can be made from a list for this watch.
pub(in crate::dialog::wizard) fn can_list(draft: &Draft, context: &Context) -> bool {
    let is_new = matches!(draft.task, Task::Make { .. }) && draft.instead_of.is_none();
    is_new && context.key_of(draft).is_some_and(can_draft)
}

/// Whether a list that comes now is for this watch: it was asked for, or could have been chosen at the step on the screen.
pub(in crate::dialog::wizard) fn awaits_list(draft: &mut Draft, context: &Context, is_file: bool) -> bool {
    draft.settle(context);
    if !can_list(draft, context) {
        return false;
    }
    let by_file = match draft.step {
        Step::Cargo => true,
        Step::Summary => draft.way == Some(WayChoice::Gateway) || draft.cargo == Some(CargoChoice::Goods),
        _ => false,
    };
    draft.step == Step::Goods || (is_file && by_file)
}

/// Takes a good list.
pub(in crate::dialog::wizard) fn list_read(draft: &mut Draft, facts: SheetFacts) {
    draft.cargo = Some(CargoChoice::Goods);
    draft.goods = Some(facts);
    draft.refused = None;
    draft.step = Step::Goods;
}

/// Back to this step: the list is no good (any more).
pub(super) fn refused(draft: &mut Draft, rows: &[RefusedRow]) {
    draft.goods = None;
    draft.step = Step::Goods;
    draft.refused = (!rows.is_empty()).then(|| RefusedGoods {
        first: rows.iter().take(MOST_NAMED).cloned().collect(),
        total: rows.len(),
    });
}

pub(super) fn press(draft: &mut Draft, press: &WizardPress, context: &Context) -> Next {
    match press {
        WizardPress::Goods if can_list(draft, context) => {
            draft.cargo = Some(CargoChoice::Goods);
            draft.step = Step::Goods;
        }
        WizardPress::NoGoods => {
            draft.cargo = None;
            draft.goods = None;
            draft.refused = None;
            draft.step = draft.next_open(context);
            draft.settle(context);
        }
        _ => {}
    }
    Next::SHOW
}
