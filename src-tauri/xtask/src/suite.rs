//! Everything that CI runs, in the order that fails soonest and compiles least twice.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;
use serde_json::Value;

use crate::build::FEATURES;
use crate::count::{self, Count};
use crate::setup;
use crate::shell::{self, cargo, npm};
use crate::steps::Steps;

/// Runs all steps. The last line it prints is the sum of all tests, whatever becomes of them.
pub fn test() -> Result<ExitCode> {
    setup::everything()?;
    let mut steps = Steps::new(shell::target().join("test-logs"))?;
    let outcome = all(&mut steps);
    if let Err(problem) = &outcome {
        println!("FAILED: {problem:#}");
    }
    steps.report();
    Ok(if outcome.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn all(steps: &mut Steps) -> Result<()> {
    steps.run("Rust formatting", cargo(&["fmt", "--all", "--check"]))?;
    user_interface(steps)?;
    lints(steps)?;
    steps.run(
        "Build",
        cargo(&[
            "build",
            "--workspace",
            "--all-targets",
            "--features",
            FEATURES,
        ]),
    )?;
    rust_tests(steps)?;
    desktop_journeys(steps)
}

fn user_interface(steps: &mut Steps) -> Result<()> {
    steps.run("UI formatting and types", npm(&["run", "check"]))?;
    let report = steps.file("UI tests", "json");
    let mut command = npm(&["run", "test", "--", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    steps.tests("UI tests", command, |_| count::of_vitest(&json(&report)))?;
    steps.run("UI build", npm(&["run", "build"]))?;

    let report = steps.file("Browser journeys", "json");
    let mut command = npm(&["run", "e2e", "--", "--reporter=list,json"]);
    command.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    // A server that somebody left running must not be tested in place of this tree's.
    command.env("CI", "true");
    let free = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    command.env("UI_PORT", free.to_string());
    if let Some(chromium) = setup::chromium() {
        command.env("CHROMIUM", chromium);
    }
    steps.tests("Browser journeys", command, |_| {
        count::of_playwright(&json(&report))
    })
}

fn lints(steps: &mut Steps) -> Result<()> {
    let mut clippy = cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        FEATURES,
    ]);
    clippy.args(["--", "-D", "warnings"]);
    steps.run("Clippy", clippy)?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--features", FEATURES]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    steps.run("Rust documentation", doc)
}

fn rust_tests(steps: &mut Steps) -> Result<()> {
    if shell::has("cargo-nextest") {
        let filter = "not binary(desktop)";
        let ignored = ignored(filter);
        steps.tests("Rust tests", nextest("run", filter), |log| Count {
            skipped: ignored,
            ..count::of_nextest(log)
        })
    } else {
        // Without the feature that asks for a display the journeys are not built.
        let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
        command.args(["--features", "tauri/custom-protocol"]);
        command.args(["--lib", "--bins", "--tests"]);
        steps.tests("Rust tests", command, count::of_cargo_test)
    }
}

fn desktop_journeys(steps: &mut Steps) -> Result<()> {
    let filter = "binary(desktop)";
    if shell::has("cargo-nextest") {
        let ignored = ignored(filter);
        let command = headless(&nextest("run", filter));
        steps.tests("Desktop journeys", command, |log| Count {
            skipped: ignored,
            ..count::of_nextest(log)
        })
    } else {
        let mut command = cargo(&["test", "--workspace", "--features", FEATURES]);
        command.args(["--test", "desktop", "--", "--test-threads=1"]);
        steps.tests("Desktop journeys", headless(&command), count::of_cargo_test)
    }
}

/// The same command on a display and a message bus of its own.
///
/// The web view waits for minutes when it finds no bus, and offers automation only when asked to.
pub fn headless(command: &Command) -> Command {
    let mut wrapped = shell::command("xvfb-run", &["-a", "-s", "-screen 0 1280x900x24"]);
    wrapped.args(["dbus-run-session", "--"]);
    wrapped.arg(command.get_program()).args(command.get_args());
    wrapped
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("WAYLAND_DISPLAY");
    wrapped
}

fn nextest(verb: &str, filter: &str) -> Command {
    let mut command = cargo(&["nextest", verb, "--workspace", "--features", FEATURES]);
    command.args(["--filterset", filter]);
    if verb == "run" {
        command.args(["--no-fail-fast", "--show-progress", "none"]);
    }
    command
}

/// How many tests are marked to be left out; each is named, so that none goes unnoticed.
fn ignored(filter: &str) -> u64 {
    let mut list = nextest("list", filter);
    list.args(["--run-ignored", "only", "--message-format", "oneline"]);
    let names = shell::read(&mut list).unwrap_or_default();
    for name in names.lines() {
        println!("  SKIPPED {name}");
    }
    u64::try_from(names.lines().count()).unwrap_or(u64::MAX)
}

fn json(path: &Path) -> Value {
    fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or(Value::Null)
}
