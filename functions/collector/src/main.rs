//! Started at 02:00 UTC, twice an hour, and by `collections.fifo`.

use collector::config::Config;
use collector::handler::CollectorFunction;
use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("collector");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let collector = CollectorFunction::new(config, &aws, lambda_kit::http_client());
    telemetry
        .keeping_errors(table)
        .run(|event| collector.handle(event))
        .await
}
