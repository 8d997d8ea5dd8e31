//! A terminal that shows nothing of what is typed from before the prompt until after the answer.
//!
//! The prompt is on screen a moment before the library that reads the answer turns the echo off,
//! and whoever types in that moment would show the passphrase.

use std::fs::{File, OpenOptions};
use std::io;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Keeps the terminal quiet until dropped.
#[derive(Debug)]
pub(super) struct Quiet {
    terminal: File,
    before: Termios,
    /// Ctrl-C ends the question, not the process, so that the terminal is put right again.
    _interrupts: Signal,
}

impl Quiet {
    pub(super) fn begin() -> io::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let before = tcgetattr(&terminal)?;
        let interrupts = signal(SignalKind::interrupt())?;
        let mut silent = before.clone();
        silent
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL);
        tcsetattr(&terminal, OptionalActions::Now, &silent)?;
        Ok(Self {
            terminal,
            before,
            _interrupts: interrupts,
        })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Err(error) = tcsetattr(&self.terminal, OptionalActions::Now, &self.before) {
            tracing::error!(%error, "the terminal could not be put right; type `reset`");
        }
    }
}
