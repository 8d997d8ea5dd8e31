//! Files that only the owner may read, replaced whole and durable before the call returns.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the data folder, readable by the owner only.
pub(crate) fn make_private_folder(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    restrict(dir, 0o700)
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
    let beside = path.with_extension("part");
    let mut out = private_options().open(&beside)?;
    restrict(&beside, 0o600)?;
    write(&mut out)?;
    out.sync_all()?;
    fs::rename(&beside, path)?;
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
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
