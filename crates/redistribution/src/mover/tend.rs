//! Looking after a rule that cannot go on by itself.

use accounts::audience::language_of;
use clock::moscow_date;
use store::{StoreError, Stored};
use telegram::{Notification, Topic};

use super::{Finish, Skip, Stop, Work, finished};
use crate::job::TendRule;
use crate::rule::{PauseReason, Refusal, Rule, RuleState, Why};
use crate::rules::fit_keys;
use crate::texts::outcome as texts;

impl Work<'_> {
    /// Finishes a request whose job was lost; closes a rule whose last day is over; pauses one whose shop has no key.
    pub(super) async fn tend(&self, job: &TendRule) -> Result<Finish, Stop> {
        let Some(rule) = self.rule(job.user, &job.rule).await? else {
            return Ok(Finish::Skipped(Skip::NotWaiting));
        };
        if let Some(request) = rule.record.request.clone() {
            let ended = self.finish(&rule.record, &request).await?;
            return Ok(finished(ended.into_iter().collect(), Skip::AlreadyOver));
        }
        let now = self.now();
        match rule.record.state {
            RuleState::Waiting if rule.record.until < moscow_date(now) => self.close(rule).await,
            // A worker that closed it may not have come to tell; the message's id keeps it from being told twice.
            RuleState::Passed => self.tell_passed(&rule.record).await,
            RuleState::Waiting => {
                let keys = fit_keys(&self.mover.table, job.user, &rule.record.seller, now).await?;
                if keys.is_empty() {
                    return self.pause_without_key(rule).await;
                }
                Ok(Finish::Skipped(Skip::NothingToAsk))
            }
            _ => Ok(Finish::Skipped(Skip::NotWaiting)),
        }
    }

    async fn close(&self, rule: Stored<Rule>) -> Result<Finish, Stop> {
        let closed = rule.record.with_state(RuleState::Passed, self.now());
        match self.mover.table.replace(&closed, rule.version).await {
            Ok(_) => self.tell_passed(&closed).await,
            // Whoever changed it, the lookout looks at it again.
            Err(StoreError::Conflict) => Ok(Finish::Skipped(Skip::Outdated)),
            Err(error) => Err(error.into()),
        }
    }

    async fn tell_passed(&self, rule: &Rule) -> Result<Finish, Stop> {
        let language = language_of(&self.mover.table, rule.user).await?;
        let id = format!("move-{}-{}-passed-{}", rule.user, rule.id, rule.until);
        let told = Notification::new(id, rule.chat, texts::passed(language, rule)).about(Topic::Move);
        self.notify([told]).await?;
        tracing::info!(rule = %rule.id, moved = rule.moved(), left = rule.left(), "move.passed: a rule's last day is over, it is closed");
        Ok(Finish::Tended)
    }

    async fn pause_without_key(&self, rule: Stored<Rule>) -> Result<Finish, Stop> {
        let now = self.now();
        let mut paused = rule.record.with_state(RuleState::Paused(PauseReason::Key), now);
        paused.refusal = Some(Refusal { at: now, why: Why::Key });
        // Told first: if this stops half-way, the rule is found again and the message has the same id.
        self.tell_paused(&paused).await?;
        match self.mover.table.replace(&paused, rule.version).await {
            Ok(_) => Ok(Finish::Tended),
            Err(StoreError::Conflict) => Ok(Finish::Skipped(Skip::Outdated)),
            Err(error) => Err(error.into()),
        }
    }
}
