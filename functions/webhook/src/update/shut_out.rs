//! Users whom an operator has shut out.

use telegram::{Input, Reply, Request};

use crate::home::texts;

/// What is answered to everybody: the terms that were agreed to, and whom to write to about money.
const COMMANDS: [&str; 2] = ["terms", "paysupport"];
/// The buttons that end a subscription: nobody is to be charged who is not served.
const PRESSES: [&str; 2] = ["bill:stop", "bill:stop:yes"];

/// The answer to somebody who is shut out; `None` for what is theirs all the same: word of money that was paid or given back, the end of their
/// subscription, and help with payments.
pub(super) fn answer(request: &Request) -> Option<Reply> {
    let sentence = texts::shut_out(request.language);
    Some(match &request.input {
        Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => return None,
        // What stands behind a command may be a key, which another feature would take.
        Input::Command { name, argument } if argument.is_empty() && COMMANDS.contains(&name.as_str()) => return None,
        Input::Press { data, .. } if PRESSES.contains(&data.as_str()) => return None,
        Input::PreCheckout { id, .. } => Reply::new().refuse_payment(id, sentence.text),
        Input::Press { id, .. } => Reply::new().toast(id, Some(sentence.text)),
        Input::Command { .. } => Reply::new().send(request.chat, sentence),
        // Whoever goes on writing is not answered each time.
        _ => Reply::new(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use telegram::{Call, ChatId, Language, MessageId, UserId};

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
            entities: Vec::new(),
            busy_elsewhere: false,
        }
    }

    fn command(name: &str, argument: &str) -> Input {
        Input::Command {
            name: name.into(),
            argument: argument.into(),
        }
    }

    fn press(data: &str) -> Input {
        Input::Press {
            id: "q".into(),
            message_id: MessageId(1),
            data: data.into(),
        }
    }

    #[test]
    fn nothing_can_be_bought_and_commands_are_answered_with_why() {
        let methods = |input| {
            let reply = answer(&request(input)).unwrap();
            reply.calls.iter().map(Call::method).collect::<Vec<_>>()
        };
        assert_eq!(methods(command("start", "")), ["sendMessage"]);
        assert_eq!(methods(command("terms", "eyJhbGciOi.a.b")), ["sendMessage"]);
        assert_eq!(methods(press("bill:go:yes")), ["answerCallbackQuery"]);
        assert_eq!(methods(Input::Text("?".into())), Vec::<&str>::new());
        let checkout = Input::PreCheckout {
            id: "q".into(),
            payload: "p".into(),
            currency: "XTR".into(),
            total: 1,
        };
        assert_eq!(methods(checkout), ["answerPreCheckoutQuery"]);
    }

    #[test]
    fn help_with_payments_and_the_end_of_a_subscription_stay_open() {
        for open in [
            command("paysupport", ""),
            command("terms", ""),
            press("bill:stop"),
            press("bill:stop:yes"),
        ] {
            assert_eq!(answer(&request(open.clone())), None, "{open:?}");
        }
    }
}
