//! The wizard's steps.

use serde::{Deserialize, Serialize};

/// The wizard's steps, in order. Not every rule needs all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    Shop,
    Item,
    Sizes,
    From,
    To,
    When,
    Summary,
}

impl Step {
    pub(crate) const ALL: [Self; 7] = [
        Self::Shop,
        Self::Item,
        Self::Sizes,
        Self::From,
        Self::To,
        Self::When,
        Self::Summary,
    ];

    /// What can be changed about a rule, in the order in which it is offered.
    pub(crate) const EDITABLE: [Self; 3] = [Self::Sizes, Self::To, Self::When];

    /// Its name in callback data.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Item => "item",
            Self::Sizes => "size",
            Self::From => "from",
            Self::To => "to",
            Self::When => "when",
            Self::Summary => "sum",
        }
    }

    /// The step of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}
