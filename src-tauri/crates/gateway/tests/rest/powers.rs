//! What an agent's token cannot do: decide, loosen, or read what is not its own.

use serde_json::json;

use crate::support::{BOOKS, House, order};

/// Everything that decides: ledger, mandates, what waits.
async fn authority(house: &House) -> String {
    format!(
        "{} {:?} {:?}",
        house.ledger_size(),
        house.owner.mandates().await.unwrap(),
        house.owner.inbox().await.unwrap(),
    )
}

/// Where something that decides or loosens might be.
fn paths(own: &str, mandate: &str, agent: &str) -> Vec<String> {
    let id = own.rsplit('/').next().unwrap();
    let mut paths = vec![
        own.to_owned(),
        format!("{own}/"),
        format!("{own}/approve/"),
        format!("{own}/../../approve"),
        format!("/v1/inbox/{id}/approve"),
        format!("/v1/mandates/{mandate}"),
        format!("/v1/mandates/{mandate}/amend"),
        format!("/v1/agents/{agent}"),
        format!("/v1/agents/{agent}/resume"),
    ];
    let verbs = "approve approved decide decision authorize authorise sign send_now presented undo \
        reject card view release APPROVE %61pprove capture%2f..%2fapprove approve;x approve?x=1";
    paths.extend(verbs.split_whitespace().map(|verb| format!("{own}/{verb}")));
    let routes = "owner owner/unlock unlock lock resume resume_all unpause mandates mandate budgets \
        agents tokens settings inbox approve limits activity export ledger ledger/entries \
        ledger/checkpoint admin debug ipc healthz keys";
    for route in routes.split_whitespace() {
        paths.push(format!("/v1/{route}"));
        paths.push(format!("/{route}"));
    }
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_and_no_method_lets_an_agent_approve_or_loosen() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let bought = house.buy("k", order().to_string()).send().await.is_ok(201);
    assert_eq!(bought["status"], "pending");
    let id = bought["id"].as_str().unwrap();
    let mandate = bought["evaluation"]["mandates"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let own = bought["links"]["self"].as_str().unwrap();
    let paths = paths(own, &mandate, &house.agent.to_string());
    let bodies = [
        "{}".to_owned(),
        json!({"verdict": "approve", "by": "owner"}).to_string(),
        json!({"purchase": id, "view_hash": "00", "how": "click"}).to_string(),
        BOOKS.replace("50.00", "5000.00"),
    ];
    let before = authority(&house).await;
    let (mut tries, mut refused) = (0_u32, 0_u32);
    for path in &paths {
        for method in [
            "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "GET",
        ] {
            let reads = ["GET", "HEAD"].contains(&method);
            for body in bodies.iter().take(if reads { 1 } else { bodies.len() }) {
                let mut call = house.call(method, path).set("Idempotency-Key", "try");
                if !reads {
                    call = call
                        .set("Content-Type", "application/json")
                        .body(body.as_str());
                }
                let answer = call.send().await;
                tries += 1;
                refused += u32::from(answer.status >= 400);
                let read = method == "GET" && answer.status == 200;
                assert!(
                    answer.status >= 400 || read,
                    "{method} {path} {body} {}",
                    answer.head
                );
            }
        }
    }
    println!("{tries} tries, {refused} refused, the rest only read");
    assert_eq!(authority(&house).await, before);
    assert_eq!(house.get(own).send().await.is_ok(200)["status"], "pending");
}

#[tokio::test]
async fn an_agent_can_stop_itself_and_not_start_again() {
    let house = House::open().await.with_mandate(BOOKS).await;
    let paused = house.post("/v1/pause", "{}").send().await.is_ok(200);
    assert_eq!(paused, json!({"paused": true}));
    for body in [r#"{"paused":false}"#, r#"{"until":"2026-01-01T00:00:00Z"}"#] {
        house
            .post("/v1/pause", body)
            .send()
            .await
            .is_problem(400, "unknown_field");
    }
    let answer = house
        .buy("k", crate::support::plain("1.00", "EUR").to_string())
        .send()
        .await;
    match answer.status {
        201 => assert_eq!(answer.json()["status"], "denied"),
        _ => drop(answer.is_problem(403, "paused")),
    }
}

#[tokio::test]
async fn a_reading_agent_learns_nothing_of_other_agents() {
    let house = House::open().await.with_mandate(BOOKS).await;
    house.buy("k", order().to_string()).send().await.is_ok(201);
    let (_, token) = crate::support::add_agent(&house.owner, "Curious agent").await;
    let bearer = format!("Bearer {token}");
    for path in [
        "/v1/purchases",
        "/v1/limits",
        "/v1/ledger/checkpoint",
        "/healthz",
    ] {
        let answer = house
            .get(path)
            .set("Authorization", bearer.as_str())
            .send()
            .await;
        let body = String::from_utf8(answer.body).unwrap();
        for secret in ["Nordlicht", "Shopping agent", "pur_", "agt_", "cfa_"] {
            assert!(!body.contains(secret), "{path} tells {secret}: {body}");
        }
    }
}
