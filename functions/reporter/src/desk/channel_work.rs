//! Errands about channels, each to its room.

use accounts::errands::Errand;
use channels::errands::ChannelErrand;
use queue::{Envelope, Job};
use telegram::{ChatId, Message, Notification};

use super::{Again, Delivery, Desk};

/// One errand about channels and how it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work<'a> {
    /// What names it.
    pub id: &'a str,
    /// Its trace.
    pub trace: &'a str,
    /// How it was delivered.
    pub delivery: &'a Delivery,
}

impl Desk {
    pub(super) async fn channel_errand(
        &self,
        errand: &ChannelErrand,
        envelope: &Envelope<Errand>,
        delivery: &Delivery,
    ) -> Result<(), Again> {
        let id = envelope.job.dedup();
        let work = Work {
            id: &id,
            trace: &envelope.trace,
            delivery,
        };
        let now = self.clock.now();
        match errand {
            ChannelErrand::Alerts(page) => {
                let channels = self.judging.page(page, work.trace, now).await?;
                tracing::info!(channels, "alerts.page: a page of channels was ordered to be judged");
            }
            ChannelErrand::Judge(job) => {
                let judged = self.judging.judge(job, work.trace, now).await?;
                tracing::info!(
                    channel = job.channel.as_str(),
                    followers = judged.followers,
                    raised = judged.raised,
                    ended = judged.ended,
                    "alerts.judged: a channel was judged"
                );
            }
            ChannelErrand::Reports(page) => {
                let users = self.reports.order_page(page, work.trace).await?;
                tracing::info!(
                    period = page.period.name(),
                    users,
                    "reports.page: a page of reports was ordered"
                );
            }
            ChannelErrand::Report(job) => Box::pin(self.report(job, work)).await?,
            ChannelErrand::Chart(job) => Box::pin(self.channel_chart(job, work)).await?,
            ChannelErrand::AlertChart(job) => Box::pin(self.alert_chart(job, work)).await?,
            ChannelErrand::Export(job) => Box::pin(self.export(job, work)).await?,
        }
        Ok(())
    }

    /// A word to a chat, once under this id.
    pub(super) async fn say(&self, id: String, chat: ChatId, text: Message, trace: &str) -> Result<(), Again> {
        let told = Envelope::new(
            Notification::new(id, chat, text),
            trace,
            self.clock.now().as_millisecond(),
        );
        Ok(self.notifications.send(&[told]).await?)
    }
}
