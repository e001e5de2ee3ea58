//! What a key says about itself, read on the spot: Wildberries offers no introspection and no public signing key.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Budget, SellerId, SellerKey};

/// The longest text looked at, in bytes. A real token has about 400.
const LONGEST: usize = 4096;
/// The bit of `s` for the category «Поставки».
const SUPPLIES_BIT: u64 = 1 << 10;
/// The bit of `s` for «Только чтение».
const READ_ONLY_BIT: u64 = 1 << 30;

/// base64url as tokens use it, with or without padding.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a token says about itself. Unsigned knowledge: only Wildberries' answer proves that the token works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The token's own id (`id`).
    pub token_id: Option<String>,
    /// The seller it belongs to (`sid`).
    pub seller: Option<SellerId>,
    /// The moment it stops working (`exp`); tokens live 180 days.
    pub expires_at: Timestamp,
    /// The kind of token (`acc`), which decides its rate limits and what it may be used for.
    pub kind: TokenKind,
    /// True for a token of Wildberries' own test environment (`t`, or the kind itself).
    pub test: bool,
    /// The token covers the category «Поставки».
    pub supplies: bool,
    /// The token may only read.
    pub read_only: bool,
}

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// 1, «Базовый»: cut limits, no drafts.
    Base,
    /// 2, «Тестовый»: only for the test environment.
    Test,
    /// 3, «Персональный»: for the seller's own programs; must not be handed to third parties or cloud services.
    Personal,
    /// 4, «Сервисный»: for a service in Wildberries' catalogue.
    Service,
    /// No label, or one this version does not know. Tokens had none before October 2025.
    Unlabelled,
}

/// Why a text is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not three parts joined by dots.
    #[error("the text is not a token: a token has three parts joined by dots")]
    NotAToken,
    /// The middle part is not base64url of a JSON object.
    #[error("the token cannot be read: its middle part is damaged")]
    BadEncoding,
    /// A claim that every token has is absent, or is not what it should be.
    #[error("the token has no usable `{0}`")]
    MissingField(&'static str),
    /// More than 4096 bytes.
    #[error("the text is too long for a token")]
    TooLong,
}

/// Reads the claims of a key. The signature is not checked, and whether the token has expired is not judged here.
pub fn decode(key: &SellerKey) -> Result<Claims, TokenError> {
    let text = key.expose();
    if text.len() > LONGEST {
        return Err(TokenError::TooLong);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(TokenError::NotAToken);
    };
    if header.is_empty() || payload.is_empty() || signature.is_empty() {
        return Err(TokenError::NotAToken);
    }
    let json = BASE64URL.decode(payload).map_err(|_| TokenError::BadEncoding)?;
    let claims: Map<String, Value> = serde_json::from_slice(&json).map_err(|_| TokenError::BadEncoding)?;
    read(&claims)
}

impl Claims {
    /// True from the moment of expiry on.
    pub fn expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// The token may change supplies, as far as its bits say.
    pub fn can_book(&self) -> bool {
        self.supplies && !self.read_only
    }

    /// The token may make official drafts: these are offered to personal and service tokens only.
    pub fn can_draft(&self) -> bool {
        self.can_book() && matches!(self.kind, TokenKind::Personal | TokenKind::Service)
    }

    /// How often this token's seller may ask for the acceptance coefficients.
    pub fn feed_budget(&self) -> Budget {
        Budget::feed(self.kind)
    }
}

impl TokenKind {
    fn from_label(label: Option<i64>) -> Self {
        match label {
            Some(1) => TokenKind::Base,
            Some(2) => TokenKind::Test,
            Some(3) => TokenKind::Personal,
            Some(4) => TokenKind::Service,
            _ => TokenKind::Unlabelled,
        }
    }
}

fn read(claims: &Map<String, Value>) -> Result<Claims, TokenError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let expires_at = claims
        .get("exp")
        .and_then(Value::as_i64)
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(TokenError::MissingField("exp"))?;
    let kind = TokenKind::from_label(claims.get("acc").and_then(Value::as_i64));
    let bits = claims.get("s").and_then(Value::as_u64).unwrap_or_default();
    let marked_test = claims.get("t").and_then(Value::as_bool).unwrap_or_default();
    Ok(Claims {
        token_id: text("id").map(str::to_owned),
        seller: text("sid").and_then(|sid| SellerId::try_from(sid).ok()),
        expires_at,
        kind,
        test: marked_test || kind == TokenKind::Test,
        supplies: bits & SUPPLIES_BIT != 0,
        read_only: bits & READ_ONLY_BIT != 0,
    })
}
