#![doc = include_str!("../README.md")]

mod breaker;
mod bucket;
mod calls;
mod conditional;
mod counts;
mod dialogs;
mod error;
mod key;
mod last_errors;
mod lease;
mod once;
mod pages;
mod record;
pub mod schema;
mod table;
mod transact;
mod users;

pub use breaker::{Breaker, BreakerSpec, Gate};
pub use bucket::{BucketSpec, Buckets, Stand, Take};
pub use counts::Counts;
pub use dialogs::{DialogRecord, Dialogs};
pub use error::{StoreError, TransactError};
pub use key::{Key, WorkKey};
pub use last_errors::{ErrorLine, LastErrors};
pub use lease::{Lease, LeaseKeeper, Renewal};
pub use once::{Begin, Once};
pub use pages::{Page, RawItem};
pub use record::{Record, Stored};
pub use table::{Table, WorkPage};
pub use transact::Write;
pub use users::{EVERYBODY, User, Users};
