use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_ledger::{
    Checkpoint, Hash, MAX_NOTE_BYTES, MAX_SIGNATURES, NoteError, NoteSigner, SigningKey,
    VerifierKey, leaf_hash, open_checkpoint, verify_signature,
};
use proptest::prelude::*;

const NAME: &str = "counterfoil.example/ledger";

fn signer(name: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(name, SigningKey::from_seed(&[seed; 32])).unwrap()
}

fn head() -> Checkpoint {
    signer(NAME, 7).checkpoint(20_852_163, leaf_hash(b"any"))
}

fn line(name: &str, bytes: &[u8]) -> String {
    format!("\u{2014} {name} {}\n", STANDARD.encode(bytes))
}

/// A note with a text of any form, properly signed.
fn signed(text: &str) -> String {
    use ed25519_dalek::Signer as _;
    let signer = signer(NAME, 7);
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign(text.as_bytes()).to_bytes();
    let id = signer.verifier_key().id();
    format!("{text}\n{}", line(NAME, &[&id[..], &signature].concat()))
}

#[test]
fn a_signed_head_comes_back_and_reads_as_the_format_says() {
    let signer = signer(NAME, 7);
    let checkpoint = head();
    let note = checkpoint.sign(&signer);
    assert_eq!(
        checkpoint.text(),
        format!("{NAME}\n20852163\n{}\n", leaf_hash(b"any").to_base64())
    );
    assert!(note.starts_with(&format!("{}\n\u{2014} {NAME} ", checkpoint.text())));
    assert_eq!(note, signed(&checkpoint.text()));
    assert_eq!(
        open_checkpoint(&note, signer.verifier_key()),
        Ok(checkpoint)
    );
}

#[test]
fn the_published_example_key_has_its_published_id_and_opens_its_note() {
    // The example key pair of Go's golang.org/x/mod/sumdb/note, whose signature is deterministic.
    let key =
        VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    let key = key.unwrap();
    assert_eq!(key.id(), [0xc7, 0x4f, 0x20, 0xa3]);
    assert_eq!(
        key.to_string(),
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    );
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let note = format!(
        "{text}\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    );
    // The signature is good, the text just is no checkpoint.
    assert_eq!(open_checkpoint(&note, &key), Err(NoteError::Checkpoint));
    let changed = note.replace("answer", "Answer");
    assert_eq!(open_checkpoint(&changed, &key), Err(NoteError::Signature));
}

#[test]
fn the_note_is_rebuilt_from_the_64_stored_bytes() {
    let signer = signer(NAME, 7);
    let checkpoint = head();
    let signature = checkpoint.signature_bytes(&signer);
    assert_eq!(
        checkpoint.note(signer.verifier_key(), &signature),
        checkpoint.sign(&signer)
    );
    assert_eq!(
        verify_signature(&checkpoint, &signature, signer.verifier_key()),
        Ok(())
    );

    for bit in 0..512 {
        let mut bad = signature;
        bad[bit / 8] ^= 1 << (bit % 8);
        let checked = verify_signature(&checkpoint, &bad, signer.verifier_key());
        assert_eq!(checked, Err(NoteError::Signature), "bit {bit}");
    }
    let larger = Checkpoint {
        size: checkpoint.size + 1,
        ..checkpoint.clone()
    };
    let checked = verify_signature(&larger, &signature, signer.verifier_key());
    assert_eq!(checked, Err(NoteError::Signature));
    let elsewhere = Checkpoint {
        origin: "elsewhere".to_owned(),
        ..checkpoint
    };
    let checked = verify_signature(&elsewhere, &signature, signer.verifier_key());
    assert_eq!(checked, Err(NoteError::Origin));
}

#[test]
fn a_key_is_read_back_only_from_its_own_spelling() {
    let signer = signer(NAME, 7);
    let key = signer.verifier_key();
    let text = key.to_string();
    assert_eq!(text.parse::<VerifierKey>().as_ref(), Ok(key));
    assert_eq!(
        VerifierKey::from_public_key(NAME, &key.public_key()).as_ref(),
        Ok(key)
    );
    let (name_and_id, encoded) = text.rsplit_once('+').unwrap();
    for wrong in [
        String::new(),
        "++".to_owned(),
        name_and_id.to_owned(),
        format!("{text}\n"),
        format!("other{text}"),
        text.to_uppercase(),
        format!("{name_and_id}+{encoded}="),
        format!(
            "{name_and_id}+{}",
            STANDARD.encode([&[4][..], &key.public_key()].concat())
        ),
        format!("{name_and_id}+{}", STANDARD.encode([1; 32])),
        format!("{}+{text}", "n".repeat(600)),
        text.replacen(&hex::encode(key.id()), "00000000", 1),
    ] {
        assert!(VerifierKey::parse(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_name_that_would_break_the_format_is_no_name() {
    for name in [
        "",
        "a b",
        "a+b",
        "a\nb",
        "a\u{2003}b",
        "a\u{85}b",
        &"n".repeat(256),
    ] {
        let signer = NoteSigner::new(name, SigningKey::from_seed(&[1; 32]));
        assert!(matches!(signer, Err(NoteError::KeyName)), "{name:?}");
    }
}

#[test]
fn a_key_that_would_accept_anything_is_no_key() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(
        VerifierKey::from_public_key(NAME, &identity),
        Err(NoteError::Key)
    );
    assert_eq!(
        VerifierKey::from_public_key(NAME, &[0; 32]),
        Err(NoteError::Key)
    );
}

#[test]
fn a_foreign_key_does_not_open_the_note() {
    let note = head().sign(&signer(NAME, 7));
    let same_name = signer(NAME, 8);
    assert_eq!(
        open_checkpoint(&note, same_name.verifier_key()),
        Err(NoteError::Unsigned)
    );
    let same_key = signer("counterfoil.example/other", 7);
    assert_eq!(
        open_checkpoint(&note, same_key.verifier_key()),
        Err(NoteError::Unsigned)
    );

    // A forger who puts the trusted name and id on a signature of their own.
    let trusted = signer(NAME, 7);
    let forged = head().note(trusted.verifier_key(), &head().signature_bytes(&same_name));
    assert_eq!(
        open_checkpoint(&forged, trusted.verifier_key()),
        Err(NoteError::Signature)
    );
}

#[test]
fn a_head_of_another_log_is_refused_even_when_the_key_signed_it() {
    let signer = signer(NAME, 7);
    let other = Checkpoint {
        origin: "elsewhere".to_owned(),
        ..head()
    };
    let opened = open_checkpoint(&other.sign(&signer), signer.verifier_key());
    assert_eq!(opened, Err(NoteError::Origin));
    let injected = Checkpoint {
        origin: format!("{NAME}\n1"),
        ..head()
    };
    let opened = open_checkpoint(&injected.sign(&signer), signer.verifier_key());
    assert_eq!(opened, Err(NoteError::Checkpoint));
}

#[test]
fn signatures_of_witnesses_are_ignored_but_a_broken_one_of_ours_is_not() {
    let signer = signer(NAME, 7);
    let note = head().sign(&signer);
    let witness = line("witness.example", &[9; 76]);
    let text = head().text();
    let ours = note.strip_prefix(&format!("{text}\n")).unwrap();
    let opened = |note: &str| open_checkpoint(note, signer.verifier_key());

    assert_eq!(opened(&format!("{text}\n{witness}{ours}")), Ok(head()));
    assert_eq!(
        opened(&format!("{text}\n{ours}{}", witness.repeat(20))),
        Ok(head())
    );
    assert_eq!(
        opened(&format!("{text}\n{ours}{}", witness.repeat(MAX_SIGNATURES))),
        Err(NoteError::TooLarge)
    );
    let mut bad = [0; 68];
    bad[..4].copy_from_slice(&signer.verifier_key().id());
    assert_eq!(
        opened(&format!("{note}{}", line(NAME, &bad))),
        Err(NoteError::Signature)
    );
    assert_eq!(
        opened(&format!("{note}{}", line(NAME, &bad[..5]))),
        Err(NoteError::Signature)
    );
}

#[test]
fn a_note_that_is_not_built_as_one_is_refused() {
    let signer = signer(NAME, 7);
    let note = head().sign(&signer);
    for wrong in [
        String::new(),
        "\n\n".to_owned(),
        "\n\n\n".to_owned(),
        head().text(),
        format!("{}\n", head().text()),
        note.trim_end().to_owned(),
        format!("{note}\n"),
        format!("{note}x"),
        note.replace('\n', "\r\n"),
        note.replace('\u{2014}', "-"),
        note.replace("\u{2014} ", "\u{2014}"),
        note.replace("\n\n", "\n"),
        format!("{note}{}", line("a+b", &[0; 68])),
        format!("{note}{}", line("witness.example", &[0; 4])),
        format!("{note}\u{2014} witness.example !!!!\n"),
        format!("\u{0}{note}"),
    ] {
        let opened = open_checkpoint(&wrong, signer.verifier_key());
        assert_eq!(opened, Err(NoteError::Malformed), "{wrong:?}");
    }
    let huge = format!("{}{note}", "x".repeat(MAX_NOTE_BYTES));
    assert_eq!(
        open_checkpoint(&huge, signer.verifier_key()),
        Err(NoteError::TooLarge)
    );
}

#[test]
fn a_signed_text_that_is_no_checkpoint_is_refused() {
    let signer = signer(NAME, 7);
    let root = leaf_hash(b"any").to_base64();
    for text in [
        "\n".to_owned(),
        format!("{NAME}\n"),
        format!("{NAME}\n5\n"),
        format!("{NAME}\n05\n{root}\n"),
        format!("{NAME}\n+5\n{root}\n"),
        format!("{NAME}\n-5\n{root}\n"),
        format!("{NAME}\n\n{root}\n"),
        format!("{NAME}\n 5\n{root}\n"),
        format!("{NAME}\n\u{665}\n{root}\n"),
        format!("{NAME}\n18446744073709551616\n{root}\n"),
        format!("{NAME}\n5\n{}\n", &root[..40]),
        format!("{NAME}\n5\n{root} \n"),
        format!("{NAME}\n5\n{root}\nextension\n"),
    ] {
        let opened = open_checkpoint(&signed(&text), signer.verifier_key());
        assert_eq!(opened, Err(NoteError::Checkpoint), "{text:?}");
    }
    let largest = signed(&format!("{NAME}\n18446744073709551615\n{root}\n"));
    assert_eq!(
        open_checkpoint(&largest, signer.verifier_key()).map(|c| c.size),
        Ok(u64::MAX)
    );
}

proptest! {
    #[test]
    fn every_head_survives_the_round_trip(
        size in any::<u64>(), root in any::<[u8; 32]>(), seed in any::<u8>(),
    ) {
        let signer = signer(NAME, seed);
        let checkpoint = signer.checkpoint(size, Hash::from_bytes(root));
        let note = checkpoint.sign(&signer);
        prop_assert_eq!(open_checkpoint(&note, signer.verifier_key()), Ok(checkpoint));
    }

    #[test]
    fn garbage_is_refused_and_never_panics(
        text in "(\\PC|\n|\u{2014} |counterfoil\\.example/ledger|[0-9]{1,21}|[A-Za-z0-9+/=]{40,96}){0,12}",
    ) {
        let signer = signer(NAME, 7);
        prop_assert!(open_checkpoint(&text, signer.verifier_key()).is_err());
        prop_assert!(VerifierKey::parse(&text).is_err());
    }

    #[test]
    fn a_changed_byte_never_changes_what_is_believed(at in any::<usize>(), byte in 0_u8..128) {
        let signer = signer(NAME, 7);
        let mut note = head().sign(&signer).into_bytes();
        let at = at % note.len();
        note[at] = byte;
        if let Ok(note) = String::from_utf8(note)
            && let Ok(opened) = open_checkpoint(&note, signer.verifier_key())
        {
            prop_assert_eq!(opened, head());
        }
    }
}
