//! A watch is over because its last day has passed.

use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Keyboard, Message};

use super::common::{either, new_watch, open_watch, price_limit, range};
use super::watches::warehouses;
use crate::watch::Watch;

/// What it saw and what came of it.
pub fn summary(language: Language, watch: &Watch) -> Message {
    let (names, dates) = (warehouses(language, watch), range(watch.from, watch.to));
    let price = price_limit(language, watch.max);
    let title = match watch.caught.is_empty() {
        true => either(
            language,
            "⌛ Даты прошли, слот не поймали",
            "⌛ The dates have passed, no slot was caught",
        ),
        false => either(
            language,
            "⌛ Даты прошли, наблюдение завершено",
            "⌛ The dates have passed, the watch is done",
        ),
    };
    let (seen, caught) = (watch.seen, watch.caught.len());
    let figures = match language {
        Ru => format!("👀 Подходящих слотов открывалось: {seen}\n🎣 Поймано: {caught}"),
        En => format!("👀 Slots that fitted: {seen}\n🎣 Caught: {caught}"),
    };
    Message::new()
        .bold(title)
        .text(&format!(
            "\n\n📦 {names}\n📅 {dates}\n💰 {price}\n\n{figures}\n\n{}",
            advice(language, watch)
        ))
        .keyboard(
            Keyboard::new()
                .row([new_watch(language)])
                .row([open_watch(language, &watch.id)]),
        )
}

/// What may help next time, by what was seen.
fn advice(language: Language, watch: &Watch) -> String {
    match (watch.caught.is_empty(), watch.seen, language) {
        (false, _, Ru) => "Если нужны ещё слоты, создайте новое наблюдение.".into(),
        (false, _, En) => "If you need more slots, create a new watch.".into(),
        (true, 0, Ru) => "За всё время таких слотов Wildberries не открывал. Обычно помогают соседние склады, больше дней или коэффициент повыше.".into(),
        (true, 0, En) => "Wildberries opened no such slot in all that time. Neighbouring warehouses, more days or a higher coefficient usually help.".into(),
        (true, n, Ru) => {
            let slots = plural_ru(n.into(), ["слот открылся", "слота открылись", "слотов открылось"]);
            format!("{n} {slots}, но взять не удалось. Чем больше складов и дней в наблюдении, тем выше шанс.")
        }
        (true, n, En) => format!("{n} opened but could not be taken. The more warehouses and days a watch has, the better its chance."),
    }
}
