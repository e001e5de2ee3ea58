//! Giving a payment back: one that the books know, or one that the bot was never told of.

use store::StoreError;
use telegram::{Reply, Say, UserId};

use super::{Activity, OfficeModule, Screen};
use crate::neighbours::RefundWish;
use crate::texts::{refund as texts, words};

/// The longest number of a payment; Telegram's are far shorter.
const LONGEST_CHARGE: usize = 256;

impl OfficeModule {
    pub(super) async fn ask_charge(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let service = (self.services.neighbours.service)(screen.request().now).await?;
        let view = texts::ask_charge(screen.language(), &service.unclear_payments);
        Ok(screen.show(view, Activity::NamingPayment, Say::Nothing))
    }

    /// What was typed where a payment's number is asked for: the number, or the payer's id with it.
    pub(super) async fn find_payment(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let (payer, charge) = named(text);
        let found = match charge.len() {
            1..=LONGEST_CHARGE => (self.services.neighbours.payment)(charge.to_owned()).await?,
            _ => return Ok(screen.remark(texts::not_found(screen.language()))),
        };
        let Some(payment) = found else {
            return Ok(match payer {
                Some(payer) => self.ask_to_refund_directly(screen, payer, charge),
                None => self.ask_payer(screen, charge),
            });
        };
        let view = texts::payment(screen.language(), &payment, screen.request().now);
        if payment.refunded_at.is_some() && !payment.is_charged_again {
            return Ok(screen.send(view, Activity::Browsing));
        }
        let refunding = Activity::Refunding {
            charge: payment.charge,
            payer: None,
        };
        Ok(screen.send(view, refunding))
    }

    /// What was typed where the payer of an unknown payment is asked for: their id, or another number after all.
    pub(super) async fn find_payer(&self, screen: &Screen<'_>, charge: &str, text: &str) -> Result<Reply, StoreError> {
        match words::user_id(text) {
            // The word of the payment may have come meanwhile.
            Some(payer) => self.find_payment(screen, &format!("{payer} {charge}")).await,
            None => self.find_payment(screen, text).await,
        }
    }

    /// Gives back the payment that the dialog's message shows, and no other.
    pub(super) async fn refund(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let request = screen.request();
        let Some((charge, payer)) = shown(screen) else {
            return Ok(screen.stale());
        };
        let wish = RefundWish {
            admin: request.user,
            charge: charge.to_owned(),
            payer,
            trace: request.trace.clone(),
            now: request.now,
        };
        let end = (self.services.neighbours.refund)(wish).await?;
        let view = texts::end(screen.language(), charge, end, request.now);
        let next = match end.is_still_charged() {
            true => screen.activity().clone(),
            false => Activity::Browsing,
        };
        Ok(screen.show(view, next, Say::Nothing))
    }

    /// Closes the case of the payment that the dialog's message shows.
    pub(super) async fn settle(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let Some((charge, _)) = shown(screen) else {
            return Ok(screen.stale());
        };
        let case = (request.user, charge.to_owned(), request.now);
        let view = match (self.services.neighbours.settle)(case).await? {
            true => texts::settled(language, charge),
            false => texts::not_found(language),
        };
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    fn ask_payer(&self, screen: &Screen<'_>, charge: &str) -> Reply {
        let naming = Activity::NamingPayer {
            charge: charge.to_owned(),
        };
        screen.send(texts::ask_payer(screen.language(), charge), naming)
    }

    fn ask_to_refund_directly(&self, screen: &Screen<'_>, payer: UserId, charge: &str) -> Reply {
        let refunding = Activity::Refunding {
            charge: charge.to_owned(),
            payer: Some(payer),
        };
        screen.send(texts::ask_directly(screen.language(), payer, charge), refunding)
    }
}

/// The payment that the pressed message shows, if it is the dialog's.
fn shown<'a>(screen: &'a Screen<'_>) -> Option<(&'a str, Option<UserId>)> {
    match screen.activity() {
        Activity::Refunding { charge, payer } if screen.is_here() => Some((charge, *payer)),
        _ => None,
    }
}

/// A payment's number, with its payer's id where both were typed, in either order.
fn named(text: &str) -> (Option<UserId>, &str) {
    let typed = text.trim();
    let mut parts = typed.split_whitespace();
    let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else {
        return (None, typed);
    };
    match (words::user_id(first), words::user_id(second)) {
        (Some(payer), _) => (Some(payer), second),
        (None, Some(payer)) => (Some(payer), first),
        (None, None) => (None, typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_typed_alone_or_with_its_payers_id() {
        for (text, expected) in [
            (" stx1 ", (None, "stx1")),
            ("42 stx1", (Some(UserId(42)), "stx1")),
            ("stx1\n42", (Some(UserId(42)), "stx1")),
            ("42 43", (Some(UserId(42)), "43")),
            ("42", (None, "42")),
            ("a b", (None, "a b")),
            ("42 stx1 x", (None, "42 stx1 x")),
            ("", (None, "")),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
