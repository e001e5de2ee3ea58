//! The wizard's steps.

use serde::{Deserialize, Serialize};

/// The wizard's steps, in order. Not every watch needs all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    Way,
    Key,
    Cargo,
    Goods,
    Warehouses,
    Boxes,
    Max,
    Dates,
    Mode,
    Summary,
}

impl Step {
    pub(crate) const ALL: [Self; 10] = [
        Self::Way,
        Self::Key,
        Self::Cargo,
        Self::Goods,
        Self::Warehouses,
        Self::Boxes,
        Self::Max,
        Self::Dates,
        Self::Mode,
        Self::Summary,
    ];

    /// What can be changed about a watch, in the order in which it is offered.
    pub(crate) const EDITABLE: [Self; 4] = [Self::Dates, Self::Warehouses, Self::Max, Self::Boxes];

    /// Its name in callback data.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Way => "way",
            Self::Key => "key",
            Self::Cargo => "cargo",
            Self::Goods => "goods",
            Self::Warehouses => "wh",
            Self::Boxes => "box",
            Self::Max => "max",
            Self::Dates => "day",
            Self::Mode => "mode",
            Self::Summary => "sum",
        }
    }

    /// The step of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}
