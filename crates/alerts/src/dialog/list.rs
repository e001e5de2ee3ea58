//! The rooms one looks around in.

use channels::ChannelName;
use channels::channel::{Channel, Following};
use channels::errands::AlertKind;
use futures::future::try_join_all;
use store::StoreError;
use telegram::{Message, Reply, Say, UserId, page};

use super::press::Scope;
use super::{Activity, AlertsModule, Screen};
use crate::rules::{Rule, rule};
use crate::state::AlertState;
use crate::texts::list::{self as texts, Row};
use crate::texts::rooms;

/// Channels on a page.
const PAGE: usize = 8;

impl AlertsModule {
    /// A page of the user's channels and their alerts.
    pub(super) async fn show_list(&self, screen: &Screen<'_>, number: usize) -> Result<Reply, StoreError> {
        let user = screen.request().user;
        let mine = self.services.channels.of_user(user).await?;
        let part = page(&mine, number, PAGE);
        let place = format!("USER#{user}");
        let stored = self
            .services
            .table
            .list::<AlertState>(&place, AlertState::PREFIX)
            .await?;
        let states: Vec<AlertState> = stored.into_iter().map(|stored| stored.record).collect();
        let rows = try_join_all(part.items.iter().map(|following| self.row(following, &states))).await?;
        let view = texts::list(screen.language(), &rows, (part.number, part.pages));
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// What can be set up.
    pub(super) async fn show_configure(&self, screen: &Screen<'_>, number: usize) -> Result<Reply, StoreError> {
        let mine = self.services.channels.of_user(screen.request().user).await?;
        let names: Vec<ChannelName> = mine.into_iter().map(|following| following.channel).collect();
        let part = page(&names, number, PAGE);
        let view = texts::configure(screen.language(), part.items, (part.number, part.pages));
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// All rules of a scope.
    pub(super) async fn show_rules(&self, screen: &Screen<'_>, scope: &Scope) -> Result<Reply, StoreError> {
        let view = self.rules_view(screen, scope).await?;
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn rules_view(&self, screen: &Screen<'_>, scope: &Scope) -> Result<Message, StoreError> {
        let user = screen.request().user;
        let (rules, own) = self.rules_of(user, scope).await?;
        let state = match scope.channel() {
            Some(name) => Some(self.services.channels.state(name).await?),
            None => None,
        };
        Ok(rooms::rules(screen.language(), scope, &rules, own, state.as_ref()))
    }

    /// The rule of one kind.
    pub(super) async fn show_kind(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        scope: &Scope,
    ) -> Result<Reply, StoreError> {
        let view = self.kind_view(screen, kind, scope).await?;
        // What an alert says must stay to be read: its button answers below it.
        if screen.is_here() {
            return Ok(screen.show(view, Activity::Browsing, Say::Nothing));
        }
        Ok(screen.send_aside(view))
    }

    pub(super) async fn kind_view(
        &self,
        screen: &Screen<'_>,
        kind: AlertKind,
        scope: &Scope,
    ) -> Result<Message, StoreError> {
        let (rules, _) = self.rules_of(screen.request().user, scope).await?;
        let rule = rules.iter().find(|(one, _)| *one == kind).map(|(_, rule)| *rule);
        let rule = rule.unwrap_or_else(|| crate::rules::house(kind));
        Ok(rooms::kind(screen.language(), scope, kind, rule))
    }

    /// What holds in a scope, and whether it has wishes of its own.
    async fn rules_of(&self, user: UserId, scope: &Scope) -> Result<(Vec<(AlertKind, Rule)>, bool), StoreError> {
        let all = self.services.rules(user, None).await?;
        let own = match scope.channel() {
            Some(name) => self.services.rules(user, Some(name)).await?,
            None => None,
        };
        let has_own = match scope {
            Scope::All => all.is_some(),
            Scope::Channel(_) => own.is_some(),
        };
        let kinds = AlertKind::ALL.into_iter();
        let rules = kinds.map(|kind| (kind, rule([own.as_ref(), all.as_ref()], kind)));
        Ok((rules.collect(), has_own))
    }

    async fn row(&self, following: &Following, states: &[AlertState]) -> Result<Row, StoreError> {
        let name = &following.channel;
        let channel = self.services.table.get::<Channel>(&Channel::key_of(name)).await?;
        let (rules, _) = self.rules_of(following.user, &Scope::Channel(name.clone())).await?;
        let off: Vec<AlertKind> = rules
            .into_iter()
            .filter(|(_, rule)| !rule.on)
            .map(|(kind, _)| kind)
            .collect();
        let mine = states
            .iter()
            .filter(|state| state.channel == *name && state.followed_at == following.since);
        let mine: Vec<AlertState> = mine.cloned().collect();
        Ok(Row {
            name: name.clone(),
            judged: mine
                .iter()
                .any(|state| state.baseline.is_some() || state.looked.is_some()),
            title: channel.and_then(|stored| stored.record.title),
            // What is switched off ends with the next judgement; it is not shown until then.
            states: mine.into_iter().filter(|state| !off.contains(&state.kind)).collect(),
            off,
        })
    }
}
