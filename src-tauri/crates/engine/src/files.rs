//! Files that only the owner may read, replaced whole and durable before the call returns.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes the data folder, readable by the owner only.
pub(crate) fn make_private_folder(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    restrict(dir, 0o700)
}

/// Removes a folder with what is in it, if it is there.
pub(crate) fn remove_folder(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Moves a file within a volume, durable before this returns.
pub(crate) fn move_durably(from: &Path, to: &Path) -> io::Result<()> {
    File::open(from)?.sync_all()?;
    fs::rename(from, to)?;
    flush_folder(to)
}

fn flush_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// Makes a file readable by the owner only.
pub(crate) fn restrict_to_owner(path: &Path) -> io::Result<()> {
    restrict(path, 0o600)
}

/// Writes a file of mode 0600 beside its final name, flushes it, and renames it into place.
pub fn write_private(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let beside = beside(path);
    let moved = write_beside(&beside, write).and_then(|()| fs::rename(&beside, path));
    if let Err(error) = moved {
        // What is left of the attempt is nobody's; the error is what matters.
        fs::remove_file(&beside).unwrap_or_default();
        return Err(error);
    }
    flush_folder(path)
}

fn write_beside(beside: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut out = private_options().open(beside)?;
    restrict(beside, 0o600)?;
    write(&mut out)?;
    out.sync_all()
}

/// A name that no other writer uses at the same time, in this process or another.
fn beside(path: &Path) -> PathBuf {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let (process, nth) = (std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{process}-{nth}.part"));
    path.with_file_name(name)
}

#[cfg(unix)]
fn private_options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    options
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
