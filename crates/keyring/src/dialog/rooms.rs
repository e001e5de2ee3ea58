//! The rooms: the list, a card, and what may be done there.

use accounts::ids::KeyId;
use store::StoreError;
use telegram::{Reply, Say};

use super::arrivals::key_in;
use super::{Activity, KeyringModule, Screen};
use crate::keys::{AddKey, KeyView, KeysError, Recheck, RenameKey};
use crate::texts;

impl KeyringModule {
    /// A key has arrived: it leaves the chat first, whatever comes of it.
    pub(super) async fn key_arrived(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let request = screen.request();
        let Some(key) = key_in(text) else {
            return Ok(screen.remark(texts::not_a_key(screen.language())));
        };
        let answer = match self.keys.add(request.user, request.chat, key, request.now).await {
            Ok(verdict) => {
                let view = texts::verdict(screen.language(), &verdict, request.now);
                match (&verdict, screen.activity()) {
                    (AddKey::Added { .. } | AddKey::Duplicate { .. }, Activity::AddingKey) => {
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

    /// One key's card, below the message that named the key.
    pub(super) async fn open_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        Ok(match self.key(screen, id).await? {
            Some(key) => screen.send_aside(texts::card(screen.language(), &key, screen.request().now)),
            None => screen.answer(Say::Toast(texts::gone(screen.language()))),
        })
    }

    /// One key's card.
    pub(super) async fn show_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let Some(key) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let view = texts::card(screen.language(), &key, screen.request().now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Asks Wildberries about a key; the card says what came of it.
    pub(super) async fn check_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let said = match self.keys.recheck(request.user, id, request.now).await {
            Ok(Recheck::Gone) => return self.key_gone(screen).await,
            Ok(said) => said,
            Err(KeysError::Store(error)) => return Err(error),
            Err(KeysError::Vault(error)) => return Err(StoreError::Unavailable(error.to_string())),
        };
        let Some(key) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let view = texts::checked(language, &key, &said, request.now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Asks for a new name.
    pub(super) async fn ask_key_name(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let Some(view) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let view = texts::rename_prompt(screen.language(), &view.key);
        Ok(screen.show(view, Activity::RenamingKey { id: id.clone() }, Say::Nothing))
    }

    /// The new name has come.
    pub(super) async fn rename_key(&self, screen: &Screen<'_>, id: &KeyId, name: &str) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let reply = match self.keys.rename(request.user, id, name, request.now).await? {
            RenameKey::BadName => return Ok(screen.remark(texts::bad_name(language))),
            RenameKey::Renamed | RenameKey::Gone => match self.key(screen, id).await? {
                Some(key) => screen.send(texts::card(language, &key, request.now), Activity::Browsing),
                None => {
                    let keys = self.keys.views(request.user, request.now).await?;
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
        let Some(view) = self.key(screen, id).await? else {
            return self.key_gone(screen).await;
        };
        let request = screen.request();
        let running = self.keys.depends_on(request.user, &view.key, request.now).await?;
        let view = texts::remove_question(screen.language(), &view.key, running);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Removes a key.
    pub(super) async fn remove_key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Reply, StoreError> {
        let request = screen.request();
        match self.keys.remove(request.user, id, request.now).await? {
            Some(paused) => {
                self.list_keys(screen, Say::Toast(texts::removed(screen.language(), paused)))
                    .await
            }
            None => self.key_gone(screen).await,
        }
    }

    async fn list_keys(&self, screen: &Screen<'_>, say: Say) -> Result<Reply, StoreError> {
        let request = screen.request();
        let keys = self.keys.views(request.user, request.now).await?;
        let view = texts::list(screen.language(), &keys, request.now);
        Ok(screen.show(view, Activity::Browsing, say))
    }

    async fn key_gone(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        self.list_keys(screen, Say::Toast(texts::gone(screen.language()))).await
    }

    async fn key(&self, screen: &Screen<'_>, id: &KeyId) -> Result<Option<KeyView>, StoreError> {
        let request = screen.request();
        self.keys.view(request.user, id, request.now).await
    }
}
