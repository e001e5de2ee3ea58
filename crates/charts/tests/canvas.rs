//! Whatever the data, the drawing stays on its canvas and its words keep apart.
#![allow(clippy::unwrap_used)]

use charts::{
    Bars, Change, Chart, Figure, Language, Lines, Look, Mark, Plot, Point, Ranking, Row, Series, Size, Steps, Theme,
    Unit,
};
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use resvg::usvg::{self, fontdb};

fn tree(svg: &str) -> usvg::Tree {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../fonts/Inter-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../fonts/Inter-SemiBold.ttf").to_vec());
    let options = usvg::Options {
        fontdb: fonts.into(),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).unwrap()
}

fn texts(group: &usvg::Group, found: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => texts(group, found),
            usvg::Node::Text(text) => {
                let said = text.chunks().iter().map(usvg::TextChunk::text).collect();
                found.push((said, text.abs_bounding_box()));
            }
            _ => {}
        }
    }
}

fn number(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// Every shape as it is drawn, strokes included, lies on the canvas; no two texts share a pixel.
fn assert_well_drawn(chart: &Chart, look: &Look) {
    let svg = chart.svg(look).unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    let document = roxmltree::Document::parse(&svg).unwrap();
    for node in document.descendants().filter(|node| node.has_tag_name("rect")) {
        assert!(number(node, "width") >= 0.0 && number(node, "height") >= 0.0, "{svg}");
    }
    for node in document.descendants().filter(|node| node.has_tag_name("text")) {
        assert!(
            number(node, "font-size") >= 26.0 || matches!(chart.plot, Plot::Figures(_)),
            "{svg}"
        );
    }
    let tree = tree(&svg);
    let drawn = tree.root().abs_stroke_bounding_box();
    let (width, height) = (look.size.width as f32, look.size.height as f32);
    let inside = drawn.left() >= 0.0 && drawn.top() >= 0.0 && drawn.right() <= width && drawn.bottom() <= height;
    assert!(inside, "{drawn:?} {svg}");
    let mut found = Vec::new();
    texts(tree.root(), &mut found);
    for (at, (one, first)) in found.iter().enumerate() {
        for (other, second) in &found[at + 1..] {
            let across = first.right().min(second.right()) - first.left().max(second.left());
            let down = first.bottom().min(second.bottom()) - first.top().max(second.top());
            // Boxes are as high as the font's tallest accent: letters themselves are lower.
            let apart = across <= 1.0 || down <= 12.0;
            assert!(apart, "«{one}» {first:?} meets «{other}» {second:?}");
        }
    }
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -100.0..1e5_f64,
        2 => (0..2_000_i32).prop_map(f64::from),
        1 => -1e15..1e15_f64,
        1 => prop_oneof![Just(0.0), Just(-0.0), Just(1e15), Just(-1e15), Just(f64::MIN_POSITIVE), Just(5e-324), Just(0.1)],
    ]
}

/// Boxed: strategies inside each other are large, and a test's stack is small.
fn point() -> BoxedStrategy<Point> {
    prop_oneof![
        1 => Just(Point::Missing),
        5 => value().prop_map(Point::Exact),
        1 => value().prop_map(Point::Rounded),
        1 => value().prop_map(Point::Estimated),
    ]
    .boxed()
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    prop_oneof![
        4 => vec(point(), 0..40),
        1 => vec(point(), 390..410),
        1 => (point(), 0..60_usize).prop_map(|(point, count)| vec![point; count]),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[а-яА-ЯёЁ ]{0,30}",
        "[А-Я <>&\"'«»]{60,200}",
        Just(String::new())
    ]
}

fn series() -> impl Strategy<Value = Vec<Series>> {
    vec(
        (words(), points()).prop_map(|(name, points)| Series { name, points }),
        0..=12,
    )
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![
        Unit::Count,
        Unit::Percent,
        Unit::Roubles,
        Unit::Seconds,
        Unit::Milliseconds,
    ])
}

fn steps(series: &[Series]) -> impl Strategy<Value = Steps> + use<> {
    let count = series.iter().map(|one| one.points.len()).max().unwrap_or_default();
    prop_oneof![
        (0..3_000_i64).prop_map(|after| Steps::Days {
            first: date(2020, 1, 1).saturating_add(jiff::Span::new().days(after))
        }),
        (0..24_i8).prop_map(|hour| Steps::Hours {
            first: date(2026, 11, 20).at(hour, 30, 0, 0)
        }),
        vec(words(), count).prop_map(Steps::Named),
    ]
}

fn marks(series: &[Series]) -> impl Strategy<Value = Vec<Mark>> + use<> {
    let count = series.iter().map(|one| one.points.len()).max().unwrap_or_default();
    let threshold = (value(), words()).prop_map(|(value, label)| Mark::Threshold { value, label });
    let event = (0..count.max(1), words()).prop_map(|(step, label)| Mark::Event { step, label });
    // Two levels of nearly one value cannot both keep their words apart from everything.
    (vec(event, 0..=3), prop::option::of(threshold)).prop_map(move |(events, threshold)| {
        let events = if count == 0 { Vec::new() } else { events };
        events.into_iter().chain(threshold).collect()
    })
}

fn stepped() -> impl Strategy<Value = (Vec<Series>, Steps, Vec<Mark>, Unit, bool)> {
    series().prop_flat_map(|series| {
        let (steps, marks) = (steps(&series), marks(&series));
        (Just(series), steps, marks, unit(), any::<bool>())
    })
}

fn figure() -> impl Strategy<Value = Figure> {
    let change = (point(), prop::option::of(value()), words(), any::<bool>());
    let change = change.prop_map(|(by, percent, since, more_is_better)| Change {
        by,
        percent,
        since,
        more_is_better,
    });
    (words(), point(), unit(), prop::option::of(change), points()).prop_map(|(label, value, unit, change, trend)| {
        Figure {
            label,
            value,
            unit,
            change,
            trend,
        }
    })
}

fn row() -> impl Strategy<Value = Row> {
    (words(), point(), any::<bool>()).prop_map(|(label, point, highlighted)| Row {
        label,
        point,
        highlighted,
    })
}

fn plot() -> impl Strategy<Value = Plot> {
    prop_oneof![
        stepped().prop_map(|(series, steps, marks, unit, from_zero)| Plot::Lines(Lines {
            steps,
            series,
            unit,
            from_zero,
            marks
        })),
        stepped().prop_map(|(series, steps, marks, unit, _)| Plot::Bars(Bars {
            steps,
            series,
            unit,
            marks
        })),
        (vec(row(), 0..30), unit()).prop_map(|(rows, unit)| Plot::Ranking(Ranking { rows, unit })),
        vec(figure(), 0..=4).prop_map(Plot::Figures),
    ]
}

fn chart() -> impl Strategy<Value = Chart> {
    (words(), prop::option::of(words()), prop::option::of(words()), plot()).prop_map(|(title, subtitle, note, plot)| {
        Chart {
            title,
            subtitle,
            note,
            plot,
        }
    })
}

fn look() -> impl Strategy<Value = Look> {
    let size = prop_oneof![
        Just(Size::default()),
        (800..=2400_u32, 600..=2400_u32).prop_map(|(width, height)| Size { width, height }),
        Just(Size {
            width: 800,
            height: 600
        }),
    ];
    let language = prop::sample::select(vec![Language::Russian, Language::English]);
    let theme = prop::sample::select(vec![Theme::Light, Theme::Dark]);
    (language, theme, size).prop_map(|(language, theme, size)| Look { language, theme, size })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_chart_stays_on_its_canvas_and_its_words_keep_apart(chart in chart(), look in look()) {
        assert_well_drawn(&chart, &look);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn every_chart_becomes_a_picture(chart in chart()) {
        prop_assert!(chart.png(&Look::default()).unwrap().starts_with(b"\x89PNG"));
    }
}
