//! One's channels in words.

use channels::state::{ChannelState, Past};
use channels::{ChannelName, words};
use telegram::CallbackData;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message, pager_row};

use super::{either, press, troubles};
use crate::dialog::press::Press;

/// Days of the card that a channel's button opens.
const DAYS: u16 = 7;

/// A channel of the list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its name.
    pub name: ChannelName,
    /// Its title.
    pub title: Option<String>,
    /// What is known of it.
    pub state: ChannelState,
}

/// A page of the channels; `all` says how many there are and how many there may be.
pub(crate) fn list(language: Language, rows: &[Row], (number, pages): (usize, usize), all: (usize, usize)) -> Message {
    let mut message = Message::new()
        .bold(either(language, "📡 Каналы", "📡 Channels"))
        .line("");
    if rows.is_empty() {
        message = message.blank().text(either(
            language,
            "Пока ни одного. Добавьте публичный канал — свой или чужой: каждый день бот запишет подписчиков, посты и просмотры, пришлёт отчёт и скажет, если что-то пойдёт не так.",
            "None yet. Add a public channel, yours or anybody's: every day the bot writes down subscribers, posts and views, sends reports and tells you when something goes wrong.",
        ));
    }
    for row in rows {
        message = message.blank().append(entry(language, row));
    }
    if !rows.is_empty() {
        let (have, most) = all;
        message = message.blank().text(&match language {
            Ru => format!("Каналов: {have} из {most}."),
            En => format!("Channels: {have} of {most}."),
        });
    }
    let mut keyboard = Keyboard::new();
    for pair in rows.chunks(2) {
        keyboard = keyboard.row(pair.iter().map(open));
    }
    keyboard = keyboard.row(pager_row(number, pages, |page| CallbackData::of(Press::List(page))));
    let mut tools = vec![press(either(language, "➕ Добавить", "➕ Add"), Press::Add)];
    if all.0 > 1 {
        tools.push(press(either(language, "⚖️ Сравнить", "⚖️ Compare"), Press::Choose));
    }
    message.keyboard(keyboard.row(tools))
}

/// A channel that the user does not follow.
pub(crate) fn not_followed(language: Language, name: &ChannelName) -> Message {
    let text = match language {
        Ru => format!("За каналом {name} вы не следите, поэтому показать нечего."),
        En => format!("You do not follow {name}, so there is nothing to show."),
    };
    Message::plain(text).keyboard(Keyboard::new().row([
        press(either(language, "➕ Следить", "➕ Follow"), Press::Take(name.clone())),
        press(either(language, "📡 Каналы", "📡 Channels"), Press::List(0)),
    ]))
}

/// Leave it? What goes and what stays.
pub(crate) fn drop_question(language: Language, name: &ChannelName) -> Message {
    let text = match language {
        Ru => format!(
            "Перестать следить за {name}?\n\nТревоги и отчёты о нём прекратятся, ваши настройки тревог для него пропадут. Собранные дни останутся: если вернёте канал, они снова будут видны."
        ),
        En => format!(
            "Stop following {name}?\n\nAlerts and reports about it end, and your alert settings for it are gone. The collected days stay: when you add the channel again, they are there."
        ),
    };
    let stats = Press::Stats {
        days: DAYS,
        name: name.clone(),
    };
    Message::plain(text).keyboard(Keyboard::new().row([
        press(
            either(language, "🗑 Да, убрать", "🗑 Yes, remove"),
            Press::Gone(name.clone()),
        ),
        press(either(language, "« Оставить", "« Keep"), stats),
    ]))
}

/// Toast: the channel is left.
pub(crate) fn dropped(language: Language, name: &ChannelName) -> String {
    match language {
        Ru => format!("Больше не слежу за {name}"),
        En => format!("I no longer follow {name}"),
    }
}

fn entry(language: Language, row: &Row) -> Message {
    let name = row.name.to_string();
    let mut message = match &row.title {
        Some(title) => Message::new().bold(title).line(&format!(" · {name}")),
        None => Message::new().bold(&name).line(""),
    };
    let members = row
        .state
        .members
        .as_ref()
        .map(|members| words::figure(language, members));
    let members = members.unwrap_or_else(|| either(language, "нет данных", "no data").to_owned());
    let post = row
        .state
        .newest_post
        .map(|post| words::moment(language, post.posted_at));
    let line = match (post, language) {
        (Some(post), Ru) => format!("👥 {members} · последний пост {post}"),
        (Some(post), En) => format!("👥 {members} · last post {post}"),
        (None, _) => format!("👥 {members}"),
    };
    message = message.line(&line);
    match (&row.state.trouble, &row.state.past) {
        (Some(trouble), _) => message.line(&troubles::sentence(language, trouble)),
        (None, Past::Reading { posts, .. }) => message.line(&match language {
            Ru => format!("⏳ Читаю прошлые посты: уже {posts}"),
            En => format!("⏳ Reading past posts: {posts} so far"),
        }),
        _ => message,
    }
}

fn open(row: &Row) -> Button {
    let stats = Press::Stats {
        days: DAYS,
        name: row.name.clone(),
    };
    press(format!("📊 {}", row.name), stats)
}
