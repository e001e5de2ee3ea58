//! The step that asks how slots are taken, and the words for each way.

use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::{Progress, step};
use crate::texts::common::either;
use crate::watch::{Cargo, Way};
use crate::watches::WayOrder;

/// Whether the automatic way is open to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// It is.
    Open,
    /// This installation has no booking service.
    NotConnected,
    /// None of the user's keys can book.
    NoKey,
}

/// Step: which way. Explains both, also where only one is open.
pub fn way(language: Language, at: Progress, automatic: Automatic) -> Message {
    let message = step(language, at, either(language, "Как занимаем слот", "How the slot is taken"))
        .bold(either(language, "🤝 Подтверждаю сам", "🤝 I confirm myself"))
        .line("")
        .line(either(
            language,
            "Ваш заказ без даты или новый черновик ждёт в Wildberries. Слот открылся — присылаем «Слот открыт — подтвердите» с кнопкой прямо к нему. Вы нажимаете и планируете поставку, а мы официально сверяемся с Wildberries и пишем, когда всё готово.",
            "Your order without a date, or a new draft, waits at Wildberries. When a slot opens, you get “A slot is open — confirm it” with a button straight to it. You tap and plan the supply; we check with Wildberries officially and write when it is done.",
        ))
        .line(either(
            language,
            "Подойдёт любой ключ с «Поставками», даже базовый или только для чтения. Запланировать поставку за вас через официальный API не может никто, поэтому последнее нажатие ваше.",
            "Any key with Supplies will do, even a base or a read-only one. Nobody can plan a supply for you through the official API, which is why the last tap is yours.",
        ))
        .blank()
        .bold(either(language, "🤖 Автоматически", "🤖 Automatically"))
        .line("")
        .text(either(
            language,
            "Сервис бронирования занимает слот сам, за секунду, даже когда вы спите. Нужен ключ без «Только чтение».",
            "A booking service takes the slot by itself within a second, even while you sleep. It needs a key without “Read only”.",
        ));
    match automatic {
        Automatic::Open => message,
        Automatic::NotConnected => message.text("\n").text(either(
            language,
            "Здесь такой сервис не подключён, поэтому доступен только первый способ.",
            "No such service is connected here, so only the first way is open.",
        )),
        Automatic::NoKey => message.text("\n").text(either(
            language,
            "Сейчас у вас такого ключа нет. Добавить: /keys",
            "You have no such key now. Add one: /keys",
        )),
    }
}

/// The chosen way, as a line of the summary.
pub fn chosen(language: Language, way: &WayOrder) -> String {
    match (way, language) {
        (WayOrder::Order(order), Ru) => format!("🤝 Подтверждаете сами: заказ №{order}"),
        (WayOrder::Order(order), En) => format!("🤝 You confirm yourself: order {order}"),
        (WayOrder::Supply(supply), Ru) => format!("🤝 Подтверждаете сами: поставка №{supply}"),
        (WayOrder::Supply(supply), En) => format!("🤝 You confirm yourself: supply {supply}"),
        (WayOrder::NewDraft, _) => either(
            language,
            "🤝 Подтверждаете сами: новый черновик, создадим его при запуске",
            "🤝 You confirm yourself: a new draft, made when you start",
        )
        .into(),
        (WayOrder::Gateway, _) => automatic(language).into(),
    }
}

/// A watch's way, as a line of its card.
pub fn name(language: Language, way: &Way) -> String {
    match way {
        Way::Assisted(Cargo::Order { order }) => chosen(language, &WayOrder::Order(*order)),
        Way::Assisted(Cargo::Draft { .. }) => either(
            language,
            "🤝 Подтверждаете сами: черновик",
            "🤝 You confirm yourself: a draft",
        )
        .into(),
        Way::Assisted(Cargo::Supply { supply }) => chosen(language, &WayOrder::Supply(*supply)),
        Way::Gateway => automatic(language).into(),
    }
}

/// What a base key means for the assisted way.
pub fn base_is_slow(language: Language) -> &'static str {
    either(
        language,
        "🐢 С базовым ключом Wildberries разрешает спрашивать о заказе лишь дважды в час: наше подтверждение может прийти позже.",
        "🐢 With a base key Wildberries lets us ask about an order only twice an hour: our confirmation may come late.",
    )
}

fn automatic(language: Language) -> &'static str {
    either(language, "🤖 Бронируем автоматически", "🤖 Booked automatically")
}
