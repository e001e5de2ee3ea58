//! What sellers are told of the ends of requests and rules.

use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use super::common::{day, either, office_name, shortened, units};
use crate::dialog::open_button_data;
use crate::ids::RuleId;
use crate::request::{Outcome, Request};
use crate::rule::Rule;

/// Most characters of the gateway's own words that are shown.
const LONGEST_WORDS: usize = 300;

/// How a request ended.
pub fn message(language: Language, request: &Request, outcome: &Outcome) -> Message {
    let message = match outcome {
        Outcome::Moved { number, .. } => moved(language, request, outcome.units(), number),
        Outcome::Rejected { detail } => rejected(language, request, detail),
        Outcome::NoKey => without_key(language, &request.rule, request.body.nm.to_string()),
        Outcome::Unsettled { accepted, number } if !accepted.is_empty() => {
            let claimed = accepted.iter().map(|item| u64::from(item.count)).sum();
            odd(language, request, claimed, number.as_deref().unwrap_or("?"))
        }
        _ => unsettled(language, request),
    };
    message.keyboard(open(language, &request.rule))
}

/// A rule has nothing left to move.
pub fn done(language: Language, rule: &Rule) -> Message {
    let (moved, left) = (units(language, rule.moved()), rule.left());
    let text = match (language, left) {
        (Ru, 0) => format!("✅ Артикул {}: перенесено всё, {moved} Перемещение завершено.", rule.nm),
        (Ru, left) => format!(
            "✅ Артикул {}: перенесено {moved} Осталось {left} шт.: меньше пяти одного размера Wildberries не переносит. Перемещение завершено.",
            rule.nm
        ),
        (En, 0) => format!(
            "✅ Item {}: everything is moved, {moved}. The move is complete.",
            rule.nm
        ),
        (En, left) => format!(
            "✅ Item {}: {moved} moved. {left} left: Wildberries does not move fewer than five of a size. The move is complete.",
            rule.nm
        ),
    };
    Message::plain(text).keyboard(open(language, &rule.id))
}

/// A rule's last day is over.
pub fn passed(language: Language, rule: &Rule) -> Message {
    let (moved, left) = (units(language, rule.moved()), units(language, rule.left()));
    let until = day(rule.until);
    let text = match language {
        Ru => format!(
            "⌛ Срок перемещения артикула {} истёк {until}. Перенесено {moved}, осталось {left}\n\nПродлить можно кнопкой «Изменить» на карточке.",
            rule.nm
        ),
        En => format!(
            "⌛ The move of item {} ended on {until}. Moved {moved}, left {left}.\n\nThe button “Change” on the card prolongs it.",
            rule.nm
        ),
    };
    Message::plain(text).keyboard(open(language, &rule.id))
}

/// A rule is paused because no key of its shop can move stock.
pub fn no_key(language: Language, rule: &Rule) -> Message {
    without_key(language, &rule.id, rule.nm.to_string()).keyboard(open(language, &rule.id))
}

fn moved(language: Language, request: &Request, count: u32, number: &str) -> Message {
    let (from, to) = (office_name(language, &request.src), office_name(language, &request.dst));
    Message::plain(match language {
        Ru => format!(
            "📦 ПЕРЕРАСПРЕДЕЛЕНИЕ ВЫПОЛНЕНО!\n\n🏪 Со склада: {from}\n🏪 На склад: {to}\n📊 Товаров: {count} шт.\n💼 Заявка: #{number}"
        ),
        En => {
            format!("📦 REDISTRIBUTION DONE!\n\n🏪 From: {from}\n🏪 To: {to}\n📊 Units: {count}\n💼 Request: #{number}")
        }
    })
}

fn rejected(language: Language, request: &Request, detail: &str) -> Message {
    let detail = shortened(detail, LONGEST_WORDS);
    let nm = request.body.nm;
    let (from, to) = (office_name(language, &request.src), office_name(language, &request.dst));
    Message::plain(match language {
        Ru => format!(
            "⏸ Артикул {nm} перенести не удалось: {from} → {to}.\n\nОтвет Wildberries: {detail}\n\nПеремещение на паузе. Измените его и нажмите «Продолжить»."
        ),
        En => format!(
            "⏸ Item {nm} could not be moved: {from} → {to}.\n\nWildberries says: {detail}\n\nThe move is paused. Change it and press “Resume”."
        ),
    })
}

fn without_key(language: Language, _: &RuleId, nm: String) -> Message {
    Message::plain(match language {
        Ru => format!(
            "🔑 Артикул {nm}: переносить нечем, у магазина нет рабочего ключа с правом записи.\n\nПеремещение на паузе. Добавьте ключ (/keys) и нажмите «Продолжить»."
        ),
        En => format!(
            "🔑 Item {nm}: the shop has no working key that may write, so nothing can be moved.\n\nThe move is paused. Add a key (/keys) and press “Resume”."
        ),
    })
}

fn unsettled(language: Language, request: &Request) -> Message {
    let (from, to) = (office_name(language, &request.src), office_name(language, &request.dst));
    let (nm, asked) = (request.body.nm, units(language, request.asked().into()));
    Message::plain(match language {
        Ru => format!(
            "❓ Не знаем, принята ли заявка: артикул {nm}, {from} → {to}, {asked}\n\nОтвет потерялся, и сервис молчит. Проверьте перемещения в портале продавца. Чтобы не перенести дважды, мы поставили это перемещение на паузу."
        ),
        En => format!(
            "❓ We do not know whether a request was accepted: item {nm}, {from} → {to}, {asked}.\n\nThe answer was lost, and the service is silent. Please look at the moves in the seller portal. So that nothing is moved twice, this move is paused."
        ),
    })
}

/// The gateway claims what was not asked for.
fn odd(language: Language, request: &Request, claimed: u64, number: &str) -> Message {
    let (from, to) = (office_name(language, &request.src), office_name(language, &request.dst));
    let (nm, asked, claimed) = (
        request.body.nm,
        units(language, request.asked().into()),
        units(language, claimed),
    );
    Message::plain(match language {
        Ru => format!(
            "❓ Ответ на заявку #{number} не сходится: артикул {nm}, {from} → {to}. Просили {asked}, а сервис говорит, что принял другое: {claimed}\n\nТак быть не может, поэтому перенесённым мы ничего не считаем. Проверьте эту заявку в портале продавца. Перемещение на паузе, а эти размеры туда три дня не просим."
        ),
        En => format!(
            "❓ The answer to request #{number} cannot be right: item {nm}, {from} → {to}. We asked for {asked}, and the service says it accepted something else: {claimed}.\n\nSo we count nothing as moved. Please look at this request in the seller portal. The move is paused, and these sizes are not asked for there for three days."
        ),
    })
}

fn open(language: Language, rule: &RuleId) -> Keyboard {
    let label = either(language, "📋 Открыть перемещение", "📋 Open the move");
    Keyboard::new().row([Button::press(label, open_button_data(rule))])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::ids::KeyId;
    use wildberries::{ChrtId, RedistributionItem};

    use super::*;
    use crate::rules::samples;

    #[test]
    fn a_move_is_told_field_for_field() {
        let request = samples::request(&[(10, 20), (11, 5)]);
        let item = |chrt, count| RedistributionItem {
            chrt: ChrtId(chrt),
            dst_office: request.dst.id,
            count,
        };
        let outcome = Outcome::Moved {
            number: "R-17".to_owned(),
            items: vec![item(10, 12), item(11, 5)],
            key: KeyId::from_text("k"),
        };
        assert_eq!(
            message(Ru, &request, &outcome).text,
            "📦 ПЕРЕРАСПРЕДЕЛЕНИЕ ВЫПОЛНЕНО!\n\n🏪 Со склада: Коледино\n🏪 На склад: Новосибирск\n📊 Товаров: 17 шт.\n💼 Заявка: #R-17"
        );
        assert!(message(En, &request, &outcome).text.contains("Units: 17"));
    }

    #[test]
    fn what_stays_unknown_is_said_plainly() {
        let request = samples::request(&[(10, 20)]);
        let text = message(Ru, &request, &Outcome::silence()).text;
        assert!(
            text.contains("Не знаем") && text.contains("20 шт.") && !text.contains("ВЫПОЛНЕНО"),
            "{text}"
        );
    }

    #[test]
    fn an_answer_that_cannot_be_right_is_told_with_both_numbers() {
        let request = samples::request(&[(10, 20)]);
        let item = RedistributionItem {
            chrt: ChrtId(10),
            dst_office: request.dst.id,
            count: 25,
        };
        let outcome = Outcome::Unsettled {
            accepted: vec![item],
            number: Some("R-18".to_owned()),
        };
        let text = message(Ru, &request, &outcome).text;
        assert!(
            text.contains("20 шт.") && text.contains("25 шт.") && text.contains("#R-18"),
            "{text}"
        );
        assert!(!text.contains("ВЫПОЛНЕНО"), "{text}");
    }

    #[test]
    fn an_end_with_a_rest_says_why_it_stays() {
        let mut rule = samples::rule(&[(10, 20)]);
        rule.lines[0].moved = 17;
        assert!(done(Ru, &rule).text.contains("Осталось 3 шт."));
        rule.lines[0].moved = 20;
        assert!(done(Ru, &rule).text.contains("перенесено всё, 20 шт."));
    }
}
