//! A day as people type it. Pure.

use jiff::civil::Date;

/// Reads `25.12`, `25.12.2026`, `25.12.26` or `2026-12-25`. A day without a year is the next one of that name.
pub(super) fn parse_day(text: &str, today: Date) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['.', '/', '-']).map(str::trim).collect();
    let number = |text: &str| text.parse::<i16>().ok().filter(|n| *n > 0);
    let (day, month, year) = match parts.as_slice() {
        [day, month] => (number(day)?, number(month)?, None),
        [day, month, year] => (number(day)?, number(month)?, Some(number(year)?)),
        _ => return None,
    };
    let date = |year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match year {
        Some(year) if year < 100 => date(2000 + year),
        Some(year) => date(year),
        None => date(today.year())
            .filter(|day| *day >= today)
            .or_else(|| date(today.year() + 1)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let today = jiff::civil::date(2026, 11, 20);
        let read = |text| parse_day(text, today).map(|day| day.to_string());
        let christmas = Some("2026-12-25".to_owned());
        for text in ["25.12", "25.12.2026", "25.12.26", "2026-12-25", "25/12", "25 . 12"] {
            assert_eq!(read(text), christmas, "{text}");
        }
        assert_eq!(read("20.11").unwrap(), "2026-11-20");
        assert_eq!(read("19.11").unwrap(), "2027-11-19", "the next one of that name");
        for odd in ["", "25", "30.02", "завтра", "1.2.3.4", "0.12", "25.13", "-5.12"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
