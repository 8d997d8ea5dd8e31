//! Checking proofs. Needs nothing but the proof and the roots, so it runs anywhere.

use crate::hash::{Hash, empty_root, node_hash};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The entry or the earlier size lies outside the tree.
    #[error("{index} lies outside a ledger of {size} entries")]
    OutOfRange {
        /// What the proof is about.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A proof for this place in a tree of this size has another length.
    #[error("the proof has {found} hashes where it must have {expected}")]
    Length {
        /// How many hashes it must have.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// The proof leads to another root than the (later) one given.
    #[error("the proof does not lead to the root of the ledger")]
    Root,
    /// The proof leads to another root than the earlier one given.
    #[error("the proof does not lead to the earlier root of the ledger")]
    EarlierRoot,
}

impl ProofError {
    /// Stable name of the error.
    pub fn code(self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "out_of_range",
            Self::Length { .. } => "proof_length",
            Self::Root => "root_differs",
            Self::EarlierRoot => "earlier_root_differs",
        }
    }
}

/// Checks that `leaf` is entry `index` of the tree with `size` leaves and this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let path = Path::new(index, size);
    check_length(proof, path.length())?;
    let found = path
        .steps(0)
        .zip(proof)
        .fold(*leaf, |node, (side, sibling)| match side {
            Side::Left => node_hash(sibling, &node),
            Side::Right => node_hash(&node, sibling),
        });
    if found == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// Checks that the tree of `to` leaves begins with the tree of `from` leaves.
pub fn verify_consistency(
    from: u64,
    to: u64,
    proof: &[Hash],
    root_from: &Hash,
    root_to: &Hash,
) -> Result<(), ProofError> {
    if from > to {
        return Err(ProofError::OutOfRange {
            index: from,
            size: to,
        });
    }
    if from == 0 || from == to {
        check_length(proof, 0)?;
        let earlier = if from == 0 { empty_root() } else { *root_to };
        let later = if to == 0 { empty_root() } else { *root_to };
        return match (*root_from == earlier, *root_to == later) {
            (true, true) => Ok(()),
            (false, _) => Err(ProofError::EarlierRoot),
            (_, false) => Err(ProofError::Root),
        };
    }
    // The proof climbs from the largest perfect subtree that ends where the earlier tree ends.
    let path = Path::new(from - 1, to);
    let skipped = from.trailing_zeros();
    let length = path.length() - u64::from(skipped);
    let (start, rest) = if from.is_power_of_two() {
        check_length(proof, length)?;
        (root_from, proof)
    } else {
        check_length(proof, length + 1)?;
        let Some((start, rest)) = proof.split_first() else {
            return Err(ProofError::Length {
                expected: length + 1,
                found: 0,
            });
        };
        (start, rest)
    };
    let (mut earlier, mut later) = (*start, *start);
    for (side, sibling) in path.steps(skipped).zip(rest) {
        match side {
            Side::Left => {
                earlier = node_hash(sibling, &earlier);
                later = node_hash(sibling, &later);
            }
            Side::Right => later = node_hash(&later, sibling),
        }
    }
    if earlier != *root_from {
        Err(ProofError::EarlierRoot)
    } else if later != *root_to {
        Err(ProofError::Root)
    } else {
        Ok(())
    }
}

/// On which side of the path the sibling stands.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// The way from a leaf up to the root. Below the height where it meets the right edge of the
/// tree every level has a sibling; above it only those where the sibling is on the left.
#[derive(Clone, Copy)]
struct Path {
    index: u64,
    below_edge: u32,
}

impl Path {
    fn new(index: u64, size: u64) -> Self {
        let differing = index ^ (size - 1);
        Self {
            index,
            below_edge: u64::BITS - differing.leading_zeros(),
        }
    }

    fn length(self) -> u64 {
        u64::from(self.below_edge + self.above_edge().count_ones())
    }

    fn steps(self, skipped: u32) -> impl Iterator<Item = Side> {
        let below = (skipped..self.below_edge).map(move |height| {
            if (self.index >> height) & 1 == 1 {
                Side::Left
            } else {
                Side::Right
            }
        });
        below.chain((0..self.above_edge().count_ones()).map(|_| Side::Left))
    }

    fn above_edge(self) -> u64 {
        self.index.checked_shr(self.below_edge).unwrap_or(0)
    }
}

fn check_length(proof: &[Hash], expected: u64) -> Result<(), ProofError> {
    let found = u64::try_from(proof.len()).unwrap_or(u64::MAX);
    if found == expected {
        Ok(())
    } else {
        Err(ProofError::Length { expected, found })
    }
}
