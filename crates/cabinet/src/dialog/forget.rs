//! The way to an end of everything: explained, confirmed by a button, then by a word.

use store::StoreError;
use telegram::{Reply, Say};

use super::press::ForgetPress;
use super::{Activity, CabinetModule, Screen};
use crate::forget::{Forgotten, forget};
use crate::texts::forget as texts;

impl CabinetModule {
    /// What is deleted and what is kept.
    pub(super) fn explain_forgetting(&self, screen: &Screen<'_>) -> Reply {
        screen.show(texts::explained(screen.language()), Activity::Browsing, Say::Nothing)
    }

    pub(super) fn forget_press(&self, screen: &Screen<'_>, press: ForgetPress) -> Reply {
        let language = screen.language();
        match press {
            ForgetPress::GoOn => screen.show(texts::ask_for_word(language), Activity::Forgetting, Say::Nothing),
            ForgetPress::Keep => screen.end(telegram::Message::plain(texts::kept(language)), Say::Nothing),
        }
    }

    /// A text where the word is asked for. The dialog is closed when all is done and told: until then the same word does it again.
    pub(super) async fn forget_word(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        if !texts::is_the_word(text) {
            return Ok(screen.remark(texts::other_word(language)));
        }
        let services = &self.services;
        match forget(&services.table, &services.features, request.user, request.now).await? {
            Forgotten::Whole { shut_out, .. } => Ok(screen.remark(texts::done(language, shut_out)).close_dialog()),
            Forgotten::Unfinished { feature } => Ok(screen.remark(texts::unfinished(language, feature))),
        }
    }
}
