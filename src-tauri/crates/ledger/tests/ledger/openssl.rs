use std::fs;
use std::process::{Command, Stdio};

use counterfoil_ledger::{NoteSigner, SigningKey, leaf_hash};

/// A tool that nobody here wrote agrees with our signatures.
#[test]
fn openssl_accepts_a_checkpoint_and_refuses_a_changed_one() {
    if Command::new("openssl")
        .arg("version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!(
            "SKIPPED: openssl is not installed, checkpoint signatures were not cross-checked"
        );
        return;
    }
    let signer = NoteSigner::new(
        "counterfoil.example/ledger",
        SigningKey::from_seed(&[7; 32]),
    );
    let signer = signer.unwrap();
    let checkpoint = signer.checkpoint(42, leaf_hash(b"any"));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("key.pem"), signer.verifier_key().to_pem()).unwrap();
    fs::write(path("signature"), checkpoint.signature_bytes(&signer)).unwrap();
    fs::write(path("text"), checkpoint.text()).unwrap();
    fs::write(path("changed"), checkpoint.text().replace("42", "43")).unwrap();

    let accepts = |text: &str| {
        let output = Command::new("openssl")
            .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey"])
            .arg(path("key.pem"))
            .arg("-sigfile")
            .arg(path("signature"))
            .arg("-in")
            .arg(path(text))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    };
    let (accepted, said) = accepts("text");
    assert!(accepted, "{said}");
    let (accepted, said) = accepts("changed");
    assert!(!accepted, "{said}");
}
