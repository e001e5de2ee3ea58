//! The goods of a draft.

use serde::{Deserialize, Serialize};

use crate::NmId;
use crate::scalar::Scalar;

/// A good to be put into a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftItem {
    /// Its barcode.
    pub sku: String,
    /// Units, 1 to 999,999.
    pub quantity: u32,
}

/// What came of putting goods into a draft: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemsAdded {
    /// All are in it.
    All,
    /// None is, because of these.
    None(Vec<RefusedItem>),
}

/// A good that cannot be put into a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedItem {
    /// Its barcode, as it was sent.
    pub sku: String,
    /// Wildberries' own words, in Russian; empty when there were none.
    pub detail: String,
}

/// What is in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftContent {
    /// Different goods in it (`skuQuantity`).
    pub goods: u32,
    /// Units of goods in it (`itemQuantity`).
    pub units: u32,
    /// The goods.
    pub items: Vec<DraftGood>,
}

/// A good in a draft, as its card tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftGood {
    /// Its barcode.
    pub sku: String,
    /// Units.
    pub quantity: u32,
    /// Its card.
    pub nm: Option<NmId>,
    /// The card's title.
    pub title: Option<String>,
    /// The seller's own article number.
    pub vendor_code: Option<String>,
    /// The size, as the label says it.
    pub tech_size: Option<String>,
}

/// The body that puts goods in.
#[derive(Serialize)]
pub(crate) struct AddBody<'a> {
    pub(crate) items: &'a [DraftItem],
}

/// The body that takes goods out.
#[derive(Serialize)]
pub(crate) struct RemoveBody<'a> {
    pub(crate) skus: &'a [String],
}

/// What is wrong with the goods put in.
#[derive(Deserialize)]
pub(crate) struct AddedBody<'a> {
    /// `null` is nothing. The field itself is required, so that a body of another shape is not taken for a success.
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    results: Option<Vec<RefusedBody<'a>>>,
}

#[derive(Deserialize)]
struct RefusedBody<'a> {
    #[serde(borrow, default)]
    sku: Scalar<'a>,
    #[serde(borrow, default)]
    error: Option<ErrorBody<'a>>,
}

#[derive(Deserialize)]
struct ErrorBody<'a> {
    #[serde(borrow, default)]
    title: Scalar<'a>,
    #[serde(borrow, default)]
    detail: Scalar<'a>,
}

/// A draft's goods as Wildberries writes them.
#[derive(Deserialize)]
pub(crate) struct ContentBody<'a> {
    #[serde(borrow, rename = "skuQuantity", default)]
    goods: Scalar<'a>,
    #[serde(borrow, rename = "itemQuantity", default)]
    units: Scalar<'a>,
    /// `null` is none; an absent field is not.
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    items: Option<Vec<GoodBody<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GoodBody<'a> {
    #[serde(borrow, default)]
    sku: Scalar<'a>,
    #[serde(borrow, default)]
    quantity: Scalar<'a>,
    #[serde(borrow, default)]
    nm_id: Scalar<'a>,
    #[serde(borrow, default)]
    title: Scalar<'a>,
    #[serde(borrow, default)]
    vendor_code: Scalar<'a>,
    #[serde(borrow, default)]
    tech_size: Scalar<'a>,
}

impl AddedBody<'_> {
    pub(crate) fn read(&self) -> ItemsAdded {
        let refused: Vec<RefusedItem> = self.results.iter().flatten().map(RefusedBody::read).collect();
        if refused.is_empty() {
            return ItemsAdded::All;
        }
        ItemsAdded::None(refused)
    }
}

impl RefusedBody<'_> {
    fn read(&self) -> RefusedItem {
        let words = self.error.as_ref().and_then(|error| {
            let words = [&error.detail, &error.title];
            words
                .into_iter()
                .filter_map(Scalar::text)
                .find(|text| !text.trim().is_empty())
        });
        RefusedItem {
            sku: self.sku.id().unwrap_or_default(),
            detail: words.unwrap_or_default().to_owned(),
        }
    }
}

impl ContentBody<'_> {
    /// The content, or the name of the field that cannot be used: goods that are left out would be put in twice.
    pub(crate) fn read(&self) -> Result<DraftContent, &'static str> {
        let items = self.items.iter().flatten().map(GoodBody::read);
        Ok(DraftContent {
            goods: self.goods.whole().unwrap_or_default(),
            units: self.units.whole().unwrap_or_default(),
            items: items.collect::<Result<_, _>>()?,
        })
    }
}

impl GoodBody<'_> {
    fn read(&self) -> Result<DraftGood, &'static str> {
        let words = |value: &Scalar<'_>| value.text().map(str::to_owned).filter(|text| !text.trim().is_empty());
        Ok(DraftGood {
            sku: self.sku.id().ok_or("sku")?,
            quantity: self.quantity.whole().ok_or("quantity")?,
            nm: self.nm_id.whole::<i64>().and_then(|id| NmId::try_from(id).ok()),
            title: words(&self.title),
            vendor_code: words(&self.vendor_code),
            tech_size: words(&self.tech_size),
        })
    }
}
