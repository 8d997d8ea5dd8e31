//! A purchase as a row of an export.

use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::{Money, Timestamp};
use counterfoil_engine::PurchaseSummary;
use counterfoil_reports::{ExportRow, Format};

use super::values::count;
use crate::views::ExportFormat;

/// One row; `owner_decided` is when the owner decided, if the owner did.
pub fn export_row(summary: &PurchaseSummary, owner_decided: Option<Timestamp>) -> ExportRow {
    // A rule decides in the instant of the request, which an amendment moves.
    let decided_at = match summary.decided_by {
        Some(DecidedBy::Owner) => owner_decided,
        Some(DecidedBy::Rule) if summary.revision == 1 => Some(summary.requested_at),
        Some(DecidedBy::Rule) | None => None,
    };
    ExportRow {
        id: summary.id.to_string(),
        requested_at: summary.requested_at.to_string(),
        agent: summary.agent_name.clone(),
        merchant_name: summary.merchant_name.clone(),
        merchant_domain: summary.merchant_domain.clone(),
        item: summary.first_item.clone(),
        item_count: count(summary.item_count),
        amount: summary.amount.decimal(),
        currency: summary.amount.currency().code().to_owned(),
        captured: moved(summary.captured),
        refunded: moved(summary.refunded),
        status: summary.status.to_string(),
        decided_by: summary.decided_by.map(|by| match by {
            DecidedBy::Rule => "rule".to_owned(),
            DecidedBy::Owner => "owner".to_owned(),
        }),
        decided_at: decided_at.map(|at| at.to_string()),
        budget: summary.budget.as_ref().map(|(_, name)| name.clone()),
        revision: summary.revision,
        sandbox: summary.sandbox,
        authorization_id: summary
            .status
            .was_authorized()
            .then(|| format!("{}:{}", summary.id, summary.revision)),
    }
}

/// The format that the window names.
pub fn export_format(format: ExportFormat) -> Format {
    match format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Jsonl => Format::JsonLines,
        ExportFormat::Json => Format::Json,
    }
}

fn moved(amount: Money) -> Option<String> {
    (!amount.is_zero()).then(|| amount.decimal())
}
