//! What a reader is told: gaps, roundings and estimates look like what they are.
#![allow(clippy::unwrap_used)]

use charts::{
    Bars, Chart, ChartError, Figure, Language, Lines, Look, Mark, Plot, Point, Ranking, Row, Series, Size, Steps,
    Theme, Unit,
};
use jiff::civil::date;

fn days() -> Steps {
    Steps::Days {
        first: date(2026, 11, 15),
    }
}

fn lines(points: Vec<Point>, marks: Vec<Mark>) -> Chart {
    let series = vec![Series::new("Подписчики", points)];
    Chart::new(
        "Канал",
        Plot::Lines(Lines {
            steps: days(),
            series,
            unit: Unit::Count,
            from_zero: false,
            marks,
        }),
    )
}

fn bars(points: Vec<Point>) -> Chart {
    let series = vec![Series::new("Просмотры", points)];
    Chart::new(
        "Канал",
        Plot::Bars(Bars {
            steps: days(),
            series,
            unit: Unit::Count,
            marks: vec![],
        }),
    )
}

fn texts(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

/// The lines of the data: the only ones with five pixels of width.
fn data_lines(svg: &str) -> Vec<(usize, bool)> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let paths = document
        .descendants()
        .filter(|node| node.has_tag_name("path") && node.attribute("stroke-width") == Some("5"));
    paths
        .map(|node| {
            let outline = node.attribute("d").unwrap();
            (outline.matches('L').count() + 1, node.has_attribute("stroke-dasharray"))
        })
        .collect()
}

#[test]
fn a_gap_in_the_data_is_a_gap_in_the_line() {
    use Point::{Exact, Missing};
    let chart = lines(
        vec![Exact(1.0), Exact(2.0), Exact(3.0), Missing, Exact(5.0), Exact(6.0)],
        vec![],
    );
    assert_eq!(
        data_lines(&chart.svg(&Look::default()).unwrap()),
        [(3, false), (2, false)]
    );
}

#[test]
fn a_line_to_an_estimate_is_dashed_and_the_legend_says_so() {
    use Point::{Estimated, Exact};
    let svg = lines(
        vec![Exact(1.0), Exact(2.0), Estimated(3.0), Exact(4.0), Exact(5.0)],
        vec![],
    )
    .svg(&Look::default())
    .unwrap();
    assert_eq!(data_lines(&svg), [(2, false), (3, true), (2, false)]);
    assert!(texts(&svg).contains(&"оценка".to_owned()), "{:?}", texts(&svg));
}

#[test]
fn a_rounded_value_is_hollow_and_approximate() {
    let svg = lines(vec![Point::Exact(12_100.0), Point::Rounded(12_300.0)], vec![])
        .svg(&Look::default())
        .unwrap();
    let told = texts(&svg);
    assert!(told.contains(&"округлено источником".to_owned()), "{told:?}");
    assert!(
        told.iter().any(|text| text.replace('\u{202f}', " ") == "≈ 12,3 тыс."),
        "{told:?}"
    );
    let document = roxmltree::Document::parse(&svg).unwrap();
    let hollow = document
        .descendants()
        .filter(|node| node.has_tag_name("circle") && node.has_attribute("stroke"));
    // One in the legend, one on the line.
    assert_eq!(hollow.count(), 2);
}

#[test]
fn exact_data_need_no_legend_of_marks() {
    let svg = lines(vec![Point::Exact(1.0), Point::Exact(2.0)], vec![])
        .svg(&Look::default())
        .unwrap();
    for meaning in ["оценка", "округлено источником", "нет данных", "Подписчики"]
    {
        assert!(!texts(&svg).contains(&meaning.to_owned()), "{meaning}");
    }
}

#[test]
fn a_missing_day_is_no_zero() {
    let told = |point| {
        texts(
            &bars(vec![Point::Exact(5.0), point, Point::Exact(7.0)])
                .svg(&Look::default())
                .unwrap(),
        )
    };
    assert!(told(Point::Missing).contains(&"нет данных".to_owned()));
    assert!(!told(Point::Exact(0.0)).contains(&"нет данных".to_owned()));
}

#[test]
fn bars_begin_at_zero() {
    let told = texts(
        &bars(vec![Point::Exact(1_000.0), Point::Exact(1_010.0)])
            .svg(&Look::default())
            .unwrap(),
    );
    assert!(told.contains(&"0".to_owned()), "{told:?}");
}

#[test]
fn rows_that_do_not_fit_are_counted() {
    let rows = (0..40).map(|at| Row {
        label: format!("Склад {at}"),
        point: Point::Exact(f64::from(at)),
        highlighted: false,
    });
    let chart = Chart::new(
        "Склады",
        Plot::Ranking(Ranking {
            rows: rows.collect(),
            unit: Unit::Count,
        }),
    );
    let told = texts(&chart.svg(&Look::default()).unwrap());
    let shown = told.iter().filter(|text| text.starts_with("Склад ")).count();
    assert!(shown >= 8, "{shown}");
    assert!(told.contains(&format!("и ещё {}", 40 - shown)), "{told:?}");
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for chart in [
        lines(vec![], vec![]),
        lines(vec![Point::Missing; 7], vec![]),
        bars(vec![Point::Missing]),
        Chart::new("Итоги", Plot::Figures(vec![])),
    ] {
        let look = Look {
            language: Language::English,
            ..Look::default()
        };
        assert!(texts(&chart.svg(&look).unwrap()).contains(&"No data yet".to_owned()));
    }
}

#[test]
fn a_threshold_and_an_event_are_in_words() {
    let marks = vec![
        Mark::Threshold {
            value: 3.0,
            label: "Цель".to_owned(),
        },
        Mark::Event {
            step: 1,
            label: "Реклама".to_owned(),
        },
    ];
    let told = texts(
        &lines(vec![Point::Exact(1.0), Point::Exact(2.0)], marks)
            .svg(&Look::default())
            .unwrap(),
    );
    assert!(
        told.contains(&"Цель".to_owned()) && told.contains(&"Реклама".to_owned()),
        "{told:?}"
    );
}

#[test]
fn themes_differ_in_colours_only() {
    let chart = lines(vec![Point::Exact(1.0), Point::Exact(2.0)], vec![]);
    let [light, dark] = [Theme::Light, Theme::Dark].map(|theme| {
        chart
            .svg(&Look {
                theme,
                ..Look::default()
            })
            .unwrap()
    });
    assert_ne!(light, dark);
    assert_eq!(texts(&light), texts(&dark));
}

#[test]
fn words_are_escaped() {
    let chart = Chart::new("<b>&\"Чай\"</b>", Plot::Figures(vec![])).note("]]><script/>");
    let told = texts(&chart.svg(&Look::default()).unwrap());
    assert!(
        told.contains(&"<b>&\"Чай\"</b>".to_owned()) && told.contains(&"]]><script/>".to_owned()),
        "{told:?}"
    );
}

#[test]
fn numbers_that_are_none_are_refused_by_name() {
    let refused = lines(vec![Point::Exact(f64::NAN)], vec![]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::NotFinite {
            of: "Подписчики".to_owned()
        })
    );
    let refused = bars(vec![Point::Estimated(f64::NEG_INFINITY)]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::NotFinite {
            of: "Просмотры".to_owned()
        })
    );
    let refused = bars(vec![Point::Exact(1.1e15)]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::TooLarge {
            of: "Просмотры".to_owned()
        })
    );
    let threshold = Mark::Threshold {
        value: f64::INFINITY,
        label: "Цель".to_owned(),
    };
    let refused = lines(vec![Point::Exact(1.0)], vec![threshold]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::NotFinite {
            of: "Цель".to_owned()
        })
    );
}

#[test]
fn too_much_of_anything_is_refused() {
    let refused = lines(vec![Point::Exact(1.0); 801], vec![]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::TooMany {
            what: "points",
            count: 801,
            limit: 800
        })
    );
    let event = Mark::Event {
        step: 2,
        label: "Поздно".to_owned(),
    };
    let refused = lines(vec![Point::Exact(1.0); 2], vec![event]).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::EventOutside {
            label: "Поздно".to_owned(),
            step: 2
        })
    );
    let figure = Figure {
        label: String::new(),
        value: Point::Missing,
        unit: Unit::Count,
        change: None,
        trend: vec![],
    };
    let refused = Chart::new("", Plot::Figures(vec![figure; 5])).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::TooMany {
            what: "figures",
            count: 5,
            limit: 4
        })
    );
    let named = Bars {
        steps: Steps::Named(vec!["а".to_owned()]),
        series: vec![Series::new("", [Point::Exact(1.0); 2])],
        unit: Unit::Count,
        marks: vec![],
    };
    let refused = Chart::new("", Plot::Bars(named)).svg(&Look::default());
    assert_eq!(
        refused,
        Err(ChartError::TooMany {
            what: "points",
            count: 2,
            limit: 1
        })
    );
    let size = Size {
        width: 799,
        height: 700,
    };
    let refused = lines(vec![], vec![]).svg(&Look {
        size,
        ..Look::default()
    });
    assert_eq!(
        refused,
        Err(ChartError::Size {
            width: 799,
            height: 700
        })
    );
}

#[test]
fn the_picture_is_a_png_of_the_size_asked_for() {
    let picture = lines(vec![Point::Exact(1.0), Point::Exact(2.0)], vec![])
        .png(&Look::default())
        .unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(
        (frame.width, frame.height, frame.color_type),
        (1200, 700, png::ColorType::Rgb)
    );
    // The background and the first accent are both there.
    assert_eq!(&pixels[..3], [255, 255, 255]);
    assert!(pixels.chunks_exact(3).any(|pixel| pixel == [0x2f, 0x5f, 0xe0]));
}

#[test]
fn a_zero_among_other_parts_of_a_bar_is_not_drawn_and_one_alone_is() {
    let stacked = |rows: [[f64; 2]; 2]| {
        let series = |at: usize| Series::new(format!("Часть {at}"), rows.iter().map(|row| Point::Exact(row[at])));
        let plot = Plot::Bars(Bars {
            steps: Steps::Named(vec!["один".to_owned(), "два".to_owned()]),
            series: vec![series(0), series(1)],
            unit: Unit::Count,
            marks: vec![],
        });
        let svg = Chart::new("Части", plot).svg(&Look::default()).unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        document
            .descendants()
            .filter(|node| node.has_tag_name("path") || node.has_tag_name("rect"))
            .count()
    };
    let (both, with_zero) = (stacked([[5.0, 1.0], [5.0, 1.0]]), stacked([[5.0, 1.0], [5.0, 0.0]]));
    assert!(with_zero < both, "{with_zero} parts instead of {both}");
    // A step that is nothing but zeros has one thin line.
    assert_eq!(stacked([[5.0, 1.0], [0.0, 0.0]]), with_zero - 1);
}
