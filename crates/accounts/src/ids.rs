//! Names of things. All are short, printable and safe inside callback data and table keys.

use sha2::{Digest, Sha256};
use wildberries::SellerKey;

/// A name that is a text: `text_id! { /// What it names. Name }`.
#[macro_export]
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id that a stored record or a button carries; anything goes, an unknown one is simply not found.
            pub fn from_text(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A seller key: the first 16 hex digits of the token's SHA-256, so the same key always has the same id.
    KeyId
}

impl KeyId {
    /// The id of a token. Sixty-four bits of a hash over a token of hundreds of random bits reveal nothing of it.
    pub fn of(key: &SellerKey) -> Self {
        Self(hex::encode(&Sha256::digest(key.expose().as_bytes())[..8]))
    }
}
