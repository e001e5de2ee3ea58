//! News of the feed for everybody who watches, page by page and slowly: what was caught must not queue behind it.

use std::collections::BTreeMap;

use queue::Envelope;
use telegram::{ChatId, Notification, Topic, UserId};

use super::{Finish, Stop, Work, pause};
use crate::job::{Announce, BookingJob};
use crate::texts::feed as texts;
use crate::watch::{self, Watch};
use accounts::audience::language_of;

/// Watches read at once.
const PAGE: usize = 200;
/// Messages queued at once; with the pause between, half of what Telegram lets a bot send.
const PORTION: usize = 15;

impl Work<'_> {
    /// Tells one page of those who watch, and queues the next page. Told again, a chat gets nothing: the message's id is the same.
    pub(super) async fn announce(&self, job: &Announce) -> Result<Finish, Stop> {
        let table = &self.booker.table;
        let page = table
            .work_page::<Watch>(watch::ACTIVE, job.after.as_deref(), PAGE)
            .await?;
        let people: BTreeMap<ChatId, UserId> = page
            .records
            .iter()
            .map(|stored| &stored.record)
            .filter(|watch| watch.is_running())
            .map(|watch| (watch.chat, watch.user))
            .collect();
        let mut messages = Vec::with_capacity(people.len());
        for (&chat, &user) in &people {
            let language = language_of(table, user).await?;
            let id = format!("{}-{chat}", job.news.id());
            let news = Notification::new(id, chat, texts::news(language, &job.news)).about(Topic::Feed);
            messages.push(Envelope::new(news, self.trace, self.now().as_millisecond()));
        }
        for portion in messages.chunks(PORTION) {
            self.booker.notifications.send(portion).await?;
            pause(self.booker.rules.announcing_pause).await;
        }
        if page.next.is_some() {
            let next = BookingJob::Announce(Announce {
                news: job.news,
                after: page.next,
            });
            let envelope = Envelope::new(next, self.trace, self.now().as_millisecond());
            self.booker.bookings.send(&[envelope]).await?;
        }
        tracing::info!(
            news = job.news.id(),
            chats = people.len(),
            "feed.announced: people who watch were told what the feed does"
        );
        Ok(Finish::Announced(people.len()))
    }
}
