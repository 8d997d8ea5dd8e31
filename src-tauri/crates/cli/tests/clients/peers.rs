//! Programs of others from `PyPI` and npm, installed once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a program printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Python with these packages; `None` where they cannot be installed.
pub fn python(packages: &[&str]) -> Option<PathBuf> {
    if packages.is_empty() {
        return Some(PathBuf::from("python3"));
    }
    let folder = folder("python", packages);
    let python = folder.join("bin/python");
    let made = once(&folder, || {
        run("python3", &["-m", "venv", folder.to_str().unwrap()], None)?;
        let mut args = vec![
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        args.extend(packages);
        run(python.to_str().unwrap(), &args, None)
    });
    found(made, packages).then_some(python)
}

/// A folder in which node finds these packages; `None` where they cannot be installed.
pub fn node(packages: &[&str]) -> Option<PathBuf> {
    let folder = folder("node", packages);
    let made = once(&folder, || {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        fs::write(
            folder.join("package.json"),
            r#"{"type":"module","private":true}"#,
        )
        .map_err(|error| error.to_string())?;
        let mut args = vec!["install", "--no-audit", "--no-fund", "--silent"];
        args.extend(packages);
        run("npm", &args, Some(&folder))
    });
    found(made, packages).then_some(folder)
}

fn folder(kind: &str, packages: &[&str]) -> PathBuf {
    let name: String = packages
        .join("_")
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '.' {
                letter
            } else {
                '-'
            }
        })
        .collect();
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clients-{kind}-{name}"))
}

/// Runs `make` unless it succeeded before; tests in other processes wait for it.
fn once(folder: &Path, make: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let lock = File::create(folder.with_extension("lock")).map_err(said)?;
    lock.lock().map_err(said)?;
    let done = folder.with_extension("done");
    if done.exists() {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(said)?;
    }
    make()?;
    fs::write(done, "").map_err(said)
}

fn run(program: &str, args: &[&str], within: Option<&Path>) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null());
    if let Some(folder) = within {
        command.current_dir(folder);
    }
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{program} {}: {}",
        args.join(" "),
        text(&output.stderr)
    ))
}

/// Loud, because a test that did nothing looks like one that passed.
pub fn found(made: Result<(), String>, packages: &[&str]) -> bool {
    let Err(why) = made else {
        return true;
    };
    let why = format!("{packages:?} cannot be installed here: {why}");
    assert!(std::env::var_os("CI").is_none(), "{why}");
    eprintln!("SKIPPED: {why}");
    false
}
