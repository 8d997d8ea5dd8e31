//! The owner's words against what entries have of them. Words may be gone only if an entry says
//! that they were erased.

use counterfoil_domain::words::{Spoken, WordsBook, commitment};

use crate::error::EngineError;
use crate::search::folded;
use crate::store::words::Kept;
use crate::store::{self, Connection};

/// The first words that are not what the ledger says, in words.
pub(super) fn first_altered(
    conn: &Connection,
    book: &WordsBook<usize>,
) -> Result<Option<(u64, &'static str)>, EngineError> {
    let mut kept = Vec::new();
    let mut bad = None;
    store::words::for_each(conn, |one| {
        if bad.is_none() && !book.get(one.row.seq).is_some_and(|said| fits(&one, said)) {
            bad = Some((one.row.seq, "Words of the owner"));
        }
        kept.push(one.row.seq);
        Ok(())
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let mut kept = kept.into_iter().peekable();
    for (seq, _) in book.iter().filter(|(_, said)| !said.erased) {
        if kept.next_if_eq(&seq).is_none() {
            return Ok(Some((
                seq,
                "A missing text of the owner, which nothing says was erased,",
            )));
        }
    }
    Ok(None)
}

fn fits(kept: &Kept, said: &Spoken<usize>) -> bool {
    let row = &kept.row;
    let number = row.n.checked_sub(1).and_then(|n| usize::try_from(n).ok());
    !said.erased
        && number == Some(said.purchase)
        && row.kind == said.kind
        && row.stands == said.stands
        && commitment(&row.salt, &row.text) == *said.hash
        && kept.folded == folded(&row.text)
}
