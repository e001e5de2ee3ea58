//! The people who watch: as many as wanted, always the same.

use booking::ids::WatchId;
use booking::watch::{Watch, WatchedWarehouse};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::json;
use store::Stored;
use telegram::UserId;
use wildberries::{BoxType, Coefficient, SellerId, WarehouseId};

use crate::feeds::DEAR;

/// The highest coefficient anybody but a hunter accepts, with how many of twenty do.
const CEILINGS: [(u16, usize); 6] = [(0, 3), (1, 6), (2, 3), (3, 2), (5, 4), (10, 2)];
/// Warehouses that half of all wishes go to.
const BUSY: usize = 20;

/// A crowd.
pub struct Crowd {
    rng: StdRng,
    template: Watch,
    today: Date,
    now: Timestamp,
}

impl Crowd {
    /// Nobody yet. `today` is the feed's first day.
    pub fn new(today: Date, now: Timestamp) -> Self {
        let template = json!({
            "id": "", "user": 1, "chat": 1, "key": "k", "seller": "s", "warehouses": [], "boxes": [2], "max": 0,
            "from": today, "to": today, "mode": "first_catch", "state": {"state": "watching"}, "caught": [],
            "hold_until": null, "created_at": now, "changed_at": now,
        });
        Self {
            rng: StdRng::seed_from_u64(7),
            template: serde_json::from_value(template).expect("a watch as it is stored"),
            today,
            now,
        }
    }

    /// Somebody who watches 1 to 5 of the warehouses for 3 to 20 days; shops have three watches on average.
    pub fn member(&mut self, warehouses: &[WarehouseId], of: usize) -> Stored<Watch> {
        let mut watch = self.template.clone();
        let rng = &mut self.rng;
        let shop = rng.random_range(0..of.div_ceil(3));
        watch.id = WatchId::random(rng);
        watch.user = UserId(shop as i64);
        watch.seller = shop_of(shop);
        let count = rng.random_range(1..=5);
        let mut wanted: Vec<WarehouseId> = Vec::with_capacity(count);
        while wanted.len() < count {
            let among = if rng.random_bool(0.5) {
                &warehouses[..BUSY]
            } else {
                warehouses
            };
            let one = *among.choose(rng).expect("there are warehouses");
            if !wanted.contains(&one) {
                wanted.push(one);
            }
        }
        watch.warehouses = wanted.into_iter().map(watched).collect();
        watch.boxes = boxes(rng);
        watch.max = Coefficient::whole(ceiling(rng));
        watch.from = self.today.saturating_add(rng.random_range(-5..14).days());
        watch.to = watch.from.saturating_add(rng.random_range(2..20).days());
        watch.created_at = self.now - SignedDuration::from_secs(rng.random_range(60..2_000_000));
        watch.changed_at = watch.created_at;
        Stored {
            record: watch,
            version: 1,
        }
    }

    /// Somebody who takes exactly this cell's warehouse, day and box type at any price.
    pub fn hunter(&mut self, cell: &booking::board::Cell) -> Stored<Watch> {
        let mut watch = self.template.clone();
        let shop = self.rng.random_range(0..1_000_000);
        watch.id = WatchId::random(&mut self.rng);
        watch.user = UserId(shop as i64);
        watch.seller = shop_of(shop);
        watch.warehouses = vec![watched(cell.warehouse)];
        watch.boxes = vec![cell.box_type];
        watch.max = Coefficient::whole(DEAR + 5);
        watch.from = cell.date;
        watch.to = cell.date;
        Stored {
            record: watch,
            version: 1,
        }
    }
}

fn watched(id: WarehouseId) -> WatchedWarehouse {
    WatchedWarehouse {
        id,
        name: String::new(),
    }
}

/// Mostly boxes, often pallets, sometimes the rest.
fn boxes(rng: &mut StdRng) -> Vec<BoxType> {
    let shares = [
        (BoxType::Boxes, 0.7),
        (BoxType::Pallets, 0.35),
        (BoxType::Supersafe, 0.05),
        (BoxType::Qr, 0.05),
    ];
    let mut boxes: Vec<BoxType> = shares
        .into_iter()
        .filter_map(|(box_type, share)| rng.random_bool(share).then_some(box_type))
        .collect();
    if boxes.is_empty() {
        boxes.push(BoxType::Boxes);
    }
    boxes
}

fn ceiling(rng: &mut StdRng) -> u16 {
    let mut dice = rng.random_range(0..20);
    for (max, share) in CEILINGS {
        if dice < share {
            return max;
        }
        dice -= share;
    }
    0
}

fn shop_of(number: usize) -> SellerId {
    format!("00000000-0000-4000-8000-{number:012}")
        .parse()
        .expect("a seller id")
}
