//! Works on `bookings.fifo`.

use booker::config::Config;
use booker::handler::BookerFunction;
use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("booker");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let booker = BookerFunction::new(config, &aws, lambda_kit::http_client());
    telemetry.keeping_errors(table).run(|event| booker.handle(event)).await
}
