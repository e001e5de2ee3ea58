//! A channel's day as a row: RFC 4180, the same columns always.

use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::{Figure, Precision, Source};

/// What Excel knows UTF-8 by.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// The services whose figures have columns.
const SERVICES: [Source; 2] = [Source::TgStat, Source::Telemetr];

/// The columns. Later ones are added at the end.
pub const COLUMNS: [&str; 25] = [
    "channel",
    "title",
    "day",
    "members",
    "members_precision",
    "members_source",
    "members_observed_at",
    "posts",
    "views",
    "views_precision",
    "views_source",
    "mentions",
    "forwards",
    "tgstat_subscribers",
    "tgstat_average_reach",
    "tgstat_err_percent",
    "tgstat_err24_percent",
    "tgstat_er_percent",
    "tgstat_citation_index",
    "telemetr_subscribers",
    "telemetr_average_reach",
    "telemetr_err_percent",
    "telemetr_err24_percent",
    "telemetr_er_percent",
    "telemetr_citation_index",
];

/// A table being written.
pub(super) struct Sheet<W: Write> {
    rows: Writer<W>,
}

impl<W: Write> Sheet<W> {
    /// Begins with the names of the columns, and before them with what Excel needs, if it is for Excel.
    pub(super) fn begin(mut file: W, for_excel: bool) -> io::Result<Self> {
        if for_excel {
            file.write_all(BYTE_ORDER_MARK)?;
        }
        let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
        rows.write_record(COLUMNS).map_err(file_error)?;
        Ok(Self { rows })
    }

    /// Writes a day.
    pub(super) fn day(&mut self, channel: &Channel, day: &ChannelDay) -> io::Result<()> {
        let mut cells = Vec::with_capacity(COLUMNS.len());
        cells.push(harmless(channel.name.as_str().to_owned()));
        cells.push(harmless(channel.title.clone().unwrap_or_default()));
        cells.push(day.day.to_string());
        cells.extend(figure(day.members.as_ref()));
        cells.push(
            day.members
                .map_or_else(String::new, |figure| figure.observed_at.to_string()),
        );
        cells.push(number(day.posts));
        cells.extend(figure(day.views.as_ref()));
        cells.push(day.mentions.to_string());
        cells.push(day.forwards.to_string());
        for service in SERVICES {
            let stat = day.services.get(&service);
            cells.push(value(stat.and_then(|stat| stat.subscribers.as_ref())));
            cells.push(value(stat.and_then(|stat| stat.average_reach.as_ref())));
            cells.push(value(stat.and_then(|stat| stat.err_percent.as_ref())));
            cells.push(value(stat.and_then(|stat| stat.err24_percent.as_ref())));
            cells.push(value(stat.and_then(|stat| stat.er_percent.as_ref())));
            cells.push(value(stat.and_then(|stat| stat.citation_index.as_ref())));
        }
        self.rows.write_record(&cells).map_err(file_error)
    }

    /// Writes what is still in the buffer.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.rows.flush()
    }
}

/// What the file said, so that one which is full is known by its kind.
fn file_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The name of a precision, in both formats.
pub(super) fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "exact",
        Precision::Rounded { .. } => "rounded",
        Precision::Estimated => "estimated",
    }
}

/// Value, precision and source; empty cells for what is not known.
fn figure(figure: Option<&Figure<u64>>) -> [String; 3] {
    figure.map_or_else(Default::default, |figure| {
        [
            figure.value.to_string(),
            precision(figure.precision).to_owned(),
            figure.source.name().to_owned(),
        ]
    })
}

fn value<T: ToString>(figure: Option<&Figure<T>>) -> String {
    number(figure.map(|figure| figure.value.to_string()))
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it. So does what would begin a cell
/// for a program that divides the file in other places than we did, as Excel does where it speaks Russian.
fn harmless(cell: String) -> String {
    let mut safe = String::with_capacity(cell.len());
    let mut begins = true;
    for char in cell.chars() {
        if begins && matches!(char, '=' | '+' | '-' | '@' | '\t' | '\r') {
            safe.push('\'');
        }
        safe.push(char);
        begins = matches!(char, ',' | ';' | '\t' | '\r' | '\n');
    }
    safe
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::Timestamp;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn channel(title: Option<&str>) -> Channel {
        Channel {
            name: "seller_calm".try_into().unwrap(),
            chat_id: None,
            title: title.map(str::to_owned),
            followers: 1,
            since: Timestamp::UNIX_EPOCH,
        }
    }

    fn reread(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    }

    fn written(for_excel: bool, title: Option<&str>, days: &[ChannelDay]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sheet = Sheet::begin(&mut bytes, for_excel).unwrap();
        for day in days {
            sheet.day(&channel(title), day).unwrap();
        }
        sheet.end().unwrap();
        bytes
    }

    #[test]
    fn what_is_not_known_is_an_empty_cell_and_a_zero_is_a_zero() {
        let day = ChannelDay {
            posts: Some(0),
            ..ChannelDay::empty("seller_calm".try_into().unwrap(), date(2026, 11, 20))
        };
        let bytes = written(false, None, &[day]);
        let text = String::from_utf8(bytes).unwrap();
        let row = text.split("\r\n").nth(1).unwrap();
        assert_eq!(row, "seller_calm,,2026-11-20,,,,,0,,,,0,0,,,,,,,,,,,,");
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn only_the_file_for_excel_begins_with_a_mark() {
        assert!(written(true, None, &[]).starts_with(b"\xef\xbb\xbfchannel,"));
        assert!(written(false, None, &[]).starts_with(b"channel,"));
    }

    #[test]
    fn a_formula_is_none_wherever_a_cell_may_begin() {
        for (title, safe) in [
            ("=1+1", "'=1+1"),
            ("Скидки;=HYPERLINK(1)", "Скидки;'=HYPERLINK(1)"),
            ("a,-b\n@c", "a,'-b\n'@c"),
            ("минус - посередине", "минус - посередине"),
        ] {
            assert_eq!(harmless(title.to_owned()), safe);
        }
    }

    proptest! {
        #[test]
        fn a_reader_finds_what_was_stored(
            title in "[=+@\t\r\n\",;а-яa-z -]{0,20}",
            stored in prop::collection::vec((prop::option::of(0u64..1_000_000_000), prop::option::of(0u64..1_000_000_000), 0u32..1000), 0..20),
        ) {
            let days: Vec<ChannelDay> = stored.iter().enumerate().map(|(n, (members, views, mentions))| {
                let at = Timestamp::from_second(1_795_000_000 + i64::try_from(n).unwrap()).unwrap();
                let day = date(2026, 10, 1).saturating_add(jiff::Span::new().days(i64::try_from(n).unwrap()));
                ChannelDay {
                    members: members.map(|members| Figure::exact(members, Source::BotApi, at)),
                    views: views.map(|views| Figure::estimated(views, Source::Preview, at)),
                    mentions: *mentions,
                    ..ChannelDay::empty("seller_calm".try_into().unwrap(), day)
                }
            }).collect();
            let rows = reread(&written(false, Some(&title), &days));
            prop_assert_eq!(rows.len(), days.len() + 1);
            prop_assert_eq!(&rows[0], &COLUMNS.map(str::to_owned).to_vec());
            for (row, day) in rows[1..].iter().zip(&days) {
                let title_cell = &row[1];
                prop_assert!(!title_cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
                prop_assert_eq!(title_cell.replace('\'', ""), title.as_str());
                prop_assert_eq!(row[2].parse().ok(), Some(day.day));
                prop_assert_eq!(row[3].parse().ok(), day.members.map(|figure| figure.value));
                prop_assert_eq!(row[6].parse().ok(), day.members.map(|figure| figure.observed_at));
                prop_assert_eq!(row[8].parse().ok(), day.views.map(|figure| figure.value));
                prop_assert_eq!(row[11].parse(), Ok(day.mentions));
            }
            let sum = |column: usize| rows[1..].iter().filter_map(|row| row[column].parse::<u64>().ok()).sum::<u64>();
            prop_assert_eq!(sum(3), stored.iter().filter_map(|one| one.0).sum::<u64>());
            prop_assert_eq!(sum(8), stored.iter().filter_map(|one| one.1).sum::<u64>());
        }
    }
}
