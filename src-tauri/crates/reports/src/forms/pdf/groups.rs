//! The parts of a report, and what came together in each.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use counterfoil_domain::purchase::{DecidedBy, Status};
use counterfoil_domain::report::{PurchaseSummary, Reported};
use counterfoil_domain::{Currency, Money};

use super::flow::{Cell, Column, Table};
use super::paper::Side;
use crate::write::Grouping;

/// What came together in one currency, minor units.
#[derive(Clone, Default)]
struct Totals {
    count: u64,
    captured: i64,
    refunded: i64,
}

/// What came together, per currency; play money is left out.
#[derive(Clone, Default)]
pub(super) struct Sums(BTreeMap<Currency, Totals>);

/// Purchases that belong together.
#[derive(Default)]
pub(super) struct Group {
    pub(super) sums: Sums,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Sums {
    /// Counts a purchase in; nothing when a sum would leave the range of numbers.
    pub(super) fn add(&mut self, purchase: &PurchaseSummary) -> Option<()> {
        if purchase.sandbox {
            return Some(());
        }
        let totals = self.0.entry(purchase.amount.currency()).or_default();
        totals.count = totals.count.checked_add(1)?;
        totals.captured = totals.captured.checked_add(purchase.captured.minor())?;
        totals.refunded = totals.refunded.checked_add(purchase.refunded.minor())?;
        totals.captured.checked_sub(totals.refunded).map(|_| ())
    }

    /// As a table, if there is anything.
    pub(super) fn table(&self) -> Option<Table> {
        let rows = self.0.iter().map(|(currency, totals)| {
            let decimal = |minor: i64| Money::new(minor, *currency).decimal();
            [
                currency.code().to_owned(),
                decimal(totals.captured.saturating_sub(totals.refunded)),
                decimal(totals.captured),
                decimal(totals.refunded),
                totals.count.to_string(),
            ]
            .into_iter()
            .map(Cell::of)
            .collect()
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        (!rows.is_empty()).then(|| Table {
            columns: [
                ("Currency", 91.0, Side::RightOf),
                ("Paid in all", 120.0, Side::LeftOf),
                ("Taken", 120.0, Side::LeftOf),
                ("Given back", 100.0, Side::LeftOf),
                ("Purchases", 80.0, Side::LeftOf),
            ]
            .map(|(title, width, side)| Column { title, width, side })
            .into(),
            rows,
        })
    }
}

/// What a report is called.
pub(super) const fn title(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Whole => "Purchases by agents",
        Grouping::Month => "Monthly statement",
        Grouping::Agent => "Purchases of each agent",
        Grouping::Budget => "Purchases of each budget",
        Grouping::Merchant => "Purchases at each shop",
        Grouping::Decision => "Decisions",
        Grouping::Tag => "Purchases by tag",
    }
}

/// The headings under which a purchase stands: one, but for each of its tags.
pub(super) fn headings(grouping: Grouping, reported: &Reported, zone: Tz) -> Vec<String> {
    let purchase = &reported.summary;
    let heading = match grouping {
        Grouping::Tag if !reported.tags.is_empty() => return reported.tags.clone(),
        Grouping::Tag => "No tag".to_owned(),
        Grouping::Whole => "Purchases".to_owned(),
        Grouping::Month => {
            let asked = purchase.requested_at.to_datetime().with_timezone(&zone);
            asked.format("%Y-%m").to_string()
        }
        Grouping::Agent => purchase.agent_name.clone(),
        Grouping::Budget => purchase
            .budget
            .as_ref()
            .map_or_else(|| "No budget".to_owned(), |(_, name)| name.clone()),
        Grouping::Merchant => purchase
            .merchant_domain
            .clone()
            .unwrap_or_else(|| purchase.merchant_name.clone()),
        Grouping::Decision => decision(purchase).to_owned(),
    };
    vec![heading]
}

const fn decision(purchase: &PurchaseSummary) -> &'static str {
    let refused = matches!(purchase.status, Status::Denied | Status::Rejected);
    match (purchase.decided_by, refused) {
        (Some(DecidedBy::Rule), false) => "Approved by a rule",
        (Some(DecidedBy::Owner), false) => "Approved by the owner",
        (Some(DecidedBy::Rule), true) => "Denied by a rule",
        (Some(DecidedBy::Owner), true) => "Rejected by the owner",
        (None, _) => "Not decided",
    }
}
