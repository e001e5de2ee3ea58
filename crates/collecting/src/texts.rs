//! What the collector says to those who follow.

use channel_sources::ChannelName;
use channels::state::{ChannelState, Past};
use channels::words;
use clock::moscow_date;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;

/// The first look begins.
pub(crate) fn begins(language: Language, called: &str) -> Message {
    let (before, after) = match language {
        Ru => ("📖 Читаю историю ", "…"),
        En => ("📖 Reading the past of ", "…"),
    };
    Message::new().text(before).bold(called).text(after)
}

/// How far the first look has come.
pub(crate) fn reads(language: Language, called: &str, posts: u32, from: Timestamp) -> Message {
    let day = telegram::words::date(moscow_date(from), language);
    let number = posts_of(language, posts);
    let (before, after) = match language {
        Ru => ("📖 Читаю историю ", format!(": {number}, до {day}…")),
        En => ("📖 Reading the past of ", format!(": {number}, back to {day}…")),
    };
    Message::new().text(before).bold(called).text(&after)
}

/// What the first look has shown.
pub(crate) fn over(language: Language, called: &str, state: &ChannelState) -> Message {
    let title = match language {
        Ru => " · история прочитана",
        En => " · the past is read",
    };
    let mut message = Message::new().text("✅ ").bold(called);
    if !matches!(state.past, Past::Hidden) {
        message = message.text(title);
    }
    message = message.line("").blank();
    match &state.past {
        Past::Read { posts, from, whole } => message = message.line(&read_line(language, *posts, *from, *whole)),
        _ => {
            message = message.line(match language {
                Ru => "📝 Канал не показывает посты на t.me, поэтому постов и просмотров не будет.",
                En => "📝 The channel shows no posts on t.me, so there will be no posts and no views.",
            });
        }
    }
    let members = match (&state.members, language) {
        (Some(members), Ru) => format!(
            "👥 Подписчиков: {} ({})",
            words::figure(language, members),
            words::origin(language, members)
        ),
        (Some(members), En) => format!(
            "👥 Subscribers: {} ({})",
            words::figure(language, members),
            words::origin(language, members)
        ),
        (None, Ru) => "👥 Подписчиков: нет данных, посчитаю ночью".to_owned(),
        (None, En) => "👥 Subscribers: no data, I will count them in the night".to_owned(),
    };
    message.text(&members)
}

/// The source does not let us read now.
pub(crate) fn in_the_night(language: Language, called: &str) -> Message {
    let text = match language {
        Ru => ": t.me сейчас не отдаёт посты. Дочитаю историю ночью, делать ничего не нужно.",
        En => ": t.me does not show the posts now. I will read the past in the night; nothing is needed from you.",
    };
    Message::new().text("⏳ ").bold(called).text(text)
}

/// The name leads nowhere where figures are.
pub(crate) fn trouble(language: Language, name: &ChannelName, kind: &str) -> Message {
    let what = match (kind, language) {
        ("no_such_channel", Ru) => "канала с таким именем больше нет",
        ("no_such_channel", En) => "there is no channel of this name any more",
        ("not_a_channel", Ru) => "имя принадлежит не каналу, а группе, боту или человеку",
        ("not_a_channel", En) => "the name belongs to a group, a bot or a person, not to a channel",
        ("another_channel", Ru) => "имя теперь у другого канала. Показатели прежнего с ним не смешиваю",
        ("another_channel", En) => "the name has passed to another channel. I do not mix their figures",
        (_, Ru) => "канал закрытый: показатели видят только участники",
        (_, En) => "the channel is private: only its members see its figures",
    };
    Message::plain(format!("⚠️ {name}: {what}."))
}

fn read_line(language: Language, posts: u32, from: Option<Timestamp>, whole: bool) -> String {
    let number = posts_of(language, posts);
    let Some(from) = from.map(|from| telegram::words::date(moscow_date(from), language)) else {
        return match language {
            Ru => "📝 В канале пока нет постов.".to_owned(),
            En => "📝 There are no posts in the channel yet.".to_owned(),
        };
    };
    match (whole, language) {
        (true, Ru) => format!("📝 {number}, с самого начала: {from}"),
        (true, En) => format!("📝 {number}, from the very beginning: {from}"),
        (false, Ru) => format!("📝 {number}, начиная с {from}"),
        (false, En) => format!("📝 {number}, from {from} on"),
    }
}

fn posts_of(language: Language, posts: u32) -> String {
    let number = words::count(language, posts.into());
    let word = match (language, posts) {
        (Ru, _) => telegram::words::plural_ru(posts.into(), ["пост", "поста", "постов"]),
        (En, 1) => "post",
        (En, _) => "posts",
    };
    format!("{number} {word}")
}
