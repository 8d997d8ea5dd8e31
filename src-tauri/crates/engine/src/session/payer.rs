//! The account that pays over x402, and the networks on which agents may.

use counterfoil_domain::checkout::Rail;
use counterfoil_domain::money::Money;
use counterfoil_protocols::x402::Network;

use super::{LocalSession, OwnerSession, Presence};
use crate::error::EngineError;
use crate::keys::{Passphrase, PayerKey};
use crate::ops;
use crate::rails::x402;
use crate::store;
use crate::writer::Desk;

/// What agents have paid from the account, by this record; what is on it, nobody is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Taken by sellers, less what came back, per currency.
    pub paid: Vec<Money>,
    /// Signed for and not taken yet, or still waiting for an answer.
    pub held: Vec<Money>,
}

impl LocalSession {
    /// What agents have paid over x402 by this record.
    pub async fn payer_used(&self) -> Result<Used, EngineError> {
        self.read(|conn, _| store::quotes::used(conn, Rail::X402))
            .await
    }

    /// The account that x402 payments are paid from.
    pub fn payer(&self) -> Option<String> {
        self.shared.registry().payer.clone()
    }

    /// Every network on which there is something to pay with, and whether agents may.
    pub fn networks(&self) -> Vec<(Network, bool)> {
        let on = x402::networks(&self.shared.registry(), false);
        let all = Network::ALL.iter().filter(|one| one.has_token());
        all.map(|one| (*one, on.contains(*one))).collect()
    }
}

impl OwnerSession {
    /// Pays over x402 from the account of this key from now on, and keeps the key with the others.
    /// Answers the account's address.
    pub async fn set_payer(
        &self,
        key: PayerKey,
        imported: bool,
        passphrase: &Passphrase,
    ) -> Result<String, EngineError> {
        let shared = &self.local.shared;
        self.attempts.add_payer(shared, passphrase, &key).await?;
        let address = key.address().to_string();
        let recorded = address.clone();
        let work = move |desk: &mut Desk<'_>| ops::rails::set_payer(desk, &recorded, imported);
        self.local.writer.run(work).await?;
        Ok(address)
    }

    /// Stops agents from paying on a network, which takes no presence: it only tightens.
    pub async fn stop_network(&self, network: Network) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::rails::set_network(desk, network, false);
        self.local.writer.run(work).await?;
        Ok(())
    }

    /// Lets agents pay on a network, or stops it.
    pub async fn set_network(
        &self,
        network: Network,
        on: bool,
        _presence: Presence,
    ) -> Result<(), EngineError> {
        let work = move |desk: &mut Desk<'_>| ops::rails::set_network(desk, network, on);
        self.local.writer.run(work).await?;
        Ok(())
    }
}
