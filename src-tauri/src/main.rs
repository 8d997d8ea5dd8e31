//! The Counterfoil desktop app: a window, a tray, notifications, and the gateway in the same
//! process.
//!
//! Reading order: [`controller`] decides what happens and knows nothing of Tauri; [`desktop`] shows
//! it; [`commands`] are what the window may ask; [`views`] are the answers.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod bindings;
mod commands;
mod controller;
mod desktop;
mod error;
mod events;
mod launch;
mod logging;
mod notifications;
mod secret;
mod translate;
mod tray;
mod views;

use std::io::Write;
use std::process::ExitCode;

use launch::{Asked, Launch};

/// Purchases make many small allocations on many threads; this one does them in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code of the command line tool for wrong usage.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    match launch::parse(std::env::args_os().skip(1), |name| std::env::var_os(name)) {
        Ok(Asked::Run(launch)) => run(*launch),
        Ok(Asked::Say(text)) => {
            std::io::stdout().write_all(text.as_bytes()).ok();
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(WRONG_USAGE)
        }
    }
}

fn run(launch: Launch) -> ExitCode {
    if !launch::has_display(|name| std::env::var_os(name)) {
        complain(
            "There is no display to open a window on.\n\
             Use `counterfoil serve` to let agents ask, and `counterfoil inbox` to decide.",
        );
        return ExitCode::FAILURE;
    }
    if let Some(code) = restart_for_nvidia() {
        return code;
    }
    let _guard = logging::start(&launch.data_dir);
    match app::run(launch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the app could not start");
            complain(&format!("Counterfoil could not start: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// `WebKitGTK`'s fast path leaves the window blank on NVIDIA's driver. The switch that turns it off
/// is read from the environment before any thread may exist, hence a second start with it set.
#[cfg(target_os = "linux")]
fn restart_for_nvidia() -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let nvidia = std::path::Path::new("/proc/driver/nvidia/version").exists();
    if !nvidia || std::env::var_os(SWITCH).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    // Returns only if the second start failed; then the first one goes on.
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(SWITCH, "1")
        .exec();
    complain(&format!("Could not restart for NVIDIA's driver: {error}"));
    None
}

#[cfg(not(target_os = "linux"))]
fn restart_for_nvidia() -> Option<ExitCode> {
    None
}

fn complain(text: &str) {
    writeln!(std::io::stderr(), "{text}").ok();
}
