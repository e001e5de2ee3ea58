//! `POST /telegram` and `GET /health` behind API Gateway.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use webhook::config::Config;
use webhook::handler::Webhook;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init("webhook");
    let config = Config::from_env(&mut Env::from_process())?;
    let webhook = Webhook::new(config, &Aws::load().await, lambda_kit::http_client());
    run(service_fn(|event: LambdaEvent<_>| webhook.handle(event))).await
}
