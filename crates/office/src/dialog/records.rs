//! What is only read: the newest errors and the audit trail.

use accounts::audit::{Act, AuditLine};
use clock::moscow_date;
use store::StoreError;
use telegram::{Attachment, Reply, Say, UserId};

use super::{Activity, OfficeModule, Screen};
use crate::texts::records as texts;
use crate::{mishaps, trail};

impl OfficeModule {
    pub(super) async fn show_errors(
        &self,
        screen: &Screen<'_>,
        from: Option<mishaps::Place>,
    ) -> Result<Reply, StoreError> {
        let page = mishaps::page(&self.services.table, from.as_ref(), screen.request().now).await?;
        let view = texts::errors(screen.language(), &page, from.is_none());
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn show_trail(
        &self,
        screen: &Screen<'_>,
        about: Option<UserId>,
        from: Option<trail::Place>,
    ) -> Result<Reply, StoreError> {
        let now = screen.request().now;
        let page = trail::lines(&self.services.table, about, from, trail::PAGE, now).await?;
        let view = texts::trail(screen.language(), &page, about, from.is_none());
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    /// Sends the trail as a file; that it was taken out is a line of it.
    pub(super) async fn export(&self, screen: &Screen<'_>, about: Option<UserId>) -> Result<Reply, StoreError> {
        let (request, table) = (screen.request(), &self.services.table);
        let whom = about.map_or_else(|| "all".to_owned(), |user| user.to_string());
        let line = AuditLine::new(request.now, request.user, Act::AuditExported, whom, "");
        table.put(&line).await?;
        let taken = trail::lines(table, about, None, trail::MOST_EXPORTED, request.now).await?;
        let file = Attachment {
            name: format!("audit-{}.csv", moscow_date(request.now)),
            bytes: trail::csv(&taken.lines),
            mime: "text/csv",
        };
        let words = texts::exported(screen.language(), taken.lines.len(), taken.next.is_some());
        Ok(screen.answer(Say::Nothing).document(request.chat, file, words))
    }
}
