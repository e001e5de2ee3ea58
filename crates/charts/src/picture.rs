//! From data to SVG, and from SVG to PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use crate::canvas::Canvas;
use crate::{Chart, ChartError, Look, Plot, bars, check, figures, font, lines, ranking};

impl Chart {
    /// The chart as an SVG document. Its text needs the embedded font to look as measured.
    ///
    /// # Errors
    /// The data cannot be shown: see [`ChartError`].
    pub fn svg(&self, look: &Look) -> Result<String, ChartError> {
        check::check(self, look)?;
        let mut canvas = Canvas::new(look);
        match &self.plot {
            Plot::Lines(data) => lines::draw(&mut canvas, self, data, look)?,
            Plot::Bars(data) => bars::draw(&mut canvas, self, data, look)?,
            Plot::Ranking(data) => ranking::draw(&mut canvas, self, data, look),
            Plot::Figures(data) => figures::draw(&mut canvas, self, data, look),
        }
        Ok(canvas.into_svg())
    }

    /// The chart as the bytes of a PNG of exactly the look's size.
    ///
    /// # Errors
    /// The data cannot be shown: see [`ChartError`].
    pub fn png(&self, look: &Look) -> Result<Vec<u8>, ChartError> {
        let options = usvg::Options {
            font_family: font::FAMILY.to_owned(),
            fontdb: font::database(),
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_str(&self.svg(look)?, &options).map_err(refused)?;
        let mut pixels = Pixmap::new(look.size.width, look.size.height).ok_or_else(|| refused("no such size"))?;
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        encode(&pixels).map_err(refused)
    }
}

/// The drawing covers its background wholly, so three channels are enough.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let pixels_of = pixels.data().chunks_exact(4);
    let mut opaque = Vec::with_capacity(pixels_of.len() * 3);
    for pixel in pixels_of {
        opaque.extend_from_slice(&pixel[..3]);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Balanced);
    // Even areas and few colours: trying filters on every line takes longer than all the rest, and makes the file larger.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(bytes)
}

fn refused(error: impl ToString) -> ChartError {
    ChartError::Picture(error.to_string())
}
