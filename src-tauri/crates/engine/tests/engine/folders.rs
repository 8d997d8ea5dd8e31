//! Data folders that are ready at once.
//!
//! Making one takes the passphrase's key, which is slow on purpose. So one is made per build of
//! the tests, its keys are sealed again under cheap parameters, and every test gets a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use counterfoil_domain::Timestamp;
use counterfoil_engine::{Engine, ManualClock};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{NOON, PASSPHRASE, options, passphrase};

/// A fresh folder of its own ledger, opened by [`PASSPHRASE`].
pub fn fresh() -> TempDir {
    let template = template();
    let dir = tempfile::tempdir().unwrap();
    copy(&template, dir.path());
    dir
}

/// Copies the files of a folder that no engine has open.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Makes a folder with keys that open quickly.
pub fn make(dir: &Path) {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
    Engine::init(dir, &passphrase(), &options(&clock)).unwrap();
    seal_cheaply(&dir.join("keys.json"));
}

fn template() -> PathBuf {
    let program = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let built = program
        .modified()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let place = parent.join(format!("folder-{}-{}", built.as_nanos(), program.len()));
    if !place.exists() {
        fs::create_dir_all(parent).unwrap();
        let new = tempfile::tempdir_in(parent).unwrap();
        make(new.path());
        // Another test may have been first; then its folder serves as well.
        fs::rename(new.keep(), &place).unwrap_or_default();
    }
    place
}

fn seal_cheaply(path: &Path) {
    let mut sealed: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let text = |value: &Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
    let nonce: [u8; 24] = text(&sealed["nonce"]).try_into().unwrap();
    let aad = b"counterfoil keys v1".as_slice();
    let secret = text(&sealed["ciphertext"]);
    let opened =
        cipher(&sealed["kdf"]).decrypt(&XNonce::from(nonce), Payload { msg: &secret, aad });
    let opened = opened.unwrap();
    sealed["kdf"]["memory_kib"] = json!(8);
    sealed["kdf"]["passes"] = json!(1);
    let again = cipher(&sealed["kdf"]).encrypt(&XNonce::from(nonce), Payload { msg: &opened, aad });
    sealed["ciphertext"] = json!(STANDARD.encode(again.unwrap()));
    fs::write(path, serde_json::to_vec(&sealed).unwrap()).unwrap();
}

fn cipher(kdf: &Value) -> XChaCha20Poly1305 {
    let number = |name: &str| u32::try_from(kdf[name].as_u64().unwrap()).unwrap();
    let params = Params::new(
        number("memory_kib"),
        number("passes"),
        number("lanes"),
        Some(32),
    );
    let salt = STANDARD.decode(kdf["salt"].as_str().unwrap()).unwrap();
    let mut key = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.unwrap())
        .hash_password_into(PASSPHRASE.as_bytes(), &salt, &mut key)
        .unwrap();
    XChaCha20Poly1305::new(&Key::from(key))
}
