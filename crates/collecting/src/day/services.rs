//! What TGStat and Telemetr computed.

use std::time::Duration;

use channel_sources::{Reference as Spoken, Source, SourceError, Span, TgStat};
use channels::calendar::begins;
use channels::day::{Part, Progress};
use channels::reference::{How, Reference};
use store::StoreError;

use super::{DayWork, later};
use crate::collector::Again;
use crate::gate::Denied;
use crate::plan::note_quota;

/// Looked further back than the day: the service may hear of a post late.
const SPOKEN_OF: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// Pages of mentions, and of forwards, read in a night.
const SPOKEN_PAGES: u32 = 3;
/// A service that was told of a channel knows it after this.
const ADDED: Duration = Duration::from_secs(20 * 60);
/// A service that still does not know it after so many questions does not follow it in this night.
const UNKNOWN_TRIES: u32 = 3;

/// What a part waits for whose service does not know the channel.
const NOT_TRACKED: &str = "not_tracked";

impl DayWork<'_> {
    pub(super) async fn tgstat(&mut self) -> Result<(), Again> {
        let services = &self.collector.services;
        let Some(tgstat) = services.tgstat.clone().filter(|_| self.is_due(Part::TgStat)) else {
            return Ok(());
        };
        let name = self.day.channel.clone();
        let asked = self
            .collector
            .ask(Source::TgStat, self.errand, tgstat.stat(&name))
            .await;
        match asked {
            Ok(stat) => {
                if let Some(members) = stat.subscribers {
                    self.said_by_others(members);
                }
                self.day.services.insert(Source::TgStat, stat);
                self.spoken_of(&tgstat).await?;
                self.done(Part::TgStat, Source::TgStat);
            }
            Err(Denied::Failed(SourceError::NotTracked)) => {
                if self.is_first_refusal(Part::TgStat) {
                    let added = self.collector.ask(Source::TgStat, self.errand, tgstat.add(&name)).await;
                    added_or_not(Source::TgStat, added.map(|_| ()))?;
                }
                self.wait_until_known(Part::TgStat);
            }
            Err(denied) => self.denied(Part::TgStat, denied)?,
        }
        self.save().await
    }

    pub(super) async fn telemetr(&mut self) -> Result<(), Again> {
        let services = &self.collector.services;
        let Some(telemetr) = services.telemetr.clone().filter(|_| self.is_due(Part::Telemetr)) else {
            return Ok(());
        };
        let name = self.day.channel.clone();
        let asked = self
            .collector
            .ask(Source::Telemetr, self.errand, telemetr.stat(&name))
            .await;
        match asked {
            Ok(answer) => {
                if answer.quota.is_some() {
                    note_quota(self.collector, Source::Telemetr, answer.quota, None).await;
                }
                if let Some(members) = answer.value.subscribers {
                    self.said_by_others(members);
                }
                self.day.services.insert(Source::Telemetr, answer.value);
                self.done(Part::Telemetr, Source::Telemetr);
            }
            Err(Denied::Failed(SourceError::NotTracked)) => {
                if self.is_first_refusal(Part::Telemetr) {
                    let call = telemetr.add(&name);
                    let added = self.collector.ask(Source::Telemetr, self.errand, call).await;
                    added_or_not(Source::Telemetr, added)?;
                }
                self.wait_until_known(Part::Telemetr);
            }
            Err(denied) => self.denied(Part::Telemetr, denied)?,
        }
        self.save().await
    }

    /// Posts anywhere that name the channel or were taken from it. Worth having; the day does not wait for them.
    async fn spoken_of(&mut self, tgstat: &TgStat) -> Result<(), Again> {
        let now = self.collector.now();
        let from = begins(self.day.day).checked_sub(SPOKEN_OF).unwrap_or(now);
        let span = Some(Span { from, to: now });
        for how in [How::Mention, How::Forward] {
            for page in 0..SPOKEN_PAGES {
                let (name, offset) = (&self.day.channel, page * TgStat::PAGE);
                let call = async {
                    match how {
                        How::Mention => tgstat.mentions(name, span, offset).await,
                        How::Forward => tgstat.forwards(name, span, offset).await,
                    }
                };
                let spoken = match self.collector.ask(Source::TgStat, self.errand, call).await {
                    Ok(spoken) => spoken,
                    Err(Denied::Table(error)) => return Err(error.into()),
                    Err(denied) => {
                        tracing::info!(error = %denied, channel = %name, "tgstat.no_references: who speaks of a channel was not told");
                        return Ok(());
                    }
                };
                self.refer(&spoken, how).await?;
                if spoken.len() < TgStat::PAGE as usize {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn refer(&self, spoken: &[Spoken], how: How) -> Result<(), StoreError> {
        for reference in spoken {
            let Some((from, post)) = reference
                .place
                .as_ref()
                .and_then(|place| Some((&place.channel, place.post?)))
            else {
                continue;
            };
            if *from == self.day.channel {
                continue;
            }
            let reference = Reference {
                to: self.day.channel.clone(),
                from: from.clone(),
                post,
                how,
                at: reference.posted_at,
            };
            self.collector.services.table.put(&reference).await?;
        }
        Ok(())
    }

    fn is_first_refusal(&self, part: Part) -> bool {
        self.refusals(part) == 0
    }

    /// How often in a row the service did not know the channel.
    fn refusals(&self, part: Part) -> u32 {
        match self.day.parts.get(&part) {
            Some(Progress::Waiting {
                tries, why: Some(why), ..
            }) if why == NOT_TRACKED => *tries,
            _ => 0,
        }
    }

    fn wait_until_known(&mut self, part: Part) {
        let tries = self.refusals(part) + 1;
        if tries >= UNKNOWN_TRIES {
            return self.missing(part, NOT_TRACKED);
        }
        let progress = Progress::Waiting {
            tries,
            not_before: later(self.collector.now(), ADDED),
            why: Some(NOT_TRACKED.to_owned()),
        };
        self.day.parts.insert(part, progress);
    }
}

/// Whether the service took the channel up shows when it is asked again.
fn added_or_not(source: Source, added: Result<(), Denied>) -> Result<(), Again> {
    match added {
        Ok(()) => Ok(()),
        Err(Denied::Table(error)) => Err(error.into()),
        Err(denied) => {
            tracing::warn!(error = %denied, source = source.name(), "source.not_added: a service did not take a channel up");
            Ok(())
        }
    }
}
