//! One sentence each: what would be an answer, or why a press did nothing.

use telegram::Language::{self, En, Ru};

use crate::rule::{MOST_DESTINATIONS, MOST_SIZES};
use crate::texts::common::{either, shortened};

pub(crate) fn shop_gone(language: Language) -> String {
    either(
        language,
        "Ключ этого магазина больше не работает. Выберите заново",
        "This shop's key no longer works. Please choose again",
    )
    .to_owned()
}

pub(crate) fn choose_shop(language: Language) -> String {
    either(language, "Выберите магазин", "Choose a shop").to_owned()
}

pub(crate) fn choose_item(language: Language) -> String {
    either(
        language,
        "Выберите товар или отправьте артикул",
        "Choose an item or send an article",
    )
    .to_owned()
}

pub(crate) fn choose_units(language: Language) -> String {
    either(
        language,
        "Скажите, сколько штук перенести, хотя бы одного размера",
        "Say how many units to move, of one size at least",
    )
    .to_owned()
}

pub(crate) fn choose_from(language: Language) -> String {
    either(
        language,
        "Выберите склад, с которого забрать",
        "Choose the warehouse to take from",
    )
    .to_owned()
}

pub(crate) fn choose_to(language: Language) -> String {
    either(language, "Отметьте хотя бы один склад", "Tick at least one warehouse").to_owned()
}

pub(crate) fn something_missing(language: Language) -> String {
    either(
        language,
        "Чего-то не хватает: вернитесь на шаг назад и проверьте",
        "Something is missing: please go back a step and check",
    )
    .to_owned()
}

pub(crate) fn choose_size_first(language: Language) -> String {
    either(language, "Сначала выберите размер", "Choose a size first").to_owned()
}

pub(crate) fn too_few(language: Language) -> String {
    either(
        language,
        "Меньше 5 штук одного размера Wildberries не переносит: отправьте число от 5.",
        "Wildberries does not move fewer than 5 units of a size: send 5 or more.",
    )
    .to_owned()
}

pub(crate) fn no_number(language: Language) -> String {
    either(
        language,
        "Нужно целое число штук от 5 до 999999, например 20.",
        "It takes a whole number of units from 5 to 999999, for example 20.",
    )
    .to_owned()
}

pub(crate) fn too_many_sizes(language: Language) -> String {
    match language {
        Ru => format!("В одном перемещении до {MOST_SIZES} размеров: для остальных заведите ещё одно."),
        En => format!("A move has up to {MOST_SIZES} sizes: please make another one for the rest."),
    }
}

pub(crate) fn too_many_offices(language: Language) -> String {
    match language {
        Ru => format!("До {MOST_DESTINATIONS} складов"),
        En => format!("Up to {MOST_DESTINATIONS} warehouses"),
    }
}

pub(crate) fn same_office(language: Language) -> String {
    either(language, "С этого склада забираем", "This is where the goods come from").to_owned()
}

pub(crate) fn no_such_office(language: Language, query: &str) -> String {
    let query = shortened(query, 40);
    match language {
        Ru => format!("По запросу «{query}» склада не нашлось: попробуйте короче, например «коле»."),
        En => format!("No warehouse found for “{query}”: try something shorter."),
    }
}

pub(crate) fn no_article(language: Language) -> String {
    either(
        language,
        "Артикул — это цифры, например 123456789: найдёте его на карточке товара.",
        "An article is digits, for example 123456789: it is on the item's card.",
    )
    .to_owned()
}

pub(crate) fn no_such_item(language: Language) -> String {
    either(
        language,
        "В остатках такого артикула нет: проверьте цифры или отправьте артикул и chrtID размеров через пробел.",
        "There is no such article in stock: check the digits, or send the article and its chrtIDs separated by spaces.",
    )
    .to_owned()
}

pub(crate) fn sizes_too(language: Language) -> String {
    either(
        language,
        "Нужны и размеры: отправьте артикул и chrtID через пробел, например 123456789 987654321.",
        "The sizes are needed too: send the article and chrtIDs separated by spaces, for example 123456789 987654321.",
    )
    .to_owned()
}

pub(crate) fn past_day(language: Language) -> String {
    either(
        language,
        "Этот день уже прошёл: выберите сегодняшний или более поздний.",
        "This day is over: choose today or a later one.",
    )
    .to_owned()
}

pub(crate) fn too_far(language: Language) -> String {
    either(
        language,
        "Слишком далеко: не больше чем на 180 дней вперёд.",
        "Too far: at most 180 days ahead.",
    )
    .to_owned()
}

pub(crate) fn no_date(language: Language) -> String {
    either(
        language,
        "Отправьте день цифрами, например 25.12 или 25.12.2026.",
        "Send the day in digits, for example 25.12 or 25.12.2026.",
    )
    .to_owned()
}
