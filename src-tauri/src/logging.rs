//! The log: a file a day in the data folder, a week of them, and standard error when asked.

use std::fs;
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const KEPT: usize = 7;

/// Starts logging. What was logged last is written when the guard is dropped.
pub fn start(data_dir: &Path) -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_env("COUNTERFOIL_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,counterfoil_desktop=info,counterfoil_engine=info")
    });
    let to_stderr = std::env::var_os("COUNTERFOIL_LOG")
        .map(|_| tracing_subscriber::fmt::layer().with_writer(std::io::stderr));
    let file = open(data_dir);
    let (writer, guard) = match file {
        Some(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            (Some(writer), Some(guard))
        }
        None => (None, None),
    };
    let to_file = writer.map(|writer| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(writer)
    });
    tracing_subscriber::registry()
        .with(filter)
        .with(to_stderr)
        .with(to_file)
        .try_init()
        .ok();
    guard
}

fn open(data_dir: &Path) -> Option<tracing_appender::rolling::RollingFileAppender> {
    let folder = data_dir.join("logs");
    make_private(&folder).ok()?;
    Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("desktop")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(folder)
        .ok()
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
