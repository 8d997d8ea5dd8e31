//! Text as glyphs: which font has a character, in which direction it runs, and how wide it is.
//!
//! Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic come from one font, Chinese,
//! Japanese and Korean from another. A character that neither has is shown by its number, so that
//! nothing is silently left out.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

use crate::words::one_line;
use crate::write::ReportError;

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The fonts in the order in which they are asked for a character.
pub(super) struct Letters {
    faces: Vec<Face>,
}

struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    em: f32,
    weight: Option<Weight>,
}

/// A line, ready to be drawn. Widths are parts of the font size.
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) width: f32,
}

/// A stretch of one font and one direction.
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

const REGULAR: &[u8] = include_bytes!("../../../fonts/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/DejaVuSansCondensed-Bold.ttf");
const EAST_ASIAN: &[u8] = include_bytes!("../../../fonts/DroidSansFallbackFull.ttf");

/// The first character of the first script that is written from right to left.
const FIRST_RIGHT_TO_LEFT: char = '\u{0590}';

impl Letters {
    pub(super) fn load() -> Result<Self, ReportError> {
        let faces = [
            (BOLD, Some(Weight::Bold)),
            (REGULAR, Some(Weight::Regular)),
            (EAST_ASIAN, None),
        ];
        let unreadable = || std::io::Error::other("a font of the report cannot be read");
        let mut loaded = Vec::new();
        for (bytes, weight) in faces {
            let font = Font::new(bytes.into(), 0).ok_or_else(unreadable)?;
            let shaper = rustybuzz::Face::from_slice(bytes, 0).ok_or_else(unreadable)?;
            loaded.push(Face {
                em: font.units_per_em(),
                font,
                shaper,
                weight,
            });
        }
        Ok(Self { faces: loaded })
    }

    /// The text with what no font has written as its number.
    pub(super) fn shown(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for c in one_line(text).chars() {
            match c {
                // They choose between forms of the character before.
                '\u{FE00}'..='\u{FE0F}' => {}
                c if self.face_of(c, Weight::Regular).is_some() => shown.push(c),
                c => shown.extend(["[U+", &number(c), "]"]),
            }
        }
        shown
    }

    /// How wide the text is at most, as it is when each letter stands alone.
    pub(super) fn width(&self, text: &str, weight: Weight) -> f32 {
        text.chars().map(|c| self.advance(c, weight)).sum()
    }

    pub(super) fn advance(&self, c: char, weight: Weight) -> f32 {
        let Some(face) = self.face_of(c, weight) else {
            return 0.0;
        };
        let glyph = face.shaper.glyph_index(c);
        let advance = glyph.and_then(|glyph| face.shaper.glyph_hor_advance(glyph));
        advance.map_or(0.0, |advance| f32::from(advance) / face.em)
    }

    /// Sets a line of what [`Letters::shown`] returned.
    pub(super) fn line(&self, text: &str, weight: Weight) -> Line {
        let mut runs = Vec::new();
        if text.chars().all(|c| c < FIRST_RIGHT_TO_LEFT) {
            self.stretch(text, weight, Direction::LeftToRight, &mut runs);
        } else {
            let info = BidiInfo::new(text, None);
            for paragraph in &info.paragraphs {
                let (levels, stretches) = info.visual_runs(paragraph, paragraph.range.clone());
                for range in stretches {
                    let backwards = levels.get(range.start).is_some_and(Level::is_rtl);
                    let direction = if backwards {
                        Direction::RightToLeft
                    } else {
                        Direction::LeftToRight
                    };
                    let text = text.get(range).unwrap_or_default();
                    self.stretch(text, weight, direction, &mut runs);
                }
            }
        }
        Line {
            width: runs.iter().map(|run| run.width).sum(),
            runs,
        }
    }

    /// Splits a stretch of one direction by fonts, and sets the parts as they are seen from left to
    /// right.
    fn stretch(&self, text: &str, weight: Weight, direction: Direction, runs: &mut Vec<Run>) {
        let mut parts: Vec<(Option<usize>, String)> = Vec::new();
        for c in text.chars() {
            let face = self.number_of(c, weight);
            match parts.last_mut() {
                Some((known, part)) if *known == face => part.push(c),
                Some(_) | None => parts.push((face, c.to_string())),
            }
        }
        if direction == Direction::RightToLeft {
            parts.reverse();
        }
        for (face, part) in parts {
            if let Some(face) = face.and_then(|face| self.faces.get(face)) {
                runs.push(face.set(part, direction));
            }
        }
    }

    fn face_of(&self, c: char, weight: Weight) -> Option<&Face> {
        self.number_of(c, weight)
            .and_then(|number| self.faces.get(number))
    }

    fn number_of(&self, c: char, weight: Weight) -> Option<usize> {
        self.faces.iter().position(|face| {
            // Bold letters are there for what has them; anything else is better light than missing.
            let fits = weight == Weight::Bold || face.weight != Some(Weight::Bold);
            fits && face.shaper.glyph_index(c).is_some_and(|glyph| glyph.0 != 0)
        })
    }
}

impl Face {
    fn set(&self, text: String, direction: Direction) -> Run {
        let glyphs = if direction == Direction::LeftToRight && text.chars().all(is_simple) {
            self.simple(&text)
        } else {
            self.shaped(&text, direction)
        };
        Run {
            font: self.font.clone(),
            width: glyphs.iter().map(|glyph| glyph.x_advance).sum(),
            glyphs,
            text,
        }
    }

    /// One glyph a character, side by side: for scripts in which that is all there is to it.
    fn simple(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyphs = text.char_indices().map(|(at, c)| {
            let glyph = self.shaper.glyph_index(c).unwrap_or_default();
            let advance = self.shaper.glyph_hor_advance(glyph).unwrap_or_default();
            let range = at..at.saturating_add(c.len_utf8());
            let id = GlyphId::new(u32::from(glyph.0));
            KrillaGlyph::new(id, f32::from(advance) / self.em, 0.0, 0.0, 0.0, range, None)
        });
        glyphs.collect()
    }

    fn shaped(&self, text: &str, direction: Direction) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let shaped = rustybuzz::shape(&self.shaper, &[], buffer);
        let at = |cluster: u32| usize::try_from(cluster).unwrap_or(text.len());
        let mut begins: Vec<usize> = shaped.glyph_infos().iter().map(|i| at(i.cluster)).collect();
        begins.sort_unstable();
        begins.dedup();
        let scaled = |units: i32| f32::from(i16::try_from(units).unwrap_or(i16::MAX)) / self.em;
        let pairs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        let glyphs = pairs.map(|(info, place)| {
            let begin = at(info.cluster);
            let next = begins.iter().find(|other| **other > begin);
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                scaled(place.x_advance),
                scaled(place.x_offset),
                scaled(place.y_offset),
                scaled(place.y_advance),
                begin..next.copied().unwrap_or(text.len()),
                None,
            )
        });
        glyphs.collect()
    }
}

fn number(c: char) -> String {
    format!("{:04X}", u32::from(c))
}

/// Letters that stand side by side whatever is next to them.
const fn is_simple(c: char) -> bool {
    matches!(
        c,
        ' '..='~' | '\u{00A0}'..='\u{02FF}' | '\u{0370}'..='\u{0482}' | '\u{048A}'..='\u{052F}'
            | '\u{1E00}'..='\u{1FFF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}'
            | '\u{20A0}'..='\u{20BF}' | '\u{2190}'..='\u{23FF}' | '\u{3000}'..='\u{3029}'
            | '\u{3030}'..='\u{3098}' | '\u{30A0}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
            | '\u{FF00}'..='\u{FFEF}'
    )
}
