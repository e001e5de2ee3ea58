//! One page of a broadcast: at half of Telegram's pace, so that what was caught never queues behind it.

use std::time::Duration;

use accounts::errands::{BroadcastPage, Errand};
use jiff::Timestamp;
use queue::{Envelope, Fifo, QueueError};
use store::{EVERYBODY, StoreError, Stored, Table, User};
use telegram::{ChatId, Notification, Topic};

use super::{Broadcast, Stage, TRIES, load};

/// Users read at once; some seconds' worth, so that a stop is heard soon.
const PAGE: usize = 60;
/// Messages queued at once; with a pause of a second between, half of what Telegram lets a bot send.
const PORTION: usize = 15;

/// What broadcasts are sent with.
#[derive(Debug, Clone)]
pub struct Broadcaster {
    /// The table.
    pub table: Table,
    /// Where the messages go.
    pub notifications: Fifo,
    /// Where the next page is ordered.
    pub errands: Fifo,
    /// The pause after a portion of 15 messages; a second, where people are real.
    pub pause: Duration,
}

/// What came of an order for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// So many chats were told, and there are more.
    Page(usize),
    /// So many chats were told, and those were the last.
    Last(usize),
    /// The page was sent before: the work goes on where the broadcast stands.
    HandedOn,
    /// It was stopped, is done, or nobody knows it.
    Over,
}

/// Why a page could not be sent; it should be ordered again.
#[derive(Debug, thiserror::Error)]
pub enum BroadcastError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl Broadcaster {
    /// Sends a page and orders the next. Done again it tells nobody twice: the messages' ids are the same.
    ///
    /// # Errors
    /// See [`BroadcastError`].
    pub async fn send(&self, page: &BroadcastPage, trace: &str, now: Timestamp) -> Result<Sent, BroadcastError> {
        let Some(Stored { record: cast, .. }) = load(&self.table, &page.broadcast).await? else {
            tracing::warn!(
                broadcast = page.broadcast,
                "broadcast.unknown: a page was ordered of a broadcast that is gone"
            );
            return Ok(Sent::Over);
        };
        match cast.stage {
            Stage::Running if cast.after == page.after => {}
            Stage::Running => {
                self.order_next(&cast, trace, now).await?;
                return Ok(Sent::HandedOn);
            }
            Stage::Draft => return Ok(Sent::Over),
            Stage::Stopped | Stage::Done => {
                // Whoever brought it there may have died before telling.
                self.tell(&cast, trace, now).await?;
                return Ok(Sent::Over);
            }
        }
        let people = self
            .table
            .work_page::<User>(EVERYBODY, cast.after.as_deref(), PAGE)
            .await?;
        let reached: Vec<&User> = people
            .records
            .iter()
            .map(|stored| &stored.record)
            .filter(|user| !user.blocked && !user.banned)
            .collect();
        let told = reached.len();
        self.queue(&cast, &reached, trace, now).await?;
        let step = Step {
            from: cast.after.clone(),
            to: people.next,
            told,
            passed_over: people.records.len() - told,
        };
        let Some(cast) = self.advance(&cast.id, &step).await? else {
            return Ok(Sent::HandedOn);
        };
        self.tell(&cast, trace, now).await?;
        tracing::info!(
            broadcast = cast.id,
            chats = told,
            "broadcast.page: a page of a broadcast was queued"
        );
        match cast.stage {
            Stage::Running => {
                self.order_next(&cast, trace, now).await?;
                Ok(Sent::Page(told))
            }
            _ => Ok(Sent::Last(told)),
        }
    }

    /// Orders the page at which the broadcast stands.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn order_next(&self, cast: &Broadcast, trace: &str, now: Timestamp) -> Result<(), QueueError> {
        let next = Errand::Broadcast(BroadcastPage {
            broadcast: cast.id.clone(),
            after: cast.after.clone(),
        });
        let envelope = Envelope::new(next, trace, now.as_millisecond());
        self.errands.send(&[envelope]).await
    }

    /// Tells the admin how far it is.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn tell(&self, cast: &Broadcast, trace: &str, now: Timestamp) -> Result<(), QueueError> {
        let envelope = Envelope::new(cast.progress(), trace, now.as_millisecond());
        self.notifications.send(&[envelope]).await
    }

    async fn queue(&self, cast: &Broadcast, people: &[&User], trace: &str, now: Timestamp) -> Result<(), QueueError> {
        for portion in people.chunks(PORTION) {
            let messages: Vec<_> = portion
                .iter()
                .map(|user| {
                    let id = format!("broadcast-{}-{}", cast.id, user.chat);
                    let word = Notification::new(id, ChatId(user.chat), cast.message.clone()).about(Topic::News);
                    Envelope::new(word, trace, now.as_millisecond())
                })
                .collect();
            self.notifications.send(&messages).await?;
            tokio::time::sleep(self.pause).await;
        }
        Ok(())
    }

    /// Notes that a page is queued; `None` when somebody else has noted it. A broadcast that was stopped meanwhile stays so.
    async fn advance(&self, id: &str, step: &Step) -> Result<Option<Broadcast>, StoreError> {
        for _ in 0..TRIES {
            let Some(Stored { record, version }) = load(&self.table, id).await? else {
                return Ok(None);
            };
            let Some(moved) = step.taken(record) else {
                return Ok(None);
            };
            match self.table.replace(&moved, version).await {
                Ok(_) => return Ok(Some(moved)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }
}

/// A page that was queued.
struct Step {
    from: Option<String>,
    to: Option<String>,
    told: usize,
    passed_over: usize,
}

impl Step {
    /// The broadcast after it; `None` when it no longer stands at the page's beginning.
    fn taken(&self, cast: Broadcast) -> Option<Broadcast> {
        if cast.after != self.from || cast.stage == Stage::Done {
            return None;
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(Broadcast {
            stage: match (cast.stage, &self.to) {
                (Stage::Running, None) => Stage::Done,
                (stage, _) => stage,
            },
            after: self.to.clone().or(cast.after.clone()),
            queued: cast.queued.saturating_add(count(self.told)),
            passed_over: cast.passed_over.saturating_add(count(self.passed_over)),
            ..cast
        })
    }
}

#[cfg(test)]
mod tests {
    use telegram::{Language, Message, UserId};

    use super::*;

    fn cast(stage: Stage) -> Broadcast {
        let draft = Broadcast::draft(
            UserId(1),
            ChatId(1),
            Language::Ru,
            Message::plain("a"),
            Timestamp::UNIX_EPOCH,
        );
        Broadcast { stage, ..draft }
    }

    fn step(from: Option<&str>, to: Option<&str>) -> Step {
        Step {
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            told: 2,
            passed_over: 1,
        }
    }

    #[test]
    fn a_page_counts_once() {
        let first = step(None, Some("m"));
        let moved = first.taken(cast(Stage::Running)).expect("it stands there");
        assert_eq!((moved.queued, moved.passed_over, moved.stage), (2, 1, Stage::Running));
        assert_eq!(first.taken(moved), None);
    }

    #[test]
    fn the_last_page_ends_it_and_a_stop_stays_a_stop() {
        let last = step(None, None);
        assert_eq!(last.taken(cast(Stage::Running)).map(|c| c.stage), Some(Stage::Done));
        assert_eq!(last.taken(cast(Stage::Stopped)).map(|c| c.stage), Some(Stage::Stopped));
    }
}
