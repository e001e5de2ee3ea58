//! Names of things at Wildberries.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A warehouse or sorting centre, by the number Wildberries gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WarehouseId(pub u32);

/// A number that cannot be a warehouse: zero, negative, too large, or not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a warehouse id is a whole number from 1 to 4294967295")]
pub struct BadWarehouseId;

/// A seller's profile: the `sid` of its tokens and of `seller-info`. Rate limits are counted per seller.
///
/// Wildberries writes a UUID here, but its own examples are not always valid ones, so any 1 to 64
/// ASCII letters, digits, `-` and `_` are accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SellerId(String);

/// A text that cannot be a seller id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seller id is 1 to 64 letters, digits, '-' or '_'")]
pub struct BadSellerId;

impl fmt::Display for WarehouseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<i64> for WarehouseId {
    type Error = BadWarehouseId;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match u32::try_from(number) {
            Ok(id) if id > 0 => Ok(WarehouseId(id)),
            _ => Err(BadWarehouseId),
        }
    }
}

impl FromStr for WarehouseId {
    type Err = BadWarehouseId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: i64 = text.trim().parse().map_err(|_| BadWarehouseId)?;
        Self::try_from(number)
    }
}

impl SellerId {
    /// The id as Wildberries writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SellerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SellerId {
    type Error = BadSellerId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=64).contains(&text.len());
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if fits && plain {
            Ok(SellerId(text))
        } else {
            Err(BadSellerId)
        }
    }
}

impl TryFrom<&str> for SellerId {
    type Error = BadSellerId;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::try_from(text.to_owned())
    }
}

impl FromStr for SellerId {
    type Err = BadSellerId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text)
    }
}

impl From<SellerId> for String {
    fn from(id: SellerId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_warehouse_is_a_positive_number() {
        assert_eq!(WarehouseId::try_from(507), Ok(WarehouseId(507)));
        assert_eq!(" 507 ".parse(), Ok(WarehouseId(507)));
        assert_eq!(WarehouseId::try_from(0), Err(BadWarehouseId));
        assert_eq!(WarehouseId::try_from(-1), Err(BadWarehouseId));
        assert_eq!(WarehouseId::try_from(1 << 32), Err(BadWarehouseId));
        assert_eq!("Коледино".parse::<WarehouseId>(), Err(BadWarehouseId));
    }

    #[test]
    fn a_seller_id_need_not_be_a_valid_uuid() {
        // The documentation's own example has a `q` in it.
        let id = SellerId::try_from("e8923014-e233-47q8-898e-3cc86d67ea61").unwrap();
        assert_eq!(id.to_string(), "e8923014-e233-47q8-898e-3cc86d67ea61");
    }

    #[test]
    fn a_seller_id_has_no_separators_and_a_limit() {
        for bad in ["", "a#b", "a b", "продавец", &"a".repeat(65)] {
            assert_eq!(SellerId::try_from(bad), Err(BadSellerId), "{bad}");
        }
        assert!(SellerId::try_from("a".repeat(64)).is_ok());
        assert!(serde_json::from_str::<SellerId>("\"a#b\"").is_err());
    }
}
