//! What purchases count and what they may repeat: exchange rates, pinned categories, subscriptions.

use counterfoil_domain::Currency;
use counterfoil_domain::entry::Actor;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::merchant::{Category, MerchantDomain};
use counterfoil_domain::rates::{Quote, Rate};
use counterfoil_protocols::ecb;

use super::{LocalSession, OwnerSession, Presence};
use crate::error::EngineError;
use crate::ops;
use crate::ops::rates::RatesTaken;
use crate::rows::{SubscriptionRow, subscriptions};
use crate::writer::Desk;

impl LocalSession {
    /// Every exchange rate in use, as it was recorded.
    pub fn rates(&self) -> Vec<Rate> {
        self.shared.registry().rates.iter().copied().collect()
    }

    /// What kind of shop the owner says merchants are, by registrable domain.
    pub fn pinned_categories(&self) -> Vec<(String, Category)> {
        let registry = self.shared.registry();
        let pinned = registry.categories.iter();
        pinned
            .map(|(domain, category)| (domain.clone(), category.clone()))
            .collect()
    }

    /// Every purchase that repeats, the one that is due first at the top.
    pub async fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, EngineError> {
        self.read(subscriptions).await
    }

    /// Ends a subscription, which is known by its first purchase: its renewals are refused.
    pub async fn cancel_subscription(&self, first: PurchaseId) -> Result<(), EngineError> {
        let by = if self.shared.is_unlocked() {
            Actor::Owner
        } else {
            Actor::Local
        };
        let work = move |desk: &mut Desk<'_>| ops::subscriptions::cancel(desk, first, by);
        self.writer.run(work).await?;
        Ok(())
    }
}

impl OwnerSession {
    /// Records a day of the European Central Bank's rates: its XML or CSV file.
    pub async fn import_rates(
        &self,
        file: Vec<u8>,
        _presence: Presence,
    ) -> Result<RatesTaken, EngineError> {
        let day = read_rates(&file)?;
        let work = move |desk: &mut Desk<'_>| ops::rates::import(desk, &day);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Records what one unit of a currency is worth in another today.
    pub async fn set_rate(
        &self,
        from: Currency,
        to: Currency,
        rate: Quote,
        _presence: Presence,
    ) -> Result<RatesTaken, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::rates::set(desk, from, to, rate);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Says what kind of shop a merchant is, whatever agents claim; with none, they are believed
    /// again.
    pub async fn pin_category(
        &self,
        domain: MerchantDomain,
        category: Option<Category>,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::categories::pin(desk, &domain, category.clone());
        self.local.writer.run(work).await?;
        Ok(())
    }
}

/// Reads a file of rates without recording it, so that a wrong one costs no passphrase.
pub fn read_rates(file: &[u8]) -> Result<ecb::EcbDay, EngineError> {
    ecb::read(file).map_err(EngineError::Rates)
}
