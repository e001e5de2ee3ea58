//! One channel's alerts for one follower. The state is written first, then told, then noted as told.

use accounts::audience::language_of;
use channels::channel::{Follower, Following};
use channels::errands::AlertKind;
use jiff::Timestamp;
use store::{StoreError, Stored, TransactError, User, Write};

use super::{AlertError, Judged, Judging, Known};
use crate::rules::{AlertRules, Rule, rule};
use crate::state::{AlertState, Looked, Turn};
use crate::verdict::{members, silence, trouble, views};

/// How many steps one kind takes at most: two facts may be told, what was left is told first, and others change the same state.
const TRIES: usize = 8;

impl Judging {
    pub(super) async fn judge_for(
        &self,
        known: &Known,
        follower: &Follower,
        trace: &str,
        now: Timestamp,
    ) -> Result<Judged, AlertError> {
        let (user, channel) = (follower.user, &follower.channel);
        let key = Following::key_of(user, channel);
        let Some(following) = self.table.get::<Following>(&key).await? else {
            return Ok(Judged::default());
        };
        let reader = self.table.get::<User>(&User::key_of(user.0)).await?;
        if reader.is_some_and(|user| user.record.blocked || user.record.banned) {
            return Ok(Judged::default());
        }
        let own = self.rules(AlertRules::key_of(user, Some(channel))).await?;
        let all = self.rules(AlertRules::key_of(user, None)).await?;
        let mut judged = Judged::default();
        let prefix = AlertState::of_channel(channel);
        let mut states = self.table.list::<AlertState>(&key.pk, &prefix).await?;
        for kind in AlertKind::ALL {
            let at = states.iter().position(|stored| stored.record.kind == kind);
            let stored = at.map(|at| states.swap_remove(at));
            let rule = rule([own.as_ref(), all.as_ref()], kind);
            for told in self
                .judge_kind(known, &following, (kind, rule), stored, trace, now)
                .await?
            {
                match told {
                    Turn::Raised => judged.raised += 1,
                    Turn::Recovered | Turn::NewNorm => judged.ended += 1,
                }
            }
        }
        Ok(judged)
    }

    /// Judges one kind, step by step until nothing is left to tell; says what was told anew.
    async fn judge_kind(
        &self,
        known: &Known,
        following: &Stored<Following>,
        (kind, rule): (AlertKind, Rule),
        mut stored: Option<Stored<AlertState>>,
        trace: &str,
        now: Timestamp,
    ) -> Result<Vec<Turn>, AlertError> {
        let Following {
            user, channel, since, ..
        } = &following.record;
        let mut told = Vec::new();
        for _ in 0..TRIES {
            let version = stored.as_ref().map(|stored| stored.version);
            let same_time = stored.filter(|stored| stored.record.followed_at == *since);
            let state = same_time.map(|stored| stored.record);
            let state = state.unwrap_or_else(|| AlertState::new(*user, channel.clone(), kind, *since));
            if let Some(version) = version
                && state.untold.is_some()
            {
                // Left by one who died before telling it; it goes out under the same id.
                self.tell(&state, version, &following.record, known, trace, now).await?;
            } else {
                let next = self.decide(known, state.clone(), rule, now).await?;
                if next == state {
                    return Ok(told);
                }
                match (self.write(&next, version, following).await?, &next.untold) {
                    (Some(version), Some(word)) => {
                        told.push(word.what);
                        self.tell(&next, version, &following.record, known, trace, now).await?;
                    }
                    (Some(_), None) => return Ok(told),
                    (None, _) if !self.still_follows(following).await? => return Ok(told),
                    (None, _) => {}
                }
            }
            stored = self.table.get(&AlertState::key_of(*user, channel, kind)).await?;
        }
        Err(StoreError::Conflict.into())
    }

    async fn decide(
        &self,
        known: &Known,
        state: AlertState,
        rule: Rule,
        now: Timestamp,
    ) -> Result<AlertState, StoreError> {
        Ok(match state.kind {
            AlertKind::Members => members::judge(state, known.state.members, &known.days, rule, now),
            AlertKind::Silence => silence::judge(state, &known.state, rule, now),
            AlertKind::Trouble => trouble::judge(state, &known.state, known.channel.since, rule, now),
            AlertKind::Views if !rule.on => views::judge(state, &[], now, rule, now),
            AlertKind::Views => {
                let Some(proven_at) = known.state.posts_proven_at else {
                    return Ok(state);
                };
                let look = Looked {
                    proven_at,
                    threshold: rule.threshold,
                };
                // The same looks at the same posts say the same.
                if state.looked == Some(look) {
                    return Ok(state);
                }
                let posts = self.posts(known, now).await?;
                views::judge(state, posts, proven_at, rule, now)
            }
        })
    }

    /// The version it was written with; `None` when somebody was faster or the user has left the channel.
    async fn write(
        &self,
        state: &AlertState,
        version: Option<u64>,
        following: &Stored<Following>,
    ) -> Result<Option<u64>, StoreError> {
        let write = match version {
            Some(version) => Write::replace(state, version),
            None => Write::insert(state),
        };
        let key = Following::key_of(state.user, &state.channel);
        let follows = Write::check_version::<Following>(key, following.version);
        match self.table.transact(vec![write, follows], None).await {
            Ok(()) => Ok(Some(version.unwrap_or(0) + 1)),
            Err(TransactError::Conflict { .. }) => Ok(None),
            Err(TransactError::Store(error)) => Err(error),
        }
    }

    async fn still_follows(&self, following: &Stored<Following>) -> Result<bool, StoreError> {
        let Following { user, channel, .. } = &following.record;
        let stored = self.table.get::<Following>(&Following::key_of(*user, channel)).await?;
        Ok(stored.as_ref() == Some(following))
    }

    /// Tells what is written, and notes that it is told. Asked again it has the same ids.
    async fn tell(
        &self,
        state: &AlertState,
        version: u64,
        following: &Following,
        known: &Known,
        trace: &str,
        now: Timestamp,
    ) -> Result<(), AlertError> {
        let Some(word) = &state.untold else {
            return Ok(());
        };
        let language = language_of(&self.table, state.user).await?;
        self.send(state, word, following, &known.channel, language, (trace, now))
            .await?;
        let told = AlertState {
            untold: None,
            ..state.clone()
        };
        match self.table.replace(&told, version).await {
            // Changed meanwhile: it is still noted as untold there, and its id keeps it from being sent again.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn rules(&self, key: store::Key) -> Result<Option<AlertRules>, StoreError> {
        let stored = self.table.get::<AlertRules>(&key).await?;
        Ok(stored.map(|stored| stored.record))
    }
}
