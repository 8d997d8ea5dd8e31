//! Play money and real money know nothing of each other.

use counterfoil_domain::purchase::Status;
use counterfoil_domain::report::Depth;
use counterfoil_domain::{Money, Reason, Verdict};
use counterfoil_engine::{
    AgentSession, EngineError, ExportOrder, PurchaseAnswer, Settlement, SettlementKind,
};

use crate::support::{House, SHOP, request, submission};

const REAL: &str = r#"{"name":"Real","currency":"EUR","always_ask":{"repeats":false},
    "limits":{"auto_up_to":"50.00","periods":[{"window":"month","max":"100.00"}]}}"#;
const PLAY: &str = r#"{"name":"Play","agents":["Toy"],"currency":"EUR",
    "always_ask":{"repeats":false},"limits":{"auto_up_to":"500.00"}}"#;

async fn play(toy: &AgentSession, key: &str, amount: &str) -> PurchaseAnswer {
    let submitted = toy.submit(submission(key, request(amount, SHOP))).await;
    submitted.unwrap().answer
}

fn is_new(answer: &PurchaseAnswer) -> bool {
    let mut reasons = answer.reasons.iter();
    reasons.any(|reason| matches!(reason, Reason::NewMerchant { .. }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_where_only_play_money_was_spent_is_new_to_real_money_and_the_other_way_round() {
    let house = House::with_mandate(Some(REAL)).await;
    let toy = house.toy().await;
    house.mandate(PLAY).await;
    let first = play(&toy, "k1", "20.00").await;
    assert!(is_new(&first));
    house.approve(first.id).await.unwrap();
    house.owner.send_now(first.id).await.unwrap();
    let second = play(&toy, "k2", "30.00").await;
    assert_eq!(
        (second.status, is_new(&second)),
        (Status::Authorized, false)
    );

    let real = house.ask("k1", "20.00").await;
    assert_eq!((real.verdict, is_new(&real)), (Verdict::Ask, true));
    let card = house.owner.card(real.id).await.unwrap();
    assert_eq!(
        (
            card.view.merchant.known,
            card.view.merchant.purchases_before
        ),
        (false, 0)
    );
    house.approve(real.id).await.unwrap();
    house.owner.send_now(real.id).await.unwrap();
    assert_eq!(house.ask("k2", "21.00").await.status, Status::Authorized);
    drop(toy);
    let house = house.reopened().await;
    assert_eq!(house.ask("k3", "22.00").await.status, Status::Authorized);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_known_from_play_alone_is_not_held_against_a_real_purchase() {
    let house = House::with_mandate(Some(REAL)).await;
    let toy = house.toy().await;
    house.mandate(PLAY).await;
    let first = play(&toy, "k1", "20.00").await;
    house.approve(first.id).await.unwrap();
    house.owner.send_now(first.id).await.unwrap();
    let elsewhere = house
        .try_ask("k1", request("20.00", "another-shop.example"))
        .await;
    let codes: Vec<_> = elsewhere
        .unwrap()
        .reasons
        .iter()
        .map(Reason::code)
        .collect();
    assert_eq!(codes, ["new_merchant"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn play_money_is_never_taken_from_a_real_budget() {
    let house = House::with_mandate(Some(REAL)).await;
    let toy = house.toy().await;
    let asked = play(&toy, "k1", "40.00").await;
    let codes: Vec<_> = asked.reasons.iter().map(Reason::code).collect();
    assert!(codes.contains(&"no_budget"), "{codes:?}");
    house.approve(asked.id).await.unwrap();
    house.owner.send_now(asked.id).await.unwrap();
    let (held, spent, left) = house.budget().await;
    assert_eq!(
        (held.as_str(), spent.as_str(), left.as_str()),
        ("0.00", "0.00", "100.00")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn play_money_is_never_summed_as_paid() {
    let house = House::with_mandate(Some(REAL)).await;
    let toy = house.toy().await;
    let asked = play(&toy, "k1", "40.00").await;
    pay(&house, &toy, &asked).await;
    let alone = Sums::of(&house).await;
    assert_eq!((&*alone.paid, &*alone.played), ("", "40.00 EUR"));
    assert_eq!(alone.exported, alone.paid);

    let real = house.ask("k1", "30.00").await;
    pay(&house, &house.agent, &real).await;
    let beside = Sums::of(&house).await;
    assert_eq!((&*beside.paid, &*beside.played), ("30.00 EUR", "40.00 EUR"));
    assert_eq!(beside.exported, beside.paid);
}

async fn pay(house: &House, agent: &AgentSession, asked: &PurchaseAnswer) {
    house.approve(asked.id).await.unwrap();
    house.owner.send_now(asked.id).await.unwrap();
    let capture = Settlement {
        kind: SettlementKind::Capture,
        amount: None,
        currency: None,
        receipt: None,
    };
    agent.settle(asked.id, capture).await.unwrap();
}

/// What the result line and an export say of everything.
struct Sums {
    paid: String,
    played: String,
    exported: String,
}

impl Sums {
    async fn of(house: &House) -> Self {
        let shown = house.engine.local().totals(String::new()).await.unwrap();
        let order = ExportOrder {
            query: String::new(),
            format: "csv".into(),
            notes: false,
            depth: Depth::Rows,
        };
        let all = |_: &_| Ok::<_, EngineError>(());
        let local = house.engine.local();
        let (head, ()) = local.export(order, all, |(), _| Ok(())).await.unwrap();
        let written = |sums: &[Money]| {
            let sums: Vec<String> = sums.iter().map(ToString::to_string).collect();
            sums.join(", ")
        };
        Self {
            paid: written(&shown.paid),
            played: written(&shown.played),
            exported: written(&head.paid),
        }
    }
}
