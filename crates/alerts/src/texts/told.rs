//! What is told of an alert: what happened, the figures behind it, and what can be done.

mod reasons;

use channels::channel::Channel;
use channels::errands::AlertKind;
use channels::measures::less_exact;
use channels::words;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::{either, lasted, press, threshold};
use crate::dialog::press::{Press, Scope};
use crate::state::{MembersReading, NEW_NORM_AFTER, Reading, SilenceReading, Turn, ViewsReading, Why, Word};

/// The whole message about one turn of an alert.
pub(crate) fn message(language: Language, channel: &Channel, kind: AlertKind, word: &Word) -> Message {
    if let Reading::Trouble(Why::Late { day }) = &word.alert.reading {
        return reasons::late(language, *day, word);
    }
    let reading = word.now.as_ref().unwrap_or(&word.alert.reading);
    let mut message = Message::new()
        .bold(&headline(language, kind, word))
        .line("")
        .line(&format!("{} · {}", channel.called(), channel.name))
        .blank();
    message = match reading {
        Reading::Members(reading) => members(message, language, reading, word.alert.threshold),
        Reading::Views(reading) => views(message, language, reading, word.alert.threshold),
        Reading::Silence(reading) => silence(message, language, channel, reading, word),
        Reading::Trouble(why) => reasons::trouble(message, language, why, word),
    };
    message = match word.what {
        Turn::Raised => message.text(&outlook(language, kind, word)),
        Turn::Recovered | Turn::NewNorm => {
            let time = lasted(language, word.at.duration_since(word.alert.at));
            message.text(&match language {
                Ru => format!("Тревога длилась {time}."),
                En => format!("The alert lasted {time}."),
            })
        }
    };
    message.keyboard(buttons(language, channel, kind, word))
}

fn headline(language: Language, kind: AlertKind, word: &Word) -> String {
    let text = match (word.what, kind) {
        (Turn::Raised, AlertKind::Members) => match &word.alert.reading {
            Reading::Members(reading) if reading.now.value < reading.then.figure.value => {
                either(language, "📉 Подписчиков заметно меньше", "📉 Far fewer subscribers")
            }
            _ => either(language, "📈 Подписчиков заметно больше", "📈 Far more subscribers"),
        },
        (Turn::Raised, AlertKind::Views) => either(language, "📉 Просмотров заметно меньше", "📉 Far fewer views"),
        (Turn::Raised, AlertKind::Silence) => either(language, "🤫 Нет новых постов", "🤫 No new posts"),
        (Turn::Raised, AlertKind::Trouble) => either(language, "⚠️ Показатели не приходят", "⚠️ Figures do not come"),
        (Turn::Recovered, AlertKind::Members) => either(
            language,
            "✅ Подписчики снова в норме",
            "✅ Subscribers are back to normal",
        ),
        (Turn::Recovered, AlertKind::Views) => {
            either(language, "✅ Просмотры снова в норме", "✅ Views are back to normal")
        }
        (Turn::Recovered, AlertKind::Silence) => either(language, "✅ Посты снова выходят", "✅ Posts come again"),
        (Turn::Recovered, AlertKind::Trouble) => {
            either(language, "✅ Показатели снова приходят", "✅ Figures come again")
        }
        (Turn::NewNorm, _) => either(
            language,
            "🆗 Новый уровень стал нормой",
            "🆗 The new level is the norm now",
        ),
    };
    text.to_owned()
}

fn members(message: Message, language: Language, reading: &MembersReading, limit: u16) -> Message {
    let (then, now) = (reading.then.figure, reading.now);
    let figure = |figure| {
        format!(
            "{} ({})",
            words::figure(language, figure),
            words::origin(language, figure)
        )
    };
    let by = i64::try_from(i128::from(now.value) - i128::from(then.value)).unwrap_or_default();
    let mark = words::mark(less_exact(then.precision, now.precision));
    let percent = words::percent_change(language, reading.percent());
    let limit = threshold(language, AlertKind::Members, limit);
    let change = format!("{mark}{}, {mark}{percent}", words::change(language, by));
    let lines = match language {
        Ru => [
            format!("Было: {}", figure(&then)),
            format!("Стало: {}", figure(&now)),
            format!("Изменение: {change} (порог {limit})"),
        ],
        En => [
            format!("Then: {}", figure(&then)),
            format!("Now: {}", figure(&now)),
            format!("Change: {change} (threshold {limit})"),
        ],
    };
    lines.iter().fold(message, |message, line| message.line(line)).blank()
}

fn views(message: Message, language: Language, reading: &ViewsReading, limit: u16) -> Message {
    let limit = threshold(language, AlertKind::Views, limit);
    let percent = words::percent_change(language, reading.percent());
    let now = words::count(language, reading.mean());
    let usual = words::count(language, reading.usual());
    let (from, to) = (
        words::moment(language, reading.from),
        words::moment(language, reading.to),
    );
    let (of, usual_of) = (reading.of, reading.usual_of);
    let source = words::source(reading.source);
    let lines = match language {
        Ru => [
            format!("Сейчас: ~{now} просмотров у поста через 24 часа — среднее последних {of}, вышли с {from} по {to}"),
            format!("Обычно: ~{usual} — медиана по {usual_of} постам до них"),
            format!("Изменение: ~{percent} (порог −{limit})"),
            format!("«~» — оценка между двумя наблюдениями, источник {source}."),
        ],
        En => [
            format!("Now: ~{now} views of a post after 24 hours, the mean of the last {of}, published {from} to {to}"),
            format!("Usually: ~{usual}, the median of {usual_of} posts before"),
            format!("Change: ~{percent} (threshold −{limit})"),
            format!("\"~\" is an estimate between two looks, source {source}."),
        ],
    };
    lines.iter().fold(message, |message, line| message.line(line)).blank()
}

fn silence(message: Message, language: Language, channel: &Channel, reading: &SilenceReading, word: &Word) -> Message {
    let posted = words::moment(language, reading.posted_at);
    let proven = words::moment(language, reading.proven_at);
    let link = format!("https://t.me/{}/{}", channel.name.as_str(), reading.post);
    let message = message
        .text(either(language, "Последний пост: ", "Last post: "))
        .link(&posted, link)
        .line("");
    let line = match (word.what, language) {
        (Turn::Raised, Ru) => format!(
            "Это {} назад (порог {}). Страница t.me прочитана {proven}, новее поста на ней нет.",
            lasted(language, reading.proven_at.duration_since(reading.posted_at)),
            threshold(language, AlertKind::Silence, word.alert.threshold),
        ),
        (Turn::Raised, En) => format!(
            "That was {} before the page on t.me was read ({proven}), and the page shows no newer one (threshold {}).",
            lasted(language, reading.proven_at.duration_since(reading.posted_at)),
            threshold(language, AlertKind::Silence, word.alert.threshold),
        ),
        (_, Ru) => format!("Страница t.me прочитана {proven}."),
        (_, En) => format!("The page on t.me was read {proven}."),
    };
    message.line(&line).blank()
}

/// What will be told next.
fn outlook(language: Language, kind: AlertKind, word: &Word) -> String {
    let norm_at = word.alert.at + NEW_NORM_AFTER;
    let norm_at = words::moment(language, norm_at);
    match (kind, language) {
        (AlertKind::Members | AlertKind::Views, Ru) => {
            format!(
                "Напишу, когда вернётся в пределы порога. Если не вернётся до {norm_at}, новый уровень станет нормой."
            )
        }
        (AlertKind::Members | AlertKind::Views, En) => {
            format!(
                "I will tell you when it is back within the threshold. If it is not by {norm_at}, the new level becomes the norm."
            )
        }
        (AlertKind::Silence, Ru) => "Напишу, когда выйдет новый пост.".to_owned(),
        (AlertKind::Silence, En) => "I will tell you when a new post is out.".to_owned(),
        (AlertKind::Trouble, Ru) => "Напишу, когда показатели снова пойдут.".to_owned(),
        (AlertKind::Trouble, En) => "I will tell you when they come again.".to_owned(),
    }
}

fn buttons(language: Language, channel: &Channel, kind: AlertKind, word: &Word) -> Keyboard {
    let name = channel.name.clone();
    let set_up = press(
        either(language, "⚙️ Настроить", "⚙️ Set up"),
        Press::Kind(kind, Scope::Channel(name.clone())),
    );
    if word.what != Turn::Raised {
        return Keyboard::new().row([set_up]);
    }
    let mute = press(
        either(language, "🔕 Не сообщать об этом", "🔕 Do not tell me this"),
        Press::Mute(kind, name.clone()),
    );
    let keyboard = Keyboard::new();
    let keyboard = match kind {
        AlertKind::Members | AlertKind::Views => {
            let accept = Press::Accept {
                kind,
                turn: word.turn,
                name,
            };
            let accept = press(either(language, "✅ Принять как норму", "✅ Accept as normal"), accept);
            keyboard.row([set_up, accept])
        }
        AlertKind::Silence | AlertKind::Trouble => keyboard.row([set_up]),
    };
    keyboard.row([mute])
}

impl MembersReading {
    /// The change in percent of the baseline.
    pub fn percent(&self) -> f64 {
        change_percent(float(self.now.value), float(self.then.figure.value))
    }
}

impl ViewsReading {
    /// The mean over the newest posts.
    pub fn mean(&self) -> u64 {
        let of = u64::from(self.of.max(1));
        (self.sum + of / 2) / of
    }

    /// The median of the posts before.
    pub fn usual(&self) -> u64 {
        self.usual_twice.div_ceil(2)
    }

    /// The change in percent of the median.
    pub fn percent(&self) -> f64 {
        let mean = float(self.sum) / f64::from(self.of.max(1));
        change_percent(mean, float(self.usual_twice) / 2.0)
    }
}

fn change_percent(now: f64, then: f64) -> f64 {
    if then > 0.0 { (now / then - 1.0) * 100.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
