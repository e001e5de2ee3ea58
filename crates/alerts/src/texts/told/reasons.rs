//! Why figures do not come, and what that means for the channel's owner.

use channels::words;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::super::{either, lasted};
use crate::state::{Turn, Why, Word};

/// A source's trouble with the channel.
pub(super) fn trouble(message: Message, language: Language, why: &Why, word: &Word) -> Message {
    let Why::Source { source, kind, since } = why else {
        return message;
    };
    if word.what != Turn::Raised {
        return message;
    }
    let since = words::moment(language, *since);
    let (what, means) = reason(language, kind, words::source(*source));
    let line = match language {
        Ru => format!("С {since}: {what}."),
        En => format!("Since {since}: {what}."),
    };
    message.line(&line).line(&means).blank()
}

/// The collection of a day is late: the same words for all channels of a user.
pub(super) fn late(language: Language, day: Date, word: &Word) -> Message {
    let day = telegram::words::date(day, language);
    let message = Message::new();
    match word.what {
        Turn::Raised => message
            .bold(either(
                language,
                "⏳ Сбор показателей опаздывает",
                "⏳ The collection of figures is late",
            ))
            .line("")
            .blank()
            .text(&match language {
                Ru => format!(
                    "{day}: показатели ваших каналов к 09:00 по Москве собраны не все. Они придут позже или останутся пропуском; делать ничего не нужно. Каких каналов ждём: /alerts. Напишу, когда сбор пойдёт."
                ),
                En => format!(
                    "{day}: not all figures of your channels were collected by 09:00 in Moscow. They come later or stay a gap; there is nothing to do. Which channels wait: /alerts. I will tell you when it is under way."
                ),
            }),
        Turn::Recovered | Turn::NewNorm => {
            let time = lasted(language, word.at.duration_since(word.alert.at));
            message
                .bold(either(
                    language,
                    "✅ Показатели снова собираются",
                    "✅ Figures are being collected again",
                ))
                .line("")
                .blank()
                .text(&match language {
                    Ru => format!("{day}: сбор пошёл, а чего не удалось узнать, останется пропуском. Если какой-то канал ещё ждёт, он отмечен в /alerts. Тревога длилась {time}."),
                    En => format!("{day}: the collection is under way; what could not be learned stays a gap. A channel that still waits is marked in /alerts. The alert lasted {time}."),
                })
        }
    }
}

/// What happened, and what it means.
fn reason(language: Language, kind: &str, source: &str) -> (String, String) {
    let (ru, en) = match kind {
        "no_such_channel" => (
            (
                "канала с таким именем больше нет",
                "Новых показателей не будет. Если канал сменил имя, добавьте новое: /add",
            ),
            (
                "there is no channel of this name any more",
                "There will be no new figures. If the channel has a new name, add it: /add",
            ),
        ),
        "not_a_channel" => (
            (
                "имя теперь принадлежит не каналу",
                "Новых показателей не будет. Если канал сменил имя, добавьте новое: /add",
            ),
            (
                "the name belongs to something else now",
                "There will be no new figures. If the channel has a new name, add it: /add",
            ),
        ),
        "another_channel" => (
            (
                "имя перешло к другому каналу",
                "Показатели двух каналов не смешиваются, поэтому новых не будет. Чтобы следить за новым, уберите канал (/remove) и добавьте снова.",
            ),
            (
                "the name has passed to another channel",
                "Figures of two channels are not mixed, so there will be no new ones. To follow the new one, remove the channel (/remove) and add it again.",
            ),
        ),
        "private" => (
            (
                "канал стал закрытым",
                "Новых показателей не будет, пока он не станет публичным.",
            ),
            (
                "the channel became private",
                "There will be no new figures until it is public again.",
            ),
        ),
        "no_preview" => (
            (
                "канал не показывает посты на t.me",
                "Подписчики считаются как прежде, а постов и просмотров не будет, пока владелец не включит показ в вебе.",
            ),
            (
                "the channel shows no posts on t.me",
                "Subscribers are counted as before; there will be no posts and views until its owner lets the web show them.",
            ),
        ),
        _ => {
            return match language {
                Ru => (
                    format!("источник {source} не отвечает как надо"),
                    "Пока это так, дни остаются с пропусками. Делать ничего не нужно.".to_owned(),
                ),
                En => (
                    format!("the source {source} does not answer as it should"),
                    "As long as it is so, days stay with gaps. There is nothing to do.".to_owned(),
                ),
            };
        }
    };
    let (what, means) = match language {
        Ru => ru,
        En => en,
    };
    (what.to_owned(), means.to_owned())
}
