//! How much a key did, in words. A day of the figures begins at midnight by UTC, which is three in the morning in Moscow.

use accounts::key_load::KeyLoad;
use accounts::pace::ShopPace;
use jiff::{SignedDuration, Timestamp};
use telegram::Language::{self, En, Ru};

use super::words::{counted, moment};
use crate::keys::KeyView;

/// Over how long the errors and requests of the card are summed up, days.
const WEEK: i64 = 7;

/// Requests that all these keys made today.
pub(super) fn requests_of(keys: &[KeyView], now: Timestamp) -> u64 {
    keys.iter()
        .filter_map(|view| of_today(&view.days, now))
        .map(|day| day.requests)
        .sum()
}

/// A line: requests and errors today, and of the work of `all` keys the part this one did.
pub(super) fn today(language: Language, days: &[KeyLoad], all: Option<u64>, now: Timestamp) -> String {
    let Some(today) = of_today(days, now).filter(|day| day.requests > 0) else {
        return match (language, last_used(days)) {
            (Ru, Some(at)) => format!("📊 Сегодня не понадобился, последний запрос {}", moment(at, now)),
            (En, Some(at)) => format!("📊 Not needed today, last request {}", moment(at, now)),
            (Ru, None) => "📊 Запросов пока не было".into(),
            (En, None) => "📊 No requests yet".into(),
        };
    };
    let share = all
        .filter(|all| *all > today.requests)
        .map(|all| match (language, percent(today.requests, all)) {
            (Ru, percent) => format!(" ({percent} % вашей работы)"),
            (En, percent) => format!(" ({percent}% of your work)"),
        })
        .unwrap_or_default();
    let requests = today.requests;
    let errors = errors(language, today.errors);
    match language {
        Ru => format!(
            "📊 Сегодня {}{share}, {errors}",
            counted(requests, ["запрос", "запроса", "запросов"])
        ),
        En if requests == 1 => format!("📊 1 request today{share}, {errors}"),
        En => format!("📊 {requests} requests today{share}, {errors}"),
    }
}

/// The card's lines: today, when it was last used, the last week, and how its shop stands against a low limit.
pub(super) fn details(language: Language, view: &KeyView, now: Timestamp) -> String {
    let mut lines = vec![today(language, &view.days, None, now)];
    let used_today = of_today(&view.days, now).is_some_and(|day| day.requests > 0);
    if let Some(at) = last_used(&view.days).filter(|_| used_today) {
        lines.push(match language {
            Ru => format!("🕘 Последний запрос: {} МСК", moment(at, now)),
            En => format!("🕘 Last request: {} Moscow time", moment(at, now)),
        });
    }
    let since = KeyLoad::day_of(now - SignedDuration::from_hours(24 * (WEEK - 1)));
    let week = view.days.iter().filter(|day| day.day >= since);
    let (requests, failed) = week.fold((0, 0), |(r, e), day| (r + day.requests, e + day.errors));
    if requests > 0 {
        lines.push(match language {
            Ru => format!("📈 За 7 дней: {requests}, из них с ошибкой: {failed}"),
            En => format!("📈 In 7 days: {requests}, failed: {failed}"),
        });
    }
    if let Some(stand) = view.questions {
        lines.push(match (language, stand.tokens, stand.next_at) {
            (Ru, 0, Some(at)) => format!("⏳ Лимит WB: спросить о заказе можно будет в {} МСК", moment(at, now)),
            (En, 0, Some(at)) => format!(
                "⏳ WB's limit: an order can be asked about at {} Moscow time",
                moment(at, now)
            ),
            (Ru, ..) => "⏳ Лимит WB: спросить о заказе можно сейчас, потом раз в 30 минут".into(),
            (En, ..) => "⏳ WB's limit: an order can be asked about now, then once in 30 minutes".into(),
        });
    }
    lines.extend(view.pace.map(|pace| pace_line(language, pace, now)));
    lines.join("\n")
}

/// How many bookings its shop may make now, and when there will be one more.
fn pace_line(language: Language, pace: ShopPace, now: Timestamp) -> String {
    let left = u64::from(pace.left);
    let bookings = counted(left, ["бронирование", "бронирования", "бронирований"]);
    let next = pace.next_at.map(|at| moment(at, now));
    match (left, next, language) {
        (0, Some(next), Ru) => format!("🚦 Темп магазина: следующее бронирование не раньше {next} МСК"),
        (0, Some(next), En) => format!("🚦 Pace of the shop: the next booking not before {next} Moscow time"),
        (_, Some(next), Ru) => format!("🚦 Темп магазина: ещё {bookings} сейчас, следующее в {next} МСК"),
        (1, Some(next), En) => format!("🚦 Pace of the shop: 1 more booking now, the next at {next} Moscow time"),
        (_, Some(next), En) => format!("🚦 Pace of the shop: {left} more bookings now, the next at {next} Moscow time"),
        (_, None, Ru) => format!("🚦 Темп магазина: сейчас свободно, {bookings} сразу"),
        (_, None, En) => format!("🚦 Pace of the shop: free now, {left} bookings at once"),
    }
}

fn errors(language: Language, errors: u64) -> String {
    match (language, errors) {
        (Ru, 0) => "без ошибок".into(),
        (Ru, n) => counted(n, ["ошибка", "ошибки", "ошибок"]),
        (En, 0) => "no errors".into(),
        (En, 1) => "1 error".into(),
        (En, n) => format!("{n} errors"),
    }
}

fn of_today(days: &[KeyLoad], now: Timestamp) -> Option<&KeyLoad> {
    let today = KeyLoad::day_of(now);
    days.iter().find(|day| day.day == today)
}

fn last_used(days: &[KeyLoad]) -> Option<Timestamp> {
    let latest = days.iter().map(|day| day.last_used_ms).max()?;
    Timestamp::from_millisecond(latest).ok()
}

/// A part of the whole, in percent; one that did something did at least one percent.
fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 / whole.max(1)).max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::ids::KeyId;
    use telegram::UserId;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T06:18:00Z".parse().unwrap()
    }

    fn day(days_ago: i64, requests: u64, errors: u64) -> KeyLoad {
        let at = now() - SignedDuration::from_hours(24 * days_ago);
        KeyLoad {
            user: UserId(1),
            key: KeyId::from_text("k"),
            day: KeyLoad::day_of(at),
            requests,
            errors,
            last_used_ms: at.as_millisecond(),
        }
    }

    #[test]
    fn a_days_work_is_told_with_its_share_and_its_errors() {
        let said = |language, days: &[KeyLoad], all| today(language, days, all, now());
        assert_eq!(said(Ru, &[], Some(0)), "📊 Запросов пока не было");
        assert_eq!(
            said(Ru, &[day(0, 121, 0)], Some(121)),
            "📊 Сегодня 121 запрос, без ошибок"
        );
        assert_eq!(
            said(Ru, &[day(1, 5, 5), day(0, 30, 2)], Some(120)),
            "📊 Сегодня 30 запросов (25 % вашей работы), 2 ошибки"
        );
        assert_eq!(
            said(En, &[day(0, 1, 1)], Some(1_000)),
            "📊 1 request today (1% of your work), 1 error"
        );
        assert_eq!(
            said(Ru, &[day(1, 5, 0)], Some(9)),
            "📊 Сегодня не понадобился, последний запрос 20.11.2026 09:18"
        );
    }

    #[test]
    fn the_pace_of_a_shop_is_told_with_when_there_will_be_more() {
        let said = |language, left, minutes: Option<i64>| {
            let next_at = minutes.map(|minutes| now() + SignedDuration::from_mins(minutes));
            pace_line(language, ShopPace { left, next_at }, now())
        };
        assert_eq!(
            said(Ru, 5, None),
            "🚦 Темп магазина: сейчас свободно, 5 бронирований сразу"
        );
        assert!(said(Ru, 2, Some(2)).contains("ещё 2 бронирования сейчас, следующее в "));
        assert!(said(Ru, 0, Some(2)).contains("не раньше") && said(En, 0, Some(2)).contains("not before"));
        assert!(said(En, 1, Some(2)).contains("1 more booking now"));
    }
}
