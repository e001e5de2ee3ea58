//! The room of the reports.

use accounts::preferences::Preferences;
use channels::errands::{ChannelErrand, Period, ReportJob};
use clock::moscow_date;
use store::StoreError;
use telegram::{Reply, Say, Topic};

use super::press::{Asked, ReportPress};
use super::{Activity, ReportModule, Screen};
use crate::orders::Ordered;
use crate::span::day_of_sending;
use crate::texts::{order, settings as texts};
use crate::wishes::{Change, ReportWishes};

impl ReportModule {
    pub(super) async fn report_command(&self, screen: &Screen<'_>, argument: &str) -> Result<Reply, StoreError> {
        if argument.is_empty() {
            return self.show_card(screen).await;
        }
        match Asked::parse(argument) {
            Some(asked) => self.order_report(screen, asked).await,
            None => Ok(screen.remark(texts::bad_argument(screen.language()))),
        }
    }

    pub(super) async fn report_press(&self, screen: &Screen<'_>, press: ReportPress) -> Result<Reply, StoreError> {
        match press {
            ReportPress::Show => self.show_card(screen).await,
            ReportPress::Write(asked) => self.order_report(screen, asked).await,
            ReportPress::Send(period, on) => self.change(screen, Change::Send(period, on)).await,
            ReportPress::Dark(on) => self.change(screen, Change::Dark(on)).await,
        }
    }

    async fn show_card(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let wishes = ReportWishes::of(&self.services.table, screen.request().user).await?;
        self.card(screen, &wishes, Say::Nothing).await
    }

    async fn change(&self, screen: &Screen<'_>, change: Change) -> Result<Reply, StoreError> {
        let wishes = ReportWishes::change(&self.services.table, screen.request().user, change).await?;
        self.card(screen, &wishes, Say::Toast(texts::saved(screen.language())))
            .await
    }

    async fn card(&self, screen: &Screen<'_>, wishes: &ReportWishes, say: Say) -> Result<Reply, StoreError> {
        let preferences = Preferences::of(&self.services.table, wishes.user).await?;
        let view = texts::card(screen.language(), wishes, preferences.mutes(Topic::Report));
        Ok(screen.show(view, Activity::Browsing, say))
    }

    async fn order_report(&self, screen: &Screen<'_>, asked: Asked) -> Result<Reply, StoreError> {
        let request = screen.request();
        if self.services.channels.of_user(request.user).await?.is_empty() {
            return Ok(screen.remark(order::no_channels(screen.language())));
        }
        let errand = |at| {
            let today = moscow_date(at);
            let (period, day) = match asked {
                Asked::Now => (Period::Week, today),
                Asked::Week => (Period::Week, day_of_sending(Period::Week, today)),
                Asked::Month => (Period::Month, day_of_sending(Period::Month, today)),
            };
            ChannelErrand::Report(ReportJob {
                user: request.user,
                chat: request.chat,
                period,
                day,
                asked_at: Some(at),
            })
        };
        self.order(screen, Ordered::Report, errand).await
    }
}
