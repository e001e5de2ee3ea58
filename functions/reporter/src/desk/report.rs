//! A report: gathered, drawn, sent as an album, and then its words.

use channels::errands::ReportJob;
use charts::ChartError;
use reports::orders::Ordered;
use reports::texts::{captions, order, report as texts};
use reports::writing::{Gathered, Report};
use telegram::Call;

use super::channel_work::Work;
use super::{Again, Desk};
use crate::picture::Hung;
use crate::pictures::{draw, look, report as pictures};

/// What became of a report's pictures.
enum Pictures {
    /// They are in the chat, or there were none to draw.
    Settled,
    /// They were sent; whether they arrived Telegram did not say.
    Unclear,
    /// They will not come.
    Failed,
}

impl Desk {
    pub(super) async fn report(&self, job: &ReportJob, work: Work<'_>) -> Result<(), Again> {
        let written = self.write_report(job, work).await;
        if let Err(again) = &written
            && work.delivery.is_last
        {
            // Told, it is over: handed back it would take the user's next errands with it into the dead-letter queue.
            tracing::error!(error = %again, "report.given_up: a report failed on every delivery");
            let language = accounts::audience::language_of(&self.table, job.user).await?;
            self.reports.stopped(job, work.id, work.trace, language).await?;
            let sorry = order::failed(language, Ordered::Report);
            self.say(format!("sorry-{}", work.id), job.chat, sorry, work.trace)
                .await?;
            return Ok(self.reports.over(job).await?);
        }
        written
    }

    async fn write_report(&self, job: &ReportJob, work: Work<'_>) -> Result<(), Again> {
        let gathered = self
            .reports
            .gather(job, work.id, work.trace, work.delivery.deadline)
            .await?;
        let report = match gathered {
            Gathered::Report(report) => report,
            Gathered::InProgress => return self.leave_to_the_other(work).await,
            Gathered::Skipped => {
                tracing::info!(user = %job.user, "report.skipped: a report was not wanted, or sent before");
                return Ok(self.reports.over(job).await?);
            }
            Gathered::NoChannels(language) => {
                self.reports.stopped(job, work.id, work.trace, language).await?;
                let text = order::no_channels(language);
                self.say(work.id.to_owned(), job.chat, text, work.trace).await?;
                return Ok(self.reports.over(job).await?);
            }
        };
        let brought = self.bring(&report, work).await;
        if let Err(again) = brought {
            self.reports.put_off(work.id).await?;
            return Err(again);
        }
        self.reports.sent(job, work.id).await?;
        tracing::info!(
            user = %job.user,
            period = job.period.name(),
            channels = report.channels.len(),
            "report.over: a report was sent"
        );
        Ok(())
    }

    async fn bring(&self, report: &Report, work: Work<'_>) -> Result<(), Again> {
        let excuse = match self.hang(report, work).await? {
            Pictures::Settled => None,
            Pictures::Unclear => Some(texts::pictures_unclear(report.language)),
            Pictures::Failed => Some(texts::without_pictures(report.language)),
        };
        if let Some(excuse) = excuse {
            // Under an id of its own: brought again without it, the words are still the same messages.
            let id = format!("{}-pictures", work.id);
            self.reports.tell(report, &id, work.trace, vec![excuse]).await?;
        }
        let words = texts::messages(report.language, report.span, &report.channels);
        self.reports.tell(report, work.id, work.trace, words).await?;
        Ok(self.reports.ready(report).await?)
    }

    /// Draws and sends the album. A report without pictures is better than none, so the last delivery goes on without them.
    async fn hang(&self, report: &Report, work: Work<'_>) -> Result<Pictures, Again> {
        let photos = match self.draw_report(report) {
            Ok(photos) => photos,
            Err(error) => {
                tracing::error!(error = %error, "report.undrawn: a report's pictures could not be drawn");
                return Ok(Pictures::Failed);
            }
        };
        if photos.is_empty() {
            return Ok(Pictures::Settled);
        }
        // The words that follow have the sound.
        let caption = captions::of_report(report.language, report.span).silently();
        let mut all = Hung::Before;
        for (number, call) in Call::pictures(report.chat, photos, caption).iter().enumerate() {
            let id = format!("{}-album-{number}", work.id);
            match self.framer.send(&id, report.chat, call, work.delivery.deadline).await {
                Ok(hung) => {
                    tracing::info!(hung = ?hung, "report.album: a report's pictures were dealt with");
                    all = all.and(hung);
                }
                Err(_) if work.delivery.is_last => all = all.and(self.framer.give_up(&id).await?),
                Err(again) => return Err(again),
            }
        }
        Ok(match all {
            Hung::Sent | Hung::Before => Pictures::Settled,
            Hung::Unclear => Pictures::Unclear,
            Hung::Refused => Pictures::Failed,
        })
    }

    fn draw_report(&self, report: &Report) -> Result<Vec<telegram::Attachment>, ChartError> {
        let charts = pictures::charts(report.language, &report.channels);
        draw(&charts, &look(report.language, report.dark))
    }
}
