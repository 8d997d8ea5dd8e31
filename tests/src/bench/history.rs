//! A long history, written through the engine as fast as it goes.

use std::time::Instant;

use anyhow::Result;
use counterfoil_domain::request::{Draft, DraftItem, DraftMerchant, PurchaseRequest};
use counterfoil_engine::{AgentSession, Clock as _, SubmitRequest, SystemClock};
use sha2::{Digest as _, Sha256};

use super::house::House;

/// Writes `count` purchases and returns how many a second.
pub(super) async fn build(house: &House, count: u64) -> Result<f64> {
    let sessions = house.sessions()?;
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let each = count.div_ceil(4 * u64::try_from(sessions.len())?);
    for (lane, session) in sessions.iter().cycle().take(4 * sessions.len()).enumerate() {
        let session = session.clone();
        tasks.spawn(async move { write(&session, lane, each).await });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let written = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(f64::from(written) / begin.elapsed().as_secs_f64())
}

async fn write(session: &AgentSession, lane: usize, count: u64) -> Result<()> {
    for n in 0..count {
        let request = PurchaseRequest::from_draft(draft(lane, n), SystemClock.now())
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        let key = format!("history-{lane}-{n}");
        let body_hash = Sha256::digest(key.as_bytes()).into();
        session
            .submit(SubmitRequest {
                key,
                body_hash,
                request,
            })
            .await?;
    }
    Ok(())
}

fn draft(lane: usize, n: u64) -> Draft {
    let cents = n % 4000 + 100;
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
