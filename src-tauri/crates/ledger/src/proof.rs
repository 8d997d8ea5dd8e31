//! Making proofs from stored tiles (RFC 6962 §2.1.1 and §2.1.2) with O(log n) tile reads.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::frontier::Frontier;
use crate::hash::{Hash, empty_root, node_hash};
use crate::tiles::{Nodes, TILE_HEIGHT, TILE_WIDTH, read_hashes, root_of};

/// Why a proof or a root could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// The entry or the earlier size lies outside the tree.
    #[error("{index} lies outside a ledger of {size} entries")]
    OutOfRange {
        /// What was asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The store does not have all hashes of a tile.
    #[error("tile {index} of level {level} is missing or incomplete")]
    Missing {
        /// Level of the tile.
        level: u8,
        /// Position within the level.
        index: u64,
    },
    /// The store could not be read.
    #[error("{0}")]
    Store(E),
}

impl<E> TreeError<E> {
    /// Stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "out_of_range",
            Self::Missing { .. } => "tile_missing",
            Self::Store(_) => "store",
        }
    }
}

/// Root of the tree as it was with `size` leaves.
pub fn root_at<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, TreeError<N::Error>> {
    if size == 0 {
        return Ok(empty_root());
    }
    Reader::new(nodes, size).root(0..size)
}

/// Proof that entry `index` is in the tree of `size` leaves: from its sibling up to the root's
/// child.
pub fn inclusion_proof<N: Nodes>(
    nodes: &N,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError<N::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange { index, size });
    }
    let mut reader = Reader::new(nodes, size);
    let mut proof = Vec::new();
    let mut part = 0..size;
    while let Some(middle) = middle(&part) {
        let (left, right) = (part.start..middle, middle..part.end);
        let (kept, sibling) = if index < middle {
            (left, right)
        } else {
            (right, left)
        };
        proof.push(reader.root(sibling)?);
        part = kept;
    }
    proof.reverse();
    Ok(proof)
}

/// Proof that the tree of `to` leaves begins with the tree of `from` leaves. Empty when `from`
/// is 0 or equals `to`.
pub fn consistency_proof<N: Nodes>(
    nodes: &N,
    from: u64,
    to: u64,
) -> Result<Vec<Hash>, TreeError<N::Error>> {
    if from > to {
        return Err(TreeError::OutOfRange {
            index: from,
            size: to,
        });
    }
    let mut proof = Vec::new();
    if from == 0 || from == to {
        return Ok(proof);
    }
    let mut reader = Reader::new(nodes, to);
    let mut part = 0..to;
    while let (true, Some(middle)) = (part.end != from, middle(&part)) {
        let (left, right) = (part.start..middle, middle..part.end);
        let (kept, sibling) = if from <= middle {
            (left, right)
        } else {
            (right, left)
        };
        proof.push(reader.root(sibling)?);
        part = kept;
    }
    // The verifier knows the old root itself; any other last part it must be told.
    if part.start != 0 {
        proof.push(reader.root(part)?);
    }
    proof.reverse();
    Ok(proof)
}

impl Frontier {
    /// The right edge of the tree as it was with `size` leaves. What is read is not checked:
    /// compare [`Frontier::root`] with a signed head before building on it.
    pub fn resume<N: Nodes>(nodes: &N, size: u64) -> Result<Self, TreeError<N::Error>> {
        let roots = Reader::new(nodes, size).perfect_parts(0..size)?;
        Self::from_roots(size, roots).ok_or(missing_tile(0, size >> TILE_HEIGHT))
    }
}

pub(crate) fn missing_tile<E>(level: u8, index: u64) -> TreeError<E> {
    TreeError::Missing { level, index }
}

/// Where RFC 6962 cuts a part in two: after the largest power of two that is smaller than it.
/// `None` for a single leaf.
fn middle(part: &Range<u64>) -> Option<u64> {
    let last = (part.end - part.start).checked_sub(1)?;
    Some(part.start + (1 << last.checked_ilog2()?))
}

/// Reads each tile at most once per proof.
struct Reader<'a, N> {
    nodes: &'a N,
    size: u64,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<'a, N: Nodes> Reader<'a, N> {
    fn new(nodes: &'a N, size: u64) -> Self {
        Self {
            nodes,
            size,
            tiles: BTreeMap::new(),
        }
    }

    /// Root of a non-empty part of the tree that begins on a boundary of its own size.
    fn root(&mut self, part: Range<u64>) -> Result<Hash, TreeError<N::Error>> {
        let mut right_to_left = self.perfect_parts(part)?.into_iter().rev();
        let Some(last) = right_to_left.next() else {
            return Ok(empty_root());
        };
        Ok(right_to_left.fold(last, |right, left| node_hash(&left, &right)))
    }

    /// Roots of the perfect subtrees that make up such a part, the largest first.
    fn perfect_parts(&mut self, part: Range<u64>) -> Result<Vec<Hash>, TreeError<N::Error>> {
        let mut roots = Vec::new();
        let mut start = part.start;
        while let Some(height) = (part.end - start).checked_ilog2() {
            roots.push(self.perfect(height, start)?);
            start += 1 << height;
        }
        Ok(roots)
    }

    /// Root of the `2^height` leaves from `start`, which is a multiple of that.
    fn perfect(&mut self, height: u32, start: u64) -> Result<Hash, TreeError<N::Error>> {
        let level = height / TILE_HEIGHT;
        let first = start >> (level * TILE_HEIGHT);
        let tile = first >> TILE_HEIGHT;
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let missing = || missing_tile(level, tile);
        let offset = usize::try_from(first & 0xff).map_err(|_| missing())?;
        let width = 1_usize << (height % TILE_HEIGHT);
        let hashes = self.tile(level, tile)?;
        hashes
            .get(offset..offset + width)
            .map(root_of)
            .ok_or_else(missing)
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TreeError<N::Error>> {
        if !self.tiles.contains_key(&(level, index)) {
            let hashes = self.read(level, index)?;
            self.tiles.insert((level, index), hashes);
        }
        Ok(self.tiles.get(&(level, index)).map_or(&[], Vec::as_slice))
    }

    fn read(&self, level: u8, index: u64) -> Result<Vec<Hash>, TreeError<N::Error>> {
        if let Some(hashes) = self.nodes.tile(level, index).map_err(TreeError::Store)? {
            return if hashes.len() == TILE_WIDTH {
                Ok(hashes)
            } else {
                Err(missing_tile(level, index))
            };
        }
        let start = index << TILE_HEIGHT;
        let end = (self.size >> (u32::from(level) * TILE_HEIGHT)).min(start + 256);
        read_hashes(self.nodes, level, start..end)
    }
}
