//! Names of goods, and of the places where they lie.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A product card («номенклатура»), by its `nmID`: the article number that shoppers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NmId(pub u64);

/// One size of a product card, by its `chrtID`. Stock lies, and is moved, by size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChrtId(pub u64);

/// A warehouse between which stock is moved, by its `officeID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficeId(pub u32);

/// A number that cannot be the id of a card, a size or an office: zero, negative, too large, or not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a card, a size or an office is a whole number from 1")]
pub struct BadGoodsId;

/// What the three have in common.
macro_rules! number {
    ($id:ident) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<i64> for $id {
            type Error = BadGoodsId;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                match number.try_into() {
                    Ok(id) if id > 0 => Ok($id(id)),
                    _ => Err(BadGoodsId),
                }
            }
        }

        impl FromStr for $id {
            type Err = BadGoodsId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let number: i64 = text.trim().parse().map_err(|_| BadGoodsId)?;
                Self::try_from(number)
            }
        }
    };
}

number!(NmId);
number!(ChrtId);
number!(OfficeId);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_id_is_a_positive_number() {
        assert_eq!(" 987456654 ".parse(), Ok(NmId(987_456_654)));
        assert_eq!(ChrtId::try_from(5_000_000_000), Ok(ChrtId(5_000_000_000)));
        assert_eq!(OfficeId::try_from(507).unwrap().to_string(), "507");
        assert_eq!(OfficeId::try_from(1 << 32), Err(BadGoodsId));
        for bad in ["0", "-1", "", "носки", "1.5"] {
            assert_eq!(bad.parse::<NmId>(), Err(BadGoodsId), "{bad}");
        }
        assert_eq!(
            serde_json::to_string(&(NmId(1), ChrtId(2), OfficeId(3))).unwrap(),
            "[1,2,3]"
        );
    }
}
