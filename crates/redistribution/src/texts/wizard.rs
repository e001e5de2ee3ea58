//! The room where a rule is made: a text for every step, and what came of it.

pub(crate) mod buttons;
pub(crate) mod notes;

use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::{Button, CallbackData, Keyboard, Message};
use wildberries::{ChrtId, NmId};

use super::common::{day, destinations, either, item_link, office_name, shortened, sizes as sizes_of, units, windows};
use crate::dialog::{Draft, ShownStock, SizeWish};
use crate::rule::{MOST_DESTINATIONS, Office};
use crate::rules::MakeRule;
use crate::stocks::NoStock;
use crate::windows::Windows;

/// Where the wizard stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// At `step 2 of 5` of a new rule.
    Step {
        /// This step, from 1.
        step: usize,
        /// All steps.
        of: usize,
    },
    /// At one answer of a rule there is.
    Edit,
}

/// Step: the shop.
pub(crate) fn shop(language: Language, at: Progress) -> Message {
    step(language, at, either(language, "Магазин", "Shop")).text(either(
        language,
        "Чьи остатки переносим?",
        "Whose stock is to be moved?",
    ))
}

/// Step: the item. `found` counts what the search gives; `query` is empty without a search.
pub(crate) fn item(
    language: Language,
    at: Progress,
    stock: Option<&ShownStock>,
    no_stock: Option<NoStock>,
    query: &str,
    found: usize,
) -> Message {
    let mut message = step(language, at, either(language, "Товар", "Item"));
    if let Some(why) = no_stock {
        message = message.line(&no_stock_line(language, why)).blank();
    }
    let Some(stock) = stock else {
        return message.text(either(
            language,
            "Отправьте артикул WB (nmID) и размеры (chrtID) через пробел, например: 123456789 987654321. Размеры видны в портале продавца, в карточке товара.",
            "Send the WB article (nmID) and the sizes (chrtID), separated by spaces, for example: 123456789 987654321. The sizes are on the item's card in the seller portal.",
        ));
    };
    if found == 0 && query.is_empty() {
        message = message
            .line(either(
                language,
                "На складах Wildberries нет товаров, которых хватит для перемещения: нужно от 5 штук одного размера.",
                "There is nothing at Wildberries' warehouses that suffices to be moved: it takes 5 units of a size.",
            ))
            .blank();
    }
    message = message.line(&match (language, query.is_empty()) {
        (Ru, true) => format!(
            "Остатки на {} по Москве. Товары, где есть от 5 штук одного размера:",
            stock.at
        ),
        (Ru, false) => format!("По запросу «{query}» найдено: {found}"),
        (En, true) => format!(
            "Stock as of {} in Moscow. Items with at least 5 units of a size:",
            stock.at
        ),
        (En, false) => format!("Found for “{query}”: {found}"),
    });
    if !stock.is_whole {
        message = message.line(either(
            language,
            "Показана только часть: товаров очень много.",
            "Only a part is shown: there are very many items.",
        ));
    }
    message.text(either(
        language,
        "🔎 Чтобы найти товар, отправьте его артикул или часть артикула. Можно и сразу с размерами: артикул и chrtID через пробел.",
        "🔎 To find an item, send its article or a part of it. Or the article and sizes at once: nmID and chrtIDs separated by spaces.",
    ))
}

/// An item's button.
pub(crate) fn item_label(language: Language, nm: NmId, sizes: usize, stock: u64) -> String {
    format!("{nm} · {} · {}", sizes_of(language, sizes), units(language, stock))
}

/// Step: the sizes and their units.
pub(crate) fn sizes(
    language: Language,
    at: Progress,
    nm: Option<NmId>,
    sizes: &[SizeWish],
    chosen: Option<ChrtId>,
) -> Message {
    let mut message = step(
        language,
        at,
        either(language, "Размеры и количество", "Sizes and units"),
    );
    if let Some(nm) = nm {
        let label = either(language, "Артикул ", "Item ");
        message = message
            .text(label)
            .link(&nm.to_string(), item_link(nm))
            .line("")
            .blank();
    }
    for size in sizes.iter().filter(|size| size.units.is_some() || sizes.len() == 1) {
        message = message.line(&size_line(language, size));
    }
    message = message.blank();
    message.text(&match (language, chosen) {
        (Ru, None) => "Выберите размер, потом количество. Меньше 5 штук одного размера не переносят.".to_owned(),
        (En, None) => "Choose a size, then the units. Fewer than 5 of a size are not moved.".to_owned(),
        (Ru, Some(chrt)) => format!("Сколько штук размера {chrt} перенести? Нажмите кнопку или отправьте число, от 5."),
        (En, Some(chrt)) => format!("How many units of size {chrt}? Press a button or send a number, 5 or more."),
    })
}

/// A size's button.
pub(crate) fn size_label(language: Language, size: &SizeWish, is_chosen: bool) -> String {
    let mark = match (is_chosen, size.units) {
        (true, _) => "👉 ",
        (false, Some(_)) => "✅ ",
        (false, None) => "",
    };
    let stock = size
        .in_stock
        .map(|stock| format!(" · {}", units(language, stock.into())));
    let wished = size.units.map(|n| format!(" → {n}"));
    format!(
        "{mark}{}{}{}",
        size.chrt,
        stock.unwrap_or_default(),
        wished.unwrap_or_default()
    )
}

/// Step: where the goods lie. `is_told` says that Wildberries told the stock by warehouse.
pub(crate) fn from(language: Language, at: Progress, chosen: Option<&Office>, is_told: bool) -> Message {
    let mut message = step(language, at, either(language, "Откуда", "From"));
    if let Some(office) = chosen {
        message = message.line(&format!("📤 {}", office_name(language, office))).blank();
    }
    message = message.line(either(
        language,
        "С какого склада забрать? 🔎 Чтобы найти склад, отправьте часть названия.",
        "Which warehouse do the goods lie in? 🔎 To find one, send a part of its name.",
    ));
    if is_told {
        return message;
    }
    message.text(either(
        language,
        "Wildberries больше не сообщает остатки по складам: выбирайте склад, где товар точно лежит.",
        "Wildberries no longer tells stock by warehouse: choose one where you know the goods are.",
    ))
}

/// Step: where the goods may go.
pub(crate) fn to(language: Language, at: Progress, chosen: &[Office]) -> Message {
    let mut message = step(language, at, either(language, "Куда", "To"));
    if !chosen.is_empty() {
        message = message.line(&format!("📥 {}", destinations(language, chosen))).blank();
    }
    message.text(&match language {
        Ru => format!(
            "Отметьте склады в порядке важности: что не примет первый, уйдёт на следующий. До {MOST_DESTINATIONS} складов. 🔎 Для поиска отправьте часть названия."
        ),
        En => format!(
            "Tick warehouses in the order of preference: what the first does not take goes to the next. Up to {MOST_DESTINATIONS}. 🔎 To search, send a part of a name."
        ),
    })
}

/// Step: at which openings, and until when.
pub(crate) fn when(language: Language, at: Progress, chosen: Windows, until: Date) -> Message {
    step(language, at, either(language, "Когда", "When"))
        .line(&match language {
            Ru => format!("🕘 {} по Москве", windows(language, chosen)),
            En => format!("🕘 {} in Moscow", windows(language, chosen)),
        })
        .line(&match language {
            Ru => format!("📅 Последний день: {}", day(until)),
            En => format!("📅 Last day: {}", day(until)),
        })
        .blank()
        .text(either(
            language,
            "Квоты открываются в 09:00 и 18:00. Последний день выберите кнопкой или отправьте датой: 25.12",
            "The quotas open at 09:00 and 18:00. Choose the last day by a button or send it as a date: 25.12",
        ))
}

/// The last step: everything at a glance.
pub(crate) fn summary(language: Language, draft: &Draft) -> Message {
    let mut message = Message::new()
        .bold(either(language, "Проверьте и подтвердите", "Check and confirm"))
        .line("")
        .blank();
    if let Some(shop) = &draft.shop {
        message = message.line(&format!(
            "🏬 {}: {}",
            either(language, "Магазин", "Shop"),
            shortened(&shop.name, 60)
        ));
    }
    if let Some(nm) = draft.nm {
        let label = either(language, "📦 Артикул: ", "📦 Item: ");
        message = message.text(label).link(&nm.to_string(), item_link(nm)).line("");
    }
    for size in draft.sizes.iter().filter(|size| size.units.is_some()) {
        message = message.line(&size_line(language, size));
    }
    let from = draft.from.as_ref().map(|office| office_name(language, office));
    let facts = [
        ("📤", either(language, "Со склада", "From"), from.unwrap_or_default()),
        (
            "📥",
            either(language, "На склады", "To"),
            destinations(language, &draft.to),
        ),
        (
            "🕘",
            either(language, "Когда", "When"),
            windows(language, draft.windows).to_owned(),
        ),
        ("📅", either(language, "По", "Until"), day(draft.until)),
    ];
    for (icon, name, value) in facts {
        message = message.line(&format!("{icon} {name}: {value}"));
    }
    message.blank().text(either(
        language,
        "Бот подаст заявку, как только откроются квоты. Один размер на один склад переносится раз в 72 часа; возьмут столько, сколько позволят остаток и квоты.",
        "The bot asks as soon as the quotas open. A size goes to one warehouse once in 72 hours; as many units are taken as stock and quotas allow.",
    ))
}

/// Nobody knows the warehouses.
pub(crate) fn no_offices(language: Language) -> Message {
    Message::plain(either(
        language,
        "Список складов сейчас недоступен: сервис перемещений не ответил. Нажмите «Обновить» чуть позже, ничего из выбранного не потеряется.",
        "The list of warehouses is not available: the moving service did not answer. Press “Refresh” a little later; nothing you chose is lost.",
    ))
}

/// This installation has no gateway.
pub(crate) fn no_gateway(language: Language) -> Message {
    Message::plain(either(
        language,
        "Перенос остатков здесь не подключён: для него нужен сервис-партнёр, у Wildberries нет официального метода. Владелец бота может подключить его.",
        "Moving stock is not connected here: it takes a partner service, Wildberries has no official method for it. The bot's owner can connect one.",
    ))
}

/// There is no key to move stock with.
pub(crate) fn no_keys(language: Language, has_keys: bool) -> Message {
    let text = match has_keys {
        true => either(
            language,
            "Переносить остатки нечем: ни один ваш ключ не может записывать. Нужен ключ с категорией «Поставки» без «Только чтение».",
            "None of your keys may write, so no stock can be moved. It takes a key with the category Supplies and without “Read only”.",
        ),
        false => either(
            language,
            "Чтобы переносить остатки, добавьте ключ Wildberries: категории «Поставки» и «Аналитика», без «Только чтение».",
            "To move stock, add a Wildberries key: categories Supplies and Analytics, without “Read only”.",
        ),
    };
    let add = Button::press(
        either(language, "🔑 Добавить ключ", "🔑 Add a key"),
        CallbackData::of("key:add"),
    );
    Message::plain(text).keyboard(Keyboard::new().row([add]))
}

/// The wizard was given up.
pub(crate) fn cancelled(language: Language) -> Message {
    Message::plain(either(
        language,
        "Хорошо, ничего не создано. Начать снова: /move",
        "All right, nothing was made. Start again: /move",
    ))
}

/// Nothing was changed.
pub(crate) fn not_changed(language: Language) -> String {
    either(language, "Ничего не изменено", "Nothing was changed").to_owned()
}

/// Toast: made.
pub(crate) fn made(language: Language) -> String {
    either(language, "Готово, ждём открытия квот", "Done, waiting for the quotas").to_owned()
}

/// Toast: saved.
pub(crate) fn saved(language: Language) -> String {
    either(language, "Сохранено", "Saved").to_owned()
}

/// Something that is no answer.
pub(crate) fn use_buttons(language: Language) -> Message {
    Message::plain(either(
        language,
        "Ответьте кнопками под сообщением выше. Прекратить: /cancel",
        "Please answer with the buttons under the message above. To stop: /cancel",
    ))
}

/// Window: why a rule was not made.
pub(crate) fn not_made(language: Language, outcome: &MakeRule) -> String {
    match outcome {
        MakeRule::KeyUnusable => super::card::toasts::key_unusable(language),
        MakeRule::Past => notes::past_day(language),
        MakeRule::TooMany => either(
            language,
            "Больше перемещений завести нельзя: удалите завершённые или ненужные в /moves",
            "No more moves can be made: delete some in /moves",
        )
        .to_owned(),
        MakeRule::Odd | MakeRule::Made(_) => notes::something_missing(language),
    }
}

fn size_line(language: Language, size: &SizeWish) -> String {
    let wished = match size.units {
        Some(n) => units(language, n.into()),
        None => either(language, "не выбрано", "not chosen").to_owned(),
    };
    let stock = size.in_stock.map(|stock| match language {
        Ru => format!(" (на складах WB {stock})"),
        En => format!(" ({stock} at WB)"),
    });
    let name = either(language, "📏 Размер", "📏 Size");
    format!("{name} {}: {wished}{}", size.chrt, stock.unwrap_or_default())
}

fn no_stock_line(language: Language, why: NoStock) -> String {
    match (language, why) {
        (Ru, NoStock::Wait { seconds }) => {
            format!("⏳ Остатки можно спрашивать раз в 20 секунд. Обновить получится через {seconds} с.")
        }
        (En, NoStock::Wait { seconds }) => {
            format!("⏳ Stock may be asked for once in 20 seconds. Refresh in {seconds} s.")
        }
        (_, NoStock::NotAllowed) => either(
            language,
            "🔑 Список товаров недоступен: у ключа нет категории «Аналитика», или он базовый. Перенос всё равно возможен.",
            "🔑 The list of items is not available: the key lacks the category Analytics, or is a base key. Moving is possible all the same.",
        )
        .to_owned(),
        (_, NoStock::Refused) => either(
            language,
            "🔑 Wildberries не принял ключ. Проверьте его в /keys.",
            "🔑 Wildberries did not accept the key. Please check it in /keys.",
        )
        .to_owned(),
        (_, NoStock::Away) => either(
            language,
            "⚠️ Wildberries сейчас не сообщает остатки. Попробуйте «Обновить» чуть позже.",
            "⚠️ Wildberries does not tell the stock at present. Try “Refresh” a little later.",
        )
        .to_owned(),
    }
}

fn step(language: Language, at: Progress, title: &str) -> Message {
    let title = match (language, at) {
        (Ru, Progress::Step { step, of }) => format!("🔁 Перенос остатков · шаг {step} из {of}: {title}"),
        (En, Progress::Step { step, of }) => format!("🔁 Move stock · step {step} of {of}: {title}"),
        (Ru, Progress::Edit) => format!("✏️ Изменить: {title}"),
        (En, Progress::Edit) => format!("✏️ Change: {title}"),
    };
    Message::new().bold(&title).line("").blank()
}
