//! Pictures of channels: figures in, PNG out.

pub mod alert;
pub mod channel;
pub mod points;
pub mod report;
pub mod several;

use charts::{Chart, ChartError, Look, Theme};
use telegram::{Attachment, Language};

/// How pictures look to this reader.
pub fn look(language: Language, dark: bool) -> Look {
    Look {
        language: match language {
            Language::Ru => charts::Language::Russian,
            Language::En => charts::Language::English,
        },
        theme: if dark { Theme::Dark } else { Theme::Light },
        ..Look::default()
    }
}

/// Draws charts as files to send.
///
/// # Errors
/// Those of the drawing.
pub fn draw(charts: &[Chart], look: &Look) -> Result<Vec<Attachment>, ChartError> {
    let draw = |(number, chart): (usize, &Chart)| {
        Ok(Attachment {
            name: format!("sellergram-{}.png", number + 1),
            bytes: chart.png(look)?,
            mime: "image/png",
        })
    };
    charts.iter().enumerate().map(draw).collect()
}
