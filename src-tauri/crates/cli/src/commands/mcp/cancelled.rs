//! Calls that the client no longer wants an answer to.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// More than this many are cancelled without having been asked for.
const MOST: usize = 256;

/// Their ids, as they were written.
#[derive(Debug, Default)]
pub(super) struct Cancelled(Mutex<BTreeSet<String>>);

impl Cancelled {
    pub(super) fn add(&self, id: &str) {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ids.len() < MOST {
            ids.insert(id.to_owned());
        }
    }

    /// Whether this one was, once.
    pub(super) fn take(&self, id: Option<&str>) -> bool {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        id.is_some_and(|id| ids.remove(id))
    }
}
