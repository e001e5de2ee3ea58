//! Money is a matter between the bot and who pays, wherever the invoice was: it is talked about in the private chat.

use telegram::{Chat, ChatKind, Input, MessageId, PaidIn, PreCheckout, Sender, SubscriptionChange};

use super::act::Act;

impl Act {
    /// Somebody is about to pay.
    pub(super) fn to_pay(from: Sender, checkout: PreCheckout) -> Self {
        let input = Input::PreCheckout {
            id: checkout.id,
            payload: checkout.payload,
            currency: checkout.currency,
            total: checkout.total,
        };
        with_payer(from, None, input)
    }

    /// Word about a payment.
    pub(super) fn of_payer(place: PaidIn, input: Input) -> Self {
        with_payer(place.payer, Some(place.message_id), input)
    }

    /// Word about a subscription.
    pub(super) fn of_subscriber(from: Sender, change: SubscriptionChange) -> Self {
        with_payer(from, None, Input::SubscriptionChanged(change))
    }

    /// Whether it is about money.
    pub(super) fn is_about_money(&self) -> bool {
        matches!(
            self.input,
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_)
        )
    }
}

fn with_payer(from: Sender, message_id: Option<MessageId>, input: Input) -> Act {
    Act {
        chat: Chat {
            id: from.id.into(),
            kind: ChatKind::Private,
        },
        from,
        message_id,
        input,
        entities: Vec::new(),
        forwarded: None,
    }
}
