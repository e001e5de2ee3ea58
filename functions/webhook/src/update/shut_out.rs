//! Users whom an operator has shut out.

use telegram::{Input, Reply, Request};

use crate::home::texts;

/// The answer to somebody who is shut out; `None` for what has to be done all the same: money that was paid or given back.
pub(super) fn answer(request: &Request) -> Option<Reply> {
    let sentence = texts::shut_out(request.language);
    Some(match &request.input {
        Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => return None,
        Input::PreCheckout { id, .. } => Reply::new().refuse_payment(id, sentence.text),
        Input::Press { id, .. } => Reply::new().toast(id, Some(sentence.text)),
        Input::Command { .. } => Reply::new().send(request.chat, sentence),
        // Whoever goes on writing is not answered each time.
        Input::Text(_) | Input::Document(_) | Input::Other { .. } => Reply::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use telegram::{Call, ChatId, Language, UserId};

    use super::*;

    fn request(input: Input) -> Request {
        Request {
            user: UserId(7),
            chat: ChatId(7),
            language: Language::Ru,
            message_id: None,
            now: jiff::Timestamp::UNIX_EPOCH,
            trace: "t".into(),
            input,
            dialog: None,
            busy_elsewhere: false,
        }
    }

    #[test]
    fn nothing_can_be_bought_and_commands_are_answered_with_why() {
        let methods = |input| {
            let reply = answer(&request(input)).unwrap();
            reply.calls.iter().map(Call::method).collect::<Vec<_>>()
        };
        let command = Input::Command {
            name: "start".into(),
            argument: String::new(),
        };
        assert_eq!(methods(command), ["sendMessage"]);
        assert_eq!(methods(Input::Text("?".into())), Vec::<&str>::new());
        let checkout = Input::PreCheckout {
            id: "q".into(),
            payload: "p".into(),
            currency: "XTR".into(),
            total: 1,
        };
        assert_eq!(methods(checkout), ["answerPreCheckoutQuery"]);
    }
}
