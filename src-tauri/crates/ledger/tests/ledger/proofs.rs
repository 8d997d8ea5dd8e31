use counterfoil_ledger::{
    Hash, ProofError, TreeError, consistency_proof, empty_root, inclusion_proof, leaf_hash,
    root_at, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

use crate::naive;
use crate::store::{Plain, Store};

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap()
}

fn flipped(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

fn plain(hashes: &[Hash]) -> Vec<naive::Bytes> {
    hashes.iter().map(|hash| *hash.as_bytes()).collect()
}

/// Roots of the first 0, 1, 2 … entries.
fn roots(store: &Store) -> Vec<Hash> {
    (0..=store.size())
        .map(|size| root_at(store, size).unwrap())
        .collect()
}

#[test]
fn every_entry_of_every_tree_up_to_300_is_proven_and_no_other_is() {
    let store = Store::numbered(300);
    let roots = roots(&store);
    for size in 1..=300 {
        let root = roots[index(size)];
        for seq in 0..size {
            let leaf = store.leaves[index(seq)];
            let proof = inclusion_proof(&store, seq, size).unwrap();
            assert_eq!(verify_inclusion(&leaf, seq, size, &proof, &root), Ok(()));

            // One bit, a different one each time, at a different place of the proof each time.
            let bit = index(seq * 31 + size * 7) % 256;
            if !proof.is_empty() {
                let at = index(seq + size) % proof.len();
                let mut bad = proof.clone();
                bad[at] = flipped(bad[at], bit);
                assert!(verify_inclusion(&leaf, seq, size, &bad, &root).is_err());
            }
            assert!(verify_inclusion(&flipped(leaf, bit), seq, size, &proof, &root).is_err());
            assert!(verify_inclusion(&leaf, seq, size, &proof, &flipped(root, bit)).is_err());
            let other = (seq + 1) % size;
            if other != seq {
                assert!(verify_inclusion(&leaf, other, size, &proof, &root).is_err());
            }
        }
    }
}

#[test]
fn proofs_are_those_of_the_definition() {
    let entries = naive::entries(130);
    let store = Store::of(&entries);
    for size in 1..=130 {
        let part = &entries[..index(size)];
        for seq in 0..size {
            let proof = inclusion_proof(&store, seq, size).unwrap();
            assert_eq!(
                plain(&proof),
                naive::path(index(seq), part),
                "{seq} in {size}"
            );
        }
        for from in 1..=size {
            let proof = consistency_proof(&store, from, size).unwrap();
            assert_eq!(
                plain(&proof),
                naive::proof(index(from), part),
                "{from} to {size}"
            );
        }
    }
}

#[test]
fn every_bit_of_a_proof_a_root_and_a_leaf_counts() {
    let store = Store::numbered(21);
    let roots = roots(&store);
    let root = roots[21];
    for seq in [0, 7, 16, 20] {
        let leaf = store.leaves[index(seq)];
        let proof = inclusion_proof(&store, seq, 21).unwrap();
        for bit in 0..256 {
            assert!(verify_inclusion(&flipped(leaf, bit), seq, 21, &proof, &root).is_err());
            assert!(verify_inclusion(&leaf, seq, 21, &proof, &flipped(root, bit)).is_err());
            for at in 0..proof.len() {
                let mut bad = proof.clone();
                bad[at] = flipped(bad[at], bit);
                assert!(verify_inclusion(&leaf, seq, 21, &bad, &root).is_err());
            }
        }
    }
    for from in [6, 8, 13, 20] {
        let earlier = roots[index(from)];
        let proof = consistency_proof(&store, from, 21).unwrap();
        for bit in 0..256 {
            let (bad_from, bad_to) = (flipped(earlier, bit), flipped(root, bit));
            assert!(verify_consistency(from, 21, &proof, &bad_from, &root).is_err());
            assert!(verify_consistency(from, 21, &proof, &earlier, &bad_to).is_err());
            for at in 0..proof.len() {
                let mut bad = proof.clone();
                bad[at] = flipped(bad[at], bit);
                assert!(verify_consistency(from, 21, &bad, &earlier, &root).is_err());
            }
        }
    }
}

#[test]
fn every_tree_up_to_130_continues_every_earlier_one_and_nothing_else() {
    let store = Store::numbered(130);
    let roots = roots(&store);
    for to in 0..=130 {
        let later = roots[index(to)];
        for from in 0..=to {
            let earlier = roots[index(from)];
            let proof = consistency_proof(&store, from, to).unwrap();
            assert_eq!(
                verify_consistency(from, to, &proof, &earlier, &later),
                Ok(())
            );

            let bit = index(from * 31 + to * 7) % 256;
            let (bad_from, bad_to) = (flipped(earlier, bit), flipped(later, bit));
            assert!(verify_consistency(from, to, &proof, &bad_from, &later).is_err());
            // Nothing at all is known of what the empty tree grew into.
            if from > 0 {
                assert!(verify_consistency(from, to, &proof, &earlier, &bad_to).is_err());
            }
            for at in 0..proof.len() {
                let mut bad = proof.clone();
                bad[at] = flipped(bad[at], bit);
                assert!(verify_consistency(from, to, &bad, &earlier, &later).is_err());
            }
        }
    }
}

#[test]
fn a_rewritten_history_is_not_consistent() {
    let honest = Store::numbered(100);
    let mut entries: Vec<Vec<u8>> = (0..120_u64).map(|n| n.to_be_bytes().to_vec()).collect();
    entries[40] = b"another".to_vec();
    let forged = Store::of(&entries);
    let proof = consistency_proof(&forged, 100, 120).unwrap();
    assert_eq!(
        verify_consistency(
            100,
            120,
            &proof,
            &honest.builder.root(),
            &forged.builder.root()
        ),
        Err(ProofError::EarlierRoot)
    );
}

#[test]
fn a_proof_of_the_wrong_length_is_refused_by_its_length() {
    let store = Store::numbered(100);
    let root = store.builder.root();
    let leaf = store.leaves[42];
    let mut proof = inclusion_proof(&store, 42, 100).unwrap();
    let length = u64::try_from(proof.len()).unwrap();
    proof.push(root);
    assert_eq!(
        verify_inclusion(&leaf, 42, 100, &proof, &root),
        Err(ProofError::Length {
            expected: length,
            found: length + 1
        })
    );
    proof.truncate(2);
    assert_eq!(
        verify_inclusion(&leaf, 42, 100, &proof, &root),
        Err(ProofError::Length {
            expected: length,
            found: 2
        })
    );
    let earlier = root_at(&store, 77).unwrap();
    let mut proof = consistency_proof(&store, 77, 100).unwrap();
    assert!(verify_consistency(77, 100, &[], &earlier, &root).is_err());
    proof.push(root);
    assert!(verify_consistency(77, 100, &proof, &earlier, &root).is_err());
    assert!(verify_consistency(0, 100, &proof, &empty_root(), &root).is_err());
    assert!(verify_consistency(100, 100, &proof, &root, &root).is_err());
}

#[test]
fn what_lies_outside_the_tree_is_refused() {
    let store = Store::numbered(10);
    let root = store.builder.root();
    let outside = TreeError::OutOfRange {
        index: 10,
        size: 10,
    };
    assert_eq!(inclusion_proof(&store, 10, 10), Err(outside));
    assert_eq!(
        consistency_proof(&store, 11, 10),
        Err(TreeError::OutOfRange {
            index: 11,
            size: 10
        })
    );
    assert_eq!(
        verify_inclusion(&root, 10, 10, &[], &root),
        Err(ProofError::OutOfRange {
            index: 10,
            size: 10
        })
    );
    assert!(verify_inclusion(&root, 0, 0, &[], &root).is_err());
    assert!(verify_consistency(11, 10, &[], &root, &root).is_err());
    assert_eq!(
        verify_consistency(0, 0, &[], &root, &root),
        Err(ProofError::EarlierRoot),
        "two empty trees have the root of the empty tree"
    );
}

#[test]
fn a_proof_in_a_large_tree_needs_few_reads() {
    let store = Store::numbered(200_000);
    let root = store.builder.root();
    for seq in [
        0_u64, 1, 255, 256, 65_535, 65_536, 131_072, 150_000, 199_679, 199_680, 199_999,
    ] {
        let leaf = leaf_hash(&seq.to_be_bytes());
        let (proof, reads) = store.reads_of(|s| inclusion_proof(s, seq, 200_000).unwrap());
        assert_eq!(verify_inclusion(&leaf, seq, 200_000, &proof, &root), Ok(()));
        // At most each level's own tile and the one at the right edge, the latter in two reads.
        assert!(reads <= 9, "{reads} reads for entry {seq}");
        assert_eq!(
            inclusion_proof(&Plain(&store), seq, 200_000).unwrap(),
            proof
        );
    }
    for from in [1, 256, 70_000, 131_072, 199_999] {
        let (proof, reads) = store.reads_of(|s| consistency_proof(s, from, 200_000).unwrap());
        let earlier = root_at(&store, from).unwrap();
        assert_eq!(
            verify_consistency(from, 200_000, &proof, &earlier, &root),
            Ok(())
        );
        assert!(reads <= 9, "{reads} reads from {from}");
    }
}

proptest! {
    #[test]
    fn no_made_up_proof_is_accepted_and_none_panics(
        leaf in any::<[u8; 32]>(),
        seq in any::<u64>(),
        size in any::<u64>(),
        proof in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash::from_bytes), 0..70),
        root in any::<[u8; 32]>(),
    ) {
        let (leaf, root) = (Hash::from_bytes(leaf), Hash::from_bytes(root));
        prop_assert!(verify_inclusion(&leaf, seq, size, &proof, &root).is_err());
        if seq != 0 && seq != size {
            prop_assert!(verify_consistency(seq, size, &proof, &leaf, &root).is_err());
        }
    }

    #[test]
    fn proofs_from_tiles_hold_in_trees_of_any_size(size in 1_u64..3_000, pick in any::<u64>()) {
        let store = Store::numbered(size);
        let root = store.builder.root();
        let seq = pick % size;
        let proof = inclusion_proof(&store, seq, size).unwrap();
        let leaf = store.leaves[index(seq)];
        prop_assert_eq!(verify_inclusion(&leaf, seq, size, &proof, &root), Ok(()));
        let from = seq + 1;
        let earlier = root_at(&store, from).unwrap();
        let proof = consistency_proof(&store, from, size).unwrap();
        prop_assert_eq!(verify_consistency(from, size, &proof, &earlier, &root), Ok(()));
    }
}
