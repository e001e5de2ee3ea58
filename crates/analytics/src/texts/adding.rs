//! The way to a new channel, in words.

use channel_sources::{BadChannelName, Peer};
use channels::ChannelName;
use channels::follow::Introduced;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Keyboard, Message};

use super::{either, press};
use crate::dialog::press::Press;

/// Days of the first look at a channel's figures.
const DAYS: u16 = 7;

/// Asks for a name.
pub(crate) fn ask(language: Language) -> Message {
    let (title, text) = match language {
        Ru => (
            "➕ Новый канал",
            "Пришлите @имя публичного канала, ссылку t.me или перешлите любой его пост. Канал не обязан быть вашим, добавлять бота в него не нужно.",
        ),
        En => (
            "➕ A new channel",
            "Send the @name of a public channel, a t.me link, or forward any post of it. It need not be yours, and the bot need not be in it.",
        ),
    };
    let back = press(either(language, "« Каналы", "« Channels"), Press::List(0));
    Message::new()
        .bold(title)
        .line("")
        .blank()
        .text(text)
        .keyboard(Keyboard::new().row([back]))
}

/// What giving up the question ended.
pub(crate) fn given_up(language: Language) -> String {
    either(
        language,
        "Хорошо, канал не добавлен.",
        "All right, no channel was added.",
    )
    .into()
}

/// A text that is far too long for a name.
pub(crate) fn no_name(language: Language) -> Message {
    Message::plain(either(
        language,
        "Не вижу здесь имени канала. Пришлите, например: @name или https://t.me/name",
        "I see no channel's name here. Send, for example: @name or https://t.me/name",
    ))
}

/// A text that names no channel, and why.
pub(crate) fn bad_name(language: Language, bad: BadChannelName) -> Message {
    let text = match (bad, language) {
        (BadChannelName::NotAUsername, Ru) => {
            "Это не похоже на имя канала: в нём от 4 до 32 латинских букв, цифр и подчёркиваний, первая — буква. Например: @name"
        }
        (BadChannelName::NotAUsername, En) => {
            "This does not look like a channel's name: 4 to 32 Latin letters, digits and underscores, beginning with a letter. For example: @name"
        }
        (BadChannelName::Private, Ru) => {
            "Это приглашение в закрытый канал. Его показатели видят только участники — пришлите публичный канал с @именем."
        }
        (BadChannelName::Private, En) => {
            "This is an invitation into a private channel. Only its members see its figures: send a public channel with a @name."
        }
        (BadChannelName::OtherLink, Ru) => "Эта ссылка ведёт не на канал Telegram. Нужна такая: https://t.me/name",
        (BadChannelName::OtherLink, En) => {
            "This link does not lead to a Telegram channel. One like this does: https://t.me/name"
        }
    };
    Message::plain(text)
}

/// A forwarded post whose channel has no name.
pub(crate) fn private_forward(language: Language, title: &str) -> Message {
    Message::plain(match language {
        Ru => format!("У канала «{title}» нет публичного @имени, поэтому его показатели видят только участники."),
        En => format!("The channel “{title}” has no public @name, so only its members see its figures."),
    })
}

/// An occasion: the user forwarded a post.
pub(crate) fn offer(language: Language, name: &ChannelName, title: &str, follows: bool) -> Message {
    let (text, label, to) = match (follows, language) {
        (true, Ru) => (
            format!("За каналом «{title}» ({name}) вы уже следите."),
            "📊 Показатели",
            Press::Stats {
                days: DAYS,
                name: name.clone(),
            },
        ),
        (true, En) => (
            format!("You follow “{title}” ({name}) already."),
            "📊 Figures",
            Press::Stats {
                days: DAYS,
                name: name.clone(),
            },
        ),
        (false, Ru) => (
            format!("Это пост канала «{title}» ({name}). Следить за его показателями?"),
            "➕ Следить",
            Press::Take(name.clone()),
        ),
        (false, En) => (
            format!("This is a post of “{title}” ({name}). Follow its figures?"),
            "➕ Follow",
            Press::Take(name.clone()),
        ),
    };
    Message::plain(text).keyboard(Keyboard::new().row([press(label, to)]))
}

/// Nobody has this name.
pub(crate) fn nobody(language: Language, name: &ChannelName) -> Message {
    Message::plain(match language {
        Ru => format!("Канала {name} нет. Проверьте имя: его видно в описании канала."),
        En => format!("There is no channel {name}. Check the name: it is in the channel's description."),
    })
}

/// The name belongs to somebody else.
pub(crate) fn not_a_channel(language: Language, name: &ChannelName, peer: Peer) -> Message {
    let who = match (peer, language) {
        (Peer::Group, Ru) => "это группа",
        (Peer::Group, En) => "is a group",
        (Peer::Bot, Ru) => "это бот",
        (Peer::Bot, En) => "is a bot",
        (Peer::Person, Ru) => "это человек",
        (Peer::Person, En) => "is a person",
    };
    Message::plain(match language {
        Ru => format!("{name} — {who}, а не канал. Показатели есть только у каналов."),
        En => format!("{name} {who}, not a channel. Only channels have figures."),
    })
}

/// Only members see it.
pub(crate) fn private(language: Language, name: &ChannelName) -> Message {
    Message::plain(match language {
        Ru => format!("Канал {name} закрытый: его показатели видят только участники."),
        En => format!("The channel {name} is private: only its members see its figures."),
    })
}

/// Nobody could say who has the name.
pub(crate) fn silence(language: Language, name: &ChannelName) -> Message {
    let text = match language {
        Ru => format!(
            "Telegram сейчас не ответил, есть ли канал {name}. Ничего не добавлено — попробуйте ещё раз через минуту."
        ),
        En => format!(
            "Telegram did not say now whether there is a channel {name}. Nothing was added: try again in a minute."
        ),
    };
    let again = press(either(language, "🔄 Ещё раз", "🔄 Again"), Press::Take(name.clone()));
    Message::plain(text).keyboard(Keyboard::new().row([again]))
}

/// The channel is followed from now on.
pub(crate) fn added(language: Language, channel: &Introduced) -> Message {
    let title = channel.title.clone().unwrap_or_else(|| channel.name.to_string());
    let text = match language {
        Ru => {
            "Слежу. Сейчас читаю прошлые посты — как далеко дочитано, видно ниже. Показатели за день появляются каждую ночь, после 05:00 по Москве."
        }
        En => {
            "I follow it. I am reading its past posts now; how far I got is shown below. A day's figures appear every night, after 05:00 in Moscow."
        }
    };
    Message::new()
        .text("✅ ")
        .bold(&title)
        .line(&format!(" · {}", channel.name))
        .blank()
        .text(text)
        .keyboard(after(language, &channel.name))
}

/// The channel was followed before.
pub(crate) fn already(language: Language, name: &ChannelName) -> Message {
    let text = match language {
        Ru => format!("За каналом {name} вы уже следите."),
        En => format!("You follow {name} already."),
    };
    Message::plain(text).keyboard(after(language, name))
}

/// The name has passed to another channel, while others still follow the one that had it before.
pub(crate) fn passed(language: Language, name: &ChannelName) -> Message {
    Message::plain(match language {
        Ru => format!(
            "Имя {name} перешло к другому каналу, а за прежним здесь ещё следят. Чтобы показатели двух каналов не смешались, добавить новый пока нельзя — попробуйте позже."
        ),
        En => format!(
            "The name {name} has passed to another channel, and the former one is still followed here. So that figures of two channels do not mix, the new one cannot be added yet: please try later."
        ),
    })
}

/// No more channels.
pub(crate) fn too_many(language: Language, most: usize) -> Message {
    let text = match language {
        Ru => {
            let channels = plural_ru(most as u64, ["каналом", "каналами", "каналами"]);
            format!("Вы следите за {most} {channels} — это предел. Уберите ненужный и добавьте этот.")
        }
        En => {
            let channels = if most == 1 { "channel" } else { "channels" };
            format!("You follow {most} {channels}, which is the limit. Remove one you do not need, then add this one.")
        }
    };
    let list = press(either(language, "📡 Каналы", "📡 Channels"), Press::List(0));
    Message::plain(text).keyboard(Keyboard::new().row([list]))
}

fn after(language: Language, name: &ChannelName) -> Keyboard {
    let stats = Press::Stats {
        days: DAYS,
        name: name.clone(),
    };
    Keyboard::new()
        .row([press(either(language, "📊 Показатели", "📊 Figures"), stats)])
        .row([
            press(either(language, "➕ Ещё канал", "➕ Another one"), Press::Add),
            press(either(language, "📡 Каналы", "📡 Channels"), Press::List(0)),
        ])
}
