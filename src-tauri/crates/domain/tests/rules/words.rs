//! What a ledger knows of the owner's words, and that what it has of them tells nothing.

use counterfoil_domain::text::TextError;
use counterfoil_domain::words::{
    Spoken, WordsBook, WordsError, WordsKind, Writing, commitment, tag,
};

fn said(kind: WordsKind, hash: &str) -> Writing {
    let hash = hash.into();
    Writing::Said { kind, hash }
}

fn spoken(book: &WordsBook<usize>, seq: u64) -> Spoken<usize> {
    book.get(seq).unwrap().clone()
}

#[test]
fn a_later_note_takes_the_place_of_the_one_before_and_an_erased_one_leaves_none() {
    let mut book = WordsBook::default();
    book.apply(3, 0, said(WordsKind::Note, "aa")).unwrap();
    book.apply(4, 1, said(WordsKind::Note, "bb")).unwrap();
    book.apply(5, 0, said(WordsKind::Note, "cc")).unwrap();
    let stand = |book: &WordsBook<usize>| -> Vec<u64> {
        let standing = book.iter().filter(|(_, spoken)| spoken.stands);
        standing.map(|(seq, _)| seq).collect()
    };
    assert_eq!(stand(&book), [4, 5]);
    assert!(
        !spoken(&book, 3).erased,
        "the earlier one is only not shown"
    );
    book.apply(6, 0, Writing::Erased { of: 5 }).unwrap();
    assert_eq!(stand(&book), [4], "nor does it come back");
    assert!(spoken(&book, 5).erased);
}

#[test]
fn only_what_is_there_can_be_taken_away() {
    let mut book = WordsBook::default();
    book.apply(3, 0, said(WordsKind::Tag, "aa")).unwrap();
    book.apply(4, 0, said(WordsKind::Note, "bb")).unwrap();
    for (number, writing) in [
        (1, Writing::Untagged { of: 3 }),
        (0, Writing::Untagged { of: 4 }),
        (0, Writing::Untagged { of: 9 }),
        (1, Writing::Erased { of: 4 }),
        (0, Writing::Erased { of: 9 }),
    ] {
        let of = match writing {
            Writing::Untagged { of } | Writing::Erased { of } => of,
            Writing::Said { .. } => 0,
        };
        let refused = book.apply(5, number, writing);
        assert_eq!(refused, Err(WordsError::NotThere(of)));
    }
    book.apply(5, 0, Writing::Untagged { of: 3 }).unwrap();
    let again = book.apply(6, 0, Writing::Untagged { of: 3 });
    assert_eq!(again, Err(WordsError::NotThere(3)));
    book.apply(6, 0, Writing::Erased { of: 3 }).unwrap();
    let again = book.apply(7, 0, Writing::Erased { of: 3 });
    assert_eq!(again, Err(WordsError::NotThere(3)));
}

#[test]
fn the_same_words_have_another_hash_under_another_salt() {
    let one = commitment("00", "gift for Anna");
    assert_eq!(one.len(), 64);
    assert_eq!(one, commitment("00", "gift for Anna"));
    assert_ne!(one, commitment("01", "gift for Anna"));
}

#[test]
fn a_tag_is_one_word() {
    for good in ["travel", "2026/kw-12", "旅行", "Kosten_stelle.7"] {
        assert_eq!(tag(good).unwrap().as_str(), good);
    }
    assert_eq!(tag(" travel ").unwrap().as_str(), "travel");
    for (bad, character) in [
        ("a b", ' '),
        ("a,b", ','),
        ("\"a", '"'),
        ("-a", '-'),
        ("+a", '+'),
    ] {
        assert_eq!(tag(bad), Err(TextError::Forbidden { character }));
    }
    assert_eq!(tag(" "), Err(TextError::Empty));
    assert!(matches!(
        tag(&"a".repeat(33)),
        Err(TextError::TooLong { .. })
    ));
}
