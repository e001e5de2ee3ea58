//! The conversation about alerts.
//!
//! What the buttons send (`{scope}` is `*` for all channels, or a name; `{kind}` one of `m v s t`):
//!
//! | data | meaning |
//! |---|---|
//! | `alert:list:{page}` `alert:conf:{page}` | the channels and their alerts; what can be set up |
//! | `alert:rules:{scope}` `alert:kind:{kind}:{scope}` | all rules; one of them |
//! | `alert:on:{kind}:{scope}` `alert:off:{kind}:{scope}` | switch it |
//! | `alert:set:{kind}:{n}:{scope}` `alert:own:{kind}:{scope}` | a threshold; ask for one |
//! | `alert:reset:{scope}` `alert:clear:{scope}` | drop the rules: asked; confirmed |
//! | `alert:norm:{kind}:{turn}:{name}` | the new level is fine |
//! | `alert:mute:{kind}:{name}` | tell no more of this |

mod acts;
mod list;
pub(crate) mod press;

use accounts::failure::failure;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use store::StoreError;
use telegram::{CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request};

use self::press::{Press, Scope};
use crate::AlertKind;
use crate::services::AlertServices;
use crate::texts;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(crate) enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Asked for a threshold.
    Typing {
        /// Of which kind.
        kind: AlertKind,
        /// For which channels.
        scope: Scope,
    },
}

type Screen<'a> = telegram::Screen<'a, Activity>;

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct AlertsModule {
    services: AlertServices,
}

impl AlertsModule {
    /// The conversation over these services.
    pub fn new(services: AlertServices) -> Self {
        Self { services }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        match &screen.request().input {
            Input::Command { argument, .. } => match argument.split_whitespace().next() {
                Some("configure") => self.show_configure(screen, 0).await,
                _ => self.show_list(screen, 0).await,
            },
            Input::Press { data, .. } => match Press::parse(data) {
                Some(press) => self.pressed(screen, press).await,
                None => Ok(screen.stale()),
            },
            Input::Text(text) => match screen.activity().clone() {
                Activity::Typing { kind, scope } => self.typed(screen, kind, &scope, text).await,
                Activity::Browsing => Ok(screen.remark(texts::nothing_asked(screen.language()))),
            },
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
            _ => Ok(screen.remark(texts::nothing_asked(screen.language()))),
        }
    }

    async fn pressed(&self, screen: &Screen<'_>, press: Press) -> Result<Reply, StoreError> {
        if let Some(name) = channel_of(&press)
            && !self.services.channels.follows(screen.request().user, name).await?
        {
            let gone = texts::not_followed(screen.language(), name);
            return Ok(screen.remark(gone));
        }
        match press {
            Press::List(page) => self.show_list(screen, page).await,
            Press::Configure(page) => self.show_configure(screen, page).await,
            Press::Rules(scope) => self.show_rules(screen, &scope).await,
            Press::Kind(kind, scope) => self.show_kind(screen, kind, &scope).await,
            Press::Switch(kind, on, scope) => self.switch(screen, kind, on, &scope).await,
            Press::Set(kind, n, scope) => self.set(screen, kind, n, &scope).await,
            Press::Own(kind, scope) => Ok(self.ask(screen, kind, scope)),
            Press::Reset(scope) => Ok(self.ask_reset(screen, &scope)),
            Press::Clear(scope) => self.clear(screen, &scope).await,
            Press::Accept { kind, turn, name } => self.accept(screen, &name, (kind, turn)).await,
            Press::Mute(kind, name) => self.mute(screen, kind, name).await,
        }
    }
}

#[async_trait]
impl Module for AlertsModule {
    fn name(&self) -> &'static str {
        "alerts"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["alert"]
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match DialogState::<Activity>::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::Typing { .. } => Some(texts::rooms::given_up(language)),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        Box::pin(self.answer(&Screen::of(request))).await.map_err(failure)
    }
}

/// The channel that a press is about: only one whom the user follows may be spoken of.
fn channel_of(press: &Press) -> Option<&channels::ChannelName> {
    match press {
        Press::List(_) | Press::Configure(_) => None,
        Press::Rules(scope)
        | Press::Kind(_, scope)
        | Press::Switch(_, _, scope)
        | Press::Set(_, _, scope)
        | Press::Own(_, scope)
        | Press::Reset(scope)
        | Press::Clear(scope) => scope.channel(),
        Press::Accept { name, .. } | Press::Mute(_, name) => Some(name),
    }
}
