//! The SVG being written. Every text passes through here, so every text is escaped and every letter is in the font.

use std::fmt::Write;

use crate::font::{self, Weight};
use crate::palette::Palette;
use crate::{Look, Size};

/// The drawing so far.
pub(crate) struct Canvas {
    /// The colours to draw in.
    pub(crate) palette: &'static Palette,
    size: Size,
    body: String,
}

/// A rectangle, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// Where a text stands relative to its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Which end of an upright bar is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Square,
    RoundTop,
    RoundBottom,
}

/// A line of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) content: &'a str,
    pub(crate) x: f64,
    pub(crate) baseline: f64,
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) colour: &'a str,
    pub(crate) anchor: Anchor,
    /// Whether a rim of the background keeps what lies below away from the letters.
    pub(crate) rim: bool,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke<'a> {
    pub(crate) colour: &'a str,
    pub(crate) width: f64,
    /// Lengths of dash and gap; none for a solid line.
    pub(crate) dash: Option<(f64, f64)>,
}

/// How a shape is filled and edged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fill<'a> {
    pub(crate) colour: &'a str,
    pub(crate) opacity: f64,
    pub(crate) edge: Option<Stroke<'a>>,
}

impl Area {
    /// Whether two areas share a point.
    pub(crate) fn touches(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top <= other.bottom && other.top <= self.bottom
    }

    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// The x at that share of the width.
    pub(crate) fn across(self, share: f64) -> f64 {
        self.left + self.width() * share
    }

    /// The y at that share of the height, counted from the bottom.
    pub(crate) fn up(self, share: f64) -> f64 {
        self.bottom - self.height() * share
    }
}

impl<'a> Text<'a> {
    /// A regular text that starts at x.
    pub(crate) const fn new(content: &'a str, x: f64, baseline: f64, size: f64, colour: &'a str) -> Self {
        Self {
            content,
            x,
            baseline,
            size,
            weight: Weight::Regular,
            colour,
            anchor: Anchor::Start,
            rim: false,
        }
    }

    pub(crate) const fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(crate) const fn bold(mut self) -> Self {
        self.weight = Weight::SemiBold;
        self
    }

    pub(crate) const fn rimmed(mut self) -> Self {
        self.rim = true;
        self
    }
}

impl<'a> Stroke<'a> {
    pub(crate) const fn solid(colour: &'a str, width: f64) -> Self {
        Self {
            colour,
            width,
            dash: None,
        }
    }

    pub(crate) const fn dashed(colour: &'a str, width: f64, dash: f64, gap: f64) -> Self {
        Self {
            colour,
            width,
            dash: Some((dash, gap)),
        }
    }

    fn attributes(&self) -> String {
        let mut text = format!(r#" stroke="{}" stroke-width="{}""#, self.colour, px(self.width));
        if let Some((dash, gap)) = self.dash {
            let _ = write!(text, r#" stroke-dasharray="{} {}""#, px(dash), px(gap));
        }
        text
    }
}

impl<'a> Fill<'a> {
    pub(crate) const fn solid(colour: &'a str) -> Self {
        Self {
            colour,
            opacity: 1.0,
            edge: None,
        }
    }

    fn attributes(&self) -> String {
        let mut text = format!(r#" fill="{}""#, self.colour);
        if self.opacity < 1.0 {
            let _ = write!(text, r#" fill-opacity="{:.2}""#, self.opacity);
        }
        text.push_str(&self.edge.as_ref().map(Stroke::attributes).unwrap_or_default());
        text
    }
}

impl Canvas {
    /// An empty drawing in the look's colours.
    pub(crate) fn new(look: &Look) -> Self {
        Self {
            palette: Palette::of(look.theme),
            size: look.size,
            body: String::new(),
        }
    }

    /// The whole drawing.
    pub(crate) fn into_svg(self) -> String {
        let Size { width, height } = self.size;
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" "#,
                r#"font-family="{font}"><rect width="{w}" height="{h}" fill="{background}"/>{body}</svg>"#
            ),
            w = width,
            h = height,
            font = font::FAMILY,
            background = self.palette.background,
            body = self.body
        )
    }

    /// A rectangle with rounded corners.
    pub(crate) fn rect(&mut self, area: Area, radius: f64, fill: &Fill<'_>) {
        let radius = radius.min(area.width() / 2.0).min(area.height() / 2.0).max(0.0);
        self.shape(&format!(
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="{}"{}/>"#,
            px(area.left),
            px(area.top),
            px(area.width()),
            px(area.height()),
            px(radius),
            fill.attributes()
        ));
    }

    /// An upright bar: the end away from zero may be rounded, the other stands square on its line.
    pub(crate) fn bar(&mut self, area: Area, end: End, fill: &Fill<'_>) {
        let radius = (area.width() / 5.0).min(6.0).min(area.height() / 2.0);
        let (foot, head, bend) = match end {
            End::Square => return self.rect(area, 0.0, fill),
            End::RoundTop => (area.bottom, area.top, radius),
            End::RoundBottom => (area.top, area.bottom, -radius),
        };
        let [left, right, foot, head_x, head_right] =
            [area.left, area.right, foot, area.left + radius, area.right - radius].map(px);
        let [shoulder, head] = [head + bend, head].map(px);
        self.shape(&format!(
            concat!(
                r#"<path d="M{l} {foot}L{l} {shoulder}Q{l} {head} {hl} {head}L{hr} {head}"#,
                r#"Q{r} {head} {r} {shoulder}L{r} {foot}Z"{fill}/>"#
            ),
            l = left,
            r = right,
            foot = foot,
            shoulder = shoulder,
            head = head,
            hl = head_x,
            hr = head_right,
            fill = fill.attributes()
        ));
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &Stroke<'_>) {
        self.path(&[from, to], stroke);
    }

    /// A line through points; nothing for fewer than two.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], stroke: &Stroke<'_>) {
        if points.len() < 2 {
            return;
        }
        let outline = outline(points);
        let attributes = stroke.attributes();
        self.shape(&format!(
            r#"<path d="{outline}" fill="none" stroke-linejoin="round" stroke-linecap="butt"{attributes}/>"#
        ));
    }

    /// A filled outline through points.
    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], fill: &Fill<'_>) {
        if points.len() < 3 {
            return;
        }
        self.shape(&format!(r#"<path d="{}Z"{}/>"#, outline(points), fill.attributes()));
    }

    /// A circle.
    pub(crate) fn circle(&mut self, centre: (f64, f64), radius: f64, fill: &Fill<'_>) {
        let (x, y) = (px(centre.0), px(centre.1));
        self.shape(&format!(
            r#"<circle cx="{x}" cy="{y}" r="{}"{}/>"#,
            px(radius),
            fill.attributes()
        ));
    }

    /// A text, if there is any.
    pub(crate) fn text(&mut self, text: &Text<'_>) {
        if text.content.trim().is_empty() {
            return;
        }
        let anchor = match text.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let rim = if text.rim {
            format!(
                r#" paint-order="stroke" stroke-linejoin="round"{}"#,
                Stroke::solid(self.palette.background, 8.0).attributes()
            )
        } else {
            String::new()
        };
        self.shape(&format!(
            r#"<text x="{}" y="{}" font-size="{}" font-weight="{}" text-anchor="{anchor}" fill="{}"{rim}>{}</text>"#,
            px(text.x),
            px(text.baseline),
            px(text.size),
            text.weight.css(),
            text.colour,
            escape(text.content)
        ));
    }

    fn shape(&mut self, element: &str) {
        self.body.push_str(element);
    }
}

fn outline(points: &[(f64, f64)]) -> String {
    let mut text = String::with_capacity(points.len() * 12);
    for (at, (x, y)) in points.iter().enumerate() {
        text.push(if at == 0 { 'M' } else { 'L' });
        text.push_str(&px(*x));
        text.push(' ');
        text.push_str(&px(*y));
    }
    text
}

/// A length in pixels, to a tenth.
fn px(length: f64) -> String {
    let tenths = (length * 10.0).round() / 10.0;
    // Adding zero turns a negative zero into the plain one.
    format!("{}", tenths + 0.0)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_become_drawing() {
        assert_eq!(escape("</text><script>&amp;"), "&lt;/text&gt;&lt;script&gt;&amp;amp;");
    }

    #[test]
    fn lengths_are_short() {
        assert_eq!([12.0, 12.04, -0.01, 0.26].map(px), ["12", "12", "0", "0.3"]);
    }
}
