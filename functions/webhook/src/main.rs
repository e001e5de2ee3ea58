//! `POST /telegram` and `GET /health` behind API Gateway.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use webhook::config::Config;
use webhook::handler::Webhook;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("webhook");
    let config = Config::from_env(&mut Env::from_process())?;
    let webhook = Webhook::new(config, &Aws::load(), lambda_kit::http_client());
    telemetry.run(|event| webhook.handle(event)).await
}
