//! C2SP signed notes: a text, an empty line, and signature lines `— name base64`.
//!
//! Parsing is strict and bounded, because notes come back from outside (exports, agents).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::{SIGNATURE_LENGTH, VerifierKey};

/// Longest note that is looked at.
pub const MAX_NOTE_BYTES: usize = 128 * 1024;

/// Most signature lines that a note may carry: the log's own and those of witnesses.
pub const MAX_SIGNATURES: usize = 64;

/// Longest name of a key.
const MAX_KEY_NAME_BYTES: usize = 255;

/// Why a key, a note or a checkpoint was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The name of a key is empty, too long, or has spaces, control characters or `+` in it.
    #[error("a key name is 1 to 255 bytes without spaces, control characters or '+'")]
    KeyName,
    /// Not a vkey of type Ed25519, or its key id does not belong to its key.
    #[error("this is no Ed25519 verifier key of the form name+id+key")]
    Key,
    /// Larger than [`MAX_NOTE_BYTES`] or more lines than [`MAX_SIGNATURES`].
    #[error("the note is too large")]
    TooLarge,
    /// Not built as a signed note.
    #[error("this is no signed note")]
    Malformed,
    /// No signature by the key that is trusted.
    #[error("the note is not signed by the trusted key")]
    Unsigned,
    /// A signature in the name of the trusted key that does not match.
    #[error("the signature does not match the note")]
    Signature,
    /// The signed text is not origin, size and root.
    #[error("the note holds no checkpoint")]
    Checkpoint,
    /// A checkpoint of another log than the one the key belongs to.
    #[error("the checkpoint belongs to another ledger")]
    Origin,
}

impl NoteError {
    /// Stable name of the error.
    pub fn code(self) -> &'static str {
        match self {
            Self::KeyName => "key_name",
            Self::Key => "key",
            Self::TooLarge => "note_too_large",
            Self::Malformed => "note_malformed",
            Self::Unsigned => "note_unsigned",
            Self::Signature => "note_signature",
            Self::Checkpoint => "checkpoint_malformed",
            Self::Origin => "checkpoint_origin",
        }
    }
}

/// Puts a text and one signature together.
pub(crate) fn write_note(
    text: &str,
    key: &VerifierKey,
    signature: &[u8; SIGNATURE_LENGTH],
) -> String {
    let mut bytes = Vec::with_capacity(4 + SIGNATURE_LENGTH);
    bytes.extend_from_slice(&key.id());
    bytes.extend_from_slice(signature);
    format!(
        "{text}\n\u{2014} {} {}\n",
        key.name(),
        STANDARD.encode(bytes)
    )
}

/// Takes a note apart and returns its text once a signature by `key` has been checked.
/// Signatures by unknown keys are ignored, as the format demands.
pub(crate) fn open_note<'n>(note: &'n str, key: &VerifierKey) -> Result<&'n str, NoteError> {
    if note.len() > MAX_NOTE_BYTES {
        return Err(NoteError::TooLarge);
    }
    if note.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::Malformed);
    }
    let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, rest) = note
        .split_at_checked(blank + 1)
        .ok_or(NoteError::Malformed)?;
    let lines = rest
        .strip_prefix('\n')
        .and_then(|rest| rest.strip_suffix('\n'));
    let lines = lines.ok_or(NoteError::Malformed)?;

    let mut signed = false;
    for (number, line) in lines.split('\n').enumerate() {
        if number >= MAX_SIGNATURES {
            return Err(NoteError::TooLarge);
        }
        let (name, id, signature) = signature_line(line)?;
        if name == key.name() && id == key.id() {
            let signature = signature
                .as_slice()
                .try_into()
                .map_err(|_| NoteError::Signature)?;
            key.verify(text, signature)?;
            signed = true;
        }
    }
    if signed {
        Ok(text)
    } else {
        Err(NoteError::Unsigned)
    }
}

/// Reads a decimal number as it stands in checkpoints and proofs: digits only, no leading zero.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    if digits && plain {
        text.parse().ok()
    } else {
        None
    }
}

pub(crate) fn valid_key_name(name: &str) -> bool {
    (1..=MAX_KEY_NAME_BYTES).contains(&name.len())
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

fn signature_line(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), NoteError> {
    let parts = line
        .strip_prefix("\u{2014} ")
        .and_then(|rest| rest.split_once(' '));
    let (name, encoded) = parts.ok_or(NoteError::Malformed)?;
    if !valid_key_name(name) {
        return Err(NoteError::Malformed);
    }
    let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
    match bytes.split_first_chunk::<4>() {
        Some((id, signature)) if !signature.is_empty() => Ok((name, *id, signature.to_vec())),
        Some(_) | None => Err(NoteError::Malformed),
    }
}
