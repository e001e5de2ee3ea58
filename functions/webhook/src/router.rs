//! Which feature answers: by command, by button, by the dialog that is open.

use std::fmt;
use std::sync::Arc;

use store::Users;
use telegram::{CommandSpec, Dialog, Input, Module, ModuleError, Reply, Request, UserId, words};

use crate::home::{self, HomeModule, texts};
use crate::switches::Switches;

/// Buttons of the main menu: `menu:{command}` is the command.
const MENU: &str = "menu";

/// The features, and the house's own answers where none feels meant.
pub struct Router {
    modules: Vec<Arc<dyn Module>>,
    /// Features that are switched off here: what is theirs is answered with that.
    off: Vec<Arc<dyn Module>>,
}

impl Router {
    /// The given features beside the house's own commands, as far as they are switched on.
    pub fn new(users: Users, features: Vec<Arc<dyn Module>>, switches: &Switches) -> Self {
        let (on, off): (Vec<_>, Vec<_>) = features.into_iter().partition(|module| switches.is_on(module.name()));
        let mut modules: Vec<Arc<dyn Module>> = vec![Arc::new(HomeModule::new(users, public_commands(&on)))];
        modules.extend(on);
        Self { modules, off }
    }

    /// Lets the right feature answer; gives its name with the answer. Never without an answer for the user.
    ///
    /// # Errors
    /// The feature's.
    pub async fn handle(&self, request: &Request) -> Result<(&'static str, Reply), ModuleError> {
        let language = request.language;
        match &request.input {
            // A key typed behind a command, even a wrong one, is a key all the same.
            Input::Command { argument, .. } if self.claimant(argument).is_some() => {
                let mut as_text = request.clone();
                as_text.input = Input::Text(argument.clone());
                Box::pin(self.handle(&as_text)).await
            }
            Input::Command { name, .. } if name == home::CANCEL => {
                Ok(from_house(home::cancel(request, self.given_up(request))))
            }
            Input::Command { name, .. } => match self.by_command(name, request.user) {
                Some(module) => ask(module, request).await,
                None if has_command(&self.off, name) => Ok(from_house(
                    Reply::new().send(request.chat, texts::switched_off(language)),
                )),
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::unknown_command(language, name)),
                )),
            },
            Input::Text(text) => match self.by_text(text, request) {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::unknown_text(language)),
                )),
            },
            Input::Forwarded(_) => match self.by_forward(request.user, request.dialog.as_ref()) {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::not_understood_kind(language, "forwarded")),
                )),
            },
            Input::Other { kind } => match self.in_dialog(request) {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::not_understood_kind(language, kind)),
                )),
            },
            // A file that nothing half done waits for is told where files belong, whatever was looked at last.
            Input::Document(_) => match self.in_dialog(request).filter(|_| is_half_done(request)) {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::not_understood_kind(language, "document")),
                )),
            },
            Input::PreCheckout { id, .. } => match self.cashier() {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().refuse_payment(id, texts::nothing_to_pay(language)),
                )),
            },
            Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => match self.bookkeeper() {
                Some(module) => ask(module, request).await,
                None => {
                    tracing::error!(input = ?request.input, "payment.unclaimed: no feature takes payments");
                    Ok(from_house(Reply::new()))
                }
            },
            Input::Press { id, data, .. } => {
                let (prefix, rest) = data.split_once(':').unwrap_or((data, ""));
                if prefix == MENU && self.by_command(rest, request.user).is_some() {
                    return self.menu_press(request, id, rest).await;
                }
                match self.by_prefix(prefix, request.user) {
                    Some(module) => ask(module, request).await,
                    None if self.is_off(prefix, rest) => {
                        let off = texts::switched_off(language).text;
                        Ok(from_house(Reply::new().toast(id, Some(off))))
                    }
                    None => Ok(from_house(Reply::new().toast(id, Some(words::stale_button(language))))),
                }
            }
        }
    }

    /// A press on the main menu is the command itself, with the press answered.
    async fn menu_press(
        &self,
        request: &Request,
        press_id: &str,
        command: &str,
    ) -> Result<(&'static str, Reply), ModuleError> {
        let mut as_command = request.clone();
        as_command.input = Input::Command {
            name: command.to_owned(),
            argument: String::new(),
        };
        let (module, reply) = Box::pin(self.handle(&as_command)).await?;
        Ok((module, reply.toast(press_id, None)))
    }

    /// Every command that everybody may see, the features' first.
    pub fn commands(&self) -> Vec<CommandSpec> {
        let (home, features) = self.modules.split_at(1);
        [public_commands(features), public_commands(home)].concat()
    }

    /// Every command this user may use, those that not everybody sees first; `None` when there are no such.
    pub fn commands_of(&self, user: UserId) -> Option<Vec<CommandSpec>> {
        let hidden = self.admitting(user).filter(|module| !module.is_public());
        let own: Vec<CommandSpec> = hidden.flat_map(|module| module.commands()).collect();
        (!own.is_empty()).then(|| [own, self.commands()].concat())
    }

    fn by_command(&self, name: &str, user: UserId) -> Option<&Arc<dyn Module>> {
        self.admitting(user)
            .find(|module| module.commands().iter().any(|spec| spec.name == name))
    }

    fn by_prefix(&self, prefix: &str, user: UserId) -> Option<&Arc<dyn Module>> {
        self.admitting(user).find(|module| module.prefixes().contains(&prefix))
    }

    /// Whether a button belongs to a feature that is switched off.
    fn is_off(&self, prefix: &str, rest: &str) -> bool {
        let mut off = self.off.iter();
        off.any(|module| module.prefixes().contains(&prefix)) || (prefix == MENU && has_command(&self.off, rest))
    }

    fn admitting(&self, user: UserId) -> impl Iterator<Item = &Arc<dyn Module>> {
        self.modules.iter().filter(move |module| module.admits(user))
    }

    /// Whether a text is some feature's whatever is going on: a pasted key.
    pub fn claims(&self, text: &str) -> bool {
        self.claimant(text).is_some()
    }

    /// Whether some feature takes this user's forwarded posts now.
    pub fn takes_forwards(&self, user: UserId, dialog: Option<&Dialog>) -> bool {
        self.by_forward(user, dialog).is_some()
    }

    /// The feature whose dialog is open if it takes forwarded posts, else the first that does.
    fn by_forward(&self, user: UserId, dialog: Option<&Dialog>) -> Option<&Arc<dyn Module>> {
        let taking = || self.admitting(user).filter(|module| module.claims_forwards());
        let open = dialog.and_then(|dialog| taking().find(|module| module.name() == dialog.module));
        open.or_else(|| taking().next())
    }

    /// The feature payments belong to.
    fn cashier(&self) -> Option<&Arc<dyn Module>> {
        self.modules.iter().find(|module| module.claims_payments())
    }

    /// The feature that books what was paid, be it switched off: a subscription goes on being paid.
    fn bookkeeper(&self) -> Option<&Arc<dyn Module>> {
        self.modules
            .iter()
            .chain(&self.off)
            .find(|module| module.claims_payments())
    }

    fn claimant(&self, text: &str) -> Option<&Arc<dyn Module>> {
        self.modules.iter().find(|module| module.claims_text(text))
    }

    /// A feature that knows the text for its own, else the one whose dialog is open.
    fn by_text(&self, text: &str, request: &Request) -> Option<&Arc<dyn Module>> {
        self.claimant(text).or_else(|| self.in_dialog(request))
    }

    /// What ending the open dialog gives up, in its feature's words; `None` when nothing was half done.
    fn given_up(&self, request: &Request) -> Option<String> {
        let dialog = request.dialog.as_ref()?;
        match self.in_dialog(request) {
            Some(module) => module.cancelled(dialog, request.language),
            None => Some(texts::something_cancelled(request.language)),
        }
    }

    /// The feature whose dialog is open.
    fn in_dialog(&self, request: &Request) -> Option<&Arc<dyn Module>> {
        let dialog = request.dialog.as_ref()?;
        self.modules.iter().find(|module| module.name() == dialog.module)
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.modules.iter().map(|module| module.name()))
            .finish()
    }
}

fn public_commands(modules: &[Arc<dyn Module>]) -> Vec<CommandSpec> {
    let public = modules.iter().filter(|module| module.is_public());
    public.flat_map(|module| module.commands()).collect()
}

/// Whether some of these features, open to all, has this command.
fn has_command(modules: &[Arc<dyn Module>], name: &str) -> bool {
    public_commands(modules).iter().any(|spec| spec.name == name)
}

fn is_half_done(request: &Request) -> bool {
    request.dialog.as_ref().is_some_and(|dialog| dialog.is_busy())
}

fn from_house(reply: Reply) -> (&'static str, Reply) {
    (HomeModule::NAME, reply)
}

/// A feature sees only its own dialog; of another's it knows whether something is half done there.
async fn ask(module: &Arc<dyn Module>, request: &Request) -> Result<(&'static str, Reply), ModuleError> {
    let mut seen = request.clone();
    let others = seen.dialog.take_if(|dialog| dialog.module != module.name());
    seen.busy_elsewhere = others.is_some_and(|dialog| dialog.is_busy());
    Ok((module.name(), module.handle(&seen).await?))
}
