//! Every call as Telegram receives it.
#![allow(clippy::unwrap_used)]

use secrecy::SecretString;
use serde_json::{Value, json};
use telegram::{Button, Call, CallbackData, ChatId, Invoice, Keyboard, Language, Message, MessageId, Reply, UserId};

fn sent(message: Message) -> Value {
    let chat = ChatId(7);
    Call::Send { chat, message }.body()
}

#[test]
fn a_message_with_everything() {
    let message = Message::new()
        .text("🎯 ")
        .bold("Слот")
        .text(" ")
        .link("забрать", "https://seller.wildberries.ru/supplies?id=1")
        .text(" ")
        .italic("i")
        .code("c")
        .keyboard(
            Keyboard::new()
                .row([
                    Button::press("Да", CallbackData::of("w:1:yes")),
                    Button::open("Открыть", "https://seller.wildberries.ru/"),
                ])
                .row([Button::press("Нет", CallbackData::of("w:1:no"))]),
        );
    let call = Call::Send {
        chat: ChatId(-100123),
        message,
    };
    assert_eq!(call.method(), "sendMessage");
    assert_eq!(
        call.body(),
        json!({
            "chat_id": -100123,
            "text": "🎯 Слот забрать ic",
            "entities": [
                {"type": "bold", "offset": 3, "length": 4},
                {"type": "text_link", "url": "https://seller.wildberries.ru/supplies?id=1", "offset": 8, "length": 7},
                {"type": "italic", "offset": 16, "length": 1},
                {"type": "code", "offset": 17, "length": 1},
            ],
            "link_preview_options": {"is_disabled": true},
            "reply_markup": {"inline_keyboard": [
                [
                    {"text": "Да", "callback_data": "w:1:yes"},
                    {"text": "Открыть", "url": "https://seller.wildberries.ru/"},
                ],
                [{"text": "Нет", "callback_data": "w:1:no"}],
            ]},
        })
    );
}

#[test]
fn a_plain_message_carries_nothing_else() {
    assert_eq!(
        sent(Message::plain("a")),
        json!({"chat_id": 7, "text": "a", "link_preview_options": {"is_disabled": true}})
    );
}

#[test]
fn a_message_without_a_sound_says_so() {
    assert_eq!(
        sent(Message::plain("a").silently()),
        json!({"chat_id": 7, "text": "a", "link_preview_options": {"is_disabled": true}, "disable_notification": true})
    );
}

#[test]
fn white_space_at_the_end_is_not_sent_and_formatting_ends_with_the_text() {
    let body = sent(Message::new().line("a").bold("b\n\n").italic(" \n"));
    assert_eq!(body["text"], "a\nb");
    assert_eq!(body["entities"], json!([{"type": "bold", "offset": 2, "length": 1}]));
}

#[test]
fn an_address_that_is_no_url_costs_the_link_not_the_message() {
    let keyboard = Keyboard::new()
        .row([Button::open("x", "not a url")])
        .row([Button::press("ok", CallbackData::of("ok"))]);
    let body = sent(Message::new().link("x", "not a url").keyboard(keyboard));
    assert_eq!(body["text"], "x");
    assert_eq!(body.get("entities"), None);
    assert_eq!(
        body["reply_markup"],
        json!({"inline_keyboard": [[{"text": "ok", "callback_data": "ok"}]]})
    );
}

#[test]
fn an_edit_without_buttons_removes_them() {
    let call = Call::Edit {
        chat: ChatId(7),
        message_id: MessageId(42),
        message: Message::new().bold("a"),
    };
    assert_eq!(call.method(), "editMessageText");
    assert_eq!(
        call.body(),
        json!({
            "chat_id": 7, "message_id": 42, "text": "a",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
            "link_preview_options": {"is_disabled": true},
        })
    );
}

#[test]
fn a_deletion() {
    let call = Call::Delete {
        chat: ChatId(7),
        message_id: MessageId(42),
    };
    assert_eq!(call.method(), "deleteMessage");
    assert_eq!(call.body(), json!({"chat_id": 7, "message_id": 42}));
}

#[test]
fn answers_to_presses() {
    let answer = |toast: Option<String>, alert| {
        let press_id = "9".to_owned();
        Call::AnswerPress { press_id, toast, alert }
    };
    assert_eq!(answer(None, false).method(), "answerCallbackQuery");
    assert_eq!(answer(None, true).body(), json!({"callback_query_id": "9"}));
    assert_eq!(
        answer(Some("ok".to_owned()), false).body(),
        json!({"callback_query_id": "9", "text": "ok"})
    );
    let long = answer(Some("ж".repeat(201)), true).body();
    assert_eq!(long["text"], format!("{}…", "ж".repeat(199)));
    assert_eq!(long["show_alert"], true);
    let just_fits = answer(Some("ж".repeat(200)), false).body();
    assert_eq!(just_fits["text"], "ж".repeat(200));
}

#[test]
fn lists_of_commands() {
    let list_of = |language, chat| {
        let commands = vec![("menu".to_owned(), "Меню".to_owned())];
        Call::SetCommands {
            language,
            chat,
            commands,
        }
    };
    let list = |language| list_of(language, None);
    let command = json!([{"command": "menu", "description": "Меню"}]);
    assert_eq!(list(None).method(), "setMyCommands");
    assert_eq!(list(None).body(), json!({"commands": command}));
    assert_eq!(
        list(Some(Language::En)).body(),
        json!({"commands": command, "language_code": "en"})
    );
    assert_eq!(
        list_of(Some(Language::En), Some(ChatId(7))).body(),
        json!({"commands": command, "language_code": "en", "scope": {"type": "chat", "chat_id": 7}})
    );
}

#[test]
fn the_webhook_is_set_with_its_secret_and_debug_does_not_tell_it() {
    let call = Call::SetWebhook {
        url: "https://x.example/telegram".to_owned(),
        secret: SecretString::from("s3cret"),
        max_connections: 40,
        allowed_updates: vec!["message".to_owned(), "callback_query".to_owned()],
        drop_pending: false,
    };
    assert_eq!(call.method(), "setWebhook");
    assert_eq!(
        call.body(),
        json!({
            "url": "https://x.example/telegram", "secret_token": "s3cret", "max_connections": 40,
            "allowed_updates": ["message", "callback_query"], "drop_pending_updates": false,
        })
    );
    assert!(!format!("{call:?}").contains("s3cret"));
}

fn month() -> Invoice {
    Invoice {
        title: "Подписка".to_owned(),
        description: "Слоты на месяц".to_owned(),
        payload: "pro:7".to_owned(),
        stars: 250,
    }
}

#[test]
fn an_invoice_in_stars_has_one_price_and_an_empty_provider() {
    let call = |start: Option<&str>| Call::SendInvoice {
        chat: ChatId(7),
        invoice: month(),
        start: start.map(str::to_owned),
    };
    let body = json!({
        "chat_id": 7, "title": "Подписка", "description": "Слоты на месяц", "payload": "pro:7",
        "provider_token": "", "currency": "XTR", "prices": [{"label": "Подписка", "amount": 250}],
    });
    assert_eq!(call(None).method(), "sendInvoice");
    assert_eq!(call(None).body(), body);
    let mut with_start = body;
    with_start["start_parameter"] = "pay".into();
    assert_eq!(call(Some("pay")).body(), with_start);
}

#[test]
fn a_link_to_pay_once_or_every_thirty_days() {
    let link = |subscription| Call::CreateInvoiceLink {
        invoice: month(),
        subscription,
    };
    let mut body = json!({
        "title": "Подписка", "description": "Слоты на месяц", "payload": "pro:7",
        "provider_token": "", "currency": "XTR", "prices": [{"label": "Подписка", "amount": 250}],
    });
    assert_eq!(link(false).method(), "createInvoiceLink");
    assert_eq!(link(false).body(), body);
    body["subscription_period"] = 2_592_000.into();
    assert_eq!(link(true).body(), body);
}

#[test]
fn a_payment_is_allowed_or_refused_in_the_webhooks_own_answer() {
    let calls = Reply::new().allow_payment("9").refuse_payment("9", "Поздно").calls;
    let in_answer: Vec<Value> = calls.iter().map(Call::as_webhook_reply).collect();
    assert_eq!(
        in_answer,
        [
            json!({"method": "answerPreCheckoutQuery", "pre_checkout_query_id": "9", "ok": true}),
            json!({
                "method": "answerPreCheckoutQuery", "pre_checkout_query_id": "9", "ok": false, "error_message": "Поздно",
            }),
        ]
    );
}

#[test]
fn stars_given_back_and_a_subscription_ended() {
    let (user, charge_id) = (UserId(7), "stx1".to_owned());
    let refund = Call::RefundStars {
        user,
        charge_id: charge_id.clone(),
    };
    assert_eq!(refund.method(), "refundStarPayment");
    assert_eq!(
        refund.body(),
        json!({"user_id": 7, "telegram_payment_charge_id": "stx1"})
    );
    let end = Call::EditUserStarSubscription {
        user,
        charge_id,
        canceled: true,
    };
    assert_eq!(end.method(), "editUserStarSubscription");
    assert_eq!(
        end.body(),
        json!({"user_id": 7, "telegram_payment_charge_id": "stx1", "is_canceled": true})
    );
}

#[test]
fn calls_without_parameters() {
    for (call, method) in [(Call::DeleteWebhook, "deleteWebhook"), (Call::GetMe, "getMe")] {
        assert_eq!(call.method(), method);
        assert_eq!(call.body(), json!({}));
    }
}

#[test]
fn a_call_in_the_webhooks_own_answer_names_its_method() {
    let call = Call::AnswerPress {
        press_id: "9".to_owned(),
        toast: None,
        alert: false,
    };
    assert_eq!(
        call.as_webhook_reply(),
        json!({"method": "answerCallbackQuery", "callback_query_id": "9"})
    );
}

#[test]
fn calls_are_equal_when_telegram_would_receive_the_same() {
    let send = |text: &str, chat| Call::Send {
        chat: ChatId(chat),
        message: Message::plain(text),
    };
    assert_eq!(send("a", 1), send("a\n", 1));
    assert_ne!(send("a", 1), send("b", 1));
    assert_ne!(send("a", 1), send("a", 2));
    assert_ne!(Call::GetMe, Call::DeleteWebhook);
}
