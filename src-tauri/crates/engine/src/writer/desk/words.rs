//! The owner's words about purchases, stored or staged in this batch.

use counterfoil_domain::words::{WordsKind, commitment};

use super::Desk;
use crate::error::EngineError;
use crate::store::purchases::PurchaseRow;
use crate::store::words::WordsRow;
use crate::store::{self, Connection};

/// Words with the salt under which an entry commits to them.
#[derive(Clone, Debug)]
pub(crate) struct Salted {
    salt: String,
    text: String,
}

/// What a batch does to the owner's words.
#[derive(Clone, Debug)]
pub(in crate::writer) enum WordsChange {
    Put(WordsRow),
    Untag(u64),
    Erase(u64),
}

impl Salted {
    /// Words under a new salt.
    pub(crate) fn new(text: String) -> Result<Self, EngineError> {
        let salt = hex::encode(crate::clock::random::<16>()?);
        Ok(Self { salt, text })
    }

    /// What an entry has of them.
    pub(crate) fn commitment(&self) -> String {
        commitment(&self.salt, &self.text)
    }
}

impl Desk<'_> {
    /// Everything that was said about a purchase and is not erased, oldest first.
    pub(crate) fn words(&self, row: &PurchaseRow) -> Result<Vec<WordsRow>, EngineError> {
        let mut rows = store::words::of(self.conn, row.n)?;
        for change in &self.batch.words {
            change.on(row.n, &mut rows);
        }
        Ok(rows)
    }

    /// Stages words beside the last entry about the purchase.
    pub(crate) fn keep_words(&mut self, row: &PurchaseRow, kind: WordsKind, said: Salted) {
        self.batch.words.push(WordsChange::Put(WordsRow {
            seq: row.last_seq,
            n: row.n,
            kind,
            salt: said.salt,
            text: said.text,
            stands: true,
        }));
    }

    /// A tag holds no longer.
    pub(crate) fn drop_tag(&mut self, seq: u64) {
        self.batch.words.push(WordsChange::Untag(seq));
    }

    /// Words are removed, and nothing of them is left in the log either.
    pub(crate) fn erase_words(&mut self, seq: u64) {
        self.batch.words.push(WordsChange::Erase(seq));
    }
}

impl WordsChange {
    pub(in crate::writer) fn write(&self, conn: &Connection) -> Result<(), EngineError> {
        match self {
            Self::Put(row) => store::words::put(conn, row),
            Self::Untag(seq) => store::words::untag(conn, *seq),
            Self::Erase(seq) => store::words::erase(conn, *seq),
        }
    }

    fn on(&self, n: i64, rows: &mut Vec<WordsRow>) {
        match self {
            Self::Put(row) if row.n == n => {
                if row.kind == WordsKind::Note {
                    let notes = rows.iter_mut().filter(|one| one.kind == WordsKind::Note);
                    notes.for_each(|note| note.stands = false);
                }
                rows.push(row.clone());
            }
            Self::Put(_) => {}
            Self::Untag(seq) => {
                if let Some(tag) = rows.iter_mut().find(|one| one.seq == *seq) {
                    tag.stands = false;
                }
            }
            Self::Erase(seq) => rows.retain(|one| one.seq != *seq),
        }
    }
}
