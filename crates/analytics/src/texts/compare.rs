//! Channels side by side, in words.

use channels::measures::Measure;
use channels::{ChannelName, words};
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::{either, press};
use crate::comparison::DAYS;
use crate::dialog::press::Press;
use crate::overview::Overview;

/// Asks which channels.
pub(crate) fn choice(language: Language, names: &[ChannelName], chosen: &[ChannelName]) -> Message {
    let text = match language {
        Ru => "Выберите от двух до пяти каналов.",
        En => "Choose two to five channels.",
    };
    let mut keyboard = Keyboard::new();
    for pair in names.chunks(2) {
        keyboard = keyboard.row(pair.iter().map(|name| {
            let mark = if chosen.contains(name) { "✅ " } else { "" };
            press(format!("{mark}{name}"), Press::Pick(name.clone()))
        }));
    }
    let go = match language {
        Ru => format!("⚖️ Сравнить ({})", chosen.len()),
        En => format!("⚖️ Compare ({})", chosen.len()),
    };
    keyboard = keyboard.row([
        press(go, Press::Compare),
        press(either(language, "« Каналы", "« Channels"), Press::List(0)),
    ]);
    let title = either(language, "⚖️ Сравнение", "⚖️ Comparison");
    Message::new()
        .bold(title)
        .line("")
        .blank()
        .text(text)
        .keyboard(keyboard)
}

/// What giving up the choice ended.
pub(crate) fn given_up(language: Language) -> String {
    either(language, "Хорошо, не сравниваю.", "All right, nothing is compared.").into()
}

/// Toast: no more channels fit.
pub(crate) fn full(language: Language, most: usize) -> String {
    match language {
        Ru => format!("Больше {most} каналов рядом не видно: уберите один"),
        En => format!("More than {most} channels cannot be seen side by side: take one out"),
    }
}

/// Toast: one channel has nothing to stand beside.
pub(crate) fn too_few(language: Language) -> String {
    either(language, "Выберите хотя бы два канала", "Choose two channels at least").into()
}

/// The user follows too few channels to compare.
pub(crate) fn nothing_to_compare(language: Language) -> Message {
    let text = either(
        language,
        "Сравнивать можно каналы, за которыми вы следите, а их меньше двух. Добавьте ещё один.",
        "Channels that you follow can be compared, and there are fewer than two. Add another one.",
    );
    let add = press(either(language, "➕ Добавить", "➕ Add"), Press::Add);
    Message::plain(text).keyboard(Keyboard::new().row([add]))
}

/// A wrong number of names.
pub(crate) fn wrong_number(language: Language, most: usize) -> Message {
    Message::plain(match language {
        Ru => format!("Назовите от 2 до {most} разных каналов. Например: /compare @first @second"),
        En => format!("Name 2 to {most} different channels. For example: /compare @first @second"),
    })
}

/// The figures side by side.
pub(crate) fn table(language: Language, of: &[Overview]) -> Message {
    let title = match language {
        Ru => format!("⚖️ Сравнение за {DAYS} дней"),
        En => format!("⚖️ Comparison over {DAYS} days"),
    };
    let mut message = Message::new().bold(&title).line("");
    for one in of {
        message = message
            .blank()
            .bold(&one.channel.called())
            .line(&format!(" · {}", one.channel.name));
        for line in lines(language, one) {
            message = message.line(&line);
        }
    }
    if let Some(best) = most_grown(of) {
        message = message.blank().line(&match language {
            Ru => format!("📈 Быстрее всех растёт {best}"),
            En => format!("📈 {best} grows fastest"),
        });
    }
    let note = either(
        language,
        "≈ округлено источником, ~ оценка. Охват — за 24 часа после поста, то есть в равном возрасте. Картинка придёт следом.",
        "≈ rounded by the source, ~ estimated. Reach is that of 24 hours after a post: at equal age. A picture follows.",
    );
    let again = press(either(language, "⚖️ Другие", "⚖️ Others"), Press::Choose);
    let list = press(either(language, "« Каналы", "« Channels"), Press::List(0));
    message
        .blank()
        .italic(note)
        .keyboard(Keyboard::new().row([again, list]))
}

fn lines(language: Language, of: &Overview) -> Vec<String> {
    let unknown = || either(language, "нет данных", "no data").to_owned();
    let members = of
        .state
        .members
        .as_ref()
        .map_or_else(unknown, |members| words::figure(language, members));
    let growth = of.growth.as_ref().map(|growth| {
        let mark = words::mark(growth.precision);
        let percent = growth.percent.map(|percent| words::percent_change(language, percent));
        format!(
            " ({mark}{}{})",
            words::change(language, growth.change),
            percent.map_or_else(String::new, |p| format!(", {mark}{p}"))
        )
    });
    let views = |measure: &Option<Measure>| measure.as_ref().map_or_else(unknown, |one| words::views(language, one));
    let rate = |measure: &Option<Measure>| measure.as_ref().map_or_else(unknown, |one| words::rate(language, one));
    let quality = of.quality.score.map_or_else(unknown, |score| score.to_string());
    let posts = of
        .posts_in_days()
        .map_or_else(unknown, |(posts, _)| words::count(language, posts));
    let (reach, err, er) = (views(&of.reach_24h), rate(&of.err_24h), rate(&of.er));
    let growth = growth.unwrap_or_default();
    match language {
        Ru => vec![
            format!("👥 {members}{growth} · 📝 постов: {posts}"),
            format!("🎯 охват {reach} · ERR24 {err} · ER {er} · ⭐ {quality}"),
        ],
        En => vec![
            format!("👥 {members}{growth} · 📝 posts: {posts}"),
            format!("🎯 reach {reach} · ERR24 {err} · ER {er} · ⭐ {quality}"),
        ],
    }
}

/// The channel that grew most in percent, when at least two can be compared and it grew at all.
fn most_grown(of: &[Overview]) -> Option<&ChannelName> {
    let mut grown: Vec<(&ChannelName, f64)> = of
        .iter()
        .filter_map(|one| Some((&one.channel.name, one.growth.as_ref()?.percent?)))
        .collect();
    grown.sort_by(|one, other| other.1.total_cmp(&one.1));
    match grown.as_slice() {
        [first, second, ..] if first.1 > 0.0 && first.1 > second.1 => Some(first.0),
        _ => None,
    }
}
