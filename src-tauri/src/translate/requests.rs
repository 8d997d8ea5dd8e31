//! Requests: rows of the inbox, and what notifications and tray know of them.

use counterfoil_domain::purchase::Status as Standing;
use counterfoil_engine::{PurchaseSummary, SmallPayments};

use super::activity;
use super::values::{self, count, money, time};
use crate::notifications::{Line, Waiting};
use crate::views::{Inbox, RequestRow};

/// What needs the owner, and what was decided lately.
pub fn inbox(open: &[PurchaseSummary], decided: &[PurchaseSummary]) -> Inbox {
    let lines = [
        SmallPayments::among(pending(open)),
        SmallPayments::among(decided),
    ];
    Inbox {
        waiting: pending(open).map(row).collect(),
        done: decided.iter().map(row).collect(),
        small: lines.iter().flatten().map(activity::small).collect(),
    }
}

/// One purchase in a list of requests.
pub fn row(summary: &PurchaseSummary) -> RequestRow {
    RequestRow {
        id: summary.id.to_string(),
        agent_id: summary.agent.to_string(),
        agent_name: summary.agent_name.clone(),
        sandbox: summary.sandbox,
        merchant_name: summary.merchant_name.clone(),
        merchant_domain: summary.merchant_domain.clone(),
        amount: money(summary.amount),
        status: values::status(summary.status),
        tier: values::tier(summary.tier),
        reasons: values::reasons(&summary.reasons),
        requested_at: time(summary.requested_at),
        expires_at: Some(time(summary.expires_at)),
        undo_until: summary.undo_until.map(time),
        decided_by: summary.decided_by.map(values::decided_by),
        first_item: summary.first_item.clone(),
        item_count: count(summary.item_count),
        tried: summary.tried,
    }
}

/// Those that wait for the owner; the others can only be taken back.
pub fn waiting(open: &[PurchaseSummary]) -> Vec<Waiting> {
    let lines = SmallPayments::among(pending(open));
    let line_of = |summary: &PurchaseSummary| {
        let line = lines.iter().find(|line| line.members.contains(&summary.id));
        line.map(|line| Line {
            first: line.members.first().map(ToString::to_string),
            count: line.members.len(),
            sum: money(line.sum),
        })
    };
    let with_line = |summary| Waiting {
        line: line_of(summary),
        ..told(summary)
    };
    pending(open).map(with_line).collect()
}

/// What a notification tells of a purchase.
pub fn told(summary: &PurchaseSummary) -> Waiting {
    let reasons = values::reasons(&summary.reasons);
    Waiting {
        id: summary.id.to_string(),
        agent_id: summary.agent.to_string(),
        agent: summary.agent_name.clone(),
        sandbox: summary.sandbox,
        merchant: summary.merchant_name.clone(),
        amount: money(summary.amount),
        tier: values::tier(summary.tier),
        reasons: reasons.into_iter().map(|reason| reason.code).collect(),
        requested: summary.requested_at,
        expires: Some(summary.expires_at),
        first_item: summary.first_item.clone(),
        item_count: count(summary.item_count),
        line: None,
    }
}

fn pending(open: &[PurchaseSummary]) -> impl Iterator<Item = &PurchaseSummary> {
    open.iter()
        .filter(|summary| summary.status == Standing::Pending)
}
