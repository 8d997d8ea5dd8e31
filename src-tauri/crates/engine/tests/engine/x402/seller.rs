//! A seller on Base Sepolia that asks for one cent, and the payer of the published test vectors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil_domain::PurchaseId;
use counterfoil_engine::{
    AgentSession, EngineError, Network, PayX402, PayerKey, PurchaseAnswer, X402Request,
};
use serde_json::{Value, json};

use crate::support::{House, passphrase};

pub const PAYER: &str = "0x1563915e194D8CfBA1943570603F7606A3115508";
pub const URL: &str = "https://api.seller.example/paid";

/// What a seller sends with status 402, as the header's value.
pub struct Seller(pub String);

impl Seller {
    /// The ordinary one with its only option changed.
    pub fn with(change: impl FnOnce(&mut Value)) -> Self {
        let mut option = json!({
            "scheme": "exact", "network": "eip155:84532", "amount": "10000",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 300, "extra": {"name": "USDC", "version": "2"},
        });
        change(&mut option);
        let message = json!({
            "x402Version": 2, "error": "Payment required",
            "resource": {"url": URL, "description": "one cent page"},
            "accepts": [option],
            "extensions": {"payment-identifier": {"info": {"required": true}, "schema": {}}},
        });
        Self(STANDARD.encode(message.to_string()))
    }
}

pub fn required() -> Seller {
    Seller::with(|_| ())
}

pub fn amounting(amount: &str) -> Seller {
    Seller::with(|option| option["amount"] = amount.into())
}

/// A budget for calls: so much without asking, a quarter dollar a month.
pub fn calls(auto_up_to: &str) -> String {
    format!(
        r#"{{"name":"Calls","currency":"USDC","scope":{{"merchants":["api.seller.example"]}},
        "limits":{{"auto_up_to":"{auto_up_to}","deny_above":"1.00",
            "periods":[{{"window":"month","max":"0.25","when_used_up":"ask"}}]}},
        "always_ask":{{"new_merchant":false,"repeats":false}},"undo_seconds":10}}"#
    )
}

/// A house with that budget and the test vectors' payer.
pub async fn open(mandate: &str) -> House {
    let house = House::with_mandate(Some(mandate)).await;
    let key = PayerKey::import(&"22".repeat(32)).unwrap();
    let address = house.owner.set_payer(key, true, &passphrase()).await;
    assert_eq!(address.unwrap(), PAYER);
    house
}

pub async fn pay(house: &House, key: &str, seller: &Seller) -> Result<PurchaseAnswer, EngineError> {
    ask(&house.agent, key, seller, None).await
}

/// The same by whatever agent.
pub async fn pay_as(
    agent: &AgentSession,
    key: &str,
    seller: &Seller,
) -> Result<PurchaseAnswer, EngineError> {
    ask(agent, key, seller, None).await
}

/// A seller that wants real money, on Base.
pub fn real() -> Seller {
    Seller::with(|option| {
        option["network"] = "eip155:8453".into();
        option["asset"] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into();
        option["extra"]["name"] = "USD Coin".into();
    })
}

/// The ordinary call, paid or asked about.
pub async fn first_call(house: &House) -> PurchaseAnswer {
    pay(house, "call-1", &required()).await.unwrap()
}

/// The owner turns a network on or off.
pub async fn turn(house: &House, network: &str, on: bool) {
    let network = Network::parse(network).unwrap();
    let presence = house.presence().await;
    let turned = house.owner.set_network(network, on, presence);
    turned.await.unwrap();
}

/// Brings the seller's new answer for a purchase.
pub async fn renew(
    house: &House,
    id: PurchaseId,
    seller: &Seller,
) -> Result<PurchaseAnswer, EngineError> {
    ask(&house.agent, "", seller, Some(id)).await
}

async fn ask(
    agent: &AgentSession,
    key: &str,
    seller: &Seller,
    renews: Option<PurchaseId>,
) -> Result<PurchaseAnswer, EngineError> {
    let asked = PayX402 {
        key: key.to_owned(),
        body_hash: [1; 32],
        renews,
        request: X402Request {
            resource: URL.to_owned(),
            method: "GET".to_owned(),
            payment_required: seller.0.clone(),
            max_amount: None,
            reason: Some("the page was asked for".to_owned()),
            intent: None,
            callback: None,
        },
    };
    agent.pay_x402(asked).await.map(|paid| paid.answer)
}

/// What a payment header says.
pub fn payment(header: &str) -> Value {
    serde_json::from_slice(&STANDARD.decode(header).unwrap()).unwrap()
}
