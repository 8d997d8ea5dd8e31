//! Checking very many signatures of one key.
//!
//! This is no batch equation: each signature is checked by itself, against the very equation that
//! strict verification uses (`R = s·B − h·A`, compared as bytes, `s` below the group's order, `R`
//! not of small order), so nothing depends on chance or on the cofactor. It is quicker only because
//! one key signs all: the products are added up from tables of multiples that are made once, and
//! the points are written as bytes together. Whatever does not agree is put to the ordinary check,
//! whose word is the finding. Everything here is public, so time may depend on it.

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use sha2::{Digest as _, Sha512};

use crate::audit::{Finding, PendingCheck};

/// Below this many the tables cost more than they save.
const WORTHWHILE: usize = 512;

/// How many points are written as bytes at a time.
const TOGETHER: usize = 64;

/// What makes many checks cheap; shared by all threads that check.
#[derive(Debug)]
pub struct ManyChecks {
    tables: Option<Tables>,
}

impl ManyChecks {
    /// Gets ready for these checks.
    pub fn of(pending: &[PendingCheck]) -> Self {
        let first = pending.first().filter(|_| pending.len() >= WORTHWHILE);
        Self {
            tables: first.and_then(|check| Tables::of(&check.key().public_key())),
        }
    }

    /// The first of these checks that fails.
    pub fn first_bad(&self, pending: &[PendingCheck]) -> Option<Finding> {
        pending.chunks(TOGETHER).find_map(|group| {
            let good = self.tables.as_ref().map(|tables| tables.good(group));
            let good = good.unwrap_or_default();
            let surely = good.into_iter().chain(std::iter::repeat(false));
            let mut doubtful = group.iter().zip(surely).filter(|(_, good)| !good);
            doubtful.find_map(|(check, _)| check.check().err())
        })
    }
}

/// The multiples of the base point and of the key's, negated.
#[derive(Debug)]
struct Tables {
    key: [u8; 32],
    of_base: Multiples,
    of_key: Multiples,
}

impl Tables {
    fn of(key: &[u8; 32]) -> Option<Self> {
        let point = CompressedEdwardsY(*key).decompress()?;
        Some(Self {
            key: *key,
            of_base: Multiples::of(ED25519_BASEPOINT_POINT),
            of_key: Multiples::of(-point),
        })
    }

    /// Which of the signatures hold for certain.
    fn good(&self, group: &[PendingCheck]) -> Vec<bool> {
        let nonces: Vec<_> = group.iter().map(|check| self.nonce(check)).collect();
        let known: Vec<EdwardsPoint> = nonces.iter().copied().flatten().collect();
        let mut written = EdwardsPoint::compress_batch_alloc(&known).into_iter();
        let agrees = |(check, nonce): (&PendingCheck, &Option<EdwardsPoint>)| {
            let Some(nonce) = nonce else { return false };
            let (given, _) = check.signature().split_at(32);
            let written = written.next();
            written.is_some_and(|written| written.as_bytes() == given) && !nonce.is_small_order()
        };
        group.iter().zip(&nonces).map(agrees).collect()
    }

    /// The `R` that the signature must have; none where it is of another key or not canonical.
    fn nonce(&self, check: &PendingCheck) -> Option<EdwardsPoint> {
        let (nonce, answer) = check.signature().split_first_chunk::<32>()?;
        let answer: [u8; 32] = answer.try_into().ok()?;
        let answer = Option::<Scalar>::from(Scalar::from_canonical_bytes(answer))?;
        if check.key().public_key() != self.key {
            return None;
        }
        let challenge = Sha512::new()
            .chain_update(nonce)
            .chain_update(self.key)
            .chain_update(check.text())
            .finalize();
        let challenge = Scalar::from_bytes_mod_order_wide(&challenge.into());
        let sum = self.of_base.add(EdwardsPoint::identity(), &answer);
        Some(self.of_key.add(sum, &challenge))
    }
}

/// For each byte of a scalar, the multiples for all values that it can have.
#[derive(Debug)]
struct Multiples(Vec<Vec<EdwardsPoint>>);

impl Multiples {
    fn of(point: EdwardsPoint) -> Self {
        let mut base = point;
        let mut row = || {
            let next = |last: &EdwardsPoint| Some(last + base);
            let row = std::iter::successors(Some(EdwardsPoint::identity()), next);
            let row: Vec<EdwardsPoint> = row.take(256).collect();
            base = row.last().map_or(base, |last| last + base);
            row
        };
        Self((0..32).map(|_| row()).collect())
    }

    fn add(&self, to: EdwardsPoint, scalar: &Scalar) -> EdwardsPoint {
        let digits = self.0.iter().zip(scalar.as_bytes());
        digits.fold(to, |sum, (row, digit)| {
            let multiple = row.get(usize::from(*digit)).filter(|_| *digit != 0);
            multiple.map_or(sum, |multiple| sum + multiple)
        })
    }
}
