//! The room of the sources' health.

use channels::run::Run;
use channels::sources::SourceState;
use store::StoreError;
use telegram::{Reply, Say};

use super::{Activity, AnalyticsModule, Screen};
use crate::texts::health as texts;

impl AnalyticsModule {
    /// How the sources, the last collection and the queues are doing, and which of the user's channels are in trouble.
    pub(super) async fn show_health(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let (request, services) = (screen.request(), &self.services);
        let sources = SourceState::all(&services.table).await?;
        let run = Run::newest(&services.table, 1).await?.into_iter().next();
        let mut troubled = Vec::new();
        for following in services.channels.of_user(request.user).await? {
            let state = services.channels.state(&following.channel).await?;
            troubled.extend(state.trouble.map(|trouble| (following.channel, trouble)));
        }
        let view = texts::overview(
            screen.language(),
            &texts::Health {
                sources,
                run,
                queues: (services.queues)().await,
                troubled,
            },
            request.now,
        );
        Ok(screen.show(view, Activity::Browsing, Say::Nothing))
    }
}
