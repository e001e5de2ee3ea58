//! Started every minute; the next invocation stands by while this one works.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use slot_poller::config::Config;
use slot_poller::handler::SlotPoller;
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("slot-poller");
    let config = Config::from_env(&mut Env::from_process())?;
    let aws = Aws::load();
    let table = Table::new(aws.dynamodb.clone(), config.table.clone());
    let poller = SlotPoller::new(config, &aws, lambda_kit::http_client());
    telemetry.keeping_errors(table).run(|event| poller.handle(event)).await
}
