//! An export held against the record.

use std::fmt::Display;
use std::io::BufRead;

use counterfoil_domain::PurchaseId;
use counterfoil_engine::{LocalSession, PurchaseSummary, VerifyReport};
use counterfoil_ledger::{VerifierKey, open_checkpoint};
use counterfoil_reports::{ExportHead, ExportRow, Summary, check_export};

use crate::failure::Failure;
use crate::terminal::Progress;

/// What an export says.
#[derive(Debug)]
pub(super) struct Claims {
    pub(super) head: ExportHead,
    pub(super) end: Summary,
    rows: Vec<Claim>,
}

/// What it says of one purchase that nothing may change later.
#[derive(Debug)]
struct Claim {
    id: String,
    revision: u32,
    terms: [String; 5],
}

/// What the comparison came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// Rows that say what the record says.
    pub(super) same: u64,
    /// Rows whose purchase has a later revision by now.
    pub(super) amended: u64,
}

/// Reads an export and checks that it is whole.
pub(super) fn read(from: impl BufRead) -> Result<Claims, Failure> {
    let mut rows = Vec::new();
    let check = check_export(from, |row| rows.push(Claim::of(row)))?;
    Ok(Claims {
        head: check.head,
        end: check.end,
        rows,
    })
}

/// Holds it against the record, which was verified just now.
pub(super) async fn compare(
    local: &LocalSession,
    claims: &Claims,
    report: &VerifyReport,
) -> Result<Found, Failure> {
    head(local, &claims.head, report).await?;
    let mut found = Found::default();
    let mut bar = Progress::new("Comparing");
    let all = u64::try_from(claims.rows.len()).unwrap_or(u64::MAX);
    for claim in &claims.rows {
        bar.step(found.same.saturating_add(found.amended), all);
        let id: Result<PurchaseId, _> = claim.id.parse();
        let id = id.map_err(|_| differs(&claim.id, "its id is none"))?;
        let Ok(detail) = local.purchase(id).await else {
            return Err(differs(&claim.id, "the record has no such purchase"));
        };
        if detail.summary.revision > claim.revision {
            found.amended = found.amended.saturating_add(1);
        } else if terms(&detail.summary) == claim.terms && detail.summary.revision == claim.revision
        {
            found.same = found.same.saturating_add(1);
        } else {
            return Err(differs(&claim.id, "the record has other terms"));
        }
    }
    Ok(found)
}

async fn head(
    local: &LocalSession,
    head: &ExportHead,
    report: &VerifyReport,
) -> Result<(), Failure> {
    let key: VerifierKey = local
        .verifier_key()
        .parse()
        .map_err(|error| Failure::internal(&error))?;
    let checkpoint = open_checkpoint(&head.ledger.checkpoint, &key).map_err(|error| {
        wrong(format!(
            "Its checkpoint is not signed under this record's key: {error}"
        ))
    })?;
    let stated = (head.ledger.size, head.ledger.root.clone());
    if stated != (checkpoint.size, checkpoint.root.to_base64()) {
        return Err(wrong("Its head is not the one that its checkpoint signs"));
    }
    if checkpoint.size > report.entries {
        return Err(wrong(format!(
            "It was made from {} entries and the record has only {}: entries are missing",
            checkpoint.size, report.entries
        )));
    }
    if local.root_at(checkpoint.size).await? != head.ledger.root {
        return Err(wrong("It was made from another record than this one"));
    }
    Ok(())
}

impl Claim {
    fn of(row: &ExportRow) -> Self {
        let terms = [
            row.requested_at.clone(),
            row.merchant_name.clone(),
            row.merchant_domain.clone().unwrap_or_default(),
            row.amount.clone(),
            row.currency.clone(),
        ];
        Self {
            id: row.id.clone(),
            revision: row.revision,
            terms,
        }
    }
}

fn terms(found: &PurchaseSummary) -> [String; 5] {
    [
        found.requested_at.to_string(),
        found.merchant_name.clone(),
        found.merchant_domain.clone().unwrap_or_default(),
        found.amount.decimal(),
        found.amount.currency().code().to_owned(),
    ]
}

fn differs(id: &str, what: &str) -> Failure {
    wrong(format!("The export and the record differ at {id}: {what}"))
}

fn wrong(message: impl Display) -> Failure {
    Failure::damaged(
        message,
        "Do not rely on this file; export again, and keep both.",
    )
}
