//! Somebody with many shops, a watch for each of them, and one catch left.

use accounts::balance::Balance;
use accounts::ids::KeyId;
use accounts::seller_key::KeyRecord;
use booking::clock::moscow_date;
use booking::watch::Watch;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use telegram::UserId;
use wildberries::SellerKey;

use super::ground::{Ground, Shop};

/// The first seller; each round has the next.
const FIRST: i64 = 730_000_001;

/// The seller of one round.
pub struct Seller {
    /// Who.
    pub user: UserId,
    /// A watch for each shop.
    pub watches: Vec<Watch>,
}

impl Seller {
    /// Stores the seller of this round with keys, watches and one catch.
    pub async fn settle(ground: &Ground, round: usize, shops: &[Shop]) -> anyhow::Result<Self> {
        let (table, vault) = (ground.table(), ground.vault());
        let user = UserId(FIRST + i64::try_from(round)?);
        let mut watches = Vec::with_capacity(shops.len());
        for (number, shop) in shops.iter().enumerate() {
            let id = KeyId::of(&SellerKey::from(shop.token.clone()));
            let sealed = vault.seal(&KeyRecord::binding(user, &id), &shop.token).await?;
            let key = KeyRecord {
                sealed: Some(sealed),
                ..key(user, &id, shop, number)?
            };
            table.put(&key).await?;
            let watch = watch(user, &id, shop, number, round)?;
            table.put(&watch).await?;
            watches.push(watch);
        }
        table.put(&Balance::trial(user, 1)).await?;
        Ok(Self { user, watches })
    }

    /// What is left of the catch.
    pub async fn balance(&self, ground: &Ground) -> anyhow::Result<Option<Balance>> {
        let stored = ground.table().get::<Balance>(&Balance::key_of(self.user)).await?;
        Ok(stored.map(|stored| stored.record))
    }
}

/// A key, without its secret.
fn key(user: UserId, id: &KeyId, shop: &Shop, number: usize) -> serde_json::Result<KeyRecord> {
    let now = Timestamp::now();
    serde_json::from_value(json!({
        "user": user, "chat": user, "id": id, "name": format!("Магазин {number}"), "seller": shop.seller, "seller_name": "Магазин",
        "last4": "abcd", "token_kind": "service", "read_only": false, "expires_at": now + SignedDuration::from_hours(24 * 90),
        "state": "active", "sealed": null, "added_at": now, "changed_at": now,
    }))
}

/// A watch for everything that opens at the warehouse, however often.
fn watch(user: UserId, key: &KeyId, shop: &Shop, number: usize, round: usize) -> serde_json::Result<Watch> {
    let now = Timestamp::now();
    let today = moscow_date(now);
    serde_json::from_value(json!({
        "id": format!("last{round:03}{number:03}"), "user": user, "chat": user, "key": key, "seller": shop.seller,
        "warehouses": [{"id": 507, "name": "Коледино"}], "boxes": [2], "max": 500, "from": today,
        "to": today.saturating_add(jiff::Span::new().days(20)), "mode": "keep_catching", "way": {"way": "gateway"},
        "state": {"state": "watching"}, "caught": [], "hold_until": null, "created_at": now, "changed_at": now,
    }))
}
