//! What requests leave behind: cool-downs, a shop's rest.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use wildberries::{ChrtId, OfficeId, SellerId};

use crate::ids::RequestId;

/// A size that was moved to a warehouse, and cannot be moved there again for three days. Also the record of what the shop has taken
/// from quotas and stock since they were last seen.
///
/// It is written with the request, before that is sent: units that may be on their way are nobody else's. The request's end makes it
/// last, takes it back, or, when nobody can say, leaves it standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolDown {
    /// The shop.
    pub seller: SellerId,
    /// The size.
    pub chrt: ChrtId,
    /// The warehouse it left.
    pub src: OfficeId,
    /// The warehouse it went to.
    pub dst: OfficeId,
    /// Units.
    pub units: u32,
    /// When.
    pub at: Timestamp,
    /// Until when it rests.
    pub until: Timestamp,
    /// The request it is held for, as long as nobody knows what that moved; none once that is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<RequestId>,
}

impl CoolDown {
    /// Sort keys of a shop's cool-downs begin so.
    pub const PREFIX: &'static str = "COOL#";

    /// The partition of a shop.
    pub fn partition(seller: &SellerId) -> String {
        format!("SELLER#{seller}")
    }
}

impl Record for CoolDown {
    const KIND: &'static str = "move_cool_down";

    fn key(&self) -> Key {
        Key::new(
            Self::partition(&self.seller),
            format!("{}{}#{}", Self::PREFIX, self.chrt, self.dst),
        )
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// A shop that must not ask to move stock for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveRest {
    /// Which shop.
    pub seller: SellerId,
    /// Until when.
    pub until: Timestamp,
}

impl MoveRest {
    /// Table key of a shop's rest.
    pub fn key_of(seller: &SellerId) -> Key {
        Key::new(format!("SELLER#{seller}"), "MOVE_REST")
    }
}

impl Record for MoveRest {
    const KIND: &'static str = "move_rest";

    fn key(&self) -> Key {
        Self::key_of(&self.seller)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
