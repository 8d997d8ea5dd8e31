//! What happened to the money afterwards, as the agent reports it.

use counterfoil_domain::entry::{Fact, Settled};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{Status, Step};
use counterfoil_domain::text::{Text, TextRule};

use crate::error::EngineError;
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// What an agent can report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettlementKind {
    /// Money was taken.
    Capture,
    /// The authorization will not be used.
    Void,
    /// Money came back.
    Refund,
    /// The charge is disputed.
    Dispute,
}

/// A report of an agent.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// What happened.
    pub kind: SettlementKind,
    /// How much, decimal; absent: all that is left.
    pub amount: Option<String>,
    /// The currency of the amount; absent: the purchase's.
    pub currency: Option<String>,
    /// The merchant's or rail's reference. The same report with the same receipt counts once.
    pub receipt: Option<String>,
}

const RECEIPT: TextRule = TextRule {
    max_graphemes: 500,
    max_bytes: 4096,
    multiline: false,
};

/// Takes a report in.
pub(crate) fn settle(
    desk: &mut Desk<'_>,
    caller: &Caller,
    id: PurchaseId,
    settlement: &Settlement,
) -> Result<PurchaseRow, EngineError> {
    let agent = desk.agent(caller)?;
    let row = super::submit::own(desk, &agent, id)?;
    let amount = amount(&row, settlement)?;
    let receipt = settlement.receipt.as_deref().map(receipt).transpose()?;
    if receipt.is_some() && reported(desk, &row, settlement.kind, amount, receipt.as_deref())? {
        return Ok(row);
    }
    let minor = amount.minor();
    let step = match settlement.kind {
        SettlementKind::Capture => Step::Capture(minor),
        SettlementKind::Void => Step::Void,
        SettlementKind::Refund => Step::Refund(minor),
        SettlementKind::Dispute => Step::Dispute,
    };
    let late = row.purchase.status == Status::Lapsed;
    desk.step(row, &step, |row, postings| {
        let data = Settled {
            amount: amount.decimal(),
            late,
            minor: minor.to_string(),
            postings,
            purchase: row.purchase.id,
            receipt,
            revision: row.purchase.revision,
        };
        fact(settlement.kind, data)
    })
}

const fn fact(kind: SettlementKind, data: Settled) -> Fact {
    match kind {
        SettlementKind::Capture => Fact::PurchaseCaptured(data),
        SettlementKind::Void => Fact::PurchaseVoided(data),
        SettlementKind::Refund => Fact::PurchaseRefunded(data),
        SettlementKind::Dispute => Fact::PurchaseDisputed(data),
    }
}

fn amount(row: &PurchaseRow, settlement: &Settlement) -> Result<Money, EngineError> {
    let purchase = &row.purchase;
    let currency = purchase.amount.currency();
    if settlement
        .currency
        .as_deref()
        .is_some_and(|code| code != currency.code())
    {
        let what = format!("the purchase is in {}", currency.code());
        return Err(EngineError::BadAmount(what));
    }
    let all = match settlement.kind {
        SettlementKind::Capture => purchase.capturable(),
        SettlementKind::Refund | SettlementKind::Dispute => purchase.refundable(),
        SettlementKind::Void => 0,
    };
    match &settlement.amount {
        Some(text) => {
            Money::parse(text, currency).map_err(|error| EngineError::BadAmount(error.to_string()))
        }
        None => Ok(Money::new(all, currency)),
    }
}

fn receipt(text: &str) -> Result<String, EngineError> {
    let text = Text::clean(text, RECEIPT)
        .map_err(|error| EngineError::Invalid(format!("The receipt cannot be used: {error}")))?;
    Ok(text.as_str().to_owned())
}

/// Whether the very same report is in the ledger already.
fn reported(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    kind: SettlementKind,
    amount: Money,
    receipt: Option<&str>,
) -> Result<bool, EngineError> {
    let chain = crate::reading::chain(desk.conn(), row)?;
    Ok(chain.iter().any(|entry| {
        settled(&entry.fact).is_some_and(|(known, data)| {
            known == kind && data.amount == amount.decimal() && data.receipt.as_deref() == receipt
        })
    }))
}

fn settled(fact: &Fact) -> Option<(SettlementKind, &Settled)> {
    if let Fact::PurchaseCaptured(data) = fact {
        return Some((SettlementKind::Capture, data));
    }
    if let Fact::PurchaseVoided(data) = fact {
        return Some((SettlementKind::Void, data));
    }
    if let Fact::PurchaseRefunded(data) = fact {
        return Some((SettlementKind::Refund, data));
    }
    if let Fact::PurchaseDisputed(data) = fact {
        return Some((SettlementKind::Dispute, data));
    }
    None
}
