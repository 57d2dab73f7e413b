//! Bytes of a file as a picture: turned the way the camera was held, no larger than the screen can take.

use std::io::Cursor;

use eframe::egui::{ColorImage, Vec2};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, imageops::FilterType};

/// No side of a picture may have more pixels: more would not fit into a laptop's memory beside everything else.
const LONGEST_SIDE: u32 = 16_384;

/// Bytes that decoding may take.
const MOST_BYTES: u64 = 512 << 20;

/// No screen of a laptop shows more of a picture at once.
const LARGEST_SHOWN: u32 = 3_840;

/// What is drawn.
pub(super) type Decoded = ColorImage;

/// Not a picture that can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Undecodable;

impl From<ImageError> for Undecodable {
    fn from(error: ImageError) -> Self {
        tracing::info!(%error, "a picture of a form cannot be shown");
        Self
    }
}

impl From<std::io::Error> for Undecodable {
    fn from(error: std::io::Error) -> Self {
        ImageError::from(error).into()
    }
}

/// The size as shown, in pixels, read from the file's head alone.
pub(super) fn size(bytes: &[u8]) -> Result<Vec2, Undecodable> {
    let mut decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let is_on_its_side = is_on_its_side(decoder.orientation().unwrap_or(Orientation::NoTransforms));
    let (width, height) = if is_on_its_side { (height, width) } else { (width, height) };
    Ok(Vec2::new(width as f32, height as f32))
}

/// The picture, no side longer than `longest` pixels.
pub(super) fn picture(bytes: &[u8], longest: usize) -> Result<Decoded, Undecodable> {
    let mut decoder = decoder(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    let longest = u32::try_from(longest).unwrap_or(LARGEST_SHOWN).min(LARGEST_SHOWN);
    if image.width() > longest || image.height() > longest {
        image = image.resize(longest, longest, FilterType::Triangle);
    }
    image.apply_orientation(orientation);
    let pixels = image.into_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()))
}

/// A picture whose longest side is no longer than `longest` pixels, as the bytes of a file with its ending; `None` where it need not be
/// made smaller, or cannot.
pub fn shrunk(bytes: &[u8], longest: u32) -> Option<(Vec<u8>, &'static str)> {
    let size = size(bytes).ok()?;
    if longest == 0 || size.x.max(size.y) <= longest as f32 {
        return None;
    }
    let mut decoder = decoder(bytes).ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image = image.resize(longest, longest, FilterType::CatmullRom);
    image.apply_orientation(orientation);
    let mut file = Cursor::new(Vec::new());
    let has_holes = image.color().has_alpha();
    let (format, ending) = if has_holes {
        (ImageFormat::Png, "png")
    } else {
        (ImageFormat::Jpeg, "jpg")
    };
    let image = if has_holes { image } else { DynamicImage::from(image.into_rgb8()) };
    image.write_to(&mut file, format).ok()?;
    Some((file.into_inner(), ending))
}

fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, Undecodable> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    Ok(reader.into_decoder()?)
}

fn is_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = DynamicImage::from(RgbaImage::new(width, height));
        let image = if format == ImageFormat::Jpeg {
            image.into_rgb8().into()
        } else {
            image
        };
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_made_no_larger_than_the_form_wants_it() {
        let (bytes, ending) = shrunk(&file(400, 100, ImageFormat::Jpeg), 200).unwrap();
        assert_eq!((size(&bytes).unwrap(), ending), (Vec2::new(200.0, 50.0), "jpg"));
        let (bytes, ending) = shrunk(&file(100, 400, ImageFormat::Png), 200).unwrap();
        assert_eq!((size(&bytes).unwrap(), ending), (Vec2::new(50.0, 200.0), "png"));
        assert!(shrunk(&file(100, 100, ImageFormat::Png), 200).is_none());
        assert!(shrunk(b"no picture", 200).is_none());
    }

    #[test]
    fn pictures_of_every_usual_format_are_told_by_their_content() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
            ImageFormat::Bmp,
        ] {
            let bytes = file(30, 20, format);
            assert_eq!(size(&bytes), Ok(Vec2::new(30.0, 20.0)), "{format:?}");
            assert_eq!(picture(&bytes, 8192).unwrap().size, [30, 20], "{format:?}");
        }
    }

    #[test]
    fn a_picture_larger_than_the_screen_can_take_is_made_smaller() {
        let bytes = file(600, 200, ImageFormat::Png);
        assert_eq!(picture(&bytes, 300).unwrap().size, [300, 100]);
    }

    #[test]
    fn what_is_no_picture_or_promises_too_much_is_refused() {
        assert_eq!(size(b"<svg/>"), Err(Undecodable));
        let mut huge = file(10, 10, ImageFormat::Png);
        huge[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        assert!(size(&huge).is_err(), "the head alone promises gigabytes");
        let mut torn = file(100, 100, ImageFormat::Jpeg);
        torn.truncate(200);
        assert!(picture(&torn, 8192).is_err());
    }
}
