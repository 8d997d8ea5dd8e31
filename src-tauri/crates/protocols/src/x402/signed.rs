//! The extension `offer-receipt`: offers and receipts that the seller signed. They prove nothing
//! about who the seller is, but a seller cannot later deny them.

use std::collections::BTreeMap;

use crate::encoding;
use crate::evm::{Address, Domain, EvmSignature, digest, recover, struct_hash, type_hash, word};
use crate::json::{Fields, Json};

use super::choice::Offer;
use super::{MAX_BYTES, Refusal};

const OFFER: &str = "Offer(uint256 version,string resourceUrl,string scheme,string network,\
string asset,string payTo,string amount,uint256 validUntil)";
const RECEIPT: &str = "Receipt(uint256 version,string network,string resourceUrl,string payer,\
uint256 issuedAt,string transaction)";

/// Whether the seller signed what it offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// No.
    None,
    /// Yes, with the key of the account that is paid.
    Payee,
    /// Yes, with another account's key.
    Other(Address),
    /// In a form whose key would have to be fetched.
    Unchecked,
}

/// An offer as the seller signed it.
#[derive(Clone, Debug)]
pub(super) struct SignedOffer {
    texts: BTreeMap<String, String>,
    signature: Option<EvmSignature>,
    signer: Option<Address>,
}

/// The receipt of a settlement, as the seller signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReceipt {
    /// The JSON it came as.
    pub raw: String,
    /// The address that was paid for.
    pub resource_url: String,
    /// Who paid.
    pub payer: String,
    /// The transaction, if it is told.
    pub transaction: Option<String>,
    /// Who signed it, where that can be told without fetching a key.
    pub signer: Option<Address>,
}

impl Proof {
    /// Finds the signed offer that says what `offer` says, by its fields, and checks it. Where there
    /// are signed offers for the same token but none that says the same, the seller contradicts
    /// itself.
    pub(super) fn of(offer: &Offer, scheme: &str, now: u64) -> Result<Self, Refusal> {
        let offers = offer.extensions.offers.iter();
        let about: Vec<_> = offers.filter(|one| one.is_about(offer, scheme)).collect();
        if about.is_empty() {
            return Ok(Self::None);
        }
        let same = about.into_iter().find(|one| one.says(offer));
        let written = same.ok_or(Refusal::SignedOffer("it names another amount or payee"))?;
        super::gate::require_same(written.text("resourceUrl"), &offer.url)
            .map_err(|_| Refusal::SignedOffer("it names another address"))?;
        let until = written.text("validUntil").parse::<u64>().unwrap_or(0);
        if until != 0 && until <= now {
            return Err(Refusal::SignedOffer("it has expired"));
        }
        match (written.signature, written.signer) {
            (None, _) => Ok(Self::Unchecked),
            (Some(_), None) => Err(Refusal::SignedOffer("the signature is not one")),
            (Some(_), Some(signer)) if signer == offer.pay_to => Ok(Self::Payee),
            (Some(_), Some(signer)) => Ok(Self::Other(signer)),
        }
    }
}

impl SignedOffer {
    pub(super) fn read_all(extension: &Fields<'_>) -> Vec<Self> {
        let info = extension.some("info").and_then(Json::as_object);
        let offers = info
            .and_then(|info| info.some("offers"))
            .and_then(Json::as_list);
        let offers = offers
            .unwrap_or_default()
            .iter()
            .filter_map(Json::as_object);
        offers.filter_map(Self::read).collect()
    }

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let (texts, signature) = read_signed(fields)?;
        let get = |name: &str| texts.get(name).map_or("", String::as_str);
        let words = [
            word::number(get("version").parse().unwrap_or(0)),
            word::text(get("resourceUrl")),
            word::text(get("scheme")),
            word::text(get("network")),
            word::text(get("asset")),
            word::text(get("payTo")),
            word::text(get("amount")),
            word::number(get("validUntil").parse().unwrap_or(0)),
        ];
        let hash = struct_hash(&type_hash(OFFER), &words);
        let digest = digest(&separator("x402 offer"), &hash);
        let signer = signature.and_then(|one| recover(&digest, &one));
        Some(Self {
            texts,
            signature,
            signer,
        })
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn says(&self, offer: &Offer) -> bool {
        self.text("amount") == offer.amount.to_string()
            && Address::parse(self.text("payTo")) == Ok(offer.pay_to)
    }

    fn is_about(&self, offer: &Offer, scheme: &str) -> bool {
        let asset = Address::parse(self.text("asset")).ok();
        self.text("scheme") == scheme
            && self.text("network") == offer.network.caip2()
            && asset == Some(offer.asset.contract)
    }
}

impl SignedReceipt {
    pub(super) fn read(receipt: &Json<'_>) -> Option<Self> {
        let (texts, signature) = read_signed(receipt.as_object()?)?;
        let get = |name: &str| texts.get(name).map_or("", String::as_str);
        let words = [
            word::number(get("version").parse().unwrap_or(0)),
            word::text(get("network")),
            word::text(get("resourceUrl")),
            word::text(get("payer")),
            word::number(get("issuedAt").parse().unwrap_or(0)),
            word::text(get("transaction")),
        ];
        let hash = struct_hash(&type_hash(RECEIPT), &words);
        let digest = digest(&separator("x402 receipt"), &hash);
        let signer = signature.and_then(|one| recover(&digest, &one));
        let transaction = Some(get("transaction").to_owned()).filter(|text| !text.is_empty());
        Some(Self {
            raw: receipt.raw().to_owned(),
            resource_url: get("resourceUrl").to_owned(),
            payer: get("payer").to_owned(),
            transaction,
            signer,
        })
    }
}

fn separator(name: &str) -> [u8; 32] {
    let domain = Domain {
        name,
        version: Some("1"),
        chain_id: 1,
        contract: None,
    };
    domain.separator()
}

/// The payload's fields as text, and the signature over them where it can be checked here.
fn read_signed(fields: &Fields<'_>) -> Option<(BTreeMap<String, String>, Option<EvmSignature>)> {
    let signature = fields.text("signature").ok()?;
    match fields.text("format").ok()? {
        "eip712" => {
            let texts = texts(fields.object("payload").ok()?);
            // A signature that is none is one that does not hold.
            let signature = EvmSignature::parse(signature);
            Some((texts, signature.or(Some(EvmSignature::nobodys()))))
        }
        "jws" => {
            let payload = signature.split('.').nth(1)?;
            let payload = encoding::base64_url(payload).ok()?;
            let parsed = Json::parse_object(&payload, MAX_BYTES).ok()?;
            Some((texts(&parsed), None))
        }
        _ => None,
    }
}

fn texts(payload: &Fields<'_>) -> BTreeMap<String, String> {
    let written = |value: &Json<'_>| match value.as_integer() {
        Some(number) => Some(number.to_string()),
        None => value.as_text().map(str::to_owned),
    };
    let members = payload.iter();
    members
        .filter_map(|(name, value)| Some((name.to_owned(), written(value)?)))
        .collect()
}
