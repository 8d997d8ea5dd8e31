//! Where the data is.

use std::env;
use std::path::PathBuf;

use crate::failure::Failure;

/// The folder that was named, or the platform's own.
pub(crate) fn data(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(named) = named.filter(|dir| !dir.as_os_str().is_empty()) {
        return Ok(named);
    }
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

/// The owner's home folder, below which most clients keep their configuration.
pub(crate) fn home() -> Result<PathBuf, Failure> {
    absolute(if cfg!(target_os = "windows") {
        "USERPROFILE"
    } else {
        "HOME"
    })
    .ok_or_else(nowhere)
}

/// Where programs keep their settings.
pub(crate) fn settings() -> Result<PathBuf, Failure> {
    if cfg!(target_os = "windows") {
        return absolute("APPDATA").ok_or_else(nowhere);
    }
    if cfg!(target_os = "macos") {
        return Ok(home()?.join("Library").join("Application Support"));
    }
    match absolute("XDG_CONFIG_HOME") {
        Some(folder) => Ok(folder),
        None => Ok(home()?.join(".config")),
    }
}

fn absolute(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
}

fn nowhere() -> Failure {
    Failure::wrong_usage(
        "There is no home folder to look in.",
        "Name the file with --config.",
    )
}
