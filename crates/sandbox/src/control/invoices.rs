//! What an invoice's link asks for, as an app shows it before anybody pays.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::json;

use super::answers::{Refusal, Reply, good};
use crate::world::{World, lock};

/// Which invoice is wanted.
#[derive(Debug, Deserialize)]
pub struct Asked {
    link: String,
}

/// The invoice of a link, and what this person has to pay it with.
pub async fn show(State(world): State<Arc<World>>, Path(user): Path<i64>, Query(asked): Query<Asked>) -> Reply {
    let telegram = lock(&world.telegram);
    let invoice = telegram.stars.invoices.get(&asked.link);
    let invoice = invoice.ok_or_else(|| Refusal::missing(format!("there is no invoice {}", asked.link)))?;
    good(json!({
        "invoice_link": asked.link, "title": invoice.title, "description": invoice.description, "stars": invoice.amount,
        "subscription_period": invoice.period_s, "balance": telegram.stars.balance(user)
    }))
}
