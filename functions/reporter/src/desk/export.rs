//! An export: written to a file on disk, sent from there, removed.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use channels::ChannelName;
use channels::errands::ExportJob;
use reports::export::{self, ExportError, Request, Written};
use reports::orders::{Ordered, Orders};
use reports::progress::{self, Progress};
use reports::texts::{export as texts, order};
use telegram::{Call, DiskFile, Message};

use super::channel_work::Work;
use super::{Again, Desk};

/// A file that is gone when nobody needs it any more, also after a failure.
struct Draft(PathBuf);

/// What came of writing the file.
enum Outcome {
    /// It is in the chat, or was before.
    Sent,
    /// There is something to say instead of a file.
    Said(Message),
}

impl Desk {
    pub(super) async fn export(&self, job: &ExportJob, work: Work<'_>) -> Result<(), Again> {
        let mut progress = Progress::begin(
            self.notifications.clone(),
            self.clock.clone(),
            progress::Work {
                id: work.id,
                trace: work.trace,
                chat: job.chat,
                language: job.language,
                what: Ordered::Export,
                channels: job.channels.len(),
            },
        );
        let said = match self.write_export(job, work, &mut progress).await {
            Ok(Outcome::Sent) => None,
            Ok(Outcome::Said(text)) => Some(text),
            Err(again) if work.delivery.is_last => {
                // Told, it is over: handed back it would take the user's next errands with it into the dead-letter queue.
                tracing::error!(error = %again, "export.given_up: an export failed on every delivery");
                Some(order::failed(job.language, Ordered::Export))
            }
            Err(again) => return Err(again),
        };
        if let Some(text) = said {
            self.say(format!("{}-said", work.id), job.chat, text, work.trace)
                .await?;
        }
        let orders = Orders::new(self.table.clone());
        Ok(orders.over(job.user, Ordered::Export).await?)
    }

    async fn write_export(&self, job: &ExportJob, work: Work<'_>, progress: &mut Progress) -> Result<Outcome, Again> {
        let channels = self.still_followed(job).await?;
        if channels.is_empty() {
            return Ok(Outcome::Said(order::no_channels(job.language)));
        }
        let draft = Draft::named(work.id);
        let written = match self.fill(&draft, job, &channels, work, progress).await {
            Ok(written) => written,
            Err(ExportError::TooLarge) => return Ok(Outcome::Said(texts::too_large(job.language))),
            Err(error) => return Err(Again(error.to_string())),
        };
        if written.days == 0 && written.posts == 0 {
            return Ok(Outcome::Said(texts::nothing(job, &channels)));
        }
        let name = export::file_name(job, &channels);
        let file = DiskFile::at(&draft.0, name, export::mime(job.format)).map_err(|error| Again(error.to_string()))?;
        let bytes = file.length();
        progress.over(order::ready(job.language, Ordered::Export)).await?;
        for call in Call::document(job.chat, file, texts::caption(job, &channels, &written)) {
            let hung = self
                .framer
                .send(work.id, job.chat, &call, work.delivery.deadline)
                .await?;
            tracing::info!(
                user = %job.user,
                channels = written.channels,
                days = written.days,
                posts = written.posts,
                bytes,
                hung = ?hung,
                "export.over: an export was dealt with"
            );
        }
        Ok(Outcome::Sent)
    }

    async fn fill(
        &self,
        draft: &Draft,
        job: &ExportJob,
        channels: &[ChannelName],
        work: Work<'_>,
        progress: &mut Progress,
    ) -> Result<Written, ExportError> {
        let request = Request {
            channels,
            format: job.format,
            from: job.from,
            to: job.to,
            deadline: work.delivery.deadline,
        };
        let file = BufWriter::new(File::create(draft.path()).map_err(ExportError::File)?);
        export::write(&self.table, &self.clock, &request, file, Some(progress)).await
    }

    /// Those of the ordered channels that the user still follows.
    async fn still_followed(&self, job: &ExportJob) -> Result<Vec<ChannelName>, Again> {
        let mine = self.reports.channels.of_user(job.user).await?;
        let follows = |name: &&ChannelName| mine.iter().any(|following| following.channel == **name);
        let channels = job.channels.iter().filter(follows).take(export::MOST_CHANNELS);
        Ok(channels.cloned().collect())
    }
}

impl Draft {
    /// A file of its own for this order.
    fn named(id: &str) -> Self {
        Self(std::env::temp_dir().join(format!("sellergram-{}-{id}", std::process::id())))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // One that was never made is gone already; the disk of a function ends with it.
        let _ = fs::remove_file(&self.0);
    }
}
