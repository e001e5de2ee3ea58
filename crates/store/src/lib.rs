#![doc = include_str!("../README.md")]

mod breaker;
mod bucket;
mod calls;
mod conditional;
mod dialogs;
mod error;
mod key;
mod lease;
mod once;
mod record;
pub mod schema;
mod table;
mod transact;
mod users;

pub use breaker::{Breaker, BreakerSpec, Gate};
pub use bucket::{BucketSpec, Buckets, Take};
pub use dialogs::{DialogRecord, Dialogs};
pub use error::{StoreError, TransactError};
pub use key::{Key, WorkKey};
pub use lease::{Lease, LeaseKeeper, Renewal};
pub use once::{Begin, Once};
pub use record::{Record, Stored};
pub use table::Table;
pub use transact::Write;
pub use users::{User, Users};
