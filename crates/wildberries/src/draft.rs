//! A seller's official drafts.

use jiff::Timestamp;
use serde::Deserialize;

use crate::DraftId;
use crate::scalar::Scalar;
use crate::supply_json::moment;

/// A draft of a supply: what goods it is to have, before there is an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Its id.
    pub id: DraftId,
    /// The moment it was made.
    pub created_at: Option<Timestamp>,
    /// Different goods in it (`skuQuantity`).
    pub goods: u32,
    /// Units of goods in it (`itemQuantity`).
    pub units: u32,
}

/// A new draft, as Wildberries names it.
#[derive(Deserialize)]
pub(crate) struct CreatedBody {
    #[serde(rename = "draftId")]
    pub(crate) id: DraftId,
}

/// One page of drafts.
#[derive(Deserialize)]
pub(crate) struct DraftsBody<'a> {
    /// `null` is none. The field itself is required, so that a body of another shape is not taken for "no drafts".
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    pub(crate) drafts: Option<Vec<DraftBody<'a>>>,
}

/// A draft as Wildberries writes it, any part of it missing or odd.
#[derive(Deserialize)]
pub(crate) struct DraftBody<'a> {
    #[serde(borrow, rename = "draftId", default)]
    id: Scalar<'a>,
    #[serde(borrow, rename = "createdAt", default)]
    created_at: Scalar<'a>,
    #[serde(borrow, rename = "skuQuantity", default)]
    goods: Scalar<'a>,
    #[serde(borrow, rename = "itemQuantity", default)]
    units: Scalar<'a>,
}

impl DraftBody<'_> {
    /// The draft; `None` when its id cannot be used.
    pub(crate) fn read(&self) -> Option<DraftRow> {
        Some(DraftRow {
            id: DraftId::try_from(self.id.text()?).ok()?,
            created_at: moment(&self.created_at),
            goods: self.goods.whole().unwrap_or_default(),
            units: self.units.whole().unwrap_or_default(),
        })
    }
}
