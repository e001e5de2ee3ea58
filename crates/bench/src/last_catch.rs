//! Fifty bookers claim one seller's last catch, each for another of the seller's shops.
//!
//! The bookers are the functions' own code, the AWS they call is the one at `AWS_ENDPOINT_URL`, and the gateway is the sandbox's. The
//! table, the key and the queues are this program's own, so that neither the poller nor the deployed functions take part.

mod ground;
mod round;
mod seller;

use std::collections::HashSet;

use anyhow::Context;
use serde_json::{Value, json};

use self::ground::Ground;
use self::round::Round;
use self::seller::Seller;
use crate::figures::tell;

/// So many claim it at once.
const BOOKERS: usize = 50;

/// Measures it so many times, each time with a new seller.
pub async fn measure(sandbox: &str, rounds: usize) -> anyhow::Result<()> {
    let ground = Ground::prepare(sandbox).await?;
    let shops = ground.shops(BOOKERS).await?;
    let open = ground.open_slot().await?;
    for number in 0..rounds {
        let seller = Seller::settle(&ground, number, &shops).await?;
        let round = Round::run(&ground, &seller, &open).await?;
        let booked = ground.booked(&round.attempts).await?;
        let messages = ground.messages().await?;
        let balance = seller.balance(&ground).await?.context("the seller's balance")?;
        tell(&json!({
            "row": "last-catch", "bookers": BOOKERS, "requested_ms": round.requested_ms, "booked_ms": round.booked_ms,
            "all_ms": round.all_ms, "confirmed": round.confirmed, "told": round.told, "noted": round.noted, "waiting": round.waiting,
            "others": round.others, "again": round.again, "in_ledger": booked, "messages": messages.catches,
            "messages_of_misses": messages.openings,
            "left": balance.left, "reserved": balance.reserved, "caught": balance.caught,
        }))?;
    }
    ground.close_slot().await
}

/// How many entries of the gateway's ledger were made by these attempts, under whichever of their idempotency keys.
fn made_by(attempts: &HashSet<String>, ledger: &[Value]) -> usize {
    let attempt = |booking: &Value| {
        let key = booking["idempotencyKey"].as_str().unwrap_or_default();
        key.split('.').next().unwrap_or_default().to_owned()
    };
    ledger
        .iter()
        .filter(|booking| attempts.contains(&attempt(booking)))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_booking_belongs_to_its_attempt_also_under_a_later_key() {
        let attempts = HashSet::from(["a1".to_owned(), "a2".to_owned()]);
        let ledger = ["a1", "a2.1", "a3", "a10"].map(|key| json!({"idempotencyKey": key}));
        assert_eq!(made_by(&attempts, &ledger), 2);
    }
}
