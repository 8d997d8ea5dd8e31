//! Where the owner's passphrase comes from: the terminal itself, or a descriptor that a script of
//! the owner's opened. Never standard input, an argument or the environment: an agent that starts
//! this program controls those.

use counterfoil_engine::{EngineError, Passphrase};

use crate::failure::Failure;

#[cfg(unix)]
mod quiet;

/// Longer than any passphrase.
#[cfg(unix)]
const LONGEST: u64 = 4096;

const REMEDY: &str =
    "Run it in a terminal, or let a script of your own pass it with --passphrase-fd N.";

/// Where to look for the passphrase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    descriptor: Option<u32>,
}

impl Source {
    /// The descriptor, if one was named; else the terminal.
    pub(crate) fn new(descriptor: Option<u32>) -> Self {
        Self { descriptor }
    }

    /// Whether somebody is asked, and so may mistype.
    pub(crate) fn is_a_person(self) -> bool {
        self.descriptor.is_none()
    }

    /// Reads the passphrase. One that is too short to be any is a wrong one.
    pub(crate) fn read(self, prompt: &str) -> Result<Passphrase, Failure> {
        let wrong = |_| EngineError::WrongPassphrase;
        Ok(Passphrase::new(&self.text(prompt)?).map_err(wrong)?)
    }

    /// Shows a person what the passphrase is asked for, on the terminal that it is typed on.
    pub(crate) fn show(text: &str) -> Result<(), Failure> {
        crate::terminal::on_terminal(text).map_err(|_| no_terminal())
    }

    /// Reads a new passphrase; a person types it twice.
    pub(crate) fn read_new(self) -> Result<Passphrase, Failure> {
        let first = self.text("Choose the owner's passphrase (at least 8 characters): ")?;
        let passphrase = Passphrase::new(&first)?;
        if self.is_a_person() && *self.text("The same passphrase again: ")? != *first {
            return Err(Failure::needs_owner(
                "The two passphrases differ; nothing was created.",
                "Run `counterfoil init` again.",
            ));
        }
        Ok(passphrase)
    }

    fn text(self, prompt: &str) -> Result<zeroize::Zeroizing<String>, Failure> {
        let text = match self.descriptor {
            Some(number) => from_descriptor(number)?,
            None => ask(prompt)?,
        };
        Ok(zeroize::Zeroizing::new(text))
    }
}

fn ask(prompt: &str) -> Result<String, Failure> {
    #[cfg(unix)]
    let _quiet = quiet::Quiet::begin().map_err(|_| no_terminal())?;
    rpassword::prompt_password(prompt).map_err(|error| {
        use std::io::ErrorKind::{Interrupted, UnexpectedEof};
        if matches!(error.kind(), Interrupted | UnexpectedEof) {
            return Failure::needs_owner("No passphrase was given.", "Run the command again.");
        }
        no_terminal()
    })
}

fn no_terminal() -> Failure {
    Failure::needs_owner(
        "This needs the owner's passphrase, and there is no terminal to ask on.",
        REMEDY,
    )
}

#[cfg(unix)]
fn from_descriptor(number: u32) -> Result<String, Failure> {
    use std::io::{BufRead, BufReader, Read};
    let unusable = |error: std::io::Error| {
        Failure::needs_owner(
            format!("No passphrase can be read from descriptor {number}: {error}"),
            format!("Open it for reading, for example {number}< FILE in a shell."),
        )
    };
    // The descriptor is opened anew by name, so that none is taken over from an unknown owner.
    let file = std::fs::File::open(format!("/dev/fd/{number}")).map_err(unusable)?;
    let mut line = zeroize::Zeroizing::new(Vec::new());
    BufReader::new(file.take(LONGEST))
        .read_until(b'\n', &mut line)
        .map_err(unusable)?;
    let text = std::str::from_utf8(&line).map_err(|_| {
        Failure::needs_owner(
            format!("What descriptor {number} holds is not UTF-8 text."),
            "Write the passphrase to it in UTF-8.",
        )
    })?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(not(unix))]
fn from_descriptor(_number: u32) -> Result<String, Failure> {
    Err(Failure::wrong_usage(
        "Descriptors cannot be passed on this system.",
        REMEDY,
    ))
}
