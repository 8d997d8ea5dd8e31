//! The record: rows of a search, one purchase in full, and the check of the ledger.

use counterfoil_domain::{Money, Timestamp};
use counterfoil_engine as engine;
use counterfoil_engine::{
    AgentRow, Check, PurchaseDetail, PurchaseSummary, SaidHere, VerifyReport,
};

use super::values::{self, count, money, time};
use super::{asked, card};
use crate::views::{
    ActivityPage, ActivityRow, ActivityTotals, Detail, Evidence, EvidenceCheck, Said, SearchTerm,
    Shown, SmallPayments, TimelineStep, VerifyProblem, VerifyView,
};

/// One page of the record.
pub fn activity(page: &engine::ActivityPage) -> ActivityPage {
    ActivityPage {
        rows: page.rows.iter().map(row).collect(),
        small: page.small.iter().map(small).collect(),
        next: page.next.map(|id| id.to_string()),
        terms: page
            .terms
            .iter()
            .map(|term| SearchTerm {
                text: term.text.clone(),
                field: term.field.map(str::to_owned),
                problem: term.problem.clone(),
            })
            .collect(),
    }
}

/// How much a search finds.
pub fn totals(totals: &engine::Totals) -> ActivityTotals {
    let all = |sums: &[Money]| sums.iter().copied().map(money).collect();
    ActivityTotals {
        count: count(totals.count),
        paid: all(&totals.paid),
        played: all(&totals.played),
    }
}

/// Small payments that are one line.
pub fn small(line: &engine::SmallPayments) -> SmallPayments {
    SmallPayments {
        members: line.members.iter().map(ToString::to_string).collect(),
        sum: money(line.sum),
    }
}

/// One purchase with everything that is known about it.
pub fn detail(detail: &PurchaseDetail, agent: Option<&AgentRow>, guard_ms: u32) -> Detail {
    let status = detail.summary.status;
    let shown = detail.shown.as_ref().map(|shown| Shown {
        view_hash: hex::encode(shown.hash),
        card: card::view(&shown.view, &shown.hash, status, guard_ms),
    });
    let card = match &shown {
        Some(shown) => shown.card.clone(),
        None => asked::card(detail, agent, guard_ms),
    };
    Detail {
        row: row(&detail.summary),
        card,
        attempts: detail.attempts.iter().map(row).collect(),
        note: detail.note.as_ref().map(said),
        tags: detail.tags.iter().map(said).collect(),
        timeline: detail.timeline.iter().map(step).collect(),
        evidence: detail.evidence.iter().map(evidence).collect(),
        shown,
        raw: detail.entries.join("\n"),
        authorization: detail.authorization.clone(),
    }
}

/// The finding of a check of the ledger.
pub fn verify(report: &VerifyReport, at: Timestamp) -> VerifyView {
    VerifyView {
        ok: report.problem.is_none(),
        entries: count(report.entries),
        checkpoints: count(report.checkpoints),
        root: report.root.clone(),
        checked_at: time(at),
        problem: report.problem.as_ref().map(|problem| VerifyProblem {
            seq: problem.seq.map(count),
            text: problem.text.clone(),
        }),
    }
}

/// What an export is called.
pub fn export_name(now: Timestamp, extension: &str) -> String {
    format!(
        "counterfoil-{}.{extension}",
        now.to_datetime().format("%Y-%m-%d-%H%M%S")
    )
}

fn row(summary: &PurchaseSummary) -> ActivityRow {
    ActivityRow {
        id: summary.id.to_string(),
        at: time(summary.requested_at),
        merchant_name: summary.merchant_name.clone(),
        merchant_domain: summary.merchant_domain.clone(),
        first_item: summary.first_item.clone(),
        more_items: count(summary.item_count.saturating_sub(1)),
        agent_name: summary.agent_name.clone(),
        sandbox: summary.sandbox,
        budget_name: summary.budget.as_ref().map(|(_, name)| name.clone()),
        amount: money(summary.amount),
        refunded: Some(summary.refunded)
            .filter(|refunded| !refunded.is_zero())
            .map(money),
        status: values::status(summary.status),
        decided_by: summary.decided_by.map(values::decided_by),
        again_of: summary.again_of.map(|id| id.to_string()),
        tried: summary.tried,
    }
}

fn said(said: &SaidHere) -> Said {
    Said {
        seq: count(said.seq),
        text: said.text.clone(),
    }
}

fn step(step: &engine::TimelineStep) -> TimelineStep {
    TimelineStep {
        seq: count(step.seq),
        at: time(step.at),
        kind: step.kind.to_owned(),
        text: step.text.clone(),
        by: Some(step.by.to_owned()),
        said: step.said.clone(),
    }
}

fn evidence(evidence: &engine::Evidence) -> Evidence {
    Evidence {
        label: label(evidence.name).to_owned(),
        value: evidence.value.clone(),
        check: match evidence.check {
            Check::Verified => EvidenceCheck::Verified,
            Check::Records => EvidenceCheck::Records,
            Check::Claimed => EvidenceCheck::Claimed,
            Check::Failed => EvidenceCheck::Failed,
        },
        note: evidence.note.clone(),
    }
}

fn label(name: &'static str) -> &'static str {
    match name {
        "checkout_hash" => "What is bought",
        "view_hash" => "What you saw",
        "decision_signature" => "Your signature",
        "ledger_entry" => "Entry in the record",
        "merchant" => "Merchant",
        "quote" => "What the seller asked",
        "signed_offer" => "The seller's signed offer",
        "merchant_signature" => "The shop's signature",
        "response" => "What the seller answered",
        "signed_receipt" => "The seller's signed receipt",
        "hidden_characters" => "Hidden characters",
        other => other,
    }
}
