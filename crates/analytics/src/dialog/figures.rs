//! The room of one channel's figures.

use channels::ChannelName;
use channels::calendar::day_over_at;
use channels::errands::{ChannelErrand, ChartJob};
use jiff::ToSpan;
use store::StoreError;
use telegram::{Reply, Say};

use super::{Activity, AnalyticsModule, Screen};
use crate::overview::Overview;
use crate::texts::{adding, list, stats as texts};

/// Days shown without a wish.
const DAYS: u16 = 7;
/// Most days that are shown at once: three years.
const MOST_DAYS: u16 = 1095;
/// Orders for the same picture within so many seconds are one.
const ONE_ORDER_S: i64 = 10;

impl AnalyticsModule {
    pub(super) async fn stats_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        let language = screen.language();
        let mut words = argument.split_whitespace();
        let Some(first) = words.next() else {
            return self.stats_of_only(screen).await;
        };
        let name = match ChannelName::try_from(first) {
            Ok(name) => name,
            Err(bad) => return Ok(screen.remark(adding::bad_name(language, bad))),
        };
        let days = match words.next().map(str::parse) {
            None => DAYS,
            Some(Ok(days)) if (1..=MOST_DAYS).contains(&days) => days,
            Some(_) => return Ok(screen.remark(texts::bad_days(language, MOST_DAYS))),
        };
        self.show_stats(screen, &name, days).await
    }

    /// Without a name: the only channel, or the list to choose from.
    async fn stats_of_only(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let mine = self.services.channels.of_user(screen.request().user).await?;
        match mine.as_slice() {
            [only] => self.show_stats(screen, &only.channel, DAYS).await,
            _ => self.show_list(screen, 0).await,
        }
    }

    pub(super) async fn show_stats(
        &self,
        screen: &Screen<'_>,
        name: &ChannelName,
        days: u16,
    ) -> Result<Reply, StoreError> {
        let Some(overview) = self.overview(screen, name, days.clamp(1, MOST_DAYS)).await? else {
            return Ok(screen.remark(list::not_followed(screen.language(), name)));
        };
        let view = texts::card(screen.language(), &overview, days, screen.request().now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn show_quality(&self, screen: &Screen<'_>, name: &ChannelName) -> Result<Reply, StoreError> {
        let Some(overview) = self.overview(screen, name, DAYS).await? else {
            return Ok(screen.remark(list::not_followed(screen.language(), name)));
        };
        let view = texts::quality(screen.language(), &overview, DAYS);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn order_chart(
        &self,
        screen: &Screen<'_>,
        names: Vec<ChannelName>,
        days: u16,
    ) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        for name in &names {
            if !self.services.channels.follows(request.user, name).await? {
                return Ok(screen.remark(list::not_followed(language, name)));
            }
        }
        let to = day_over_at(request.now);
        let from = to.saturating_sub((i64::from(days.clamp(1, MOST_DAYS)) - 1).days());
        let second = request.now.as_second();
        let job = ChartJob {
            user: request.user,
            chat: request.chat,
            language,
            channels: names,
            from,
            to,
            at: jiff::Timestamp::from_second(second - second.rem_euclid(ONE_ORDER_S)).unwrap_or(request.now),
        };
        self.order(request, ChannelErrand::Chart(job)).await?;
        Ok(screen.answer(Say::Toast(texts::chart_ordered(language))))
    }

    /// The figures of a channel that the user follows; `None` of any other.
    async fn overview(
        &self,
        screen: &Screen<'_>,
        name: &ChannelName,
        days: u16,
    ) -> Result<Option<Overview>, StoreError> {
        let request = screen.request();
        if !self.services.channels.follows(request.user, name).await? {
            return Ok(None);
        }
        Overview::of(&self.services.table, name, days, request.now).await
    }
}
