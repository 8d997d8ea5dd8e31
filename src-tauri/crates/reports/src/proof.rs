//! Checking a bundle without the record it came from: what `verify.py` checks, with the engine's own
//! rules instead of a second set.
//!
//! The entries are read once, in order. Of several things that are wrong the earliest entry is named,
//! and what concerns no entry comes last.

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufReader;
use std::path::Path;

use counterfoil_ledger::{Checkpoint, Hash, VerifierKey, open_checkpoint, verify_consistency};

use self::archive::Archive;
use self::entries::{Entries, Followed};
use crate::forms::bundle::keys::pems;
use crate::forms::bundle::stated::{self, Manifest, Scope};
use crate::statement::ExportHead;

mod archive;
mod entries;
mod rows;
mod told;

/// Why a file is not a bundle that holds.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It cannot be read at all.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is something else.
    #[error("the file is not a bundle: {0}")]
    NotABundle(String),
    /// It is one, and something in it is not what it must be.
    #[error("{0}")]
    Bad(Fault),
}

impl BundleError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "cannot_read",
            Self::NotABundle(_) => "not_a_bundle",
            Self::Bad(_) => "bundle_damaged",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first entry that cannot be relied on, where it is about one.
    pub seq: Option<u64>,
    /// What is wrong, in words.
    pub text: String,
}

impl Fault {
    fn at(seq: u64, text: impl fmt::Display) -> Self {
        Self {
            seq: Some(seq),
            text: text.to_string(),
        }
    }

    fn of(text: impl fmt::Display) -> Self {
        Self {
            seq: None,
            text: text.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "entry {seq}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// What a bundle that holds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleCheck {
    /// What was asked for, and what it came to.
    pub head: ExportHead,
    /// Whether every entry up to the head is there, and not a selection.
    pub whole: bool,
    /// How many entries it has.
    pub entries: u64,
    /// The ledger's key, which the owner has to confirm in another way.
    pub key: String,
}

/// Whether a file begins as bundles do.
pub fn looks_like_bundle(path: &Path) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut first = Vec::new();
    std::fs::File::open(path)?.take(4).read_to_end(&mut first)?;
    Ok(first == b"PK\x03\x04")
}

/// Checks everything that a bundle says.
pub fn check_bundle(path: &Path) -> Result<BundleCheck, BundleError> {
    let mut archive = Archive::open(path)?;
    let manifest = manifest(&mut archive)?;
    checked(&mut archive, manifest).map_err(BundleError::Bad)
}

fn manifest(archive: &mut Archive) -> Result<Manifest, BundleError> {
    let no = |fault: Fault| BundleError::NotABundle(fault.text);
    let manifest = archive.read("manifest.json").map_err(no)?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .map_err(|error| BundleError::Bad(Fault::of(format!("manifest.json: {error}"))))?;
    if manifest.format == stated::FORMAT {
        return Ok(manifest);
    }
    Err(BundleError::NotABundle(format!(
        "its format is {}",
        manifest.format
    )))
}

fn checked(archive: &mut Archive, manifest: Manifest) -> Result<BundleCheck, Fault> {
    let anchors = Anchors::read(archive)?;
    let followed = Entries::follow(archive, manifest.scope, &anchors)?;
    if manifest.exponents != stated::exponents() {
        return Err(Fault::of("the manifest gives currencies other decimals"));
    }
    mandates(archive, &followed)?;
    told::check_views(archive, &followed)?;
    let said = told::said(archive, &followed)?;
    rows::check(archive, &manifest, &followed, &said)?;
    files(archive, &manifest)?;
    head(&manifest, &anchors)?;
    Ok(BundleCheck {
        head: manifest.head,
        whole: manifest.scope == Scope::Whole,
        entries: followed.count,
        key: anchors.text,
    })
}

/// What entries are held against.
struct Anchors {
    /// The ledger's key, as the first entry names it.
    text: String,
    start: Checkpoint,
    end: Checkpoint,
    /// The last signed head as it stands in the bundle.
    note: String,
}

impl Anchors {
    fn read(archive: &mut Archive) -> Result<Self, Fault> {
        let first = archive.first_line("ledger.jsonl")?;
        let started =
            told::started(&first).ok_or_else(|| Fault::at(0, "does not begin a ledger"))?;
        // The entry was changed, rather than the files, where the files agree with its hash.
        let stored = archive.read_start("leaves.bin", 32)?;
        if Hash::from_slice(&stored) != Ok(counterfoil_ledger::leaf_hash(&first)) {
            return Err(Fault::at(0, "is not the entry that was signed"));
        }
        let files = pems(Some(&first)).map_err(|_| Fault::at(0, "names keys that are none"))?;
        for (name, pem) in files {
            let name = format!("keys/{name}.pem");
            if archive.text(&name)? != pem {
                return Err(Fault::of(format!(
                    "{name} is not the key that the first entry names"
                )));
            }
        }
        let key = VerifierKey::parse(&started.ledger_key);
        let key = key.map_err(|error| Fault::at(0, error))?;
        if key.name() != started.origin {
            return Err(Fault::at(0, "names a key of another ledger"));
        }
        let note = archive.text("checkpoint-end.txt")?;
        let anchors = Self {
            start: opened(
                "checkpoint-start.txt",
                &archive.text("checkpoint-start.txt")?,
                &key,
            )?,
            end: opened("checkpoint-end.txt", &note, &key)?,
            note,
            text: started.ledger_key,
        };
        anchors.continue_each_other(&archive.text("consistency.txt")?)?;
        Ok(anchors)
    }

    fn continue_each_other(&self, proof: &str) -> Result<(), Fault> {
        let wrong =
            || Fault::of("checkpoint-end.txt is not proven to continue checkpoint-start.txt");
        let lines = proof.split_terminator('\n').map(Hash::parse_base64);
        let hashes = lines.collect::<Result<Vec<_>, _>>().map_err(|_| wrong())?;
        let (old, new) = (&self.start, &self.end);
        verify_consistency(old.size, new.size, &hashes, &old.root, &new.root).map_err(|_| wrong())
    }
}

fn opened(name: &str, note: &str, key: &VerifierKey) -> Result<Checkpoint, Fault> {
    let wrong = |error: &dyn fmt::Display| Fault::of(format!("{name}: {error}"));
    let checkpoint = open_checkpoint(note, key).map_err(|error| wrong(&error))?;
    // Others may sign a head as well; in a bundle nobody did.
    if note.matches('\u{2014}').count() == 1 {
        return Ok(checkpoint);
    }
    Err(wrong(&"it has more in it than was signed"))
}

fn mandates(archive: &mut Archive, followed: &Followed) -> Result<(), Fault> {
    let wanted = followed.mandates.to_json().map_err(Fault::of)?;
    let found = archive.read("mandates.json")?;
    let same = serde_json::from_slice::<serde_json::Value>(&found).ok()
        == serde_json::from_slice(&wanted).ok();
    if same {
        return Ok(());
    }
    Err(Fault::of("mandates.json is not what the entries say"))
}

fn files(archive: &mut Archive, manifest: &Manifest) -> Result<(), Fault> {
    let unnamed = |name: &&String| *name != "manifest.json" && !manifest.files.contains_key(*name);
    let names = archive.names().clone();
    if let Some(name) = names.iter().find(unnamed) {
        return Err(Fault::of(format!("{name} is not named by the manifest")));
    }
    for (name, digest) in &manifest.files {
        if archive.digest(name)? != *digest {
            return Err(Fault::of(format!(
                "{name} is not the file that the manifest names"
            )));
        }
    }
    Ok(())
}

fn head(manifest: &Manifest, anchors: &Anchors) -> Result<(), Fault> {
    let root = anchors.end.root.to_base64();
    let ledger = &manifest.head.ledger;
    let stated = [(manifest.size, &manifest.root), (ledger.size, &ledger.root)];
    let signed = (anchors.end.size, &root);
    if stated.into_iter().all(|stated| stated == signed) && ledger.checkpoint == anchors.note {
        return Ok(());
    }
    Err(Fault::of(
        "the manifest names another head than checkpoint-end.txt",
    ))
}

/// Names of things by what they are, such as views by their hash.
type Named = BTreeMap<String, u64>;

type File = BufReader<std::fs::File>;
