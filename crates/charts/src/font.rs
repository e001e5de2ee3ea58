//! The embedded font: how wide a text is, and what of it can be shown.

use std::sync::{Arc, LazyLock};

use harfrust::{FontRef, ShapeOptions, Shaper, ShaperData, UnicodeBuffer};
use resvg::usvg::fontdb;

/// The family's name, as the drawing asks for it.
pub(crate) const FAMILY: &str = "Inter";
/// No line of a chart holds more characters than this.
const LONGEST_TEXT: usize = 300;

static REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
static SEMIBOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");

/// The embedded fonts, read once.
static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    database.load_font_source(fontdb::Source::Binary(Arc::new(REGULAR)));
    database.load_font_source(fontdb::Source::Binary(Arc::new(SEMIBOLD)));
    Arc::new(database)
});

/// What a font's letters are measured with.
type Shapes = (FontRef<'static>, ShaperData);

/// Both prepared once: a picture measures dozens of texts.
static REGULAR_SHAPES: LazyLock<Shapes> = LazyLock::new(|| shapes(REGULAR));
static SEMIBOLD_SHAPES: LazyLock<Shapes> = LazyLock::new(|| shapes(SEMIBOLD));

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// The fonts for the renderer.
pub(crate) fn database() -> Arc<fontdb::Database> {
    Arc::clone(&DATABASE)
}

impl Weight {
    /// As CSS counts it.
    pub(crate) const fn css(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }
}

/// The width of a text in pixels, kerning included: the renderer's own shaper tells it.
pub(crate) fn width(text: &str, weight: Weight, size: f64) -> f64 {
    with_shaper(weight, |shaper| advance(shaper, text) * size)
}

/// The text, or as much of its beginning as fits with an ellipsis; nothing if not even that fits.
pub(crate) fn fit(text: &str, weight: Weight, size: f64, room: f64) -> String {
    with_shaper(weight, |shaper| {
        if advance(shaper, text) * size <= room {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let cut = |end: usize| format!("{}…", text[..end].trim_end_matches([' ', ',', '.', '-', '—', '·']));
        let fitting = ends.partition_point(|end| advance(shaper, &cut(*end)) * size <= room);
        // The first end leaves nothing but the ellipsis.
        ends.get(1..fitting)
            .and_then(<[usize]>::last)
            .map(|end| cut(*end))
            .unwrap_or_default()
    })
}

/// The text with what the font holds: one line, no pictures, a question mark for a foreign letter.
pub(crate) fn readable(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars().take(LONGEST_TEXT) {
        match letter {
            '⭐' | '🌟' => shown.push('★'),
            '✅' | '✔' => shown.push('✓'),
            // Apple's keyboards may send these letters in two parts.
            '\u{306}' | '\u{308}' => compose(&mut shown, letter),
            _ if letter.is_whitespace() && letter != '\u{202f}' && letter != '\u{a0}' => shown.push(' '),
            _ if is_held(letter) => shown.push(letter),
            _ if letter.is_alphanumeric() => shown.push('?'),
            _ => {}
        }
    }
    let words: Vec<&str> = shown.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn compose(shown: &mut String, accent: char) {
    let whole = match (shown.chars().last(), accent) {
        (Some('и'), '\u{306}') => 'й',
        (Some('И'), '\u{306}') => 'Й',
        (Some('е'), '\u{308}') => 'ё',
        (Some('Е'), '\u{308}') => 'Ё',
        _ => return,
    };
    shown.pop();
    shown.push(whole);
}

/// Whether the embedded fonts hold a letter; `fonts/README.md` tells how they were cut.
fn is_held(letter: char) -> bool {
    match letter {
        '\u{ad}' | '\u{149}' => false,
        ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{400}'..='\u{45f}' => true,
        _ => "\u{2009}\u{200a}\u{202f}‐‑‒–—‘’‚“”„•…‰′″‹›€₴₸₽№™←↑→↓↖↗↘↙−≈≠≤≥∞▲▼●○★☆✓✗ҐґҒғҚқҢңҮүҰұҲҳҶҷҺһӘәӨөӢӣӮӯ"
            .contains(letter),
    }
}

fn with_shaper<T>(weight: Weight, measure: impl FnOnce(&Shaper<'_>) -> T) -> T {
    let (font, data) = match weight {
        Weight::Regular => &*REGULAR_SHAPES,
        Weight::SemiBold => &*SEMIBOLD_SHAPES,
    };
    measure(&data.shaper(font).build())
}

fn shapes(bytes: &'static [u8]) -> Shapes {
    let font = FontRef::new(bytes).expect("the embedded font is a font: tests draw with it");
    let data = ShaperData::new(&font);
    (font, data)
}

/// The width in units of the font's size.
fn advance(shaper: &Shaper<'_>, text: &str) -> f64 {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let shaped = shaper.shape(buffer, ShapeOptions::new());
    let units: i32 = shaped.glyph_positions().iter().map(|glyph| glyph.x_advance).sum();
    f64::from(units) / f64::from(shaper.units_per_em())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_letter_said_to_be_held_has_a_glyph_in_both_weights() {
        let held: String = ('\u{20}'..'\u{3000}').filter(|letter| is_held(*letter)).collect();
        assert!(held.chars().count() > 450, "{}", held.chars().count());
        for weight in [Weight::Regular, Weight::SemiBold] {
            with_shaper(weight, |shaper| {
                for letter in held.chars() {
                    let mut buffer = UnicodeBuffer::new();
                    buffer.push_str(letter.encode_utf8(&mut [0; 4]));
                    buffer.guess_segment_properties();
                    let shaped = shaper.shape(buffer, ShapeOptions::new());
                    assert_ne!(shaped.glyph_infos()[0].glyph_id, 0, "{letter:?} {weight:?}");
                }
            });
        }
    }

    #[test]
    fn pictures_go_and_foreign_letters_are_owned_up_to() {
        assert_eq!(readable("🔥 Скидки\n каждый  день ⭐"), "Скидки каждый день ★");
        assert_eq!(readable("Магазин 東京"), "Магазин ??");
        assert_eq!(readable("Чаи\u{306}ная е\u{308}лка"), "Чайная ёлка");
        assert_eq!(readable("a\u{0}\u{202e}b"), "ab");
    }

    #[test]
    fn a_heavier_and_a_larger_text_is_wider() {
        let text = "Просмотры за неделю";
        let regular = width(text, Weight::Regular, 26.0);
        assert!(width(text, Weight::SemiBold, 26.0) > regular);
        assert!((width(text, Weight::Regular, 52.0) - regular * 2.0).abs() < 1e-6);
        assert!((200.0..300.0).contains(&regular), "{regular}");
    }

    #[test]
    fn a_cut_text_ends_with_an_ellipsis() {
        let cut = fit("Подружки, идём за покупками", Weight::Regular, 26.0, 180.0);
        assert!(
            cut.starts_with("Подружки") && cut.ends_with('…') && !cut.contains(",…"),
            "{cut}"
        );
        assert_eq!(fit("Чай", Weight::Regular, 26.0, 180.0), "Чай");
        assert_eq!(fit("Чай", Weight::Regular, 26.0, 3.0), "");
    }

    proptest! {
        #[test]
        fn what_fits_is_as_wide_as_the_room_at_most(text in ".{0,80}", room in 0.0..600.0_f64) {
            let shown = fit(&readable(&text), Weight::SemiBold, 30.0, room);
            prop_assert!(width(&shown, Weight::SemiBold, 30.0) <= room + 1e-6);
        }

        #[test]
        fn readable_text_is_plain(text in "\\PC{0,60}|.{0,60}") {
            let shown = readable(&text);
            prop_assert!(shown.chars().all(is_held), "{shown:?}");
            prop_assert_eq!(readable(&shown), shown);
        }
    }
}
