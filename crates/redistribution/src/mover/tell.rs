//! Telling: the seller learns of an end through the notification queue; only then is it written down as told.

use accounts::audience::language_of;
use queue::Envelope;
use store::{StoreError, Stored, TransactError, Write};
use telegram::{Notification, Topic};

use super::{Stop, Work};
use crate::request::{Outcome, Request};
use crate::rule::{PauseReason, Rule, RuleState};
use crate::texts::outcome as texts;

/// How often it is tried anew after the seller changed the rule in between.
const TRIES: usize = 10;

/// Whether an end is told at once. What merely did not work this time is shown on the rule's card.
pub(super) fn needs_word(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Moved { .. } | Outcome::Rejected { .. } | Outcome::NoKey | Outcome::Unsettled { .. } => true,
        Outcome::Nothing { .. } | Outcome::Exhausted | Outcome::TooActive { .. } | Outcome::Trouble => false,
    }
}

impl Work<'_> {
    /// Tells how a request ended, if that was not done.
    pub(super) async fn tell(&self, mut request: Stored<Request>, outcome: &Outcome) -> Result<Request, Stop> {
        if request.record.told {
            return Ok(request.record);
        }
        let record = &request.record;
        let rule_key = Rule::key_of(record.user, &record.rule);
        let rule = self.mover.table.get::<Rule>(&rule_key).await?;
        let language = language_of(&self.mover.table, record.user).await?;
        let said = Notification::new(
            format!("move-{}", record.id),
            record.chat,
            texts::message(language, record, outcome),
        );
        let said = match outcome {
            Outcome::Moved { .. } => said.about(Topic::Move),
            // What the seller has to act on is told whatever was chosen in the settings.
            _ => said,
        };
        let done = rule
            .as_ref()
            .map(|rule| &rule.record)
            .filter(|rule| rule.state == RuleState::Done);
        let done = done.filter(|_| matches!(outcome, Outcome::Moved { .. })).map(|rule| {
            let message = texts::done(language, rule).silently();
            Notification::new(format!("move-{}-done", record.id), record.chat, message).about(Topic::Move)
        });
        self.notify([Some(said), done].into_iter().flatten()).await?;
        request.record.told = true;
        self.note_told(&request, rule).await?;
        Ok(request.record)
    }

    /// Tells why a rule was paused that had no request to tell it with. The same pause is told once.
    pub(super) async fn tell_paused(&self, rule: &Rule) -> Result<(), Stop> {
        let RuleState::Paused(PauseReason::Key) = rule.state else {
            return Ok(());
        };
        let language = language_of(&self.mover.table, rule.user).await?;
        // By the round, not by the time: a worker who could not store the pause tells of the same one.
        let id = format!("move-{}-{}-no-key-{}-{}", rule.user, rule.id, rule.requests, rule.round);
        self.notify([Notification::new(id, rule.chat, texts::no_key(language, rule))])
            .await
    }

    pub(super) async fn notify(&self, notifications: impl IntoIterator<Item = Notification>) -> Result<(), Stop> {
        let queued_at_ms = self.now().as_millisecond();
        let envelopes: Vec<_> = notifications
            .into_iter()
            .map(|notification| Envelope::new(notification, self.trace, queued_at_ms))
            .collect();
        self.mover.notifications.send(&envelopes).await?;
        Ok(())
    }

    async fn note_told(&self, request: &Stored<Request>, mut rule: Option<Stored<Rule>>) -> Result<(), Stop> {
        for _ in 0..TRIES {
            let mut writes = vec![Write::replace(&request.record, request.version)];
            if let Some(Stored { record, version }) = rule
                && record.request.as_ref() == Some(&request.record.id)
            {
                let free = Rule {
                    request: None,
                    changed_at: self.now(),
                    ..record
                };
                writes.push(Write::replace(&free, version));
            }
            match self.mover.table.transact(writes, None).await {
                Ok(()) => return Ok(()),
                // The first write is the request's: somebody else has told it.
                Err(TransactError::Conflict { failed }) if failed.contains(&0) => {
                    return Err(StoreError::Conflict.into());
                }
                Err(TransactError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            rule = self.rule(request.record.user, &request.record.rule).await?;
        }
        Err(Stop::Again("the rule is being changed all the time".into()))
    }
}
