//! Exports are written beside their final name and moved there whole. One is under way at a time; the
//! window hears how far it is and may end it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use counterfoil_domain::report::{ReportHead, Told};
use counterfoil_engine::{EngineError, ExportOrder};
use counterfoil_reports::{Choices, Export, Format, Part, Present, ReportError};

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::events::Exporting;
use crate::translate;
use crate::views::Exported;

/// What a file is to be.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// As what.
    pub format: Format,
    /// What it tells.
    pub choices: Choices,
    /// Whether the owner's notes are told.
    pub notes: bool,
}

/// The exports of this window.
#[derive(Debug, Default)]
pub(super) struct Exports {
    /// Held while one is under way.
    turn: tokio::sync::Mutex<()>,
    /// Whether it is to end.
    pub(super) stop: Arc<AtomicBool>,
    last: Mutex<Option<PathBuf>>,
}

/// The window hears of the first row, of every so many, and of the last.
const TOLD_EVERY: u64 = 250;

impl<D: Desktop> Controller<D> {
    /// Writes what a search finds to `path`. Either the whole export is there afterwards, or
    /// nothing.
    pub async fn export(&self, text: &str, wish: Wish, path: &Path) -> Result<Exported, IpcError> {
        let _turn = self.exports.turn.try_lock().map_err(|_| under_way())?;
        self.exports.stop.store(false, Ordering::Relaxed);
        let written = self.write_export(text, wish, path).await;
        if written.is_ok() {
            let last = self.exports.last.lock();
            *last.unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
        }
        written
    }

    /// Ends the export that is under way, if one is.
    pub fn stop_export(&self) {
        self.exports.stop.store(true, Ordering::Relaxed);
    }

    /// Where the last export went.
    pub fn last_export(&self) -> Option<PathBuf> {
        let last = self.exports.last.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn write_export(
        &self,
        text: &str,
        wish: Wish,
        path: &Path,
    ) -> Result<Exported, IpcError> {
        let unwritable = |error: std::io::Error| cannot_write(path, &error);
        let local = self.local().await?;
        let part = Part::beside(path).map_err(unwritable)?;
        let out = part.writer().map_err(unwritable)?;
        let order = ExportOrder {
            query: text.to_owned(),
            format: wish.format.word().to_owned(),
            depth: wish.format.depth(),
            notes: wish.notes,
        };
        let begin = move |head: &ReportHead| {
            let export = Export::with(out, wish.format, head, wish.choices)?;
            Ok((export, Steps::of(head.count)))
        };
        let stop = Arc::clone(&self.exports.stop);
        let desktop = Arc::clone(&self.desktop);
        let take = move |under_way: &mut UnderWay, told: Told<'_>| -> Result<(), Failure> {
            let (export, steps) = under_way;
            if stop.load(Ordering::Relaxed) {
                return Err(ReportError::Stopped.into());
            }
            let is_row = matches!(told, Told::Row(_));
            export.take(told)?;
            if let Some(progress) = steps.next(is_row) {
                desktop.exporting(progress);
            }
            Ok(())
        };
        let told = |failure| match failure {
            Failure::Report(error) => untold(path, &error),
            Failure::Engine(error) => error.into(),
        };
        let (_, (export, _)) = local.export(order, begin, take).await.map_err(told)?;
        let ending = tokio::task::spawn_blocking(move || -> Result<_, ReportError> {
            let summary = export.finish()?;
            Ok((summary, part.keep(Present::Replaced)))
        });
        let ended = ending.await.map_err(|error| IpcError::internal(&error))?;
        let (summary, kept) = ended.map_err(|error| untold(path, &error))?;
        kept.map_err(unwritable)?;
        Ok(Exported {
            rows: translate::count(summary.count),
            path: path.to_string_lossy().into_owned(),
        })
    }
}

type UnderWay = (Export<'static>, Steps);

/// How far an export is.
struct Steps {
    done: u64,
    all: u64,
}

impl Steps {
    const fn of(all: u64) -> Self {
        Self { done: 0, all }
    }

    /// What the window is told, if it is time to.
    fn next(&mut self, is_row: bool) -> Option<Exporting> {
        self.done = self.done.saturating_add(u64::from(is_row));
        let step = self.done == 1 || self.done == self.all || self.done.is_multiple_of(TOLD_EVERY);
        let tell = is_row && step;
        tell.then(|| Exporting {
            done: translate::count(self.done),
            all: translate::count(self.all),
        })
    }
}

enum Failure {
    Report(ReportError),
    Engine(EngineError),
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

fn under_way() -> IpcError {
    let message = "Another export is under way.";
    IpcError::new("export_under_way", message, "Wait for it, or cancel it.")
}

fn untold(path: &Path, error: &ReportError) -> IpcError {
    match error {
        ReportError::Write(error) => cannot_write(path, error),
        ReportError::Amount { .. }
        | ReportError::Differs { .. }
        | ReportError::Currency { .. }
        | ReportError::TooLong { .. }
        | ReportError::Stopped => IpcError::new(error.code(), error.to_string(), error.hint()),
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> IpcError {
    let message = format!("{} cannot be written: {error}.", path.display());
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded].contains(&error.kind());
    let hint = if full {
        "Make room on the disk, or choose another folder."
    } else {
        "Choose another folder."
    };
    IpcError::new("cannot_write", message, hint)
}
