#![doc = include_str!("../README.md")]

pub mod aws;
pub mod batch;
pub mod deadline;
pub mod env;
pub mod errors;
pub mod http;
pub mod metrics;
pub mod sentry;
pub mod telemetry;

pub use aws::Aws;
pub use deadline::Deadline;
pub use env::{Env, EnvError, Setting};
pub use http::http_client;
pub use metrics::{Metric, Metrics};
