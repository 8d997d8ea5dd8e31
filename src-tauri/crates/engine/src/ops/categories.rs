//! Saying what kind of shop a merchant is, whatever agents claim.

use counterfoil_domain::MerchantDomain;
use counterfoil_domain::entry::{CategoryPinned, Fact};
use counterfoil_domain::merchant::Category;

use crate::error::EngineError;
use crate::writer::Desk;

/// Pins a category to the merchant of a domain; with none, agents are believed again.
pub(crate) fn pin(
    desk: &mut Desk<'_>,
    domain: &MerchantDomain,
    category: Option<Category>,
) -> Result<(), EngineError> {
    let domain = domain.registrable().to_owned();
    let pinned = desk.registry().categories.get(&domain);
    if pinned.is_none() && category.is_none() {
        return Err(EngineError::NotFound {
            what: "pinned category",
        });
    }
    if pinned != category.as_ref() {
        let fact = Fact::CategoryPinned(CategoryPinned { category, domain });
        desk.record(&fact)?;
    }
    Ok(())
}
