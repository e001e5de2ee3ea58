//! What an update means: whose doing it is, and what they did.

use telegram::{
    Chat, ChatKind, Content, Entity, Forwarded, Incoming, Input, MessageId, Press, PressedMessage, Sender, UpdateKind,
    UserId,
};

/// Who did what where, from any kind of update that is somebody's doing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) chat: Chat,
    pub(super) from: Sender,
    pub(super) message_id: Option<MessageId>,
    pub(super) input: Input,
    /// The formatting of a text.
    pub(super) entities: Vec<Entity>,
    /// The channel's post that was forwarded; `input` is what the message is without that.
    pub(super) forwarded: Option<Forwarded>,
}

/// What an update asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// An answer to what a person did.
    Act(Box<Act>),
    /// A word about a button that stands in no message.
    StalePress { id: String, from: Sender },
    /// A note that a person blocked the bot, or let it in again.
    Membership { user: UserId, blocked: bool },
    /// Nothing.
    Nothing,
}

/// Reads an update; `claims` tells whether a text is some feature's whatever is going on.
pub(super) fn read(update: UpdateKind, claims: impl Fn(&str) -> bool) -> Meant {
    let act = match update {
        UpdateKind::Message(message) => match said(message, claims) {
            Some(act) => act,
            None => return Meant::Nothing,
        },
        UpdateKind::Press(press) => match press.message {
            Some(message) => pressed(press, message),
            None => {
                return Meant::StalePress {
                    id: press.id,
                    from: press.from,
                };
            }
        },
        UpdateKind::PreCheckout { from, checkout } => Act::to_pay(from, checkout),
        UpdateKind::Paid { place, payment } => Act::of_payer(place, Input::Paid(payment)),
        UpdateKind::Refunded { place, refund } => Act::of_payer(place, Input::Refunded(refund)),
        UpdateKind::Subscription { from, change } => Act::of_subscriber(from, change),
        // Who throws the bot out of a group has not blocked it in their own chat.
        UpdateKind::Membership(membership) if membership.chat.kind != ChatKind::Private => return Meant::Nothing,
        UpdateKind::Membership(membership) => {
            return Meant::Membership {
                user: membership.from.id,
                blocked: membership.blocked,
            };
        }
        UpdateKind::Other { kind } => {
            tracing::info!(kind, "update.not_for_us: this kind of update needs no answer");
            return Meant::Nothing;
        }
    };
    if act.from.is_bot {
        return Meant::Nothing;
    }
    Meant::Act(Box::new(act))
}

/// A message that somebody signed.
fn said(message: Incoming, claims: impl Fn(&str) -> bool) -> Option<Act> {
    let is_claimed = message
        .forwarded
        .as_ref()
        .and_then(|post| post.text.as_deref())
        .is_some_and(&claims);
    // A key is a key wherever it was forwarded from.
    let forwarded = message.forwarded.filter(|_| !is_claimed);
    let input = match message.content {
        Content::Command { name, argument } => Input::Command { name, argument },
        Content::Text(text) => Input::Text(text),
        Content::Document(document) => match document.caption {
            // A key is a key under a file or a photo, too. Other captions are not for a bot that reads texts.
            Some(caption) if claims(&caption) => Input::Text(caption),
            _ => Input::Document(document),
        },
        Content::Other {
            caption: Some(caption), ..
        } if claims(&caption) => Input::Text(caption),
        Content::Other { kind, .. } => Input::Other { kind },
    };
    Some(Act {
        chat: message.chat,
        from: message.from?,
        message_id: Some(message.message_id),
        input,
        entities: message.entities,
        forwarded,
    })
}

fn pressed(press: Press, message: PressedMessage) -> Act {
    Act {
        chat: message.chat,
        from: press.from,
        message_id: None,
        input: Input::Press {
            id: press.id,
            message_id: message.message_id,
            data: press.data,
        },
        entities: Vec::new(),
        forwarded: None,
    }
}

#[cfg(test)]
mod tests;
