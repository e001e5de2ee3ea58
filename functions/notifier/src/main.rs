//! Works on `notifications.fifo`.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use notifier::config::Config;
use notifier::handler::Notifier;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("notifier");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let notifier = Notifier::new(config, &aws, lambda_kit::http_client());
    telemetry
        .keeping_errors(table)
        .run(|event| notifier.handle(event))
        .await
}
