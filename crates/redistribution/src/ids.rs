//! Names of the feature's things. All are short, printable and safe inside callback data and table keys.

use accounts::text_id;
use rand::Rng;
use sha2::{Digest, Sha256};
use telegram::UserId;

text_id! {
    /// A rule: ten letters and digits, random.
    RuleId
}
text_id! {
    /// A request to move stock. It is the beginning of the idempotency keys the gateway sees.
    RequestId
}

impl RuleId {
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

impl RequestId {
    /// The request number `n` of a user's rule. A rule's requests are numbered under its version, so no number is ever given twice.
    pub fn of(user: UserId, rule: &RuleId, n: u32) -> Self {
        let text = format!("{user}|{rule}|{n}");
        Self(hex::encode(&Sha256::digest(text.as_bytes())[..12]))
    }
}
