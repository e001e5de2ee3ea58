//! Making a watch: what stands in the way, its draft, its first line of history.

use jiff::Timestamp;
use jiff::civil::Date;
use rand::Rng;
use store::{StoreError, Write};
use telegram::{ChatId, UserId};
use wildberries::{BoxType, Coefficient, OrderId, SupplyId};

use super::{Watches, is_being_moved, is_order_taken, is_over, store_error};
use crate::clock::moscow_date;
use crate::goods_sheet::{GoodsSheet, RefusedRow};
use crate::ids::{KeyId, WatchId};
use crate::orders::{NewDraft, NoWord, Orders, can_draft};
use crate::sooner::Replaced;
use crate::watch::{Cargo, Mode, Watch, WatchState, WatchedWarehouse, Way};
use accounts::history::{HistoryLine, Operation};
use accounts::seller_key::KeyRecord;

/// How the seller wants slots taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayOrder {
    /// Assisted, for an order without a date.
    Order(OrderId),
    /// Assisted, for a supply that is planned for a later day.
    Supply(SupplyId),
    /// Assisted, for a draft that is made together with the watch.
    NewDraft,
    /// The booking gateway takes them.
    Gateway,
}

/// A watch as the seller described it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchOrder {
    /// How open slots are taken.
    pub way: WayOrder,
    /// Wanted warehouses, 1 to [`super::MOST_WAREHOUSES`].
    pub warehouses: Vec<WatchedWarehouse>,
    /// Wanted box types, at least one.
    pub boxes: Vec<BoxType>,
    /// Highest coefficient, at most [`super::HIGHEST_COEFFICIENT`].
    pub max: Coefficient,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Key to book with.
    pub key: KeyId,
    /// When to stop.
    pub mode: Mode,
    /// The list of goods that its draft is filled with, by its name ([`GoodsSheet`]).
    pub goods: Option<String>,
    /// The booking that is to be moved to an earlier day, if it is for that.
    pub instead_of: Option<Replaced>,
}

/// What came of creating a watch.
#[derive(Debug, Clone, PartialEq)]
pub enum CreateWatch {
    /// It runs. Without catches ([`Watch::unpaid`]) it only tells what it sees.
    Created(Box<Watch>),
    /// The key is gone, expired, refused, or cannot take slots in this way.
    KeyUnusable,
    /// The range has passed.
    Past,
    /// The user has as many watches as allowed.
    TooMany,
    /// Another running watch waits with the same order.
    OrderTaken,
    /// Its draft is just being made by another worker.
    BeingMade,
    /// Wildberries made no draft.
    NoDraft(NoWord),
    /// Wildberries does not take these goods.
    GoodsRefused(Vec<RefusedRow>),
    /// The list of goods is no longer kept.
    GoodsForgotten,
    /// Another running watch is to move the same booking.
    BeingMoved,
}

impl Watches {
    /// Starts a watch. Its id is the random generator's next, so the same state of it makes the same watch. A draft is made last,
    /// when nothing else stands in the way.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if a watch of that id was made before.
    pub async fn create(
        &self,
        user: UserId,
        chat: ChatId,
        order: WatchOrder,
        orders: &Orders,
        now: Timestamp,
        rng: &mut (impl Rng + Send),
    ) -> Result<CreateWatch, StoreError> {
        if order.to < moscow_date(now) {
            return Ok(CreateWatch::Past);
        }
        let key = self
            .table
            .get::<KeyRecord>(&KeyRecord::key_of(user, &order.key))
            .await?;
        let is_fit = |key: &KeyRecord| can_take(key, &order.way, now) && (order.goods.is_none() || can_draft(key));
        let Some(key) = key.map(|k| k.record).filter(is_fit) else {
            return Ok(CreateWatch::KeyUnusable);
        };
        let watches = self.list(user).await?;
        if watches.iter().filter(|w| !is_over(&w.record.state)).count() >= self.most_watches {
            return Ok(CreateWatch::TooMany);
        }
        if let WayOrder::Order(number) = order.way
            && is_order_taken(&watches, number)
        {
            return Ok(CreateWatch::OrderTaken);
        }
        if let Some(replaced) = &order.instead_of {
            if !replaced.is_after(order.to) {
                return Ok(CreateWatch::Past);
            }
            if is_being_moved(&watches, &replaced.booking) {
                return Ok(CreateWatch::BeingMoved);
            }
        }
        let unpaid = !self.has_catches(user, now).await?;
        let id = WatchId::random(rng);
        let sheet = match &order.goods {
            Some(name) => match self
                .table
                .get_live::<GoodsSheet>(&GoodsSheet::key_of(user, name), now)
                .await?
            {
                Some(sheet) => Some(sheet.record),
                None => return Ok(CreateWatch::GoodsForgotten),
            },
            None => None,
        };
        let drafted = match order.way {
            WayOrder::Gateway if sheet.is_none() => None,
            WayOrder::Order(_) | WayOrder::Supply(_) => None,
            WayOrder::Gateway | WayOrder::NewDraft => match orders.draft_for(&id, &key, sheet.as_ref(), now).await? {
                NewDraft::Made(made) => Some(made),
                NewDraft::BeingMade => return Ok(CreateWatch::BeingMade),
                NewDraft::No(why) => return Ok(CreateWatch::NoDraft(why)),
                NewDraft::Refused(rows) => return Ok(CreateWatch::GoodsRefused(rows)),
            },
        };
        let way = match order.way {
            WayOrder::Gateway => Way::Gateway,
            WayOrder::Order(order) => Way::Assisted(Cargo::Order { order }),
            WayOrder::Supply(supply) => Way::Assisted(Cargo::Supply { supply }),
            WayOrder::NewDraft => Way::Assisted(drafted.as_ref().expect("a draft was just made").cargo()),
        };
        let watch = Watch {
            id,
            user,
            chat,
            key: order.key,
            seller: key.seller,
            warehouses: order.warehouses,
            boxes: order.boxes,
            max: order.max,
            from: order.from,
            to: order.to,
            mode: order.mode,
            way,
            state: WatchState::Watching,
            offer: None,
            ending: None,
            seen: 0,
            caught: Vec::new(),
            hold_until: None,
            round: 0,
            avoided: Vec::new(),
            troubles: 0,
            unpaid,
            missed: crate::missed::Missed::default(),
            instead_of: order.instead_of,
            goods: drafted.as_ref().and_then(|drafted| drafted.goods.clone()),
            created_at: now,
            changed_at: now,
        };
        let made = Operation::WatchMade {
            watch: watch.id.to_string(),
            warehouses: watch.warehouses.iter().map(|one| one.name.clone()).collect(),
            from: watch.from,
            to: watch.to,
        };
        let line = HistoryLine::new(user, now, format!("{}-1", watch.id), made);
        let mut writes = vec![Write::insert(&watch), Write::put(&line)];
        writes.extend(drafted.map(|drafted| drafted.used()));
        self.table.transact(writes, None).await.map_err(store_error)?;
        Ok(CreateWatch::Created(Box::new(watch)))
    }
}

/// Whether a key of its shop can take slots in this way at `now`.
fn can_take(key: &KeyRecord, way: &WayOrder, now: Timestamp) -> bool {
    match way {
        WayOrder::Order(_) | WayOrder::Supply(_) => key.is_usable(now),
        WayOrder::NewDraft => key.is_usable(now) && can_draft(key),
        WayOrder::Gateway => key.can_book(now),
    }
}
