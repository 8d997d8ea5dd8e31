//! The folder: that it is there, the owner's alone, and has room.

use std::path::Path;

use super::Check;

/// Below this nothing new should be started.
const SCARCE: u64 = 1024 * 1024 * 1024;
/// Below this the record may not find room for the next entry.
const NONE: u64 = 32 * 1024 * 1024;
const MIB: u64 = 1024 * 1024;

pub(super) fn checks(dir: &Path) -> Vec<Check> {
    let mut checks = vec![room(dir)];
    if dir.exists() {
        checks.push(private(dir));
    }
    checks
}

fn room(dir: &Path) -> Check {
    let name = "disk";
    // A folder that is not there yet will be on the disk of the nearest one that is.
    let nearest = dir
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(Path::new("."));
    let free = match fs4::available_space(nearest) {
        Ok(free) => free,
        Err(error) => {
            let remedy = format!("Check that {} can be read.", nearest.display());
            return Check::bad(name, format!("Its room is unknown: {error}."), remedy);
        }
    };
    let found = format!(
        "{} MiB free at {}",
        free.checked_div(MIB).unwrap_or_default(),
        nearest.display()
    );
    let remedy = "Make room on this disk; without it nothing can be approved.";
    match free {
        free if free < NONE => Check::bad(name, found, remedy),
        free if free < SCARCE => Check::mind(name, found, remedy),
        _ => Check::fine(name, found),
    }
}

#[cfg(unix)]
fn private(dir: &Path) -> Check {
    use std::os::unix::fs::MetadataExt;
    let name = "folder";
    let open_to_others = |path: &Path| {
        let mode = path.metadata().map(|found| found.mode());
        mode.is_ok_and(|mode| mode & 0o077 != 0)
    };
    let files = ["counterfoil.db", "keys.json", "head", "gateway.json"];
    let all = std::iter::once(dir.to_owned()).chain(files.iter().map(|file| dir.join(file)));
    match all.into_iter().find(|path| open_to_others(path)) {
        None => Check::fine(name, format!("{} is yours alone", dir.display())),
        Some(path) => Check::bad(
            name,
            format!("Others on this computer may look into {}", path.display()),
            format!("chmod go-rwx '{}'", path.display()),
        ),
    }
}

#[cfg(not(unix))]
fn private(dir: &Path) -> Check {
    Check::fine("folder", format!("{} is there", dir.display()))
}
