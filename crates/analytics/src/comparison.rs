//! Several channels side by side.

use channels::ChannelName;
use futures::future::try_join_all;
use jiff::Timestamp;
use store::{StoreError, Table};

use crate::overview::Overview;

/// Most channels that fit side by side on a phone and in a picture.
pub(crate) const MOST: usize = 5;
/// Days that are compared.
pub(crate) const DAYS: u16 = 30;

/// The figures of these channels, in their order; those that were never followed are left out.
pub(crate) async fn compare(table: &Table, names: &[ChannelName], now: Timestamp) -> Result<Vec<Overview>, StoreError> {
    let looks = names.iter().take(MOST).map(|name| Overview::of(table, name, DAYS, now));
    Ok(try_join_all(looks).await?.into_iter().flatten().collect())
}
