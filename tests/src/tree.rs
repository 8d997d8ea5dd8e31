//! The files of the workspace, without what is built or downloaded.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::root;

/// Folders that nobody writes by hand.
const NOT_OURS: [&str; 8] = [
    ".git",
    "dist",
    "gen",
    "node_modules",
    "playwright-report",
    "snapshots",
    "target",
    "test-results",
];

/// One file, with its path from the workspace's folder.
#[derive(Clone, Debug)]
pub struct File {
    /// With `/` on every system.
    pub path: String,
    /// The content.
    pub text: String,
}

/// All text files below this folder of the workspace whose names end like this.
pub fn files(below: &str, endings: &[&str]) -> Result<Vec<File>> {
    let mut found = Vec::new();
    let folder = root().join(below);
    if folder.is_dir() {
        walk(&folder, endings, &mut found)?;
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(found)
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<File>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_ref()) {
                walk(&path, endings, found)?;
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let path = path.strip_prefix(root())?;
            found.push(File {
                path: path.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
}
