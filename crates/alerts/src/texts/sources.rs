//! How the sources are doing, in words for admins.

use channels::words;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::{either, lasted};
use crate::sources::{SourceAlert, SourceAlertKind, SourceWord};

/// What is told of a source.
pub(crate) fn told(language: Language, alert: &SourceAlert, word: &SourceWord) -> Message {
    let name = words::source(alert.source);
    let details = either(language, "Подробности: /health", "Details: /health");
    let (title, text) = match (word, language) {
        (SourceWord::Failing { kind, since }, Ru) => (
            format!("🔴 {name} не отвечает"),
            format!("С {}: {}.", words::moment(language, *since), failure(language, kind)),
        ),
        (SourceWord::Failing { kind, since }, En) => (
            format!("🔴 {name} does not answer"),
            format!(
                "Since {}: {}.",
                words::moment(language, *since),
                failure(language, kind)
            ),
        ),
        (SourceWord::NearlySpent { left, limit }, _) => {
            let is_spent = *left == 0;
            let (left, limit) = (words::count(language, *left), words::count(language, *limit));
            match language {
                Ru if is_spent => (
                    format!("🔴 {name}: квота исчерпана"),
                    format!("Не осталось ни одного запроса из {limit}."),
                ),
                En if is_spent => (
                    format!("🔴 {name}: the quota is used up"),
                    format!("None of {limit} requests is left."),
                ),
                Ru => (
                    format!("🟠 {name}: квота на исходе"),
                    format!("Осталось запросов: {left} из {limit}."),
                ),
                En => (
                    format!("🟠 {name}: the quota is nearly spent"),
                    format!("Requests left: {left} of {limit}."),
                ),
            }
        }
        (SourceWord::Ending { until }, Ru) => (
            format!("🟠 {name}: оплата заканчивается"),
            format!("Оплачено до {}.", words::moment(language, *until)),
        ),
        (SourceWord::Ending { until }, En) => (
            format!("🟠 {name}: the paid time is ending"),
            format!("Paid until {}.", words::moment(language, *until)),
        ),
        (SourceWord::Ended { until }, Ru) => (
            format!("🔴 {name}: оплаченное время закончилось"),
            format!(
                "Было оплачено до {}. Пока оплата не продлена, показателей отсюда не будет.",
                words::moment(language, *until)
            ),
        ),
        (SourceWord::Ended { until }, En) => (
            format!("🔴 {name}: the paid time has ended"),
            format!(
                "It was paid until {}. There will be no figures from here until it is paid again.",
                words::moment(language, *until)
            ),
        ),
        (SourceWord::Over { since, at }, _) => {
            let time = lasted(language, at.duration_since(*since));
            let title = match (alert.kind, language) {
                (SourceAlertKind::Failing, Ru) => format!("🟢 {name} снова отвечает"),
                (SourceAlertKind::Failing, En) => format!("🟢 {name} answers again"),
                (SourceAlertKind::Quota, Ru) => format!("🟢 {name}: квоты снова достаточно"),
                (SourceAlertKind::Quota, En) => format!("🟢 {name}: there is enough quota again"),
                (SourceAlertKind::Paid, Ru) => format!("🟢 {name}: оплата продлена"),
                (SourceAlertKind::Paid, En) => format!("🟢 {name}: the paid time goes on"),
            };
            let text = match language {
                Ru => format!("Тревога длилась {time}."),
                En => format!("The alert lasted {time}."),
            };
            (title, text)
        }
    };
    Message::new().bold(&title).line("").line(&text).text(details)
}

fn failure(language: Language, kind: &str) -> &'static str {
    match kind {
        "limited" => either(language, "просит подождать", "it asks to wait"),
        "quota" => either(language, "квота исчерпана", "the quota is used up"),
        "no_subscription" => either(language, "нет подписки", "there is no subscription"),
        "unauthorized" => either(language, "не принимает ключ", "it does not accept the token"),
        "blocked" => either(language, "не пускает нас", "it does not let us in"),
        _ => either(
            language,
            "ответа нет или он не годится",
            "there is no answer, or none of use",
        ),
    }
}
