//! Pages: where the pen is, what is drawn there, and what it means to somebody who listens.

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagTree};
use krilla::{Document, SerializeSettings};

use chrono::{Datelike, Timelike};
use counterfoil_domain::Timestamp;

use super::letters::{Letters, Line, Weight};
use crate::write::ReportError;

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// What stays white at the sides, and from where to where text stands.
pub(super) const MARGIN: f32 = 42.0;
pub(super) const TOP: f32 = 58.0;
pub(super) const BOTTOM: f32 = HEIGHT - 54.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Quiet,
    Rule,
    Shade,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) weight: Weight,
    pub(super) ink: Ink,
}

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    RightOf,
    LeftOf,
}

/// A document without pages yet.
pub(super) fn document(title: &str, made_at: Timestamp) -> Result<Document, ReportError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| unmade(&error))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let at = made_at.to_datetime();
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language("en".to_owned())
            .creator(format!("Counterfoil {}", env!("CARGO_PKG_VERSION")))
            .creation_date(made),
    );
    Ok(document)
}

/// The bytes of the document.
pub(super) fn finish(mut document: Document, tags: TagTree) -> Result<Vec<u8>, ReportError> {
    document.set_tag_tree(tags);
    document.finish().map_err(|error| unmade(&error))
}

fn unmade(error: &impl std::fmt::Debug) -> ReportError {
    ReportError::Write(std::io::Error::other(format!("{error:?}")))
}

pub(super) fn settings() -> PageSettings {
    PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default()
}

/// What is drawn on one page.
pub(super) struct Pen<'a, 'p> {
    pub(super) surface: Surface<'p>,
    pub(super) letters: &'a Letters,
}

impl Pen<'_, '_> {
    /// A text that means something; where it stands in the order of reading is up to the caller.
    pub(super) fn text(
        &mut self,
        x: f32,
        y: f32,
        side: Side,
        text: &str,
        style: Style,
    ) -> Identifier {
        let line = self.letters.line(text, style.weight);
        let tag = ContentTag::Span(SpanTag::empty());
        let id = self.surface.start_tagged(tag);
        self.draw(x, y, side, &line, style);
        self.surface.end_tagged();
        id
    }

    /// A text that is on every page, or says what is said elsewhere.
    pub(super) fn decoration(&mut self, x: f32, y: f32, side: Side, text: &str, style: Style) {
        let line = self.letters.line(text, style.weight);
        self.artifact(ArtifactType::PaginationOther);
        self.draw(x, y, side, &line, style);
        self.surface.end_tagged();
    }

    /// A filled rectangle.
    pub(super) fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else {
            return;
        };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        let Some(path) = path.finish() else { return };
        self.artifact(ArtifactType::Layout);
        self.surface.set_fill(Some(fill(ink)));
        self.surface.draw_path(&path);
        self.surface.end_tagged();
    }

    fn artifact(&mut self, kind: ArtifactType) {
        let tag = ContentTag::Artifact(Artifact::with_kind(kind));
        self.surface.start_tagged(tag);
    }

    fn draw(&mut self, x: f32, y: f32, side: Side, line: &Line, style: Style) {
        self.surface.set_fill(Some(fill(style.ink)));
        let mut x = match side {
            Side::RightOf => x,
            Side::LeftOf => x - line.width * style.size,
        };
        for run in &line.runs {
            let at = Point::from_xy(x, y);
            self.surface.draw_glyphs(
                at,
                &run.glyphs,
                run.font.clone(),
                &run.text,
                style.size,
                false,
            );
            x += run.width * style.size;
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Text => rgb::Color::new(0x14, 0x18, 0x1F),
        Ink::Quiet => rgb::Color::new(0x46, 0x50, 0x61),
        Ink::Rule => rgb::Color::new(0xB9, 0xC1, 0xCC),
        Ink::Shade => rgb::Color::new(0xF0, 0xF2, 0xF5),
    };
    Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}
