//! How goods are packed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How the goods of a supply are packed: `boxTypeID` at Wildberries.
///
/// Serialized as that id; `null` stands for [`BoxType::Qr`], which has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxType {
    /// A QR supply with boxes («QR-поставка с коробами»): the only one without an id.
    Qr,
    /// Boxes («Короба»), id 2.
    Boxes,
    /// Single-item pallets («Монопаллеты»), id 5.
    Pallets,
    /// Supersafe («Суперсейф»), id 6.
    Supersafe,
    /// A kind this version does not know. Make it with [`BoxType::from_id`], so that a known id never lands here.
    Other(u16),
}

impl BoxType {
    /// The kinds that sellers choose from.
    pub const KNOWN: [BoxType; 4] = [BoxType::Boxes, BoxType::Pallets, BoxType::Supersafe, BoxType::Qr];

    /// The `boxTypeID`; `None` for a QR supply.
    pub fn id(self) -> Option<u16> {
        match self {
            BoxType::Qr => None,
            BoxType::Boxes => Some(2),
            BoxType::Pallets => Some(5),
            BoxType::Supersafe => Some(6),
            BoxType::Other(id) => Some(id),
        }
    }

    /// The kind with this `boxTypeID`.
    pub fn from_id(id: Option<u16>) -> Self {
        match id {
            None => BoxType::Qr,
            Some(2) => BoxType::Boxes,
            Some(5) => BoxType::Pallets,
            Some(6) => BoxType::Supersafe,
            Some(id) => BoxType::Other(id),
        }
    }
}

impl Serialize for BoxType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BoxType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<u16>::deserialize(deserializer).map(BoxType::from_id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_id_survives_the_round_trip() {
        for id in std::iter::once(None).chain((0..=u16::MAX).map(Some)) {
            assert_eq!(BoxType::from_id(id).id(), id);
        }
    }

    #[test]
    fn is_written_as_the_id() {
        let json = serde_json::to_string(&BoxType::KNOWN).unwrap();
        assert_eq!(json, "[2,5,6,null]");
        let back: Vec<BoxType> = serde_json::from_str("[2,5,6,null,9]").unwrap();
        assert_eq!(back[..4], BoxType::KNOWN);
        assert_eq!(back[4], BoxType::Other(9));
    }
}
