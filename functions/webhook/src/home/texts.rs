//! Every text of the bot's own room, and the router's short answers.

use booking::watches::{HIGHEST_COEFFICIENT, MOST_WAREHOUSES};
use keyring::keys::MOST_KEYS;
use telegram::Language::{self, En, Ru};
use telegram::words::either;
use telegram::{CommandSpec, Message};

/// The bot's own commands.
pub fn commands() -> Vec<CommandSpec> {
    vec![
        CommandSpec {
            name: "menu",
            description: menu_description,
            menu: None,
        },
        CommandSpec {
            name: "help",
            description: help_description,
            menu: Some(help_label),
        },
        CommandSpec {
            name: "lang",
            description: lang_description,
            menu: Some(lang_label),
        },
        CommandSpec {
            name: "cancel",
            description: cancel_description,
            menu: None,
        },
        CommandSpec {
            name: "start",
            description: start_description,
            menu: None,
        },
    ]
}

/// To a payment for something that is not sold (any more); a sentence in Telegram's own window.
pub fn nothing_to_pay(language: Language) -> String {
    match language {
        Ru => "Этот счёт больше не действует. Звёзды не списаны.",
        En => "This invoice is no longer valid. No Stars were taken.",
    }
    .to_owned()
}

/// To a payment that cannot be checked at this moment; a sentence in Telegram's own window.
pub fn payment_trouble(language: Language) -> String {
    match language {
        Ru => "Сейчас не получается принять оплату. Звёзды не списаны, попробуйте через минуту.",
        En => "The payment cannot be taken right now. No Stars were taken; please try again in a minute.",
    }
    .to_owned()
}

/// The welcome; the main menu is under it.
pub fn welcome(language: Language) -> Message {
    match language {
        Ru => Message::new()
            .bold("👋 Здравствуйте! Этот бот ловит слоты поставок на Wildberries")
            .line("")
            .blank()
            .line("1. Вы добавляете ключ API своего магазина.")
            .line("2. Выбираете склады, тип поставки, коэффициент и даты.")
            .line("3. Мы круглосуточно следим за Wildberries. Слот открылся — вы подтверждаете его одним нажатием, или его сразу занимает сервис бронирования: как выберете.")
            .line("4. Мы сверяемся с Wildberries и пишем: склад, дата и номер.")
            .text("5. Первые брони бесплатно, за неудачные попытки мы ничего не списываем."),
        En => Message::new()
            .bold("👋 Hello! This bot catches supply slots at Wildberries")
            .line("")
            .blank()
            .line("1. You add an API key of your shop.")
            .line("2. You choose warehouses, kind of supply, coefficient and dates.")
            .line("3. We watch Wildberries day and night. When a slot opens, you confirm it with one tap, or a booking service takes it at once: as you choose.")
            .line("4. We check with Wildberries and write: warehouse, date and number.")
            .text("5. The first bookings are free, and attempts that fail cost nothing."),
    }
}

/// The line over the main menu.
pub fn menu(language: Language) -> Message {
    Message::plain(either(language, "Что делаем?", "What would you like to do?"))
}

/// Everything the bot can do, and what to know about it.
pub fn help(language: Language, commands: &[CommandSpec]) -> Message {
    let mut message = Message::new().bold(either(language, "Команды", "Commands")).line("");
    for command in commands {
        message = message.line(&format!("/{} — {}", command.name, (command.description)(language)));
    }
    let (ways, feed, limits, privacy) = match language {
        Ru => (
            "🤝 Подтверждаете сами: ваш заказ без даты или черновик ждёт слота. Слот открылся — присылаем кнопку прямо к нему, вы планируете поставку в портале, а мы спрашиваем Wildberries и пишем, когда она запланирована. Через официальный API запланировать поставку за вас нельзя.\n🤖 Автоматически: слот за секунду занимает сервис бронирования, если он здесь подключён.",
            "Слоты мы видим в официальной ленте Wildberries: она показывает 14 дней вперёд. Один магазин вправе читать её 6 раз в минуту, поэтому читаем ключами всех продавцов по очереди: чем их больше, тем чаще проверка. Бывает, что Wildberries отключает ленту; тогда наблюдения ждут и продолжаются сами. Как она работает сейчас, видно в /watches. Обещать слот нельзя: его может занять другой продавец.".to_owned(),
            format!(
                "До {MOST_KEYS} ключей. В одном наблюдении до {MOST_WAREHOUSES} складов, коэффициент до ×{HIGHEST_COEFFICIENT}, даты на 180 дней вперёд."
            ),
            "Сообщение с ключом удаляем из чата сразу. Ключ храним зашифрованным, показываем только последние 4 символа и используем только для ваших наблюдений. Удалить ключ можно в любой момент: /keys",
        ),
        En => (
            "🤝 You confirm yourself: your order without a date, or a draft, waits for a slot. When one opens, you get a button straight to it and plan the supply in the portal; we ask Wildberries and write when it is planned. Nobody can plan a supply for you through the official API.\n🤖 Automatically: a booking service takes the slot within a second, if one is connected here.",
            "We see slots in Wildberries' official feed, which covers the next 14 days. One shop may read it 6 times a minute, so it is read with all sellers' keys in turn: the more there are, the more often we look. At times Wildberries switches the feed off; watches then wait and go on by themselves. How it is doing now is shown in /watches. Nobody can promise a slot: another seller may take it.".to_owned(),
            format!(
                "Up to {MOST_KEYS} keys. One watch holds up to {MOST_WAREHOUSES} warehouses, a coefficient up to ×{HIGHEST_COEFFICIENT}, and dates 180 days ahead."
            ),
            "A message with a key is deleted from the chat at once. The key is stored encrypted, only its last 4 characters are ever shown, and it is used for your watches only. You can remove it at any time: /keys",
        ),
    };
    message
        .blank()
        .bold(either(language, "Как занимаем слот", "How a slot is taken"))
        .line("")
        .line(ways)
        .blank()
        .bold(either(language, "Откуда слоты", "Where slots come from"))
        .line("")
        .line(&feed)
        .blank()
        .bold(either(language, "Ограничения", "Limits"))
        .line("")
        .line(&limits)
        .blank()
        .bold(either(language, "Ваши ключи", "Your keys"))
        .line("")
        .text(privacy)
}

/// Asks for the language.
pub fn choose_language(language: Language) -> Message {
    Message::plain(either(language, "🌐 Выберите язык", "🌐 Choose a language"))
}

/// A language's own name.
pub fn language_name(language: Language) -> &'static str {
    either(language, "Русский", "English")
}

/// Toast: the language from now on.
pub fn language_toast(language: Language) -> String {
    either(language, "Язык: русский", "Language: English").into()
}

/// The language has changed; the main menu is under it.
pub fn language_changed(language: Language) -> Message {
    Message::plain(either(
        language,
        "🌐 Теперь говорим по-русски.",
        "🌐 We speak English from now on.",
    ))
}

/// Something half done was given up, in its own words.
pub fn cancelled(what: &str) -> Message {
    Message::plain(format!("✖️ {what}"))
}

/// Something was given up that has no words of its own.
pub fn something_cancelled(language: Language) -> String {
    either(language, "Отменено", "Cancelled").into()
}

/// There was nothing to give up.
pub fn nothing_to_cancel(language: Language) -> Message {
    Message::plain(either(
        language,
        "Сейчас отменять нечего. Все возможности: /menu",
        "There is nothing to cancel now. All there is: /menu",
    ))
}

/// A text nobody asked for.
pub fn unknown_text(language: Language) -> Message {
    Message::plain(either(
        language,
        "Не знаю, что с этим делать. Поймать слот: /watch, ваши наблюдения: /watches, остальное: /menu",
        "I do not know what to do with this. Catch a slot: /watch, your watches: /watches, the rest: /menu",
    ))
}

/// A command that does not exist.
pub fn unknown_command(language: Language, name: &str) -> Message {
    // What a user typed is shown back only as far as it can be a command.
    let name: String = name
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .take(32)
        .collect();
    Message::plain(match language {
        Ru => format!("Команды /{name} нет. Всё, что умеет бот: /help"),
        En => format!("There is no command /{name}. All that the bot can do: /help"),
    })
}

/// A feature that this installation has switched off.
pub fn switched_off(language: Language) -> Message {
    Message::plain(either(
        language,
        "Эта возможность здесь выключена. Всё, что включено: /menu",
        "This is switched off here. All that is on: /menu",
    ))
}

/// An operator has shut the user out.
pub fn shut_out(language: Language) -> Message {
    Message::plain(either(
        language,
        "⛔️ Доступ к боту закрыт. Оплата и подписка: /paysupport, получить свои данные: /mydata, удалить их: /forget",
        "⛔️ You have no access to this bot. Payments and the subscription: /paysupport, your data: /mydata, to delete it: /forget",
    ))
}

/// Something that is no text: `kind` is its name in the Bot API.
pub fn not_understood_kind(language: Language, kind: &str) -> Message {
    if kind == "document" {
        return Message::plain(either(
            language,
            "📄 Файл пригодится в одном случае: это список товаров для поставки. Начните /watch, нажмите «📄 Список товаров» и отправьте его там. Остальное — в /menu",
            "📄 A file is of use in one case: when it is a list of goods for a supply. Start /watch, press “📄 A list of goods” and send it there. For all else: /menu",
        ));
    }
    let what = match kind {
        "sticker" => either(language, "Стикеры", "Stickers"),
        "photo" => either(language, "Картинки", "Pictures"),
        "voice" | "audio" | "video_note" => either(language, "Голосовые и аудио", "Voice messages and audio"),
        "video" | "animation" => either(language, "Видео", "Videos"),
        "contact" | "location" | "venue" => either(language, "Контакты и места", "Contacts and places"),
        _ => either(language, "Такие сообщения", "Messages like this"),
    };
    Message::plain(match language {
        Ru => format!("{what} бот не понимает. Напишите текстом или выберите команду: /menu"),
        En => format!("{what} mean nothing to this bot. Send text or choose a command: /menu"),
    })
}

/// A key was sent where everybody reads it.
pub fn key_in_group(language: Language) -> Message {
    Message::plain(either(
        language,
        "⚠️ Похоже, сюда отправили ключ Wildberries. Здесь его видят все, и мы его не сохранили. Отзовите этот ключ на портале продавца, создайте новый и отправьте его боту в личном чате.",
        "⚠️ This looks like a Wildberries key. Everybody here can read it, and we did not store it. Revoke it on the seller portal, make a new one, and send it to the bot in the private chat.",
    ))
}

/// The bot was addressed in a group.
pub fn private_only(language: Language) -> Message {
    Message::plain(either(
        language,
        "Бот работает только в личном чате: там ваши ключи и наблюдения видите лишь вы. Напишите ему напрямую.",
        "The bot works in a private chat only: there nobody but you sees your keys and watches. Please write to it directly.",
    ))
}

/// Our own failure.
pub fn trouble(language: Language) -> Message {
    Message::plain(either(
        language,
        "⚠️ У нас что-то сломалось. Попробуйте ещё раз через минуту.",
        "⚠️ Something broke on our side. Please try again in a minute.",
    ))
}

fn menu_description(language: Language) -> String {
    either(language, "Главное меню", "Main menu").into()
}

fn help_description(language: Language) -> String {
    either(language, "Как всё устроено", "How it all works").into()
}

fn help_label(language: Language) -> String {
    either(language, "ℹ️ Помощь", "ℹ️ Help").into()
}

fn lang_description(language: Language) -> String {
    either(language, "Язык / Language", "Language / Язык").into()
}

fn lang_label(language: Language) -> String {
    either(language, "🌐 Язык / Language", "🌐 Language / Язык").into()
}

fn cancel_description(language: Language) -> String {
    either(language, "Отменить начатое", "Cancel what is open").into()
}

fn start_description(language: Language) -> String {
    either(language, "Начать сначала", "Start from the beginning").into()
}
