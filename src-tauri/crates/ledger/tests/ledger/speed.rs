use std::time::Instant;

use counterfoil_ledger::{Audit, NoteSigner, SigningKey, TileBuilder, leaf_hash};

/// `cargo test --release -p counterfoil-ledger -- --ignored --nocapture a_million`
#[test]
#[ignore = "a measurement: run it alone and with --release"]
fn a_million_entries_of_700_bytes_are_hashed_and_checked_in_well_under_a_second_each() {
    let mut entry = [b'x'; 700];
    let mut entry_of = |seq: u64| {
        entry[..8].copy_from_slice(&seq.to_be_bytes());
        leaf_hash(&entry)
    };

    let begun = Instant::now();
    let mut tree = TileBuilder::new();
    let mut tiles = 0;
    for seq in 0..1_000_000 {
        tiles += tree.push(entry_of(seq)).len();
    }
    let root = tree.root();
    println!("built: {:?}, {tiles} tiles, root {root}", begun.elapsed());

    let signer = NoteSigner::new("speed", SigningKey::from_seed(&[7; 32])).unwrap();
    let begun = Instant::now();
    let mut audit = Audit::new(signer.verifier_key().clone());
    for seq in 0..1_000_000 {
        audit.leaf(seq, &entry_of(seq)).unwrap();
    }
    let signature = signer.checkpoint(1_000_000, root).signature_bytes(&signer);
    audit.checkpoint(1_000_000, &root, &signature).unwrap();
    println!("checked: {:?}, {:?}", begun.elapsed(), audit.finish());

    let begun = Instant::now();
    for size in 0..10_000 {
        assert_eq!(
            signer.checkpoint(size, root).signature_bytes(&signer).len(),
            64
        );
    }
    println!("10,000 signatures: {:?}", begun.elapsed());
    let begun = Instant::now();
    let checkpoint = signer.checkpoint(7, root);
    let signature = checkpoint.signature_bytes(&signer);
    for _ in 0..10_000 {
        let key = signer.verifier_key();
        counterfoil_ledger::verify_signature(&checkpoint, &signature, key).unwrap();
    }
    println!("10,000 checks of a signature: {:?}", begun.elapsed());
}
