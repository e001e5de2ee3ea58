//! Started at 02:00 UTC, twice an hour, and by `collections.fifo`.

use collector::config::Config;
use collector::handler::CollectorFunction;
use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("collector");
    let mut env = Env::from_process();
    let config = Config::from_env(&mut env)?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let collector = CollectorFunction::new(config, &aws, lambda_kit::http_client());
    #[cfg(feature = "mtproto")]
    let collector = match collector::account::Operators::from_env(&mut env, &aws, table.clone())? {
        Some(account) => collector.with_account(std::sync::Arc::new(account)),
        None => collector,
    };
    telemetry
        .keeping_errors(table)
        .run(|event| collector.handle(event))
        .await
}
