//! The formats of exports.

use counterfoil_reports::Format;

use crate::views::ExportFormat;

/// The format that the window names.
pub fn export_format(format: ExportFormat) -> Format {
    match format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Jsonl => Format::JsonLines,
        ExportFormat::Json => Format::Json,
        ExportFormat::Xlsx => Format::Xlsx,
        ExportFormat::Pdf => Format::Pdf,
        ExportFormat::Bundle => Format::Bundle,
        ExportFormat::Beancount => Format::Beancount,
        ExportFormat::Hledger => Format::Hledger,
        ExportFormat::Ofx => Format::Ofx,
    }
}
