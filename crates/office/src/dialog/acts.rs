//! Users: a card, shutting out, letting in again.

use accounts::audit::{Act, AuditLine};
use accounts::keys;
use store::StoreError;
use telegram::{Reply, Say, UserId};

use super::{Activity, OfficeModule, Screen};
use crate::texts::people::{self as texts, Card};
use crate::texts::words;

/// The audit's detail about a wish that concerns nobody.
const UNKNOWN: &str = "nobody with this id: nobody was shut out";

impl OfficeModule {
    /// An id that was typed.
    pub(super) async fn find_user(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        match words::user_id(text) {
            Some(user) => self.show_user(screen, user, Say::Nothing).await,
            None => Ok(screen.remark(texts::no_id(screen.language()))),
        }
    }

    pub(super) async fn show_user(&self, screen: &Screen<'_>, user: UserId, say: Say) -> Result<Reply, StoreError> {
        let language = screen.language();
        let Some(person) = self.users().load(user.0).await? else {
            let nobody = texts::nobody(language, user);
            return Ok(match screen.activity() {
                Activity::Finding => screen.remark(nobody),
                _ => screen.show(nobody, Activity::Browsing, say),
            });
        };
        let keys = keys::list(&self.services.table, user).await?;
        let card = Card {
            is_admin: self.services.admins.include(user),
            keys: keys.len(),
            holdings: (self.services.neighbours.holdings)(user).await?,
            person,
        };
        let view = texts::card(language, &card, screen.request().now);
        // A search that has found is over, also when its answer is a new message.
        Ok(match screen.activity() {
            Activity::Finding => screen.send(view, Activity::Browsing),
            _ => screen.show(view, Activity::Browsing, say),
        })
    }

    pub(super) async fn ask_to_ban(&self, screen: &Screen<'_>, user: UserId) -> Result<Reply, StoreError> {
        let language = screen.language();
        if self.services.admins.include(user) {
            return Ok(screen.answer(Say::Alert(texts::admins_stay(language))));
        }
        let view = texts::ask_to_ban(language, user);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Shuts a user out and pauses what runs for them; done again, it does what is left.
    pub(super) async fn ban(&self, screen: &Screen<'_>, user: UserId) -> Result<Reply, StoreError> {
        let language = screen.language();
        if self.services.admins.include(user) {
            return Ok(screen.answer(Say::Alert(texts::admins_stay(language))));
        }
        let is_known = self.users().load(user.0).await?.is_some();
        let detail = if is_known { "" } else { UNKNOWN };
        self.note(screen, Act::Banned, user, detail).await?;
        if !is_known || !self.users().set_banned(user.0, true).await? {
            let view = texts::not_shut_out(language, user);
            return Ok(screen.show(view, Activity::Browsing, Say::Nothing));
        }
        let (neighbours, now) = (&self.services.neighbours, screen.request().now);
        let paused = (neighbours.put_aside)((user, now)).await?;
        let charging = (neighbours.end_charging)((user, now)).await?;
        let say = Say::Alert(texts::banned(language, paused, charging));
        self.show_user(screen, user, say).await
    }

    pub(super) async fn let_in(&self, screen: &Screen<'_>, user: UserId) -> Result<Reply, StoreError> {
        let language = screen.language();
        self.note(screen, Act::Unbanned, user, "").await?;
        if !self.users().set_banned(user.0, false).await? {
            return Ok(screen.show(texts::nobody(language, user), Activity::Browsing, Say::Nothing));
        }
        self.show_user(screen, user, Say::Alert(texts::let_in(language))).await
    }

    async fn note(&self, screen: &Screen<'_>, act: Act, user: UserId, detail: &str) -> Result<(), StoreError> {
        let request = screen.request();
        let line = AuditLine::new(request.now, request.user, act, user.to_string(), detail);
        self.services.table.put(&line).await
    }
}
