//! The right edge of a growing tree: enough to append and to know the root, O(log n) hashes.

use crate::hash::{Hash, empty_root, node_hash};

/// Roots of the perfect subtrees that make up a tree, the largest first: one per 1 bit of the
/// size. Appending never looks at anything older.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The tree without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a stored frontier; `None` unless there is one root per 1 bit of `size`.
    pub fn from_roots(size: u64, roots: Vec<Hash>) -> Option<Self> {
        let expected = usize::try_from(size.count_ones()).ok()?;
        (roots.len() == expected).then_some(Self { size, roots })
    }

    /// Roots of the perfect subtrees, the largest first.
    pub fn roots(&self) -> &[Hash] {
        &self.roots
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_telling(leaf, |_, _| ());
    }

    /// Root of the tree so far.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else {
            return empty_root();
        };
        roots.fold(*last, |right, left| node_hash(left, &right))
    }

    /// Appends one leaf and tells of every perfect subtree that it completes, as height and
    /// root, beginning with the leaf itself at height 0.
    pub(crate) fn push_telling(&mut self, leaf: Hash, mut completed: impl FnMut(u32, Hash)) {
        self.size += 1;
        let mut node = leaf;
        completed(0, node);
        for height in 1..=self.size.trailing_zeros() {
            let Some(left) = self.roots.pop() else { break };
            node = node_hash(&left, &node);
            completed(height, node);
        }
        self.roots.push(node);
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}
