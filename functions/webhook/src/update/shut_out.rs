//! Users whom an operator has shut out.

use telegram::{Input, Reply, Request};

use crate::home::texts;

/// What is answered to everybody: the terms that were agreed to, whom to write to about money, and what is stored about them, to have or
/// to have deleted.
const COMMANDS: [&str; 5] = ["terms", "paysupport", "mydata", "forget", "cancel"];
/// The buttons that end a subscription (nobody is to be charged who is not served), and those on the way to a deletion.
const PRESSES: [&str; 4] = ["bill:stop", "bill:stop:yes", "forget:on", "forget:keep"];
/// The feature that asks for the word which deletes everything.
const CABINET: &str = "cabinet";

/// The answer to somebody who is shut out; `None` for what is theirs all the same: word of money that was paid or given back, the end of their
/// subscription, help with payments, and their data. A text that some feature claims (`is_claimed`), such as a key, is never theirs.
pub(super) fn answer(request: &Request, is_claimed: impl Fn(&str) -> bool) -> Option<Reply> {
    let sentence = texts::shut_out(request.language);
    Some(match &request.input {
        Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => return None,
        // What stands behind a command may be a key, which another feature would take.
        Input::Command { name, argument } if argument.is_empty() && COMMANDS.contains(&name.as_str()) => return None,
        Input::Press { data, .. } if PRESSES.contains(&data.as_str()) => return None,
        Input::Text(text) if is_asked_to_confirm(request) && !is_claimed(text) => return None,
        Input::PreCheckout { id, .. } => Reply::new().refuse_payment(id, sentence.text),
        Input::Press { id, .. } => Reply::new().toast(id, Some(sentence.text)),
        Input::Command { .. } => Reply::new().send(request.chat, sentence),
        // Whoever goes on writing is not answered each time.
        _ => Reply::new(),
    })
}

/// Whether the word that deletes everything is asked for: nothing else is ever half done there.
fn is_asked_to_confirm(request: &Request) -> bool {
    let dialog = request.dialog.as_ref();
    dialog.is_some_and(|dialog| dialog.module == CABINET && dialog.is_busy())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use telegram::{Call, ChatId, Dialog, Language, MessageId, UserId};

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
            let reply = answer(&request(input), |_| false).unwrap();
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
    fn help_with_payments_the_end_of_a_subscription_and_ones_data_stay_open() {
        for open in [
            command("paysupport", ""),
            command("terms", ""),
            command("mydata", ""),
            command("forget", ""),
            command("cancel", ""),
            press("bill:stop"),
            press("bill:stop:yes"),
            press("forget:on"),
            press("forget:keep"),
        ] {
            assert_eq!(answer(&request(open.clone()), |_| true), None, "{open:?}");
        }
    }

    #[test]
    fn a_text_is_read_only_where_the_word_is_asked_for_and_never_as_a_key() {
        let word = |dialog: Option<(&str, bool)>, is_key: bool| {
            let mut request = request(Input::Text("УДАЛИТЬ".into()));
            request.dialog = dialog.map(|(module, busy)| Dialog {
                module: module.into(),
                state: serde_json::json!({ "busy": busy }),
                message_id: None,
            });
            answer(&request, |_| is_key).is_none()
        };
        assert!(word(Some(("cabinet", true)), false));
        assert!(!word(Some(("cabinet", true)), true));
        assert!(!word(Some(("cabinet", false)), false));
        assert!(!word(Some(("booking", true)), false));
        assert!(!word(None, false));
    }

    #[test]
    fn why_fits_where_it_is_shown() {
        for language in Language::ALL {
            assert!(texts::shut_out(language).text.chars().count() <= 200);
        }
    }
}
