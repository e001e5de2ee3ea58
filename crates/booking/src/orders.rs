//! What an assisted watch is tied to: the shop's orders without a date, and new drafts. Asked of Wildberries while a watch is made.

mod drafting;

use std::time::Duration;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use store::{StoreError, Table};
use wildberries::{
    BoxType, Budget, OrderId, SupplyDetails, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, SupplyStatus, WbError,
};

use crate::clock::moscow_date;
use crate::official::{Official, OfficialError};
use crate::watch::WatchedWarehouse;
use accounts::seller_key::KeyRecord;

pub use drafting::{Drafting, MadeDraft, NewDraft};

/// Orders older than this are not looked for, days.
const LOOKED_BACK_DAYS: i32 = 180;
/// Most orders to choose from: the newest.
pub const MOST_ORDERS: usize = 80;
/// Wait of a shop that was told "too many" without being told for how long.
const UNSAID_WAIT_S: u32 = 10;

/// Asks for orders and makes drafts.
#[derive(Debug, Clone)]
pub struct Orders {
    /// The table.
    pub table: Table,
    /// Wildberries, within each shop's limits.
    pub official: Official,
}

/// An order without a date, as the list gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnplannedOrder {
    /// Its number.
    pub order: OrderId,
    /// The day it was made, in Moscow.
    pub created: Option<Date>,
    /// Its kind of box.
    pub box_type: Option<BoxType>,
}

/// An order that was chosen, with what is fixed about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// Its number.
    pub order: OrderId,
    /// Where it goes, if Wildberries says so.
    pub warehouse: Option<WatchedWarehouse>,
    /// In what, if Wildberries says so.
    pub box_type: Option<BoxType>,
}

/// Why Wildberries gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoWord {
    /// The shop's limit is used up for so many seconds.
    Wait(u32),
    /// It refused the key (401). The conversation only says so: one refusal may be Wildberries' own trouble, which the poller can tell
    /// from a dead key because it asks with many shops' keys, and putting a key aside stops every watch of its shop. A watch made with a
    /// dead key does no harm: the first look at its offer puts the key aside.
    Refused,
    /// It does not allow this kind of key to do that (403).
    Forbidden,
    /// The shop's account at its catalogue is not paid (402).
    Unpaid,
    /// It cannot be reached, or does not answer sensibly.
    Away,
    /// No answer to the making of a draft, which may be there all the same.
    Lost,
}

/// What became of an order since it was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookAtOrder {
    /// It waits for a date.
    Waits(OrderFacts),
    /// It is planned.
    Planned,
    /// It is gone.
    Missing,
}

impl Orders {
    /// The shop's orders without a date, the newest first, at most [`MOST_ORDERS`].
    ///
    /// # Errors
    /// Those of the table.
    pub async fn unplanned(
        &self,
        key: &KeyRecord,
        now: Timestamp,
    ) -> Result<Result<Vec<UnplannedOrder>, NoWord>, StoreError> {
        let today = moscow_date(now);
        let query = SupplyQuery {
            created_from: today.saturating_sub(LOOKED_BACK_DAYS.days()),
            created_to: today,
            statuses: vec![SupplyStatus::NotPlanned],
        };
        let said = self.official.supplies(key, &query, now).await;
        Ok(heard(key, said)?.map(newest))
    }

    /// What Wildberries says of one order.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn look_at(
        &self,
        key: &KeyRecord,
        order: OrderId,
        now: Timestamp,
    ) -> Result<Result<LookAtOrder, NoWord>, StoreError> {
        let said = self.official.supply(key, SupplyRef::Order(order), now).await;
        Ok(heard(key, said)?.map(|said| judge(order, said)))
    }
}

/// Whether Wildberries lets this kind of key make drafts.
pub fn can_draft(key: &KeyRecord) -> bool {
    !key.read_only && Budget::drafts(key.kind).is_some()
}

fn newest(rows: Vec<SupplyRow>) -> Vec<UnplannedOrder> {
    let mut rows: Vec<(Option<Timestamp>, UnplannedOrder)> = rows
        .into_iter()
        .filter(|row| row.status == SupplyStatus::NotPlanned && row.supply.is_none())
        .filter_map(|row| {
            let order = UnplannedOrder {
                order: row.order?,
                created: row.created_at.map(moscow_date),
                box_type: row.box_type,
            };
            Some((row.created_at, order))
        })
        .collect();
    rows.sort_by_key(|(created_at, order)| std::cmp::Reverse((*created_at, order.order)));
    rows.dedup_by_key(|(_, order)| order.order);
    rows.into_iter().map(|(_, order)| order).take(MOST_ORDERS).collect()
}

fn judge(order: OrderId, said: SupplyLookup) -> LookAtOrder {
    match said {
        SupplyLookup::Found(details) if details.status.is_planned() => LookAtOrder::Planned,
        SupplyLookup::Found(details) => LookAtOrder::Waits(facts(order, details)),
        SupplyLookup::BecameSupply(_) => LookAtOrder::Planned,
        SupplyLookup::Missing => LookAtOrder::Missing,
    }
}

fn facts(order: OrderId, details: SupplyDetails) -> OrderFacts {
    let name = details.warehouse_name.unwrap_or_default();
    OrderFacts {
        order,
        warehouse: details.warehouse.map(|id| WatchedWarehouse { id, name }),
        box_type: details.box_type,
    }
}

/// An answer, or why there is none; only the table's troubles are ours.
fn heard<T>(key: &KeyRecord, said: Result<T, OfficialError>) -> Result<Result<T, NoWord>, StoreError> {
    let error = match said {
        Ok(answer) => return Ok(Ok(answer)),
        Err(OfficialError::Store(error)) => return Err(error),
        Err(error) => error,
    };
    let why = match &error {
        OfficialError::Limited { wait } => NoWord::Wait(whole_seconds(*wait)),
        OfficialError::NotAllowed | OfficialError::Wildberries(WbError::Forbidden { .. }) => NoWord::Forbidden,
        OfficialError::Wildberries(WbError::Unauthorized) => NoWord::Refused,
        OfficialError::Wildberries(WbError::PaymentRequired) => NoWord::Unpaid,
        OfficialError::Wildberries(WbError::RateLimited(limit)) => NoWord::Wait(limit.retry_s.unwrap_or(UNSAID_WAIT_S)),
        OfficialError::Wildberries(_) | OfficialError::Vault(_) | OfficialError::Store(_) => NoWord::Away,
    };
    tracing::warn!(key = %key.id, error = %error, "orders.not_told: Wildberries gave no answer about a shop's orders: {error}");
    Ok(Err(why))
}

fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000))
        .unwrap_or(u32::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wildberries::{SupplyId, WarehouseId};

    fn row(order: i64, created: &str) -> SupplyRow {
        SupplyRow {
            order: Some(OrderId(order)),
            supply: None,
            status: SupplyStatus::NotPlanned,
            box_type: Some(BoxType::Boxes),
            created_at: Some(created.parse().unwrap()),
            supply_date: None,
        }
    }

    fn details(status: SupplyStatus) -> SupplyDetails {
        SupplyDetails {
            status,
            box_type: Some(BoxType::Boxes),
            warehouse: Some(WarehouseId(507)),
            warehouse_name: Some("Коледино".into()),
            created_at: None,
            supply_date: None,
            quantity: None,
        }
    }

    #[test]
    fn the_newest_orders_come_first_and_supplies_are_no_orders() {
        let mut supply = row(4, "2026-11-21T08:00:00Z");
        supply.supply = Some(SupplyId(1));
        let mut planned = row(5, "2026-11-21T08:00:00Z");
        planned.status = SupplyStatus::Planned;
        let rows = vec![
            row(1, "2026-11-19T08:00:00Z"),
            row(2, "2026-11-20T22:00:00Z"),
            row(2, "2026-11-20T22:00:00Z"),
            supply,
            planned,
        ];
        let listed = newest(rows);
        let orders: Vec<_> = listed.iter().map(|order| order.order.0).collect();
        assert_eq!(orders, [2, 1]);
        assert_eq!(
            listed[0].created,
            Some(jiff::civil::date(2026, 11, 21)),
            "as it is in Moscow"
        );
    }

    #[test]
    fn no_more_orders_are_listed_than_anybody_would_look_through() {
        let rows = (1..=200).map(|n| row(n, "2026-11-19T08:00:00Z")).collect();
        let listed = newest(rows);
        assert_eq!((listed.len(), listed[0].order.0), (MOST_ORDERS, 200));
    }

    #[test]
    fn an_order_is_judged_by_what_became_of_it() {
        let judged = |said| judge(OrderId(1), said);
        let LookAtOrder::Waits(facts) = judged(SupplyLookup::Found(details(SupplyStatus::NotPlanned))) else {
            panic!("it waits")
        };
        assert_eq!(facts.warehouse.unwrap().name, "Коледино");
        for planned in [
            SupplyLookup::Found(details(SupplyStatus::Planned)),
            SupplyLookup::BecameSupply(SupplyId(9)),
        ] {
            assert_eq!(judged(planned), LookAtOrder::Planned);
        }
        assert_eq!(judged(SupplyLookup::Missing), LookAtOrder::Missing);
    }

    #[test]
    fn a_wait_is_never_told_as_nothing() {
        let told = [0, 1, 1_000, 1_001].map(|ms| whole_seconds(Duration::from_millis(ms)));
        assert_eq!(told, [1, 1, 1, 2]);
    }
}
