//! What purchases count and what they may repeat: exchange rates, pinned categories, subscriptions.

use counterfoil_domain::Currency;
use counterfoil_domain::entry::Actor;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::merchant::{Category, MerchantDomain};
use counterfoil_domain::rates::{Quote, Rate};
use counterfoil_protocols::ecb;
use counterfoil_protocols::jws::KeySet;

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

    /// The keys that the owner trusts to sign for merchants: registrable domain, name, and the key
    /// (SEC1, compressed, hex).
    pub fn merchant_keys(&self) -> Vec<(String, String, String)> {
        let registry = self.shared.registry();
        let pinned = registry.merchant_keys.iter();
        pinned
            .flat_map(|(domain, keys)| {
                let row =
                    |(kid, key): (&String, &String)| (domain.clone(), kid.clone(), key.clone());
                keys.iter().map(row)
            })
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

    /// Lets a cancelled subscription be renewed again.
    pub async fn allow_subscription(
        &self,
        first: PurchaseId,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::subscriptions::allow(desk, first);
        self.local.writer.run(work).await?;
        Ok(())
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

    /// Trusts the P-256 keys of a JWK set to sign for a merchant, and says which are new.
    pub async fn pin_merchant_keys(
        &self,
        domain: MerchantDomain,
        keys: KeySet,
        _presence: Presence,
    ) -> Result<Vec<String>, EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::merchant_keys::pin(desk, &domain, &keys);
        Ok(self.local.writer.run(work).await?.value)
    }

    /// Trusts a merchant's key no longer. With no key left its signatures are not checked any more,
    /// which the card then says, so this needs presence too.
    pub async fn remove_merchant_key(
        &self,
        domain: MerchantDomain,
        kid: String,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::merchant_keys::remove(desk, &domain, &kid);
        self.local.writer.run(work).await?;
        Ok(())
    }
}

/// Reads the keys of a JWK set, so that a wrong file costs no passphrase.
pub fn read_merchant_keys(file: &[u8]) -> Result<KeySet, EngineError> {
    let keys = KeySet::parse(file).ok().filter(|keys| !keys.is_empty());
    keys.ok_or_else(|| {
        let text = "There is no public P-256 key (a JWK or JWK set) in the file.";
        EngineError::Invalid(text.to_owned())
    })
}

/// Reads a file of rates without recording it, so that a wrong one costs no passphrase.
pub fn read_rates(file: &[u8]) -> Result<ecb::EcbDay, EngineError> {
    ecb::read(file).map_err(EngineError::Rates)
}
