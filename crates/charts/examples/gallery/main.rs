//! Draws every kind of chart in both languages and themes into a directory, and prints how long each took.
//! Usage: `cargo run --release -p charts --example gallery -- DIRECTORY`

mod pictures;

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use charts::{Language, Look, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("which directory?")?);
    std::fs::create_dir_all(&directory)?;
    let mut out = std::io::stdout().lock();
    for (language, code) in [(Language::Russian, "ru"), (Language::English, "en")] {
        for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            for (name, chart, size) in pictures::all(language) {
                let look = Look { language, theme, size };
                let began = Instant::now();
                let picture = chart.png(&look)?;
                let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
                let file = format!("{name}-{code}-{shade}.png");
                std::fs::write(directory.join(&file), &picture)?;
                writeln!(
                    out,
                    "{duration_ms:6.1} ms {:5.0} KB  {file}",
                    picture.len() as f64 / 1024.0
                )?;
            }
        }
    }
    Ok(())
}
