//! The payment as it is sent: `PaymentPayload` of v2 §5.2, and the flat one of version 1.

use counterfoil_domain::PurchaseId;
use serde_json::json;

use crate::encoding;
use crate::evm::EvmSignature;
use crate::json::quoted;

use super::choice::Method;
use super::{Refusal, SIGNATURE_HEADER, Transfer, V1_PAYMENT_HEADER, Version};

/// A transfer with its signature: money for whoever holds it.
#[derive(Clone, Debug)]
pub struct SignedTransfer<'a> {
    transfer: &'a Transfer<'a>,
    signature: EvmSignature,
}

impl<'a> SignedTransfer<'a> {
    pub(super) const fn new(transfer: &'a Transfer<'a>, signature: EvmSignature) -> Self {
        Self {
            transfer,
            signature,
        }
    }

    /// The signature.
    pub const fn signature(&self) -> EvmSignature {
        self.signature
    }

    /// The name of the header that carries it.
    pub const fn header_name(&self) -> &'static str {
        match self.transfer.offer().version() {
            Version::V1 => V1_PAYMENT_HEADER,
            Version::V2 => SIGNATURE_HEADER,
        }
    }

    /// The header's value. `purchase` is the payment's identifier where the seller takes one, the
    /// same however often it is sent.
    pub fn header_value(&self, purchase: PurchaseId) -> Result<String, Refusal> {
        let message = self.message(purchase)?;
        Ok(encoding::to_base64(message.as_bytes()))
    }

    /// The JSON of the payment, which MCP carries in `_meta["x402/payment"]`. What the seller wrote
    /// is in it to the letter.
    pub fn message(&self, purchase: PurchaseId) -> Result<String, Refusal> {
        let offer = self.transfer.offer();
        let payload = self.payload();
        if offer.version() == Version::V1 {
            let network = quoted(&offer.network_name);
            return Ok(format!(
                r#"{{"x402Version":1,"scheme":"exact","network":{network},"payload":{payload}}}"#
            ));
        }
        let mut parts = vec![r#""x402Version":2"#.to_owned()];
        if let Some(resource) = &offer.resource {
            parts.push(format!(r#""resource":{resource}"#));
        }
        parts.push(format!(r#""accepted":{}"#, offer.accepted));
        parts.push(format!(r#""payload":{payload}"#));
        if let Some(extensions) = offer.extensions.echo(purchase)? {
            parts.push(format!(r#""extensions":{extensions}"#));
        }
        Ok(format!("{{{}}}", parts.join(",")))
    }

    fn payload(&self) -> serde_json::Value {
        let transfer = self.transfer;
        let offer = transfer.offer();
        let signature = self.signature.to_hex();
        let end = transfer.lifetime().valid_before().to_string();
        let mut witness = json!({"to": offer.pay_to.to_string(), "validAfter": "0"});
        match offer.method {
            Method::Eip3009 => {
                return json!({
                    "signature": signature,
                    "authorization": {
                        "from": transfer.payer().to_string(),
                        "to": offer.pay_to.to_string(),
                        "value": offer.amount.to_string(),
                        "validAfter": "0",
                        "validBefore": end,
                        "nonce": transfer.nonce(),
                    },
                });
            }
            Method::Permit2 => {}
            Method::UpTo { facilitator } => {
                if let Some(fields) = witness.as_object_mut() {
                    fields.insert("facilitator".to_owned(), facilitator.to_string().into());
                }
            }
        }
        json!({
            "signature": signature,
            "permit2Authorization": {
                "from": transfer.payer().to_string(),
                "permitted": {
                    "token": offer.asset.contract.to_string(),
                    "amount": offer.amount.to_string(),
                },
                "spender": transfer.spender().to_string(),
                "nonce": transfer.nonce(),
                "deadline": end,
                "witness": witness,
            },
        })
    }
}
