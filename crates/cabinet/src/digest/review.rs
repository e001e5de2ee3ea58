//! A day's operations sorted by what a reader wants to know of them.

use accounts::history::{Ending, Operation};

/// What happened in a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Attempts that ended with a booking.
    pub caught: Vec<Operation>,
    /// Attempts in which the slot was gone.
    pub lost: usize,
    /// Attempts that failed for another reason.
    pub failed: usize,
    /// Attempts of which nobody can say what came of them.
    pub unclear: usize,
    /// Openings that could not be attempted.
    pub missed: usize,
    /// Stock asked to be moved.
    pub moves: Vec<Operation>,
    /// Payments and refunds.
    pub money: Vec<Operation>,
    /// Keys that Wildberries refused.
    pub keys: Vec<Operation>,
}

impl Review {
    /// Whether there is nothing to tell. What the user did with watches, rules and keys is no news to them.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, what: Operation) {
        match &what {
            Operation::Attempt { ending, .. } => match ending {
                Ending::Caught => self.caught.push(what),
                Ending::Lost | Ending::SlotClosed => self.lost += 1,
                Ending::Unsettled => self.unclear += 1,
                _ => self.failed += 1,
            },
            Operation::OpeningMissed { .. } => self.missed += 1,
            Operation::Moved { .. } => self.moves.push(what),
            Operation::Paid { .. } | Operation::Refunded { .. } => self.money.push(what),
            Operation::KeyRefused { .. } => self.keys.push(what),
            Operation::WatchMade { .. }
            | Operation::WatchChanged { .. }
            | Operation::WatchPaused { .. }
            | Operation::WatchResumed { .. }
            | Operation::WatchDeleted { .. }
            | Operation::KeyAdded { .. }
            | Operation::KeyRemoved { .. }
            | Operation::MoveRule { .. }
            | Operation::Other => {}
        }
    }
}

impl FromIterator<Operation> for Review {
    fn from_iter<I: IntoIterator<Item = Operation>>(operations: I) -> Self {
        let mut review = Self::default();
        for what in operations {
            review.add(what);
        }
        review
    }
}
