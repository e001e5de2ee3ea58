//! A watch that is to move a caught supply to an earlier day: its own step, its terms, and why there can be none.

use telegram::Language::{self, En, Ru};
use telegram::{Message, Selection, words};

use super::{Progress, step};
use crate::sooner::Replaced;
use crate::texts::common::{day, either, range};

/// Step: the days, all of them before the caught one.
pub fn dates(language: Language, at: Progress, replaced: &Replaced, selection: Selection) -> Message {
    let message = step(
        language,
        at,
        either(language, "Какие дни раньше подойдут", "Which earlier days suit you"),
    );
    let caught = day(replaced.date);
    let message = match language {
        Ru => message.line(&format!("Сейчас поставка на {caught}.")),
        En => message.line(&format!("The supply is on {caught} now.")),
    };
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
            "Выбрано: {}. Нажмите «Дальше» или выберите заново.",
            range(from, to)
        )),
        (Selection::Range { from, to }, En) => {
            message.text(&format!("Chosen: {}. Press “Next” or choose anew.", range(from, to)))
        }
    }
}

/// On the summary: what becomes of the booking there is, and what it costs.
pub fn terms(language: Language, replaced: &Replaced) -> String {
    let (caught, booking) = (day(replaced.date), &replaced.booking);
    match language {
        Ru => format!(
            "⏪ Вместо {caught} (бронь #{booking}). Прежняя дата остаётся за вами, пока не подтвердится новая. Поймаем — спишется одна бронь, как за любую поимку; не поймаем — ничего не изменится."
        ),
        En => format!(
            "⏪ Instead of {caught} (booking #{booking}). You keep that date until the new one is confirmed. A catch costs one booking, as any catch does; without one nothing changes."
        ),
    }
}

/// On a card: what the watch is to move.
pub fn line(language: Language, replaced: &Replaced) -> String {
    let (caught, booking) = (day(replaced.date), &replaced.booking);
    match language {
        Ru => format!("⏪ Вместо {caught} (бронь #{booking})"),
        En => format!("⏪ Instead of {caught} (booking #{booking})"),
    }
}

/// Alert: the booking is to be moved by another watch.
pub fn being_moved(language: Language) -> &'static str {
    either(
        language,
        "Эту поставку уже переносит другое ваше наблюдение: /watches",
        "Another watch of yours is to move this supply: /watches",
    )
}

/// Alert: the booking has been moved.
pub fn moved_already(language: Language) -> &'static str {
    either(
        language,
        "Эта бронь уже перенесена на более раннюю дату. Её новая карточка — в /watches",
        "This booking has been moved to an earlier day. Its new card is in /watches",
    )
}

/// Alert: there is no booking to move.
pub fn nothing_caught(language: Language) -> &'static str {
    either(
        language,
        "Переносить нечего: этой брони у нас нет. Если поставку запланировали вы сами, дату можно поменять на портале.",
        "There is nothing to move: we have no such booking. If you planned the supply yourself, its date can be changed on the portal.",
    )
}

/// Alert: no day before it can still be caught.
pub fn too_late(language: Language) -> &'static str {
    either(
        language,
        "Раньше уже некуда: до даты поставки не осталось дней, которые можно поймать.",
        "There is no earlier day left to be caught before this supply.",
    )
}

/// Alert: this gateway moves no supplies.
pub fn cannot_move(language: Language) -> &'static str {
    either(
        language,
        "Через этот сервис бронирования поставку не перенести: он не сообщил её номер. Вторую бронировать не будем. Дату можно поменять на портале.",
        "This booking service cannot move the supply: it did not tell its number. We book no second one. You can change the date on the portal.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_fit_into_telegrams_window() {
        for language in Language::ALL {
            for alert in [being_moved, moved_already, nothing_caught, too_late, cannot_move] {
                let alert = alert(language);
                assert!(alert.chars().count() <= 200, "{alert}");
            }
        }
    }
}
