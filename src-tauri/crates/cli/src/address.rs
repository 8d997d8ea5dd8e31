//! `DATA/gateway.json`: where agents connect while a gateway runs.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use counterfoil_engine::write_private;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Where agents connect when nothing runs at the moment.
pub(crate) const USUAL: &str = "http://127.0.0.1:7402";

/// A gateway that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) url: String,
    pub(crate) pid: u32,
}

impl Running {
    /// Where to connect to; only ever this machine.
    pub(crate) fn socket(&self) -> Option<SocketAddr> {
        let socket: SocketAddr = self.url.strip_prefix("http://")?.parse().ok()?;
        socket.ip().is_loopback().then_some(socket)
    }
}

/// The file, removed when the gateway stops.
#[derive(Debug)]
pub(crate) struct Announced(PathBuf);

impl Announced {
    /// Says where agents connect from now on.
    pub(crate) fn write(dir: &Path, url: &str) -> Result<Self, Failure> {
        let path = path(dir);
        let running = Running {
            url: url.to_owned(),
            pid: std::process::id(),
        };
        let text = serde_json::to_string(&running).map_err(|error| Failure::internal(&error))?;
        write_private(&path, |file| file.write_all(text.as_bytes()))
            .map_err(|error| Failure::file("written", &path, &error))?;
        Ok(Self(path))
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::debug!(%error, "the gateway's file was gone already");
        }
    }
}

/// The gateway that says it runs on this folder.
pub(crate) fn running(dir: &Path) -> Option<Running> {
    serde_json::from_slice(&fs::read(path(dir)).ok()?).ok()
}

fn path(dir: &Path) -> PathBuf {
    dir.join("gateway.json")
}
