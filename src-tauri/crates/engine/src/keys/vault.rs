//! `DATA/keys.json`: the secrets, encrypted with a key derived from the passphrase.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Passphrase, Secrets};
use crate::error::EngineError;

/// The key that encrypts the secrets, derived from the passphrase.
pub(crate) type Kek = Zeroizing<[u8; 32]>;

const FILE: &str = "keys.json";
const CONTEXT: &[u8] = b"counterfoil keys v1";

/// The parameters that OWASP and RFC 9106 (second recommendation) name for argon2id.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// The encrypted secrets at rest.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    version: u8,
    kdf: Kdf,
    nonce: String,
    ciphertext: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kdf {
    algorithm: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl Vault {
    pub(crate) fn in_folder(dir: &Path) -> Self {
        Self {
            path: dir.join(FILE),
        }
    }

    /// Encrypts the secrets and writes the file, durable before this returns.
    pub(crate) fn seal(
        &self,
        secrets: &Secrets,
        passphrase: &Passphrase,
    ) -> Result<Kek, EngineError> {
        let salt = crate::clock::random::<16>()?;
        let kdf = Kdf {
            algorithm: "argon2id".to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(salt),
        };
        let kek = derive(&kdf, passphrase)?;
        self.write_sealed(secrets, kdf, &kek)?;
        Ok(kek)
    }

    /// Encrypts other secrets with the key of those that are there, so that whoever keeps that key
    /// can still open them.
    pub(crate) fn reseal(&self, secrets: &Secrets, kek: &Kek) -> Result<(), EngineError> {
        let Sealed { kdf, .. } = self.read()?;
        self.write_sealed(secrets, kdf, kek)
    }

    fn write_sealed(&self, secrets: &Secrets, kdf: Kdf, kek: &Kek) -> Result<(), EngineError> {
        let nonce = crate::clock::random::<24>()?;
        let payload = Payload {
            msg: secrets.as_slice(),
            aad: CONTEXT,
        };
        let sealed = cipher(kek).encrypt(&XNonce::from(nonce), payload);
        let ciphertext = sealed.map_err(|_| EngineError::Internal("encryption".to_owned()))?;
        self.write(&Sealed {
            version: 1,
            kdf,
            nonce: STANDARD.encode(nonce),
            ciphertext: STANDARD.encode(ciphertext),
        })
    }

    /// Gives a key file that is there another name; nothing ever overwrites one.
    pub(crate) fn set_aside(&self) -> Result<(), EngineError> {
        let unusable = |error: std::io::Error| EngineError::LedgerUnavailable(error.to_string());
        if !self.path.try_exists().map_err(unusable)? {
            return Ok(());
        }
        let name = format!("keys-{}.json", hex::encode(crate::clock::random::<4>()?));
        fs::rename(&self.path, self.path.with_file_name(name)).map_err(unusable)
    }

    /// Derives the key from the passphrase and opens the file with it.
    pub(crate) fn open(&self, passphrase: &Passphrase) -> Result<(Secrets, Kek), EngineError> {
        let sealed = self.read()?;
        let kek = derive(&sealed.kdf, passphrase)?;
        Ok((decrypt(&sealed, &kek)?, kek))
    }

    /// Opens the file with a key from the keyring.
    pub(crate) fn open_with(&self, kek: &Kek) -> Result<Secrets, EngineError> {
        decrypt(&self.read()?, kek)
    }

    fn read(&self) -> Result<Sealed, EngineError> {
        let bytes = fs::read(&self.path).map_err(|error| {
            EngineError::Damaged(format!("the key file cannot be read: {error}"))
        })?;
        let sealed: Sealed = serde_json::from_slice(&bytes).map_err(|_| unusable())?;
        if sealed.version != 1 || sealed.kdf.algorithm != "argon2id" {
            return Err(EngineError::Schema(
                "the key file is of a later version".to_owned(),
            ));
        }
        Ok(sealed)
    }

    fn write(&self, file: &Sealed) -> Result<(), EngineError> {
        let text = serde_json::to_vec_pretty(file)
            .map_err(|error| EngineError::Internal(error.to_string()))?;
        crate::files::write_private(&self.path, |out| out.write_all(&text))
            .map_err(|error| EngineError::LedgerUnavailable(error.to_string()))
    }
}

fn derive(kdf: &Kdf, passphrase: &Passphrase) -> Result<Kek, EngineError> {
    // The file is not trusted: absurd parameters must not exhaust the machine.
    if kdf.memory_kib > 1_048_576 || kdf.passes > 20 || kdf.lanes > 8 {
        return Err(unusable());
    }
    let salt = STANDARD.decode(&kdf.salt).map_err(|_| unusable())?;
    let params = Params::new(kdf.memory_kib, kdf.passes, kdf.lanes, Some(32));
    let params = params.map_err(|_| unusable())?;
    let mut kek = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.bytes(), &salt, kek.as_mut_slice())
        .map_err(|_| unusable())?;
    Ok(kek)
}

fn decrypt(sealed: &Sealed, kek: &Kek) -> Result<Secrets, EngineError> {
    let nonce = STANDARD.decode(&sealed.nonce).map_err(|_| unusable())?;
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| unusable())?;
    let ciphertext = STANDARD
        .decode(&sealed.ciphertext)
        .map_err(|_| unusable())?;
    let payload = Payload {
        msg: &ciphertext,
        aad: CONTEXT,
    };
    let plain = cipher(kek)
        .decrypt(&XNonce::from(nonce), payload)
        .map_err(|_| EngineError::WrongPassphrase)?;
    let secrets = Zeroizing::new(plain);
    if !super::can_be_secrets(secrets.len()) {
        return Err(unusable());
    }
    Ok(secrets)
}

fn cipher(kek: &Kek) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(**kek))
}

fn unusable() -> EngineError {
    EngineError::Damaged("the key file is not in a form that can be used".to_owned())
}
