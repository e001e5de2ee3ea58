#![doc = include_str!("../README.md")]

mod binding;
mod calls;
mod data_key;
mod error;
mod sealed;
mod vault;

pub use binding::Binding;
pub use error::VaultError;
pub use sealed::Sealed;
pub use vault::Vault;
