//! Colours as authors write them: by name, or `#a1b2c3`.

use eframe::egui::Color32;

/// The names that every browser knows.
const NAMED: &str = "aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black 000000 \
    blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e \
    coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b \
    darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 \
    darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f \
    darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff \
    firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 \
    gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 \
    khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 \
    lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a \
    lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 \
    lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 \
    mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc \
    mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 \
    oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 \
    paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 \
    purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 \
    seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 \
    snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee \
    wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32";

/// The colour that is written so.
pub(super) fn read(written: &str) -> Option<Color32> {
    let written = written.trim().to_ascii_lowercase();
    if let Some(hex) = written.strip_prefix('#') {
        return of_hex(hex);
    }
    if let Some(parts) = written.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let mut parts = parts.split(',').map(|part| part.trim().parse::<u8>().ok());
        return Some(Color32::from_rgb(parts.next()??, parts.next()??, parts.next()??));
    }
    let mut words = NAMED.split_whitespace();
    while let (Some(name), Some(hex)) = (words.next(), words.next()) {
        if name == written {
            return of_hex(hex);
        }
    }
    None
}

fn of_hex(hex: &str) -> Option<Color32> {
    let number = u32::from_str_radix(hex, 16).ok()?;
    let [_, red, green, blue] = match hex.len() {
        6 => number.to_be_bytes(),
        // `#f80` is `#ff8800`.
        3 => (((number & 0xf00) * 0x1100) | ((number & 0x0f0) * 0x110) | ((number & 0x00f) * 0x11)).to_be_bytes(),
        _ => return None,
    };
    Some(Color32::from_rgb(red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_name_or_a_number() {
        let case = |written: &str, expected: Option<[u8; 3]>| {
            let expected = expected.map(|[red, green, blue]| Color32::from_rgb(red, green, blue));
            assert_eq!(read(written), expected, "{written}");
        };
        case("red", Some([255, 0, 0]));
        case(" RebeccaPurple", Some([102, 51, 153]));
        case("#f58a1f", Some([0xf5, 0x8a, 0x1f]));
        case("#f80", Some([0xff, 0x88, 0x00]));
        case("rgb(1, 2, 3)", Some([1, 2, 3]));
        case("ff0000", None);
        case("#ff", None);
        case("đỏ", None);
    }
}
