//! A channel's quality with its reasons.

use channels::measures::less_exact;
use channels::quality::{Component, Judged, Jump, Quality};
use channels::{Precision, words};
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use crate::dialog::press::Press;
use crate::overview::Overview;
use crate::texts::{either, press};

/// The line of the score.
pub(super) fn score(language: Language, quality: &Quality) -> String {
    match (quality.score, language) {
        (Some(score), Ru) => format!("⭐ Качество: {score} из 100"),
        (Some(score), En) => format!("⭐ Quality: {score} of 100"),
        (None, Ru) => "⭐ Качество: пока мало данных".to_owned(),
        (None, En) => "⭐ Quality: too little is known yet".to_owned(),
    }
}

/// A line about subscribers that came all at once.
pub(super) fn jump(language: Language, jump: &Jump, precision: Precision) -> String {
    let percent = words::percent_change(language, jump.percent);
    let percent = format!("{}{percent}", words::mark(precision));
    let day = telegram::words::date(jump.day, language);
    match language {
        Ru => format!("🧐 {day}: подписчиков {percent} за день, а просмотры за ними не пошли — похоже на накрутку"),
        En => format!("🧐 {day}: subscribers {percent} in a day and views did not follow: it looks bought"),
    }
}

/// What the score is made of.
pub(crate) fn quality(language: Language, of: &Overview, days: u16) -> Message {
    let mut message = Message::new()
        .text("⭐ ")
        .bold(&of.channel.called())
        .line(&format!(" · {}", of.channel.name))
        .line(&score(language, &of.quality))
        .blank();
    for component in &of.quality.components {
        message = message.line(&reason(language, of, component));
    }
    if let Some(found) = &of.jump {
        message = message.blank().line(&jump(language, found, of.jump_precision));
    }
    let note = either(
        language,
        "По последним 28 дням. Чего не знаем, в сумму не входит; если неизвестно больше половины, оценки нет.",
        "By the last 28 days. What is unknown is left out of the sum; when more than half is, there is no score.",
    );
    let back = Press::Stats {
        days,
        name: of.channel.name.clone(),
    };
    let back = press(either(language, "« Показатели", "« Figures"), back);
    message.blank().italic(note).keyboard(Keyboard::new().row([back]))
}

fn reason(language: Language, of: &Overview, component: &Component) -> String {
    let name = match (component.what, language) {
        (Judged::Reach, Ru) => "Охват (ERR24): всё при 30 %",
        (Judged::Reach, En) => "Reach (ERR24): all at 30%",
        (Judged::Engagement, Ru) => "Вовлечённость (ER): всё при 5 %",
        (Judged::Engagement, En) => "Engagement (ER): all at 5%",
        (Judged::Regularity, Ru) => "Ровность: самая долгая тишина, всё до 2 дней, ничего от 14",
        (Judged::Regularity, En) => "Regularity: the longest silence, all up to 2 days, nothing from 14",
        (Judged::NaturalViews, Ru) => "Живые просмотры: разброс между постами, всё от 15 %, ничего до 2 %",
        (Judged::NaturalViews, En) => "Natural views: how posts differ, all from 15%, nothing up to 2%",
        (Judged::NaturalGrowth, Ru) => "Живой рост: самый большой прирост за день, без накрутки",
        (Judged::NaturalGrowth, En) => "Natural growth: the largest gain of a day, not bought",
        (Judged::Citation, Ru) => "Цитирование: каналов за 30 дней, всё от 5",
        (Judged::Citation, En) => "Citation: channels in 30 days, all from 5",
        (Judged::ViewsToMedian, Ru) => "Просмотры к обычным",
        (Judged::ViewsToMedian, En) => "Views to the usual",
        (Judged::EngagementToMedian, Ru) => "Вовлечённость к обычной",
        (Judged::EngagementToMedian, En) => "Engagement to the usual",
        (Judged::SharesToMedian, Ru) => "Репосты к обычным",
        (Judged::SharesToMedian, En) => "Forwards to the usual",
    };
    let Some(value) = component.value else {
        return format!("▫️ {name} — {}", either(language, "нет данных", "no data"));
    };
    // A share is no more exact than the figures it is made of.
    let mark = words::mark(match component.what {
        Judged::Reach => less_exact(of.judged_views, of.judged_members),
        Judged::Engagement => of.judged_deeds,
        Judged::NaturalViews => of.judged_views,
        Judged::NaturalGrowth => of.judged_members,
        _ => Precision::Exact,
    });
    let value = match component.what {
        Judged::Reach | Judged::Engagement | Judged::NaturalGrowth => words::percent(language, value),
        Judged::NaturalViews => words::percent(language, value * 100.0),
        Judged::Regularity => match language {
            Ru => format!("{:.1} дн.", value).replace('.', ",").replace("дн,", "дн."),
            En => format!("{value:.1} days"),
        },
        Judged::Citation => format!("{value:.0}"),
        Judged::ViewsToMedian | Judged::EngagementToMedian | Judged::SharesToMedian => format!("×{value:.1}"),
    };
    format!(
        "▪️ {name} — {mark}{value}: {:.0}/{:.0}",
        component.points, component.most
    )
}
