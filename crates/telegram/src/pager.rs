//! Long lists, one page at a time.

use crate::{Button, CallbackData};

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page<'a, T> {
    /// What is on it.
    pub items: &'a [T],
    /// Which page it is, from 0.
    pub number: usize,
    /// How many pages there are; an empty list has one, empty.
    pub pages: usize,
}

/// The page `number` (from 0) of a list cut into pages of `size`. A page past the end is the last one: lists shrink while people look at them.
pub fn page<T>(items: &[T], number: usize, size: usize) -> Page<'_, T> {
    let size = size.max(1);
    let pages = items.len().div_ceil(size).max(1);
    let number = number.min(pages - 1);
    let start = number * size;
    let end = items.len().min(start + size);
    Page {
        items: &items[start..end],
        number,
        pages,
    }
}

/// The row that turns pages: `« 2/5 »`, an arrow only where a page is; empty when there is one page.
/// `data` gives the callback data that shows a page, and the middle button shows its own page again.
pub fn pager_row(number: usize, pages: usize, data: impl Fn(usize) -> CallbackData) -> Vec<Button> {
    if pages <= 1 {
        return Vec::new();
    }
    let number = number.min(pages - 1);
    let mut row = Vec::with_capacity(3);
    if number > 0 {
        row.push(Button::press("«", data(number - 1)));
    }
    let position = format!("{}/{pages}", number + 1);
    row.push(Button::press(position, data(number)));
    if number + 1 < pages {
        row.push(Button::press("»", data(number + 1)));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;

    fn shown(number: usize, pages: usize) -> Vec<(String, String)> {
        pager_row(number, pages, |n| CallbackData::of(format_args!("p:{n}")))
            .into_iter()
            .map(|button| match button.action {
                Action::Press(data) => (button.text, data.to_string()),
                Action::Open(url) => (button.text, url),
            })
            .collect()
    }

    fn pair(text: &str, data: &str) -> (String, String) {
        (text.to_owned(), data.to_owned())
    }

    #[test]
    fn every_item_is_on_exactly_one_page() {
        for length in 0..25 {
            let items: Vec<usize> = (0..length).collect();
            let pages = page(&items, 0, 7).pages;
            let all: Vec<usize> = (0..pages)
                .flat_map(|number| page(&items, number, 7).items.to_vec())
                .collect();
            assert_eq!(all, items);
        }
    }

    #[test]
    fn a_page_past_the_end_is_the_last_one() {
        let last = page(&[1, 2, 3], 99, 2);
        assert_eq!((last.items, last.number, last.pages), (&[3][..], 1, 2));
        let empty = page::<u8>(&[], 3, 0);
        assert_eq!((empty.items, empty.number, empty.pages), (&[][..], 0, 1));
    }

    #[test]
    fn arrows_lead_only_to_pages_that_exist() {
        assert_eq!(shown(0, 1), []);
        assert_eq!(shown(0, 2), [pair("1/2", "p:0"), pair("»", "p:1")]);
        assert_eq!(shown(1, 5), [pair("«", "p:0"), pair("2/5", "p:1"), pair("»", "p:2")]);
        assert_eq!(shown(9, 5), [pair("«", "p:3"), pair("5/5", "p:4")]);
    }
}
