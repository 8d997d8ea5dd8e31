//! What is built, always with the same features, so that every step shares what another compiled.

use anyhow::Result;

use crate::shell;

/// Makes the app show the built user interface instead of asking a development server for it;
/// and lets the desktop journeys be built, which need a display.
pub const FEATURES: &str = "tauri/custom-protocol,e2e/desktop";

/// The user interface, then every program.
pub fn programs() -> Result<()> {
    shell::run(&mut shell::npm(&["run", "build"]))?;
    shell::run(&mut shell::cargo(&[
        "build",
        "--workspace",
        "--bins",
        "--features",
        FEATURES,
    ]))
}

/// Writes the TypeScript of the commands again: the test that compares them does it on demand.
pub fn bindings() -> Result<()> {
    let mut command = shell::cargo(&["test", "--package", "counterfoil-desktop", "bindings"]);
    command.env("COUNTERFOIL_WRITE_BINDINGS", "1");
    shell::run(&mut command)
}
