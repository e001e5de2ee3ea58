//! The sandbox as a program: `SANDBOX_PORT`, `SANDBOX_STATE` and `BOT_TOKEN` say how. With the word `bridge` it brings the real
//! Telegram's updates to `WEBHOOK_URL` instead.

use std::env;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use reqwest::Url;
use sandbox::{Bridge, Config, Sandbox};
use tokio::signal::unix::{SignalKind, signal};
use tracing::Level;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = setting("LOG_LEVEL").and_then(|text| text.parse::<Targets>().ok());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter.unwrap_or_else(|| Targets::new().with_default(Level::INFO))))
        .init();
    let done = match env::args().nth(1).as_deref() {
        Some("bridge") => bridge().await,
        Some(other) => Err(format!(
            "there is no {other:?} here; without a word it is the sandbox, with \"bridge\" the bridge"
        )),
        None => run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("sandbox: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let port: u16 = match setting("SANDBOX_PORT") {
        None => 8080,
        Some(text) => text
            .parse()
            .map_err(|_| format!("SANDBOX_PORT must be a port number, not {text:?}"))?,
    };
    let config = Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        bot_token: setting("BOT_TOKEN").unwrap_or_else(|| Config::default().bot_token),
        state_file: setting("SANDBOX_STATE").map(Into::into),
        ..Config::default()
    };
    let mut interrupted = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminated = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let running = Sandbox::start(config).await.map_err(|error| error.to_string())?;
    tracing::info!(url = running.base_url(), "the sandbox is up");
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    tracing::info!("the sandbox stops");
    running.stop().await.map_err(|error| error.to_string())
}

/// Brings updates until the process is stopped.
async fn bridge() -> Result<(), String> {
    let needed = |name: &str| setting(name).ok_or_else(|| format!("{name} is not set"));
    let address = |name: &str, text: &str| Url::parse(text).map_err(|error| format!("{name} is no address: {error}"));
    let bridge = Bridge {
        api: address(
            "TELEGRAM_API_URL",
            &setting("TELEGRAM_API_URL").unwrap_or_else(|| "https://api.telegram.org".to_owned()),
        )?,
        token: needed("BOT_TOKEN")?,
        webhook: address("WEBHOOK_URL", &needed("WEBHOOK_URL")?)?,
        secret: needed("WEBHOOK_SECRET")?,
        pause: Duration::from_secs(2),
    };
    let mut interrupted = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let mut terminated = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    tokio::select! {
        never = bridge.run() => never,
        _ = interrupted.recv() => Ok(()),
        _ = terminated.recv() => Ok(()),
    }
}

fn setting(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}
