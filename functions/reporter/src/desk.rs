//! One errand at a time.

mod alerts_work;
mod channel_chart;
mod channel_work;
mod export;
mod report;

use accounts::errands::{Errand, SpeedChart};
use alerts::{AlertError, Judging};
use cabinet::digest::{DigestError, Digests};
use cabinet::speed::Week;
use cabinet::texts::speed as texts;
use clock::Clock;
use jiff::Timestamp;
use office::broadcast::{BroadcastError, Broadcaster};
use queue::{Envelope, Fifo, Job, QueueError};
use reports::writing::{Reports, WritingError};
use store::{StoreError, Table};
use telegram::{Attachment, Call, Notification};

use crate::picture::{Framer, Hung};
use crate::speed_chart;

/// Does errands.
#[derive(Debug)]
pub struct Desk {
    /// The table.
    pub table: Table,
    /// Digests.
    pub digests: Digests,
    /// The operator's word to everybody.
    pub broadcaster: Broadcaster,
    /// Alerts.
    pub judging: Judging,
    /// Reports about channels.
    pub reports: Reports,
    /// Pictures and files.
    pub framer: Framer,
    /// Where apologies go.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
}

/// How an errand is delivered.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    /// When the worker should have ended.
    pub deadline: Timestamp,
    /// Whether the queue will not deliver it again.
    pub is_last: bool,
}

/// The errand has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

impl Desk {
    /// Does an errand.
    ///
    /// # Errors
    /// [`Again`] when something it needs is away.
    pub async fn run(&self, envelope: &Envelope<Errand>, delivery: &Delivery) -> Result<(), Again> {
        let (trace, now) = (envelope.trace.as_str(), self.clock.now());
        match &envelope.job {
            Errand::Digests(job) => {
                let users = self.digests.order_page(job, trace, now).await?;
                tracing::info!(hour = job.hour, users, "digest.page: a page of digests was ordered");
            }
            Errand::Digest(job) => {
                let written = self.digests.write(job, trace, now).await?;
                tracing::info!(user = %job.user, written = ?written, "digest.over: a digest was dealt with");
            }
            Errand::SpeedChart(job) => self.speed_chart(job, envelope, delivery).await?,
            Errand::Broadcast(page) => {
                let sent = self.broadcaster.send(page, trace, now).await?;
                tracing::info!(broadcast = page.broadcast, sent = ?sent, "broadcast.over: a page of a broadcast was dealt with");
            }
            Errand::Channel(errand) => self.channel_errand(errand, envelope, delivery).await?,
        }
        Ok(())
    }

    async fn speed_chart(
        &self,
        job: &SpeedChart,
        envelope: &Envelope<Errand>,
        delivery: &Delivery,
    ) -> Result<(), Again> {
        let id = envelope.job.dedup();
        let done = self.draw_and_send(&id, job, delivery.deadline).await;
        let is_given_up = match &done {
            Ok(Drawing::Impossible) => true,
            Err(_) => delivery.is_last && self.framer.give_up(&id).await? == Hung::Refused,
            Ok(Drawing::Sent(hung)) => {
                tracing::info!(user = %job.user, hung = ?hung, "picture.over: a chart was dealt with");
                *hung == Hung::Refused
            }
        };
        if is_given_up {
            let sorry = Notification::new(format!("sorry-{id}"), job.chat, texts::not_drawn(job.language));
            let sorry = Envelope::new(sorry, &envelope.trace, self.clock.now().as_millisecond());
            self.notifications.send(&[sorry]).await?;
        }
        done.map(|_| ())
    }

    async fn draw_and_send(&self, id: &str, job: &SpeedChart, deadline: Timestamp) -> Result<Drawing, Again> {
        let week = Week::of_user(&self.table, job.user, job.at).await?;
        let bytes = match speed_chart::png(job.language, &week) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(error = %error, "picture.impossible: a chart could not be drawn");
                return Ok(Drawing::Impossible);
            }
        };
        let photo = Attachment {
            name: "speed.png".to_owned(),
            bytes,
            mime: "image/png",
        };
        let call = Call::SendPhoto {
            chat: job.chat,
            photo,
            caption: texts::caption(job.language, &week),
        };
        Ok(Drawing::Sent(self.framer.send(id, job.chat, &call, deadline).await?))
    }
}

/// What came of an order for a picture.
enum Drawing {
    Sent(Hung),
    Impossible,
}

impl From<StoreError> for Again {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<QueueError> for Again {
    fn from(error: QueueError) -> Self {
        Self(error.to_string())
    }
}

impl From<DigestError> for Again {
    fn from(error: DigestError) -> Self {
        Self(error.to_string())
    }
}

impl From<AlertError> for Again {
    fn from(error: AlertError) -> Self {
        Self(error.to_string())
    }
}

impl From<WritingError> for Again {
    fn from(error: WritingError) -> Self {
        Self(error.to_string())
    }
}

impl From<BroadcastError> for Again {
    fn from(error: BroadcastError) -> Self {
        Self(error.to_string())
    }
}
