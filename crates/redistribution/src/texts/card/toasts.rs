//! What is said about a press, in passing or in a window.

use telegram::Language;

use crate::rule::{Rule, RuleState};
use crate::texts::common::either;

/// Toast: a rule that is not there any more.
pub fn gone(language: Language) -> String {
    either(language, "Этого перемещения больше нет", "This move is gone").to_owned()
}

/// Toast: paused.
pub fn paused(language: Language) -> String {
    either(language, "На паузе", "Paused").to_owned()
}

/// Toast: resumed.
pub fn resumed(language: Language) -> String {
    either(language, "Снова ждёт квот", "Waiting for quotas again").to_owned()
}

/// Toast: deleted.
pub fn deleted(language: Language) -> String {
    either(language, "Удалено", "Deleted").to_owned()
}

/// Toast: nothing is new.
pub fn unchanged(language: Language) -> String {
    either(language, "Без изменений", "Nothing new").to_owned()
}

/// Toast: it was so already.
pub fn already(language: Language, rule: &Rule) -> String {
    match rule.state {
        RuleState::Waiting => either(language, "Оно и так ждёт квот", "It waits for quotas already"),
        RuleState::Paused(_) => either(language, "Оно уже на паузе", "It is paused already"),
        RuleState::Done => either(language, "Оно уже завершено", "It is complete already"),
        RuleState::Passed => either(language, "Его срок истёк", "Its last day is over"),
        RuleState::Deleted => either(language, "Этого перемещения больше нет", "This move is gone"),
    }
    .to_owned()
}

/// Window: no key.
pub fn key_unusable(language: Language) -> String {
    either(
        language,
        "У магазина нет рабочего ключа с правом записи. Добавьте ключ: /keys",
        "The shop has no working key that may write. Add a key: /keys",
    )
    .to_owned()
}

/// Window: its last day is over.
pub fn past(language: Language) -> String {
    either(
        language,
        "Срок перемещения уже прошёл. Нажмите «Изменить» и выберите другой последний день.",
        "The last day of this move is over. Press “Change” and choose another.",
    )
    .to_owned()
}

/// Window: nothing is left.
pub fn nothing_left(language: Language) -> String {
    either(
        language,
        "Переносить нечего: меньше 5 штук одного размера Wildberries не переносит.",
        "Nothing to move: Wildberries does not move fewer than 5 units of a size.",
    )
    .to_owned()
}
