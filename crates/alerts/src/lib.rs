#![doc = include_str!("../README.md")]

mod cursor;
mod dialog;
mod forget;
mod judging;
mod picture;
mod posts;
pub mod rules;
mod services;
pub mod sources;
pub mod state;
mod texts;
mod verdict;

pub use channels::errands::AlertKind;
pub use dialog::AlertsModule;
pub use judging::{AlertError, Judged, Judging};
pub use picture::{AlertPicture, PicturePoint, alert_picture_data};
pub use services::AlertServices;
