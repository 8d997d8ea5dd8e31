//! Idempotency keys: one key, one purchase, one answer.

use crate::support::{House, add_agent, order, plain};

#[tokio::test]
async fn case_69_an_idempotency_key_is_needed_and_bounded() {
    let house = House::open().await;
    let before = house.ledger_size();
    let call = house.post("/v1/purchases", order().to_string());
    call.send()
        .await
        .is_problem(400, "idempotency_key_missing")
        .about("Idempotency-Key");
    let two = call
        .clone()
        .add("Idempotency-Key", "a")
        .add("Idempotency-Key", "a");
    two.send().await.is_problem(400, "idempotency_key_missing");
    for key in [
        "",
        "a b",
        "k\u{e9}y",
        "a\tb",
        &"k".repeat(256),
        &"k".repeat(10_000),
    ] {
        let call = call.clone().set("Idempotency-Key", key);
        call.send()
            .await
            .is_problem(400, "idempotency_key_invalid")
            .about("Idempotency-Key");
    }
    assert_eq!(house.ledger_size(), before);
    for key in ["k", "~!#", &"k".repeat(255)] {
        call.clone()
            .set("Idempotency-Key", key)
            .send()
            .await
            .is_ok(201);
    }
}

#[tokio::test]
async fn case_69_a_key_with_another_body_is_refused_and_the_first_kept() {
    let house = House::open().await;
    let first = house.buy("same", order().to_string()).send().await;
    first.is_ok(201);
    let other = house
        .buy("same", plain("1.00", "EUR").to_string())
        .send()
        .await;
    other.is_problem(422, "idempotency_key_reused");
    let spaced = house.buy("same", format!("{} ", order())).send().await;
    spaced.is_problem(422, "idempotency_key_reused");
    let again = house.buy("same", order().to_string()).send().await;
    assert_eq!((again.status, again.body), (200, first.body));
}

#[tokio::test]
async fn case_69_two_agents_may_use_the_same_key() {
    let house = House::open().await;
    let (_, token) = add_agent(&house.owner, "Other agent").await;
    let mine = house
        .buy("shared", order().to_string())
        .send()
        .await
        .is_ok(201);
    let call = house.buy("shared", plain("1.00", "EUR").to_string());
    let theirs = call
        .set("Authorization", format!("Bearer {token}"))
        .send()
        .await
        .is_ok(201);
    assert_ne!(mine["id"], theirs["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_69_sixty_four_at_once_under_one_key_are_one_purchase() {
    let house = House::open().await;
    let call = house.buy("stampede", order().to_string());
    let wire = call.bytes();
    let address = house.address;
    let posts: Vec<_> = (0..64)
        .map(|_| {
            let wire = wire.clone();
            tokio::spawn(async move {
                let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
                crate::support::exchange(&mut stream, &wire).await
            })
        })
        .collect();
    let mut created = 0;
    let mut bodies = std::collections::BTreeSet::new();
    for post in posts {
        let answer = post.await.unwrap();
        assert!([200, 201].contains(&answer.status), "{}", answer.json());
        created += u32::from(answer.status == 201);
        bodies.insert(answer.body);
    }
    assert_eq!((created, bodies.len()), (1, 1));
    let page = house.get("/v1/purchases").send().await.is_ok(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}
