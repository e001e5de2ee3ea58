//! What is to be exported, as the card's buttons carry it.

use std::fmt::{self, Display, Formatter};

use channels::ChannelName;
use channels::errands::ExportFormat;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::export::MOST_DAYS;

/// Numbers of days to choose from at once.
pub const DAYS: [u16; 4] = [7, 30, 90, 365];

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which channels.
    pub which: Which,
    /// How.
    pub format: ExportFormat,
    /// Which days.
    pub days: Days,
}

/// Which channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// All that the user follows.
    All,
    /// One of them.
    One(ChannelName),
}

/// Which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// So many, up to the last one that is over.
    Last(u16),
    /// All that may be in one file.
    All,
    /// These, both included.
    Between(Date, Date),
}

impl Choice {
    /// What the card shows first.
    pub fn usual() -> Self {
        Self {
            which: Which::All,
            format: ExportFormat::CsvForExcel,
            days: Days::Last(30),
        }
    }

    /// The same of these channels.
    #[must_use]
    pub fn of(&self, which: Which) -> Self {
        Self { which, ..self.clone() }
    }

    /// The same in this format.
    #[must_use]
    pub fn in_format(&self, format: ExportFormat) -> Self {
        Self { format, ..self.clone() }
    }

    /// The same of these days.
    #[must_use]
    pub fn over(&self, days: Days) -> Self {
        Self { days, ..self.clone() }
    }

    /// Reads what a button carries; `None` for what none carries.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let (format, days, which) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            which: match which {
                "*" => Which::All,
                name => Which::One(name.try_into().ok()?),
            },
            format: match format {
                "c" => ExportFormat::Csv,
                "x" => ExportFormat::CsvForExcel,
                "j" => ExportFormat::Json,
                _ => return None,
            },
            days: Days::parse(days)?,
        })
    }
}

impl Days {
    /// The first and the last day, where `last` is the last one that is over.
    pub fn until(self, last: Date) -> (Date, Date) {
        match self {
            Self::Last(days) => (last.saturating_sub((i64::from(days.max(1)) - 1).days()), last),
            Self::All => (last.saturating_sub((MOST_DAYS - 1).days()), last),
            Self::Between(from, to) => (from, to.min(last)),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text == "all" {
            return Some(Self::All);
        }
        if let Some((from, to)) = text.split_once('-') {
            let date = |text: &str| Date::strptime("%Y%m%d", text).ok();
            let (from, to) = (date(from)?, date(to)?);
            return (from <= to).then_some(Self::Between(from, to));
        }
        let days: u16 = text.parse().ok()?;
        DAYS.contains(&days).then_some(Self::Last(days))
    }
}

impl Display for Choice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let format = match self.format {
            ExportFormat::Csv => "c",
            ExportFormat::CsvForExcel => "x",
            ExportFormat::Json => "j",
        };
        write!(f, "{format}.")?;
        match self.days {
            Days::Last(days) => write!(f, "{days}.")?,
            Days::All => write!(f, "all.")?,
            Days::Between(from, to) => write!(f, "{}-{}.", from.strftime("%Y%m%d"), to.strftime("%Y%m%d"))?,
        }
        match &self.which {
            Which::All => f.write_str("*"),
            Which::One(name) => f.write_str(name.as_str()),
        }
    }
}
