//! The seller at the portal: orders, and plans for them.

use booking::watch::{Cargo, Mode, Watch, WatchState, WatchedWarehouse, Way};
use jiff::SignedDuration;
use serde_json::{Value, json};
use telegram::{ChatId, UserId};
use wildberries::{BoxType, Coefficient, DraftId, OrderId, WarehouseId};

use crate::seller::Seller;
use crate::world::World;

impl Seller<'_> {
    /// How an open offer begins.
    pub const OFFER: &'static str = "🔔 Слот открыт — подтвердите!";
    /// How the word of a catch begins.
    pub const CAUGHT: &'static str = "🎉 ПОСТАВКА ПОЙМАНА!";
    /// How an offer begins whose slot has closed.
    pub const CLOSED: &'static str = "😔 Слот закрылся";

    /// Makes an order for boxes to this warehouse; gives its number.
    pub async fn orders(&self, warehouse: u32) -> i64 {
        let order = json!({ "sid": self.shop(), "warehouseID": warehouse, "boxTypeID": 2, "quantity": 40 });
        let made = self.world().control("wb/orders", order).await;
        made["preorderID"].as_i64().expect("an order's number")
    }

    /// Plans an order on a day that is open; gives the supply's number.
    pub async fn plans(&self, order: i64, date: &str) -> i64 {
        let planned = self
            .world()
            .control(&format!("wb/orders/{order}/plan"), json!({ "date": date }))
            .await;
        planned["supplyID"].as_i64().expect("a supply's number")
    }

    /// The same for a draft, which becomes an order and a supply at once.
    pub async fn plans_draft(&self, draft: &str, warehouse: u32, date: &str) -> i64 {
        let plan = json!({ "warehouseID": warehouse, "date": date, "boxTypeID": 2 });
        let planned = self.world().control(&format!("wb/drafts/{draft}/plan"), plan).await;
        planned["supplyID"].as_i64().expect("a supply's number")
    }

    /// Makes an empty draft with this key, as the bot would; gives its id.
    pub async fn drafts(&self, token: &str) -> String {
        let url = self.world().outside("/wb/supplies/api/supplies/v1/drafts");
        let answer = self
            .world()
            .http
            .post(url)
            .header("Authorization", token)
            .send()
            .await
            .unwrap();
        let made: Value = answer.json().await.unwrap();
        made["draftId"].as_str().expect("a draft's id").to_owned()
    }

    /// An assisted watch as the wizard leaves it: boxes to Koledino from 24 to 26 November at up to ×5.
    pub async fn waits_with(&self, name: &str, cargo: Cargo) -> Watch {
        let world = self.world();
        let key = booking::keys::list(&world.table, UserId(self.id)).await.unwrap()[0]
            .record
            .clone();
        let now = world.hands.now();
        let watch = Watch {
            id: booking::ids::WatchId::from_text(name),
            user: UserId(self.id),
            chat: ChatId(self.id),
            key: key.id,
            seller: key.seller,
            warehouses: vec![WatchedWarehouse {
                id: WarehouseId(507),
                name: "Коледино".into(),
            }],
            boxes: vec![BoxType::Boxes],
            max: Coefficient::whole(5),
            from: "2026-11-24".parse().unwrap(),
            to: "2026-11-26".parse().unwrap(),
            mode: Mode::FirstCatch,
            way: Way::Assisted(cargo),
            state: WatchState::Watching,
            offer: None,
            seen: 0,
            caught: Vec::new(),
            hold_until: None,
            round: 0,
            avoided: Vec::new(),
            troubles: 0,
            unpaid: false,
            ending: None,
            missed: booking::missed::Missed::default(),
            instead_of: None,
            goods: None,
            created_at: now,
            changed_at: now,
        };
        world.table.insert(&watch).await.unwrap();
        watch
    }

    /// The same for an order.
    pub async fn waits_with_order(&self, order: i64) -> Watch {
        self.waits_with("watchorder", Cargo::Order { order: OrderId(order) })
            .await
    }

    /// The same for a draft that was just made.
    pub async fn waits_with_draft(&self, name: &str, draft: &str) -> Watch {
        let draft = DraftId::try_from(draft.to_owned()).expect("a draft's id");
        let made_at = self.world().hands.now();
        self.waits_with(name, Cargo::Draft { draft, made_at }).await
    }
}

impl World {
    /// A world in which seller 1 waits with an order for Koledino, and the poller knows; with the order's number.
    pub async fn waiting() -> (Self, i64) {
        let mut world = Self::with_a_key().await;
        let order = world.seller(1).orders(507).await;
        world.seller(1).waits_with_order(order).await;
        world.goes_on(1).await;
        (world, order)
    }

    /// The same, and the 25th has opened: the offer is in the chat.
    pub async fn offered() -> (Self, i64) {
        let (mut world, order) = Self::waiting().await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.looks_and_settles().await;
        assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
        (world, order)
    }

    /// So many seconds in which everybody works: the poller ticks, the booker and the notifier have their turns.
    pub async fn goes_on(&mut self, seconds: usize) {
        for _ in 0..seconds {
            self.tick().await;
            self.settles().await;
        }
    }

    /// Until Wildberries' board was looked at, and everything that follows.
    pub async fn looks_and_settles(&mut self) {
        self.look().await;
        self.settles().await;
    }

    /// So much time in which everybody works, in steps of ten seconds.
    pub async fn minutes_go_on(&mut self, minutes: i64) {
        for _ in 0..minutes * 6 {
            self.passes(SignedDuration::from_secs(9)).await;
            self.goes_on(1).await;
        }
    }

    /// Requests about supplies and orders that reached Wildberries.
    pub async fn supply_requests(&self) -> Vec<Value> {
        let mut calls = self.calls("wb").await;
        calls.retain(|call| {
            call["path"]
                .as_str()
                .is_some_and(|path| path.contains("/api/v1/supplies"))
        });
        calls
    }
}
