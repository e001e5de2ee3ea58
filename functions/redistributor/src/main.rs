//! Started every minute, and by `moves.fifo`.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use redistributor::config::Config;
use redistributor::handler::Redistributor;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("redistributor");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let redistributor = Redistributor::new(config, &aws, lambda_kit::http_client());
    telemetry
        .keeping_errors(table)
        .run(|event| redistributor.handle(event))
        .await
}
