use counterfoil_ledger::{
    Hash, MAX_EXTRA_BYTES, NoteError, NoteSigner, ProofError, SigningKey, TlogProof,
    TlogProofError, inclusion_proof, leaf_hash,
};
use proptest::prelude::*;

use crate::store::Store;

const NAME: &str = "counterfoil.example/ledger";

fn signer() -> NoteSigner {
    NoteSigner::new(NAME, SigningKey::from_seed(&[7; 32])).unwrap()
}

fn proof_of(seq: u64, size: u64, extra: Option<Vec<u8>>) -> TlogProof {
    let store = Store::numbered(size);
    TlogProof {
        extra,
        index: seq,
        hashes: inclusion_proof(&store, seq, size).unwrap(),
        checkpoint: signer()
            .checkpoint(size, store.builder.root())
            .sign(&signer()),
    }
}

#[test]
fn a_proof_file_has_the_lines_that_the_format_asks_for() {
    let proof = proof_of(5, 7, Some(b"extra".to_vec()));
    let text = proof.to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(
        &lines[..3],
        ["c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 5"]
    );
    assert_eq!(
        lines[3..6],
        proof.hashes.iter().map(Hash::to_base64).collect::<Vec<_>>()
    );
    assert_eq!(lines[6], "");
    assert_eq!(lines[7..].join("\n"), proof.checkpoint);
}

#[test]
fn a_proof_file_proves_its_entry_and_no_other() {
    let (seq, size) = (700_u64, 1_000);
    let proof = proof_of(seq, size, None);
    let key = signer().verifier_key().clone();
    let leaf = leaf_hash(&seq.to_be_bytes());
    let read = TlogProof::parse(&proof.to_string()).unwrap();
    assert_eq!(read, proof);
    assert_eq!(read.verify(&leaf, &key).unwrap().size, size);

    let other = leaf_hash(&701_u64.to_be_bytes());
    assert_eq!(
        read.verify(&other, &key),
        Err(TlogProofError::Proof(ProofError::Root))
    );
    let moved = TlogProof {
        index: 701,
        ..read.clone()
    };
    assert_eq!(
        moved.verify(&leaf, &key),
        Err(TlogProofError::Proof(ProofError::Root))
    );
    let foreign = NoteSigner::new(NAME, SigningKey::from_seed(&[8; 32])).unwrap();
    assert_eq!(
        read.verify(&leaf, foreign.verifier_key()),
        Err(TlogProofError::Checkpoint(NoteError::Unsigned))
    );
}

#[test]
fn a_log_of_one_entry_has_a_proof_without_hashes() {
    let proof = proof_of(0, 1, None);
    let text = proof.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\ncounterfoil"));
    let leaf = leaf_hash(&0_u64.to_be_bytes());
    assert!(
        TlogProof::parse(&text)
            .unwrap()
            .verify(&leaf, signer().verifier_key())
            .is_ok()
    );
}

#[test]
fn a_file_that_is_not_built_as_one_names_its_bad_line() {
    let text = proof_of(5, 7, None).to_string();
    let hash = leaf_hash(b"x").to_base64();
    for (wrong, line) in [
        (String::new(), 1),
        ("c2sp.org/tlog-proof@v1\nindex 5\n".to_owned(), 1),
        (text.replace("@v1", "@v2"), 1),
        (text.replacen('\n', "\r\n", 1), 1),
        (text.replace("index 5", "index 05"), 2),
        (text.replace("index 5", "index +5"), 2),
        (text.replace("index 5", "Index 5"), 2),
        (text.replace("index 5", "index 18446744073709551616"), 2),
        (text.replace("index 5", "extra ZXh0cmE\nindex 5"), 2),
        (
            text.replace("index 5", "extra ZQ==\nextra ZQ==\nindex 5"),
            3,
        ),
        (text.replace("index 5", "extra ZQ=="), 3),
        (text.replace("index 5\n", &format!("index 5\n{hash} \n")), 3),
        (text.replace("index 5\n", "index 5\nnot a hash\n"), 3),
    ] {
        assert_eq!(
            TlogProof::parse(&wrong),
            Err(TlogProofError::Malformed { line }),
            "{wrong}"
        );
    }
}

#[test]
fn a_file_larger_than_any_proof_is_refused() {
    let hash = format!("{}\n", leaf_hash(b"x").to_base64());
    let text = proof_of(5, 7, None).to_string();
    let long = text.replace("index 5\n", &format!("index 5\n{}", hash.repeat(65)));
    assert_eq!(TlogProof::parse(&long), Err(TlogProofError::TooLarge));
    let huge = "x".repeat(10_000_000);
    assert_eq!(TlogProof::parse(&huge), Err(TlogProofError::TooLarge));
    let most = proof_of(5, 7, Some(vec![7; MAX_EXTRA_BYTES]));
    assert_eq!(TlogProof::parse(&most.to_string()).as_ref(), Ok(&most));
    let more = TlogProof {
        extra: Some(vec![7; MAX_EXTRA_BYTES + 1]),
        ..most
    };
    assert_eq!(
        TlogProof::parse(&more.to_string()),
        Err(TlogProofError::Malformed { line: 2 })
    );
}

proptest! {
    #[test]
    fn every_proof_file_survives_the_round_trip(
        size in 1_u64..600, pick in any::<u64>(),
        extra in prop::option::of(prop::collection::vec(any::<u8>(), 0..50)),
    ) {
        let proof = proof_of(pick % size, size, extra);
        prop_assert_eq!(TlogProof::parse(&proof.to_string()).unwrap(), proof);
    }

    #[test]
    fn garbage_never_panics(
        text in "(c2sp\\.org/tlog-proof@v1\n|extra |index |\\PC|\n|[0-9]{1,21}|[A-Za-z0-9+/=]{44}){0,12}",
    ) {
        if let Ok(proof) = TlogProof::parse(&text) {
            prop_assert!(proof.verify(&leaf_hash(b"x"), signer().verifier_key()).is_err());
        }
    }

    #[test]
    fn a_changed_byte_is_never_believed_to_be_another_entry(
        at in any::<usize>(), byte in 0_u8..128,
    ) {
        let seq = 21_u64;
        let mut text = proof_of(seq, 50, None).to_string().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(text) = String::from_utf8(text)
            && let Ok(proof) = TlogProof::parse(&text)
            && proof.verify(&leaf_hash(&seq.to_be_bytes()), signer().verifier_key()).is_ok()
        {
            prop_assert_eq!(proof.index, seq);
        }
    }
}
