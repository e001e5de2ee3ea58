//! What Wildberries says of a key.

use wildberries::{Claims, SellerInfo, SellerKey, WbError};

use super::Keys;

/// Why Wildberries did not let a key pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not know the key: revoked, deleted, or not copied whole (401).
    Unknown,
    /// It takes no base keys for this (403).
    BaseKey,
    /// The key lacks the category «Поставки» (403).
    NoRights,
    /// It does not allow the key here, for another reason (403).
    Forbidden,
    /// The access of the service or the shop is not paid (402).
    Unpaid,
    /// It asks to wait.
    Busy {
        /// Seconds, if it said so.
        retry_s: Option<u32>,
    },
    /// It does not answer, or not sensibly. Nothing is known of the key.
    Unavailable,
}

impl Refusal {
    /// The meaning of a failure.
    pub(super) fn of(error: &WbError) -> Self {
        match error {
            WbError::Unauthorized => Self::Unknown,
            WbError::Forbidden { detail } => {
                let detail = detail.to_lowercase();
                if detail.contains("base token") {
                    Self::BaseKey
                } else if detail.contains("scope") {
                    Self::NoRights
                } else {
                    Self::Forbidden
                }
            }
            WbError::PaymentRequired => Self::Unpaid,
            WbError::RateLimited(limit) => Self::Busy { retry_s: limit.retry_s },
            WbError::Disabled
            | WbError::NotFound
            | WbError::BadRequest { .. }
            | WbError::Server { .. }
            | WbError::Timeout
            | WbError::Network(_)
            | WbError::Unreadable { .. } => Self::Unavailable,
        }
    }
}

impl Keys {
    /// One ping, which says whether the key is accepted, and one look at the shop's name. A key may ask for that as rarely as once a
    /// day: then the shop is known from the key itself, and its name is left open. `asked` is how many requests were made.
    pub(super) async fn ask_for_shop(
        &self,
        key: &SellerKey,
        claims: &Claims,
        asked: &mut u32,
    ) -> Result<SellerInfo, WbError> {
        *asked += 1;
        self.api.ping(key).await?;
        *asked += 1;
        match (self.api.seller_info(key).await, &claims.seller) {
            (Err(WbError::RateLimited(_)), Some(seller)) => Ok(SellerInfo {
                name: String::new(),
                seller: seller.clone(),
                trade_mark: None,
            }),
            (answer, _) => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_403_says_what_is_wrong_with_the_key() {
        let of = |detail: &str| Refusal::of(&WbError::Forbidden { detail: detail.into() });
        assert_eq!(of("base token is not allowed"), Refusal::BaseKey);
        assert_eq!(of("scope is not allowed for this resource"), Refusal::NoRights);
        assert_eq!(of(""), Refusal::Forbidden);
    }

    #[test]
    fn only_an_answer_about_the_key_speaks_against_it() {
        for error in [
            WbError::Timeout,
            WbError::Disabled,
            WbError::NotFound,
            WbError::Server { status: 500 },
        ] {
            assert_eq!(Refusal::of(&error), Refusal::Unavailable, "{error}");
        }
    }
}
