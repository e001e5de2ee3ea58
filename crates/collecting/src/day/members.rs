//! How many subscribers: exact where anybody says so exactly.

use channel_sources::{Figure, LandingKind, Period, Series, SeriesPoint, Source, SourceError, Span};
use channels::calendar::{begins, ends};
use channels::day::Part;
use jiff::civil::Date;

use super::{DayWork, is_final};
use crate::collector::Again;
use crate::gate::Denied;
use crate::state::{change_state, note_members};

impl DayWork<'_> {
    pub(super) async fn members(&mut self) -> Result<(), Again> {
        if !self.is_due(Part::Members) {
            return Ok(());
        }
        if self.is_late() {
            return self.late_members().await;
        }
        let from_bot = match self.count_by_bot().await {
            Ok(Some(members)) => return self.counted(members).await,
            // Another channel's; settled already.
            Ok(None) => return Ok(()),
            Err(denied) => denied,
        };
        if matches!(from_bot, Denied::Table(_)) {
            return self.denied(Part::Members, from_bot);
        }
        self.note(Source::BotApi, &from_bot);
        let from_card = match self.count_by_card().await {
            Ok(members) => {
                self.trouble = None;
                return self.counted(members).await;
            }
            Err(denied) => denied,
        };
        self.note(Source::Preview, &from_card);
        // Nothing is final on one witness's word.
        let denied = match (&from_bot, &from_card) {
            (Denied::Failed(bot), Denied::Failed(card)) if is_final(bot) && is_final(card) => from_card,
            (Denied::Failed(bot), _) if is_final(bot) => from_card_or_wait(from_card),
            (_, Denied::NoTime) => Denied::NoTime,
            _ => from_bot,
        };
        self.denied(Part::Members, denied)?;
        self.save().await
    }

    /// The Bot API: who has the name, and how many subscribe. `None` when it is another channel now.
    async fn count_by_bot(&mut self) -> Result<Option<Figure<u64>>, Denied> {
        let (bot, name) = (&self.collector.services.bot_api, self.day.channel.clone());
        let info = self
            .collector
            .ask(Source::BotApi, self.errand, bot.channel(&name))
            .await?;
        if !self.is_same(Source::BotApi, info.chat_id).await? {
            return Ok(None);
        }
        let members = self
            .collector
            .ask(Source::BotApi, self.errand, bot.member_count(&name))
            .await?;
        Ok(Some(members))
    }

    /// The card of t.me: as exact, but it does not say whose the name is.
    async fn count_by_card(&self) -> Result<Figure<u64>, Denied> {
        let preview = &self.collector.services.preview;
        let landing = self
            .collector
            .ask(Source::Preview, self.errand, preview.landing(&self.day.channel))
            .await?;
        match (landing.kind, landing.members) {
            (LandingKind::Channel, Some(members)) => Ok(members),
            (LandingKind::Channel | LandingKind::Unclear, _) => Err(Denied::Failed(SourceError::Doubtful {
                what: "the card says no number of subscribers".to_owned(),
            })),
            _ => Err(Denied::Failed(landing.why_no_preview())),
        }
    }

    /// Whether the name still belongs to the channel that was followed. If not, the day is over. The first number seen is remembered.
    pub(super) async fn is_same(&mut self, source: Source, found: i64) -> Result<bool, Denied> {
        if self.chat_id.is_some_and(|known| known != found) {
            let ended = self.another_channel(source, found).await;
            ended.map_err(|again| Denied::Table(store::StoreError::Unavailable(again.0)))?;
            return Ok(false);
        }
        self.chat_id = Some(found);
        if self.coverage.chat_id.is_none() {
            self.coverage.chat_id = Some(found);
            self.collector.services.table.put(&self.coverage).await?;
        }
        Ok(true)
    }

    async fn counted(&mut self, members: Figure<u64>) -> Result<(), Again> {
        let table = &self.collector.services.table;
        change_state(table, &self.day.channel, |state| note_members(state, members)).await?;
        let source = members.source;
        self.day.members = Some(members);
        self.done(Part::Members, source);
        self.save().await
    }

    /// Nobody said it exactly: a rounded or an estimated number is better than a gap, and is shown as such.
    pub(super) async fn less_exact_members(&mut self) -> Result<(), Again> {
        if !self.is_waiting(Part::Members) || self.is_late() {
            return Ok(());
        }
        match self.less_exact.first().copied() {
            Some(members) => self.counted(members).await,
            None => Ok(()),
        }
    }

    /// What others said, beside the best.
    pub(super) fn said_by_others(&mut self, members: Figure<u64>) {
        self.less_exact.push(members);
        let others = &mut self.day.members_by_others;
        others.retain(|known| known.source != members.source);
        others.push(members);
    }

    /// A day that is over for good: only a service that keeps series can still say how many there were.
    async fn late_members(&mut self) -> Result<(), Again> {
        let services = &self.collector.services;
        let (name, day) = (self.day.channel.clone(), self.day.day);
        let span = Span {
            from: begins(day),
            to: ends(day),
        };
        if let Some(tgstat) = &services.tgstat {
            let call = tgstat.series(&name, Series::Subscribers, Period::Day, Some(span));
            match self.collector.ask(Source::TgStat, self.errand, call).await {
                Ok(points) => {
                    if let Some(members) = of_day(&points, day) {
                        return self.counted(members).await;
                    }
                }
                Err(Denied::Table(error)) => return Err(error.into()),
                Err(_) => {}
            }
        }
        if let Some(telemetr) = &services.telemetr {
            let call = telemetr.subscribers(&name, Period::Day, span);
            match self.collector.ask(Source::Telemetr, self.errand, call).await {
                Ok(answer) => {
                    if let Some(members) = of_day(&answer.value, day) {
                        return self.counted(members).await;
                    }
                }
                Err(Denied::Table(error)) => return Err(error.into()),
                Err(_) => {}
            }
        }
        self.missing(Part::Members, "late");
        self.save().await
    }
}

/// The Bot API said "final", the card did not answer: the card is asked again.
fn from_card_or_wait(from_card: Denied) -> Denied {
    match from_card {
        Denied::Failed(error) if is_final(&error) => Denied::Failed(SourceError::Unavailable {
            what: "one source only says so".to_owned(),
        }),
        other => other,
    }
}

/// The point of a day; a service's series is its own reckoning.
fn of_day(points: &[SeriesPoint], day: Date) -> Option<Figure<u64>> {
    let point = points.iter().find(|point| point.begins.date() == day)?;
    let figure = point.figure;
    if !figure.value.is_finite() || figure.value < 0.0 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of subscribers is not negative and far below 2^53"
    )]
    let value = figure.value.round() as u64;
    Some(Figure::estimated(value, figure.source, figure.observed_at))
}
