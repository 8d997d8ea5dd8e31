//! Purchases to write, and what came of writing them.

use std::path::Path;
use std::process::{Command, Stdio};

use chrono_tz::Tz;
use counterfoil_domain::evaluate::Tier;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::report::{Movement, PurchaseSummary, ReportHead, Reported, Way};
use counterfoil_domain::{AgentId, Currency, MandateId, Money, PurchaseId, Timestamp};
use counterfoil_reports::{Choices, Export, ExportRow, Format, Grouping};

use crate::peers::text;

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub fn money(amount: &str, code: &str) -> Money {
    Money::parse(amount, Currency::parse(code).unwrap()).unwrap()
}

/// Paid with 84.90 EUR, of which 4.90 came back.
pub fn book() -> Reported {
    let movement = |time, way, amount, seq| Movement {
        at: at(time),
        way,
        amount: money(amount, "EUR"),
        seq,
    };
    Reported {
        summary: PurchaseSummary {
            id: PurchaseId::from_bytes([1; 16]),
            revision: 1,
            requested_at: at("2026-11-22T08:00:00Z"),
            agent: AgentId::from_bytes([2; 16]),
            agent_name: "Shopping agent".to_owned(),
            sandbox: false,
            merchant_name: "Müller & Söhne".to_owned(),
            merchant_domain: Some("shop.example".to_owned()),
            first_item: Some("Guide, 2nd ed.".to_owned()),
            item_count: 2,
            amount: money("84.90", "EUR"),
            captured: money("84.90", "EUR"),
            refunded: money("4.90", "EUR"),
            status: Status::Captured,
            decided_by: Some(DecidedBy::Owner),
            tier: Tier::T1,
            reasons: Vec::new(),
            expires_at: at("2026-11-22T09:00:00Z"),
            undo_until: None,
            budget: Some((MandateId::from_bytes([3; 16]), "Books".to_owned())),
            again_of: None,
            tried: 1,
        },
        decided_at: Some(at("2026-11-22T08:01:00Z")),
        movements: vec![
            movement("2026-11-22T08:02:00Z", Way::Out, "84.90", 10),
            movement("2026-11-30T23:30:00Z", Way::Back, "4.90", 11),
        ],
        tags: vec!["travel".to_owned(), "kunde-7".to_owned()],
        note: Some("For the trip,\nsee Anna".to_owned()),
    }
}

/// The same with play money.
pub fn played() -> Reported {
    let mut played = book();
    played.summary.id = PurchaseId::from_bytes([4; 16]);
    played.summary.sandbox = true;
    played
}

/// The same from another merchant.
pub fn from_merchant(name: &str) -> Reported {
    let mut book = book();
    name.clone_into(&mut book.summary.merchant_name);
    book
}

/// Paid once, whole.
pub fn paid(number: u8, amount: &str, code: &str) -> Reported {
    let mut reported = book();
    reported.summary.id = PurchaseId::from_bytes([number; 16]);
    reported.summary.amount = money(amount, code);
    reported.summary.captured = money(amount, code);
    reported.summary.refunded = Money::zero(money(amount, code).currency());
    reported.movements.truncate(1);
    for movement in &mut reported.movements {
        movement.amount = money(amount, code);
    }
    reported
}

/// What the engine would say of these rows.
pub fn head(rows: &[Reported]) -> ReportHead {
    let mut paid = std::collections::BTreeMap::new();
    for row in rows.iter().filter(|row| !row.summary.sandbox) {
        let purchase = &row.summary;
        let sum = purchase.captured.checked_sub(purchase.refunded).unwrap();
        let total = paid
            .entry(sum.currency())
            .or_insert(Money::zero(sum.currency()));
        *total = total.checked_add(sum).unwrap();
    }
    ReportHead {
        made_at: at("2026-12-01T09:00:00Z"),
        query: "merchant:shop.example".to_owned(),
        zone: Tz::Europe__Berlin,
        count: rows.len().try_into().unwrap(),
        paid: paid.into_values().collect(),
        size: 12,
        root: "cm9vdA==".to_owned(),
        checkpoint: "counterfoil.example\n12\ncm9vdA==\n".to_owned(),
        proof: None,
    }
}

pub fn row(reported: &Reported) -> ExportRow {
    ExportRow::of(reported)
}

pub fn bytes(format: Format, rows: &[Reported]) -> Vec<u8> {
    grouped(format, Grouping::Whole, rows)
}

pub fn grouped(format: Format, grouping: Grouping, rows: &[Reported]) -> Vec<u8> {
    chosen(format, Choices::grouped(grouping), rows)
}

pub fn chosen(format: Format, choices: Choices, rows: &[Reported]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut export = Export::with(&mut out, format, &head(rows), choices).unwrap();
    for row in rows {
        export.row(row).unwrap();
    }
    let summary = export.finish().unwrap();
    assert_eq!(summary.count, u64::try_from(rows.len()).unwrap());
    out
}

pub fn written(format: Format, rows: &[Reported]) -> String {
    String::from_utf8(bytes(format, rows)).unwrap()
}

/// What a program of ours prints that reads the file with somebody else's library.
pub fn read_by(python: &Path, program: &str, ending: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("export.{ending}"));
    std::fs::write(&file, bytes).unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/programs");
    let program = here.join(program);
    run(python, &[program.to_str().unwrap(), file.to_str().unwrap()]).unwrap()
}

pub fn run(program: &Path, args: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(format!(
        "{args:?}\n{}\n{}",
        text(&output.stdout),
        text(&output.stderr)
    ))
}
