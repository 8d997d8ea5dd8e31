//! What `cargo xtask run` does once everything is built: a fresh data folder with a sandbox
//! agent, and then either the app for its owner, or a play for whoever has no display.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use e2e::demo;

#[tokio::main]
async fn main() -> ExitCode {
    match act().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("demo: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

async fn act() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["open", folder] => open(Path::new(folder)).await,
        ["play", folder, pictures] => {
            let pictures = demo::play(Path::new(folder), &PathBuf::from(pictures)).await?;
            println!("\nScreenshots:");
            for picture in pictures {
                println!("  {}", picture.display());
            }
            Ok(())
        }
        _ => bail!("usage: demo open FOLDER | demo play FOLDER PICTURES"),
    }
}

async fn open(folder: &Path) -> Result<()> {
    let folder = demo::prepare(folder).await?;
    println!("{}", demo::welcome(&folder));
    let status = demo::app(&folder)?.status()?;
    if !status.success() {
        bail!("the app ended with {status}");
    }
    Ok(())
}
