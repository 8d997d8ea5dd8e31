//! Exports are written beside their final name and moved there whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use counterfoil_domain::PurchaseId;
use counterfoil_engine::{ActivityPage, ActivityQuery, LocalSession};
use counterfoil_ledger::{VerifierKey, open_checkpoint};
use counterfoil_reports::{
    Export, ExportHead, ExportRow, Format, LedgerHead, ReportError, Summary,
};

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::translate;
use crate::views::Exported;

/// How many purchases are read at once.
const PAGE: u32 = 500;

impl<D: Desktop> Controller<D> {
    /// Writes what a search finds to `path`. Either the whole export is there afterwards, or
    /// nothing.
    pub async fn export(
        &self,
        text: &str,
        format: Format,
        path: &Path,
    ) -> Result<Exported, IpcError> {
        let local = self.local().await?;
        let first = page(&local, text, None).await?;
        // A list on the screen says what it did not understand; a file that goes elsewhere must
        // not hold more than was asked for.
        if let Some(problem) = first.terms.iter().find_map(|term| term.problem.clone()) {
            return Err(IpcError::new(
                "bad_query",
                problem,
                "Correct the search, then export.",
            ));
        }
        let note = local
            .note_export(text.to_owned(), format.word().to_owned(), first.count)
            .await?;
        let head = ExportHead {
            counterfoil: env!("CARGO_PKG_VERSION").to_owned(),
            exported_at: self.now().to_string(),
            query: text.to_owned(),
            ledger: ledger(&local, note)?,
        };
        let part = part_of(path);
        let written = match write(&local, first, format, &head, &part).await {
            Ok(summary) => std::fs::rename(&part, path)
                .map(|()| summary)
                .map_err(unwritable(path)),
            Err(Failure::Report(error)) => Err(cannot_write(path, &error)),
            Err(Failure::Engine(error)) => Err(error),
        };
        if written.is_err() {
            std::fs::remove_file(&part).ok();
        }
        Ok(Exported {
            rows: translate::count(written?.count),
            path: path.to_string_lossy().into_owned(),
        })
    }
}

enum Failure {
    Report(ReportError),
    Engine(IpcError),
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Report(error.into())
    }
}

impl From<IpcError> for Failure {
    fn from(error: IpcError) -> Self {
        Self::Engine(error)
    }
}

async fn write(
    local: &LocalSession,
    first: ActivityPage,
    format: Format,
    head: &ExportHead,
    part: &Path,
) -> Result<Summary, Failure> {
    let file = File::create(part)?;
    let mut export = Export::begin(BufWriter::new(&file), format, head)?;
    let mut found = first;
    loop {
        add(local, &found, &mut export).await?;
        let Some(next) = found.next else { break };
        found = page(local, &head.query, Some(next)).await?;
    }
    let summary = export.finish()?;
    file.sync_all()?;
    Ok(summary)
}

async fn add<W: Write>(
    local: &LocalSession,
    page: &ActivityPage,
    export: &mut Export<W>,
) -> Result<(), Failure> {
    for summary in &page.rows {
        let decision = match summary.decided_by {
            Some(_) => {
                local
                    .purchase(summary.id)
                    .await
                    .map_err(IpcError::from)?
                    .decision
            }
            None => None,
        };
        export.row(&ExportRow::of(summary, decision.map(|made| made.at)))?;
    }
    Ok(())
}

async fn page(
    local: &LocalSession,
    text: &str,
    after: Option<PurchaseId>,
) -> Result<ActivityPage, IpcError> {
    Ok(local
        .activity(ActivityQuery {
            text: text.to_owned(),
            after,
            limit: PAGE,
        })
        .await?)
}

fn ledger(local: &LocalSession, note: String) -> Result<LedgerHead, IpcError> {
    let key: VerifierKey = local
        .verifier_key()
        .parse()
        .map_err(|error| IpcError::internal(&error))?;
    let checkpoint = open_checkpoint(&note, &key).map_err(|error| IpcError::internal(&error))?;
    Ok(LedgerHead {
        size: checkpoint.size,
        root: checkpoint.root.to_base64(),
        checkpoint: note,
    })
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    path.with_file_name(name)
}

fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> IpcError {
    move |error| cannot_write(path, &error)
}

fn cannot_write(path: &Path, error: &dyn std::fmt::Display) -> IpcError {
    let message = format!("{} cannot be written: {error}.", path.display());
    IpcError::new("cannot_write", message, "Choose another folder.")
}
