//! Many checks at once say exactly what each check by itself says.

use std::sync::LazyLock;

use counterfoil_ledger::{
    Audit, Finding, ManyChecks, NoteSigner, PendingCheck, SIGNATURE_LENGTH, SigningKey, leaf_hash,
};
use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use proptest::prelude::*;
use sha2::{Digest as _, Sha512};

/// More than what is checked one by one.
const COUNT: u64 = 700;

const SEED: [u8; 32] = [7; 32];

type Signature = [u8; SIGNATURE_LENGTH];

fn signer() -> NoteSigner {
    NoteSigner::new("many", SigningKey::from_seed(&SEED)).unwrap()
}

/// A log with one checkpoint per entry, whose signatures `change` may alter.
fn log(change: impl Fn(u64, &str, Signature) -> Signature) -> Vec<PendingCheck> {
    let signer = signer();
    let mut audit = Audit::new(signer.verifier_key().clone());
    let mut tree = counterfoil_ledger::Frontier::new();
    (0..COUNT)
        .map(|seq| {
            let leaf = leaf_hash(&seq.to_be_bytes());
            tree.push(leaf);
            audit.leaf(seq, &leaf).unwrap();
            let head = signer.checkpoint(seq + 1, tree.root());
            let signature = change(seq + 1, &head.text(), head.signature_bytes(&signer));
            audit
                .checkpoint_deferred(head.size, &head.root, &signature)
                .unwrap()
        })
        .collect()
}

static GOOD: LazyLock<Vec<PendingCheck>> = LazyLock::new(|| log(|_, _, signature| signature));

static TABLES: LazyLock<ManyChecks> = LazyLock::new(|| ManyChecks::of(&GOOD));

fn alone(pending: &[PendingCheck]) -> Option<Finding> {
    pending.iter().find_map(|check| check.check().err())
}

/// One signature of the log is another, and everybody must say the same of it.
fn with(at: u64, other: impl Fn(&str, Signature) -> Signature) -> Option<Finding> {
    let pending = log(|size, text, signature| {
        if size == at {
            other(text, signature)
        } else {
            signature
        }
    });
    let found = ManyChecks::of(&pending).first_bad(&pending);
    assert_eq!(found, alone(&pending));
    found
}

/// The owner of the key signs, but with this point in place of the nonce's.
fn signed_with_nonce(text: &str, nonce: impl Fn(EdwardsPoint) -> EdwardsPoint) -> Signature {
    let digest: [u8; 64] = Sha512::digest(SEED).into();
    let (secret, _) = digest.split_first_chunk().unwrap();
    let secret = Scalar::from_bytes_mod_order(clamp_integer(*secret));
    let random = Scalar::from(123_456_789_u64);
    let nonce = nonce(&random * ED25519_BASEPOINT_TABLE).compress();
    let public = (&secret * ED25519_BASEPOINT_TABLE).compress();
    let challenge = Sha512::new()
        .chain_update(nonce.as_bytes())
        .chain_update(public.as_bytes())
        .chain_update(text)
        .finalize();
    let answer = random + Scalar::from_bytes_mod_order_wide(&challenge.into()) * secret;
    let whole = [*nonce.as_bytes(), answer.to_bytes()].concat();
    whole.try_into().unwrap()
}

#[test]
fn a_log_of_good_signatures_has_none_that_is_bad() {
    assert_eq!(TABLES.first_bad(&GOOD), None);
    assert_eq!(
        TABLES.first_bad(&GOOD[600..]),
        None,
        "a part, as each thread has"
    );
    assert_eq!(ManyChecks::of(&GOOD[..3]).first_bad(&GOOD[..3]), None);
    assert_eq!(ManyChecks::of(&[]).first_bad(&[]), None);
}

#[test]
fn the_first_of_several_bad_signatures_is_named() {
    let pending = log(|size, _, mut signature| {
        if size % 100 == 99 {
            signature[40] ^= 1;
        }
        signature
    });
    let many = ManyChecks::of(&pending);
    assert_eq!(
        many.first_bad(&pending),
        Some(Finding::Signature { size: 99 })
    );
    assert_eq!(
        many.first_bad(&pending[99..]),
        Some(Finding::Signature { size: 199 })
    );
}

#[test]
fn a_signature_that_the_keys_owner_made_by_other_rules_is_refused_as_alone() {
    let honest = with(300, |text, _| signed_with_nonce(text, |nonce| nonce));
    assert_eq!(honest, None, "or the forgeries below would prove nothing");
    for torsion in &EIGHT_TORSION[1..] {
        let shifted = with(300, |text, _| {
            signed_with_nonce(text, |nonce| nonce + torsion)
        });
        assert_eq!(shifted, Some(Finding::Signature { size: 300 }));
        let small = with(300, |text, _| signed_with_nonce(text, |_| *torsion));
        assert_eq!(small, Some(Finding::Signature { size: 300 }));
    }
}

#[test]
fn a_nonce_of_small_order_is_refused_even_where_the_equation_holds() {
    // The nonce is the neutral point, so the answer is only the challenge times the key.
    let found = with(300, |text, _| {
        let digest: [u8; 64] = Sha512::digest(SEED).into();
        let (secret, _) = digest.split_first_chunk().unwrap();
        let secret = Scalar::from_bytes_mod_order(clamp_integer(*secret));
        let nonce = EIGHT_TORSION[0].compress();
        let public = (&secret * ED25519_BASEPOINT_TABLE).compress();
        let challenge = Sha512::new()
            .chain_update(nonce.as_bytes())
            .chain_update(public.as_bytes())
            .chain_update(text)
            .finalize();
        let answer = Scalar::from_bytes_mod_order_wide(&challenge.into()) * secret;
        [*nonce.as_bytes(), answer.to_bytes()]
            .concat()
            .try_into()
            .unwrap()
    });
    assert_eq!(found, Some(Finding::Signature { size: 300 }));
}

#[test]
fn an_answer_beyond_the_groups_order_is_refused_as_alone() {
    // The group's order, little-endian.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let found = with(300, |_, mut signature| {
        let mut carry = 0;
        for (digit, more) in signature[32..].iter_mut().zip(order) {
            let sum = u16::from(*digit) + u16::from(more) + carry;
            *digit = u8::try_from(sum & 0xff).unwrap();
            carry = sum >> 8;
        }
        signature
    });
    assert_eq!(found, Some(Finding::Signature { size: 300 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_changed_in_a_signature_is_found(at in 1..=COUNT, byte in 0..64_usize, bit in 0..8_u32) {
        let found = with(at, |_, mut signature| {
            signature[byte] ^= 1_u8 << bit;
            signature
        });
        prop_assert_eq!(found, Some(Finding::Signature { size: at }));
    }
}
