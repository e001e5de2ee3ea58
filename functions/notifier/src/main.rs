//! Works on `notifications.fifo`.

use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;
use notifier::config::Config;
use notifier::handler::Notifier;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("notifier");
    let config = Config::from_env(&mut Env::from_process())?;
    let notifier = Notifier::new(config, &Aws::load(), lambda_kit::http_client());
    telemetry.run(|event| notifier.handle(event)).await
}
