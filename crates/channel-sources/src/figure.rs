//! A figure, where it comes from and how far it can be trusted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::count::Count;

/// A value with its provenance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure<T> {
    /// The value.
    pub value: T,
    /// How exact it is.
    pub precision: Precision,
    /// Who says so.
    pub source: Source,
    /// The moment it was true: when the answer was complete, or the end of the period that the source names.
    pub observed_at: Timestamp,
}

/// How exact a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The very number.
    Exact,
    /// The very number, written short: `12.5M`.
    Rounded {
        /// The unit of the last digit written; 100 000 for `12.5M`. The very number is less than this away.
        step: u64,
    },
    /// Computed by the source, or of a moment that it does not name.
    Estimated,
}

/// Where figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The public pages of t.me.
    Preview,
    /// The Bot API.
    BotApi,
    /// TGStat (api.tgstat.ru).
    #[serde(rename = "tgstat")]
    TgStat,
    /// Telemetr (api.telemetr.me).
    Telemetr,
    /// Telegram itself, asked by the account of a person.
    #[serde(rename = "mtproto")]
    MtProto,
}

impl Source {
    /// Its name in logs and items.
    pub fn name(self) -> &'static str {
        match self {
            Source::Preview => "preview",
            Source::BotApi => "bot_api",
            Source::TgStat => "tgstat",
            Source::Telemetr => "telemetr",
            Source::MtProto => "mtproto",
        }
    }
}

impl<T> Figure<T> {
    /// The very number.
    pub fn exact(value: T, source: Source, observed_at: Timestamp) -> Self {
        Figure {
            value,
            precision: Precision::Exact,
            source,
            observed_at,
        }
    }

    /// A number that the source computed, or whose moment it does not name.
    pub fn estimated(value: T, source: Source, observed_at: Timestamp) -> Self {
        Figure {
            precision: Precision::Estimated,
            ..Figure::exact(value, source, observed_at)
        }
    }
}

impl Figure<u64> {
    /// A count as a page writes it.
    pub(crate) fn counted(count: Count, source: Source, observed_at: Timestamp) -> Self {
        let precision = match count.step {
            1 => Precision::Exact,
            step => Precision::Rounded { step },
        };
        Figure {
            precision,
            ..Figure::exact(count.value, source, observed_at)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_figure_keeps_its_provenance_as_json() {
        let count = Count {
            value: 12_500_000,
            step: 100_000,
        };
        let figure = Figure::counted(count, Source::Preview, Timestamp::UNIX_EPOCH);
        let json = serde_json::to_string(&figure).unwrap();
        assert_eq!(
            json,
            r#"{"value":12500000,"precision":{"rounded":{"step":100000}},"source":"preview","observed_at":"1970-01-01T00:00:00Z"}"#
        );
        assert_eq!(serde_json::from_str::<Figure<u64>>(&json).unwrap(), figure);
    }

    #[test]
    fn the_name_of_a_source_is_its_json() {
        for source in [
            Source::Preview,
            Source::BotApi,
            Source::TgStat,
            Source::Telemetr,
            Source::MtProto,
        ] {
            assert_eq!(serde_json::to_value(source).unwrap(), source.name());
        }
    }
}
