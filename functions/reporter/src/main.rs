//! Started every hour, and by `reports.fifo`.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use reporter::config::Config;
use reporter::handler::Reporter;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("reporter");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let reporter = Reporter::new(config, &aws, lambda_kit::http_client());
    telemetry
        .keeping_errors(table)
        .run(|event| reporter.handle(event))
        .await
}
