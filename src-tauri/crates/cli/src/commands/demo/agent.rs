//! The demo's agent: knows an address and a token, like any other.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::context::blocking;
use crate::failure::Failure;

/// A sandbox agent.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) address: SocketAddr,
    pub(super) token: String,
}

/// One thing to buy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) amount: &'static str,
    pub(super) reason: &'static str,
}

impl Agent {
    pub(super) async fn buy(&self, wish: Wish) -> Result<Answer, Failure> {
        let body = json!({
            "merchant": { "name": "Nordlicht Books", "domain": "shop.nordlicht-books.example" },
            "items": [{ "title": wish.title, "quantity": 1, "amount": wish.amount }],
            "amount": wish.amount,
            "currency": "EUR",
            "reason": wish.reason,
            "rail": "card",
        });
        self.send(Call::post("/v1/purchases", body).with_key(wish.key))
            .await
    }

    /// Waits for a change of the purchase.
    pub(super) async fn wait(&self, purchase: &str) -> Result<Answer, Failure> {
        self.send(Call::get(format!("/v1/purchases/{purchase}?wait=10")))
            .await
    }

    pub(super) async fn settle(
        &self,
        purchase: &str,
        what: &str,
        amount: &str,
        receipt: &str,
    ) -> Result<Answer, Failure> {
        let body = json!({ "amount": amount, "currency": "EUR", "receipt": receipt });
        self.send(Call::post(format!("/v1/purchases/{purchase}/{what}"), body))
            .await
    }

    /// Tries something that no route offers.
    pub(super) async fn try_to_approve(&self, purchase: &str) -> Result<Answer, Failure> {
        self.send(Call::post(
            format!("/v1/purchases/{purchase}/approve"),
            json!({}),
        ))
        .await
    }

    /// The same agent with a token that nobody gave it.
    pub(super) fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    async fn send(&self, call: Call) -> Result<Answer, Failure> {
        let (call, address) = (call.with_token(&self.token), self.address);
        blocking(move || call.ask(address)).await?
    }
}

impl Answer {
    /// A text in the answer, by its JSON pointer.
    pub(super) fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    }
}
