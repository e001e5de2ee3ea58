//! The wizard's passing notes.

use telegram::Language::{self, En, Ru};

use crate::texts::common::either;
use crate::watches::MOST_WAREHOUSES;

/// An order or a draft is needed first.
pub fn choose_cargo(language: Language) -> String {
    either(
        language,
        "Выберите заказ или новый черновик",
        "Choose an order or a new draft",
    )
    .into()
}

/// The pressed order is on the list no more.
pub fn order_not_listed(language: Language) -> String {
    either(
        language,
        "Этого заказа в списке уже нет",
        "This order is no longer on the list",
    )
    .into()
}

/// A list of goods is needed first.
pub fn send_goods(language: Language) -> String {
    either(
        language,
        "Сначала отправьте список товаров: сообщением или файлом",
        "Send the list of goods first: as a message or a file",
    )
    .into()
}

/// A warehouse is needed first.
pub fn choose_warehouse(language: Language) -> String {
    either(language, "Отметьте хотя бы один склад", "Tick at least one warehouse").into()
}

/// No more warehouses fit into one watch.
pub fn too_many_warehouses(language: Language) -> String {
    match language {
        Ru => format!("В одном наблюдении не больше {MOST_WAREHOUSES} складов"),
        En => format!("One watch holds at most {MOST_WAREHOUSES} warehouses"),
    }
}

/// A kind of box is needed first.
pub fn choose_boxes(language: Language) -> String {
    either(language, "Отметьте хотя бы один тип", "Tick at least one kind").into()
}

/// The pressed warehouse is on the list no more.
pub fn warehouse_gone(language: Language) -> String {
    either(
        language,
        "Этого склада больше нет в списке Wildberries",
        "This warehouse is no longer on Wildberries' list",
    )
    .into()
}

/// Still no list of warehouses.
pub fn still_no_directory(language: Language) -> String {
    either(language, "Списка складов пока нет", "Still no list of warehouses").into()
}

/// The pressed day has passed.
pub fn past_day(language: Language) -> String {
    either(language, "Этот день уже прошёл", "This day has passed").into()
}

/// The pressed day is too far ahead.
pub fn too_far(language: Language) -> String {
    either(
        language,
        "Так далеко вперёд выбрать нельзя",
        "This day is too far ahead",
    )
    .into()
}

/// The end was before the start, so the choice began anew.
pub fn restarted(language: Language) -> String {
    either(
        language,
        "Этот день раньше начала: теперь он первый. Выберите последний",
        "This day is before the start: it is the first day now. Choose the last",
    )
    .into()
}

/// "Done" without a range.
pub fn not_chosen(language: Language) -> String {
    either(
        language,
        "Сначала выберите первый и последний день",
        "Choose the first and the last day first",
    )
    .into()
}

/// The draft no longer holds together and continues at the step that needs an answer.
pub fn choose_again(language: Language) -> String {
    either(
        language,
        "Этот шаг нужно выбрать заново",
        "This step must be chosen anew",
    )
    .into()
}
