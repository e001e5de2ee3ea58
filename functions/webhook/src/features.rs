//! The features, joined to the world and to each other: the one place that knows them all.

mod channels;
mod office;

use std::sync::Arc;
use std::time::Duration;

use accounts::key_load::Tally;
use accounts::key_users::KeyUsers;
use billing::{BillingModule, BillingServices, Till};
use booking::dialog::{BookingModule, BookingServices};
use booking::official::Official;
use booking::orders::Orders;
use booking::watches::Watches;
use cabinet::{CabinetModule, CabinetServices};
use clock::Clock;
use keyring::dialog::KeyringModule;
use keyring::keys::Keys;
use lambda_kit::Aws;
use queue::Fifo;
use redistribution::dialog::{MoveModule, MoveServices};
use redistribution::offices::Offices;
use redistribution::rules::Rules;
use redistribution::stocks::Stocks;
use store::{Buckets, Table};
use telegram::{Client, Module};
use vault::Vault;
use wildberries::{Api, Gateway, Hosts};

use crate::config::Config;

/// The longest wait for Wildberries' stock report while somebody looks at the chat.
const STOCK_CALL: Duration = Duration::from_secs(6);
/// Redistribution rules a user may have that are not over.
const MOST_RULES: usize = 100;

/// What features are made of.
pub struct Ground<'a> {
    /// The settings.
    pub config: &'a Config,
    /// AWS.
    pub aws: &'a Aws,
    /// The table.
    pub table: Table,
    /// Telegram.
    pub client: Client,
    /// To Wildberries and the gateway.
    pub http: reqwest::Client,
    /// What keys are used for.
    pub tally: Tally,
    /// The time.
    pub clock: Clock,
}

impl Ground<'_> {
    /// Every feature, in the order of the menu.
    pub fn features(&self) -> Vec<Arc<dyn Module>> {
        let watches = self.watches();
        let keys = self.keys(vec![Arc::new(watches.clone()), Arc::new(self.rules())]);
        vec![
            Arc::new(self.booking(watches.clone())),
            Arc::new(self.redistribution()),
            Arc::new(KeyringModule::new(keys.clone())),
            Arc::new(self.billing(watches.clone())),
            Arc::new(self.cabinet(keys, watches)),
            Arc::new(self.analytics()),
            Arc::new(self.alerts()),
            Arc::new(self.reports()),
            Arc::new(self.office()),
        ]
    }

    fn watches(&self) -> Watches {
        Watches {
            table: self.table.clone(),
            trial_catches: self.config.trial_catches,
            most_watches: self.config.max_watches,
            pace: self.config.booking_pace,
        }
    }

    fn booking(&self, watches: Watches) -> BookingModule {
        BookingModule::new(BookingServices {
            watches,
            orders: Orders {
                table: self.table.clone(),
                official: Official {
                    api: self.api(),
                    buckets: Buckets::new(self.table.clone()),
                    vault: self.vault(),
                    tally: self.tally.clone(),
                },
            },
            gateway: self.config.books_through_gateway,
            table: self.table.clone(),
            bookings: self.queue(&self.config.bookings_queue),
            files: self.client.clone(),
        })
    }

    fn keys(&self, users: Vec<Arc<dyn KeyUsers>>) -> Keys {
        Keys {
            table: self.table.clone(),
            vault: self.vault(),
            api: self.api(),
            accept_test_keys: self.config.accept_test_keys,
            pace: self.config.booking_pace,
            users,
        }
    }

    fn redistribution(&self) -> MoveModule {
        let gateway = self.config.gateway_url.clone();
        MoveModule::new(MoveServices {
            rules: self.rules(),
            stocks: Stocks {
                table: self.table.clone(),
                api: self.api().with_analytics(self.config.wb_analytics_url.clone()),
                buckets: Buckets::new(self.table.clone()),
                vault: self.vault(),
                answer_within: STOCK_CALL,
            },
            offices: gateway.map(|url| Offices {
                table: self.table.clone(),
                gateway: Gateway::new(self.http.clone(), url),
                vault: self.vault(),
            }),
            hours: self.config.move_windows.clone(),
            table: self.table.clone(),
        })
    }

    /// What waited for catches goes on with every payment.
    fn billing(&self, watches: Watches) -> BillingModule {
        let clock = self.clock.clone();
        BillingModule::new(BillingServices {
            till: self.till(),
            offers: self.config.offers.clone(),
            support_contact: self.config.support_contact.clone(),
            admins: self.config.admins.clone(),
            after_credit: Arc::new(move |user| {
                let (watches, clock) = (watches.clone(), clock.clone());
                Box::pin(async move { watches.wake(user, clock.now()).await })
            }),
        })
    }

    fn till(&self) -> Till {
        Till {
            table: self.table.clone(),
            client: self.client.clone(),
            notifications: self.queue(&self.config.notifications_queue),
            trial_catches: self.config.trial_catches,
        }
    }

    /// What works for the user ends before the keys it works with: nothing under way loses its key before it has come to its end.
    fn cabinet(&self, keys: Keys, watches: Watches) -> CabinetModule {
        CabinetModule::new(CabinetServices {
            table: self.table.clone(),
            features: vec![
                Arc::new(watches),
                Arc::new(self.rules()),
                Arc::new(keys),
                Arc::new(self.till()),
                Arc::new(self.analytics_services()),
                Arc::new(self.alert_services()),
                Arc::new(self.report_services()),
            ],
            reports: self.queue(&self.config.reports_queue),
        })
    }

    fn rules(&self) -> Rules {
        Rules {
            table: self.table.clone(),
            most_rules: MOST_RULES,
        }
    }

    fn api(&self) -> Api {
        let hosts = Hosts {
            common: self.config.wb_common_url.clone(),
            supplies: self.config.wb_supplies_url.clone(),
        };
        Api::new(self.http.clone(), hosts)
    }

    fn vault(&self) -> Vault {
        Vault::new(self.aws.kms.clone(), self.config.kms_key.clone())
    }

    fn queue(&self, url: &str) -> Fifo {
        Fifo::new(self.aws.sqs.clone(), url.to_owned())
    }
}
