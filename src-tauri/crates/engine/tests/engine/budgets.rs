//! A budget is never exceeded, whoever asks at the same time.

use std::io::Write;
use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{AgentSession, Engine, EngineError, PurchaseAnswer, Reject};

use crate::children;
use crate::support::{House, SHOP, limited, options, passphrase, request, submission, titled};

const DAY: Duration = Duration::from_hours(24);

async fn ask_all(
    agents: &[AgentSession],
    name: &str,
    count: usize,
) -> Vec<Result<PurchaseAnswer, EngineError>> {
    let mut tasks = tokio::task::JoinSet::new();
    for nth in 0..count {
        let agent = agents[nth % agents.len()].clone();
        let key = format!("{name}-{nth}");
        tasks.spawn(async move {
            let submitted = agent.submit(submission(&key, request("9.00", SHOP))).await;
            submitted.map(|submitted| submitted.answer)
        });
    }
    tasks.join_all().await
}

fn authorized(answers: &[Result<PurchaseAnswer, EngineError>]) -> usize {
    let answers = answers.iter().map(|answer| answer.as_ref().unwrap());
    answers
        .filter(|answer| answer.status == Status::Authorized)
        .count()
}

async fn daily(max: &str) -> House {
    House::with_mandate(Some(&limited("50.00", "200.00", &[("day", max)]))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_purchases_at_once_never_overspend_a_budget_for_one() {
    let house = daily("10.00").await;
    for round in 0..10 {
        let answers = ask_all(std::slice::from_ref(&house.agent), &format!("r{round}"), 32).await;
        assert_eq!(authorized(&answers), 1, "round {round}");
        assert_eq!(
            house.budget().await,
            ("9.00".into(), "0.00".into(), "1.00".into())
        );
        house.clock.advance(DAY);
    }
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_engines_on_one_folder_never_overspend_a_budget() {
    let house = daily("10.00").await;
    let second = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    second.unlock(&passphrase()).await.unwrap();
    let agents = [
        house.agent.clone(),
        second.gate().authenticate(&house.token).unwrap(),
    ];
    for round in 0..10 {
        let answers = ask_all(&agents, &format!("r{round}"), 32).await;
        assert_eq!(authorized(&answers), 1, "round {round}");
        house.clock.advance(DAY);
    }
    second.close().await.unwrap();
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_racing_for_one_budget_never_overspend_it() {
    let house = daily("10.00").await;
    let mut racers: Vec<_> = ["a", "b"]
        .map(|name| children::start("racer", house.dir.path(), &house.token, name))
        .into();
    let mut said: Vec<_> = racers.iter_mut().map(children::said).collect();
    for lines in &mut said {
        assert_eq!(lines.next().as_deref(), Some("ready"));
    }
    for racer in &mut racers {
        racer.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }
    let ours = ask_all(std::slice::from_ref(&house.agent), "ours", 16).await;
    let theirs: Vec<String> = said.into_iter().flatten().collect();
    for mut racer in racers {
        assert!(racer.wait().unwrap().success());
    }
    assert_eq!(authorized(&ours) + theirs.len(), 1, "{theirs:?}");
    assert_eq!(house.budget().await.0, "9.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_purchase_holds_its_share_of_the_budget() {
    let house = House::with_mandate(Some(&limited("5.00", "200.00", &[("month", "10.00")]))).await;
    let waits = house.try_ask("k1", titled("Microscope", "8.00")).await;
    let waits = waits.unwrap();
    assert_eq!(waits.status, Status::Pending);
    assert_eq!(
        house.budget().await,
        ("8.00".into(), "0.00".into(), "2.00".into())
    );
    let second = house.ask("k2", "3.00").await;
    assert_eq!(
        second.status,
        Status::Pending,
        "it would fit only without the first"
    );
    assert_eq!(second.held_by_others.unwrap().decimal(), "8.00");
    let reject = Reject {
        purchase: waits.id,
        note: None,
        counter_offer: None,
    };
    house.owner.reject(reject).await.unwrap();
    assert_eq!(house.ask("k3", "3.00").await.status, Status::Authorized);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approving_over_the_limit_raises_it_by_exactly_the_difference() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "10.00")]))).await;
    house.ask("k1", "9.00").await;
    let over = house.ask("k2", "9.00").await;
    assert_eq!(over.status, Status::Pending);
    assert_eq!(
        house.budget().await.0,
        "9.00",
        "beyond the limit nothing is reserved"
    );
    house.approve(over.id).await.unwrap();
    assert_eq!(
        house.budget().await,
        ("18.00".into(), "0.00".into(), "0.00".into())
    );
    assert_eq!(
        house.ask("k3", "0.01").await.status,
        Status::Pending,
        "nothing more is let through"
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_such_an_approval_back_leaves_the_budget_as_it_was() {
    let house = House::with_mandate(Some(&limited("50.00", "200.00", &[("month", "10.00")]))).await;
    house.ask("k1", "9.00").await;
    let over = house.ask("k2", "9.00").await;
    let before = house.budget().await;
    house.approve(over.id).await.unwrap();
    house.owner.undo(over.id).await.unwrap();
    assert_eq!(house.status(over.id).await, Status::Pending);
    assert_eq!(house.budget().await, before);
    // Once more, and it can still be approved.
    house.approve(over.id).await.unwrap();
    assert_eq!(house.budget().await.0, "18.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raising_one_window_leaves_the_limits_of_the_others_alone() {
    let periods = [("day", "20.00"), ("month", "25.00")];
    let house = House::with_mandate(Some(&limited("50.00", "200.00", &periods))).await;
    house.ask("k1", "18.00").await;
    house.clock.advance(DAY);
    let over_the_month = house.ask("k2", "15.00").await;
    house.approve(over_the_month.id).await.unwrap();
    // The day has 5.00 left, as its limit says; the owner raised the month only.
    assert_eq!(house.period(0).await.left.decimal(), "5.00");
    assert_eq!(house.period(1).await.left.decimal(), "0.00");
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amendment_releases_and_reserves_again() {
    let house = House::with_mandate(Some(&limited("5.00", "200.00", &[("month", "10.00")]))).await;
    let waits = house.ask("k1", "8.00").await;
    let dearer = submission("k1", request("9.50", SHOP));
    let answer = house.agent.amend(waits.id, dearer).await.unwrap();
    assert_eq!((answer.revision, answer.status), (2, Status::Pending));
    assert_eq!(house.budget().await.0, "9.50");
    let cheap = submission("k1", request("4.00", SHOP));
    let answer = house.agent.amend(waits.id, cheap).await.unwrap();
    assert_eq!((answer.revision, answer.status), (3, Status::Authorized));
    assert_eq!(house.budget().await.0, "4.00");
    let late = house
        .agent
        .amend(waits.id, submission("k1", request("3.00", SHOP)))
        .await;
    assert!(matches!(late, Err(EngineError::TooLate { .. })), "{late:?}");
    house.is_intact().await;
}
