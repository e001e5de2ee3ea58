//! The steps that a watch goes through while it is made, and where it is among them.

use super::{CargoChoice, Draft, Task, WayChoice};
use crate::dialog::wizard::context::Context;
use crate::dialog::wizard::step::Step;
use crate::orders::can_draft;

impl Draft {
    /// The steps this draft goes through, in order.
    pub(in crate::dialog::wizard) fn path(&self, context: &Context) -> Vec<Step> {
        if let Task::Edit { .. } = self.task {
            return vec![self.step];
        }
        if self.instead_of.is_some() {
            return vec![Step::Dates, Step::Summary];
        }
        Step::ALL
            .into_iter()
            .filter(|step| self.meets(*step, context))
            .collect()
    }

    /// The step after the one on the screen.
    pub(in crate::dialog::wizard) fn next(&self, context: &Context) -> Step {
        let later = self.path(context).into_iter().find(|step| *step > self.step);
        later.unwrap_or(self.step)
    }

    /// The first step after this one that has no answer.
    pub(in crate::dialog::wizard) fn next_open(&self, context: &Context) -> Step {
        let later = self.path(context).into_iter().filter(|step| *step > self.step);
        let mut open = later.filter(|step| !self.is_answered(*step));
        open.next().unwrap_or(self.step)
    }

    /// The step before the one on the screen; `None` at the first.
    pub(in crate::dialog::wizard) fn previous(&self, context: &Context) -> Option<Step> {
        self.path(context).into_iter().rfind(|step| *step < self.step)
    }

    /// Brings an old draft into today's world: days that have passed are not chosen any more, nor is what the user cannot do any more,
    /// and the wizard is at no step before which an answer is missing. Says whether it had to go back.
    pub(in crate::dialog::wizard) fn settle(&mut self, context: &Context) -> bool {
        self.settle_days(context.today);
        if let Task::Edit { .. } = self.task {
            return false;
        }
        if self.instead_of.is_some() {
            let went_back = self.step > Step::Dates && self.range().is_none();
            self.step = if went_back { Step::Dates } else { self.step };
            return went_back;
        }
        self.way = self.way.filter(|way| context.offers(*way));
        self.settle_key(context);
        if matches!(self.cargo, Some(CargoChoice::NewDraft | CargoChoice::Goods))
            && !context.key_of(self).is_some_and(can_draft)
        {
            self.cargo = None;
        }
        let path = self.path(context);
        let missing = path
            .iter()
            .find(|step| !self.is_answered(**step))
            .unwrap_or(&Step::Summary);
        let here = path.iter().find(|step| **step >= self.step).unwrap_or(&Step::Summary);
        let went_back = here > missing;
        self.step = *here.min(missing);
        went_back
    }

    fn meets(&self, step: Step, context: &Context) -> bool {
        let way = self.way.unwrap_or(WayChoice::Assisted);
        let facts = self.facts();
        match step {
            Step::Way | Step::Max | Step::Dates | Step::Summary => true,
            Step::Key => context.keys_for(way).nth(1).is_some(),
            Step::Cargo => way == WayChoice::Assisted,
            Step::Goods => self.cargo == Some(CargoChoice::Goods),
            Step::Warehouses => facts.is_none_or(|order| order.warehouse.is_none()),
            Step::Boxes => facts.is_none_or(|order| order.box_type.is_none()),
            Step::Mode => way == WayChoice::Gateway && self.cargo != Some(CargoChoice::Goods),
        }
    }
}
