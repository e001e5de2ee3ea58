//! An export: written to a file on disk, sent from there, removed.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::PathBuf;

use channels::ChannelName;
use channels::errands::ExportJob;
use reports::export::{self, ExportError, Request, Written};
use reports::orders::{Ordered, Orders};
use reports::progress::{self, Progress};
use reports::texts::{export as texts, order};
use telegram::{Call, DiskFile, Message};

use super::channel_work::Work;
use super::{Again, Desk};
use crate::picture::Hung;

/// A file that is gone when nobody needs it any more, also after a failure.
struct Draft(PathBuf);

/// What came of an order.
enum Outcome {
    /// The file is in the chat, or was before.
    Sent,
    /// The file was sent; whether it arrived Telegram did not say.
    Unclear,
    /// There is no file, for a reason.
    None(Message),
}

impl Desk {
    pub(super) async fn export(&self, job: &ExportJob, work: Work<'_>) -> Result<(), Again> {
        let mut progress = Progress::begin(
            self.table.clone(),
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
        let outcome = match self.write_export(job, work, &mut progress).await {
            Ok(outcome) => outcome,
            Err(again) if work.delivery.is_last => {
                // Told, it is over: handed back it would take the user's next errands with it into the dead-letter queue.
                tracing::error!(error = %again, "export.given_up: an export failed on every delivery");
                // It may be in the chat all the same, by a worker who died later.
                match self.framer.give_up(work.id).await? {
                    Hung::Sent | Hung::Before => Outcome::Sent,
                    Hung::Unclear => Outcome::Unclear,
                    Hung::Refused => Outcome::None(order::failed(job.language, Ordered::Export)),
                }
            }
            Err(again) => return Err(again),
        };
        let said = match outcome {
            // Ready only now: an upload takes its time, and may fail.
            Outcome::Sent => {
                progress.ready().await?;
                None
            }
            Outcome::Unclear => {
                progress.ready().await?;
                Some(order::file_unclear(job.language))
            }
            Outcome::None(why) => {
                progress.stopped().await?;
                Some(why)
            }
        };
        if let Some(text) = said {
            self.say(format!("{}-said", work.id), job.chat, text, work.trace)
                .await?;
        }
        let orders = Orders::new(self.table.clone());
        Ok(orders.over(job.user, Ordered::Export, job.at).await?)
    }

    async fn write_export(&self, job: &ExportJob, work: Work<'_>, progress: &mut Progress) -> Result<Outcome, Again> {
        let channels = self.still_followed(job).await?;
        if channels.is_empty() {
            return Ok(Outcome::None(order::no_channels(job.language)));
        }
        let (draft, file) = Draft::create(work.id).map_err(|error| Again(error.to_string()))?;
        let written = match self.fill(file, job, &channels, work, progress).await {
            Ok(written) => written,
            Err(ExportError::TooLarge) => return Ok(Outcome::None(texts::too_large(job.language))),
            Err(error) => return Err(Again(error.to_string())),
        };
        if written.days == 0 && written.posts == 0 {
            return Ok(Outcome::None(texts::nothing(job, &channels)));
        }
        let name = export::file_name(job, &channels, &written);
        let file = DiskFile::at(&draft.0, name, export::mime(job.format)).map_err(|error| Again(error.to_string()))?;
        let bytes = file.length();
        let mut all = Hung::Before;
        for call in Call::document(job.chat, file, texts::caption(job, &channels, &written)) {
            let hung = self
                .framer
                .send(work.id, job.chat, &call, work.delivery.deadline)
                .await?;
            all = all.and(hung);
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
        if all == Hung::Refused {
            return Ok(Outcome::None(order::file_refused(job.language)));
        }
        Ok(match all {
            Hung::Unclear => Outcome::Unclear,
            _ => Outcome::Sent,
        })
    }

    async fn fill(
        &self,
        file: File,
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
        export::write(&self.table, &self.clock, &request, BufWriter::new(file), Some(progress)).await
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
    /// A file of its own for this order, open for writing: also beside one that a worker who died has left, or that another one is at.
    fn create(id: &str) -> io::Result<(Self, File)> {
        let mut number = 0;
        loop {
            let path = std::env::temp_dir().join(format!("sellergram-{id}-{number}"));
            match File::create_new(&path) {
                Ok(file) => return Ok((Self(path), file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // One that was never made is gone already; the disk of a function ends with it.
        let _ = fs::remove_file(&self.0);
    }
}
