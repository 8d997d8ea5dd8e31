//! ES256 signatures, fast: the same bytes as any signer that follows RFC 6979.
//!
//! Nearly all the time of a signature goes into one multiplication of the base point. Where the
//! processor allows, it is done by a library whose inner loops are proven assembly, three to five
//! times as fast; the nonce and the arithmetic around it, and everything elsewhere, are `p256`'s.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

/// Signs `message`; deterministic (RFC 6979).
pub(super) fn sign(key: &SigningKey, message: &[u8]) -> [u8; 64] {
    let signature = fast::sign(key, message).unwrap_or_else(|| key.sign(message));
    let signature: Signature = signature;
    signature.to_bytes().into()
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod fast {
    use graviola::key_agreement::p256::StaticPrivateKey;
    use p256::ecdsa::{Signature, SigningKey};
    use p256::elliptic_curve::ops::{Invert, Reduce};
    use p256::elliptic_curve::{Curve, PrimeField};
    use p256::{FieldBytes, NistP256, NonZeroScalar, Scalar};
    use sha2::{Digest, Sha256};
    use zeroize::{Zeroize, Zeroizing};

    /// Nothing where the processor lacks an instruction.
    pub(super) fn sign(key: &SigningKey, message: &[u8]) -> Option<Signature> {
        if !graviola::util::is_cpu_supported() {
            return None;
        }
        let secret = Zeroizing::new(**key.as_nonzero_scalar());
        let mut repr = secret.to_repr();
        let hash: FieldBytes = Sha256::digest(message);
        let order = NistP256::ORDER.get();
        let mut nonces = rfc6979::KGenerator::<Sha256, _>::new(&repr, &hash, &[], &order);
        repr.zeroize();
        let hash = <Scalar as Reduce<FieldBytes>>::reduce(&hash);
        let mut nonce = Zeroizing::new(FieldBytes::default());
        nonces.fill_next_k(&mut nonce);
        // A nonce out of range has a chance of 2^-32; the caller's way then finds the next one.
        let scalar = NonZeroScalar::from_repr(*nonce).into_option()?;
        let scalar = Zeroizing::new(scalar);
        let x = times_base(&nonce)?;
        let r = <Scalar as Reduce<FieldBytes>>::reduce(&x);
        let inverse = Zeroizing::new(Invert::invert(&*scalar));
        let s = *inverse.as_ref() * (hash + r * *secret);
        Signature::from_scalars(r, s).ok()
    }

    /// The horizontal coordinate of that multiple of the base point.
    fn times_base(nonce: &FieldBytes) -> Option<FieldBytes> {
        let nonce = StaticPrivateKey::from_bytes(nonce.as_slice()).ok()?;
        let point = nonce.public_key_uncompressed();
        let x: [u8; 32] = *point.get(1..)?.first_chunk()?;
        Some(x.into())
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod fast {
    use p256::ecdsa::{Signature, SigningKey};

    pub(super) fn sign(_key: &SigningKey, _message: &[u8]) -> Option<Signature> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6979, A.2.5.
    const VECTOR_KEY: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

    fn key(hex: &str) -> SigningKey {
        SigningKey::from_slice(&hex::decode(hex).unwrap()).unwrap()
    }

    #[test]
    fn the_published_vectors_come_out() {
        let key = key(VECTOR_KEY);
        assert_eq!(
            hex::encode(sign(&key, b"sample")),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
             f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        );
        assert_eq!(
            hex::encode(sign(&key, b"test")),
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367\
             019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
        );
    }

    #[test]
    fn the_fast_way_gives_the_same_bytes_as_the_plain_one() {
        for n in 1_u8..=64 {
            let key = SigningKey::from_slice(&[n; 32]).unwrap();
            let message = vec![n; usize::from(n) * 37];
            let plain: Signature = key.sign(&message);
            assert_eq!(sign(&key, &message), <[u8; 64]>::from(plain.to_bytes()));
        }
    }
}
