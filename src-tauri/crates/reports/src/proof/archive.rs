//! The files of a bundle.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{BundleError, Fault, File};

/// Files that are read whole are no longer than this.
const LONGEST_FILE: u64 = 64 * 1024 * 1024;

/// A line longer than this is not one of ours.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

pub(super) struct Archive {
    path: PathBuf,
    names: BTreeSet<String>,
    zip: ZipArchive<File>,
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, BundleError> {
        let file = BufReader::new(std::fs::File::open(path)?);
        let zip = ZipArchive::new(file);
        let zip = zip.map_err(|error| BundleError::NotABundle(error.to_string()))?;
        if zip.has_duplicate_names() {
            return Err(BundleError::Bad(Fault::of("a file is in the bundle twice")));
        }
        let names = zip.file_names().map(|name| name.map(String::from));
        let names = names.collect::<Result<BTreeSet<String>, _>>();
        let names = names.map_err(|error| BundleError::NotABundle(error.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            names,
            zip,
        })
    }

    /// The same once more, to read one file while another is being read.
    pub(super) fn again(&self) -> Result<Self, Fault> {
        Self::open(&self.path).map_err(Fault::of)
    }

    pub(super) const fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// The names in a folder, without the folder and the ending.
    pub(super) fn within(&self, folder: &str, ending: &str) -> Vec<String> {
        let names = self.names.iter();
        let names = names.filter_map(|name| name.strip_prefix(folder)?.strip_suffix(ending));
        names.map(str::to_owned).collect()
    }

    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        self.read_start(name, LONGEST_FILE)
    }

    /// The first bytes of a file.
    pub(super) fn read_start(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let read = self.file(name)?.take(most).read_to_end(&mut bytes);
        read.map_err(|error| unread(name, &error))?;
        Ok(bytes)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, Fault> {
        let text = String::from_utf8(self.read(name)?);
        text.map_err(|_| Fault::of(format!("{name} is not text")))
    }

    /// SHA-256 of a file, hex.
    pub(super) fn digest(&mut self, name: &str) -> Result<String, Fault> {
        let mut file = BufReader::new(self.file(name)?);
        let mut digest = Sha256::new();
        loop {
            let chunk = file.fill_buf().map_err(|error| unread(name, &error))?;
            if chunk.is_empty() {
                return Ok(hex::encode(digest.finalize()));
            }
            digest.update(chunk);
            let length = chunk.len();
            file.consume(length);
        }
    }

    pub(super) fn first_line(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let mut line = Vec::new();
        let mut file = BufReader::new(self.file(name)?.take(LONGEST_LINE));
        let read = file.read_until(b'\n', &mut line);
        read.map_err(|error| unread(name, &error))?;
        if line.pop() != Some(b'\n') {
            return Err(Fault::at(0, "is missing"));
        }
        Ok(line)
    }

    /// Shows each line without its end. One without an end was cut off.
    pub(super) fn lines(
        &mut self,
        name: &str,
        mut see: impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut file = BufReader::with_capacity(1 << 18, self.file(name)?);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = file
                .by_ref()
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line);
            read.map_err(|error| unread(name, &error))?;
            match line.split_last() {
                None => return Ok(()),
                Some((b'\n', line)) => see(line)?,
                Some(_) => return Err(Fault::of(format!("{name} was cut off in a line"))),
            }
        }
    }

    /// A file to be read as it comes.
    pub(super) fn file(&mut self, name: &str) -> Result<ZipFile<'_, File>, Fault> {
        if !self.names.contains(name) {
            return Err(Fault::of(format!("{name} is missing")));
        }
        let file = self.zip.by_name(name);
        file.map_err(|error| unread(name, &error))
    }
}

fn unread(name: &str, error: &dyn std::fmt::Display) -> Fault {
    Fault::of(format!("{name} cannot be read: {error}"))
}
