//! An offer as a purchase request: what the owner is asked and what the budget counts.

use std::collections::BTreeMap;

use counterfoil_domain::checkout::ItemUrl;
use counterfoil_domain::merchant::NAME_RULE;
use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote};
use counterfoil_domain::{Draft, MerchantDomain, Rail, Text, TextRule};

use super::Proof;
use super::choice::{Method, Offer};

const TITLE: TextRule = TextRule {
    max_graphemes: 250,
    max_bytes: 1000,
    multiline: false,
};

impl Offer {
    /// The purchase this offer is. Who sells is the host that was called; what it says of itself is
    /// only its name. The agent's reason and intent are for the caller to add.
    pub fn draft(&self, received: &[u8]) -> Draft {
        let host = self.url.host_str().unwrap_or_default();
        let domain = MerchantDomain::parse(host).ok();
        let amount = self.money.decimal();
        let item = DraftItem {
            title: self.title(),
            quantity: Some(1),
            unit_amount: None,
            amount: amount.clone(),
            sku: None,
            url: ItemUrl::parse(self.url.as_str())
                .ok()
                .map(|url| url.to_string()),
        };
        Draft {
            merchant: DraftMerchant {
                name: self.merchant_name(host, domain.is_some()),
                domain: domain.map(|domain| domain.host().to_owned()),
                country: None,
                category: None,
            },
            items: vec![item],
            amount,
            currency: self.money.currency().code().to_owned(),
            rail: Some(Rail::X402.as_str().to_owned()),
            instrument: Some(format!(
                "{} on {}",
                self.money.currency(),
                self.network.label
            )),
            quote: Some(DraftQuote {
                facts: self.details(),
                received: received.to_vec(),
            }),
            ..Draft::default()
        }
    }

    fn merchant_name(&self, host: &str, has_domain: bool) -> String {
        let clean = |text: &&str| Text::clean(text, NAME_RULE).is_ok();
        let said = self.service.as_deref().filter(|_| has_domain).filter(clean);
        if let Some(name) = said {
            return name.to_owned();
        }
        if self.url.scheme() == "mcp" {
            return format!("Tool {}", self.url.path().trim_start_matches('/'));
        }
        match self.url.port() {
            Some(port) if !has_domain => format!("{host}:{port}"),
            _ => host.to_owned(),
        }
    }

    fn title(&self) -> String {
        let clean = |text: &String| Text::clean(text, TITLE).is_ok();
        let said = self.description.clone().filter(clean);
        let path = format!("{} {}", self.http_method, self.url.path());
        said.or_else(|| Some(path).filter(clean))
            .unwrap_or_else(|| "A paid call".to_owned())
    }

    fn details(&self) -> BTreeMap<String, String> {
        let (scheme, method) = match self.method {
            Method::Eip3009 => ("exact", "eip3009"),
            Method::Permit2 => ("exact", "permit2"),
            Method::UpTo { .. } => ("upto", "permit2"),
        };
        let signed = match self.proof {
            Proof::None => "no".to_owned(),
            Proof::Payee => "payee".to_owned(),
            Proof::Other(signer) => signer.to_string(),
            Proof::Unchecked => "unchecked".to_owned(),
        };
        let entries = [
            ("x402.address", self.url.to_string()),
            ("x402.asset", self.asset.contract.to_string()),
            ("x402.http_method", self.http_method.clone()),
            ("x402.method", method.to_owned()),
            ("x402.network", self.network.caip2()),
            ("x402.pay_to", self.pay_to.to_string()),
            ("x402.scheme", scheme.to_owned()),
            ("x402.seconds", self.timeout_secs.to_string()),
            ("x402.signed_offer", signed),
            ("x402.terms", hex::encode(self.fingerprint())),
            ("x402.version", self.version.number().to_string()),
        ];
        entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}
