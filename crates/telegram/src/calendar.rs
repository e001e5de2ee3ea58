//! Choosing a range of days on an inline keyboard. Pure: a state, a press, an outcome, a keyboard.

mod press;
mod render;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

pub use press::{CalendarAction, CalendarPress};

use crate::{Keyboard, Language};

/// A calendar as a dialog keeps it: the month on the screen, what is chosen, and the days that may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    month: Month,
    selection: Selection,
    today: Date,
    last: Date,
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// The year, such as 2026.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
}

/// What is chosen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Nothing.
    #[default]
    None,
    /// The first day.
    Start(Date),
    /// All of it; one day when both are the same.
    Range {
        /// The first day.
        from: Date,
        /// The last day, not before the first.
        to: Date,
    },
}

/// What a press did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The calendar looks different now: show it again.
    Changed,
    /// The day pressed as the end lies before the start: it is the start now. Show the calendar again.
    Restarted,
    /// The day is in the past: nothing changed.
    PastDay,
    /// The day is beyond the last that may be chosen: nothing changed.
    TooFar,
    /// Nothing changed and there is nothing to say.
    Unchanged,
    /// The range is final.
    Done {
        /// The first day.
        from: Date,
        /// The last day, not before the first.
        to: Date,
    },
    /// "Done" was pressed before a range was chosen: nothing changed.
    NotChosen,
    /// The user wants back.
    Back,
}

impl Calendar {
    /// A calendar of the days from `today` to `last`, at today's month, nothing chosen. A `last` before today is today.
    pub fn open(today: Date, last: Date) -> Self {
        Self {
            month: Month::of(today),
            selection: Selection::None,
            today,
            last: last.max(today),
        }
    }

    /// The same calendar when it is used on another day: what lies outside the new days is no longer chosen.
    pub fn moved_to(self, today: Date, last: Date) -> Self {
        let fresh = Self::open(today, last);
        let selection = match self.selection {
            Selection::Start(day) if fresh.offers(day) => self.selection,
            Selection::Range { from, to } if fresh.offers(from) && fresh.offers(to) => self.selection,
            _ => Selection::None,
        };
        Self {
            month: fresh.nearest(self.month),
            selection,
            ..fresh
        }
    }

    /// The month on the screen.
    pub fn month(&self) -> Month {
        self.month
    }

    /// What is chosen so far.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The first day that may be chosen.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The last day that may be chosen.
    pub fn last(&self) -> Date {
        self.last
    }

    /// Takes a press, which may come from a keyboard shown long ago.
    pub fn press(&mut self, press: CalendarPress) -> Outcome {
        match press.action {
            CalendarAction::Day => press.date().map_or(Outcome::Unchanged, |day| self.day(day)),
            CalendarAction::Prev | CalendarAction::Next => self.show(press.shown()),
            CalendarAction::Done => match self.selection {
                Selection::Range { from, to } => Outcome::Done { from, to },
                Selection::None | Selection::Start(_) => Outcome::NotChosen,
            },
            CalendarAction::Back => Outcome::Back,
            CalendarAction::Ignore => Outcome::Unchanged,
        }
    }

    /// The calendar on the screen.
    pub fn keyboard(&self, language: Language) -> Keyboard {
        render::keyboard(self, language)
    }

    fn day(&mut self, day: Date) -> Outcome {
        if day < self.today {
            return Outcome::PastDay;
        }
        if day > self.last {
            return Outcome::TooFar;
        }
        // A press from an old keyboard may name a day of another month: the user sees what was chosen.
        self.month = Month::of(day);
        match self.selection {
            Selection::Start(from) if day < from => {
                self.selection = Selection::Start(day);
                Outcome::Restarted
            }
            Selection::Start(from) => {
                self.selection = Selection::Range { from, to: day };
                Outcome::Changed
            }
            Selection::None | Selection::Range { .. } => {
                self.selection = Selection::Start(day);
                Outcome::Changed
            }
        }
    }

    fn show(&mut self, month: Month) -> Outcome {
        let month = self.nearest(month);
        if month == self.month {
            return Outcome::Unchanged;
        }
        self.month = month;
        Outcome::Changed
    }

    fn offers(&self, day: Date) -> bool {
        self.today <= day && day <= self.last
    }

    /// This month, or the nearest one in which a day may be chosen.
    fn nearest(&self, month: Month) -> Month {
        month.clamp(Month::of(self.today), Month::of(self.last))
    }
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// The month before.
    pub fn previous(self) -> Self {
        if self.month <= 1 {
            return Self {
                year: self.year - 1,
                month: 12,
            };
        }
        Self {
            month: self.month - 1,
            ..self
        }
    }

    /// The month after.
    pub fn next(self) -> Self {
        if self.month >= 12 {
            return Self {
                year: self.year + 1,
                month: 1,
            };
        }
        Self {
            month: self.month + 1,
            ..self
        }
    }

    /// Its days in order.
    fn days(self) -> impl Iterator<Item = Date> {
        let first = self.first_day();
        first
            .series(1.day())
            .take_while(move |day| Self::of(*day) == Self::of(first))
    }

    /// Its first day. A month that does not exist, which only a damaged state can hold, is taken for the nearest that does.
    fn first_day(self) -> Date {
        let year = self.year.clamp(1, 9998);
        Date::constant(year, self.month.clamp(1, 12), 1)
    }
}
