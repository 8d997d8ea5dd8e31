//! Turns every command into a permission, so that what is not granted is refused.

const COMMANDS: &[&str] = include!("src/commands/names.rs");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    Ok(tauri_build::try_build(attributes)?)
}
