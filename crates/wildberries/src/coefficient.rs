//! The price of acceptance.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A multiplier of the acceptance price, never negative: 0 is free, 1 the plain price, 20 twenty times that.
///
/// Kept, compared and serialized as a whole number of hundredths, because Wildberries sends fractions too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coefficient(u32);

impl Coefficient {
    /// Acceptance costs nothing.
    pub const FREE: Coefficient = Coefficient(0);

    /// A whole multiplier.
    pub const fn whole(n: u16) -> Self {
        Coefficient(n as u32 * 100)
    }

    /// The multiplier nearest to `value`; `None` when it is negative, not a number, or above 65535.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !(0.0..=f64::from(u16::MAX)).contains(&value) {
            return None;
        }
        // In range by the check above, so the conversion loses nothing but the fraction.
        Some(Coefficient((value * 100.0).round() as u32))
    }

    /// The multiplier in hundredths: 150 is ×1.5.
    pub const fn hundredths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest.is_multiple_of(10) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_as_people_write_it() {
        let shown = |value| Coefficient::from_f64(value).map(|c| c.to_string());
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (1.1, "1.1"),
            (1.5, "1.5"),
            (2.05, "2.05"),
            (20.0, "20"),
        ] {
            assert_eq!(shown(value).as_deref(), Some(text));
        }
    }

    #[test]
    fn closed_and_absurd_are_no_coefficient() {
        for value in [-1.0, -0.01, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 65_536.0] {
            assert_eq!(Coefficient::from_f64(value), None, "{value}");
        }
    }

    #[test]
    fn whole_numbers_agree_with_fractions() {
        for n in 0..=u16::MAX {
            assert_eq!(Coefficient::from_f64(f64::from(n)), Some(Coefficient::whole(n)));
        }
        assert!(Coefficient::from_f64(1.01).unwrap() > Coefficient::whole(1));
    }
}
