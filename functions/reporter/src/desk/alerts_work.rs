//! Alerts: pages of channels ordered, and channels judged.

use channels::errands::{AlertsPage, Judge};

use super::channel_work::Work;
use super::{Again, Desk};

impl Desk {
    pub(super) async fn alerts_page(&self, page: &AlertsPage, work: Work<'_>) -> Result<(), Again> {
        let channels = self.judging.page(page, work.trace, self.clock.now()).await?;
        tracing::info!(channels, "alerts.page: a page of channels was ordered to be judged");
        Ok(())
    }

    pub(super) async fn judge(&self, job: &Judge, work: Work<'_>) -> Result<(), Again> {
        let (now, deadline) = (self.clock.now(), work.delivery.deadline);
        let judged = self.judging.judge(job, work.trace, now, deadline).await?;
        let channel = job.channel.as_str();
        tracing::info!(
            channel,
            followers = judged.followers,
            left = judged.left,
            raised = judged.raised,
            ended = judged.ended,
            "alerts.judged: a channel was judged"
        );
        if judged.left > 0 {
            tracing::warn!(
                channel,
                left = judged.left,
                "alerts.unfinished: there was no time for all followers of a channel; the next run begins with those who are left"
            );
        }
        Ok(())
    }
}
