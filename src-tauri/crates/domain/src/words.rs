//! The owner's words about purchases: notes, tags, and why something was rejected.
//!
//! An entry has the SHA-256 of a salt, a line break and the words. Salt and words stand beside the
//! ledger, so that the owner can erase them: nothing breaks, the entry says as much as before, and
//! from what is left nobody can tell a good guess from a bad one.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::entry::Fact;
use crate::ids::PurchaseId;
use crate::text::{Text, TextError, TextRule};

/// How long a note may be, and that it has lines.
pub const NOTE: TextRule = TextRule {
    max_graphemes: 1000,
    max_bytes: 8192,
    multiline: true,
};

/// How long a tag may be.
pub const TAG: TextRule = TextRule {
    max_graphemes: 32,
    max_bytes: 128,
    multiline: false,
};

/// How many tags a purchase may have.
pub const MOST_TAGS: usize = 20;

/// What words are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordsKind {
    /// Why a purchase was rejected; the agent is told too.
    Rejection,
    /// A note of the owner to himself.
    Note,
    /// A tag.
    Tag,
}

/// What an entry says about words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// That there are some.
    Said {
        /// What they are for.
        kind: WordsKind,
        /// The hash of salt and words, hex.
        hash: Box<str>,
    },
    /// That a tag is taken away again.
    Untagged {
        /// The entry that gave it.
        of: u64,
    },
    /// That words are gone.
    Erased {
        /// The entry that they stood beside.
        of: u64,
    },
}

/// Words as the ledger knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken<P> {
    /// The purchase.
    pub purchase: P,
    /// What they are for.
    pub kind: WordsKind,
    /// The hash of salt and words, hex.
    pub hash: Box<str>,
    /// Whether they hold still: no later note, and not taken away or erased.
    pub stands: bool,
    /// Whether they are gone.
    pub erased: bool,
}

/// All words that a ledger knows of, by entry; `P` is what purchases are known by.
#[derive(Clone, Debug)]
pub struct WordsBook<P> {
    spoken: BTreeMap<u64, Spoken<P>>,
    /// The last note of each purchase.
    notes: BTreeMap<P, u64>,
}

/// An entry that takes away what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There are no words of this purchase beside that entry, or no longer.
    #[error("it is about words of entry {0}, which are not there")]
    NotThere(u64),
}

impl WordsKind {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rejection => "rejection",
            Self::Note => "note",
            Self::Tag => "tag",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Rejection, Self::Note, Self::Tag];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

impl<P> Default for WordsBook<P> {
    fn default() -> Self {
        Self {
            spoken: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }
}

impl Writing {
    /// What a fact says about words, and of which purchase.
    pub fn of(fact: &Fact) -> Option<(PurchaseId, Self)> {
        let said = |kind, hash: &str| Self::Said {
            kind,
            hash: hash.into(),
        };
        if let Fact::PurchaseRejected(data) = fact {
            let writing = said(WordsKind::Rejection, data.note.as_deref()?);
            return Some((data.purchase, writing));
        }
        if let Fact::PurchaseNoted(data) = fact {
            return Some((data.purchase, said(WordsKind::Note, &data.note)));
        }
        if let Fact::PurchaseTagged(data) = fact {
            return Some((data.purchase, said(WordsKind::Tag, &data.tag)));
        }
        // A number that cannot be read is the number of no words.
        let of = |text: &str| text.parse().unwrap_or(u64::MAX);
        if let Fact::PurchaseUntagged(data) = fact {
            return Some((data.purchase, Self::Untagged { of: of(&data.of) }));
        }
        if let Fact::PurchaseWordsErased(data) = fact {
            return Some((data.purchase, Self::Erased { of: of(&data.of) }));
        }
        None
    }
}

impl<P: Copy + Ord> WordsBook<P> {
    /// Takes in what entry `seq` says about a purchase.
    pub fn apply(&mut self, seq: u64, purchase: P, writing: Writing) -> Result<(), WordsError> {
        match writing {
            Writing::Said { kind, hash } => {
                if kind == WordsKind::Note
                    && let Some(before) = self.notes.insert(purchase, seq)
                    && let Some(note) = self.spoken.get_mut(&before)
                {
                    note.stands = false;
                }
                let spoken = Spoken {
                    purchase,
                    kind,
                    hash,
                    stands: true,
                    erased: false,
                };
                self.spoken.insert(seq, spoken);
            }
            Writing::Untagged { of } => {
                let tag = self.of(purchase, of)?;
                if tag.kind != WordsKind::Tag || !tag.stands {
                    return Err(WordsError::NotThere(of));
                }
                tag.stands = false;
            }
            Writing::Erased { of } => {
                let gone = self.of(purchase, of)?;
                (gone.stands, gone.erased) = (false, true);
            }
        }
        Ok(())
    }

    /// The words beside an entry.
    pub fn get(&self, seq: u64) -> Option<&Spoken<P>> {
        self.spoken.get(&seq)
    }

    /// All words with their entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Spoken<P>)> {
        self.spoken.iter().map(|(seq, spoken)| (*seq, spoken))
    }

    fn of(&mut self, purchase: P, seq: u64) -> Result<&mut Spoken<P>, WordsError> {
        let spoken = self.spoken.get_mut(&seq);
        spoken
            .filter(|spoken| spoken.purchase == purchase && !spoken.erased)
            .ok_or(WordsError::NotThere(seq))
    }
}

/// What is hashed: the salt, a line break, the words.
pub fn opening(salt: &str, words: &str) -> String {
    format!("{salt}\n{words}")
}

/// What an entry has of words, hex.
pub fn commitment(salt: &str, words: &str) -> String {
    hex::encode(Sha256::digest(opening(salt, words)))
}

/// A tag as it may be written: one word, so that it can be looked for and listed with commas.
pub fn tag(raw: &str) -> Result<Text, TextError> {
    let tag = Text::clean(raw, TAG)?;
    let stray = |c: char| c.is_whitespace() || matches!(c, ',' | '"');
    let mut letters = tag.as_str().chars();
    let leads = letters.next().filter(|c| matches!(c, '+' | '-'));
    match leads.or_else(|| tag.as_str().chars().find(|c| stray(*c))) {
        Some(character) => Err(TextError::Forbidden { character }),
        None => Ok(tag),
    }
}
