//! Entries with words of the owner.

use counterfoil_domain::entry::{Fact, Noted, Tagged, Untagged, WordsErased};

use super::purchase;

pub fn all() -> [Fact; 4] {
    let (of, purchase, revision) = ("18446744073709551614".to_owned(), purchase(), 2);
    [
        Fact::PurchaseNoted(Noted {
            note: "77".repeat(32),
            purchase,
            revision,
        }),
        Fact::PurchaseTagged(Tagged {
            purchase,
            revision,
            tag: "88".repeat(32),
        }),
        Fact::PurchaseUntagged(Untagged {
            of: of.clone(),
            purchase,
            revision,
        }),
        Fact::PurchaseWordsErased(WordsErased {
            of,
            purchase,
            revision,
        }),
    ]
}
