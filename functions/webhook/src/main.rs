//! `POST /telegram` and `GET /health` behind API Gateway.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use store::Table;
use webhook::config::Config;
use webhook::handler::Webhook;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("webhook");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let webhook = Webhook::new(config, &aws, lambda_kit::http_client());
    telemetry.keeping_errors(table).run(|event| webhook.handle(event)).await
}
