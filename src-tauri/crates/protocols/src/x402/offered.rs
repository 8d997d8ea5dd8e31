//! One way to pay, as the seller offers it: an element of `accepts` (v2 §5.1.2, and version 1).

use crate::evm::Address;
use crate::json::{Fields, Json, JsonError};

use super::{Refusal, Version};

/// One way to pay, read but not judged.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The JSON it came as; it is echoed to the letter.
    pub raw: String,
    /// How the payment works.
    pub scheme: String,
    /// On which chain.
    pub network: String,
    /// The rest, or what is wrong with it. Other chains write other things there.
    pub terms: Result<Terms, Refusal>,
}

/// What is to be paid, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// In the token's smallest unit.
    pub amount: u128,
    /// The token's contract.
    pub asset: Address,
    /// Who gets it.
    pub pay_to: Address,
    /// For how long the seller wants it to be valid.
    pub timeout_secs: u64,
    /// The name the seller says the token has.
    pub token_name: Option<String>,
    /// The version the seller says the token has.
    pub token_version: Option<String>,
    /// How the token is moved: `eip3009` where nothing is said.
    pub transfer_method: Option<String>,
    /// When the money moves: `authorization` where nothing is said.
    pub payment_flow: Option<String>,
    /// Who may settle an `upto` payment.
    pub facilitator: Option<String>,
    /// What is sold, where version 1 says it.
    pub resource: Option<String>,
    /// What is sold in words, where version 1 says it.
    pub description: Option<String>,
}

impl Offered {
    pub(super) fn read(option: &Json<'_>, version: Version) -> Result<Self, JsonError> {
        let kind = crate::json::wrong("accepts", "a list of objects");
        let fields = option.as_object().ok_or(kind)?;
        Ok(Self {
            raw: option.raw().to_owned(),
            scheme: fields.text("scheme")?.to_owned(),
            network: fields.text("network")?.to_owned(),
            terms: Terms::read(fields, version),
        })
    }
}

impl Terms {
    fn read(fields: &Fields<'_>, version: Version) -> Result<Self, Refusal> {
        let incomplete = |error: JsonError| Refusal::Incomplete(error.to_string());
        let amount_name = match version {
            Version::V1 => "maxAmountRequired",
            Version::V2 => "amount",
        };
        let empty = Fields::default();
        let extra = fields.optional_object("extra").map_err(incomplete)?;
        let extra = extra.unwrap_or(&empty);
        let said = |name: &str| -> Result<Option<String>, Refusal> {
            let text = extra.optional_text(name).map_err(incomplete)?;
            Ok(text.map(str::to_owned))
        };
        let told = |name: &str| -> Result<Option<String>, Refusal> {
            let text = fields.optional_text(name).map_err(incomplete)?;
            Ok(text.map(str::to_owned).filter(|_| version == Version::V1))
        };
        let asset = fields.text("asset").map_err(incomplete)?;
        let pay_to = fields.text("payTo").map_err(incomplete)?;
        Ok(Self {
            amount: amount(fields, amount_name)?,
            asset: Address::parse(asset).map_err(Refusal::AssetAddress)?,
            pay_to: Address::parse(pay_to).map_err(Refusal::PayTo)?,
            timeout_secs: timeout(fields)?,
            token_name: said("name")?,
            token_version: said("version")?,
            transfer_method: said("assetTransferMethod")?,
            payment_flow: said("paymentFlow")?,
            facilitator: said("facilitatorAddress")?,
            resource: told("resource")?,
            description: told("description")?,
        })
    }
}

/// `^[1-9][0-9]*$` as text, and nothing that only some readers take for a number.
fn amount(fields: &Fields<'_>, name: &str) -> Result<u128, Refusal> {
    let text = fields.text(name).map_err(|_| Refusal::AmountSyntax)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || text.is_empty() || text.starts_with('0') {
        return Err(Refusal::AmountSyntax);
    }
    text.parse().map_err(|_| Refusal::AmountTooLarge)
}

fn timeout(fields: &Fields<'_>) -> Result<u64, Refusal> {
    let seconds = fields.integer("maxTimeoutSeconds").ok();
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    seconds
        .filter(|seconds| *seconds > 0)
        .ok_or(Refusal::TimeoutSyntax)
}
