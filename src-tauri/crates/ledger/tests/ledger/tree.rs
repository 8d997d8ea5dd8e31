use counterfoil_ledger::{
    Frontier, Hash, HashError, TILE_WIDTH, TileBuilder, TreeError, empty_root, hashes_from_bytes,
    leaf_hash, root_at,
};
use proptest::prelude::*;

use crate::naive;
use crate::store::{Plain, Store};

#[test]
fn the_empty_tree_a_leaf_and_the_published_tree_of_eight_have_the_known_roots() {
    let inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root(), empty_root());
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(frontier.root().to_string(), *root, "tree of {size}");
        if let Some(input) = inputs.get(size) {
            frontier.push(leaf_hash(&hex::decode(input).unwrap()));
        }
    }
}

#[test]
fn a_growing_tree_has_the_root_of_the_definition_at_every_size() {
    let entries = naive::entries(700);
    let mut frontier = Frontier::new();
    for size in 0..=entries.len() {
        assert_eq!(
            frontier.root().as_bytes(),
            &naive::root(&entries[..size]),
            "size {size}"
        );
        if let Some(entry) = entries.get(size) {
            frontier.push(leaf_hash(entry));
        }
    }
}

#[test]
fn a_full_tile_holds_the_leaves_it_stands_for_and_its_root() {
    let entries = naive::entries(600);
    let store = Store::of(&entries);
    let mut expected = entries.chunks_exact(TILE_WIDTH);
    assert_eq!(store.tiles.len(), 2);
    for (index, part) in (0..2).zip(&mut expected) {
        let tile = &store.tiles[&(0, index)];
        let leaves: Vec<Hash> = part.iter().map(|entry| leaf_hash(entry)).collect();
        assert_eq!((tile.level, tile.index), (0, index));
        assert_eq!(tile.hashes, leaves);
        assert_eq!(tile.root.as_bytes(), &naive::root(part));
        assert_eq!(hashes_from_bytes(&tile.to_bytes()), Ok(leaves));
    }
    assert_eq!(store.builder.tail(0).len(), 600 - 512);
    assert_eq!(
        store.builder.tail(1),
        [store.tiles[&(0, 0)].root, store.tiles[&(0, 1)].root]
    );
    assert!(store.builder.tail(2).is_empty());
}

#[test]
fn a_tile_of_the_next_level_appears_with_its_last_leaf() {
    let store = Store::numbered(65_535);
    assert!(!store.tiles.contains_key(&(1, 0)));
    let store = Store::numbered(65_536 + 1);
    let upper = &store.tiles[&(1, 0)];
    let below: Vec<Hash> = (0..256)
        .map(|index| store.tiles[&(0, index)].root)
        .collect();
    assert_eq!(upper.hashes, below);
    assert_eq!(upper.root, store.builder.tail(2)[0]);
    assert_eq!(store.tiles.len(), 257);
}

#[test]
fn a_resumed_tree_grows_like_one_that_never_stopped() {
    for size in [
        0, 1, 2, 255, 256, 257, 511, 512, 1_000, 65_535, 65_536, 65_537, 70_001,
    ] {
        let mut store = Store::numbered(size);
        let (resumed, reads) = store.reads_of(|store| TileBuilder::resume(store, size).unwrap());
        assert_eq!(resumed, store.builder, "size {size}");
        assert_eq!(
            TileBuilder::resume(&Plain(&store), size).unwrap(),
            store.builder
        );
        assert!(reads <= 3, "{reads} reads for {size} leaves");
        assert_eq!(
            Frontier::resume(&store, size).as_ref(),
            Ok(store.builder.frontier())
        );
        let again = Frontier::from_roots(size, resumed.frontier().roots().to_vec());
        assert_eq!(again.as_ref(), Some(resumed.frontier()));

        let mut uninterrupted = store.clone();
        store.builder = resumed;
        for n in 0..300_u32 {
            let leaf = leaf_hash(&n.to_le_bytes());
            store.push(leaf);
            uninterrupted.push(leaf);
        }
        assert_eq!(store.tiles, uninterrupted.tiles);
        assert_eq!(store.builder.root(), uninterrupted.builder.root());
    }
}

#[test]
fn a_frontier_needs_exactly_one_root_per_bit_of_its_size() {
    let one = empty_root();
    assert!(Frontier::from_roots(0, vec![]).is_some());
    assert!(Frontier::from_roots(3, vec![one, one]).is_some());
    assert_eq!(Frontier::from_roots(3, vec![one]), None);
    assert_eq!(Frontier::from_roots(4, vec![one, one]), None);
}

#[test]
fn an_earlier_root_can_be_computed_from_the_tiles_of_a_later_tree() {
    let entries = naive::entries(800);
    let store = Store::of(&entries);
    for size in 0..=800 {
        let root = root_at(&store, size).unwrap();
        let expected = naive::root(&entries[..usize::try_from(size).unwrap()]);
        assert_eq!(root.as_bytes(), &expected, "size {size}");
    }
}

#[test]
fn a_store_that_lost_a_tile_or_a_leaf_is_told_which_one() {
    let mut store = Store::numbered(66_000);
    store.tiles.remove(&(0, 3));
    store.tiles.remove(&(1, 0));
    assert_eq!(
        root_at(&store, 66_000),
        Err(TreeError::Missing { level: 1, index: 0 })
    );
    assert_eq!(
        TileBuilder::resume(&store, 1_200),
        Err(TreeError::Missing { level: 0, index: 3 })
    );
    let mut torn = Store::numbered(300);
    torn.tiles.get_mut(&(0, 0)).unwrap().hashes.pop();
    assert_eq!(
        root_at(&Plain(&torn), 200),
        Err(TreeError::Missing { level: 0, index: 0 })
    );
}

#[test]
fn a_hash_is_read_back_only_from_its_own_spelling() {
    let hash = leaf_hash(b"x");
    let text = hash.to_base64();
    assert_eq!(Hash::parse_base64(&text), Ok(hash));
    assert_eq!(Hash::from_slice(hash.as_bytes()), Ok(hash));
    assert_eq!(Hash::from_slice(&[0; 31]), Err(HashError::Length(31)));
    assert_eq!(hashes_from_bytes(&[0; 65]), Err(HashError::Length(65)));
    for wrong in [
        text.trim_end_matches('=').to_owned(),
        format!("{text}\n"),
        format!(" {}", &text[1..]),
        text.replace('=', "-"),
        String::new(),
        "\u{e9}".repeat(22),
        // The last character carries two bits that no hash uses; they must be zero.
        format!("{}B=", "A".repeat(42)),
    ] {
        assert_eq!(
            Hash::parse_base64(&wrong),
            Err(HashError::Base64),
            "{wrong:?}"
        );
    }
}

proptest! {
    #[test]
    fn tiles_and_frontier_agree_with_the_definition(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..600),
    ) {
        let store = Store::of(&entries);
        let root = Hash::from_bytes(naive::root(&entries));
        prop_assert_eq!(store.builder.root(), root);
        prop_assert_eq!(root_at(&Plain(&store), store.size()).unwrap(), root);
    }
}
