//! The owner's notes and tags. They change nothing about a purchase, and no agent is told of them.

use counterfoil_domain::entry::{Fact, Noted, Tagged, Untagged, WordsErased};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Step;
use counterfoil_domain::text::{Text, TextError};
use counterfoil_domain::words::{MOST_TAGS, NOTE, WordsKind, tag};

use crate::error::EngineError;
use crate::search::folded;
use crate::store::purchases::PurchaseRow;
use crate::store::words::WordsRow;
use crate::writer::{Desk, Salted};

/// Tags to add to a purchase, and tags to take away.
#[derive(Clone, Debug, Default)]
pub struct Retag {
    /// Those that it gets; those that it has already are left as they are.
    pub add: Vec<String>,
    /// Those that it loses.
    pub remove: Vec<String>,
}

/// Writes a note; it is shown in place of the one before.
pub(crate) fn note(
    desk: &mut Desk<'_>,
    id: PurchaseId,
    text: &str,
) -> Result<PurchaseRow, EngineError> {
    let text = Text::clean(text, NOTE).map_err(|error| unfit("note", error))?;
    let row = desk.purchase(id)?;
    let shown = desk.words(&row)?;
    let same =
        |one: &WordsRow| one.kind == WordsKind::Note && one.stands && one.text == text.as_str();
    if shown.iter().any(same) {
        return Ok(row);
    }
    let said = Salted::new(text.as_str().to_owned())?;
    let row = desk.step(row, &Step::Annotate, |row, _| {
        Fact::PurchaseNoted(Noted {
            note: said.commitment(),
            purchase: row.purchase.id,
            revision: row.purchase.revision,
        })
    })?;
    desk.keep_words(&row, WordsKind::Note, said);
    Ok(row)
}

/// Gives tags to a purchase and takes others away: all of it or nothing.
pub(crate) fn retag(
    desk: &mut Desk<'_>,
    id: PurchaseId,
    change: &Retag,
) -> Result<PurchaseRow, EngineError> {
    let read = |tags: &[String]| -> Result<Vec<Text>, EngineError> {
        let tags = tags.iter().map(|text| tag(text));
        tags.collect::<Result<_, _>>()
            .map_err(|error| unfit("tag", error))
    };
    let (add, remove) = (read(&change.add)?, read(&change.remove)?);
    let mut row = desk.purchase(id)?;
    let mut tags = desk.words(&row)?;
    tags.retain(|one| one.kind == WordsKind::Tag && one.stands);
    let mut gone = Vec::new();
    for text in &remove {
        let place = place(&tags, text).ok_or(EngineError::NotFound { what: "tag" })?;
        gone.push(tags.remove(place).seq);
    }
    let mut new: Vec<Text> = Vec::new();
    for text in add {
        let twice = new.iter().any(|one| alike(one.as_str(), &text));
        if !twice && place(&tags, &text).is_none() {
            new.push(text);
        }
    }
    if tags.len().saturating_add(new.len()) > MOST_TAGS {
        let what = format!("A purchase has at most {MOST_TAGS} tags.");
        return Err(EngineError::Invalid(what));
    }
    for seq in gone {
        row = desk.step(row, &Step::Annotate, |row, _| {
            Fact::PurchaseUntagged(Untagged {
                of: seq.to_string(),
                purchase: row.purchase.id,
                revision: row.purchase.revision,
            })
        })?;
        desk.drop_tag(seq);
    }
    for text in new {
        row = give(desk, row, &text)?;
    }
    Ok(row)
}

/// Erases the words that stand beside an entry about the purchase. The entry stays, and so does the
/// fact that something was there.
pub(crate) fn erase(
    desk: &mut Desk<'_>,
    id: PurchaseId,
    seq: u64,
) -> Result<PurchaseRow, EngineError> {
    let row = desk.purchase(id)?;
    if !desk.words(&row)?.iter().any(|one| one.seq == seq) {
        return Err(EngineError::NotFound { what: "text" });
    }
    let row = desk.step(row, &Step::Annotate, |row, _| {
        Fact::PurchaseWordsErased(WordsErased {
            of: seq.to_string(),
            purchase: row.purchase.id,
            revision: row.purchase.revision,
        })
    })?;
    desk.erase_words(seq);
    Ok(row)
}

fn give(desk: &mut Desk<'_>, row: PurchaseRow, text: &Text) -> Result<PurchaseRow, EngineError> {
    let said = Salted::new(text.as_str().to_owned())?;
    let row = desk.step(row, &Step::Annotate, |row, _| {
        Fact::PurchaseTagged(Tagged {
            purchase: row.purchase.id,
            revision: row.purchase.revision,
            tag: said.commitment(),
        })
    })?;
    desk.keep_words(&row, WordsKind::Tag, said);
    Ok(row)
}

fn place(tags: &[WordsRow], text: &Text) -> Option<usize> {
    tags.iter().position(|one| alike(&one.text, text))
}

/// Case and accents make no other tag.
fn alike(one: &str, other: &Text) -> bool {
    folded(one) == folded(other.as_str())
}

fn unfit(what: &str, error: TextError) -> EngineError {
    EngineError::Invalid(format!("The {what} cannot be used: {error}."))
}
