//! The definitions of RFC 6962 §2.1, word for word and recursive, on SHA-256 alone.

use sha2::{Digest as _, Sha256};

pub type Bytes = [u8; 32];

/// Entries that differ from each other and in length, the first one empty.
pub fn entries(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| format!("entry {n} ").into_bytes().repeat(n % 7))
        .collect()
}

/// MTH(D[n])
pub fn root(entries: &[Vec<u8>]) -> Bytes {
    match entries {
        [] => Sha256::digest(b"").into(),
        [entry] => Sha256::digest([&[0_u8][..], entry].concat()).into(),
        _ => {
            let (left, right) = entries.split_at(split(entries.len()));
            node(&root(left), &root(right))
        }
    }
}

/// PATH(m, D[n])
pub fn path(m: usize, entries: &[Vec<u8>]) -> Vec<Bytes> {
    if entries.len() == 1 {
        return Vec::new();
    }
    let k = split(entries.len());
    let (left, right) = entries.split_at(k);
    let (mut below, sibling) = if m < k {
        (path(m, left), root(right))
    } else {
        (path(m - k, right), root(left))
    };
    below.push(sibling);
    below
}

/// PROOF(m, D[n])
pub fn proof(m: usize, entries: &[Vec<u8>]) -> Vec<Bytes> {
    subproof(m, entries, true)
}

fn subproof(m: usize, entries: &[Vec<u8>], known: bool) -> Vec<Bytes> {
    if m == entries.len() {
        return if known {
            Vec::new()
        } else {
            vec![root(entries)]
        };
    }
    let k = split(entries.len());
    let (left, right) = entries.split_at(k);
    let (mut below, sibling) = if m <= k {
        (subproof(m, left, known), root(right))
    } else {
        (subproof(m - k, right, false), root(left))
    };
    below.push(sibling);
    below
}

fn node(left: &Bytes, right: &Bytes) -> Bytes {
    Sha256::digest([&[1_u8][..], left, right].concat()).into()
}

/// The largest power of two smaller than n.
fn split(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}
