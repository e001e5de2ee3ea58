//! A watch half made, or one answer of it half changed.

mod path;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use telegram::{Calendar, CalendarPress, Selection};
use wildberries::{BoxType, Coefficient, SupplyId};

use super::context::Context;
use super::step::Step;
use crate::goods_sheet::{RefusedRow, SheetFacts};
use crate::ids::{KeyId, WatchId};
use crate::orders::{NoWord, OrderFacts, UnplannedOrder};
use crate::sooner::Replaced;
use crate::watch::{Mode, Watch, WatchedWarehouse};
use crate::watches::{Edit, WatchOrder, WayOrder};

/// How many days ahead a watch may reach: as long as a key lives.
const LAST_DAY: i32 = 180;

/// What the draft is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub(crate) enum Task {
    /// A new watch. The seed gives it its id, so that it is made once.
    Make { seed: u64 },
    /// One answer of this watch.
    Edit { watch: WatchId },
}

/// How slots are to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WayChoice {
    /// The seller confirms in the portal.
    Assisted,
    /// The booking gateway takes them.
    Gateway,
}

/// What is to be planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cargo")]
pub(crate) enum CargoChoice {
    /// An order without a date.
    Order(OrderFacts),
    /// A draft that is made with the watch.
    NewDraft,
    /// The same, filled with goods that the seller has listed.
    Goods,
    /// A supply that is planned already.
    Supply {
        /// Its number.
        supply: SupplyId,
    },
}

/// Goods that Wildberries did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedGoods {
    /// The first of them.
    pub first: Vec<RefusedRow>,
    /// How many there are.
    pub total: usize,
}

/// What is chosen so far and where the user is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// What it is for.
    pub task: Task,
    /// The step on the screen.
    pub step: Step,
    /// How slots are to be taken.
    pub way: Option<WayChoice>,
    /// The key to book or to ask with.
    pub key: Option<KeyId>,
    /// The shop's orders without a date when they were last asked for, or why there was no answer.
    pub orders: Option<Result<Vec<UnplannedOrder>, NoWord>>,
    /// What is to be planned.
    pub cargo: Option<CargoChoice>,
    /// The list of goods for its draft.
    #[serde(default)]
    pub goods: Option<SheetFacts>,
    /// What of the last list Wildberries did not take.
    #[serde(default)]
    pub refused: Option<RefusedGoods>,
    /// The booking that is to be moved to an earlier day: then little else is asked.
    #[serde(default)]
    pub instead_of: Option<Replaced>,
    /// Chosen warehouses, in the order of choosing.
    pub warehouses: Vec<WatchedWarehouse>,
    /// What the list of warehouses is searched for.
    pub query: String,
    /// Page of the list on the screen, from 0.
    pub page: usize,
    /// Chosen kinds of boxes.
    pub boxes: Vec<BoxType>,
    /// The most to pay.
    pub max: Option<Coefficient>,
    /// The calendar; it holds the dates.
    pub calendar: Calendar,
    /// When to stop.
    pub mode: Option<Mode>,
}

/// What a watch for an earlier day takes over from the booking it is to move.
pub(crate) struct Booked {
    /// The booking.
    pub replaced: Replaced,
    /// How it was taken.
    pub way: WayChoice,
    /// What is planned, where the seller confirms.
    pub cargo: Option<CargoChoice>,
    /// With which key.
    pub key: KeyId,
    /// Where it goes.
    pub warehouse: WatchedWarehouse,
    /// In what.
    pub box_type: BoxType,
    /// The most to pay.
    pub max: Coefficient,
}

impl Draft {
    /// Nothing chosen yet.
    pub fn new(today: Date, seed: u64) -> Self {
        Self {
            task: Task::Make { seed },
            step: Step::Way,
            way: None,
            key: None,
            orders: None,
            cargo: None,
            goods: None,
            refused: None,
            instead_of: None,
            warehouses: Vec::new(),
            query: String::new(),
            page: 0,
            boxes: Vec::new(),
            max: None,
            calendar: Calendar::open(today, last_day(today)),
            mode: None,
        }
    }

    /// One answer of a watch, to be changed.
    pub fn of_watch(watch: &Watch, step: Step, today: Date) -> Self {
        let mut draft = Self::new(today, 0);
        draft.instead_of.clone_from(&watch.instead_of);
        draft.settle_days(today);
        let days = [watch.from.max(today), watch.to].map(CalendarPress::of_day);
        if watch.to >= today {
            for day in days {
                draft.calendar.press(day);
            }
            // The first chosen month, not the last.
            draft.calendar.press(CalendarPress::of_month(
                telegram::CalendarAction::Prev,
                telegram::Month::of(watch.from.max(today)),
            ));
        }
        Self {
            task: Task::Edit {
                watch: watch.id.clone(),
            },
            step,
            warehouses: watch.warehouses.clone(),
            boxes: watch.boxes.clone(),
            max: Some(watch.max),
            ..draft
        }
    }

    /// A watch that is to move this booking to an earlier day: where it goes, in what and how is as it was.
    pub fn sooner(seed: u64, booked: Booked, today: Date) -> Self {
        let mut draft = Self {
            step: Step::Dates,
            way: Some(booked.way),
            key: Some(booked.key),
            cargo: booked.cargo,
            instead_of: Some(booked.replaced),
            warehouses: vec![booked.warehouse],
            boxes: vec![booked.box_type],
            max: Some(booked.max),
            mode: Some(Mode::FirstCatch),
            ..Self::new(today, seed)
        };
        draft.settle_days(today);
        draft
    }

    /// The chosen days.
    pub fn range(&self) -> Option<(Date, Date)> {
        match self.calendar.selection() {
            Selection::Range { from, to } => Some((from, to)),
            Selection::None | Selection::Start(_) => None,
        }
    }

    /// Where to deliver: what the order fixes, else what is chosen.
    pub fn wanted_warehouses(&self) -> Vec<WatchedWarehouse> {
        match self.facts().and_then(|order| order.warehouse.clone()) {
            Some(fixed) => vec![fixed],
            None => self.warehouses.clone(),
        }
    }

    /// In what to deliver: what the order fixes, else what is chosen.
    pub fn wanted_boxes(&self) -> Vec<BoxType> {
        match self.facts().and_then(|order| order.box_type) {
            Some(fixed) => vec![fixed],
            None => self.boxes.clone(),
        }
    }

    /// Whether a step has its answer.
    pub fn is_answered(&self, step: Step) -> bool {
        match step {
            Step::Way => self.way.is_some(),
            Step::Key => self.key.is_some(),
            Step::Cargo => self.cargo.is_some(),
            Step::Goods => self.goods.is_some(),
            Step::Warehouses => !self.warehouses.is_empty(),
            Step::Boxes => !self.boxes.is_empty(),
            Step::Max => self.max.is_some(),
            Step::Dates => self.range().is_some(),
            Step::Mode => self.mode.is_some(),
            Step::Summary => false,
        }
    }

    /// Chooses a way; the key stays if it is good for that.
    pub(super) fn choose_way(&mut self, way: WayChoice, context: &Context) {
        self.way = Some(way);
        self.settle_key(context);
    }

    /// Chooses a key; another key's shop has other orders.
    pub fn choose_key(&mut self, key: Option<KeyId>) {
        if self.key != key {
            self.key = key;
            self.orders = None;
            self.cargo = None;
        }
    }

    /// The finished watch; `None` while an answer is missing.
    pub fn order(&self) -> Option<WatchOrder> {
        let (from, to) = self.range()?;
        let way = match (self.way?, &self.cargo) {
            (WayChoice::Gateway, _) => WayOrder::Gateway,
            (WayChoice::Assisted, Some(CargoChoice::Order(facts))) => WayOrder::Order(facts.order),
            (WayChoice::Assisted, Some(CargoChoice::Supply { supply })) => WayOrder::Supply(*supply),
            (WayChoice::Assisted, Some(CargoChoice::NewDraft | CargoChoice::Goods)) => WayOrder::NewDraft,
            (WayChoice::Assisted, None) => return None,
        };
        let goods = match self.cargo {
            Some(CargoChoice::Goods) => Some(self.goods.as_ref()?.id.clone()),
            _ => None,
        };
        // One order or draft is planned once.
        let mode = match way {
            WayOrder::Gateway if goods.is_none() => self.mode?,
            _ => Mode::FirstCatch,
        };
        let (warehouses, boxes) = (self.wanted_warehouses(), self.wanted_boxes());
        if warehouses.is_empty() || boxes.is_empty() {
            return None;
        }
        Some(WatchOrder {
            way,
            warehouses,
            boxes,
            max: self.max?,
            from,
            to,
            key: self.key.clone()?,
            mode,
            goods,
            instead_of: self.instead_of.clone(),
        })
    }

    /// The changed answer; `None` while there is none.
    pub fn edit(&self) -> Option<Edit> {
        if !self.is_answered(self.step) {
            return None;
        }
        match self.step {
            Step::Warehouses => Some(Edit::Warehouses(self.warehouses.clone())),
            Step::Boxes => Some(Edit::Boxes(self.boxes.clone())),
            Step::Max => self.max.map(Edit::Max),
            Step::Dates => self.range().map(|(from, to)| Edit::Dates { from, to }),
            Step::Way | Step::Key | Step::Cargo | Step::Goods | Step::Mode | Step::Summary => None,
        }
    }

    /// The days that may be chosen now.
    fn settle_days(&mut self, today: Date) {
        let days = match &self.instead_of {
            Some(replaced) => replaced.days(today).unwrap_or((today, today)),
            None => (today, last_day(today)),
        };
        self.calendar = self.calendar.moved_to(days.0, days.1);
    }

    /// The chosen order, if there is one.
    fn facts(&self) -> Option<&OrderFacts> {
        match (self.way, &self.cargo) {
            (Some(WayChoice::Assisted), Some(CargoChoice::Order(facts))) => Some(facts),
            _ => None,
        }
    }

    /// A single key is not asked for, and one that is no good for the chosen way is chosen no more.
    fn settle_key(&mut self, context: &Context) {
        let Some(way) = self.way else { return };
        let mut keys = context.keys_for(way);
        let key = match (keys.next(), keys.next()) {
            (Some(only), None) => Some(only.id.clone()),
            _ => self
                .key
                .clone()
                .filter(|id| context.keys_for(way).any(|key| key.id == *id)),
        };
        self.choose_key(key);
    }
}

fn last_day(today: Date) -> Date {
    today.saturating_add(LAST_DAY.days())
}
