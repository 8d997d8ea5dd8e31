//! What happens right after an unlock.

use counterfoil_domain::entry::{Actor, Fact, UnsignedCovered};

use crate::error::EngineError;
use crate::store;
use crate::writer::Desk;

/// Entries that were written while the ledger key was locked are signed for, by recording that they
/// were there: the batch's checkpoint covers them.
pub(crate) fn cover_tail(desk: &mut Desk<'_>) -> Result<(), EngineError> {
    let signed = store::log::last_signed(desk.conn())?.map_or(0, |signed| signed.size);
    let size = store::log::size(desk.conn())?;
    let count = size.saturating_sub(signed);
    if count > 0 {
        let data = UnsignedCovered {
            by: Actor::Owner,
            count: count.to_string(),
        };
        desk.record(&Fact::UnsignedCovered(data))?;
    }
    Ok(())
}
