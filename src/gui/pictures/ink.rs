//! A drawing as a picture file: the lines of a pen on white paper, twice as fine as on the screen.

use std::io::Cursor;
use std::sync::Arc;

use eframe::egui::{Pos2, Vec2};
use image::{ImageFormat, Rgb, RgbImage};

/// The colour of the pen.
pub const INK: [u8; 3] = [0x10, 0x20, 0x40];
/// Half the width of its line, in points.
pub const PEN: f32 = 1.6;
/// Pixels for a point.
const FINENESS: f32 = 2.0;

/// Lines on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Each from where the pen was put down to where it was lifted, as shares of the sheet.
    pub lines: Arc<Vec<Vec<Pos2>>>,
    /// Width and height of the sheet in points.
    pub size: [u32; 2],
}

impl Drawing {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// Those of the encoder: too little memory.
    pub fn png(&self) -> Result<Vec<u8>, image::ImageError> {
        let [width, height] = self.size.map(|points| (points as f32 * FINENESS) as u32);
        let mut sheet = RgbImage::from_pixel(width.max(1), height.max(1), Rgb([255; 3]));
        let place = |share: &Pos2| Pos2::new(share.x * width as f32, share.y * height as f32);
        for line in self.lines.iter() {
            let points: Vec<Pos2> = line.iter().map(place).collect();
            match points.as_slice() {
                [dot] => stroke(&mut sheet, *dot, *dot),
                points => points
                    .iter()
                    .zip(points.iter().skip(1))
                    .for_each(|(from, to)| stroke(&mut sheet, *from, *to)),
            }
        }
        let mut file = Cursor::new(Vec::new());
        sheet.write_to(&mut file, ImageFormat::Png)?;
        Ok(file.into_inner())
    }
}

/// Darkens every pixel by how much of it the pen covers.
fn stroke(sheet: &mut RgbImage, from: Pos2, to: Pos2) {
    let radius = PEN * FINENESS;
    let reach = radius + 1.0;
    let span = |a: f32, b: f32, end: u32| {
        let low = (a.min(b) - reach).max(0.0) as u32;
        low..((a.max(b) + reach).max(0.0) as u32 + 1).min(end)
    };
    let (columns, rows) = (span(from.x, to.x, sheet.width()), span(from.y, to.y, sheet.height()));
    for y in rows {
        for x in columns.clone() {
            let away = distance(Pos2::new(x as f32 + 0.5, y as f32 + 0.5), from, to);
            let cover = (radius + 0.5 - away).clamp(0.0, 1.0);
            if cover > 0.0 {
                let Rgb(paper) = *sheet.get_pixel(x, y);
                let mixed = [0, 1, 2].map(|channel: usize| {
                    let ink = f32::from(INK.get(channel).copied().unwrap_or(0));
                    let wet = 255.0 + (ink - 255.0) * cover;
                    paper.get(channel).copied().unwrap_or(255).min(wet as u8)
                });
                sheet.put_pixel(x, y, Rgb(mixed));
            }
        }
    }
}

/// From a point to the nearest point of a line.
fn distance(point: Pos2, from: Pos2, to: Pos2) -> f32 {
    let along: Vec2 = to - from;
    let length = along.length_sq();
    let share = if length > 0.0 {
        ((point - from).dot(along) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point - (from + along * share)).length()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_dark_along_its_way_and_the_paper_white_beside_it() {
        let lines = vec![vec![Pos2::new(0.1, 0.5), Pos2::new(0.9, 0.5)], vec![Pos2::new(0.5, 0.1)]];
        let drawing = Drawing {
            lines: Arc::new(lines),
            size: [100, 50],
        };
        let picture = image::load_from_memory(&drawing.png().unwrap()).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), (200, 100));
        assert_eq!(picture.get_pixel(100, 50).0, INK);
        assert_eq!(picture.get_pixel(100, 10).0, INK, "a dot");
        assert_eq!(picture.get_pixel(100, 75).0, [255; 3]);
        assert_eq!(picture.get_pixel(5, 50).0, [255; 3]);
    }
}
