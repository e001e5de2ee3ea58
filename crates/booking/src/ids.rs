//! Names of the feature's things. All are short, printable and safe inside callback data and table keys.

use std::fmt;

use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wildberries::SellerKey;

use crate::board::{Cell, OpeningId};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A watch: ten letters and digits, random.
    WatchId
}
text_id! {
    /// A seller key: the first 16 hex digits of the token's SHA-256, so the same key always has the same id.
    KeyId
}
text_id! {
    /// An attempt to book one opening for one watch. It is the idempotency key the gateway sees.
    AttemptId
}

impl WatchId {
    /// A fresh id.
    pub fn random(rng: &mut impl Rng) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        Self(
            (0..10)
                .map(|_| LETTERS[rng.random_range(0..LETTERS.len())] as char)
                .collect(),
        )
    }
}

impl KeyId {
    /// The id of a token. Sixty-four bits of a hash over a token of hundreds of random bits reveal nothing of it.
    pub fn of(key: &SellerKey) -> Self {
        Self(hex::encode(&Sha256::digest(key.expose().as_bytes())[..8]))
    }
}

impl AttemptId {
    /// The attempt of `watch` in its `round` on the given opening of `cell`. The same opening gives the same id however often it is
    /// seen; in another round the watch may try it anew.
    pub fn of(watch: &WatchId, round: u32, cell: &Cell, opening: OpeningId) -> Self {
        let text = format!("{watch}|{round}|{cell}|{}", opening.0);
        Self(hex::encode(&Sha256::digest(text.as_bytes())[..12]))
    }
}
