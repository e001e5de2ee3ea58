//! The warehouses between which stock can be moved: what the gateway's limits name.

use std::collections::BTreeMap;

use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};
use vault::Vault;
use wildberries::{Gateway, OfficeId, Quota};

use crate::rule::Office;

/// A list older than this is asked for anew when somebody wants to choose from it.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// The known warehouses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeList {
    /// When they were last asked for.
    pub at: Timestamp,
    /// By name.
    pub offices: Vec<Office>,
}

/// Finds out between which warehouses stock can be moved.
#[derive(Debug, Clone)]
pub struct Offices {
    /// The table.
    pub table: Table,
    /// The gateway.
    pub gateway: Gateway,
    /// Opens seller keys.
    pub vault: Vault,
}

impl OfficeList {
    /// Table key of the one list.
    pub fn table_key() -> Key {
        Key::new("MOVE#offices", "OFFICES")
    }

    /// The list that the gateway's limits make.
    pub fn of(quotas: &[Quota], at: Timestamp) -> Self {
        let offices: BTreeMap<OfficeId, &str> =
            quotas.iter().map(|quota| (quota.office, quota.name.as_str())).collect();
        let mut offices: Vec<Office> = offices
            .into_iter()
            .map(|(id, name)| Office {
                id,
                name: name.to_owned(),
            })
            .collect();
        offices.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        Self { at, offices }
    }

    /// A warehouse of that number.
    pub fn office(&self, id: OfficeId) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }
}

impl Record for OfficeList {
    const KIND: &'static str = "move_offices";

    fn key(&self) -> Key {
        Self::table_key()
    }
}

impl Offices {
    /// The warehouses, as lately known; if that is too long ago, as the gateway tells them to this key. `None` when nobody knows.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn list(&self, key: &KeyRecord, now: Timestamp) -> Result<Option<OfficeList>, StoreError> {
        let known = self.table.get::<OfficeList>(&OfficeList::table_key()).await?;
        let known = known
            .map(|stored| stored.record)
            .filter(|list| !list.offices.is_empty());
        if known.as_ref().is_some_and(|list| now.duration_since(list.at) < FRESH) {
            return Ok(known);
        }
        let Ok(secret) = keys::open(&self.vault, key).await else {
            return Ok(known);
        };
        match self.gateway.limits(&secret).await {
            Ok(quotas) if !quotas.is_empty() => {
                let list = OfficeList::of(&quotas, now);
                self.table.put(&list).await?;
                Ok(Some(list))
            }
            Ok(_) => Ok(known),
            Err(error) => {
                tracing::warn!(error = %error, "offices.unknown: the gateway did not tell its limits");
                Ok(known)
            }
        }
    }
}
