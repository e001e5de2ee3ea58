//! One's channels with their alerts, in words.

use channels::errands::AlertKind;
use channels::{ChannelName, words};
use telegram::Language::{self, En, Ru};
use telegram::{CallbackData, Keyboard, Message, pager_row};

use super::{either, kinds, press};
use crate::dialog::press::{Press, Scope};
use crate::rules::Rule;
use crate::state::{AlertState, Raised, Reading, Why};

/// A channel of the list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its name.
    pub name: ChannelName,
    /// Its title.
    pub title: Option<String>,
    /// The alerts that are on.
    pub states: Vec<AlertState>,
    /// Kinds that are switched off for it.
    pub off: Vec<AlertKind>,
    /// Whether there is anything to compare with yet.
    pub judged: bool,
}

/// A page of the channels.
pub(crate) fn list(language: Language, rows: &[Row], (number, pages): (usize, usize)) -> Message {
    let mut message = Message::new()
        .bold(either(language, "🔔 Тревоги", "🔔 Alerts"))
        .line("");
    if rows.is_empty() {
        message = message.blank().text(either(
            language,
            "Вы пока не следите ни за одним каналом. Добавьте первый: /add",
            "You do not follow any channel yet. Add the first: /add",
        ));
    }
    for row in rows {
        message = message.blank().append(entry(language, row));
    }
    if !rows.is_empty() {
        message = message.blank().text(either(
            language,
            "Проверяю каждые полчаса. Тихие часы и какие сообщения присылать: /settings",
            "Checked every half-hour. Quiet hours and which messages to send: /settings",
        ));
    }
    let configure = press(either(language, "⚙️ Настроить", "⚙️ Set up"), Press::Configure(0));
    let refresh = press(either(language, "🔄 Обновить", "🔄 Refresh"), Press::List(number));
    let keyboard = Keyboard::new().row(pager_row(number, pages, |page| CallbackData::of(Press::List(page))));
    message.keyboard(keyboard.row([configure, refresh]))
}

/// Defaults or a channel: what to set up?
pub(crate) fn configure(language: Language, names: &[ChannelName], (number, pages): (usize, usize)) -> Message {
    let text = either(
        language,
        "⚙️ Тревоги: что настроить?\n\nОбщие правила действуют для всех каналов, кроме тех, где вы задали свои. Тихие часы — в /settings.",
        "⚙️ Alerts: what to set up?\n\nThe common rules hold for all channels but those with rules of their own. Quiet hours are in /settings.",
    );
    let common = press(
        either(language, "📋 Общие правила", "📋 Common rules"),
        Press::Rules(Scope::All),
    );
    let mut keyboard = Keyboard::new().row([common]);
    for pair in names.chunks(2) {
        let open = |name: &ChannelName| press(name.to_string(), Press::Rules(Scope::Channel(name.clone())));
        keyboard = keyboard.row(pair.iter().map(open));
    }
    keyboard = keyboard.row(pager_row(number, pages, |page| {
        CallbackData::of(Press::Configure(page))
    }));
    let back = press(either(language, "⬅️ Назад", "⬅️ Back"), Press::List(0));
    Message::plain(text).keyboard(keyboard.row([back]))
}

/// What holds for a kind, as the list of rules shows it.
pub(crate) fn rule_line(language: Language, kind: AlertKind, rule: Rule) -> String {
    kinds::line(language, kind, rule)
}

fn entry(language: Language, row: &Row) -> Message {
    let on: Vec<(AlertKind, &Raised)> = row
        .states
        .iter()
        .flat_map(|state| state.alerts().map(|alert| (state.kind, alert)))
        .collect();
    let mark = match (on.is_empty(), row.judged) {
        (false, _) => "🔔",
        (true, true) => "✅",
        (true, false) => "⏳",
    };
    let name = row.name.to_string();
    let mut message = Message::new().text(mark).text(" ");
    message = match &row.title {
        Some(title) => message.bold(title).line(&format!(" · {name}")),
        None => message.bold(&name).line(""),
    };
    if on.is_empty() {
        message = message.line(match row.judged {
            true => either(language, "Всё спокойно", "All is quiet"),
            false => either(
                language,
                "Сравнивать пока не с чем: жду первых показателей",
                "Nothing to compare with yet: waiting for the first figures",
            ),
        });
    }
    for (kind, alert) in on {
        message = message.line(&since(language, kind, alert));
    }
    if row.off.is_empty() {
        return message;
    }
    let off: Vec<&str> = row.off.iter().map(|kind| kinds::name(language, *kind)).collect();
    let off = off.join(", ").to_lowercase();
    message.line(&match language {
        Ru => format!("🔕 Выключено: {off}"),
        En => format!("🔕 Off: {off}"),
    })
}

/// Since when, and why: `📈 Подписчики +25,0 % с 21.11 в 12:20`.
fn since(language: Language, kind: AlertKind, alert: &Raised) -> String {
    let at = words::moment(language, alert.at);
    let name = kinds::name(language, kind);
    let mark = kinds::mark(kind);
    let why = match &alert.reading {
        Reading::Members(reading) => words::percent_change(language, reading.percent()),
        Reading::Views(reading) => format!("~{}", words::percent_change(language, reading.percent())),
        Reading::Silence(reading) => {
            let posted = words::moment(language, reading.posted_at);
            match language {
                Ru => format!("(последний {posted})"),
                En => format!("(the last one {posted})"),
            }
        }
        Reading::Trouble(Why::Late { .. }) => {
            either(language, "(сбор опаздывает)", "(the collection is late)").to_owned()
        }
        Reading::Trouble(Why::Source { source, .. }) => format!("({})", words::source(*source)),
    };
    match language {
        Ru => format!("{mark} {name} {why} с {at}"),
        En => format!("{mark} {name} {why} since {at}"),
    }
}
