//! All rails at once on one mandate: whatever the order, its limit is kept.

use std::env;
use std::time::Duration;

use counterfoil_domain::Currency;
use counterfoil_domain::rates::Quote;
use counterfoil_engine::{AgentSession, EngineError, PayX402, PurchaseAnswer, X402Request};
use counterfoil_protocols::encoding::to_base64_url;
use serde_json::json;

use super::acp::session;
use super::handed;
use super::mandates::{checkout, signed};
use crate::support::{SHOP, request, submission};
use crate::x402::seller::{URL, amounting, open};

/// The limit over all rails and agents, of which each purchase takes a good part.
const SHARED: &str = r#"{"name":"Everything","currency":"EUR",
    "limits":{"auto_up_to":"50.00","deny_above":"200.00","rate_max_age_days":30,
        "periods":[{"window":"day","max":"100.00","when_used_up":"deny"}]},
    "always_ask":{"new_merchant":false,"repeats":false},"undo_seconds":0,"time_zone":"Etc/UTC"}"#;

const AGENTS: usize = 8;
const RAILS: usize = 6;

/// Asks for `cents` on a rail; each name is another purchase.
async fn ask(
    agent: AgentSession,
    rail: usize,
    name: String,
    cents: i64,
) -> Result<PurchaseAnswer, EngineError> {
    let submitted = match rail {
        0 => {
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            agent
                .submit(submission(&name, request(&amount, SHOP)))
                .await
        }
        1 => {
            let mut session = session(cents);
            session["id"] = name.as_str().into();
            agent
                .checkout_acp(handed(&name, &session.to_string()))
                .await
        }
        2 => {
            let mut checkout = checkout(cents);
            checkout["id"] = name.as_str().into();
            let body = json!({"checkout_jwt": signed(&checkout)});
            agent.checkout_ap2(handed(&name, &body.to_string())).await
        }
        3 => {
            let order = order(&name, cents);
            agent
                .pay_a402(handed(&name, &order), Some("tianqi.example"))
                .await
        }
        4 => agent.pay_x402(call(&name, cents)).await,
        _ => {
            let order = json!({
                "accepted": {"amount": cents.to_string(), "payTo": "jd", "extra": {"name": "FEN"}},
                "payload": {"signature": ""}, "extensions": {"orderNo": name},
            });
            agent.pay_clawtip(handed(&name, &order.to_string())).await
        }
    };
    submitted.map(|submitted| submitted.answer)
}

/// A call that costs as much in USDC.
fn call(name: &str, cents: i64) -> PayX402 {
    PayX402 {
        key: name.to_owned(),
        body_hash: [1; 32],
        renews: None,
        request: X402Request {
            resource: URL.to_owned(),
            method: "GET".to_owned(),
            payment_required: amounting(&(cents * 10_000).to_string()).0,
            max_amount: None,
            reason: None,
            intent: None,
            callback: None,
        },
    }
}

/// An order of Alipay that is open for years.
fn order(name: &str, fen: i64) -> String {
    let message = json!({
        "out_trade_no": name, "amount": format!("{}.{:02}", fen / 100, fen % 100), "currency": "CNY",
        "resource_id": "r", "pay_before": "2099-01-01T00:00:00Z", "seller_name": "Tianqi",
        "seller_id": "1", "goods_name": "Forecast",
    });
    to_base64_url(message.to_string().as_bytes())
}

/// How many rounds; few where it is one test among many.
fn rounds() -> u64 {
    let said = env::var("COUNTERFOIL_RACE_ROUNDS").ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(3)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rails_together_never_spend_more_than_the_mandate_allows() {
    let house = open(SHARED).await;
    let mut agents = vec![house.agent.clone()];
    for n in 1..AGENTS {
        agents.push(house.another(&format!("Agent {n}")).await.1);
    }
    let currency = |code| Currency::parse(code).unwrap();
    let mut spent_somewhere = 0;
    for round in 0..rounds() {
        if round % 25 == 0 {
            // What a yuan and a dollar are worth, and stay worth.
            for (from, rate) in [("CNY", "0.125"), ("USDC", "1")] {
                let (from, to) = (currency(from), currency("EUR"));
                let rate = Quote::parse(rate).unwrap();
                let presence = house.presence().await;
                let set = house.owner.set_rate(from, to, rate, presence).await;
                set.unwrap();
            }
        }
        let mut asking = tokio::task::JoinSet::new();
        for (n, agent) in agents.iter().enumerate() {
            for rail in 0..RAILS {
                let cents = 700 + i64::try_from((n * 131 + rail * 577) % 900).unwrap();
                let cents = if matches!(rail, 3 | 5) {
                    cents * 8
                } else {
                    cents
                };
                let name = format!("r{round}-{n}-{rail}");
                asking.spawn(ask(agent.clone(), rail, name, cents));
            }
        }
        for asked in asking.join_all().await {
            asked.unwrap();
        }
        let period = house.period(0).await;
        let used = period.held.minor() + period.spent.minor();
        assert!(used <= 10_000, "round {round}: {used}");
        spent_somewhere += used;
        // Tomorrow the whole limit is there again.
        house.clock.advance(Duration::from_hours(24));
    }
    assert!(spent_somewhere > 0, "somebody could buy something");
    house.is_intact().await;
}
