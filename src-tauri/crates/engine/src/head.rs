//! `DATA/head`: the last signed checkpoint outside the database, so that an old copy
//! of the database put in its place is noticed. Nothing inside the database could notice that.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use counterfoil_ledger::{Checkpoint, VerifierKey, open_checkpoint};

use crate::error::EngineError;

const FILE: &str = "head";

/// Replaces the file with a newer head; another process may have kept a newer one already.
pub(crate) fn keep(
    dir: &Path,
    key: &VerifierKey,
    size: u64,
    note: &str,
) -> Result<(), EngineError> {
    if kept(dir, key)?.is_some_and(|kept| kept.size >= size) {
        return Ok(());
    }
    crate::files::write_private(&dir.join(FILE), |file| file.write_all(note.as_bytes()))
        .map_err(|error| EngineError::LedgerUnavailable(error.to_string()))
}

/// The head that was kept, if any.
pub(crate) fn kept(dir: &Path, key: &VerifierKey) -> Result<Option<Checkpoint>, EngineError> {
    let note = match fs::read_to_string(dir.join(FILE)) {
        Ok(note) => note,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EngineError::Damaged(format!("DATA/head: {error}"))),
    };
    let checkpoint = open_checkpoint(&note, key).map_err(|error| {
        EngineError::Damaged(format!("DATA/head is not a signed head: {error}"))
    })?;
    Ok(Some(checkpoint))
}
