//! How often a seller may ask, by seller and method.

use std::collections::HashMap;

use crate::bucket::{Bucket, BucketSpec};

/// The methods that are counted separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// The acceptance coefficients.
    Coefficients,
    /// The seller's name.
    SellerInfo,
    /// The check of the common host.
    CommonPing,
    /// The check of the supplies host.
    SuppliesPing,
    /// Orders and supplies, all calls together.
    Supplies,
    /// Drafts, all calls together.
    Drafts,
    /// The stock report.
    Stocks,
}

impl Method {
    /// The limits for keys of this kind.
    pub fn spec(self, base: bool) -> BucketSpec {
        let (burst, interval_s) = match (self, base) {
            (Self::Coefficients, false) => (6, 10),
            (Self::Coefficients, true) => (1, 3_600),
            (Self::SellerInfo, false) => (10, 60),
            (Self::SellerInfo, true) => (1, 24 * 3_600),
            (Self::CommonPing | Self::SuppliesPing, _) => (3, 10),
            (Self::Supplies, true) => (1, 1_800),
            // Base keys have neither drafts nor the stock report.
            (Self::Supplies, false) | (Self::Drafts, _) => (10, 2),
            (Self::Stocks, _) => (1, 20),
        };
        BucketSpec {
            burst,
            interval_ms: interval_s * 1_000,
        }
    }
}

/// A 429's three figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// Seconds until the next try.
    pub retry_s: i64,
    /// The burst that will be restored.
    pub limit: u32,
    /// Seconds until the burst is full.
    pub reset_s: i64,
}

/// The buckets of all sellers.
#[derive(Debug, Default)]
pub struct RateLimits(HashMap<(String, Method), Bucket>);

impl RateLimits {
    /// Takes one request; answers how many are left.
    pub fn take(&mut self, sid: &str, method: Method, base: bool, now_ms: i64) -> Result<u32, Exceeded> {
        let spec = method.spec(base);
        let bucket = self.0.entry((sid.to_owned(), method)).or_insert_with(Bucket::full);
        let wait_ms = bucket.wait_ms(spec, now_ms);
        if wait_ms > 0 {
            let reset_s = seconds(bucket.missing_ms(spec, now_ms));
            return Err(Exceeded {
                retry_s: seconds(wait_ms),
                limit: spec.burst,
                reset_s,
            });
        }
        bucket.take(spec, now_ms);
        Ok(bucket.remaining(spec, now_ms))
    }
}

fn seconds(ms: i64) -> i64 {
    (ms + 999) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_a_minute_for_a_seller_whatever_the_key() {
        let mut limits = RateLimits::default();
        let left: Vec<_> = (0..7)
            .map(|_| limits.take("a", Method::Coefficients, false, 0))
            .collect();
        assert_eq!(left[..6], [Ok(5), Ok(4), Ok(3), Ok(2), Ok(1), Ok(0)]);
        assert_eq!(
            left[6],
            Err(Exceeded {
                retry_s: 10,
                limit: 6,
                reset_s: 60
            })
        );
        assert_eq!(limits.take("b", Method::Coefficients, false, 0), Ok(5));
        assert_eq!(limits.take("a", Method::Coefficients, false, 10_000), Ok(0));
    }

    #[test]
    fn a_base_key_asks_once_an_hour() {
        let mut limits = RateLimits::default();
        assert_eq!(limits.take("a", Method::Coefficients, true, 0), Ok(0));
        let exceeded = limits.take("a", Method::Coefficients, true, 60_000);
        assert_eq!(
            exceeded,
            Err(Exceeded {
                retry_s: 3_540,
                limit: 1,
                reset_s: 3_540
            })
        );
    }
}
