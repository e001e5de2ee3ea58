//! The room where a watch is made: a text for every step, toasts, and what came of it.

pub mod buttons;
pub mod cargo;
pub mod goods;
pub mod sooner;
pub mod toasts;
pub mod way;

use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::words::{self, plural_ru};
use telegram::{Keyboard, Message, Selection};
use wildberries::{BoxType, Coefficient};

use super::common::{add_key, box_types, day, either, free_bookings, price_limit, range};
use crate::clock::moscow_date;
use crate::goods_sheet::SheetFacts;
use crate::sooner::Replaced;
use crate::watch::Mode;
use crate::watches::{Allowance, CreateWatch, MOST_WAREHOUSES, WayOrder};

/// How many days ahead Wildberries shows slots, today included.
pub const BOARD_DAYS: i32 = 14;

/// Where the wizard stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// At `step 2 of 6` of a new watch.
    Step {
        /// This step, from 1.
        step: usize,
        /// All steps.
        of: usize,
    },
    /// At one answer of a watch there is.
    Edit,
    /// At a watch that is to move a booking to an earlier day.
    Sooner,
}

/// A watch about to be made, as the summary shows it.
#[derive(Debug, Clone)]
pub struct Summary<'a> {
    /// How slots are taken.
    pub way: &'a WayOrder,
    /// Names of the chosen warehouses.
    pub warehouses: &'a [String],
    /// Chosen kinds of boxes.
    pub boxes: &'a [BoxType],
    /// The most to pay.
    pub max: Coefficient,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The key, as people tell it from others.
    pub key: &'a str,
    /// When to stop.
    pub mode: Mode,
    /// Today in Moscow.
    pub today: Date,
    /// The line about the feed.
    pub feed: &'a str,
    /// What the user may book.
    pub allowance: Allowance,
    /// The list of goods for its draft, if there is one.
    pub goods: Option<&'a SheetFacts>,
    /// The booking that it is to move, if it is for that.
    pub instead_of: Option<&'a Replaced>,
}

/// Step: warehouses. `found` counts what the search gives; `query` is empty without a search.
pub fn warehouses(language: Language, at: Progress, chosen: &[String], query: &str, found: usize) -> Message {
    let message = step(language, at, either(language, "Склады", "Warehouses"));
    let message = match (language, chosen.is_empty()) {
        (_, true) => message
            .line(either(
                language,
                "Отметьте склады, куда хотите отгрузить: один или несколько.",
                "Tick the warehouses you want to deliver to: one or several.",
            ))
            .blank(),
        (Ru, false) => message
            .line(&format!(
                "Выбрано {} из {MOST_WAREHOUSES}: {}",
                chosen.len(),
                chosen.join(", ")
            ))
            .blank(),
        (En, false) => message
            .line(&format!(
                "Chosen {} of {MOST_WAREHOUSES}: {}",
                chosen.len(),
                chosen.join(", ")
            ))
            .blank(),
    };
    let search = match (language, query.is_empty(), found) {
        (Ru, true, _) => "🔎 Чтобы найти склад, отправьте часть его названия.".to_owned(),
        (Ru, false, 0) => format!("🔎 По запросу «{query}» ничего не нашлось. Попробуйте короче, например «коле»."),
        (Ru, false, n) => {
            let words = plural_ru(n as u64, ["склад", "склада", "складов"]);
            format!("🔎 По запросу «{query}»: {n} {words}. Можно отправить другой запрос.")
        }
        (En, true, _) => "🔎 To find a warehouse, send a part of its name.".to_owned(),
        (En, false, 0) => format!("🔎 Nothing found for “{query}”. Try something shorter."),
        (En, false, 1) => format!("🔎 1 warehouse for “{query}”. You can send another search."),
        (En, false, n) => format!("🔎 {n} warehouses for “{query}”. You can send another search."),
    };
    message.text(&search)
}

/// Step: warehouses, while nobody knows which there are.
pub fn no_directory(language: Language, at: Progress, feed: &str) -> Message {
    step(language, at, either(language, "Склады", "Warehouses"))
        .line(either(
            language,
            "Списка складов пока нет: он появится с первым ответом Wildberries. Обычно это минута после добавления первого ключа.",
            "There is no list of warehouses yet: it comes with Wildberries' first answer, usually a minute after the first key is added.",
        ))
        .blank()
        .text(feed)
}

/// Step: kinds of boxes.
pub fn boxes(language: Language, at: Progress) -> Message {
    step(language, at, either(language, "Тип поставки", "Kind of supply")).text(either(
        language,
        "Отметьте один или несколько типов: поймаем любой из них.",
        "Tick one or several kinds: we catch any of them.",
    ))
}

/// Step: highest coefficient.
pub fn max(language: Language, at: Progress) -> Message {
    step(
        language,
        at,
        either(language, "Коэффициент приёмки", "Acceptance coefficient"),
    )
    .text(either(
        language,
        "Какой самый высокий коэффициент вам подходит? Слоты дешевле тоже возьмём, дороже — нет.",
        "What is the highest coefficient you accept? Cheaper slots are taken too, dearer ones are not.",
    ))
}

/// Step: dates; the calendar is under it.
pub fn dates(language: Language, at: Progress, selection: Selection) -> Message {
    let message = step(language, at, either(language, "Даты поставки", "Supply dates"));
    match (selection, language) {
        (Selection::None, _) => message.text(either(
            language,
            "Выберите первый день, затем последний. Один день — нажмите на него дважды.",
            "Choose the first day, then the last. For a single day press it twice.",
        )),
        (Selection::Start(from), Ru) => {
            message.text(&format!("С {}. Теперь выберите последний день.", words::date(from, Ru)))
        }
        (Selection::Start(from), En) => {
            message.text(&format!("From {}. Now choose the last day.", words::date(from, En)))
        }
        (Selection::Range { from, to }, Ru) => message.text(&format!(
            "Выбрано: {}. Нажмите «{}» или выберите заново.",
            range(from, to),
            if at == Progress::Edit {
                "Сохранить"
            } else {
                "Готово"
            },
        )),
        (Selection::Range { from, to }, En) => message.text(&format!(
            "Chosen: {}. Press “{}” or choose anew.",
            range(from, to),
            if at == Progress::Edit { "Save" } else { "Done" },
        )),
    }
}

/// Step: which key. `any_base` says whether a base key is among them that would have to ask for orders.
pub fn key(language: Language, at: Progress, any_base: bool) -> Message {
    let message = step(language, at, either(language, "Ключ", "Key")).text(either(
        language,
        "Какой магазин поставляет? Поставка будет в магазине этого ключа.",
        "Which shop delivers? The supply will be in that key's shop.",
    ));
    match any_base {
        true => message.text("\n\n").text(way::base_is_slow(language)),
        false => message,
    }
}

/// Step: when to stop.
pub fn mode(language: Language, at: Progress) -> Message {
    step(language, at, either(language, "Когда остановиться", "When to stop")).text(either(
        language,
        "Остановиться после первой пойманной поставки или ловить и следующие? Один и тот же слот дважды не бронируем, каждая поимка считается отдельной бронью.",
        "Stop at the first slot caught, or go on catching? The same slot is never booked twice, and every catch counts as a booking of its own.",
    ))
}

/// The card to confirm.
pub fn summary(language: Language, watch: &Summary<'_>) -> Message {
    let (boxes, price) = (box_types(language, watch.boxes), price_limit(language, watch.max));
    let (dates, key, mode) = (range(watch.from, watch.to), watch.key, mode_name(language, watch.mode));
    let (names, way) = (watch.warehouses.join(", "), way::chosen(language, watch.way));
    let (title, body) = match language {
        Ru => (
            "🎯 Всё верно?",
            format!(
                "{way}\n📦 Склады: {names}\n🗃 Тип: {boxes}\n💰 Коэффициент: {price}\n📅 Даты: {dates}\n🔑 Ключ: {key}\n🏁 {mode}"
            ),
        ),
        En => (
            "🎯 Is this right?",
            format!(
                "{way}\n📦 Warehouses: {names}\n🗃 Kind: {boxes}\n💰 Coefficient: {price}\n📅 Dates: {dates}\n🔑 Key: {key}\n🏁 {mode}"
            ),
        ),
    };
    let goods = watch
        .goods
        .map(|facts| goods::line(language, facts.positions, facts.units));
    let moved = watch.instead_of.map(|replaced| sooner::terms(language, replaced));
    let body = [Some(body), goods, moved.map(|terms| format!("\n{terms}"))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n");
    let (horizon, feed) = (horizon(language, watch.today, watch.to), watch.feed);
    let left = allowance(language, watch.allowance);
    Message::new()
        .bold(title)
        .text(&format!("\n\n{body}\n\n{horizon}\n{feed}\n{left}"))
}

/// When a watch stops, in words.
pub fn mode_name(language: Language, mode: Mode) -> &'static str {
    match mode {
        Mode::FirstCatch => either(language, "До первой брони", "Until the first booking"),
        Mode::KeepCatching => either(
            language,
            "Ловить и после первой брони",
            "Keep catching after the first booking",
        ),
    }
}

/// Why no watch can be made: `any` says whether the user has keys that do not work.
pub fn no_keys(language: Language, any: bool) -> Message {
    let text = match any {
        false => either(
            language,
            "🎯 Чтобы ловить слоты, нужен ключ API вашего магазина с категорией «Поставки». Добавить его — минута.",
            "🎯 To catch slots we need an API key of your shop with the category Supplies («Поставки»). Adding one takes a minute.",
        ),
        true => either(
            language,
            "🎯 Ни один из ваших ключей сейчас не работает: он истёк или отклонён Wildberries. Подробности: /keys\n\nДобавьте ключ с категорией «Поставки».",
            "🎯 None of your keys works now: they have expired or were refused by Wildberries. Details: /keys\n\nAdd a key with the category Supplies («Поставки»).",
        ),
    };
    Message::plain(text).keyboard(Keyboard::new().row([add_key(language)]))
}

/// Toast or note: why a watch was not made; `None` when it was.
pub fn not_created(language: Language, outcome: &CreateWatch) -> Option<&'static str> {
    Some(match outcome {
        CreateWatch::Created(_) => return None,
        CreateWatch::KeyUnusable => either(
            language,
            "Этот ключ для такого наблюдения больше не годится. Проверьте его в /keys и выберите другой.",
            "This key is no good for such a watch any more. Look at it in /keys and choose another.",
        ),
        CreateWatch::Past => either(
            language,
            "Эти даты уже прошли. Выберите новые.",
            "These dates have passed. Choose new ones.",
        ),
        CreateWatch::TooMany => either(
            language,
            "Незавершённых наблюдений уже слишком много. Удалите лишние в /watches и нажмите «Запустить» ещё раз.",
            "You have too many unfinished watches. Delete some in /watches and press “Start” again.",
        ),
        CreateWatch::OrderTaken => cargo::order_taken(language),
        CreateWatch::BeingMade => either(
            language,
            "Черновик как раз создаётся. Нажмите «Запустить» ещё раз через полминуты.",
            "The draft is just being made. Press “Start” again in half a minute.",
        ),
        CreateWatch::NoDraft(why) => cargo::no_draft(language, *why),
        CreateWatch::GoodsRefused(_) => goods::not_taken(language),
        CreateWatch::GoodsForgotten => goods::forgotten(language),
        CreateWatch::BeingMoved => sooner::being_moved(language),
    })
}

/// Toast: the watch runs.
pub fn created(language: Language) -> String {
    either(language, "Готово! Наблюдение работает", "Done! The watch is running").into()
}

/// The message a cancelled wizard leaves.
pub fn cancelled(language: Language) -> Message {
    Message::plain(either(
        language,
        "Наблюдение не создано. Начать заново: /watch",
        "No watch was created. Start again: /watch",
    ))
}

/// Toast: the change was given up.
pub fn not_changed(language: Language) -> String {
    either(language, "Наблюдение не изменилось", "The watch stays as it was").into()
}

/// Answer to a text at a step that is answered by buttons.
pub fn use_buttons(language: Language) -> Message {
    Message::plain(either(
        language,
        "На этом шаге нужны кнопки под сообщением с вопросом. Начать заново: /watch, выйти: /cancel",
        "This step is answered with the buttons under the question. Start again: /watch, leave: /cancel",
    ))
}

fn step(language: Language, at: Progress, name: &str) -> Message {
    let (title, line) = match (at, language) {
        (Progress::Step { step, of }, Ru) => ("🎯 Новое наблюдение", format!("Шаг {step} из {of} · {name}")),
        (Progress::Step { step, of }, En) => ("🎯 New watch", format!("Step {step} of {of} · {name}")),
        (Progress::Edit, Ru) => ("✏️ Изменить наблюдение", name.to_owned()),
        (Progress::Edit, En) => ("✏️ Change the watch", name.to_owned()),
        (Progress::Sooner, Ru) => ("⏪ Поймать дату раньше", name.to_owned()),
        (Progress::Sooner, En) => ("⏪ Catch an earlier day", name.to_owned()),
    };
    Message::new().bold(title).line("").line(&line).blank()
}

fn horizon(language: Language, today: Date, to: Date) -> &'static str {
    let beyond = today.duration_until(to).as_hours() >= i64::from(BOARD_DAYS) * 24;
    match beyond {
        false => either(
            language,
            "ℹ️ Wildberries показывает слоты на 14 дней вперёд: все выбранные дни уже видны.",
            "ℹ️ Wildberries shows slots for the next 14 days: all chosen days are in sight.",
        ),
        true => either(
            language,
            "ℹ️ Wildberries показывает слоты на 14 дней вперёд. Более поздние дни начнём проверять, как только они появятся.",
            "ℹ️ Wildberries shows slots for the next 14 days. Later days are checked as soon as they come into sight.",
        ),
    }
}

fn allowance(language: Language, allowance: Allowance) -> String {
    let left = match (allowance, language) {
        (Allowance::Catches(left), _) => left,
        (Allowance::Unlimited { until }, Ru) => {
            return format!("🎟 Осталось: без ограничений до {}", day(moscow_date(until)));
        }
        (Allowance::Unlimited { until }, En) => {
            return format!("🎟 Left: no limit until {}", day(moscow_date(until)));
        }
    };
    if left == 0 {
        return either(language, "🎟 Бесплатных броней не осталось", "🎟 No free bookings left").into();
    }
    let left = free_bookings(language, left);
    match language {
        Ru => format!("🎟 Осталось: {left}"),
        En => format!("🎟 Left: {left}"),
    }
}
