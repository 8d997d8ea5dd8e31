//! Where the data is.

use std::env;
use std::path::PathBuf;

use crate::failure::Failure;

/// The folder that was named, or the platform's own.
pub(crate) fn data(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(named) = named.filter(|dir| !dir.as_os_str().is_empty()) {
        return Ok(named);
    }
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|dir| dir.is_absolute())
    };
    let base = if cfg!(target_os = "windows") {
        absolute("APPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("counterfoil")).ok_or_else(|| {
        Failure::wrong_usage(
            "There is no home folder to keep data in.",
            "Name a folder with --data-dir.",
        )
    })
}
