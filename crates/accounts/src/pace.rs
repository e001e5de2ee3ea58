//! How fast a shop books: before Wildberries finds it too active, not after.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use store::{BucketSpec, Buckets, StoreError, Table, Take};
use wildberries::SellerId;

/// Seconds in the stretch by which Wildberries measures: it blocks a shop for so long.
const STRETCH_S: f64 = 600.0;

/// How many booking requests a shop may send.
///
/// Wildberries does not say when it finds a shop too active; what it does then is known: the shop creates no supplies for ten minutes.
/// Ten in ten minutes is the pace of a seller who plans by hand, one a minute. Five of them may go at once, because what opens together
/// closes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// In any ten minutes no more than `per_ten_minutes`, of which `burst` may go at once.
    Kept {
        /// How many at once, at least 1.
        burst: u32,
        /// How many in any ten minutes, more than `burst`.
        per_ten_minutes: u32,
    },
    /// As fast as slots open.
    Free,
}

/// How a shop stands against its pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShopPace {
    /// How many requests may go now.
    pub left: u32,
    /// When there will be one more; `None` when none is missing.
    pub next_at: Option<Timestamp>,
}

/// A text that is no pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadPace;

impl Default for Pace {
    fn default() -> Self {
        Self::Kept {
            burst: 5,
            per_ten_minutes: 10,
        }
    }
}

impl Pace {
    /// Takes leave for one request of a shop.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn take(self, table: &Table, seller: &SellerId, now: Timestamp) -> Result<Take, StoreError> {
        match self.spec() {
            Some(spec) => Buckets::new(table.clone()).take(&name_of(seller), spec, now).await,
            None => Ok(Take::Ready),
        }
    }

    /// How a shop stands at `now`; `None` when nobody counts.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of(self, table: &Table, seller: &SellerId, now: Timestamp) -> Result<Option<ShopPace>, StoreError> {
        let Some(spec) = self.spec() else { return Ok(None) };
        let stand = Buckets::new(table.clone()).look(&name_of(seller), spec, now).await?;
        Ok(Some(ShopPace {
            left: stand.tokens,
            next_at: stand.next_at,
        }))
    }

    /// What comes back in any ten minutes, beside a burst, makes up the whole.
    fn spec(self) -> Option<BucketSpec> {
        match self {
            Self::Kept { burst, per_ten_minutes } => Some(BucketSpec {
                capacity: burst,
                refill_per_second: f64::from(per_ten_minutes.saturating_sub(burst)) / STRETCH_S,
            }),
            Self::Free => None,
        }
    }
}

/// `5:10` (burst, then how many in ten minutes), or `free`.
impl FromStr for Pace {
    type Err = BadPace;

    fn from_str(text: &str) -> Result<Self, BadPace> {
        if text == "free" {
            return Ok(Self::Free);
        }
        let (burst, per_ten_minutes) = text.split_once(':').ok_or(BadPace)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| BadPace);
        let (burst, per_ten_minutes) = (number(burst)?, number(per_ten_minutes)?);
        if burst == 0 || per_ten_minutes <= burst || per_ten_minutes > 10_000 {
            return Err(BadPace);
        }
        Ok(Self::Kept { burst, per_ten_minutes })
    }
}

impl fmt::Display for BadPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a pace is like 5:10 (at once, then in any ten minutes; the second is more than the first), or free",
        )
    }
}

impl std::error::Error for BadPace {}

fn name_of(seller: &SellerId) -> String {
    format!("wb-book-{seller}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pace_is_read_or_refused_as_a_whole() {
        let kept = |burst, per_ten_minutes| Ok(Pace::Kept { burst, per_ten_minutes });
        assert_eq!("5:10".parse(), kept(5, 10));
        assert_eq!("5:10".parse::<Pace>().unwrap(), Pace::default());
        assert_eq!("free".parse(), Ok(Pace::Free));
        for bad in ["", "5", "0:5", "5:5", "6:5", "-1:5", "1:2:3", "1:99999", "fast"] {
            assert_eq!(bad.parse::<Pace>(), Err(BadPace), "{bad}");
        }
    }

    #[test]
    fn a_burst_and_what_comes_back_make_up_ten_minutes() {
        let spec = Pace::default().spec().unwrap();
        assert_eq!(f64::from(spec.capacity) + spec.refill_per_second * STRETCH_S, 10.0);
    }
}
