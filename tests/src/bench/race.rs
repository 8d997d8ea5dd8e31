//! 32 clients race for one limit of 10.00 with purchases of 9.00: exactly one may win, every time.

use anyhow::Result;
use serde_json::{Value, json};

use super::clients::Client;
use super::house::House;

const CLIENTS: usize = 32;

/// Runs the rounds and counts those in which more than one purchase was authorized.
pub(super) async fn run(rounds: usize) -> Result<Value> {
    let house = House::new(0).await?;
    let (mut over, mut none) = (0, 0);
    for round in 0..rounds {
        let name = format!("Racer {round}");
        let token = house.agent(&name).await?;
        house
            .mandate(&format!(
                r#"{{"name":"Race {round}","agents":["{name}"],"currency":"EUR",
                    "limits":{{"auto_up_to":"50.00",
                      "periods":[{{"window":"total","max":"10.00","when_used_up":"deny"}}]}},
                    "always_ask":{{"new_merchant":false,"repeats":false}}}}"#
            ))
            .await?;
        match winners(&house, &token).await? {
            0 => none += 1,
            1 => {}
            _ => over += 1,
        }
    }
    Ok(json!({"rounds": rounds, "clients": CLIENTS, "overspends": over, "without_winner": none}))
}

async fn winners(house: &House, token: &str) -> Result<usize> {
    let mut clients = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        clients.push(Client::connect(house.address, token).await?);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for mut client in clients {
        tasks.spawn(async move { client.buy("9.00").await });
    }
    let mut winners = 0;
    while let Some(done) = tasks.join_next().await {
        let (_, body) = done??;
        if body.contains("\"status\":\"authorized\"") {
            winners += 1;
        }
    }
    Ok(winners)
}
