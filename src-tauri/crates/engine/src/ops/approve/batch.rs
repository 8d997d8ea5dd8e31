//! Several approvals with one gesture: only where each alone would take no more than that gesture,
//! for one agent at one merchant, and all of them or none.

use std::collections::BTreeSet;

use counterfoil_domain::evaluate::Tier;

use super::{Approve, Checked, check, give};
use crate::error::EngineError;
use crate::shared::Unlocked;
use crate::store::purchases::PurchaseRow;
use crate::writer::Desk;

/// More than this cannot have been read.
const AT_MOST: usize = 50;

/// Approves all of them, each with its own view, guard and entry, or none.
pub(crate) fn approve_batch(
    desk: &mut Desk<'_>,
    keys: &Unlocked,
    approvals: &[Approve],
) -> Result<Vec<PurchaseRow>, EngineError> {
    let ids: BTreeSet<_> = approvals.iter().map(|approve| approve.purchase).collect();
    if approvals.is_empty() || approvals.len() > AT_MOST {
        return Err(refused(format!("choose 1 to {AT_MOST}")));
    }
    if ids.len() != approvals.len() {
        return Err(refused("one is named twice".to_owned()));
    }
    // Everything is checked before anything is staged, so that a refusal spoils nothing.
    let mut checked = Vec::with_capacity(approvals.len());
    for approve in approvals {
        checked.push(check(desk, approve)?);
    }
    require_alike(&checked)?;
    let pairs = approvals.iter().zip(checked);
    pairs
        .map(|(approve, checked)| give(desk, keys, approve, checked))
        .collect()
}

fn require_alike(all: &[Checked]) -> Result<(), EngineError> {
    let Some(first) = all.first().map(|checked| &checked.row.purchase) else {
        return Ok(());
    };
    for checked in all {
        let purchase = &checked.row.purchase;
        if checked.view.tier > Tier::T1 {
            return Err(refused(format!("{} needs a look of its own", purchase.id)));
        }
        if purchase.agent != first.agent {
            return Err(refused("they are from different agents".to_owned()));
        }
        if purchase.merchant != first.merchant {
            return Err(refused("they are at different merchants".to_owned()));
        }
    }
    Ok(())
}

fn refused(why: String) -> EngineError {
    EngineError::NotTogether(why)
}
