//! Sending everything that is stored about a user.

use accounts::audit::{Act, AuditLine};
use clock::moscow_date;
use store::StoreError;
use telegram::{Attachment, Reply};

use super::{CabinetModule, Screen};
use crate::mydata::{MOST_BYTES, collect};
use crate::texts::mydata as texts;

impl CabinetModule {
    /// The document, noted in the trail before it goes out.
    pub(super) async fn send_data(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let table = &self.services.table;
        let dossier = collect(table, request.user, language, request.now, MOST_BYTES).await?;
        let Some(bytes) = dossier.json else {
            tracing::warn!(
                records = dossier.records,
                "data.too_large: a user's data does not fit into one document"
            );
            return Ok(screen.remark(texts::too_large(language)));
        };
        let user = request.user.to_string();
        let detail = format!("{} records", dossier.records);
        let line = AuditLine::new(request.now, request.user, Act::DataExported, user, detail);
        table.put(&line).await?;
        let file = Attachment {
            name: format!("my-data-{}.json", moscow_date(request.now)),
            bytes,
            mime: "application/json",
        };
        let text = texts::sent(language, dossier.records, dossier.lines_left_out);
        Ok(Reply::new().document(request.chat, file, text))
    }
}
