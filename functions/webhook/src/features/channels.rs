//! The features about channels.

use std::sync::Arc;

use alerts::{AlertServices, AlertsModule};
use analytics::{AnalyticsModule, AnalyticsServices, Introducer};
use channel_sources::{BotApi, Preview};
use channels::follow::Channels;
use office::Queues;
use reports::dialog::{ReportModule, ReportServices};

use super::Ground;

/// The queues that work for channels, by their names in `QUEUES`.
const QUEUES: [&str; 2] = ["collections", "reports"];

impl Ground<'_> {
    pub(super) fn analytics(&self) -> AnalyticsModule {
        AnalyticsModule::new(self.analytics_services())
    }

    pub(super) fn alerts(&self) -> AlertsModule {
        AlertsModule::new(self.alert_services())
    }

    pub(super) fn reports(&self) -> ReportModule {
        ReportModule::new(self.report_services())
    }

    pub(super) fn alert_services(&self) -> AlertServices {
        AlertServices {
            table: self.table.clone(),
            channels: self.followed(),
        }
    }

    pub(super) fn report_services(&self) -> ReportServices {
        ReportServices {
            table: self.table.clone(),
            channels: self.followed(),
            reports: self.queue(&self.config.reports_queue),
        }
    }

    /// Alerts about a channel end with it.
    pub(super) fn analytics_services(&self) -> AnalyticsServices {
        let alerts = self.alert_services();
        let queues = Queues::new(self.aws.sqs.clone(), self.config.queues.clone());
        AnalyticsServices {
            table: self.table.clone(),
            channels: self.followed(),
            introducer: Introducer {
                bot_api: BotApi::new(
                    self.http.clone(),
                    self.config.telegram_url.clone(),
                    self.config.bot_token.clone(),
                ),
                preview: Preview::new(self.http.clone(), self.config.t_me_url.clone()),
            },
            collections: self.queue(&self.config.collections_queue),
            reports: self.queue(&self.config.reports_queue),
            after_leave: Arc::new(move |user, channel| {
                let alerts = alerts.clone();
                Box::pin(async move { alerts.forget_channel(user, &channel).await })
            }),
            queues: Arc::new(move || {
                let queues = queues.clone();
                Box::pin(async move {
                    let all = queues.look().await.into_iter();
                    let ours = all.filter(|queue| QUEUES.contains(&queue.name.as_str()));
                    ours.map(|queue| (queue.name, queue.depth.map(|depth| depth.waiting)))
                        .collect()
                })
            }),
        }
    }

    fn followed(&self) -> Channels {
        Channels {
            table: self.table.clone(),
            most: self.config.max_channels,
        }
    }
}
