//! The lookout's work in a shift: a look at the quotas, and its figures.

use lambda_kit::{Metric, Metrics};
use redistribution::lookout::{Look, LookError, LookNote, Lookout};
use shift::{Step, Watchman};
use store::{Lease, StoreError};

/// The lookout on its shift.
pub struct OnShift<'a> {
    /// The lookout.
    pub lookout: Lookout,
    /// Where its figures go.
    pub metrics: &'a Metrics,
}

impl Watchman for OnShift<'_> {
    type Note = LookNote;
    type Error = LookError;

    async fn refresh(&mut self) -> Result<(), StoreError> {
        self.lookout.refresh().await
    }

    async fn take_over(&mut self, _: &Lease, note: Option<&LookNote>) -> Result<(), LookError> {
        self.lookout.take_over(note).await
    }

    async fn step(&mut self, _: &Lease) -> Step {
        match self.lookout.step().await {
            Ok(look) => report(self.metrics, &look),
            Err(error) => tracing::error!(error = %error, "lookout.look_failed: the look will be repeated"),
        }
        Step::Done
    }

    fn note(&self) -> LookNote {
        self.lookout.note()
    }

    fn stays(&self) -> bool {
        self.lookout.is_on_watch()
    }
}

fn report(metrics: &Metrics, look: &Look) {
    if !look.asked {
        return;
    }
    let mut figures = vec![(Metric::MoveLooks, 1.0), (Metric::MoveRules, look.rules as f64)];
    if let Some(error) = &look.error {
        figures.push((Metric::MoveLookErrors, 1.0));
        tracing::warn!(
            error,
            "lookout.no_answer: the gateway did not tell the quotas this time"
        );
    }
    if look.jobs > 0 {
        figures.push((Metric::MoveJobsQueued, look.jobs as f64));
        tracing::info!(jobs = look.jobs, "quotas.open: rules ask for their stock to be moved");
    }
    metrics.emit(&figures);
}
