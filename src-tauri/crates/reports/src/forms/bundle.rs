//! A bundle: the entries themselves, what proves them, what was shown, a report of them, and a
//! program that checks it all with Python and openssl alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};

use counterfoil_domain::entry::{Fact, RawEntry};
use counterfoil_domain::report::{Piece, Proof, ReportHead, Reported};
use counterfoil_ledger::leaf_hash;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};

use self::stated::{Mandates, Manifest, Scope};
use super::pdf;
use crate::row::ExportRow;
use crate::statement::{ExportHead, Summary};
use crate::write::{Form, Grouping, ReportError};

pub(crate) mod keys;
pub(crate) mod stated;

/// What checks a bundle; one program of three parts.
pub const VERIFIER: &str = concat!(
    include_str!("../../verify/record.py"),
    include_str!("../../verify/rules.py"),
    include_str!("../../verify/checks.py"),
);

/// The same but for the rules, in a browser without a network.
const PAGE: &str = include_str!("../../verify/verify.html");

const README: &str = include_str!("../../verify/README.txt");

/// Entries and rows may be more than older archives can hold.
const LARGE: [&str; 2] = ["ledger.jsonl", "purchases.jsonl"];

pub(crate) struct Bundle<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    open: Option<(String, Sha256)>,
    digests: BTreeMap<String, String>,
    head: ExportHead,
    proof: Proof,
    hashes: BufWriter<File>,
    mandates: Mandates,
    started: Option<Vec<u8>>,
    report: Option<Box<pdf::Report<Vec<u8>>>>,
    rows: u64,
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

impl<W: Write> Bundle<W> {
    pub(crate) fn begin(
        out: W,
        stated: ExportHead,
        head: &ReportHead,
    ) -> Result<Self, ReportError> {
        let proof = head.proof.clone().ok_or_else(|| {
            io::Error::other("a bundle needs what proves it, and the record gave nothing")
        })?;
        let report = pdf::Report::begin(
            Vec::new(),
            stated.clone(),
            head.made_at,
            head.zone,
            Grouping::Whole,
        );
        Ok(Self {
            zip: ZipWriter::new_stream(out),
            open: None,
            digests: BTreeMap::new(),
            head: stated,
            proof,
            hashes: BufWriter::new(tempfile::tempfile()?),
            mandates: Mandates::default(),
            started: None,
            report: Some(Box::new(report)),
            rows: 0,
        })
    }

    /// Begins a file unless it is the one that is written already.
    fn file(&mut self, name: &str) -> Result<(), ReportError> {
        if self.open.as_ref().is_some_and(|(open, _)| open == name) {
            return Ok(());
        }
        self.close();
        let options = SimpleFileOptions::default().large_file(LARGE.contains(&name));
        self.zip.start_file(name, options).map_err(unwritten)?;
        self.open = Some((name.to_owned(), Sha256::new()));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((name, digest)) = self.open.take() {
            self.digests.insert(name, hex::encode(digest.finalize()));
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ReportError> {
        if let Some((_, digest)) = &mut self.open {
            digest.update(bytes);
        }
        Ok(self.zip.write_all(bytes)?)
    }

    fn whole_file(&mut self, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
        self.file(name)?;
        self.write(bytes)
    }

    fn line<T: Serialize>(&mut self, r#type: &'static str, value: &T) -> Result<(), ReportError> {
        let mut line = serde_json::to_vec(&Line { r#type, value })?;
        line.push(b'\n');
        self.write(&line)
    }

    /// The rows begin with what the export says about itself.
    fn rows(&mut self) -> Result<(), ReportError> {
        if self.digests.contains_key("purchases.jsonl") || self.rows > 0 {
            return Ok(());
        }
        self.file("purchases.jsonl")?;
        let head = self.head.clone();
        self.line("export", &head)
    }

    fn leaf(&mut self, bytes: &[u8]) -> Result<(), ReportError> {
        self.hashes.write_all(leaf_hash(bytes).as_bytes())?;
        let unread = |error| io::Error::other(format!("an entry cannot be read: {error}"));
        let raw = RawEntry::read(bytes).map_err(unread)?;
        match raw.kind {
            "ledger.started" => self.started = Some(bytes.to_vec()),
            "mandate.set" | "mandate.revoked" => {
                let seq = raw.seq().map_err(unread)?;
                let fact = Fact::decode(raw.kind, raw.data).map_err(unread)?;
                self.mandates.take(&fact, seq);
            }
            _ => {}
        }
        self.file("ledger.jsonl")?;
        self.write(bytes)?;
        self.write(b"\n")
    }

    /// Everything that does not grow with the number of purchases.
    fn around(&mut self) -> Result<(), ReportError> {
        let mut hashes = std::mem::replace(&mut self.hashes, BufWriter::new(tempfile::tempfile()?))
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        hashes.rewind()?;
        self.file("leaves.bin")?;
        let mut hashes = BufReader::new(hashes);
        loop {
            let chunk = io::BufRead::fill_buf(&mut hashes)?.to_vec();
            if chunk.is_empty() {
                break;
            }
            self.write(&chunk)?;
            io::BufRead::consume(&mut hashes, chunk.len());
        }
        let proof = self.proof.clone();
        self.whole_file("checkpoint-start.txt", proof.start.as_bytes())?;
        let end = self.head.ledger.checkpoint.clone();
        self.whole_file("checkpoint-end.txt", end.as_bytes())?;
        let consistency = proof.consistency.iter().map(|hash| format!("{hash}\n"));
        self.whole_file(
            "consistency.txt",
            consistency.collect::<String>().as_bytes(),
        )?;
        for (name, pem) in keys::pems(self.started.as_deref())? {
            self.whole_file(&format!("keys/{name}.pem"), pem.as_bytes())?;
        }
        let mandates = self.mandates.to_json()?;
        self.whole_file("mandates.json", &mandates)?;
        self.whole_file("verify.py", VERIFIER.as_bytes())?;
        self.whole_file("verify.html", PAGE.as_bytes())?;
        self.whole_file("README.txt", README.as_bytes())
    }
}

impl<W: Write + Send> Form for Bundle<W> {
    fn piece(&mut self, piece: &Piece<'_>) -> Result<(), ReportError> {
        match piece {
            Piece::Leaf(bytes) => self.leaf(bytes),
            Piece::Proof { seq, text } => {
                self.whole_file(&format!("proofs/{seq}.tlog-proof"), text.as_bytes())
            }
            Piece::View { hash, bytes } => self.whole_file(&format!("views/{hash}.json"), bytes),
            Piece::Words { hash, opening } => {
                self.whole_file(&format!("notes/{hash}.txt"), opening.as_bytes())
            }
        }
    }

    fn row(&mut self, reported: &Reported) -> Result<(), ReportError> {
        self.rows()?;
        self.rows = self.rows.saturating_add(1);
        if let Some(report) = &mut self.report {
            match report.row(reported) {
                Ok(()) => {}
                // So many purchases are no report for people; the entries are there all the same.
                Err(ReportError::TooLong { .. }) => self.report = None,
                Err(error) => return Err(error),
            }
        }
        self.line("purchase", &ExportRow::of(reported))
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.rows()?;
        self.line("end", summary)?;
        if let Some(mut report) = self.report.take() {
            let pdf = report.bytes()?;
            self.whole_file("report.pdf", &pdf)?;
        }
        self.around()?;
        self.close();
        let manifest = Manifest {
            format: stated::FORMAT.to_owned(),
            scope: if self.proof.whole {
                Scope::Whole
            } else {
                Scope::Selection
            },
            size: self.head.ledger.size,
            root: self.head.ledger.root.clone(),
            head: self.head.clone(),
            exponents: stated::exponents(),
            files: std::mem::take(&mut self.digests),
        };
        let manifest = serde_json::to_vec_pretty(&manifest)?;
        self.zip
            .start_file("manifest.json", SimpleFileOptions::default())
            .map_err(unwritten)?;
        self.zip.write_all(&manifest)?;
        let mut out = self.zip.finish().map_err(unwritten)?.into_inner();
        Ok(out.flush()?)
    }
}

fn unwritten(error: ZipError) -> ReportError {
    ReportError::Write(io::Error::from(error))
}
