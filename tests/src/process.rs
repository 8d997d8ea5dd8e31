//! Programs that a journey starts, ended by their own id whatever happens.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A running program together with everything that it started in turn.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts a program in a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let child = command
            .spawn()
            .with_context(|| format!("could not start {}", command.get_program().display()))?;
        Ok(Self { child })
    }

    /// The program itself, to read from it or to ask whether it still runs.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The id of the program, which is the id of its group as well.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing can be done about a failure here: mostly the group is gone already.
        signal("KILL", &format!("-{}", self.child.id()));
        self.child.wait().ok();
    }
}

/// Sends a signal to a process, or with a leading minus to a group of them.
pub fn signal(name: &str, target: &str) {
    Command::new("kill")
        .args(["-s", name, "--", target])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .map_or_else(|| manifest.to_path_buf(), Path::to_path_buf)
}

/// Where Cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// One of the workspace's own programs, which has to be built already.
pub fn program(name: &str) -> Result<PathBuf> {
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let path = target()
        .join(profile)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !path.is_file() {
        bail!(
            "{} is missing; build it with: npm --prefix ui run build && cargo build --workspace \
             --bins --features tauri/custom-protocol",
            path.display()
        );
    }
    Ok(path)
}
