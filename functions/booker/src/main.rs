//! Works on `bookings.fifo`.

use booker::config::Config;
use booker::handler::BookerFunction;
use lambda_kit::{Aws, Env, telemetry};
use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let telemetry = telemetry::init("booker");
    let config = Config::from_env(&mut Env::from_process())?;
    let booker = BookerFunction::new(config, &Aws::load(), lambda_kit::http_client());
    telemetry.run(|event| booker.handle(event)).await
}
