//! A sandbox in this process, told what to be.

use jiff::Timestamp;
use sandbox::{Config, Running, Sandbox};
use serde_json::Value;

/// The world outside.
pub struct Outside {
    sandbox: Running,
    /// As the functions have it.
    pub http: reqwest::Client,
}

impl Outside {
    /// Starts it at this time, or now.
    pub async fn start(clock: Option<Timestamp>) -> anyhow::Result<Self> {
        let config = Config {
            start_clock: clock,
            ..Config::default()
        };
        Ok(Self {
            sandbox: Sandbox::start(config).await?,
            http: lambda_kit::http_client(),
        })
    }

    /// An address in it.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.sandbox.base_url())
    }

    /// Tells it something.
    pub async fn control(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.http.post(self.url(&format!("control/{path}"))).json(body);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Every request that one of the sources got.
    pub async fn calls(&self, target: &str) -> anyhow::Result<Vec<Value>> {
        let request = self.http.get(self.url(&format!("control/calls?target={target}")));
        Ok(request.send().await?.error_for_status()?.json().await?)
    }
}
