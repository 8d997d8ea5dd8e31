//! Every icon, made from its SVG source.
//!
//! ICO and ICNS are plain containers of PNG pictures, so they are put together here: that way
//! the small sizes come from the drawing that was made for them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// Up to this edge the drawing for small sizes is the clearer one.
const SMALL_UP_TO: u32 = 24;

const PICTURES: [(&str, u32); 4] = [
    ("32x32.png", 32),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

const TRAY: [&str; 5] = ["idle", "waiting", "paused", "attention", "stopped"];
const TRAY_EDGE: u32 = 32;

const ICO_EDGES: [u32; 6] = [16, 24, 32, 48, 64, 256];

/// Types whose content is a PNG: 16, 32, 128, 256 and 512 points, plain and at double density.
const ICNS_TYPES: [(&[u8; 4], u32); 8] = [
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// Makes all of them again, in place.
pub fn make() -> Result<()> {
    let icons = shell::root().join("icons");
    for (name, edge) in PICTURES {
        fs::write(icons.join(name), app_icon(&icons, edge)?)?;
    }
    for name in TRAY {
        let source = icons.join("tray").join(name).with_extension("svg");
        fs::write(source.with_extension("png"), render(&source, TRAY_EDGE)?)?;
    }
    fs::write(icons.join("icon.ico"), ico(&icons)?)?;
    fs::write(icons.join("icon.icns"), icns(&icons)?)?;
    println!("made {}", icons.display());
    Ok(())
}

fn app_icon(icons: &Path, edge: u32) -> Result<Vec<u8>> {
    let source = if edge <= SMALL_UP_TO {
        "icon-small.svg"
    } else {
        "icon.svg"
    };
    render(&icons.join(source), edge)
}

fn render(source: &Path, edge: u32) -> Result<Vec<u8>> {
    let edge = edge.to_string();
    let mut command = Command::new("rsvg-convert");
    command
        .args(["--width", &edge, "--height", &edge])
        .arg(source);
    let output = command
        .output()
        .context("could not start rsvg-convert (package librsvg2-bin)")?;
    anyhow::ensure!(
        output.status.success(),
        "`{}`: {}",
        shell::display(&command),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

fn ico(icons: &Path) -> Result<Vec<u8>> {
    let mut pictures = Vec::new();
    for edge in ICO_EDGES {
        pictures.push((edge, app_icon(icons, edge)?));
    }
    let mut file = Vec::new();
    file.extend(0_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(u16::try_from(pictures.len())?.to_le_bytes());
    let mut offset = 6 + 16 * u32::try_from(pictures.len())?;
    for (edge, picture) in &pictures {
        // An edge of 256 is written as 0.
        let edge = u8::try_from(*edge).unwrap_or(0);
        let length = u32::try_from(picture.len())?;
        file.extend([edge, edge, 0, 0]);
        file.extend(1_u16.to_le_bytes());
        file.extend(32_u16.to_le_bytes());
        file.extend(length.to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += length;
    }
    for (_, picture) in pictures {
        file.extend(picture);
    }
    Ok(file)
}

fn icns(icons: &Path) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    for (kind, edge) in ICNS_TYPES {
        let picture = app_icon(icons, edge)?;
        body.extend(kind);
        body.extend(u32::try_from(picture.len() + 8)?.to_be_bytes());
        body.extend(picture);
    }
    let mut file = b"icns".to_vec();
    file.extend(u32::try_from(body.len() + 8)?.to_be_bytes());
    file.extend(body);
    Ok(file)
}
