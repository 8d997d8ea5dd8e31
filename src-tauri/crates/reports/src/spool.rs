//! Rows sorted by what they belong to while they go by, kept on disk so that an export of any length
//! fits.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};

/// What was written for each key.
#[derive(Debug)]
pub(crate) struct Spool<K>(BTreeMap<K, BufWriter<File>>);

impl<K> Default for Spool<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Spool<K> {
    /// Where the rows of a key go.
    pub(crate) fn of(&mut self, key: K) -> io::Result<&mut impl Write> {
        match self.0.entry(key) {
            Entry::Occupied(found) => Ok(found.into_mut()),
            Entry::Vacant(free) => Ok(free.insert(BufWriter::new(tempfile::tempfile()?))),
        }
    }

    /// Everything, by key, from its beginning.
    pub(crate) fn read(self) -> impl Iterator<Item = io::Result<(K, BufReader<File>)>> {
        self.0.into_iter().map(|(key, written)| {
            let mut file = written
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok((key, BufReader::new(file)))
        })
    }
}
