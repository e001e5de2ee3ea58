//! The room of the exports.

use channels::ChannelName;
use channels::calendar::day_over_at;
use channels::errands::{ChannelErrand, ExportJob};
use jiff::ToSpan;
use jiff::civil::Date;
use store::StoreError;
use telegram::{Calendar, CalendarAction, CalendarPress, Message, Month, Outcome, Reply, Say};

use super::choice::{Choice, Days, Which};
use super::export_words::{parse, parse_days};
use super::press::ExportPress;
use super::{Activity, ReportModule, Screen, say};
use crate::export::{MOST_CHANNELS, MOST_DAYS};
use crate::orders::Ordered;
use crate::texts::{export as texts, order};

impl ReportModule {
    pub(super) async fn export_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        if argument.is_empty() {
            return self.show_export(screen, Choice::usual(), Say::Nothing).await;
        }
        match parse(argument, day_over_at(screen.request().now)) {
            Ok(choice) => self.order_export(screen, &choice).await,
            Err(bad) => Ok(screen.remark(texts::bad_words(screen.language(), &bad))),
        }
    }

    pub(super) async fn export_press(&self, screen: &Screen<'_>, press: ExportPress) -> Result<Reply, StoreError> {
        match press {
            ExportPress::Card(choice) => self.show_export(screen, choice, Say::Nothing).await,
            ExportPress::Channels(page, choice) => {
                let mine = self.mine(screen).await?;
                let view = texts::channels(screen.language(), &mine, page, &choice);
                Ok(screen.show(view, Activity::Browsing, Say::Nothing))
            }
            ExportPress::Days(choice) => {
                let calendar = opened(day_over_at(screen.request().now));
                Ok(self.show_calendar(screen, choice, calendar, Say::Nothing))
            }
            ExportPress::Calendar(press) => self.calendar_press(screen, press).await,
            ExportPress::Write(choice) => self.order_export(screen, &choice).await,
        }
    }

    /// Days typed while the calendar is open.
    pub(super) async fn days_typed(
        &self,
        screen: &Screen<'_>,
        choice: &Choice,
        text: &str,
    ) -> Result<Reply, StoreError> {
        match parse_days(text, day_over_at(screen.request().now)) {
            Ok(days) => {
                let view = self.export_view(screen, &choice.over(days)).await?;
                Ok(screen.send(view, Activity::Browsing))
            }
            Err(bad) => Ok(screen.remark(texts::bad_words(screen.language(), &bad))),
        }
    }

    async fn show_export(&self, screen: &Screen<'_>, choice: Choice, say: Say) -> Result<Reply, StoreError> {
        let view = self.export_view(screen, &choice).await?;
        Ok(screen.show(view, Activity::Browsing, say))
    }

    async fn export_view(&self, screen: &Screen<'_>, choice: &Choice) -> Result<Message, StoreError> {
        let language = screen.language();
        let mine = self.mine(screen).await?;
        if mine.is_empty() {
            return Ok(order::no_channels(language));
        }
        // A channel that was left meanwhile is no choice any more.
        let choice = match &choice.which {
            Which::One(name) if !mine.contains(name) => choice.of(Which::All),
            _ => choice.clone(),
        };
        let days = choice.days.until(day_over_at(screen.request().now));
        Ok(texts::card(language, &choice, days, mine.len()))
    }

    fn show_calendar(&self, screen: &Screen<'_>, choice: Choice, calendar: Calendar, say: Say) -> Reply {
        let view = texts::calendar(screen.language(), &calendar);
        screen.show(view, Activity::Days { choice, calendar }, say)
    }

    async fn calendar_press(&self, screen: &Screen<'_>, press: CalendarPress) -> Result<Reply, StoreError> {
        let Activity::Days { choice, calendar } = screen.activity().clone() else {
            return Ok(screen.stale());
        };
        if !screen.is_here() {
            return Ok(screen.stale());
        }
        let language = screen.language();
        let last = day_over_at(screen.request().now);
        let mut calendar = calendar.moved_to(first_day(last), last);
        let say = match calendar.press(press) {
            Outcome::Done { from, to } => {
                let chosen = choice.over(Days::Between(from, to));
                return self.show_export(screen, chosen, Say::Nothing).await;
            }
            Outcome::Back => return self.show_export(screen, choice, Say::Nothing).await,
            Outcome::Changed | Outcome::Unchanged => Say::Nothing,
            Outcome::Restarted => Say::Toast(texts::restarted(language)),
            Outcome::PastDay => Say::Toast(texts::too_early(language)),
            Outcome::TooFar => Say::Toast(texts::not_over(language)),
            Outcome::NotChosen => Say::Toast(texts::not_chosen(language)),
        };
        Ok(self.show_calendar(screen, choice, calendar, say))
    }

    async fn order_export(&self, screen: &Screen<'_>, choice: &Choice) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let mine = self.mine(screen).await?;
        let channels = match &choice.which {
            _ if mine.is_empty() => return Ok(screen.remark(order::no_channels(language))),
            Which::All if mine.len() > MOST_CHANNELS => return Ok(say(screen, texts::too_many_channels(language))),
            Which::All => mine,
            Which::One(name) if mine.contains(name) => vec![name.clone()],
            Which::One(name) => return Ok(screen.remark(texts::not_followed(language, name))),
        };
        let errand = |at| {
            let (from, to) = choice.days.until(day_over_at(at));
            ChannelErrand::Export(ExportJob {
                user: request.user,
                chat: request.chat,
                language,
                channels,
                format: choice.format,
                from,
                to,
                at,
            })
        };
        self.order(screen, Ordered::Export, errand).await
    }

    /// The channels the user follows, by name.
    async fn mine(&self, screen: &Screen<'_>) -> Result<Vec<ChannelName>, StoreError> {
        let mine = self.services.channels.of_user(screen.request().user).await?;
        Ok(mine.into_iter().map(|following| following.channel).collect())
    }
}

/// A calendar of the days that may be exported, at the newest month.
fn opened(last: Date) -> Calendar {
    let mut calendar = Calendar::open(first_day(last), last);
    calendar.press(CalendarPress::of_month(CalendarAction::Next, Month::of(last)));
    calendar
}

fn first_day(last: Date) -> Date {
    last.saturating_sub((MOST_DAYS - 1).days())
}
