//! Names of the feature's things. All are short, printable and safe inside callback data and table keys.

pub use accounts::ids::KeyId;
use accounts::text_id;
use rand::Rng;
use sha2::{Digest, Sha256};

use crate::board::{Cell, OpeningId};

text_id! {
    /// A watch: ten letters and digits, random.
    WatchId
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

impl AttemptId {
    /// The attempt of `watch` in its `round` on the given opening of `cell`. The same opening gives the same id however often it is
    /// seen; in another round the watch may try it anew.
    pub fn of(watch: &WatchId, round: u32, cell: &Cell, opening: OpeningId) -> Self {
        let text = format!("{watch}|{round}|{cell}|{}", opening.0);
        Self(hex::encode(&Sha256::digest(text.as_bytes())[..12]))
    }
}
