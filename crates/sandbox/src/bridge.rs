//! The real Telegram brought to a webhook that Telegram cannot reach: updates are fetched by long polling and posted as Telegram would.

use std::time::Duration;

use reqwest::{Client, Url};
use serde_json::{Value, json};

/// How long one question for updates stays open, seconds.
const LONG_POLL_S: u64 = 50;

/// What the bridge joins.
#[derive(Clone)]
pub struct Bridge {
    /// Telegram's Bot API.
    pub api: Url,
    /// The bot's token.
    pub token: String,
    /// Where updates are posted.
    pub webhook: Url,
    /// The secret header's value.
    pub secret: String,
    /// Pause after a failure, of either side.
    pub pause: Duration,
}

impl Bridge {
    /// Carries updates for ever. Messages of failures name no token.
    pub async fn run(self) -> ! {
        let http = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(LONG_POLL_S + 10))
            .build()
            .expect("a client without special settings can be built");
        let mut offset = 0;
        self.free_updates(&http).await;
        loop {
            match self.fetch(&http, offset).await {
                Ok(updates) => {
                    for update in updates {
                        let id = update["update_id"].as_i64().unwrap_or(offset);
                        self.deliver(&http, &update).await;
                        offset = offset.max(id + 1);
                    }
                }
                Err(why) => {
                    tracing::warn!(target: "sandbox.bridge", why, "Telegram gave no updates");
                    tokio::time::sleep(self.pause).await;
                }
            }
        }
    }

    /// Updates can be fetched only while no webhook is set.
    async fn free_updates(&self, http: &Client) {
        while let Err(why) = self.call(http, "deleteWebhook", &json!({})).await {
            tracing::warn!(target: "sandbox.bridge", why, "Telegram cannot be reached");
            tokio::time::sleep(self.pause).await;
        }
    }

    async fn fetch(&self, http: &Client, offset: i64) -> Result<Vec<Value>, String> {
        let question = json!({"offset": offset, "timeout": LONG_POLL_S});
        let answer = self.call(http, "getUpdates", &question).await?;
        Ok(answer.as_array().cloned().unwrap_or_default())
    }

    /// Posts an update until it is accepted, as Telegram does; carries out a call that comes back in the answer.
    async fn deliver(&self, http: &Client, update: &Value) {
        loop {
            let request = http
                .post(self.webhook.clone())
                .header("x-telegram-bot-api-secret-token", &self.secret)
                .json(update);
            match request.send().await {
                Ok(answer) if answer.status().is_success() => {
                    let reply: Value = answer.json().await.unwrap_or_default();
                    if let Some(method) = reply["method"].as_str()
                        && let Err(why) = self.call(http, method, &reply).await
                    {
                        tracing::warn!(target: "sandbox.bridge", method, why, "Telegram refused a call that came as an answer");
                    }
                    return;
                }
                Ok(answer) => {
                    tracing::warn!(target: "sandbox.bridge", status = answer.status().as_u16(), "the webhook wants it later")
                }
                Err(error) => {
                    tracing::warn!(target: "sandbox.bridge", error = %error.without_url(), "the webhook cannot be reached");
                }
            }
            tokio::time::sleep(self.pause).await;
        }
    }

    async fn call(&self, http: &Client, method: &str, body: &Value) -> Result<Value, String> {
        let base = self.api.as_str().trim_end_matches('/');
        let url = format!("{base}/bot{}/{method}", self.token);
        let answer = http
            .post(url)
            .json(body)
            .send()
            .await
            .map_err(|error| error.without_url().to_string())?;
        let answer: Value = answer.json().await.map_err(|error| error.without_url().to_string())?;
        if answer["ok"] == true {
            return Ok(answer["result"].clone());
        }
        Err(answer["description"].as_str().unwrap_or("no description").to_owned())
    }
}
