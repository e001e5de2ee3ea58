//! Writing to everybody: drafted, shown, ordered, stopped.

use accounts::audit::{Act, AuditLine};
use queue::QueueError;
use store::StoreError;
use telegram::{Message, Reply, Say};

use super::{Activity, OfficeModule, Screen};
use crate::broadcast::{self, Broadcast, Order, Stage};
use crate::census::People;
use crate::texts::broadcast as texts;

impl OfficeModule {
    /// The text that was typed: shown as everybody would read it, and asked whether to send it.
    pub(super) async fn draft(&self, screen: &Screen<'_>, text: &str) -> Result<Reply, StoreError> {
        let (request, language, table) = (screen.request(), screen.language(), &self.services.table);
        let mut message = Message::plain(text);
        message.entities = request.entities.clone();
        if message.text.trim().is_empty() || message.utf16_len() > Message::MAX_UTF16 {
            return Ok(screen.remark(texts::only_text(language)));
        }
        let cast = Broadcast::draft(request.user, request.chat, language, message.clone(), request.now);
        table.put(&cast).await?;
        let people = People::count(table, request.now).await?;
        let asked = screen.send(
            texts::ask_to_send(language, &cast.id, people.reachable()),
            Activity::Drafted {
                broadcast: cast.id.clone(),
            },
        );
        let shown = Reply::new().send(request.chat, message);
        Ok(Reply {
            calls: [shown.calls, asked.calls].concat(),
            dialog: asked.dialog,
        })
    }

    /// Sends the broadcast that the dialog's message asks about. Ordered again it goes on where it is.
    pub(super) async fn order(&self, screen: &Screen<'_>, id: &str) -> Result<Reply, StoreError> {
        let (request, language, table) = (screen.request(), screen.language(), &self.services.table);
        let asked = Activity::Drafted {
            broadcast: id.to_owned(),
        };
        if !screen.is_here() || *screen.activity() != asked {
            return Ok(screen.stale());
        }
        let line = AuditLine::new(request.now, request.user, Act::Broadcast, id, "ordered");
        table.put(&line).await?;
        let cast = match broadcast::order(table, id).await? {
            Order::Taken(cast) => cast,
            // The draft stays where it is, to be ordered when the other one has ended.
            Order::AnotherRuns => return Ok(screen.answer(Say::Alert(texts::another_runs(language)))),
            Order::Unknown => return Ok(screen.stale()),
        };
        if cast.stage == Stage::Running {
            let sender = &self.services.broadcaster;
            // The progress first: what a page changes must stand there.
            if cast.after.is_none() {
                sender.tell(&cast, &request.trace, request.now).await.map_err(away)?;
            }
            sender
                .order_next(&cast, &request.trace, request.now)
                .await
                .map_err(away)?;
        }
        Ok(screen.show(texts::ordered(language), Activity::Browsing, Say::Nothing))
    }

    /// Stops a broadcast; the page under way is still sent.
    pub(super) async fn stop(&self, screen: &Screen<'_>, id: &str) -> Result<Reply, StoreError> {
        let (request, language, table) = (screen.request(), screen.language(), &self.services.table);
        let line = AuditLine::new(request.now, request.user, Act::Broadcast, id, "stopped");
        table.put(&line).await?;
        let stopped = broadcast::enter(table, id, Stage::Running, Stage::Stopped).await?;
        let Some(cast) = stopped.filter(|cast| cast.stage != Stage::Draft) else {
            return Ok(screen.stale());
        };
        let sender = &self.services.broadcaster;
        sender.tell(&cast, &request.trace, request.now).await.map_err(away)?;
        Ok(screen.answer(Say::Toast(texts::stage(language, cast.stage))))
    }
}

/// A queue that does not take the order is away like the table: the update comes again.
fn away(error: QueueError) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
