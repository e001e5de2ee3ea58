//! A user's catches, history and figures, as a story arranges and reads them.

use accounts::balance::Balance;
use accounts::history::{HistoryLine, Operation};
use accounts::speed::{SHARDS, Scope, SpeedDay};
use booking::watches::Watches;
use jiff::tz::TimeZone;
use store::StoreError;
use telegram::UserId;

use crate::world::World;

/// A day's figures that stories look at: openings, attempts, caught, lost.
pub type Figures = (u64, u64, u64, u64);

impl World {
    /// What may be done with watches, as the webhook does it.
    pub fn watches(&self) -> Watches {
        Watches {
            table: self.table.clone(),
            trial_catches: 2,
            most_watches: 100,
            pace: self.pace,
        }
    }

    /// Changes a user's catches as a payment, a refund or an admin would, whoever else changes them at the same time.
    pub async fn changes_balance(&self, user: i64, change: impl Fn(&Balance) -> Balance) {
        let user = UserId(user);
        loop {
            let stored = self.table.get::<Balance>(&Balance::key_of(user)).await.unwrap();
            let written = match stored {
                Some(stored) => {
                    let changed = change(&stored.record);
                    self.table.replace(&changed, stored.version).await.map(|_| ())
                }
                None => self.table.insert(&change(&Balance::trial(user, 2))).await,
            };
            match written {
                Ok(()) => return,
                Err(StoreError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// A user's catches are used up.
    pub async fn uses_up_catches(&self, user: i64) {
        self.changes_balance(user, |balance| Balance {
            left: 0,
            ..balance.clone()
        })
        .await;
    }

    /// A user pays for catches; what waited for them goes on.
    pub async fn buys_catches(&self, user: i64, catches: u32) {
        self.changes_balance(user, |balance| balance.credit(catches)).await;
        self.watches().wake(UserId(user), self.hands.now()).await.unwrap();
    }

    /// A user's history, oldest first.
    pub async fn history_of(&self, user: i64) -> Vec<Operation> {
        let lines = self
            .table
            .list::<HistoryLine>(&format!("USER#{user}"), HistoryLine::PREFIX)
            .await
            .unwrap();
        lines.into_iter().map(|stored| stored.record.what).collect()
    }

    /// A user's figures of today.
    pub async fn figures_of(&self, user: i64) -> Figures {
        let day = self.speed_day(Scope::User(UserId(user))).await;
        day.map_or((0, 0, 0, 0), |day| (day.openings, day.attempts, day.caught, day.lost))
    }

    /// The whole service's figures of today.
    pub async fn service_figures(&self) -> Figures {
        let mut sum = (0, 0, 0, 0);
        for shard in 0..SHARDS {
            if let Some(day) = self.speed_day(Scope::Service(shard)).await {
                sum = (
                    sum.0 + day.openings,
                    sum.1 + day.attempts,
                    sum.2 + day.caught,
                    sum.3 + day.lost,
                );
            }
        }
        sum
    }

    /// One scope's figures of today.
    pub async fn speed_day(&self, scope: Scope) -> Option<SpeedDay> {
        let today = self.hands.now().to_zoned(TimeZone::UTC).date();
        let stored = self.table.get::<SpeedDay>(&scope.key_of(today)).await.unwrap();
        stored.map(|stored| stored.record)
    }
}
