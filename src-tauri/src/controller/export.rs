//! Exports are written beside their final name and moved there whole.

use std::path::Path;

use counterfoil_domain::report::{ReportHead, Told};
use counterfoil_engine::{EngineError, ExportOrder};
use counterfoil_reports::{Export, Format, Part, Present, ReportError};

use super::{Controller, Desktop};
use crate::error::IpcError;
use crate::translate;
use crate::views::Exported;

impl<D: Desktop> Controller<D> {
    /// Writes what a search finds to `path`. Either the whole export is there afterwards, or
    /// nothing.
    pub async fn export(
        &self,
        text: &str,
        format: Format,
        path: &Path,
    ) -> Result<Exported, IpcError> {
        let unwritable = |error: std::io::Error| cannot_write(path, &error);
        let local = self.local().await?;
        let part = Part::beside(path).map_err(unwritable)?;
        let out = part.writer().map_err(unwritable)?;
        let order = ExportOrder {
            query: text.to_owned(),
            format: format.word().to_owned(),
            depth: format.depth(),
            notes: true,
        };
        let begin = move |head: &ReportHead| Ok(Export::begin(out, format, head)?);
        let take = |export: &mut Export<'static>, told: Told<'_>| -> Result<(), Failure> {
            Ok(export.take(told)?)
        };
        let told = |failure| match failure {
            Failure::Report(error) => untold(path, &error),
            Failure::Engine(error) => error.into(),
        };
        let (_, export) = local.export(order, begin, take).await.map_err(told)?;
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
    IpcError::new("cannot_write", message, "Choose another folder.")
}
