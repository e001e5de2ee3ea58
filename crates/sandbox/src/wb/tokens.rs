//! Seller keys: JWTs that look as Wildberries' do. The signature is derived from a fixed secret of the sandbox,
//! so a key outlives a restart and an invented one is recognised.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the signature is made from; protects nothing but toys.
const SIGNING_SECRET: &[u8] = b"sellergram sandbox signing secret";
const HEADER: &str = r#"{"alg":"ES256","kid":"20260901v1","typ":"JWT"}"#;

/// The category bit of supplies.
pub const SUPPLIES: u8 = 10;
/// The category "Аналитика".
pub const ANALYTICS: u8 = 2;
/// The bit of keys that only read.
pub const READ_ONLY: u8 = 30;

/// What a key says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// 1 Base, 2 Test, 3 Personal, 4 Service; absent from keys made before the reform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acc: Option<u8>,
    /// A service number of no meaning.
    pub ent: u32,
    /// When the key ends, unix seconds.
    pub exp: i64,
    /// Whom it is for: "self" or "asid:…".
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The key's own id.
    pub id: String,
    /// A service number of no meaning.
    pub iid: u32,
    /// A service number of no meaning.
    pub oid: u32,
    /// The categories, as bits.
    pub s: u64,
    /// The seller.
    pub sid: String,
    /// Whether it is for Wildberries' own sandbox only.
    pub t: bool,
    /// A service number of no meaning.
    pub uid: u32,
}

impl Claims {
    /// Whether a category or property is granted.
    pub fn has(&self, bit: u8) -> bool {
        self.s & (1 << bit) != 0
    }

    /// Whether it is a Personal or a Service key, the kinds that have drafts and are told of stock.
    pub fn has_drafts(&self) -> bool {
        matches!(self.acc, Some(3 | 4))
    }

    /// Whether the cut limits of Base keys hold.
    pub fn is_base(&self) -> bool {
        self.acc == Some(1)
    }
}

/// The key with these claims.
pub fn sign(claims: &Claims) -> String {
    let payload = serde_json::to_vec(claims).unwrap_or_default();
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(signature(&input));
    format!("{input}.{signature}")
}

/// The claims of a key, or what Wildberries would say is wrong with it.
pub fn verify(key: &str, now_s: i64) -> Result<Claims, String> {
    let parts: Vec<&str> = key.split('.').collect();
    let [header, payload, given] = parts[..] else {
        return Err("token problem; token is malformed: token contains an invalid number of segments".to_owned());
    };
    let malformed = |part: &str| format!("token problem; token is malformed: could not base64 decode {part}");
    URL_SAFE_NO_PAD.decode(header).map_err(|_| malformed("header"))?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| malformed("claim"))?;
    let given = URL_SAFE_NO_PAD.decode(given).map_err(|_| malformed("signature"))?;
    let (input, _) = key.rsplit_once('.').unwrap_or_default();
    if given != signature(input) {
        return Err("token problem; token signature is invalid: crypto/ecdsa: verification error".to_owned());
    }
    let claims: Claims = serde_json::from_slice(&payload)
        .map_err(|_| "token problem; token is malformed: could not JSON decode claim".to_owned())?;
    if claims.exp <= now_s {
        return Err("token problem; token has invalid claims: token is expired".to_owned());
    }
    Ok(claims)
}

/// Sixty-four bytes, as long as an ES256 signature.
fn signature(input: &str) -> Vec<u8> {
    let digest = Sha256::new()
        .chain_update(SIGNING_SECRET)
        .chain_update(input.as_bytes())
        .finalize();
    [digest.as_slice(), digest.as_slice()].concat()
}

/// A UUID made from a text, the same for the same text.
pub fn uuid_of(text: &str) -> String {
    let digest = hex::encode(Sha256::digest(text.as_bytes()));
    format!(
        "{}-{}-4{}-8{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[13..16],
        &digest[17..20],
        &digest[20..32]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            acc: Some(3),
            ent: 1,
            exp: 2_000,
            audience: Some("self".into()),
            id: uuid_of("key"),
            iid: 1,
            oid: 1,
            s: 1 << SUPPLIES,
            sid: uuid_of("seller"),
            t: false,
            uid: 1,
        }
    }

    #[test]
    fn a_signed_key_tells_its_claims_until_it_ends() {
        let key = sign(&claims());
        assert_eq!(verify(&key, 1_999), Ok(claims()));
        assert!(verify(&key, 2_000).is_err_and(|why| why.contains("expired")));
        assert_eq!(
            key.rsplit_once('.').map(|(_, signature)| signature.len()),
            Some(86),
            "64 bytes"
        );
    }

    #[test]
    fn a_changed_or_invented_key_is_recognised() {
        let key = sign(&claims());
        let (input, signature) = key.rsplit_once('.').expect("three parts");
        let (header, _) = input.split_once('.').expect("three parts");
        let richer = URL_SAFE_NO_PAD.encode(
            serde_json::to_vec(&Claims {
                s: u64::MAX,
                ..claims()
            })
            .expect("JSON"),
        );
        for wrong in [
            format!("{header}.{richer}.{signature}"),
            "a.b".into(),
            format!("{input}.!!!"),
            String::new(),
        ] {
            assert!(verify(&wrong, 0).is_err(), "{wrong}");
        }
    }

    #[test]
    fn uuids_have_their_look() {
        let uuid = uuid_of("x");
        assert_eq!(uuid.len(), 36);
        assert_eq!((&uuid[14..15], &uuid[19..20]), ("4", "8"));
    }
}
