//! What happened to the money afterwards, as the agent reports it.

use counterfoil_domain::entry::{Fact, Settled};
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::Step;
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
    let given = settlement.amount.is_some().then_some(amount);
    if receipt.is_some() && reported(desk, &row, settlement.kind, given, receipt.as_deref())? {
        return Ok(row);
    }
    let minor = amount.minor();
    let step = match settlement.kind {
        SettlementKind::Capture => Step::Capture(minor),
        SettlementKind::Void => Step::Void,
        SettlementKind::Refund => Step::Refund(minor),
        SettlementKind::Dispute => Step::Dispute,
    };
    // Taken beyond what is still held: the authorization had ended, or its rest was released.
    let late = settlement.kind == SettlementKind::Capture && minor > row.purchase.held;
    desk.step(row, &step, |row, postings| {
        let data = Settled {
            amount: amount.decimal(),
            late,
            minor: minor.to_string(),
            postings,
            proof: None,
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
    let all = Money::new(all, currency);
    let Some(text) = &settlement.amount else {
        return Ok(all);
    };
    let given = Money::parse(text, currency);
    let given = given.map_err(|error| EngineError::BadAmount(error.to_string()))?;
    // The steps check captures and refunds; nothing else may put a made-up amount on record.
    match settlement.kind {
        SettlementKind::Void if !given.is_zero() => Err(EngineError::BadAmount(
            "a void takes nothing, so it has no amount".to_owned(),
        )),
        SettlementKind::Dispute if given.minor() > all.minor() => Err(EngineError::TooMuch {
            asked: given,
            left: all,
        }),
        SettlementKind::Capture
        | SettlementKind::Void
        | SettlementKind::Refund
        | SettlementKind::Dispute => Ok(given),
    }
}

fn receipt(text: &str) -> Result<String, EngineError> {
    let text = Text::clean(text, RECEIPT)
        .map_err(|error| EngineError::Invalid(format!("The receipt cannot be used: {error}")))?;
    Ok(text.as_str().to_owned())
}

/// Whether the very same report is in the ledger already. Without an amount it meant all that was
/// left then, so the receipt alone tells.
fn reported(
    desk: &Desk<'_>,
    row: &PurchaseRow,
    kind: SettlementKind,
    amount: Option<Money>,
    receipt: Option<&str>,
) -> Result<bool, EngineError> {
    let same = |data: &Settled| amount.is_none_or(|amount| data.amount == amount.decimal());
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    Ok(chain.iter().any(|entry| {
        settled(&entry.fact).is_some_and(|(known, data)| {
            known == kind && same(data) && data.receipt.as_deref() == receipt
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
