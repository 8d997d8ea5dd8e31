//! Opens the app on a fresh data folder, plays the demo, and starts the measurements.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::suite::headless;
use crate::{build, setup, shell};

/// Builds everything and opens the app; with no display, plays the demo.
pub fn run() -> Result<()> {
    setup::everything()?;
    build::programs()?;
    let folder = fresh_folder()?;
    let mut demo = shell::command(&program("demo")?, &[]);
    if shell::has_display() {
        demo.arg("open").arg(&folder);
        return shell::run(&mut demo);
    }
    let pictures = shell::target().join("demo");
    demo.arg("play").arg(&folder).arg(&pictures);
    println!("No display: playing the demo under Xvfb.");
    shell::run(&mut headless(&demo))
}

/// Runs the benchmark program in the release profile.
pub fn bench(arguments: &[String]) -> Result<()> {
    // The clients over pipes are real ones, and so is the window where one can be driven.
    let release = ["build", "--release", "--package"];
    shell::run(shell::cargo(&release).arg("counterfoil-cli"))?;
    let with_window = shell::has("WebKitWebDriver") && shell::has("xvfb-run");
    if with_window {
        setup::everything()?;
        shell::run(&mut shell::npm(&["run", "build"]))?;
        let mut app = shell::cargo(&release);
        app.args(["counterfoil-desktop", "--features", "tauri/custom-protocol"]);
        shell::run(&mut app)?;
    }
    let mut command = shell::cargo(&[
        "run",
        "--release",
        "--package",
        "e2e",
        "--bin",
        "bench",
        "--",
    ]);
    command.args(arguments);
    if with_window {
        command = headless(&command);
    }
    shell::run(&mut command)
}

/// The next folder that is not there yet, so that a run never meets what another left behind.
fn fresh_folder() -> Result<PathBuf> {
    let runs = shell::target().join("run");
    fs::create_dir_all(&runs)?;
    for number in 1_u32.. {
        let folder = runs.join(format!("data-{number}"));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(problem) if problem.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(problem) => return Err(problem.into()),
        }
    }
    bail!("no folder is left under {}", runs.display())
}

fn program(name: &str) -> Result<String> {
    let path = shell::target()
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !path.is_file() {
        bail!("{} was not built", path.display());
    }
    Ok(path.to_string_lossy().into_owned())
}
