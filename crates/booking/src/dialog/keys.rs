//! The room of the keys.

use store::StoreError;
use telegram::{Reply, UserId};

use super::BookingModule;
use super::arrivals::key_in;
use super::screen::{Say, Screen};
use super::state::Activity;
use crate::ids::KeyId;
use crate::keys::{AddKey, RenameKey};
use crate::seller_key::KeyRecord;
use crate::texts::keys as texts;

impl BookingModule {
    /// A key has arrived: it leaves the chat first, whatever comes of it.
    pub(super) async fn key_arrived(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let request = screen.request();
        let Some(key) = key_in(text) else {
            return Ok(screen.remark(texts::not_a_key(screen.language())));
        };
        let answer = match self
            .services
            .keys
            .add(request.user, request.chat, key, request.now)
            .await
        {
            Ok(verdict) => {
                let view = texts::verdict(screen.language(), &verdict, request.now);
                match (&verdict, screen.activity()) {
                    (AddKey::Added(_) | AddKey::Duplicate { .. }, Activity::AddingKey) => {
                        screen.send(view, Activity::Browsing)
                    }
                    (_, Activity::AddingKey) => screen.remark(view),
                    (_, _) => screen.send_aside(view),
                }
            }
            // Asking Telegram to deliver the message again would leave the key in the chat meanwhile.
            Err(error) => {
                tracing::error!(error = %error, "key.add_failed: a seller key could not be stored: {error}");
                screen.remark(texts::trouble(screen.language()))
            }
        };
        let Some(message) = request.message_id else {
            return Ok(answer);
        };
        let mut reply = Reply::new().delete(request.chat, message);
        reply.calls.extend(answer.calls);
        reply.dialog = answer.dialog;
        Ok(reply)
    }

    /// The list.
    pub(super) async fn show_keys(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        self.list_keys(screen, Say::Nothing).await
    }

    /// Gives up adding or renaming.
    pub(super) async fn cancel_key(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let say = match screen.activity() {
            Activity::AddingKey if screen.is_here() => Say::Toast(texts::adding_cancelled(screen.language())),
            Activity::RenamingKey { .. } if screen.is_here() => {
                Say::Toast(texts::renaming_cancelled(screen.language()))
            }
            _ => Say::Nothing,
        };
        self.list_keys(screen, say).await
    }

    /// One key's card.
    pub(super) async fn show_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let Some(key) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let view = texts::card(screen.language(), &key, screen.request().now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Asks for a new name.
    pub(super) async fn ask_key_name(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let Some(key) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let view = texts::rename_prompt(screen.language(), &key);
        Ok(screen.show(view, Activity::RenamingKey { id: id.clone() }, Say::Nothing))
    }

    /// The new name has come.
    pub(super) async fn rename_key(&self, screen: &Screen<'_>, id: &KeyId, name: &str) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let reply = match self.services.keys.rename(request.user, id, name, request.now).await? {
            RenameKey::BadName => return Ok(screen.remark(texts::bad_name(language))),
            RenameKey::Renamed | RenameKey::Gone => match self.key(screen, id).await? {
                Some(key) => screen.send(texts::card(language, &key, request.now), Activity::Browsing),
                None => {
                    let keys = self.key_records(request.user).await?;
                    screen.send(texts::list(language, &keys, request.now), Activity::Browsing)
                }
            },
        };
        // The question is answered: it goes, and the card stands where the user is typing.
        Ok(match screen.dialog_message() {
            Some(question) => reply.delete(request.chat, question),
            None => reply,
        })
    }

    /// Asks whether a key may go.
    pub(super) async fn ask_to_remove_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let Some(key) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let request = screen.request();
        let running = self.services.keys.depends_on(request.user, &key, request.now).await?;
        let view = texts::remove_question(screen.language(), &key, running);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Removes a key.
    pub(super) async fn remove_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let request = screen.request();
        match self.services.keys.remove(request.user, id, request.now).await? {
            Some(paused) => {
                self.list_keys(screen, Say::Toast(texts::removed(screen.language(), paused)))
                    .await
            }
            None => self.key_gone(screen).await,
        }
    }

    /// The user's keys, oldest first.
    pub(super) async fn key_records(&self, user: UserId) -> Result<Vec<KeyRecord>, StoreError> {
        Ok(self
            .services
            .keys
            .list(user)
            .await?
            .into_iter()
            .map(|stored| stored.record)
            .collect())
    }

    async fn list_keys(&self, screen: &Screen<'_>, say: Say) -> Result<Reply, StoreError> {
        let request = screen.request();
        let keys = self.key_records(request.user).await?;
        let view = texts::list(screen.language(), &keys, request.now);
        Ok(screen.show(view, Activity::Browsing, say))
    }

    async fn key_gone(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        self.list_keys(screen, Say::Toast(texts::gone(screen.language()))).await
    }

    async fn key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        Ok(self
            .services
            .keys
            .get(screen.request().user, id)
            .await?
            .map(|stored| stored.record))
    }
}
