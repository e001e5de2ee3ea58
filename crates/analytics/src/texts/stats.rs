//! One channel's figures in words.

mod quality;

use channels::measures::Measure;
use channels::post::ChannelPost;
use channels::{ChannelName, words};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::{either, press, troubles};
use crate::dialog::press::Press;
use crate::overview::Overview;

pub(crate) use self::quality::quality;

/// The stretches of days that buttons offer.
const STRETCHES: [u16; 4] = [7, 30, 90, 365];
/// Most characters of a post's text that are quoted.
const QUOTED: usize = 60;

/// The figures of a channel over some days.
pub(crate) fn card(language: Language, of: &Overview, days: u16, now: Timestamp) -> Message {
    let mut message = Message::new()
        .text("📊 ")
        .bold(&of.channel.called())
        .line(&format!(" · {}", of.channel.name))
        .line(&span(language, of, days))
        .blank();
    for line in [members(language, of), Some(posts(language, of)), views(language, of)]
        .into_iter()
        .flatten()
    {
        message = message.line(&line);
    }
    for line in rates(language, of) {
        message = message.line(&line);
    }
    message = message.line(&cited(language, of));
    if let Some(best) = of.best_post() {
        message = message.append(best_post(language, &of.channel.name, best));
    }
    for line in services(language, of) {
        message = message.line(&line);
    }
    message = message.line(&quality::score(language, &of.quality));
    if let Some(jump) = &of.jump {
        message = message.line(&quality::jump(language, jump, of.jump_precision));
    }
    if let Some(trouble) = &of.state.trouble {
        message = message.blank().line(&troubles::sentence(language, trouble));
    }
    let note = match language {
        Ru => format!(
            "≈ округлено источником, ~ оценка. Дни — по Москве; посчитано в {}.",
            clock::moscow_time(now)
        ),
        En => format!(
            "≈ rounded by the source, ~ estimated. Days are Moscow's; counted at {}.",
            clock::moscow_time(now)
        ),
    };
    let more = either(
        language,
        "Выгрузка: /export · тревоги: /alerts · отчёт: /report",
        "Export: /export · alerts: /alerts · report: /report",
    );
    message
        .blank()
        .line(more)
        .italic(&note)
        .keyboard(keyboard(language, &of.channel.name, days))
}

/// A wrong number of days.
pub(crate) fn bad_days(language: Language, most: u16) -> Message {
    Message::plain(match language {
        Ru => format!("Дней может быть от 1 до {most}. Например: /stats @name 30"),
        En => format!("Days may be from 1 to {most}. For example: /stats @name 30"),
    })
}

/// Toast: the picture will come.
pub(crate) fn chart_ordered(language: Language) -> String {
    either(
        language,
        "Рисую: график придёт через несколько секунд",
        "Drawing: the chart comes in some seconds",
    )
    .into()
}

/// The days in words: `14–20 ноября · 7 дней`, and how many of them were collected.
fn span(language: Language, of: &Overview, days: u16) -> String {
    let day = |date: jiff::civil::Date| match language {
        Ru => format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()),
        En => {
            let month: String = telegram::words::month_of(date.month(), En).chars().take(3).collect();
            format!("{} {month} {}", date.day(), date.year())
        }
    };
    let collected = of.days.iter().filter(|day| day.members.is_some()).count();
    let dates = format!("{} – {}", day(of.from), day(of.to));
    match language {
        Ru => format!("{dates} · собрано дней: {collected} из {days}"),
        En => format!("{dates} · days collected: {collected} of {days}"),
    }
}

fn members(language: Language, of: &Overview) -> Option<String> {
    let newest = of
        .state
        .members
        .or_else(|| of.days.iter().rev().find_map(|day| day.members));
    let Some(newest) = newest else {
        return Some(either(language, "👥 Подписчики: нет данных", "👥 Subscribers: no data").to_owned());
    };
    let (count, origin) = (words::figure(language, &newest), words::origin(language, &newest));
    let mut line = match language {
        Ru => format!("👥 Подписчики: {count} ({origin})"),
        En => format!("👥 Subscribers: {count} ({origin})"),
    };
    if let Some(growth) = &of.growth {
        let mark = words::mark(growth.precision);
        let change = words::change(language, growth.change);
        let percent = growth.percent.map(|percent| words::percent_change(language, percent));
        let percent = percent.map_or_else(String::new, |percent| format!(", {mark}{percent}"));
        line += &match language {
            Ru => format!("\n   за эти дни {mark}{change}{percent}"),
            En => format!("\n   in these days {mark}{change}{percent}"),
        };
    }
    Some(line)
}

fn posts(language: Language, of: &Overview) -> String {
    match (of.posts_in_days(), language) {
        (None, Ru) => "📝 Посты: нет данных".to_owned(),
        (None, En) => "📝 Posts: no data".to_owned(),
        (Some((posts, days)), Ru) => format!("📝 Посты: {} (известно дней: {days})", words::count(language, posts)),
        (Some((posts, days)), En) => format!("📝 Posts: {} (days known: {days})", words::count(language, posts)),
    }
}

fn views(language: Language, of: &Overview) -> Option<String> {
    let views = of.views()?;
    let (sum, known) = (words::views(language, &views), views.of);
    Some(match language {
        Ru => format!("👁 Просмотры всех постов: {sum} (известно дней: {known})"),
        En => format!("👁 Views of all posts: {sum} (days known: {known})"),
    })
}

fn rates(language: Language, of: &Overview) -> Vec<String> {
    let views = |measure: &Measure| words::views(language, measure);
    let rate = |measure: &Measure| words::rate(language, measure);
    let mut lines = Vec::new();
    let reach = [
        of.reach.as_ref().map(|reach| match language {
            Ru => format!("{} (постов: {})", views(reach), reach.of),
            En => format!("{} (posts: {})", views(reach), reach.of),
        }),
        of.reach_24h.as_ref().map(|reach| match language {
            Ru => format!("за 24 ч {}", views(reach)),
            En => format!("in 24 h {}", views(reach)),
        }),
    ];
    let reach: Vec<String> = reach.into_iter().flatten().collect();
    if let (false, Some(from)) = (reach.is_empty(), of.posts_read_from) {
        let from = words::moment(language, from);
        lines.push(match language {
            Ru => format!("ℹ️ Охват, ERR и ER — по постам с {from}: их слишком много"),
            En => format!("ℹ️ Reach, ERR and ER are of posts since {from}: there are too many"),
        });
    }
    if !reach.is_empty() {
        lines.push(format!(
            "🎯 {}: {}",
            either(language, "Охват поста", "Reach of a post"),
            reach.join(" · ")
        ));
    }
    let rates = [("ERR", &of.err), ("ERR24", &of.err_24h), ("ER", &of.er)];
    let rates: Vec<String> = rates
        .into_iter()
        .filter_map(|(name, measure)| Some(format!("{name} {}", rate(measure.as_ref()?))))
        .collect();
    if !rates.is_empty() {
        lines.push(format!("📐 {}", rates.join(" · ")));
    }
    lines
}

fn cited(language: Language, of: &Overview) -> String {
    let cited = of.cited;
    match language {
        Ru => format!(
            "🔗 Упоминаний: {} · репостов: {} · каналов: {} (среди тех, за которыми здесь следят)",
            cited.mentions, cited.forwards, cited.channels
        ),
        En => format!(
            "🔗 Mentions: {} · forwards: {} · channels: {} (among those followed here)",
            cited.mentions, cited.forwards, cited.channels
        ),
    }
}

fn best_post(language: Language, name: &ChannelName, post: &ChannelPost) -> Message {
    let views = post
        .post
        .views
        .as_ref()
        .map(|views| words::figure(language, views))
        .unwrap_or_default();
    let title = either(language, "🏆 Больше всего просмотров: ", "🏆 Most views: ");
    let link = format!("https://t.me/{}/{}", name.as_str(), post.post.id.0);
    Message::new()
        .text(title)
        .link(&quoted(language, post), link)
        .line(&format!(" · {views}"))
}

/// The beginning of a post, or its date when it has no text.
fn quoted(language: Language, post: &ChannelPost) -> String {
    let text = post
        .post
        .text
        .as_ref()
        .map(|text| text.beginning.split_whitespace().collect::<Vec<_>>().join(" "));
    match text.filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > QUOTED => {
            let cut: String = text.chars().take(QUOTED).collect();
            format!("{}…", cut.trim_end())
        }
        Some(text) => text,
        None => words::moment(language, post.post.posted_at),
    }
}

/// What the services said last.
fn services(language: Language, of: &Overview) -> Vec<String> {
    let Some(day) = of.days.iter().rev().find(|day| !day.services.is_empty()) else {
        return Vec::new();
    };
    let line = |(source, stat): (&channels::Source, &channel_sources::ChannelStat)| {
        let percent = |name: &str, figure: Option<channels::Figure<f64>>| {
            let figure = figure?;
            let mark = words::mark(figure.precision);
            Some(format!("{name} {mark}{}", words::percent(language, figure.value)))
        };
        let parts = [
            stat.average_reach.map(|reach| {
                let reach = words::figure(language, &reach);
                format!("{} {reach}", either(language, "охват", "reach"))
            }),
            percent("ERR", stat.err_percent),
            percent("ERR24", stat.err24_percent),
            percent("ER", stat.er_percent),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("📎 {}: {}", words::source(*source), parts.join(" · ")))
    };
    day.services.iter().filter_map(line).collect()
}

fn keyboard(language: Language, name: &ChannelName, days: u16) -> Keyboard {
    let stretches = STRETCHES.into_iter().map(|stretch| {
        let label = if stretch == days {
            format!("• {stretch} •")
        } else {
            stretch.to_string()
        };
        let name = name.clone();
        press(label, Press::Stats { days: stretch, name })
    });
    let chart = Press::Chart {
        days,
        name: name.clone(),
    };
    Keyboard::new()
        .row(stretches)
        .row([
            press(either(language, "📈 График", "📈 Chart"), chart),
            press(either(language, "⭐ Качество", "⭐ Quality"), Press::Why(name.clone())),
        ])
        .row([
            press(either(language, "⚖️ Сравнить", "⚖️ Compare"), Press::Choose),
            press(either(language, "🗑 Убрать", "🗑 Remove"), Press::Drop(name.clone())),
        ])
        .row([press(either(language, "« Каналы", "« Channels"), Press::List(0))])
}
