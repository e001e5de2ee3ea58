//! Days of channels as a file: CSV or JSON, read a stretch at a time and written through a buffer.

mod csv;
mod json;
mod limited;
mod writing;

pub use self::csv::COLUMNS;
pub use self::limited::MOST_BYTES;
pub use self::writing::{ExportError, Request, Written, write};

use channels::ChannelName;
use channels::errands::{ExportFormat, ExportJob};

/// Most channels in one file.
pub const MOST_CHANNELS: usize = 50;
/// Most days in one file: five years.
pub const MOST_DAYS: i64 = 5 * 366;

/// The file's name, as the user sees it, with the days that are in it: `sellergram-durov-2026-11-01-2026-11-20.csv`.
pub fn file_name(job: &ExportJob, channels: &[ChannelName], written: &Written) -> String {
    let whose = match channels {
        [only] => only.as_str(),
        _ => "channels",
    };
    let (from, to) = written.span.unwrap_or((job.from, job.to));
    format!("sellergram-{whose}-{from}-{to}.{}", extension(job.format))
}

/// The file's MIME type.
pub fn mime(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv | ExportFormat::CsvForExcel => "text/csv",
        ExportFormat::Json => "application/json",
    }
}

fn extension(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv | ExportFormat::CsvForExcel => "csv",
        ExportFormat::Json => "json",
    }
}
