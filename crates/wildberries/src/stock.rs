//! A seller's stock at Wildberries.

use serde::{Deserialize, Serialize};

use crate::scalar::Scalar;
use crate::{ChrtId, NmId, WarehouseId};

/// What Wildberries writes instead of a warehouse when it tells of all of them together.
const EVERYWHERE: i64 = -999_999;

/// One page of a seller's stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockPage {
    /// The rows, in the order they came.
    pub rows: Vec<StockRow>,
    /// Rows that could not be read and were left out.
    pub skipped: usize,
    /// Where the next page begins; `None` when this was the last one.
    pub next_offset: Option<u32>,
    /// Calls the seller can still make without a pause, when Wildberries said so.
    pub remaining: Option<u32>,
}

/// The stock of one size in one place, in units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRow {
    /// The card.
    pub nm: NmId,
    /// The size.
    pub chrt: ChrtId,
    /// Where it lies.
    pub place: StockPlace,
    /// The place's name in Russian; empty when Wildberries gave none.
    pub place_name: String,
    /// Units that lie there.
    pub quantity: u32,
    /// Units on their way to customers.
    pub to_client: u32,
    /// Units on their way back from customers.
    pub from_client: u32,
}

/// Where stock lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StockPlace {
    /// −999999, «Склад WB»: all warehouses together. Since August 2026 Wildberries tells no more than this.
    Everywhere,
    /// One warehouse.
    Warehouse(WarehouseId),
    /// Something that is no warehouse, or was not said.
    Unknown,
}

/// The body that asks for a page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StocksQuery<'a> {
    pub(crate) nm_ids: &'a [NmId],
    pub(crate) chrt_ids: [ChrtId; 0],
    pub(crate) limit: u32,
    pub(crate) offset: u32,
}

/// A page as Wildberries writes it.
#[derive(Deserialize)]
pub(crate) struct StocksBody<'a> {
    #[serde(borrow)]
    pub(crate) data: StocksData<'a>,
}

#[derive(Deserialize)]
pub(crate) struct StocksData<'a> {
    /// `null` is none. The field itself is required, so that a body of another shape is not taken for "no stock".
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    pub(crate) items: Option<Vec<StockBody<'a>>>,
}

/// A row, any part of it missing or odd.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StockBody<'a> {
    #[serde(borrow, default)]
    nm_id: Scalar<'a>,
    #[serde(borrow, default)]
    chrt_id: Scalar<'a>,
    #[serde(borrow, default)]
    warehouse_id: Scalar<'a>,
    #[serde(borrow, default)]
    warehouse_name: Scalar<'a>,
    #[serde(borrow, default)]
    quantity: Scalar<'a>,
    #[serde(borrow, default)]
    in_way_to_client: Scalar<'a>,
    #[serde(borrow, default)]
    in_way_from_client: Scalar<'a>,
}

impl StockBody<'_> {
    /// The row; `None` when it does not say what lies there, or how much.
    pub(crate) fn read(&self) -> Option<StockRow> {
        Some(StockRow {
            nm: NmId::try_from(self.nm_id.whole::<i64>()?).ok()?,
            chrt: ChrtId::try_from(self.chrt_id.whole::<i64>()?).ok()?,
            place: self.place(),
            place_name: self.warehouse_name.text().unwrap_or_default().trim().to_owned(),
            quantity: self.quantity.whole()?,
            to_client: self.in_way_to_client.whole().unwrap_or_default(),
            from_client: self.in_way_from_client.whole().unwrap_or_default(),
        })
    }

    fn place(&self) -> StockPlace {
        match self.warehouse_id.whole::<i64>() {
            Some(EVERYWHERE) => StockPlace::Everywhere,
            Some(id) => WarehouseId::try_from(id).map_or(StockPlace::Unknown, StockPlace::Warehouse),
            None => StockPlace::Unknown,
        }
    }
}
