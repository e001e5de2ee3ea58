//! Starting and stopping the sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::Setting;
use crate::connection::{CuttableListener, Line};
use crate::saved::{StateError, load, save};
use crate::world::{World, lock};
use crate::{control, gateway, playground, telegram, telemetr, tgstat, tme, wb};

/// How long open calls may take to finish when the sandbox stops.
const LAST_CALLS: Duration = Duration::from_secs(3);

/// How a sandbox starts.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The bot's token, its id before the colon.
    pub bot_token: String,
    /// Where the world is kept between runs, if anywhere.
    pub state_file: Option<PathBuf>,
    /// Where the dice that decide faults start.
    pub seed: u64,
    /// The moment at which the clock stands; without it the clock runs with the machine's,
    /// or as the state file says.
    pub start_clock: Option<Timestamp>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            bot_token: "42:sandbox".to_owned(),
            state_file: None,
            seed: 1,
            start_clock: None,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is not free, or not this machine's.
    #[error(
        "{address} cannot be listened on ({error}); is another sandbox running, or should SANDBOX_PORT be another?"
    )]
    Address {
        /// The address wanted.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The state file could not be used.
    #[error(transparent)]
    State(#[from] StateError),
}

/// The outside world on one machine.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts a sandbox; it runs until it is stopped or its handle is dropped.
    ///
    /// # Errors
    /// [`StartError`] when the address is taken or the state file cannot be used.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let Config {
            listen,
            bot_token,
            state_file,
            seed,
            start_clock,
        } = config;
        let world = Arc::new(World::new(bot_token, seed, Setting::default()));
        if let Some(path) = &state_file {
            load(&world, path)?;
        }
        if let Some(moment) = start_clock {
            world.clock.set(Setting {
                offset_ms: 0,
                frozen_at_ms: Some(moment.as_millisecond()),
            });
        }
        lock(&world.channels).begin(world.clock.now_ms());
        let refused = |error| StartError::Address { address: listen, error };
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let app = routes(&world)
            .with_state(world.clone())
            .into_make_service_with_connect_info::<Line>();
        let mut closing = world.closing.subscribe();
        let server = axum::serve(CuttableListener(listener), app).with_graceful_shutdown(async move {
            // An error means the world is gone, which is an end as well.
            let _closed = closing.wait_for(|closing| *closing).await;
        });
        let server = tokio::spawn(async move { server.await });
        world.outbox.wake(&world);
        Ok(Running {
            world,
            address,
            state_file,
            server,
        })
    }
}

/// A running sandbox.
pub struct Running {
    world: Arc<World>,
    address: SocketAddr,
    state_file: Option<PathBuf>,
    server: JoinHandle<std::io::Result<()>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// `http://127.0.0.1:<port>`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The time it is in the sandbox.
    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Stops: no new calls, open ones may finish for three seconds, the world is saved.
    ///
    /// # Errors
    /// [`StateError`] when the state file cannot be written.
    pub async fn stop(mut self) -> Result<(), StateError> {
        self.world.closing.send_replace(true);
        self.world.stir();
        if tokio::time::timeout(LAST_CALLS, &mut self.server).await.is_err() {
            self.server.abort();
        }
        match &self.state_file {
            Some(path) => save(&self.world, path),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.closing.send_replace(true);
    }
}

fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    playground::routes()
        .merge(telegram::http::routes())
        .merge(wb::http::routes())
        .merge(gateway::http::routes())
        .merge(tme::http::routes())
        .merge(tgstat::http::routes())
        .merge(telemetr::http::routes())
        .merge(control::routes(world))
}
