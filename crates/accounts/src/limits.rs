//! How often a shop may ask Wildberries, kept in the table for everybody who asks in its name.

use store::BucketSpec;
use wildberries::{Budget, SellerId};

/// Orders and supplies: all their methods share one limit.
pub const SUPPLIES: &str = "supplies";
/// Drafts.
pub const DRAFTS: &str = "drafts";
/// Asking whether a key is good.
pub const PING: &str = "ping";

/// The bucket of a shop for a group of methods.
pub fn bucket_of(group: &str, seller: &SellerId) -> String {
    format!("wb-{group}-{seller}")
}

/// Wildberries' limit as a bucket.
pub fn spec(budget: Budget) -> BucketSpec {
    BucketSpec {
        capacity: budget.capacity,
        refill_per_second: 1.0 / budget.per.as_secs_f64(),
    }
}
