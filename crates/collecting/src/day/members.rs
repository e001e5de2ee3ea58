//! How many subscribers: exact where anybody says so exactly.

use channel_sources::{Figure, LandingKind, Period, Precision, Series, SeriesPoint, Source, SourceError, Span};
use channels::calendar::{begins, ends};
use channels::day::Part;
use channels::state::Trouble;
use jiff::civil::Date;

use super::{DayWork, is_final};
use crate::account;
use crate::collector::Again;
use crate::gate::Denied;
use crate::reading;
use crate::state::{change_state, note_members};

/// The card's count, while nobody has said that the name is still the followed channel's.
pub(super) struct ByCard {
    members: Figure<u64>,
    /// Why the Bot API did not count.
    trouble: Option<Trouble>,
}

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
        match self.count_by_account(&from_bot).await {
            Ok(Some(members)) => return self.counted(members).await,
            // Another channel's; settled already.
            Ok(None) if self.day.is_settled() => return Ok(()),
            Ok(None) => {}
            Err(denied @ Denied::Table(_)) => return self.denied(Part::Members, denied),
            Err(denied) => {
                tracing::info!(error = %denied, channel = %self.day.channel, "day.no_account: the account did not count a channel's subscribers");
            }
        }
        let from_card = match self.count_by_card().await {
            Ok(members) if self.is_proven() => return self.counted(members).await,
            Ok(members) => {
                let trouble = self.trouble_of(Source::BotApi, &from_bot);
                self.by_card = Some(ByCard { members, trouble });
                self.denied(Part::Members, wait_for_another_word(from_bot))?;
                return self.save().await;
            }
            Err(denied) => denied,
        };
        self.note(Source::BotApi, &from_bot);
        self.note(Source::Preview, &from_card);
        // Nothing is final on one witness's word.
        let denied = match (&from_bot, &from_card) {
            (Denied::Failed(bot), Denied::Failed(card)) if is_final(bot) && is_final(card) => from_card,
            (Denied::Failed(bot), _) if is_final(bot) => wait_for_another_word(from_card),
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

    /// A person's account, where there is one and the Bot API refused: exact, and it says whose the name is. `None` when there is none,
    /// and when it is another channel now.
    async fn count_by_account(&mut self, from_bot: &Denied) -> Result<Option<Figure<u64>>, Denied> {
        if matches!(from_bot, Denied::NoTime) {
            return Ok(None);
        }
        let name = self.day.channel.clone();
        let Some((chat_id, members)) = account::members(self.collector, &name, self.errand).await? else {
            return Ok(None);
        };
        let is_same = self.is_same(Source::MtProto, chat_id).await?;
        Ok(is_same.then_some(members))
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
        self.has_seen_number = true;
        if self.coverage.chat_id.is_none() {
            let table = &self.collector.services.table;
            change_state(table, &self.day.channel, |state| state.chat_id = Some(found)).await?;
            self.coverage.chat_id = Some(found);
            self.coverage.save(table).await?;
        }
        Ok(true)
    }

    /// Whether what a page without a number says is the followed channel's: somebody has just said so, or there is nothing to compare with.
    pub(super) fn is_proven(&self) -> bool {
        self.has_seen_number || self.chat_id.is_none()
    }

    /// The card does not say whose the name is, so its count stands once a page of posts has said it.
    pub(super) async fn believe_card(&mut self) -> Result<(), Again> {
        let Some(ByCard { members, trouble }) = self.by_card.take() else {
            return Ok(());
        };
        if !self.is_waiting(Part::Members) {
            return Ok(());
        }
        if !self.is_proven() && !self.has_asked_preview {
            match reading::ask(self.collector, &self.day.channel, None, self.errand).await {
                Ok(page) => {
                    if !self.is_shown(&page).await.or_else(nothing_said)? {
                        return Ok(());
                    }
                }
                Err(denied) => drop(nothing_said(denied)?),
            }
        }
        if self.is_proven() {
            return self.counted(members).await;
        }
        if let Some(trouble) = trouble {
            self.trouble.get_or_insert(trouble);
        }
        Ok(())
    }

    async fn counted(&mut self, members: Figure<u64>) -> Result<(), Again> {
        let table = &self.collector.services.table;
        change_state(table, &self.day.channel, |state| note_members(state, members)).await?;
        let source = members.source;
        self.day.members = Some(members);
        self.done(Part::Members, source);
        self.save().await
    }

    /// Nobody said it exactly yet: a rounded or an estimated number is better than none, and is shown as such. The part goes on
    /// waiting for the exact one, as long as it can still come.
    pub(super) async fn less_exact_members(&mut self) -> Result<(), Again> {
        if !self.is_waiting(Part::Members) || self.is_late() {
            return Ok(());
        }
        let Some(best) = self
            .day
            .members_by_others
            .iter()
            .copied()
            .min_by_key(|said| said.source)
        else {
            return Ok(());
        };
        // The header of the channel's own page, short enough to be written out.
        if best.precision == Precision::Exact && best.source == Source::Preview {
            return self.counted(best).await;
        }
        if self.day.members == Some(best) {
            return Ok(());
        }
        self.day.members = Some(best);
        let to = ends(self.day.day);
        change_state(&self.collector.services.table, &self.day.channel, |state| {
            if state.members.is_none_or(|known| known.observed_at < to) {
                state.members = Some(best);
            }
        })
        .await?;
        self.save().await
    }

    /// What others said, beside the best.
    pub(super) fn said_by_others(&mut self, members: Figure<u64>) {
        let others = &mut self.day.members_by_others;
        others.retain(|known| known.source != members.source);
        others.push(members);
    }

    /// Whether somebody can still say how many subscribed on a day that is over for good.
    pub(super) fn has_series(&self) -> bool {
        let services = &self.collector.services;
        services.tgstat.is_some() || services.telemetr.is_some()
    }

    /// A day that is over for good: only a service that keeps series can still say how many there were. One that does not answer now
    /// is asked again.
    async fn late_members(&mut self) -> Result<(), Again> {
        let services = &self.collector.services;
        let (name, day) = (self.day.channel.clone(), self.day.day);
        let span = Span {
            from: begins(day),
            to: ends(day),
        };
        let mut waits = None;
        if let Some(tgstat) = &services.tgstat {
            let call = tgstat.series(&name, Series::Subscribers, Period::Day, Some(span));
            match self.collector.ask(Source::TgStat, self.errand, call).await {
                Ok(points) => {
                    if let Some(members) = of_day(&points, day) {
                        return self.counted(members).await;
                    }
                }
                Err(denied) => waits = Some(denied).filter(may_tell_later),
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
                Err(denied) => waits = waits.or(Some(denied).filter(may_tell_later)),
            }
        }
        match waits {
            Some(denied) => self.denied(Part::Members, denied)?,
            None => self.missing(Part::Members, "late"),
        }
        self.save().await
    }
}

/// Whether a service that did not tell a day of its series may tell it another time.
fn may_tell_later(denied: &Denied) -> bool {
    match denied {
        Denied::Failed(error) => {
            !is_final(error) && !matches!(error, SourceError::NotTracked | SourceError::Refused { .. })
        }
        Denied::Table(_) | Denied::NoTime | Denied::Shut { .. } => true,
    }
}

/// A page that does not come says nothing of whose the name is; without the table nothing goes on.
fn nothing_said(denied: Denied) -> Result<bool, Again> {
    match denied {
        Denied::Table(error) => Err(error.into()),
        _ => Ok(true),
    }
}

/// One source says "never", the other says otherwise or nothing: they are asked again.
fn wait_for_another_word(denied: Denied) -> Denied {
    match denied {
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
