//! How the sources and the collection are doing, in words.

use channels::run::Run;
use channels::sources::{SOURCES, SourceState};
use channels::state::Trouble;
use channels::{ChannelName, Source, words};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::{either, press, troubles};
use crate::dialog::Queued;
use crate::dialog::press::Press;

/// What is shown.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    /// The sources that were ever asked.
    pub sources: Vec<SourceState>,
    /// The newest collection.
    pub run: Option<Run>,
    /// How much waits.
    pub queues: Vec<Queued>,
    /// The user's channels that are in trouble.
    pub troubled: Vec<(ChannelName, Trouble)>,
}

/// Everything at once.
pub(crate) fn overview(language: Language, health: &Health, now: Timestamp) -> Message {
    let title = either(language, "🩺 Источники и сбор", "🩺 Sources and collection");
    let mut message = Message::new().bold(title).line("").blank();
    for source in SOURCES {
        let state = health.sources.iter().find(|state| state.source == source);
        message = message.line(&source_line(language, source, state, now));
    }
    // Sources that few installations have are named only where they were asked.
    for state in health.sources.iter().filter(|state| !SOURCES.contains(&state.source)) {
        message = message.line(&source_line(language, state.source, Some(state), now));
    }
    message = message.blank().line(&run_line(language, health.run.as_ref()));
    if !health.queues.is_empty() {
        message = message.line(&queues_line(language, &health.queues));
    }
    for (name, trouble) in &health.troubled {
        message = message
            .blank()
            .line(&format!("{name}"))
            .line(&troubles::sentence(language, trouble));
    }
    let refresh = press(either(language, "🔄 Обновить", "🔄 Refresh"), Press::Health);
    let list = press(either(language, "📡 Каналы", "📡 Channels"), Press::List(0));
    message.keyboard(Keyboard::new().row([refresh, list]))
}

fn source_line(language: Language, source: Source, state: Option<&SourceState>, now: Timestamp) -> String {
    let name = words::source(source);
    let Some(state) = state else {
        return format!("▫️ {name}: {}", either(language, "ещё не спрашивали", "not asked yet"));
    };
    if !state.enabled {
        return format!("▫️ {name}: {}", either(language, "не подключён", "not connected"));
    }
    let mut line = match &state.failure {
        Some(failure) if state.is_failing() => {
            let since = words::moment(language, failure.since);
            let again = match failure.asked_again_at {
                Some(at) if at > now => Some(words::moment(language, at)),
                _ => None,
            };
            match (again, language) {
                (Some(again), Ru) => format!(
                    "🔴 {name}: {} с {since}, спросим снова {again}",
                    kind(language, &failure.kind)
                ),
                (Some(again), En) => format!(
                    "🔴 {name}: {} since {since}, asked again {again}",
                    kind(language, &failure.kind)
                ),
                (None, Ru) => format!("🔴 {name}: {} с {since}", kind(language, &failure.kind)),
                (None, En) => format!("🔴 {name}: {} since {since}", kind(language, &failure.kind)),
            }
        }
        _ => match (state.good_at.map(|at| words::moment(language, at)), language) {
            (Some(at), Ru) => format!("🟢 {name}: отвечает, последний раз {at}"),
            (Some(at), En) => format!("🟢 {name}: answers, last {at}"),
            (None, _) => format!("▫️ {name}: {}", either(language, "ещё не спрашивали", "not asked yet")),
        },
    };
    if let Some(quota) = &state.quota
        && let (Some(left), Some(limit)) = (quota.remaining, quota.limit)
    {
        let (left, limit) = (words::count(language, left), words::count(language, limit));
        line += &match language {
            Ru => format!(" · осталось запросов: {left} из {limit}"),
            En => format!(" · requests left: {left} of {limit}"),
        };
    }
    line
}

fn kind(language: Language, kind: &str) -> &'static str {
    match kind {
        "limited" => either(language, "просит подождать", "asks to wait"),
        "quota" => either(language, "квота исчерпана", "the quota is used up"),
        "no_subscription" => either(language, "нет подписки", "no subscription"),
        "unauthorized" => either(language, "не принимает ключ", "does not accept the token"),
        "blocked" => either(language, "не пускает", "does not let us in"),
        _ => either(language, "не отвечает", "does not answer"),
    }
}

fn run_line(language: Language, run: Option<&Run>) -> String {
    let Some(run) = run else {
        return either(
            language,
            "🗓 Ночного сбора ещё не было: он начинается в 05:00 по Москве",
            "🗓 There was no nightly collection yet: it begins at 05:00 in Moscow",
        )
        .to_owned();
    };
    let day = telegram::words::date(run.day, language);
    let (over, ordered, gaps) = (run.over(), run.ordered, run.with_gaps);
    let when = Timestamp::from_millisecond(run.last_over_ms)
        .ok()
        .filter(|_| run.last_over_ms > 0);
    let when = when.map(|at| words::moment(language, at)).unwrap_or_default();
    match (run.is_over(), language) {
        (true, Ru) => format!("🗓 {day}: собрано каналов {over}, из них с пробелами {gaps}; закончено {when}"),
        (true, En) => format!("🗓 {day}: channels collected {over}, with gaps {gaps}; ended {when}"),
        (false, Ru) => format!("🗓 {day}: собирается, готово {over} из {ordered}, с пробелами {gaps}"),
        (false, En) => format!("🗓 {day}: being collected, {over} of {ordered} done, {gaps} with gaps"),
    }
}

fn queues_line(language: Language, queues: &[Queued]) -> String {
    let parts: Vec<String> = queues
        .iter()
        .map(|(name, waiting)| {
            let waiting = waiting.map_or_else(|| "?".to_owned(), |n| words::count(language, n));
            format!("{name} {waiting}")
        })
        .collect();
    let title = either(language, "📬 Ждут в очередях", "📬 Waiting on queues");
    format!("{title}: {}", parts.join(" · "))
}
