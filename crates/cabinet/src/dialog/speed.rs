//! The room of the figures.

use store::StoreError;
use telegram::{Reply, Say};

use super::press::SpeedPress;
use super::{Activity, CabinetModule, Screen};
use crate::speed::{Week, order_chart};
use crate::texts::speed as texts;

impl CabinetModule {
    /// The figures.
    pub(super) async fn show_speed(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (table, request) = (&self.services.table, screen.request());
        let own = Week::of_user(table, request.user, request.now).await?;
        let service = Week::of_service(table, request.now).await?;
        let view = texts::overview(screen.language(), &own, &service, request.now);
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }

    pub(super) async fn speed_press(&self, screen: &Screen<'_>, press: SpeedPress) -> Result<Reply, StoreError> {
        match press {
            SpeedPress::Show => self.show_speed(screen).await,
            SpeedPress::Chart => self.order_speed_chart(screen).await,
        }
    }

    async fn order_speed_chart(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, language) = (screen.request(), screen.language());
        let own = Week::of_user(&self.services.table, request.user, request.now).await?;
        if own.whole().attempts == 0 {
            return Ok(screen.answer(Say::Toast(texts::nothing_to_draw(language))));
        }
        let reader = (request.user, request.chat);
        order_chart(&self.services.reports, reader, language, &request.trace, request.now)
            .await
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(screen.answer(Say::Toast(texts::chart_ordered(language))))
    }
}
