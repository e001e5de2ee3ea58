//! The step that asks what is to be planned: an order without a date, or a new draft.

use telegram::Language::{self, En, Ru};
use telegram::Message;
use telegram::words::plural_ru;

use super::{Progress, step};
use crate::orders::{NoWord, UnplannedOrder};
use crate::texts::common::{box_type, day, either};

/// What is known of the shop's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nobody has asked yet.
    NotRead,
    /// So many wait for a date.
    Orders(usize),
    /// Wildberries did not say.
    NotTold(NoWord),
}

/// Step: what is to be planned.
pub fn cargo(language: Language, at: Progress, known: Known, is_base: bool, can_draft: bool) -> Message {
    let message = step(language, at, either(language, "Что планируем", "What is planned"));
    let message = match known {
        Known::NotRead => message.text(either(
            language,
            "Список заказов ещё не прочитан: нажмите 🔄.",
            "The list of orders was not read yet: press 🔄.",
        )),
        Known::Orders(0) => message
            .line(either(
                language,
                "Заказов без даты в этом магазине нет.",
                "This shop has no orders without a date.",
            ))
            .text(either(
                language,
                "Создать заказ: портал → Поставки → Создать поставку → товары и склад, а дату не выбирайте. Потом вернитесь сюда и нажмите 🔄.",
                "To make one: portal → Supplies («Поставки») → Create («Создать поставку») → goods and warehouse, but choose no date. Then come back and press 🔄.",
            )),
        Known::Orders(_) => message.text(either(
            language,
            "Выберите заказ, который ждёт даты: когда откроется слот, вы назначите ему эту дату.",
            "Choose an order that waits for a date: when a slot opens, you give it that date.",
        )),
        Known::NotTold(why) => message.text("⚠️ ").text(&no_list(language, why, is_base)),
    };
    let draft = match (can_draft, is_base) {
        (true, _) => either(
            language,
            "🆕 Или новый черновик: создадим его в Wildberries при запуске, а товары вы положите в него сами. 📄 Или пришлите список товаров — положим их мы.",
            "🆕 Or a new draft: we make it at Wildberries when you start, and you put the goods into it. 📄 Or send a list of goods, and we put them in.",
        ),
        (false, true) => either(
            language,
            "Новый черновик базовым ключом создать нельзя: Wildberries даёт это только сервисным и персональным.",
            "A base key cannot make a new draft: Wildberries allows that to service and personal keys only.",
        ),
        (false, false) => either(
            language,
            "Новый черновик этим ключом создать нельзя: нужен сервисный или персональный ключ без «Только чтение».",
            "This key cannot make a new draft: that takes a service or personal key without “Read only”.",
        ),
    };
    let message = message.text("\n\n").text(draft);
    match is_base {
        true => message.text("\n\n").text(super::way::base_is_slow(language)),
        false => message,
    }
}

/// An order on a button: `№34597755 · 29.12.2025 · Короба`.
pub fn label(language: Language, order: &UnplannedOrder) -> String {
    let number = match language {
        Ru => format!("№{}", order.order),
        En => format!("No. {}", order.order),
    };
    let created = order.created.map(day);
    let kind = order.box_type.map(|kind| box_type(language, kind));
    [Some(number), created, kind]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Alert: a running watch has this order.
pub fn order_taken(language: Language) -> &'static str {
    either(
        language,
        "С этим заказом уже ждёт другое ваше наблюдение. Выберите другой заказ или остановите то наблюдение в /watches.",
        "Another watch of yours waits with this order. Choose another order, or stop that watch in /watches.",
    )
}

/// Alert: the order has a date by now.
pub fn order_planned(language: Language) -> &'static str {
    either(
        language,
        "Этот заказ уже запланирован, ловить для него нечего. Список обновлён.",
        "This order is planned by now, there is nothing to catch for it. The list is renewed.",
    )
}

/// Alert: the order does not exist any more.
pub fn order_missing(language: Language) -> &'static str {
    either(
        language,
        "Wildberries больше не знает этот заказ. Список обновлён.",
        "Wildberries no longer knows this order. The list is renewed.",
    )
}

/// Alert: the order is chosen, but its warehouse could not be asked for.
pub fn warehouse_unknown(language: Language) -> &'static str {
    either(
        language,
        "Заказ выбран. Спросить о нём Wildberries сейчас нельзя: лимит ключа исчерпан. Поэтому отметьте склад заказа сами.",
        "The order is chosen. Wildberries cannot be asked about it now: the key's limit is used up. So please tick its warehouse yourself.",
    )
}

/// Alert: Wildberries did not say what became of an order.
pub fn not_told(language: Language, why: NoWord) -> &'static str {
    match why {
        NoWord::Refused => either(
            language,
            "Wildberries отклонил этот ключ. Проверьте его в /keys.",
            "Wildberries refused this key. Look at it in /keys.",
        ),
        NoWord::Forbidden => either(
            language,
            "Wildberries не разрешает этому ключу смотреть поставки. Нужен ключ с категорией «Поставки».",
            "Wildberries does not let this key see supplies. It takes a key with the category Supplies.",
        ),
        NoWord::Unpaid => either(
            language,
            "Доступ к API для этого ключа не оплачен в кабинете Wildberries.",
            "API access for this key is not paid for at Wildberries.",
        ),
        NoWord::Wait(_) | NoWord::Away | NoWord::Lost => either(
            language,
            "Wildberries сейчас не отвечает. Ничего не потеряно: нажмите ещё раз через минуту.",
            "Wildberries does not answer right now. Nothing is lost: press again in a minute.",
        ),
    }
}

/// Alert: the watch was not made, because its draft was not.
pub fn no_draft(language: Language, why: NoWord) -> &'static str {
    match why {
        NoWord::Refused => either(
            language,
            "Wildberries отклонил этот ключ, наблюдение не создано. Проверьте ключ в /keys.",
            "Wildberries refused this key, no watch was made. Look at the key in /keys.",
        ),
        NoWord::Forbidden => either(
            language,
            "Wildberries не разрешает этому ключу создавать черновики. Вернитесь и выберите заказ или другой ключ.",
            "Wildberries does not let this key make drafts. Go back and choose an order or another key.",
        ),
        NoWord::Unpaid => either(
            language,
            "Доступ к API для этого ключа не оплачен, наблюдение не создано.",
            "API access for this key is not paid for, no watch was made.",
        ),
        NoWord::Wait(_) => either(
            language,
            "Wildberries просит подождать, наблюдение не создано. Нажмите «Запустить» ещё раз через минуту.",
            "Wildberries asks to wait, no watch was made. Press “Start” again in a minute.",
        ),
        NoWord::Away => either(
            language,
            "Wildberries не ответил, черновик не создан. Нажмите «Запустить» ещё раз через минуту.",
            "Wildberries did not answer, no draft was made. Press “Start” again in a minute.",
        ),
        NoWord::Lost => either(
            language,
            "Wildberries не ответил: черновик мог быть создан, наблюдение — нет. Нажмите «Запустить» ещё раз через минуту: если черновик есть, продолжим с ним.",
            "Wildberries did not answer: the draft may have been made, the watch was not. Press “Start” again in a minute: if the draft is there, we go on with it.",
        ),
    }
}

fn no_list(language: Language, why: NoWord, is_base: bool) -> String {
    match why {
        NoWord::Wait(seconds) => {
            let wait = wait(language, seconds);
            match (language, is_base) {
                (Ru, true) => {
                    format!(
                        "Базовым ключом WB разрешает спрашивать список 2 раза в час. Подождите {wait} и нажмите 🔄."
                    )
                }
                (Ru, false) => {
                    format!("WB разрешает спрашивать список 30 раз в минуту. Подождите {wait} и нажмите 🔄.")
                }
                (En, true) => format!("WB lets a base key ask for the list twice an hour. Wait {wait} and press 🔄."),
                (En, false) => format!("WB allows asking for the list 30 times a minute. Wait {wait} and press 🔄."),
            }
        }
        NoWord::Away | NoWord::Lost => either(
            language,
            "Wildberries сейчас не отвечает, список заказов не прочитан. Попробуйте 🔄 через минуту.",
            "Wildberries does not answer right now, the list of orders was not read. Try 🔄 in a minute.",
        )
        .into(),
        NoWord::Refused | NoWord::Forbidden | NoWord::Unpaid => not_told(language, why).into(),
    }
}

fn wait(language: Language, seconds: u32) -> String {
    match (language, seconds) {
        (Ru, ..60) => format!("{seconds} с"),
        (En, ..60) => format!("{seconds} s"),
        (Ru, _) => {
            let minutes = seconds.div_ceil(60);
            format!("{minutes} {}", plural_ru(minutes.into(), ["минуту", "минуты", "минут"]))
        }
        (En, _) => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wildberries::{BoxType, OrderId};

    #[test]
    fn an_order_is_named_by_what_is_known_of_it() {
        let order = UnplannedOrder {
            order: OrderId(34_597_755),
            created: Some(jiff::civil::date(2025, 12, 29)),
            box_type: Some(BoxType::Boxes),
        };
        assert_eq!(label(Ru, &order), "№34597755 · 29.12.2025 · Короба");
        let bare = UnplannedOrder {
            created: None,
            box_type: None,
            ..order
        };
        assert_eq!(label(En, &bare), "No. 34597755");
    }

    #[test]
    fn waits_are_told_as_people_say_them() {
        assert_eq!([5, 60, 1_741].map(|s| wait(Ru, s)), ["5 с", "1 минуту", "30 минут"]);
        assert_eq!(wait(En, 1_741), "30 min");
    }

    #[test]
    fn alerts_fit_into_telegrams_window() {
        let reasons = [
            NoWord::Wait(1),
            NoWord::Refused,
            NoWord::Forbidden,
            NoWord::Unpaid,
            NoWord::Away,
            NoWord::Lost,
        ];
        for language in Language::ALL {
            let fixed = [order_taken, order_planned, order_missing, warehouse_unknown].map(|text| text(language));
            let by_reason = reasons.map(|why| [not_told(language, why), no_draft(language, why)]);
            for alert in fixed.into_iter().chain(by_reason.into_iter().flatten()) {
                assert!(alert.chars().count() <= 200, "{alert}");
            }
        }
    }
}
