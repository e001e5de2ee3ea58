//! The room of the history.

use clock::moscow_date;
use store::StoreError;
use telegram::{Attachment, Reply, Say};

use super::press::HistoryPress;
use super::{Activity, CabinetModule, Screen};
use crate::history::export::{self, MOST_LINES};
use crate::history::{Cursor, Filter, page};
use crate::texts::history as texts;

impl CabinetModule {
    /// A page of what happened.
    pub(super) async fn show_history(
        &self,
        screen: &Screen<'_>,
        filter: Filter,
        from: Option<Cursor>,
    ) -> Result<Reply, StoreError> {
        let page = page(&self.services.table, screen.request().user, filter, from).await?;
        let view = texts::page(screen.language(), filter, from, &page);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn history_press(&self, screen: &Screen<'_>, press: HistoryPress) -> Result<Reply, StoreError> {
        match press {
            HistoryPress::Show(filter, from) => self.show_history(screen, filter, from).await,
            HistoryPress::Export => self.export_history(screen).await,
        }
    }

    async fn export_history(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let export = export::newest(&self.services.table, request.user, MOST_LINES).await?;
        let file = Attachment {
            name: format!("history-{}.csv", moscow_date(request.now)),
            bytes: export::csv(language, &export.lines)?,
            mime: "text/csv",
        };
        let text = texts::exported(language, export.lines.len(), export.is_cut);
        Ok(screen.answer(Say::Nothing).document(request.chat, file, text))
    }
}
