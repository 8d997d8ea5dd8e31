//! The statement between being chosen and being read in. The window never names a file: it could
//! then read any.

use std::sync::PoisonError;

use super::{Controller, Desktop};

impl<D: Desktop> Controller<D> {
    /// Keeps the file that the owner chose: its name and what is in it.
    pub fn choose(&self, file: (String, Vec<u8>)) {
        let mut chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        *chosen = Some(file);
    }

    /// The file that was chosen last.
    pub fn chosen(&self) -> Option<(String, Vec<u8>)> {
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.clone()
    }
}
