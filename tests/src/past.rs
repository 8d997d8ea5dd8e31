//! A past: purchases of earlier days, asked for and paid through the engine.

use std::time::Duration;

use anyhow::{Context as _, Result};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::{Draft, DraftItem, DraftMerchant, PurchaseRequest};
use counterfoil_domain::{PurchaseId, Timestamp};
use counterfoil_engine::{
    AgentSession, Clock as _, ManualClock, Settlement, SettlementKind, SubmitRequest,
};
use sha2::{Digest as _, Sha256};

/// How much was bought, and how often.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// How many purchases.
    pub purchases: u64,
    /// How many of them in the same moment.
    pub at_once: u64,
    /// How long nothing is asked for after that.
    pub pause: Duration,
}

impl Past {
    /// Nothing happened.
    pub const NONE: Self = Self {
        purchases: 0,
        at_once: 1,
        pause: Duration::ZERO,
    };

    /// How long it takes, the last payment included.
    pub fn length(&self) -> Duration {
        let moments = self.purchases.div_ceil(self.at_once.max(1));
        let pauses = moments + u64::from(moments > 0);
        self.pause
            .saturating_mul(u32::try_from(pauses).unwrap_or(u32::MAX))
    }

    /// Asks for everything by turns and pays for what was authorized after the next pause, moving
    /// the clock. What is paid and what is asked for at one moment share a commit.
    pub async fn happen(&self, sessions: &[AgentSession], clock: &ManualClock) -> Result<()> {
        let mut asked = 0;
        let mut unpaid: Vec<Bought> = Vec::new();
        while asked < self.purchases || !unpaid.is_empty() {
            let now = clock.now();
            let until = self.purchases.min(asked + self.at_once.max(1));
            let mut tasks = tokio::task::JoinSet::new();
            for bought in std::mem::take(&mut unpaid) {
                tasks.spawn(async move { bought.pay().await.map(|()| None) });
            }
            for n in asked..until {
                let turn = usize::try_from(n)? % sessions.len().max(1);
                let session = sessions.get(turn).context("no agent")?.clone();
                tasks.spawn(async move { buy(session, n, now).await });
            }
            while let Some(done) = tasks.join_next().await {
                unpaid.extend(done??);
            }
            asked = until;
            clock.advance(self.pause);
        }
        Ok(())
    }
}

/// Authorized, and to be paid.
struct Bought {
    session: AgentSession,
    id: PurchaseId,
}

impl Bought {
    async fn pay(self) -> Result<()> {
        let paid = Settlement {
            kind: SettlementKind::Capture,
            amount: None,
            currency: None,
            receipt: None,
        };
        self.session.settle(self.id, paid).await?;
        Ok(())
    }
}

async fn buy(session: AgentSession, n: u64, now: Timestamp) -> Result<Option<Bought>> {
    let answer = session.submit(request(0, n, now)?).await?.answer;
    let (id, authorized) = (answer.id, answer.status == Status::Authorized);
    Ok(authorized.then_some(Bought { session, id }))
}

/// What the purchase `n` of a lane asks for: from 1.00 to 40.99 at one of 500 shops.
pub fn request(lane: usize, n: u64, now: Timestamp) -> Result<SubmitRequest> {
    let request = PurchaseRequest::from_draft(draft(lane, n), now)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let key = format!("history-{lane}-{n}");
    Ok(SubmitRequest {
        body_hash: Sha256::digest(key.as_bytes()).into(),
        key,
        request,
    })
}

fn draft(lane: usize, n: u64) -> Draft {
    let cents = n * 7_919 % 4_000 + 100;
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    Draft {
        merchant: DraftMerchant {
            name: shop(n % 500),
            domain: Some(format!("{}.example", shop(n % 500))),
            country: Some("DE".into()),
            category: Some("books".into()),
        },
        items: vec![DraftItem {
            title: format!("Item {n} of lane {lane}"),
            quantity: Some(1),
            unit_amount: Some(amount.clone()),
            amount: amount.clone(),
            sku: Some(format!("SKU-{n}")),
            url: None,
        }],
        amount,
        currency: "EUR".into(),
        reason: Some("Cheapest in-stock offer".into()),
        rail: Some("card".into()),
        ..Draft::default()
    }
}

/// A name too short and too different to be taken for another shop's.
fn shop(n: u64) -> String {
    let letters = [512, 64, 8, 1].map(|place| {
        ["a", "b", "c", "d", "e", "f", "g", "h"]
            .get(usize::try_from(n / place % 8).unwrap_or(0))
            .copied()
            .unwrap_or("a")
    });
    letters.concat()
}
