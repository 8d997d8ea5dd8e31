//! What was in a basket, as fingerprints: enough to recognise the same things again.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::checkout::Item;

/// One line of a basket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ItemFacts {
    /// The fingerprint of its number at the shop, or of its title.
    pub print: u64,
    /// The price of one, minor units, rounded down where only the sum is known.
    pub unit: i64,
    /// How many.
    pub quantity: u32,
}

impl ItemFacts {
    /// The line of an item.
    pub fn of(item: &Item) -> Self {
        let name = item.sku.as_ref().unwrap_or(&item.title);
        let each = item.amount.minor().checked_div(item.quantity.into());
        let unit = item.unit_amount.map(crate::money::Money::minor).or(each);
        Self {
            print: fingerprint(name.as_str()),
            unit: unit.unwrap_or(0),
            quantity: item.quantity,
        }
    }
}

/// The lines of a basket; of a long one the first few in order of their fingerprints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Basket {
    /// The fingerprint over all lines and their numbers; 0 when nothing is listed.
    pub print: u64,
    /// The same without the numbers: which things, however many.
    pub things: u64,
    lines: [ItemFacts; Self::KEPT],
    count: u8,
}

impl Basket {
    /// How many lines are remembered.
    pub const KEPT: usize = 4;

    /// The basket of these items.
    pub fn of(items: &[Item]) -> Self {
        let lines: Vec<ItemFacts> = items.iter().map(ItemFacts::of).collect();
        Self::of_lines(&lines)
    }

    /// The basket of these lines.
    pub fn of_lines(lines: &[ItemFacts]) -> Self {
        let mut lines = lines.to_vec();
        lines.sort_unstable();
        let mut kept = [ItemFacts::default(); Self::KEPT];
        for (place, line) in kept.iter_mut().zip(&lines) {
            *place = *line;
        }
        Self {
            print: over(&lines, |line| (line.print, line.quantity)),
            things: over(&lines, |line| (line.print, 0)),
            lines: kept,
            count: u8::try_from(lines.len().min(Self::KEPT)).unwrap_or(0),
        }
    }

    /// Whether nothing is listed.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The lines that are remembered.
    pub fn lines(&self) -> &[ItemFacts] {
        self.lines.get(..usize::from(self.count)).unwrap_or(&[])
    }
}

/// The first 64 bits of SHA-256 over the letters and digits of a text, whatever their case: blanks
/// and punctuation do not make another thing of it.
pub fn fingerprint(text: &str) -> u64 {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        folded.extend(kept.map(|letter| letter.to_ascii_lowercase()));
    } else {
        let kept = text.nfkc().filter(|letter| letter.is_alphanumeric());
        folded.extend(kept.flat_map(char::to_lowercase));
    }
    let text = if folded.is_empty() { text } else { &folded };
    first_bits(Sha256::new().chain_update(text.as_bytes()))
}

fn over(lines: &[ItemFacts], what: impl Fn(&ItemFacts) -> (u64, u32)) -> u64 {
    if lines.is_empty() {
        return 0;
    }
    let hash = lines
        .iter()
        .map(what)
        .fold(Sha256::new(), |hash, (print, quantity)| {
            hash.chain_update(print.to_be_bytes())
                .chain_update(quantity.to_be_bytes())
        });
    first_bits(hash)
}

fn first_bits(hash: Sha256) -> u64 {
    let bytes: [u8; 32] = hash.finalize().into();
    bytes
        .first_chunk::<8>()
        .map_or(0, |first| u64::from_be_bytes(*first))
}
