//! The step that asks for a list of goods, and what is wrong with a list.

use goods::{MOST_BYTES, MOST_ROWS, MOST_UNITS, Problem, Problems, Unread};
use telegram::Language::{self, En, Ru};
use telegram::Message;
use telegram::words::plural_ru;

use super::{Progress, step};
use crate::goods_sheet::{RefusedRow, SheetFacts};
use crate::texts::common::{either, shortened};

/// The most of Wildberries' own words that is quoted, characters.
const LONGEST_QUOTE: usize = 80;
/// Lines named of a good that stands in many.
const MOST_LINES: usize = 5;
/// The largest file, megabytes.
const MOST_MEGABYTES: usize = MOST_BYTES / 1024 / 1024;

/// Step: a list is asked for.
pub fn ask(language: Language, at: Progress) -> Message {
    let message = step(language, at, either(language, "Список товаров", "List of goods"));
    let message = message
        .line(either(
            language,
            "Пришлите баркоды и количество: сообщением или файлом CSV либо XLSX. Одна строка — один товар:",
            "Send barcodes and quantities: as a message, or as a CSV or XLSX file. One good a line:",
        ))
        .pre("4600000000017;10\n4600000000024;25");
    message.text("\n").text(&match language {
        Ru => format!(
            "До {MOST_ROWS} строк, файл до {MOST_MEGABYTES} МБ. Положим товары в новый черновик Wildberries при запуске."
        ),
        En => format!(
            "Up to {MOST_ROWS} lines, a file up to {MOST_MEGABYTES} MB. We put the goods into a new draft at Wildberries when you start."
        ),
    })
}

/// Step: a list is there.
pub fn taken(language: Language, at: Progress, facts: &SheetFacts) -> Message {
    let message = step(language, at, either(language, "Список товаров", "List of goods"));
    let message = message.line(&format!("✅ {}", counted(language, facts.positions, facts.units)));
    let message = match (facts.doubled, language) {
        (0, _) => message,
        (n, Ru) => message.line(&format!(
            "Баркоды, что встретились несколько раз, сложены: {n} {}.",
            plural_ru(n.into(), ["баркод", "баркода", "баркодов"])
        )),
        (1, En) => message.line("1 barcode stood in several lines and was added up."),
        (n, En) => message.line(&format!("{n} barcodes stood in several lines and were added up.")),
    };
    message.text(either(
        language,
        "Нажмите «Дальше». Чтобы заменить список, отправьте другой.",
        "Press “Next”. To replace the list, send another.",
    ))
}

/// Step: Wildberries did not take the list.
pub fn refused(language: Language, at: Progress, rows: &[RefusedRow], total: usize) -> Message {
    let message = step(language, at, either(language, "Список товаров", "List of goods"));
    let mut message = message.line(either(
        language,
        "⚠️ Wildberries принял не все товары, поэтому черновика нет и наблюдение не создано:",
        "⚠️ Wildberries did not take all goods, so there is no draft and no watch:",
    ));
    for row in rows {
        message = message.line(&refused_row(language, row));
    }
    and_more(language, message, total - rows.len().min(total)).text(either(
        language,
        "\nИсправьте и отправьте список целиком.",
        "\nCorrect it and send the whole list.",
    ))
}

/// What is wrong with a list that was sent; nothing of it is kept.
pub fn unread(language: Language, why: &Unread) -> Message {
    let text = match (why, language) {
        (Unread::Lines(problems), _) => return bad_lines(language, problems),
        (Unread::Empty, _) => either(
            language,
            "В списке нет ни одного товара. Нужны строки вида 4600000000017;10",
            "There is not one good in the list. It takes lines such as 4600000000017;10",
        )
        .to_owned(),
        (Unread::TooLarge, Ru) => format!("Список слишком большой: файл должен быть не больше {MOST_MEGABYTES} МБ."),
        (Unread::TooLarge, En) => format!("The list is too large: a file may have up to {MOST_MEGABYTES} MB."),
        (Unread::UnpacksTooLarge, _) => either(
            language,
            "Таблица слишком большая. Оставьте в ней один лист с баркодами и количеством и сохраните заново.",
            "The workbook is too large. Leave one sheet with barcodes and quantities in it and save it again.",
        )
        .to_owned(),
        (Unread::TooManyRows, Ru) => {
            format!("Строк больше {MOST_ROWS}: столько Wildberries за раз не принимает. Разделите список.")
        }
        (Unread::TooManyRows, En) => {
            format!("There are more than {MOST_ROWS} lines: Wildberries takes no more at once. Split the list.")
        }
        (Unread::OldWorkbook, _) => either(
            language,
            "Это таблица старого формата (.xls) или с паролем. Сохраните её как .xlsx без пароля.",
            "This is a workbook of the old format (.xls), or one under a password. Save it as .xlsx without one.",
        )
        .to_owned(),
        (Unread::BadWorkbook, _) => either(
            language,
            "Файл не открывается как таблица: возможно, он повреждён. Сохраните его заново как .xlsx или .csv.",
            "The file does not open as a workbook: it may be damaged. Save it again as .xlsx or .csv.",
        )
        .to_owned(),
        (Unread::NotText, _) => either(
            language,
            "Это не список: нужен файл .csv, .xlsx или обычный текст.",
            "This is no list: it takes a .csv or .xlsx file, or plain text.",
        )
        .to_owned(),
        (Unread::NoBarcodeColumn, _) => either(
            language,
            "В заголовке нет столбца с баркодами. Назовите его «Баркод».",
            "The header names no column with barcodes. Call it “Barcode”.",
        )
        .to_owned(),
        (Unread::NoQuantityColumn, _) => either(
            language,
            "В заголовке нет столбца с количеством. Назовите его «Количество».",
            "The header names no column with quantities. Call it “Quantity”.",
        )
        .to_owned(),
        (Unread::AmbiguousColumns, _) => either(
            language,
            "В заголовке несколько похожих столбцов. Оставьте один с баркодами и один с количеством.",
            "The header names several columns of a kind. Leave one with barcodes and one with quantities.",
        )
        .to_owned(),
    };
    Message::plain(format!("⚠️ {text}"))
}

/// The file could not be fetched.
pub fn not_fetched(language: Language) -> Message {
    Message::plain(either(
        language,
        "⚠️ Не удалось получить файл от Telegram. Отправьте его ещё раз.",
        "⚠️ The file could not be fetched from Telegram. Please send it again.",
    ))
}

/// A file came that nobody asked for.
pub fn how_to(language: Language) -> Message {
    Message::plain(either(
        language,
        "📄 Если это список товаров для поставки: начните /watch, на шаге «Что планируем» нажмите «📄 Список товаров» и отправьте файл.",
        "📄 If this is a list of goods for a supply: start /watch, press “📄 A list of goods” at the step “What is planned”, and send the file.",
    ))
}

/// Goods in a draft, as a line: `📄 Товары: 12 позиций, 340 шт.`
pub fn line(language: Language, positions: u32, units: u64) -> String {
    format!("📄 {}", counted(language, positions, units))
}

/// Alert: Wildberries did not take the goods.
pub fn not_taken(language: Language) -> &'static str {
    either(
        language,
        "Wildberries принял не все товары: список — в сообщении. Ничего не создано.",
        "Wildberries did not take all goods: the message names them. Nothing was made.",
    )
}

/// Alert: the list is kept no more.
pub fn forgotten(language: Language) -> &'static str {
    either(
        language,
        "Список товаров больше не хранится. Отправьте его ещё раз.",
        "The list of goods is no longer kept. Please send it again.",
    )
}

fn counted(language: Language, positions: u32, units: u64) -> String {
    match language {
        Ru => format!(
            "Товары: {positions} {}, {units} шт.",
            plural_ru(positions.into(), ["позиция", "позиции", "позиций"])
        ),
        En if positions == 1 => format!("Goods: 1 position, units: {units}"),
        En => format!("Goods: {positions} positions, units: {units}"),
    }
}

fn bad_lines(language: Language, problems: &Problems) -> Message {
    let title = either(
        language,
        "⚠️ Список не принят, в нём есть ошибки:",
        "⚠️ The list was not taken, there are mistakes in it:",
    );
    let mut message = Message::new().line(title);
    for problem in &problems.first {
        let what = what(language, &problem.what);
        message = message.line(&match language {
            Ru => format!("строка {}: {what}", problem.line),
            En => format!("line {}: {what}", problem.line),
        });
    }
    let total = usize::try_from(problems.total).unwrap_or(usize::MAX);
    and_more(language, message, total.saturating_sub(problems.first.len())).text(either(
        language,
        "\nИсправьте и отправьте список целиком.",
        "\nCorrect it and send the whole list.",
    ))
}

fn and_more(language: Language, message: Message, more: usize) -> Message {
    match (more, language) {
        (0, _) => message,
        (n, Ru) => message.line(&format!("и ещё {n}")),
        (n, En) => message.line(&format!("and {n} more")),
    }
}

fn refused_row(language: Language, row: &RefusedRow) -> String {
    let lines: Vec<String> = row.lines.iter().take(MOST_LINES).map(u32::to_string).collect();
    let more = if row.lines.len() > MOST_LINES { "…" } else { "" };
    let lines = lines.join(", ");
    let place = match (row.lines.len(), language) {
        (0, _) => String::new(),
        (1, Ru) => format!("строка {lines}: "),
        (1, En) => format!("line {lines}: "),
        (_, Ru) => format!("строки {lines}{more}: "),
        (_, En) => format!("lines {lines}{more}: "),
    };
    let detail = shortened(row.detail.trim(), LONGEST_QUOTE);
    match detail.is_empty() {
        true => format!("{place}{}", row.sku),
        false => format!("{place}{} — {detail}", row.sku),
    }
}

fn what(language: Language, problem: &Problem) -> String {
    match (problem, language) {
        (Problem::NoBarcode, _) => either(language, "нет баркода", "there is no barcode").into(),
        (Problem::NoQuantity, _) => either(language, "нет количества", "there is no quantity").into(),
        (Problem::BadBarcode(text), Ru) => format!("«{text}» — не баркод"),
        (Problem::BadBarcode(text), En) => format!("“{text}” is not a barcode"),
        (Problem::DigitsLost(text), Ru) => {
            format!("«{text}» — таблица округлила баркод; задайте столбцу формат «Текст» и введите его заново")
        }
        (Problem::DigitsLost(text), En) => {
            format!("“{text}” is a rounded barcode; format the column as text and enter it anew")
        }
        (Problem::BadQuantity(text), Ru) => format!("«{text}» — не количество от 1 до {MOST_UNITS}"),
        (Problem::BadQuantity(text), En) => format!("“{text}” is not a quantity from 1 to {MOST_UNITS}"),
        (Problem::TooManyColumns, _) => either(
            language,
            "больше двух столбцов, и нет заголовка",
            "more than two columns, and no header",
        )
        .into(),
        (Problem::SumTooLarge, Ru) => format!("вместе с другими строками этого баркода больше {MOST_UNITS} шт."),
        (Problem::SumTooLarge, En) => format!("the lines with this barcode have more than {MOST_UNITS} units together"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const AT: Progress = Progress::Step { step: 3, of: 7 };

    #[test]
    fn mistakes_are_named_by_their_lines_and_the_rest_is_counted() {
        let mut list = "4600000000017;10\n".to_owned();
        (0..25).for_each(|_| list.push_str("4600000000024;много\n"));
        let why = goods::read_text(&list).unwrap_err();
        let told = unread(Ru, &why).text;
        assert!(
            told.contains("строка 2: «много» — не количество от 1 до 999999\n"),
            "{told}"
        );
        assert!(told.contains("строка 21: ") && !told.contains("строка 22: "), "{told}");
        assert!(told.contains("\nи ещё 5\n"), "{told}");
    }

    #[test]
    fn refused_goods_are_named_by_their_lines_with_wildberries_own_words() {
        let row = |lines: &[u32], detail: &str| RefusedRow {
            lines: lines.to_vec(),
            sku: "4600000000017".into(),
            detail: detail.into(),
        };
        let rows = [row(&[3], "Создайте карточку"), row(&[1, 7], ""), row(&[], "")];
        let told = refused(Ru, AT, &rows, 22).text;
        assert!(
            told.contains(
                "строка 3: 4600000000017 — Создайте карточку\nстроки 1, 7: 4600000000017\n4600000000017\nи ещё 19\n"
            ),
            "{told}"
        );
    }

    #[test]
    fn whatever_is_wrong_fits_into_a_message() {
        let long = format!("{};{}\n", "ж".repeat(60), "я".repeat(60)).repeat(50);
        let problems = goods::read_text(&long).unwrap_err();
        let row = RefusedRow {
            lines: (1..=1000).collect(),
            sku: "9".repeat(30),
            detail: "щ".repeat(500),
        };
        for language in Language::ALL {
            assert!(unread(language, &problems).utf16_len() <= Message::MAX_UTF16);
            let rows = vec![row.clone(); 20];
            assert!(refused(language, AT, &rows, 1000).utf16_len() <= Message::MAX_UTF16);
            for alert in [not_taken, forgotten] {
                assert!(alert(language).chars().count() <= 200);
            }
        }
    }
}
