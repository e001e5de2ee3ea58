//! What an invoice carries through Telegram and back: everything a payment is checked and credited by. Pure.

use std::fmt;

use jiff::Timestamp;
use telegram::UserId;

/// The version written today. A later one keeps reading it: an invoice may be paid months after it was shown.
const VERSION: &str = "b1";

/// An invoice's payload. As text it is ASCII and well below Telegram's 128 bytes: `b1:{catches}|u:{stars}:{buyer}:{made at, ms}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload {
    /// What is bought.
    pub order: Order,
    /// For how many Stars.
    pub stars: u32,
    /// Who may pay.
    pub buyer: UserId,
    /// When the invoice was made, unix milliseconds: tells one subscription of a buyer from the next.
    pub made_ms: i64,
}

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// A number of catches.
    Pack {
        /// How many.
        catches: u32,
    },
    /// 30 days without limit, again and again.
    Month,
}

impl Payload {
    /// The payload of an invoice made now.
    pub fn new(order: Order, stars: u32, buyer: UserId, now: Timestamp) -> Self {
        Self {
            order,
            stars,
            buyer,
            made_ms: now.as_millisecond(),
        }
    }

    /// Reads a payload; `None` for one that this bot did not write.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let [VERSION, order, stars, buyer, made_ms] = parts[..] else {
            return None;
        };
        let order = match order {
            "u" => Order::Month,
            catches => Order::Pack {
                catches: catches.parse().ok().filter(|catches| *catches > 0)?,
            },
        };
        let read = Self {
            order,
            stars: stars.parse().ok().filter(|stars| *stars > 0)?,
            buyer: UserId(buyer.parse().ok()?),
            made_ms: made_ms.parse().ok()?,
        };
        // One payload has one spelling: subscriptions are told apart by it.
        (read.to_string() == text).then_some(read)
    }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:")?;
        match self.order {
            Order::Pack { catches } => write!(f, "{catches}")?,
            Order::Month => f.write_str("u")?,
        }
        write!(f, ":{}:{}:{}", self.stars, self.buyer, self.made_ms)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn payload() -> impl Strategy<Value = Payload> {
        let order = prop_oneof![(1u32..).prop_map(|catches| Order::Pack { catches }), Just(Order::Month)];
        (order, 1u32.., any::<i64>(), any::<i64>()).prop_map(|(order, stars, buyer, made_ms)| Payload {
            order,
            stars,
            buyer: UserId(buyer),
            made_ms,
        })
    }

    proptest! {
        #[test]
        fn a_payload_comes_back_and_fits(payload in payload()) {
            let text = payload.to_string();
            prop_assert!(text.len() <= 128);
            prop_assert_eq!(Payload::parse(&text), Some(payload));
        }

        #[test]
        fn anything_else_is_none_of_ours_and_no_panic(text in "(b1:)?[0-9u:+-]{0,40}|.{0,60}") {
            if let Some(payload) = Payload::parse(&text) {
                prop_assert_eq!(payload.to_string(), text);
            }
        }
    }

    #[test]
    fn it_is_short_and_readable() {
        let payload = Payload::new(Order::Pack { catches: 50 }, 990, UserId(42), Timestamp::UNIX_EPOCH);
        assert_eq!(payload.to_string(), "b1:50:990:42:0");
        for foreign in [
            "",
            "gone",
            "b1:0:5:42:0",
            "b1:5:0:42:0",
            "b1:05:5:42:0",
            "b2:5:5:42:0",
            "b1:5:5:42:0:1",
        ] {
            assert_eq!(Payload::parse(foreign), None, "{foreign}");
        }
    }
}
