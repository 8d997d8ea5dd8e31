//! A crowd of agents in two processes wants everything at the same moment, day after day.
//!
//! `COUNTERFOIL_ROUNDS` sets how many days; the normal run takes a few seconds.

use std::io::Write;
use std::process::Child;

use counterfoil_domain::Timestamp;
use counterfoil_engine::AgentSession;

use crate::children;
use crate::support::{House, NOON, connect, request, submission};

/// Whose limits are a day's: room for one purchase of 9.00 in each, and for two in all.
const SHOPS: [&str; 3] = [
    "nordlicht-books.example",
    "nordbahn.example",
    "cloudhost.example",
];
const DAY: i64 = 24 * 3_600_000;

/// Every agent asks for 9.00 at one shop, all at once.
pub async fn rush(agents: &[AgentSession], name: &str) {
    let mut tasks = tokio::task::JoinSet::new();
    for (nth, agent) in agents.iter().enumerate() {
        let agent = agent.clone();
        let submission = submission(
            &format!("{name}-{nth}"),
            request("9.00", SHOPS[nth % SHOPS.len()]),
        );
        tasks.spawn(async move { agent.submit(submission).await.map(|_| ()) });
    }
    for done in tasks.join_all().await {
        done.unwrap();
    }
}

async fn house() -> House {
    let house = House::with_mandate(None).await;
    for shop in SHOPS {
        let budget = format!(
            r#"{{"name":"{shop}","currency":"EUR","scope":{{"merchants":["{shop}"]}},
                "limits":{{"auto_up_to":"50.00",
                  "periods":[{{"window":"day","max":"10.00","when_used_up":"deny"}}]}},
                "always_ask":{{"new_merchant":false,"repeats":false}}}}"#
        );
        house.mandate(&budget).await;
    }
    house
        .mandate(
            r#"{"name":"Everything","overall":true,"currency":"EUR",
                "limits":{"periods":[{"window":"day","max":"25.00","when_used_up":"deny"}]}}"#,
        )
        .await;
    house
}

fn rounds() -> i64 {
    let rounds = std::env::var("COUNTERFOIL_ROUNDS").ok();
    rounds.and_then(|rounds| rounds.parse().ok()).unwrap_or(8)
}

fn tell(child: &mut Child, what: &str) {
    let line = format!("{what}\n");
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(line.as_bytes()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_agents_in_two_processes_never_overspend_several_budgets() {
    let house = house().await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for nth in 0..32 {
        let (_, token) = connect(&house.owner, &format!("Ours {nth}")).await;
        ours.push(house.engine.gate().authenticate(&token).unwrap());
        theirs.push(connect(&house.owner, &format!("Theirs {nth}")).await.1);
    }
    let mut crowd = children::start("crowd", house.dir.path(), &theirs.join(" "), "theirs");
    let mut said = children::said(&mut crowd);
    assert_eq!(said.next().as_deref(), Some("ready"));
    let mut reserved = 0;
    for round in 0..rounds() {
        let now = NOON + round * DAY;
        house.clock.set(Timestamp::from_millis(now));
        tell(&mut crowd, &now.to_string());
        rush(&ours, &format!("ours-{round}")).await;
        assert_eq!(said.next().as_deref(), Some("done"), "round {round}");
        for row in house.owner.mandates().await.unwrap() {
            let period = &row.periods[0];
            let used = period.held.minor() + period.spent.minor();
            let max = period.max.minor();
            assert!(
                used <= max,
                "round {round}: {used} of {max} in {}",
                row.mandate.name
            );
            reserved += i64::from(row.mandate.overall) * used;
        }
    }
    assert!(
        reserved >= rounds() * 900,
        "somebody got something every day: {reserved}"
    );
    drop(crowd.stdin.take());
    assert!(crowd.wait().unwrap().success());
    house.is_intact().await;
}
