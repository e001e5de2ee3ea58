//! A watch half made.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use telegram::{Calendar, Selection};
use wildberries::{BoxType, Coefficient};

use super::context::Context;
use crate::ids::KeyId;
use crate::watch::{Mode, WatchedWarehouse};
use crate::watches::WatchOrder;

/// How many days ahead a watch may reach: as long as a key lives.
const LAST_DAY: i32 = 180;

/// The wizard's steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    Warehouses,
    Boxes,
    Max,
    Dates,
    Key,
    Mode,
    Summary,
}

/// A watch half made: what is chosen so far and where the user is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// Gives the watch its id, so that it is made once.
    pub seed: u64,
    /// The step on the screen.
    pub step: Step,
    /// Chosen warehouses, in the order of choosing.
    pub warehouses: Vec<WatchedWarehouse>,
    /// What the list of warehouses is searched for.
    pub query: String,
    /// Page of that list, from 0.
    pub page: usize,
    /// Chosen kinds of boxes.
    pub boxes: Vec<BoxType>,
    /// The most to pay.
    pub max: Option<Coefficient>,
    /// The calendar; it holds the dates.
    pub calendar: Calendar,
    /// The key to book with.
    pub key: Option<KeyId>,
    /// When to stop.
    pub mode: Option<Mode>,
}

impl Step {
    pub(crate) const ALL: [Self; 7] = [
        Self::Warehouses,
        Self::Boxes,
        Self::Max,
        Self::Dates,
        Self::Key,
        Self::Mode,
        Self::Summary,
    ];

    /// Its name in callback data.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Warehouses => "wh",
            Self::Boxes => "box",
            Self::Max => "max",
            Self::Dates => "day",
            Self::Key => "key",
            Self::Mode => "mode",
            Self::Summary => "sum",
        }
    }

    /// The step of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The step after this one; a single key is not asked for.
    pub(super) fn next(self, context: &Context) -> Self {
        match self {
            Self::Warehouses => Self::Boxes,
            Self::Boxes => Self::Max,
            Self::Max => Self::Dates,
            Self::Dates if context.asks_for_key() => Self::Key,
            Self::Dates | Self::Key => Self::Mode,
            Self::Mode | Self::Summary => Self::Summary,
        }
    }

    /// The step before this one.
    pub(super) fn previous(self, context: &Context) -> Self {
        match self {
            Self::Warehouses | Self::Boxes => Self::Warehouses,
            Self::Max => Self::Boxes,
            Self::Dates => Self::Max,
            Self::Mode if context.asks_for_key() => Self::Key,
            Self::Key | Self::Mode => Self::Dates,
            Self::Summary => Self::Mode,
        }
    }
}

impl Draft {
    /// Nothing chosen yet.
    pub fn new(today: Date, seed: u64) -> Self {
        Self {
            seed,
            step: Step::Warehouses,
            warehouses: Vec::new(),
            query: String::new(),
            page: 0,
            boxes: Vec::new(),
            max: None,
            calendar: Calendar::open(today, last_day(today)),
            key: None,
            mode: None,
        }
    }

    /// The chosen days.
    pub fn range(&self) -> Option<(Date, Date)> {
        match self.calendar.selection() {
            Selection::Range { from, to } => Some((from, to)),
            Selection::None | Selection::Start(_) => None,
        }
    }

    /// Whether the step on the screen has its answer.
    pub fn is_answered(&self, step: Step) -> bool {
        match step {
            Step::Warehouses => !self.warehouses.is_empty(),
            Step::Boxes => !self.boxes.is_empty(),
            Step::Max => self.max.is_some(),
            Step::Dates => self.range().is_some(),
            Step::Key => self.key.is_some(),
            Step::Mode => self.mode.is_some(),
            Step::Summary => false,
        }
    }

    /// Brings an old draft into today's world: days that have passed are not chosen any more, nor is a key that cannot book,
    /// and the wizard is at no step before which an answer is missing. Says whether it had to go back.
    pub(super) fn settle(&mut self, context: &Context) -> bool {
        self.calendar = self.calendar.moved_to(context.today, last_day(context.today));
        self.key = match context.keys.as_slice() {
            [only] => Some(only.id.clone()),
            keys => self.key.take().filter(|id| keys.iter().any(|key| key.id == *id)),
        };
        if self.step == Step::Key && !context.asks_for_key() {
            self.step = Step::Mode;
        }
        let missing = Step::ALL
            .into_iter()
            .find(|step| !self.is_answered(*step))
            .unwrap_or(Step::Summary);
        let went_back = self.step > missing;
        self.step = self.step.min(missing);
        went_back
    }

    /// The finished watch; `None` while an answer is missing.
    pub fn order(&self) -> Option<WatchOrder> {
        let (from, to) = self.range()?;
        if self.warehouses.is_empty() || self.boxes.is_empty() {
            return None;
        }
        Some(WatchOrder {
            warehouses: self.warehouses.clone(),
            boxes: self.boxes.clone(),
            max: self.max?,
            from,
            to,
            key: self.key.clone()?,
            mode: self.mode?,
        })
    }
}

fn last_day(today: Date) -> Date {
    today.saturating_add(LAST_DAY.days())
}
