//! Receipts of AP2: a merchant's or a processor's signed word on a closed mandate, believed only
//! under a key that the owner pinned.
//!
//! That money was taken anybody trusted may say. That a mandate was refused, which frees what is held
//! for it once it has ended, and its task at once, only the merchant of the purchase itself may.

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::checkout::Quote;
use counterfoil_domain::entry::{Fact, Reported, Requested, Said, Settled};
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::{Status, Step};
use counterfoil_domain::registry::Registry;
use counterfoil_protocols::ap2::receipt::Outcome;
use counterfoil_protocols::ap2::{Ap2Error, Receipt};
use counterfoil_protocols::jws::{JwsError, KeySet};

use crate::error::EngineError;
use crate::rails::{RailProblem, name_of_mandate, pinned_keys};
use crate::session::Caller;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// Takes a receipt in. The same one again changes nothing.
pub(crate) fn take(
    desk: &mut Desk<'_>,
    caller: &Caller,
    token: &str,
) -> Result<PurchaseRow, EngineError> {
    let agent = desk.agent(caller)?;
    let about = Receipt::claims_to_be_about(token).map_err(RailProblem::from)?;
    let row = desk.referred(&name_of_mandate(&about))?;
    let row = row.filter(|row| row.purchase.agent == agent.id);
    let row = row.ok_or(EngineError::NotFound { what: "mandate" })?;
    let requested = crate::reading::requested(&desk.entry(row.asked_seq)?)?;
    let receipt = verified(desk.registry(), &requested, token).map_err(RailProblem::from)?;
    let hash = Quote::hash_of(token.as_bytes());
    if is_known(desk, &row, token)? || super::rails::reported(desk, &row, &hash)? {
        return Ok(row);
    }
    match &receipt.result {
        // The order exists; that it is paid, the payment's own receipt says.
        Outcome::Ordered { order } => ordered(desk, row, order, token),
        Outcome::Paid { payment, .. } => {
            let left = row.purchase.capturable();
            settled(desk, row, &Step::Capture(left), left, (payment, token))
        }
        Outcome::Refused { code, .. } => settled(desk, row, &Step::Void, 0, (code, token)),
    }
}

/// Whether a purchase was voided because its merchant refused the mandate.
pub(crate) fn was_refused(desk: &Desk<'_>, row: &PurchaseRow) -> Result<bool, EngineError> {
    if row.purchase.status != Status::Voided {
        return Ok(false);
    }
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    Ok(chain
        .iter()
        .any(|entry| matches!(&entry.fact, Fact::PurchaseVoided(data) if data.proof.is_some())))
}

fn verified(registry: &Registry, requested: &Requested, token: &str) -> Result<Receipt, Ap2Error> {
    let merchant = requested.request.checkout.merchant.domain.as_ref();
    let own = merchant.map_or_else(|| Ok(KeySet::new()), |domain| pinned_keys(registry, domain))?;
    let by_merchant = Receipt::read(token, &own);
    let Err(Ap2Error::Token(JwsError::UnknownKey)) = by_merchant else {
        return by_merchant;
    };
    // A processor signs for many merchants, under its own name.
    let mut others = KeySet::new();
    for domain in registry.merchant_keys.keys() {
        let Ok(domain) = MerchantDomain::parse(domain) else {
            continue;
        };
        for (kid, key) in pinned_keys(registry, &domain)?.iter() {
            others = others.with(kid, *key);
        }
    }
    let receipt = Receipt::read(token, &others)?;
    if receipt.releases() {
        return Err(Ap2Error::Token(JwsError::UnknownKey));
    }
    Ok(receipt)
}

fn is_known(desk: &Desk<'_>, row: &PurchaseRow, token: &str) -> Result<bool, EngineError> {
    let chain = crate::reading::chain_of(row.last_seq, |seq| desk.stored_entry(seq))?;
    Ok(chain.iter().any(|entry| {
        let (Fact::PurchaseCaptured(data) | Fact::PurchaseVoided(data)) = &entry.fact else {
            return false;
        };
        data.proof.as_deref() == Some(token)
    }))
}

fn ordered(
    desk: &mut Desk<'_>,
    row: PurchaseRow,
    order: &str,
    token: &str,
) -> Result<PurchaseRow, EngineError> {
    let row = desk.step(row, &Step::Report, |row, _| {
        Fact::PurchaseReported(Reported {
            code: None,
            purchase: row.purchase.id,
            response: Quote::hash_of(token.as_bytes()),
            revision: row.purchase.revision,
            said: Said::Ordered,
            transaction: super::rails::clean(order),
        })
    })?;
    desk.keep_response(&row, token);
    Ok(row)
}

fn settled(
    desk: &mut Desk<'_>,
    row: PurchaseRow,
    step: &Step,
    minor: i64,
    (reference, token): (&str, &str),
) -> Result<PurchaseRow, EngineError> {
    let amount = Money::new(minor, row.purchase.amount.currency());
    let late = minor > row.purchase.held;
    let short: String = reference
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    let short: String = short.chars().take(200).collect();
    desk.step(row, step, |row, postings| {
        let data = Settled {
            amount: amount.decimal(),
            late,
            minor: minor.to_string(),
            postings,
            proof: Some(token.to_owned()),
            purchase: row.purchase.id,
            receipt: Some(short),
            revision: row.purchase.revision,
        };
        if matches!(step, Step::Void) {
            Fact::PurchaseVoided(data)
        } else {
            Fact::PurchaseCaptured(data)
        }
    })
}
