//! Tiles: the tree cut into pieces of 256 hashes, as C2SP tlog-tiles lays them out.
//!
//! Tile `n` of level 0 holds the leaf hashes `256 n ..= 256 n + 255`; tile `n` of level `l + 1`
//! holds the roots of 256 tiles of level `l`. A full tile never changes, so a store writes each
//! one once and never touches it again.

use std::ops::Range;

use crate::frontier::Frontier;
use crate::hash::Hash;
use crate::proof::{TreeError, missing_tile};

/// Hashes in a full tile.
pub const TILE_WIDTH: usize = 256;

/// `TILE_WIDTH` as an exponent of two: levels of the tree inside one tile.
pub(crate) const TILE_HEIGHT: u32 = 8;

/// A full tile, to be stored once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// 0 holds leaf hashes, each further level the roots of 256 tiles below.
    pub level: u8,
    /// Position within its level.
    pub index: u64,
    /// The 256 hashes.
    pub hashes: Vec<Hash>,
    /// Root over the hashes. Stored beside the tile, it answers [`Nodes::roots`] in one read.
    pub root: Hash,
}

impl Tile {
    /// The hashes one after the other, as a store keeps them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes
            .iter()
            .flat_map(|hash| *hash.as_bytes())
            .collect()
    }
}

/// What a store can hand back of a tree.
pub trait Nodes {
    /// What reading may fail with.
    type Error;

    /// A full tile, or `None` while it is not full yet.
    fn tile(&self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Self::Error>;

    /// Leaf hashes of the tile that is not full yet; `range` counts leaves from the beginning.
    fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, Self::Error>;

    /// Roots of the full tiles `range` of `level`, at most 256 of them.
    ///
    /// As given, it reads every one of these tiles. A store that keeps [`Tile::root`] answers
    /// with one range read, which is what keeps proofs cheap at the right edge of the tree.
    fn roots(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, Self::Error> {
        let mut roots = Vec::with_capacity(TILE_WIDTH);
        for index in range {
            // A missing tile leaves the answer short, which every reader here refuses.
            let Some(hashes) = self.tile(level, index)? else {
                break;
            };
            roots.push(root_of(&hashes));
        }
        Ok(roots)
    }
}

/// A growing tree that hands out its tiles as they fill up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TileBuilder {
    frontier: Frontier,
    /// For each level the hashes of its last tile, never 256 of them.
    tails: Vec<Vec<Hash>>,
}

impl TileBuilder {
    /// The tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree of `size` leaves where the store left it. What is read is not checked:
    /// compare [`TileBuilder::root`] with the last signed head before building on it.
    pub fn resume<N: Nodes>(nodes: &N, size: u64) -> Result<Self, TreeError<N::Error>> {
        let mut tails = Vec::new();
        let mut remaining = size;
        for level in 0_u8.. {
            if remaining == 0 {
                break;
            }
            let first = (remaining >> TILE_HEIGHT) << TILE_HEIGHT;
            let tail = read_hashes(nodes, level, first..remaining)?;
            tails.push(tail);
            remaining >>= TILE_HEIGHT;
        }
        let mut roots = Vec::new();
        for tail in tails.iter().rev() {
            let mut within = Frontier::new();
            within.extend(tail.iter().copied());
            roots.extend_from_slice(within.roots());
        }
        let Some(frontier) = Frontier::from_roots(size, roots) else {
            return Err(missing_tile(0, size >> TILE_HEIGHT));
        };
        Ok(Self { frontier, tails })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Root of the tree so far.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The right edge of the tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Hashes of the last, not yet full tile of a level.
    pub fn tail(&self, level: u8) -> &[Hash] {
        self.tails
            .get(usize::from(level))
            .map_or(&[], Vec::as_slice)
    }

    /// Appends one leaf hash; returns the tiles that it completes, level 0 upward (mostly none,
    /// and then nothing is allocated).
    pub fn push(&mut self, leaf: Hash) -> Vec<Tile> {
        let Self { frontier, tails } = self;
        let size = frontier.size() + 1;
        let mut full = Vec::new();
        let mut level = 0_u8;
        frontier.push_telling(leaf, |height, node| {
            if !height.is_multiple_of(TILE_HEIGHT) {
                return;
            }
            if let Some(below) = level.checked_sub(1)
                && let Some(tail) = tails.get_mut(usize::from(below))
            {
                let hashes = std::mem::replace(tail, Vec::with_capacity(TILE_WIDTH));
                let index = (size >> height) - 1;
                full.push(Tile {
                    level: below,
                    index,
                    hashes,
                    root: node,
                });
            }
            if tails.len() == usize::from(level) {
                tails.push(Vec::with_capacity(TILE_WIDTH));
            }
            if let Some(tail) = tails.get_mut(usize::from(level)) {
                tail.push(node);
            }
            level += 1;
        });
        full
    }
}

/// Hashes `range` of a tile level, all of one tile that is not full, exactly as many as asked.
pub(crate) fn read_hashes<N: Nodes>(
    nodes: &N,
    level: u8,
    range: Range<u64>,
) -> Result<Vec<Hash>, TreeError<N::Error>> {
    if range.is_empty() {
        return Ok(Vec::new());
    }
    let below = level.checked_sub(1);
    let hashes = match below {
        None => nodes.leaves(range.clone()),
        Some(below) => nodes.roots(below, range.clone()),
    };
    let hashes = hashes.map_err(TreeError::Store)?;
    if u64::try_from(hashes.len()) == Ok(range.end - range.start) {
        return Ok(hashes);
    }
    // Only now is it worth finding out which of the tiles below is not there.
    if let Some(below) = below {
        for index in range.clone() {
            if nodes
                .tile(below, index)
                .map_err(TreeError::Store)?
                .is_none()
            {
                return Err(missing_tile(below, index));
            }
        }
    }
    Err(missing_tile(level, range.start >> TILE_HEIGHT))
}

/// Root over a run of sibling hashes.
pub(crate) fn root_of(hashes: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    frontier.extend(hashes.iter().copied());
    frontier.root()
}
