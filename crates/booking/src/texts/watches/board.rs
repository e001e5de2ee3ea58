//! What Wildberries' board shows for one watch: a line, a small table, or the best of many.

use jiff::ToSpan;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use crate::board::{Board, Cell, OpenCell};
use crate::texts::common::{day, decimal, either, price, warehouse};
use crate::texts::watch_wizard::BOARD_DAYS;
use crate::watch::{Watch, WatchedWarehouse};

/// Columns that fit a phone.
const MOST_COLUMNS: usize = 4;
/// Rows that fit a card; as many days as the board shows.
const MOST_ROWS: usize = BOARD_DAYS as usize;
/// Slots named when there is no room for a table.
const MOST_NAMED: usize = 6;
/// After a price that the seller accepts. Plain ASCII: anything prettier is of another width on some phones.
const FITS: &str = "*";
/// A closed slot.
const CLOSED: &str = "—";
/// A day that the board does not show yet.
const NOT_YET: &str = "·";

/// Whether a table of the watch's warehouses tells them apart by numbers.
pub(super) fn numbered(watch: &Watch) -> bool {
    (2..=MOST_COLUMNS).contains(&watch.warehouses.len())
}

/// The part of the board that the watch is about, on `today`; `None` when all its days have passed.
pub(super) fn at_a_glance(language: Language, watch: &Watch, board: &Board, today: Date) -> Option<Message> {
    let (from, last) = (watch.from.max(today), last_day(today));
    if watch.to < from {
        return None;
    }
    if from > last {
        return Some(Message::plain(not_yet(language, from)));
    }
    // Days out of sight are shown as such only where there is room for all of them.
    let all = days(from, watch.to).take(MOST_ROWS + 1).count();
    let to = if all > MOST_ROWS { last } else { watch.to };
    let days: Vec<Date> = days(from, to).collect();
    Some(match (watch.warehouses.as_slice(), days.as_slice()) {
        ([one], [day]) if watch.to == *day => Message::plain(line(language, watch, cheapest(board, watch, one, *day))),
        (few, days) if few.len() <= MOST_COLUMNS => table(language, watch, board, days, last),
        (_, _) => best(language, watch, board, from, last),
    })
}

fn last_day(today: Date) -> Date {
    today.saturating_add((BOARD_DAYS - 1).days())
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |day| *day <= to)
}

/// Of several kinds of boxes the cheapest open one.
fn cheapest(board: &Board, watch: &Watch, at: &WatchedWarehouse, date: Date) -> Option<OpenCell> {
    let open = watch.boxes.iter().filter_map(|kind| {
        board.get(&Cell {
            warehouse: at.id,
            date,
            box_type: *kind,
        })
    });
    open.min_by_key(|open| open.coefficient)
}

fn line(language: Language, watch: &Watch, open: Option<OpenCell>) -> String {
    let Some(open) = open else {
        return either(language, "📊 На доске WB: закрыто", "📊 On WB's board: closed").into();
    };
    let price = price(language, open.coefficient);
    match (open.coefficient <= watch.max, language) {
        (true, Ru) => format!("📊 На доске WB: {price}, подходит"),
        (true, En) => format!("📊 On WB's board: {price}, fits"),
        (false, Ru) => format!("📊 На доске WB: {price}, дороже вашего предела"),
        (false, En) => format!("📊 On WB's board: {price}, above your limit"),
    }
}

/// Days down, warehouses across.
fn table(language: Language, watch: &Watch, board: &Board, days: &[Date], last: Date) -> Message {
    let cell = |at: &WatchedWarehouse, date: Date| match cheapest(board, watch, at, date) {
        _ if date > last => NOT_YET.to_owned(),
        None => CLOSED.to_owned(),
        Some(open) => mark(language, watch, &open),
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    if numbered(watch) {
        let numbers = (1..=watch.warehouses.len()).map(|n| n.to_string());
        rows.push(std::iter::once("№".to_owned()).chain(numbers).collect());
    }
    for date in days {
        let label = format!("{:02}.{:02}", date.day(), date.month());
        let cells = watch.warehouses.iter().map(|at| cell(at, *date));
        rows.push(std::iter::once(label).chain(cells).collect());
    }
    let table = aligned(&rows);
    let any_fits = table.contains(FITS);
    let message = Message::new()
        .line(either(language, "📊 Доска WB:", "📊 WB's board:"))
        .pre(&table);
    let message = match any_fits {
        true => message.text("\n").text(either(
            language,
            "* подходит по цене, — закрыто",
            "* within your price, — closed",
        )),
        false => message,
    };
    match days.last() {
        Some(shown) if *shown < watch.to => message.text("\n").text(&rest(language, *shown)),
        _ => message,
    }
}

/// `0*`, `×5`: the price, marked when it is accepted.
fn mark(language: Language, watch: &Watch, open: &OpenCell) -> String {
    let fits = if open.coefficient <= watch.max { FITS } else { "" };
    let number = decimal(language, open.coefficient.to_string());
    let sign = if open.coefficient == wildberries::Coefficient::FREE {
        ""
    } else {
        "×"
    };
    format!("{sign}{number}{fits}")
}

/// Rows of cells as lines: the first column to the left, the others under each other. A mark hangs behind its column, so that
/// the prices stand under each other whether they are accepted or not.
fn aligned(rows: &[Vec<String>]) -> String {
    let bare = |cell: &str| cell.trim_end_matches(FITS).chars().count();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().map(|row| bare(&row[column])).max().unwrap_or(0))
        .collect();
    let lines = rows.iter().map(|row| {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - bare(cell));
            match column {
                0 => line.push_str(&format!("{cell}{padding}")),
                _ => {
                    let behind = if cell.ends_with(FITS) { "" } else { " " };
                    line.push_str(&format!(" {padding}{cell}{behind}"));
                }
            }
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Too many warehouses for a table: the best that is open.
fn best(language: Language, watch: &Watch, board: &Board, from: Date, last: Date) -> Message {
    let mut open: Vec<OpenCell> = watch
        .warehouses
        .iter()
        .flat_map(|w| board.at(w.id))
        .filter(|open| (from..=watch.to.min(last)).contains(&open.cell.date))
        .filter(|open| watch.boxes.contains(&open.cell.box_type))
        .collect();
    open.sort_by_key(|open| (open.cell.warehouse, open.cell.date, open.coefficient));
    open.dedup_by_key(|open| (open.cell.warehouse, open.cell.date));
    open.sort_by_key(|open| (open.coefficient, open.cell.date));
    if open.is_empty() {
        return Message::plain(either(
            language,
            "📊 Доска WB: по вашим складам и датам всё закрыто",
            "📊 WB's board: all closed for your warehouses and dates",
        ));
    }
    let mut message = Message::plain(either(
        language,
        "📊 Доска WB, лучшее из открытого:",
        "📊 WB's board, the best that is open:",
    ));
    for open in open.iter().take(MOST_NAMED) {
        let id = open.cell.warehouse;
        let name = warehouse(language, id, watch.warehouse_name(id).unwrap_or_default());
        let fits = if open.coefficient <= watch.max { " ✅" } else { "" };
        let price = price(language, open.coefficient);
        message = message.text(&format!("\n• {name}, {} — {price}{fits}", day(open.cell.date)));
    }
    match (open.len().saturating_sub(MOST_NAMED), language) {
        (0, _) => message,
        (more, Ru) => message.text(&format!("\nи ещё {more}")),
        (more, En) => message.text(&format!("\nand {more} more")),
    }
}

fn not_yet(language: Language, from: Date) -> String {
    let seen_from = day(from.saturating_sub((BOARD_DAYS - 1).days()));
    match language {
        Ru => format!("📊 Доска WB показывает 14 дней: ваш первый день появится на ней {seen_from}"),
        En => format!("📊 WB's board shows 14 days: your first day comes into sight on {seen_from}"),
    }
}

fn rest(language: Language, shown: Date) -> String {
    let shown = day(shown);
    match language {
        Ru => format!("Дни после {shown} WB ещё не показывает"),
        En => format!("WB does not show the days after {shown} yet"),
    }
}

#[cfg(test)]
mod tests;
