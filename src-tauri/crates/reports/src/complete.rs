//! A file that appears only when it is complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file under way, beside its final name. Dropped before it is kept, nothing is left of it.
#[derive(Debug)]
pub struct Part {
    beside: NamedTempFile,
    path: PathBuf,
}

/// What happens to a file of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// It stays, and the new one is not kept.
    Stays,
    /// It is replaced.
    Replaced,
}

impl Part {
    /// Begins a file that will be at `path`.
    pub fn beside(path: &Path) -> io::Result<Self> {
        Ok(Self {
            beside: NamedTempFile::new_in(folder(path))?,
            path: path.to_owned(),
        })
    }

    /// Where its bytes go.
    pub fn writer(&self) -> io::Result<impl Write + Send + 'static> {
        Ok(BufWriter::with_capacity(
            1 << 18,
            self.beside.as_file().try_clone()?,
        ))
    }

    /// Makes it durable and gives it its name.
    pub fn keep(self, present: Present) -> io::Result<()> {
        self.beside.as_file().sync_all()?;
        let kept = match present {
            Present::Stays => self.beside.persist_noclobber(&self.path),
            Present::Replaced => self.beside.persist(&self.path),
        };
        kept.map_err(|failed| failed.error)?;
        // The name is in the folder, which some systems cannot open.
        if cfg!(unix) {
            File::open(folder(&self.path))?.sync_all()?;
        }
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    let parent = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}
