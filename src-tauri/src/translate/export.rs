//! What an export is to tell.

use counterfoil_reports::{Choices, Format, Grouping, Tell};

use crate::controller::Wish;
use crate::views::{ExportFormat, ExportGrouping, ExportOrder};

/// What the window asks for.
pub fn export_wish(order: &ExportOrder) -> Wish {
    Wish {
        format: format(order.format),
        choices: Choices {
            grouping: grouping(order.grouping),
            items: if order.item_names {
                Tell::Told
            } else {
                Tell::LeftOut
            },
            zone: order.utc.then_some(chrono_tz::UTC),
        },
        notes: order.notes,
    }
}

const fn format(format: ExportFormat) -> Format {
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

const fn grouping(grouping: ExportGrouping) -> Grouping {
    match grouping {
        ExportGrouping::Whole => Grouping::Whole,
        ExportGrouping::Month => Grouping::Month,
        ExportGrouping::Agent => Grouping::Agent,
        ExportGrouping::Budget => Grouping::Budget,
        ExportGrouping::Merchant => Grouping::Merchant,
        ExportGrouping::Decision => Grouping::Decision,
        ExportGrouping::Tag => Grouping::Tag,
    }
}
