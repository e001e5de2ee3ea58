//! The numbers of orders, supplies and drafts.

use serde::{Deserialize, Serialize};

/// One row of numbers for all of them, so that none is ever mistaken for another. They are never used again.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Numbers(i64);

impl Numbers {
    /// Numbers that go on after this one.
    pub fn after(last: i64) -> Self {
        Self(last)
    }

    /// The next number.
    pub fn next(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}
