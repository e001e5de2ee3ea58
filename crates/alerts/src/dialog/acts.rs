//! What a user changes.

use channels::ChannelName;
use channels::errands::AlertKind;
use store::StoreError;
use telegram::{Reply, Say};

use super::press::Scope;
use super::{Activity, AlertsModule, Screen};
use crate::rules::limits;
use crate::texts::rooms as texts;

impl AlertsModule {
    pub(super) async fn switch(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        on: bool,
        scope: &Scope,
    ) -> Result<Reply, StoreError> {
        let user = screen.request().user;
        self.services
            .choose(user, scope.channel(), kind, |choice| choice.on = Some(on))
            .await?;
        self.changed(screen, kind, scope).await
    }

    /// A threshold makes sense only for what is on.
    pub(super) async fn set(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        n: u16,
        scope: &Scope,
    ) -> Result<Reply, StoreError> {
        if !limits(kind).is_some_and(|limits| limits.contains(&n)) {
            return Ok(screen.stale());
        }
        self.store_threshold(screen, kind, n, scope).await?;
        self.changed(screen, kind, scope).await
    }

    pub(super) fn ask(&self, screen: &Screen<'_>, kind: AlertKind, scope: Scope) -> Reply {
        let view = texts::ask(screen.language(), &scope, kind);
        screen.show(view, Activity::Typing { kind, scope }, Say::Nothing)
    }

    /// A number that was typed. One that does not fit leaves the question open.
    pub(super) async fn typed(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        scope: &Scope,
        text: &str,
    ) -> Result<Reply, StoreError> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let n = text.parse::<u16>().ok();
        let n = n.filter(|n| limits(kind).is_some_and(|limits| limits.contains(n)));
        let Some(n) = n else {
            return Ok(screen.remark(texts::no_threshold(screen.language(), kind)));
        };
        if let Some(name) = scope.channel()
            && !self.services.channels.follows(screen.request().user, name).await?
        {
            let gone = crate::texts::not_followed(screen.language(), name);
            return Ok(screen.remark(gone).close_dialog());
        }
        self.store_threshold(screen, kind, n, scope).await?;
        let view = self.kind_view(screen, kind, scope).await?;
        Ok(screen.send(view, Activity::Browsing))
    }

    pub(super) fn ask_reset(&self, screen: &Screen<'_>, scope: &Scope) -> Reply {
        let view = texts::reset_question(screen.language(), scope);
        screen.show(view, Activity::Browsing, Say::Nothing)
    }

    pub(super) async fn clear(&self, screen: &Screen<'_>, scope: &Scope) -> Result<Reply, StoreError> {
        self.services.clear(screen.request().user, scope.channel()).await?;
        let view = self.rules_view(screen, scope).await?;
        Ok(screen.show(view, Activity::Browsing, Say::Toast(texts::saved(screen.language()))))
    }

    pub(super) async fn accept(
        &self,
        screen: &Screen<'_>,
        name: &ChannelName,
        which: (AlertKind, u32),
    ) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let accepted = self.services.accept(request.user, name, which, request.now).await?;
        let say = match accepted {
            true => texts::accepted(language),
            false => texts::over(language),
        };
        Ok(screen.answer(Say::Alert(say)))
    }

    /// The way back is shown at once, below the alert.
    pub(super) async fn mute(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        name: ChannelName,
    ) -> Result<Reply, StoreError> {
        let user = screen.request().user;
        self.services
            .choose(user, Some(&name), kind, |choice| choice.on = Some(false))
            .await?;
        let view = self.kind_view(screen, kind, &Scope::Channel(name)).await?;
        let said = screen.answer(Say::Toast(texts::muted(screen.language())));
        Ok(said.send(screen.request().chat, view))
    }

    async fn store_threshold(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        n: u16,
        scope: &Scope,
    ) -> Result<(), StoreError> {
        let set = |choice: &mut crate::rules::Choice| {
            choice.threshold = Some(n);
            choice.on = Some(true);
        };
        self.services
            .choose(screen.request().user, scope.channel(), kind, set)
            .await
    }

    async fn changed(&self, screen: &Screen<'_>, kind: AlertKind, scope: &Scope) -> Result<Reply, StoreError> {
        let view = self.kind_view(screen, kind, scope).await?;
        Ok(screen.show(view, Activity::Browsing, Say::Toast(texts::saved(screen.language()))))
    }
}
