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
    /// It as it came.
    pub envelope: &'a Envelope<Errand>,
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
            envelope,
            delivery,
        };
        match errand {
            ChannelErrand::Alerts(page) => self.alerts_page(page, work).await?,
            ChannelErrand::Judge(job) => self.judge(job, work).await?,
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

    /// Another worker is at this errand, and tells of it: an apology now could stand beside what it brings. The errand comes again, after
    /// its last delivery as a new one, because that worker may die at it.
    ///
    /// # Errors
    /// [`Again`] while the queue delivers it again by itself.
    pub(super) async fn leave_to_the_other(&self, work: Work<'_>) -> Result<(), Again> {
        if !work.delivery.is_last {
            return Err(Again("another worker is at this errand".into()));
        }
        tracing::warn!(
            errand = work.id,
            "errand.placed_anew: another worker was at an errand on its last delivery"
        );
        if let Err(error) = self.reports.reports.send(std::slice::from_ref(work.envelope)).await {
            tracing::error!(errand = work.id, error = %error, "errand.left: an errand is left to the worker who is at it");
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
