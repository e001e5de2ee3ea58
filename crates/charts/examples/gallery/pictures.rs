//! The pictures: every kind, with data as the bot meets them.

use charts::{
    Bars, Change, Chart, Figure, Language, Lines, Mark, Plot, Point, Ranking, Row, Series, Size, Steps, Unit,
};
use jiff::civil::{Date, date};

/// Every picture with its file name and size.
pub fn all(language: Language) -> Vec<(&'static str, Chart, Size)> {
    let say = |ru: &str, en: &str| {
        if language == Language::Russian {
            ru.to_owned()
        } else {
            en.to_owned()
        }
    };
    let say = &say;
    let usual = Size::default();
    vec![
        ("members", members(say), usual),
        ("compared", compared(say), usual),
        ("year", year(say), usual),
        ("views", views(say), usual),
        ("week", week(say), usual),
        ("stacked", stacked(say), usual),
        ("growth", growth(say), usual),
        ("speed", speed(say), usual),
        ("hours", hours(say), usual),
        ("ranking", ranking(say), usual),
        ("balance", balance(say), usual),
        ("figure", figures(say, 1), usual),
        (
            "figures2",
            figures(say, 2),
            Size {
                width: 1200,
                height: 600,
            },
        ),
        ("figures3", figures(say, 3), usual),
        ("figures4", figures(say, 4), usual),
        ("twelve", twelve(say), usual),
        ("empty", empty(say), usual),
        ("one", one(say), usual),
        ("long", long(say), usual),
    ]
}

type Say<'a> = &'a dyn Fn(&str, &str) -> String;

const FIRST: Date = date(2026, 10, 23);

/// A walk that is the same every time.
fn walk(count: usize, seed: u64, start: f64, drift: f64, swing: f64) -> Vec<f64> {
    let mut state = seed;
    let mut value = start;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    (0..count)
        .map(|_| {
            value += drift + (next() - 0.5) * swing;
            value.max(0.0).round()
        })
        .collect()
}

fn exact(values: Vec<f64>) -> Vec<Point> {
    values.into_iter().map(Point::Exact).collect()
}

fn members(say: Say<'_>) -> Chart {
    let mut points = exact(walk(30, 7, 12_290.0, 9.0, 26.0));
    points[9..12].fill(Point::Missing);
    for point in &mut points[17..21] {
        *point = Point::Estimated(point.value().unwrap_or_default());
    }
    let marks = vec![Mark::Event {
        step: 14,
        label: say("Реклама у «Подружек»", "Ad in “Podruzhki”"),
    }];
    let series = vec![Series::new(say("Подписчики", "Members"), points)];
    let plot = Plot::Lines(Lines {
        steps: Steps::Days { first: FIRST },
        series,
        unit: Unit::Count,
        from_zero: false,
        marks,
    });
    Chart::new(say("Подписчики канала", "Channel members"), plot)
        .subtitle(say(
            "«Чайная лавка» · 23 октября – 21 ноября",
            "“Tea Shop” · 23 October – 21 November",
        ))
        .note(say(
            "Источник: t.me и Telegram Bot API",
            "Source: t.me and the Telegram Bot API",
        ))
}

fn compared(say: Say<'_>) -> Chart {
    let rounded = |values: Vec<f64>| {
        values
            .into_iter()
            .map(|value| Point::Rounded((value / 100.0).round() * 100.0))
    };
    let series = vec![
        Series::new(say("Чайная лавка", "Tea Shop"), exact(walk(14, 3, 8_300.0, 60.0, 90.0))),
        Series::new(
            say("Кофе и книги", "Coffee & Books"),
            rounded(walk(14, 5, 10_400.0, -20.0, 240.0)),
        ),
        Series::new(
            say("Мамин дом", "Mum’s House"),
            rounded(walk(14, 11, 6_900.0, 45.0, 260.0)),
        ),
    ];
    let plot = Plot::Lines(Lines {
        steps: Steps::Days {
            first: date(2026, 11, 8),
        },
        series,
        unit: Unit::Count,
        from_zero: false,
        marks: vec![],
    });
    Chart::new(say("Вы и соседи по теме", "You and your neighbours"), plot)
        .subtitle(say("Подписчики за две недели", "Members over two weeks"))
}

fn year(say: Say<'_>) -> Chart {
    let mut points = exact(walk(400, 21, 1_400.0, 42.0, 420.0));
    points[120..150].fill(Point::Missing);
    let marks = vec![
        Mark::Threshold {
            value: 15_000.0,
            label: say("Цель года: 15 000", "Goal of the year: 15,000"),
        },
        Mark::Event {
            step: 70,
            label: say("Новое оформление", "New look"),
        },
        Mark::Event {
            step: 260,
            label: say("Розыгрыш", "Giveaway"),
        },
    ];
    let series = vec![Series::new(say("Подписчики", "Members"), points)];
    let steps = Steps::Days {
        first: date(2025, 10, 18),
    };
    let plot = Plot::Lines(Lines {
        steps,
        series,
        unit: Unit::Count,
        from_zero: true,
        marks,
    });
    Chart::new(say("Подписчики за 400 дней", "Members over 400 days"), plot).subtitle(say(
        "Разрыв — дни, когда канал был закрыт",
        "The gap: days when the channel was private",
    ))
}

fn views(say: Say<'_>) -> Chart {
    let mut points = exact(walk(30, 9, 1_450.0, 4.0, 700.0));
    points[6..8].fill(Point::Missing);
    for point in &mut points[24..] {
        *point = Point::Rounded((point.value().unwrap_or_default() / 100.0).round() * 100.0);
    }
    points[29] = Point::Estimated(1_650.0);
    let series = vec![Series::new(say("Просмотры", "Views"), points)];
    let plot = Plot::Bars(Bars {
        steps: Steps::Days { first: FIRST },
        series,
        unit: Unit::Count,
        marks: vec![],
    });
    Chart::new(say("Просмотры публикаций по дням", "Views by day"), plot)
        .subtitle(say("Канал «Чайная лавка»", "“Tea Shop” channel"))
}

fn week(say: Say<'_>) -> Chart {
    let points = exact(vec![12.0, 18.0, 9.0, 0.0, 22.0, 31.0, 27.0]);
    let series = vec![Series::new(say("Поймано", "Caught"), points)];
    let steps = Steps::Days {
        first: date(2026, 11, 15),
    };
    let plot = Plot::Bars(Bars {
        steps,
        series,
        unit: Unit::Count,
        marks: vec![],
    });
    Chart::new(say("Поймано слотов за неделю", "Slots caught this week"), plot).subtitle(say(
        "Все склады, коэффициент до ×2",
        "All warehouses, coefficient up to ×2",
    ))
}

fn stacked(say: Say<'_>) -> Chart {
    let part = |seed, start| exact(walk(14, seed, start, 0.0, start * 0.5));
    let series = vec![
        Series::new(say("Короба", "Boxes"), part(2, 26.0)),
        Series::new(say("Монопаллеты", "Mono-pallets"), part(3, 14.0)),
        Series::new(say("Суперсейф", "Supersafe"), part(4, 6.0)),
    ];
    let steps = Steps::Days {
        first: date(2026, 11, 8),
    };
    let plot = Plot::Bars(Bars {
        steps,
        series,
        unit: Unit::Count,
        marks: vec![],
    });
    Chart::new(
        say("Открытые слоты по типу поставки", "Open slots by supply type"),
        plot,
    )
    .subtitle(say("Коледино, 8–21 ноября", "Koledino, 8–21 November"))
}

fn growth(say: Say<'_>) -> Chart {
    let gain = walk(21, 31, 60.0, 0.0, 60.0).into_iter();
    let loss = walk(21, 33, 40.0, 0.0, 36.0)
        .into_iter()
        .map(|value| Point::Exact(-value));
    let series = vec![
        Series::new(say("Пришли", "Joined"), gain.map(Point::Exact)),
        Series::new(say("Ушли", "Left"), loss),
    ];
    let steps = Steps::Days {
        first: date(2026, 11, 1),
    };
    let marks = vec![Mark::Threshold {
        value: 70.0,
        label: say("Обычный приход: 70 в день", "Usual joins: 70 a day"),
    }];
    let plot = Plot::Bars(Bars {
        steps,
        series,
        unit: Unit::Count,
        marks,
    });
    Chart::new(say("Пришли и ушли", "Joined and left"), plot).subtitle(say("1–21 ноября", "1–21 November"))
}

fn speed(say: Say<'_>) -> Chart {
    let names = [
        say("до 0,5 с", "≤ 0.5 s"),
        say("до 1 с", "≤ 1 s"),
        say("до 2 с", "≤ 2 s"),
        say("до 5 с", "≤ 5 s"),
        say("дольше", "longer"),
    ];
    let series = vec![Series::new("", exact(vec![46.0, 31.0, 14.0, 6.0, 3.0]))];
    let steps = Steps::Named(names.into());
    let plot = Plot::Bars(Bars {
        steps,
        series,
        unit: Unit::Percent,
        marks: vec![],
    });
    Chart::new(
        say("От открытия слота до заявки", "From a slot’s opening to our request"),
        plot,
    )
    .subtitle(say(
        "Доля заявок за 30 дней, всего 412",
        "Share of requests over 30 days, 412 in all",
    ))
    .note(say("Слоты живут от 2 до 40 секунд", "Slots live from 2 to 40 seconds"))
}

fn hours(say: Say<'_>) -> Chart {
    let points = walk(36, 12, 1_100.0, 0.0, 180.0)
        .into_iter()
        .map(|value| Point::Exact(value.max(1000.0) / 1000.0));
    let mut points: Vec<Point> = points.collect();
    points[20..23].fill(Point::Missing);
    let series = vec![Series::new(say("Интервал", "Interval"), points)];
    let steps = Steps::Hours {
        first: date(2026, 11, 20).at(2, 0, 0, 0),
    };
    let marks = vec![Mark::Threshold {
        value: 1.0,
        label: say("Цель: раз в секунду", "Goal: once a second"),
    }];
    let plot = Plot::Lines(Lines {
        steps,
        series,
        unit: Unit::Seconds,
        from_zero: true,
        marks,
    });
    Chart::new(
        say(
            "Как часто бот смотрел на слоты",
            "How often the bot looked at the slots",
        ),
        plot,
    )
    .subtitle(say(
        "Разрыв — Wildberries не отвечал",
        "The gap: Wildberries did not answer",
    ))
}

fn ranking(say: Say<'_>) -> Chart {
    let row = |label: String, point, highlighted| Row {
        label,
        point,
        highlighted,
    };
    let rows = vec![
        row(say("Электросталь", "Elektrostal"), Point::Exact(1_284.0), false),
        row(say("Коледино", "Koledino"), Point::Exact(1_106.0), true),
        row(
            say("Санкт-Петербург (Уткина Заводь)", "Saint Petersburg (Utkina Zavod)"),
            Point::Exact(842.0),
            false,
        ),
        row(
            say("Екатеринбург — Перспективный 12/2", "Yekaterinburg — Perspektivny 12/2"),
            Point::Exact(610.0),
            false,
        ),
        row(say("Новосемейкино", "Novosemeykino"), Point::Rounded(500.0), false),
        row(say("Невинномысск", "Nevinnomyssk"), Point::Estimated(330.0), false),
        row(say("Казань", "Kazan"), Point::Exact(120.0), false),
        row(say("Подольск 4", "Podolsk 4"), Point::Exact(0.0), false),
        row(say("Хабаровск", "Khabarovsk"), Point::Missing, false),
    ];
    let plot = Plot::Ranking(Ranking {
        rows,
        unit: Unit::Count,
    });
    Chart::new(say("Где чаще открываются слоты", "Where slots open most"), plot)
        .subtitle(say("Открытий за 30 дней, короба", "Openings over 30 days, boxes"))
}

fn balance(say: Say<'_>) -> Chart {
    let rows = (0..16).map(|at| Row {
        label: format!("{} {}", say("Канал", "Channel"), at + 1),
        point: Point::Exact(f64::from(900 - at * 140)),
        highlighted: false,
    });
    let plot = Plot::Ranking(Ranking {
        rows: rows.collect(),
        unit: Unit::Count,
    });
    Chart::new(say("Прирост подписчиков за неделю", "Member growth this week"), plot)
        .note(say("по данным t.me", "from t.me"))
}

fn figures(say: Say<'_>, count: usize) -> Chart {
    let figure = |label: String, value: Point, by: f64, percent, trend: Vec<f64>| Figure {
        label,
        value,
        unit: Unit::Count,
        change: Some(Change {
            by: match value {
                Point::Rounded(_) => Point::Rounded(by),
                _ => Point::Exact(by),
            },
            percent: Some(percent),
            since: say("за неделю", "this week"),
            more_is_better: true,
        }),
        trend: exact(trend),
    };
    let mut all = vec![
        figure(
            say("Подписчики", "Members"),
            Point::Exact(12_480.0),
            120.0,
            1.0,
            walk(28, 7, 12_200.0, 9.0, 26.0),
        ),
        figure(
            say("Охват публикации", "Reach of a post"),
            Point::Rounded(3_400.0),
            -210.0,
            -5.8,
            walk(28, 17, 3_800.0, -12.0, 160.0),
        ),
        figure(
            say("Публикации", "Posts"),
            Point::Exact(23.0),
            0.0,
            0.0,
            walk(28, 27, 4.0, 0.0, 4.0),
        ),
        figure(say("Упоминания", "Mentions"), Point::Missing, 5.0, 62.5, vec![]),
    ];
    all.truncate(count);
    Chart::new(say("Итоги недели", "The week"), Plot::Figures(all))
        .subtitle(say("«Чайная лавка» · 16–22 ноября", "“Tea Shop” · 16–22 November"))
}

fn twelve(say: Say<'_>) -> Chart {
    let series = (0..12_u8).map(|at| {
        let start = 2_000.0 + f64::from(at) * 650.0;
        Series::new(
            format!("{} {}", say("Склад", "Warehouse"), at + 1),
            exact(walk(60, u64::from(at) + 40, start, 4.0, 300.0)),
        )
    });
    let steps = Steps::Days {
        first: date(2026, 9, 23),
    };
    let plot = Plot::Lines(Lines {
        steps,
        series: series.collect(),
        unit: Unit::Roubles,
        from_zero: false,
        marks: vec![],
    });
    Chart::new(say("Двенадцать складов сразу", "Twelve warehouses at once"), plot)
}

fn empty(say: Say<'_>) -> Chart {
    let plot = Plot::Lines(Lines {
        steps: Steps::Days { first: FIRST },
        series: vec![],
        unit: Unit::Count,
        from_zero: false,
        marks: vec![],
    });
    Chart::new(say("Подписчики канала", "Channel members"), plot).subtitle(say(
        "Первые цифры появятся завтра утром",
        "The first figures come tomorrow morning",
    ))
}

fn one(say: Say<'_>) -> Chart {
    let series = vec![Series::new(say("Подписчики", "Members"), [Point::Exact(812.0)])];
    let steps = Steps::Days {
        first: date(2026, 11, 21),
    };
    let plot = Plot::Lines(Lines {
        steps,
        series,
        unit: Unit::Count,
        from_zero: false,
        marks: vec![],
    });
    Chart::new(
        say("Подписчики канала: первый день", "Channel members: the first day"),
        plot,
    )
}

fn long(say: Say<'_>) -> Chart {
    let name = "Магазин женской одежды больших размеров «Примерь & носи» <официальный> 🔥";
    let points = || exact(walk(7, 2, 1_200_000.0, 20_000.0, 300_000.0));
    let series = vec![
        Series::new(name, points()),
        Series::new(name.to_uppercase(), points()),
        Series::new(name, vec![]),
    ];
    let steps = Steps::Named(
        [
            "понедельник",
            "вторник",
            "среда",
            "четверг",
            "пятница",
            "суббота",
            "воскресенье",
        ]
        .map(str::to_owned)
        .into(),
    );
    let plot = Plot::Bars(Bars {
        steps,
        series,
        unit: Unit::Roubles,
        marks: vec![],
    });
    Chart::new(format!("{} {name} {name}", say("Выручка", "Revenue")), plot)
        .subtitle(name.repeat(3))
        .note(name.repeat(4))
}
