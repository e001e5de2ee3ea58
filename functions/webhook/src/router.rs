//! Which feature answers: by command, by button, by the dialog that is open.

use std::fmt;
use std::sync::Arc;

use store::Users;
use telegram::{CommandSpec, Input, Module, ModuleError, Reply, Request};

use crate::home::{HomeModule, texts};

/// Buttons of the main menu: `menu:{command}` is the command.
const MENU: &str = "menu";

/// The features, and the house's own answers where none feels meant.
pub struct Router {
    modules: Vec<Arc<dyn Module>>,
}

impl Router {
    /// The given features beside the house's own commands.
    pub fn new(users: Users, features: Vec<Arc<dyn Module>>) -> Self {
        let specs: Vec<CommandSpec> = features.iter().flat_map(|module| module.commands()).collect();
        let mut modules: Vec<Arc<dyn Module>> = vec![Arc::new(HomeModule::new(users, specs))];
        modules.extend(features);
        Self { modules }
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
            Input::Command { name, .. } => match self.by_command(name) {
                Some(module) => ask(module, request).await,
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
            Input::Other { kind } => match self.in_dialog(request) {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().send(request.chat, texts::not_understood_kind(language, kind)),
                )),
            },
            Input::PreCheckout { id, .. } => match self.cashier() {
                Some(module) => ask(module, request).await,
                None => Ok(from_house(
                    Reply::new().refuse_payment(id, texts::nothing_to_pay(language)),
                )),
            },
            Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => match self.cashier() {
                Some(module) => ask(module, request).await,
                None => {
                    tracing::error!(input = ?request.input, "payment.unclaimed: no feature takes payments");
                    Ok(from_house(Reply::new()))
                }
            },
            Input::Press { id, data, .. } => {
                let (prefix, rest) = data.split_once(':').unwrap_or((data, ""));
                if prefix == MENU && self.by_command(rest).is_some() {
                    return self.menu_press(request, id, rest).await;
                }
                match self.modules.iter().find(|module| module.prefixes().contains(&prefix)) {
                    Some(module) => ask(module, request).await,
                    None => Ok(from_house(Reply::new().toast(id, Some(texts::stale_button(language))))),
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

    /// Every command there is, the features' first.
    pub fn commands(&self) -> Vec<CommandSpec> {
        let (home, features) = self.modules.split_at(1);
        features
            .iter()
            .chain(home)
            .flat_map(|module| module.commands())
            .collect()
    }

    fn by_command(&self, name: &str) -> Option<&Arc<dyn Module>> {
        self.modules
            .iter()
            .find(|module| module.commands().iter().any(|spec| spec.name == name))
    }

    /// Whether a text is some feature's whatever is going on: a pasted key.
    pub fn claims(&self, text: &str) -> bool {
        self.claimant(text).is_some()
    }

    /// The feature payments belong to.
    fn cashier(&self) -> Option<&Arc<dyn Module>> {
        self.modules.iter().find(|module| module.claims_payments())
    }

    fn claimant(&self, text: &str) -> Option<&Arc<dyn Module>> {
        self.modules.iter().find(|module| module.claims_text(text))
    }

    /// A feature that knows the text for its own, else the one whose dialog is open.
    fn by_text(&self, text: &str, request: &Request) -> Option<&Arc<dyn Module>> {
        self.claimant(text).or_else(|| self.in_dialog(request))
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

fn from_house(reply: Reply) -> (&'static str, Reply) {
    (HomeModule::NAME, reply)
}

/// A feature sees only its own dialog; the house sees any, because `/cancel` ends any.
async fn ask(module: &Arc<dyn Module>, request: &Request) -> Result<(&'static str, Reply), ModuleError> {
    let mut seen = request.clone();
    if module.name() != HomeModule::NAME {
        seen.dialog = seen.dialog.filter(|dialog| dialog.module == module.name());
    }
    Ok((module.name(), module.handle(&seen).await?))
}
