//! A store of tiles in memory that counts how often it is read.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

use counterfoil_ledger::{Hash, Nodes, Tile, TileBuilder, leaf_hash};

/// Keeps full tiles and all leaf hashes, and answers range reads of tile roots.
#[derive(Default, Clone)]
pub struct Store {
    pub builder: TileBuilder,
    pub tiles: BTreeMap<(u8, u64), Tile>,
    pub leaves: Vec<Hash>,
    pub reads: Cell<u32>,
}

impl Store {
    pub fn of(entries: &[Vec<u8>]) -> Self {
        let mut store = Self::default();
        for entry in entries {
            store.push(leaf_hash(entry));
        }
        store
    }

    /// A store of numbered leaves, cheap enough for large trees.
    pub fn numbered(count: u64) -> Self {
        let mut store = Self::default();
        for n in 0..count {
            store.push(leaf_hash(&n.to_be_bytes()));
        }
        store
    }

    pub fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
        for tile in self.builder.push(leaf) {
            let replaced = self.tiles.insert((tile.level, tile.index), tile);
            assert!(replaced.is_none(), "a full tile is handed out only once");
        }
    }

    pub fn size(&self) -> u64 {
        self.builder.size()
    }

    /// How many reads `action` needs.
    pub fn reads_of<T>(&self, action: impl FnOnce(&Self) -> T) -> (T, u32) {
        self.reads.set(0);
        let result = action(self);
        (result, self.reads.get())
    }

    fn count(&self) {
        self.reads.set(self.reads.get() + 1);
    }
}

impl Nodes for Store {
    type Error = Infallible;

    fn tile(&self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
        self.count();
        Ok(self
            .tiles
            .get(&(level, index))
            .map(|tile| tile.hashes.clone()))
    }

    fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        self.count();
        let position = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let part = position(range.start)..position(range.end);
        Ok(self
            .leaves
            .get(part)
            .map(<[Hash]>::to_vec)
            .unwrap_or_default())
    }

    fn roots(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        self.count();
        let tiles = self.tiles.range((level, range.start)..(level, range.end));
        Ok(tiles.map(|(_, tile)| tile.root).collect())
    }
}

/// The same store, but with nothing beyond the two methods that must be written.
pub struct Plain<'a>(pub &'a Store);

impl Nodes for Plain<'_> {
    type Error = Infallible;

    fn tile(&self, level: u8, index: u64) -> Result<Option<Vec<Hash>>, Infallible> {
        self.0.tile(level, index)
    }

    fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        self.0.leaves(range)
    }
}
