#![allow(clippy::unwrap_used)]

use telegram::{Action, Call, ChatId, Dialog, Message, MessageId, UserId};

use super::*;

fn request(input: Input, dialog: Option<Dialog>) -> Request {
    Request {
        user: UserId(7),
        chat: ChatId(7),
        language: Language::Ru,
        message_id: None,
        now: jiff::Timestamp::UNIX_EPOCH,
        trace: "t".into(),
        input,
        dialog,
        entities: Vec::new(),
        busy_elsewhere: false,
    }
}

fn cancel_request(dialog: Option<Dialog>) -> Request {
    request(
        Input::Command {
            name: "cancel".into(),
            argument: String::new(),
        },
        dialog,
    )
}

fn every_command() -> Vec<CommandSpec> {
    booking::texts::commands::all()
        .into_iter()
        .chain(texts::commands())
        .collect()
}

fn sent(reply: &Reply) -> Vec<&Message> {
    let messages = reply.calls.iter().filter_map(|call| match call {
        Call::Send { message, .. } => Some(message),
        _ => None,
    });
    messages.collect()
}

#[test]
fn the_menu_has_a_button_for_every_labelled_command() {
    let menu = main_menu(Language::Ru, &every_command());
    let shown: Vec<String> = menu
        .0
        .iter()
        .flatten()
        .map(|button| match &button.action {
            Action::Press(data) => format!("{} -> {data}", button.text),
            Action::Open(url) => url.clone(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "🎯 Поймать слот -> menu:watch",
            "📋 Мои наблюдения -> menu:watches",
            "ℹ️ Помощь -> menu:help",
            "🌐 Язык / Language -> menu:lang",
        ]
    );
}

#[test]
fn help_names_every_command_and_fits_one_message() {
    for language in Language::ALL {
        let help = texts::help(language, &every_command());
        for command in every_command() {
            assert!(help.text.contains(&format!("/{} — ", command.name)), "{}", help.text);
        }
        assert!(help.utf16_len() <= Message::MAX_UTF16);
    }
}

#[test]
fn commands_fit_what_telegram_accepts() {
    for command in every_command() {
        assert!(command.name.bytes().all(|b| b.is_ascii_lowercase()) && command.name.len() <= 32);
        for language in Language::ALL {
            assert!((1..=256).contains(&(command.description)(language).chars().count()));
        }
    }
}

#[test]
fn cancel_with_nothing_open_says_so() {
    let reply = cancel(&cancel_request(None), None);
    assert_eq!(sent(&reply), [&texts::nothing_to_cancel(Language::Ru)]);
    assert_eq!(reply.dialog, DialogChange::Close);
}

#[test]
fn cancel_names_what_it_ends_and_takes_the_dead_buttons_away() {
    let state = serde_json::json!({"activity": {"at": "adding_key"}, "shown": ""});
    let dialog = Dialog {
        module: "booking".into(),
        state,
        message_id: Some(MessageId(5)),
    };
    let reply = cancel(&cancel_request(Some(dialog)), Some("Ключ не добавлен".into()));
    assert_eq!(sent(&reply)[0].text, "✖️ Ключ не добавлен");
    assert_eq!(
        reply.calls[1],
        Call::Delete {
            chat: ChatId(7),
            message_id: MessageId(5)
        }
    );
    assert_eq!(reply.dialog, DialogChange::Close);
}

#[test]
fn looking_at_a_list_is_nothing_to_cancel() {
    let state = serde_json::json!({"activity": {"at": "browsing"}, "shown": ""});
    let dialog = Dialog {
        module: "booking".into(),
        state,
        message_id: Some(MessageId(5)),
    };
    let reply = cancel(&cancel_request(Some(dialog)), None);
    assert_eq!(sent(&reply), [&texts::nothing_to_cancel(Language::Ru)]);
    assert_eq!(reply.dialog, DialogChange::Keep);
    assert_eq!(reply.calls.len(), 1);
}

#[test]
fn only_known_languages_are_chosen() {
    assert_eq!(pressed_language("lang:en"), Some(Language::En));
    assert_eq!(pressed_language("lang:de"), None);
    assert_eq!(pressed_language("lang"), None);
}

#[test]
fn an_unknown_command_is_repeated_only_as_far_as_it_can_be_one() {
    let said = texts::unknown_command(Language::Ru, "<b>eyJ.abc");
    assert_eq!(said.text, "Команды /beyJabc нет. Всё, что умеет бот: /help");
}
