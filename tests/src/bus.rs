//! A message bus of its own for each journey, so that no two share a name or a notification.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use zbus::Connection;
use zbus::connection::Builder;

use crate::process::Running;

/// A session bus that ends with this value.
#[derive(Debug)]
pub struct Bus {
    address: String,
    _daemon: Running,
}

impl Bus {
    /// Starts a bus and waits for its address.
    pub fn start() -> Result<Self> {
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut daemon = Running::start(&mut command)?;
        let output = daemon
            .child()
            .stdout
            .take()
            .context("no output of dbus-daemon")?;
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address)?;
        let address = address.trim().to_owned();
        anyhow::ensure!(!address.is_empty(), "dbus-daemon did not say its address");
        Ok(Self {
            address,
            _daemon: daemon,
        })
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` has to be for a program that shall use this bus.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A new connection to this bus, to be finished by the caller.
    pub fn connection(&self) -> Builder<'static> {
        Builder::address(self.address.as_str())
    }

    /// A plain connection to this bus.
    pub async fn connect(&self) -> Result<Connection> {
        Ok(self.connection().build().await?)
    }
}
