//! The bot's own room: welcome, help, language, cancelling, and the main menu.

pub mod texts;

use accounts::failure::failure;
use async_trait::async_trait;
use store::{StoreError, Users};
use telegram::{
    Button, CallbackData, CommandSpec, DialogChange, Input, Keyboard, Language, Module, ModuleError, Reply, Request,
};

/// The command that gives up what is half done; the router answers it, because it may end any feature's dialog.
pub const CANCEL: &str = "cancel";

/// The bot's own commands. The features' commands are handed in, so that the menu and the help know them.
#[derive(Debug, Clone)]
pub struct HomeModule {
    users: Users,
    features: Vec<CommandSpec>,
}

impl HomeModule {
    /// Its name among the modules.
    pub const NAME: &'static str = "home";

    /// The room of a bot with these features' commands, in the order of the menu.
    pub fn new(users: Users, features: Vec<CommandSpec>) -> Self {
        Self { users, features }
    }

    async fn answer(&self, request: &Request) -> Result<Reply, StoreError> {
        let (chat, language) = (request.chat, request.language);
        let send = |message| Reply::new().send(chat, message);
        match &request.input {
            Input::Command { name, .. } => Ok(match name.as_str() {
                "start" => send(texts::welcome(language).keyboard(self.menu(language))),
                "menu" => send(texts::menu(language).keyboard(self.menu(language))),
                "help" => send(texts::help(language, &self.every_command()).keyboard(self.menu(language))),
                "lang" => send(texts::choose_language(language).keyboard(language_keyboard(language))),
                other => send(texts::unknown_command(language, other)),
            }),
            Input::Press { id, data, .. } => match pressed_language(data) {
                Some(chosen) => self.choose_language(request, id, chosen).await,
                None => Ok(Reply::new().toast(id, Some(telegram::words::stale_button(language)))),
            },
            Input::Text(_) => Ok(send(texts::unknown_text(language))),
            Input::Document(_) => Ok(send(texts::not_understood_kind(language, "document"))),
            Input::Forwarded(_) => Ok(send(texts::not_understood_kind(language, "forwarded"))),
            Input::Other { kind } => Ok(send(texts::not_understood_kind(language, kind))),
            // The router answers these itself, where no feature claims payments.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }

    /// Remembers the language and goes on in it with a new message: an old one never has to be edited into what it is already.
    async fn choose_language(&self, request: &Request, press: &str, chosen: Language) -> Result<Reply, StoreError> {
        let user = request.user.0;
        self.users.seen(user, request.chat.0, None, request.now).await?;
        self.users.set_language(user, Some(chosen.code())).await?;
        let answered = Reply::new().toast(press, Some(texts::language_toast(chosen)));
        if chosen == request.language {
            return Ok(answered);
        }
        Ok(answered.send(
            request.chat,
            texts::language_changed(chosen).keyboard(self.menu(chosen)),
        ))
    }

    fn menu(&self, language: Language) -> Keyboard {
        main_menu(language, &self.every_command())
    }

    fn every_command(&self) -> Vec<CommandSpec> {
        self.features.iter().copied().chain(self.commands()).collect()
    }
}

#[async_trait]
impl Module for HomeModule {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["lang"]
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        self.answer(request).await.map_err(failure)
    }
}

/// The main menu: a button for every command that has a label, the first alone and the others two a row. A press sends `menu:{command}`.
pub fn main_menu(language: Language, commands: &[CommandSpec]) -> Keyboard {
    let labelled = commands
        .iter()
        .filter_map(|command| Some((command.name, (command.menu?)(language))));
    let mut buttons = labelled.map(|(name, label)| Button::press(label, CallbackData::of(format_args!("menu:{name}"))));
    let mut keyboard = Keyboard::new().row(buttons.next());
    while let Some(left) = buttons.next() {
        keyboard = keyboard.row([left].into_iter().chain(buttons.next()));
    }
    keyboard
}

fn language_keyboard(current: Language) -> Keyboard {
    let button = |language: Language| {
        let name = texts::language_name(language);
        let label = if language == current {
            format!("✅ {name}")
        } else {
            name.to_owned()
        };
        Button::press(label, CallbackData::of(format_args!("lang:{}", language.code())))
    };
    Keyboard::new().row(Language::ALL.map(button))
}

fn pressed_language(data: &str) -> Option<Language> {
    let code = data.strip_prefix("lang:")?;
    Language::ALL.into_iter().find(|language| language.code() == code)
}

/// Ends what is half done (`given_up`, in words), takes its message with its dead buttons away, and says what was given up.
pub fn cancel(request: &Request, given_up: Option<String>) -> Reply {
    let (chat, language) = (request.chat, request.language);
    let Some(dialog) = &request.dialog else {
        return Reply::new()
            .send(chat, texts::nothing_to_cancel(language))
            .close_dialog();
    };
    let Some(given_up) = given_up else {
        return Reply {
            dialog: DialogChange::Keep,
            ..Reply::new().send(chat, texts::nothing_to_cancel(language))
        };
    };
    let reply = Reply::new().send(chat, texts::cancelled(&given_up)).close_dialog();
    match dialog.message_id {
        Some(message) => reply.delete(chat, message),
        None => reply,
    }
}

#[cfg(test)]
mod tests;
