//! The world in a file: written when the sandbox stops, read when it starts.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::channels::book::Channels;
use crate::clock::Setting;
use crate::gateway::ledger::Gateway;
use crate::telegram::limits::SendLimits;
use crate::telegram::state::Telegram;
use crate::wb::state::Wildberries;
use crate::world::{World, lock};

/// Why the state file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It could not be read.
    #[error("the state file {path} cannot be read: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is not a state this version understands.
    #[error("the state file {path} is not understood, remove it to start afresh: {error}")]
    Understand {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: serde_json::Error,
    },
    /// It could not be written.
    #[error("the state file {path} cannot be written: {error}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

/// Everything that outlives a restart. The ledger, the faults and the rate buckets do not.
#[derive(Serialize, Deserialize)]
struct Saved {
    clock: Setting,
    telegram: Telegram,
    wb: Wildberries,
    gateway: Gateway,
    #[serde(default)]
    channels: Channels,
    last_update_id: i64,
    waiting_updates: Vec<(i64, String)>,
    last_seq: u64,
}

/// Puts the saved world in place of the fresh one; no file is a fresh world.
pub fn load(world: &World, path: &Path) -> Result<(), StateError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(StateError::Read {
                path: path.to_owned(),
                error,
            });
        }
    };
    let saved: Saved = serde_json::from_slice(&text).map_err(|error| StateError::Understand {
        path: path.to_owned(),
        error,
    })?;
    world.clock.set(saved.clock);
    let ways = {
        let mut telegram = lock(&world.telegram);
        let token = std::mem::take(&mut telegram.token);
        *telegram = Telegram {
            token,
            limits: SendLimits::default(),
            ..saved.telegram
        };
        telegram.webhook.as_ref().map(|webhook| webhook.max_connections)
    };
    *lock(&world.wb) = saved.wb;
    *lock(&world.gateway) = saved.gateway;
    *lock(&world.channels) = saved.channels;
    lock(&world.ledger).resume_after(saved.last_seq);
    if let Some(ways) = ways {
        world.outbox.open_ways(ways);
    }
    world
        .outbox
        .restore(saved.last_update_id, saved.waiting_updates, world.clock.now_ms());
    Ok(())
}

/// Writes the world beside the file first, so that a half-written state never takes its place.
pub fn save(world: &World, path: &Path) -> Result<(), StateError> {
    let failed = |error| StateError::Write {
        path: path.to_owned(),
        error,
    };
    let (last_update_id, waiting_updates) = world.outbox.saved();
    let text = {
        #[derive(Serialize)]
        struct Parts<'a> {
            clock: Setting,
            telegram: &'a Telegram,
            wb: &'a Wildberries,
            gateway: &'a Gateway,
            channels: &'a Channels,
            last_update_id: i64,
            waiting_updates: Vec<(i64, String)>,
            last_seq: u64,
        }
        let last_seq = lock(&world.ledger).last_seq();
        let channels = lock(&world.channels);
        let gateway = lock(&world.gateway);
        let wb = lock(&world.wb);
        let telegram = lock(&world.telegram);
        let clock = world.clock.setting();
        let parts = Parts {
            clock,
            telegram: &telegram,
            wb: &wb,
            gateway: &gateway,
            channels: &channels,
            last_update_id,
            waiting_updates,
            last_seq,
        };
        serde_json::to_vec(&parts).map_err(|error| failed(error.into()))?
    };
    let beside = path.with_extension("part");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(failed)
}
