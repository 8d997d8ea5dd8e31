//! The signed authorization: a pure function of two durable entries, the first checkpoint that
//! covers them, and the key. Asking for it again gives the same bytes, so nothing secret is stored.

use counterfoil_domain::entry::{Authorized, Requested};
use counterfoil_protocols::authorization::{
    Claims, LedgerClaim, PurchaseClaim, assemble, signing_input,
};

use crate::error::EngineError;
use crate::shared::Shared;
use crate::writer::SignedHead;

/// The compact JWS.
pub(crate) fn token(
    shared: &Shared,
    requested: &Requested,
    authorized: &Authorized,
    head: &SignedHead,
) -> Result<String, EngineError> {
    let keys = shared.unlocked()?;
    let claims = claims(shared, requested, authorized, head);
    let input = signing_input(&authorized.kid, &claims)
        .map_err(|error| EngineError::Internal(error.to_string()))?;
    let signature = keys.authorization.sign(input.as_bytes());
    Ok(assemble(&input, &signature))
}

fn claims(
    shared: &Shared,
    requested: &Requested,
    authorized: &Authorized,
    head: &SignedHead,
) -> Claims {
    let checkout = &requested.request.checkout;
    let seconds = |at: counterfoil_domain::Timestamp| at.as_millis().div_euclid(1000);
    Claims {
        iss: shared.origin().to_owned(),
        sub: requested.agent.to_string(),
        aud: authorized.aud.clone(),
        jti: format!("{}:{}", authorized.purchase, authorized.revision),
        iat: seconds(authorized.starts),
        nbf: seconds(authorized.starts),
        exp: seconds(authorized.ends),
        purchase: PurchaseClaim {
            amount: checkout.amount.decimal(),
            currency: checkout.amount.currency().code().to_owned(),
            merchant: checkout.merchant.name.as_str().to_owned(),
            items_hash: authorized.items_hash.clone(),
            shown_hash: authorized.shown_hash.clone(),
            mandate: authorized.mandate.map(|mandate| mandate.to_string()),
            sandbox: authorized.sandbox,
        },
        ledger: LedgerClaim {
            checkpoint: shared.note(head),
        },
    }
}
