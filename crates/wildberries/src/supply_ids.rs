//! Names of a seller's orders, supplies and drafts.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An order («заказ»), by its `preorderID`: a supply that has no date yet, or had none once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(pub i64);

/// A supply («поставка»), by its `supplyID`: what an order becomes when its date is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupplyId(pub i64);

/// A draft of a supply, by its `draftId`: a UUID, kept as the text Wildberries wrote.
///
/// It stands in addresses, so it has 1 to 64 ASCII letters, digits and `-`, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DraftId(String);

/// A text that cannot be a draft id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a draft id is 1 to 64 letters, digits or '-'")]
pub struct BadDraftId;

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for OrderId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse().map(OrderId)
    }
}

impl fmt::Display for SupplyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SupplyId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim().parse().map(SupplyId)
    }
}

impl DraftId {
    /// The id as Wildberries writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DraftId {
    type Error = BadDraftId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=64).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits && plain {
            Ok(DraftId(text))
        } else {
            Err(BadDraftId)
        }
    }
}

impl TryFrom<&str> for DraftId {
    type Error = BadDraftId;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::try_from(text.to_owned())
    }
}

impl FromStr for DraftId {
    type Err = BadDraftId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text)
    }
}

impl From<DraftId> for String {
    fn from(id: DraftId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_are_written_and_read_as_they_are() {
        assert_eq!(OrderId(34_597_755).to_string(), "34597755");
        assert_eq!(" 34597755 ".parse(), Ok(OrderId(34_597_755)));
        assert!("заказ".parse::<OrderId>().is_err());
        assert_eq!("26596368".parse(), Ok(SupplyId(26_596_368)));
        assert_eq!(serde_json::to_string(&(OrderId(1), SupplyId(2))).unwrap(), "[1,2]");
    }

    #[test]
    fn a_draft_id_can_stand_in_an_address() {
        let uuid = "cd20d135-f13f-47a0-903c-3bd268b92047";
        let id: DraftId = uuid.parse().unwrap();
        assert_eq!((id.as_str(), id.to_string()), (uuid, uuid.to_owned()));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{uuid}\""));
        for bad in ["", ".", "..", "a/b", "a?b", "a_b", "черновик", &"a".repeat(65)] {
            assert_eq!(DraftId::try_from(bad), Err(BadDraftId), "{bad}");
            assert!(serde_json::from_str::<DraftId>(&format!("\"{bad}\"")).is_err());
        }
        assert!(DraftId::try_from("a".repeat(64)).is_ok());
    }
}
