//! Figures of catching: a user's own and the whole service's, for a day and a week.

use accounts::errands::{Errand, SpeedChart};
use accounts::speed::{CLASSES_MS, Scope, SpeedDay};
use futures::future::try_join_all;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::{Envelope, Fifo, QueueError};
use store::{StoreError, Table};
use telegram::{ChatId, Language, UserId};

/// Days of a week, today among them.
pub const WEEK: usize = 7;
/// "The last day" is today and yesterday together: days are whole, so one alone would be nearly empty every morning.
const LAST_DAYS: usize = 2;
/// Orders of a chart within this time are one order.
const ONE_ORDER: SignedDuration = SignedDuration::from_secs(10);

/// What was counted over some time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Openings that suited a watch.
    pub openings: u64,
    /// Attempts that ended.
    pub attempts: u64,
    /// Those that ended with a booking.
    pub caught: u64,
    /// Those in which the date was gone.
    pub lost: u64,
    /// Good looks at the board; the service's only.
    pub looks: u64,
    /// The time they covered, milliseconds.
    pub looking_ms: u64,
    /// How many catches fell into each class of durations, the open one last.
    classes: [u64; CLASSES_MS.len() + 1],
}

/// A duration known by its class only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// At most so many milliseconds.
    AtMost(u64),
    /// Longer than so many milliseconds.
    LongerThan(u64),
}

/// A week by days, oldest first; a day on which nothing was counted is all zeroes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week(pub Vec<(Date, Figures)>);

impl Figures {
    /// These and those together.
    pub fn plus(mut self, more: &Self) -> Self {
        self.openings += more.openings;
        self.attempts += more.attempts;
        self.caught += more.caught;
        self.lost += more.lost;
        self.looks += more.looks;
        self.looking_ms += more.looking_ms;
        for (mine, theirs) in self.classes.iter_mut().zip(more.classes) {
            *mine += theirs;
        }
        self
    }

    /// Attempts that ended otherwise than with a booking or a lost date.
    pub fn otherwise(&self) -> u64 {
        self.attempts.saturating_sub(self.caught + self.lost)
    }

    /// Catches whose duration was counted.
    pub fn timed(&self) -> u64 {
        self.classes.iter().sum()
    }

    /// How long catches took from seeing to confirmation, so that this share of them, in hundredths, was no slower; `None` without catches.
    pub fn took(&self, hundredths: u64) -> Option<Took> {
        let total = self.timed();
        // The nearest rank: of 20 catches the 95th hundredth is the 19th.
        let rank = (total * hundredths).div_ceil(100).max(1);
        let mut reached = 0;
        let class = self.classes.iter().position(|count| {
            reached += count;
            reached >= rank
        })?;
        Some(match CLASSES_MS.get(class) {
            Some(end) => Took::AtMost(*end),
            None => Took::LongerThan(CLASSES_MS[CLASSES_MS.len() - 1]),
        })
    }

    /// The time between two looks at the board, on average, milliseconds; `None` when nobody looked.
    pub fn interval_ms(&self) -> Option<u64> {
        (self.looks > 0).then(|| self.looking_ms / self.looks)
    }
}

impl From<&SpeedDay> for Figures {
    fn from(day: &SpeedDay) -> Self {
        Self {
            openings: day.openings,
            attempts: day.attempts,
            caught: day.caught,
            lost: day.lost,
            looks: day.looks,
            looking_ms: day.looking_ms,
            classes: day.classes(),
        }
    }
}

impl Week {
    /// The whole week.
    pub fn whole(&self) -> Figures {
        sum(&self.0)
    }

    /// Today and yesterday.
    pub fn last_days(&self) -> Figures {
        sum(&self.0[self.0.len().saturating_sub(LAST_DAYS)..])
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.0.first().map_or(Date::ZERO, |(day, _)| *day)
    }

    /// A user's week that ends today.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of_user(table: &Table, user: UserId, now: Timestamp) -> Result<Self, StoreError> {
        let days = days(now);
        let of = |day: Date| Scope::User(user).key_of(day);
        let (first, last) = (of(days[0]), of(days[WEEK - 1]));
        let stored = table.between::<SpeedDay>(&first.pk, &first.sk, &last.sk).await?;
        let counted = |day: Date| {
            let name = of(day).sk;
            let found = stored.iter().find(|stored| stored.record.name == name);
            found.map(|stored| Figures::from(&stored.record)).unwrap_or_default()
        };
        Ok(Self(days.into_iter().map(|day| (day, counted(day))).collect()))
    }

    /// The service's week that ends today.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of_service(table: &Table, now: Timestamp) -> Result<Self, StoreError> {
        let read = days(now).into_iter().map(async |day| {
            let place = Scope::Service(0).key_of(day).pk;
            let parts = table.list::<SpeedDay>(&place, "").await?;
            let parts = parts.iter().map(|part| Figures::from(&part.record));
            let whole = parts.fold(Figures::default(), |sum, part| sum.plus(&part));
            Ok::<_, StoreError>((day, whole))
        });
        Ok(Self(Box::pin(try_join_all(read)).await?))
    }
}

/// Orders a picture of the user's week; two presses in a row order one.
///
/// # Errors
/// Those of the queue.
pub async fn order_chart(
    reports: &Fifo,
    (user, chat): (UserId, ChatId),
    language: Language,
    trace: &str,
    now: Timestamp,
) -> Result<(), QueueError> {
    let order = Errand::SpeedChart(SpeedChart {
        user,
        chat,
        language,
        at: beginning(now),
    });
    reports.send(&[Envelope::new(order, trace, now.as_millisecond())]).await
}

fn beginning(now: Timestamp) -> Timestamp {
    let into = now.as_millisecond().rem_euclid(ONE_ORDER.as_millis() as i64);
    Timestamp::from_millisecond(now.as_millisecond() - into).unwrap_or(now)
}

/// The days of a week that ends today, by UTC as figures are counted.
fn days(now: Timestamp) -> [Date; WEEK] {
    let today = now.to_zoned(TimeZone::UTC).date();
    std::array::from_fn(|day| today.saturating_sub((WEEK as i64 - 1 - day as i64).days()))
}

fn sum(days: &[(Date, Figures)]) -> Figures {
    days.iter().fold(Figures::default(), |sum, (_, day)| sum.plus(day))
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// A day with catches that took so long, milliseconds.
    pub(crate) fn day_of(openings: u64, lost: u64, otherwise: u64, took_ms: &[u64]) -> Figures {
        let mut day = json!({"place": "p", "name": "n", "openings": openings, "lost": lost, "caught": took_ms.len()});
        day["attempts"] = (took_ms.len() as u64 + lost + otherwise).into();
        for ms in took_ms {
            let class = CLASSES_MS.iter().position(|end| ms <= end).unwrap_or(CLASSES_MS.len());
            let name = format!("took_{class:02}");
            day[&name] = (day[&name].as_u64().unwrap_or_default() + 1).into();
        }
        Figures::from(&serde_json::from_value::<SpeedDay>(day).unwrap())
    }

    #[test]
    fn a_share_of_catches_is_told_by_the_class_it_ends_in() {
        let nothing = Figures::default();
        assert_eq!((nothing.took(50), nothing.interval_ms()), (None, None));
        let one = day_of(1, 0, 0, &[290]);
        assert_eq!(
            (one.took(50), one.took(95)),
            (Some(Took::AtMost(300)), Some(Took::AtMost(300)))
        );
        let slow = day_of(1, 0, 0, &[40, 40, 1_900_000]);
        assert_eq!(slow.took(50), Some(Took::AtMost(50)));
        assert_eq!(slow.took(95), Some(Took::LongerThan(1_800_000)));
        let mut twenty = vec![100; 19];
        twenty.push(9_000);
        assert_eq!(day_of(20, 0, 0, &twenty).took(95), Some(Took::AtMost(100)));
        twenty.push(9_000);
        assert_eq!(day_of(21, 0, 0, &twenty).took(95), Some(Took::AtMost(12_000)));
    }

    proptest! {
        /// The class told is that of the catch at the nearest rank, whatever was counted on which day.
        #[test]
        fn the_class_told_holds_the_catch_at_that_rank(
            first in prop::collection::vec(0u64..4_000_000, 1..40),
            second in prop::collection::vec(0u64..4_000_000, 0..40),
            hundredths in 1u64..=100,
        ) {
            let both = day_of(0, 0, 0, &first).plus(&day_of(0, 0, 0, &second));
            let mut all = [first, second].concat();
            all.sort_unstable();
            let rank = (all.len() as u64 * hundredths).div_ceil(100) as usize;
            let exact = all[rank - 1];
            match both.took(hundredths).unwrap() {
                Took::AtMost(end) => {
                    prop_assert!(exact <= end);
                    let before = CLASSES_MS.iter().rev().find(|other| **other < end);
                    prop_assert!(before.is_none_or(|before| exact > *before));
                }
                Took::LongerThan(end) => prop_assert!(exact > end),
            }
        }
    }

    #[test]
    fn the_last_day_is_today_and_yesterday_and_the_week_is_everything() {
        let now: Timestamp = "2026-11-18T23:30:00Z".parse().unwrap();
        let days = days(now);
        assert_eq!(
            (days[0].to_string(), days[6].to_string()),
            ("2026-11-12".into(), "2026-11-18".into())
        );
        let counted = |day: Date| day_of(u64::from(day.day().unsigned_abs()), 0, 0, &[]);
        let week = Week(days.into_iter().map(|day| (day, counted(day))).collect());
        assert_eq!(
            (week.last_days().openings, week.whole().openings),
            (17 + 18, (12..=18).sum())
        );
    }

    #[test]
    fn two_presses_in_a_row_are_one_order() {
        let at = |ms: i64| beginning(Timestamp::from_millisecond(1_795_327_200_000 + ms).unwrap());
        assert_eq!(at(0), at(9_999));
        assert_ne!(at(0), at(10_000));
    }
}
