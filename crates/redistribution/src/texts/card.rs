//! The room of the rules: the list, cards, results.

pub mod buttons;
pub mod toasts;

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;
use telegram::words::plural_ru;

use super::common::{day, destinations, either, item_link, moment, office_name, shortened, units, windows};
use crate::records::CoolDown;
use crate::request::{Outcome, Request};
use crate::rule::{PauseReason, Rule, RuleState, Why};
use crate::windows::NextOpening;

/// Cool-downs shown on a card.
const MOST_COOL_DOWNS: usize = 8;
/// Most characters of the gateway's own words that are shown.
const LONGEST_WORDS: usize = 200;

/// What a card shows besides its rule.
#[derive(Debug, Clone)]
pub struct Around {
    /// The rule's sizes that rest at its destinations, the soonest end first.
    pub cool_downs: Vec<CoolDown>,
    /// Until when the shop must not ask.
    pub rest_until: Option<Timestamp>,
    /// When it asks next.
    pub next_opening: NextOpening,
    /// Whether no key of the shop may ask what lies there.
    pub is_stock_hidden: bool,
    /// Whether this installation can move stock at all.
    pub has_gateway: bool,
}

/// The list.
pub fn list(language: Language, rules: &[&Rule]) -> Message {
    let title = Message::new()
        .bold(either(language, "🚚 Перемещения остатков", "🚚 Stock moves"))
        .line("")
        .blank();
    if rules.is_empty() {
        return title.text(either(
            language,
            "Пока ни одного. Скажите, что и куда перенести, и бот подаст заявку в первые секунды после открытия квот: в 09:00 и 18:00 по Москве.",
            "None yet. Say what goes where, and the bot asks in the first seconds after the quotas open: at 09:00 and 18:00 in Moscow.",
        ));
    }
    let waiting = rules.iter().filter(|rule| rule.state == RuleState::Waiting).count();
    let moved: u64 = rules.iter().map(|rule| rule.moved()).sum();
    title.text(&match language {
        Ru => {
            let all = plural_ru(rules.len() as u64, ["перемещение", "перемещения", "перемещений"]);
            format!("{} {all}, ждут квот: {waiting}. Перенесено: {moved} шт.", rules.len())
        }
        En => format!(
            "{} moves, waiting for quotas: {waiting}. Moved: {moved} pcs.",
            rules.len()
        ),
    })
}

/// A rule's line on the list.
pub fn label(language: Language, rule: &Rule) -> String {
    let to = rule.to.first().map(|to| office_name(language, to)).unwrap_or_default();
    let more = if rule.to.len() > 1 { "…" } else { "" };
    let from = shortened(&office_name(language, &rule.from), 16);
    let to = shortened(&to, 16);
    format!(
        "{} {} · {from} → {to}{more} · {}/{}",
        icon(rule),
        rule.nm,
        rule.moved(),
        rule.wanted()
    )
}

/// A rule's card.
pub fn card(language: Language, rule: &Rule, around: &Around, now: Timestamp) -> Message {
    let nm = rule.nm.to_string();
    let mut message = Message::new()
        .bold(either(language, "🚚 Перемещение: артикул ", "🚚 Move: item "))
        .link(&nm, item_link(rule.nm))
        .line("")
        .blank()
        .line(&state(language, rule, around.next_opening))
        .blank();
    let facts = [
        (
            "🏬",
            either(language, "Магазин", "Shop"),
            shortened(&rule.shop_name, 60),
        ),
        (
            "📤",
            either(language, "Со склада", "From"),
            office_name(language, &rule.from),
        ),
        (
            "📥",
            either(language, "На склады", "To"),
            destinations(language, &rule.to),
        ),
        (
            "🕘",
            either(language, "Когда", "When"),
            windows(language, rule.windows).to_owned(),
        ),
        ("📅", either(language, "По", "Until"), day(rule.until)),
    ];
    for (icon, name, value) in facts {
        message = message.line(&format!("{icon} {name}: {value}"));
    }
    message = message.blank();
    for line in &rule.lines {
        message = message.line(&match language {
            Ru => format!(
                "📏 Размер {}: перенесено {} из {}, осталось {}",
                line.chrt,
                line.moved,
                line.wanted,
                line.left()
            ),
            En => format!(
                "📏 Size {}: {} of {} moved, {} left",
                line.chrt,
                line.moved,
                line.wanted,
                line.left()
            ),
        });
    }
    message = cool_downs(language, message, rule, &around.cool_downs);
    if let Some(until) = around.rest_until.filter(|until| *until > now) {
        message = message.blank().line(&match language {
            Ru => format!("⏳ Магазин отдыхает до {}, потом продолжим сами", moment(until)),
            En => format!("⏳ The shop rests until {}, then we go on", moment(until)),
        });
    }
    if let Some(refusal) = &rule.refusal {
        message = message.blank().line(&match language {
            Ru => format!(
                "↩️ Последний отказ, {}: {}",
                moment(refusal.at),
                why(language, &refusal.why)
            ),
            En => format!(
                "↩️ Last refusal, {}: {}",
                moment(refusal.at),
                why(language, &refusal.why)
            ),
        });
    }
    if around.is_stock_hidden && !rule.is_over() {
        message = message.blank().line(either(
            language,
            "👁 Остатков магазина мы не видим (у ключа нет категории «Аналитика»): просим столько, сколько вы задали и пускают квоты, лишнего Wildberries не возьмёт.",
            "👁 We do not see the shop's stock (the key lacks the category “Analytics”): we ask for what you wanted and the quotas allow, Wildberries takes no more than there is.",
        ));
    }
    if !around.has_gateway {
        message = message.blank().line(either(
            language,
            "⚠️ Сервис перемещений сейчас не подключён: заявки не подаются.",
            "⚠️ The moving service is not connected at present: nothing is asked for.",
        ));
    }
    message
}

/// What came of a rule's requests. `of` counts all of them.
pub fn results(language: Language, rule: &Rule, requests: &[Request], of: usize) -> Message {
    let title = Message::new()
        .bold(&match language {
            Ru => format!("📊 Заявки: артикул {}", rule.nm),
            En => format!("📊 Requests: item {}", rule.nm),
        })
        .line("")
        .blank();
    if requests.is_empty() {
        return title.text(either(
            language,
            "Заявок ещё не было: они подаются, когда открываются квоты.",
            "There were no requests yet: they are made when the quotas open.",
        ));
    }
    let mut message = title;
    for request in requests {
        message = message
            .line(&format!(
                "{} · {} → {}",
                moment(request.times.requested_at),
                office_name(language, &request.src),
                office_name(language, &request.dst)
            ))
            .line(&result(language, request))
            .blank();
    }
    if of > requests.len() {
        message = message.text(&match language {
            Ru => format!("Показаны последние {} из {of}. Все: /history", requests.len()),
            En => format!("The last {} of {of}. All: /history", requests.len()),
        });
    }
    message
}

/// Asks whether a rule may go.
pub fn delete_question(language: Language, rule: &Rule) -> Message {
    let (from, to) = (office_name(language, &rule.from), destinations(language, &rule.to));
    Message::plain(match language {
        Ru => format!(
            "Удалить перемещение артикула {} ({from} → {to})? Осталось {} Уже перенесённое не вернётся.",
            rule.nm,
            units(language, rule.left())
        ),
        En => format!(
            "Delete the move of item {} ({from} → {to})? {} left. What was moved stays moved.",
            rule.nm,
            units(language, rule.left())
        ),
    })
}

/// A rule that is not there any more.
pub fn gone_message(language: Language) -> Message {
    Message::plain(toasts::gone(language))
}

fn icon(rule: &Rule) -> &'static str {
    match rule.state {
        RuleState::Waiting => "🟢",
        RuleState::Paused(_) => "⏸",
        RuleState::Done => "✅",
        RuleState::Passed | RuleState::Deleted => "⌛",
    }
}

fn state(language: Language, rule: &Rule, next: NextOpening) -> String {
    match &rule.state {
        RuleState::Waiting if rule.request.is_some() => either(
            language,
            "🟡 Заявка подаётся прямо сейчас",
            "🟡 A request is being made this moment",
        )
        .to_owned(),
        RuleState::Waiting => waiting(language, next),
        RuleState::Paused(PauseReason::ByUser) => either(language, "⏸ На паузе", "⏸ Paused").to_owned(),
        RuleState::Paused(PauseReason::Rejected { detail }) => {
            let detail = shortened(detail, LONGEST_WORDS);
            match language {
                Ru => format!("⏸ На паузе: Wildberries не принял заявку ({detail})"),
                En => format!("⏸ Paused: Wildberries did not take the request ({detail})"),
            }
        }
        RuleState::Paused(PauseReason::Key) => either(
            language,
            "⏸ На паузе: у магазина нет рабочего ключа с правом записи",
            "⏸ Paused: the shop has no working key that may write",
        )
        .to_owned(),
        RuleState::Paused(PauseReason::Unsettled) => either(
            language,
            "⏸ На паузе: неизвестно, принята ли последняя заявка. Проверьте портал продавца",
            "⏸ Paused: nobody knows whether the last request was accepted. Please look at the seller portal",
        )
        .to_owned(),
        RuleState::Done => either(language, "✅ Завершено", "✅ Complete").to_owned(),
        RuleState::Passed => either(language, "⌛ Срок истёк", "⌛ The last day is over").to_owned(),
        RuleState::Deleted => toasts::gone(language),
    }
}

fn waiting(language: Language, next: NextOpening) -> String {
    match (next, language) {
        (NextOpening::At(at), Ru) => format!("🟢 Ждёт квот. Ближайшее открытие: {} по Москве", moment(at)),
        (NextOpening::At(at), En) => format!("🟢 Waiting for quotas. Next opening: {} in Moscow", moment(at)),
        (NextOpening::Now, Ru) => "🟢 Ждёт квот: следим за ними круглосуточно".to_owned(),
        (NextOpening::Now, En) => "🟢 Waiting for quotas: we look at them day and night".to_owned(),
        (NextOpening::Never, Ru) => {
            "⚠️ Ждёт квот, но в выбранное время мы за ними не следим. Измените время".to_owned()
        }
        (NextOpening::Never, En) => {
            "⚠️ Waiting for quotas, but we do not look at them at the chosen time. Please change it".to_owned()
        }
    }
}

fn cool_downs(language: Language, message: Message, rule: &Rule, cool_downs: &[CoolDown]) -> Message {
    if cool_downs.is_empty() {
        return message;
    }
    let mut message = message.blank();
    for cool in cool_downs.iter().take(MOST_COOL_DOWNS) {
        let office = rule.to.iter().find(|to| to.id == cool.dst);
        let name = office.map(|office| office_name(language, office)).unwrap_or_default();
        message = message.line(&match language {
            Ru => format!("❄️ Размер {} → {name}: снова можно с {}", cool.chrt, moment(cool.until)),
            En => format!(
                "❄️ Size {} → {name}: possible again from {}",
                cool.chrt,
                moment(cool.until)
            ),
        });
    }
    if cool_downs.len() > MOST_COOL_DOWNS {
        let more = cool_downs.len() - MOST_COOL_DOWNS;
        message = message.line(&match language {
            Ru => format!("❄️ и ещё {more}"),
            En => format!("❄️ and {more} more"),
        });
    }
    message
}

fn why(language: Language, why: &Why) -> String {
    match why {
        Why::Exhausted => either(language, "квоты кончились раньше", "the quotas were gone first").to_owned(),
        Why::Nothing => either(
            language,
            "заявка принята, но ни одной штуки не взяли",
            "the request was taken, but not a single unit of it",
        )
        .to_owned(),
        Why::TooActive => either(language, "слишком частые запросы", "too many requests").to_owned(),
        Why::Rejected { detail } => shortened(detail, LONGEST_WORDS),
        Why::Trouble => either(language, "сервис не ответил как следует", "the service failed").to_owned(),
        Why::Key => either(language, "нет рабочего ключа", "no working key").to_owned(),
        Why::Unsettled | Why::Other => either(language, "исход неизвестен", "the outcome is unknown").to_owned(),
    }
}

fn result(language: Language, request: &Request) -> String {
    let asked = request.asked();
    match request.outcome() {
        None => match language {
            Ru => format!("🟡 {asked} шт.: ждём ответа"),
            En => format!("🟡 {asked} pcs: waiting for the answer"),
        },
        Some(outcome @ Outcome::Moved { number, .. }) => match language {
            Ru => format!("✅ {} из {asked} шт., заявка #{number}", outcome.units()),
            En => format!("✅ {} of {asked} pcs, request #{number}", outcome.units()),
        },
        Some(outcome) => {
            let refusal = outcome.refusal(request.times.requested_at);
            let why = refusal.map(|refusal| why(language, &refusal.why)).unwrap_or_default();
            match language {
                Ru => format!("↩️ 0 из {asked} шт.: {why}"),
                En => format!("↩️ 0 of {asked} pcs: {why}"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
