//! The room of one's channels.

use channels::ChannelName;
use channels::channel::{Channel, Following};
use futures::future::try_join_all;
use store::StoreError;
use telegram::{Reply, Say, page};

use super::{Activity, AnalyticsModule, Screen};
use crate::texts::list::{self as texts, Row};

/// Channels on a page.
const PAGE: usize = 8;

impl AnalyticsModule {
    /// A page of the user's channels.
    pub(super) async fn show_list(&self, screen: &Screen<'_>, number: usize) -> Result<Reply, StoreError> {
        let view = self.list_view(screen, number).await?;
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn remove_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        if argument.is_empty() {
            return self.show_list(screen, 0).await;
        }
        match ChannelName::try_from(argument) {
            Ok(name) => self.ask_drop(screen, &name).await,
            Err(bad) => Ok(screen.remark(crate::texts::adding::bad_name(screen.language(), bad))),
        }
    }

    pub(super) async fn ask_drop(&self, screen: &Screen<'_>, name: &ChannelName) -> Result<Reply, StoreError> {
        let language = screen.language();
        if !self.services.channels.follows(screen.request().user, name).await? {
            return Ok(screen.remark(texts::not_followed(language, name)));
        }
        Ok(screen.show(texts::drop_question(language, name), Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn drop_channel(&self, screen: &Screen<'_>, name: &ChannelName) -> Result<Reply, StoreError> {
        let language = screen.language();
        self.services.leave(screen.request().user, name).await?;
        let view = self.list_view(screen, 0).await?;
        Ok(screen.show(view, Activity::Browsing, Say::Toast(texts::dropped(language, name))))
    }

    async fn list_view(&self, screen: &Screen<'_>, number: usize) -> Result<telegram::Message, StoreError> {
        let services = &self.services;
        let mine = services.channels.of_user(screen.request().user).await?;
        let part = page(&mine, number, PAGE);
        let rows = try_join_all(part.items.iter().map(|following| self.row(following))).await?;
        let pages = (part.number, part.pages);
        Ok(texts::list(
            screen.language(),
            &rows,
            pages,
            (mine.len(), services.channels.most),
        ))
    }

    async fn row(&self, following: &Following) -> Result<Row, StoreError> {
        let name = &following.channel;
        let channel = self.services.table.get::<Channel>(&Channel::key_of(name)).await?;
        Ok(Row {
            name: name.clone(),
            title: channel.and_then(|stored| stored.record.title),
            state: self.services.channels.state(name).await?,
        })
    }
}
