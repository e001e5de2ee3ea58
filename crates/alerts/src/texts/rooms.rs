//! The rules in words, and how they are changed.

use channels::errands::AlertKind;
use channels::state::ChannelState;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::list::rule_line;
use super::{either, kinds, press, threshold};
use crate::dialog::press::{Press, Scope};
use crate::rules::{Rule, presets};

/// All rules of a scope. `own` says whether the scope has any of its own; `state` what is known of the channel.
pub(crate) fn rules(
    language: Language,
    scope: &Scope,
    rules: &[(AlertKind, Rule)],
    own: bool,
    state: Option<&ChannelState>,
) -> Message {
    let mut message = Message::new().bold(&title(language, scope)).line("").blank();
    for (kind, rule) in rules {
        message = message.line(&rule_line(language, *kind, *rule));
    }
    if let Some(blind) = state.and_then(|state| kinds::blind(language, state)) {
        message = message.blank().line(blind);
    }
    message = message.blank().text(match (scope, own) {
        (Scope::All, _) => either(
            language,
            "Действуют для каналов без своих правил.",
            "These hold for channels without rules of their own.",
        ),
        (Scope::Channel(_), true) => either(
            language,
            "У канала есть свои правила; остальное — как в общих.",
            "The channel has rules of its own; the rest is as in the common ones.",
        ),
        (Scope::Channel(_), false) => either(
            language,
            "Свои правила не заданы: действуют общие.",
            "No rules of its own: the common ones hold.",
        ),
    });
    let open = |kind: AlertKind| press(kinds::name(language, kind), Press::Kind(kind, scope.clone()));
    let mut keyboard = Keyboard::new();
    for pair in rules.chunks(2) {
        keyboard = keyboard.row(pair.iter().map(|(kind, _)| open(*kind)));
    }
    if own {
        let label = match scope {
            Scope::All => either(language, "↩️ Вернуть начальные", "↩️ Back to the original ones"),
            Scope::Channel(_) => either(language, "↩️ Вернуть общие", "↩️ Back to the common ones"),
        };
        keyboard = keyboard.row([press(label, Press::Reset(scope.clone()))]);
    }
    message.keyboard(keyboard.row([press(either(language, "⬅️ Назад", "⬅️ Back"), Press::Configure(0))]))
}

/// One kind: what it does, what holds, and what may be chosen.
pub(crate) fn kind(language: Language, scope: &Scope, kind: AlertKind, rule: Rule) -> Message {
    let message = Message::new()
        .bold(&format!("{} {}", kinds::mark(kind), kinds::name(language, kind)))
        .line(&format!(" · {}", scope_name(language, scope)))
        .blank()
        .line(kinds::explanation(language, kind))
        .blank()
        .text(&kinds::line(language, kind, rule));
    let choices = presets(kind).iter().map(|n| {
        let label = threshold(language, kind, *n);
        let label = if rule.on && rule.threshold == *n {
            format!("✅ {label}")
        } else {
            label
        };
        press(label, Press::Set(kind, *n, scope.clone()))
    });
    let choices: Vec<_> = choices.collect();
    let mut keyboard = Keyboard::new();
    if !choices.is_empty() {
        let own = press(
            either(language, "✏️ Другое число", "✏️ Another number"),
            Press::Own(kind, scope.clone()),
        );
        keyboard = keyboard.row(choices).row([own]);
    }
    let switch = match rule.on {
        true => either(language, "🔕 Выключить", "🔕 Switch off"),
        false => either(language, "🔔 Включить", "🔔 Switch on"),
    };
    let switch = press(switch, Press::Switch(kind, !rule.on, scope.clone()));
    let back = press(either(language, "⬅️ Назад", "⬅️ Back"), Press::Rules(scope.clone()));
    message.keyboard(keyboard.row([switch]).row([back]))
}

/// Asks for a threshold.
pub(crate) fn ask(language: Language, scope: &Scope, kind: AlertKind) -> Message {
    let text = format!("✏️ {}", kinds::limits(language, kind));
    let back = press(
        either(language, "⬅️ Назад", "⬅️ Back"),
        Press::Kind(kind, scope.clone()),
    );
    Message::plain(text).keyboard(Keyboard::new().row([back]))
}

/// The answer was no threshold.
pub(crate) fn no_threshold(language: Language, kind: AlertKind) -> Message {
    Message::plain(kinds::limits(language, kind))
}

/// Drop one's own rules? What goes and what comes.
pub(crate) fn reset_question(language: Language, scope: &Scope) -> Message {
    let text = match (scope, language) {
        (Scope::All, Ru) => "Вернуть начальные общие правила? Ваши пороги и выключенные тревоги пропадут; правила отдельных каналов останутся.".to_owned(),
        (Scope::All, En) => "Go back to the original common rules? Your thresholds and switches are lost; rules of single channels stay.".to_owned(),
        (Scope::Channel(name), Ru) => format!("Убрать свои правила для {name}? Будут действовать общие."),
        (Scope::Channel(name), En) => format!("Drop the rules of {name}? The common ones will hold."),
    };
    let yes = press(
        either(language, "↩️ Да, вернуть", "↩️ Yes, go back"),
        Press::Clear(scope.clone()),
    );
    let no = press(either(language, "« Оставить", "« Keep"), Press::Rules(scope.clone()));
    Message::plain(text).keyboard(Keyboard::new().row([yes, no]))
}

/// Toast: it is stored.
pub(crate) fn saved(language: Language) -> String {
    either(language, "Сохранено", "Saved").to_owned()
}

/// Toast: this kind is no longer told of this channel.
pub(crate) fn muted(language: Language) -> String {
    either(language, "Больше не сообщаю", "I no longer tell you this").to_owned()
}

/// Window: the level is the norm now.
pub(crate) fn accepted(language: Language) -> String {
    either(
        language,
        "Принято: теперь это норма, с ней и буду сравнивать.",
        "Accepted: this is normal now, and what I compare with.",
    )
    .to_owned()
}

/// Window: the alert is over already.
pub(crate) fn over(language: Language) -> String {
    either(
        language,
        "Эта тревога уже закончилась, принимать нечего. Что сейчас: /alerts",
        "This alert is over already, there is nothing to accept. How it is now: /alerts",
    )
    .to_owned()
}

/// The question for a threshold was given up.
pub(crate) fn given_up(language: Language) -> String {
    either(language, "Порог остался прежним.", "The threshold stays as it was.").to_owned()
}

fn title(language: Language, scope: &Scope) -> String {
    match (scope, language) {
        (Scope::All, _) => either(language, "⚙️ Общие правила тревог", "⚙️ Common rules of alerts").to_owned(),
        (Scope::Channel(name), Ru) => format!("⚙️ Тревоги {name}"),
        (Scope::Channel(name), En) => format!("⚙️ Alerts of {name}"),
    }
}

fn scope_name(language: Language, scope: &Scope) -> String {
    match scope {
        Scope::All => either(language, "для всех каналов", "all channels").to_owned(),
        Scope::Channel(name) => name.to_string(),
    }
}
