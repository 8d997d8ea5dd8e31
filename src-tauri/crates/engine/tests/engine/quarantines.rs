//! Agents that do what no honest one does are stopped until the owner has looked.

use std::time::Duration;

use counterfoil_domain::entry::Actor;
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::registry::Pause;
use counterfoil_domain::risk::Quarantine;
use counterfoil_engine::{Clock, EngineError};

use crate::support::{House, books, elsewhere, submission, titled};

const MINUTE: Duration = Duration::from_mins(1);

async fn house() -> House {
    House::watched(&books("50.00", "100.00", "9000.00")).await
}

async fn pause(house: &House) -> Option<Pause> {
    let agents = house.engine.local().agents().await.unwrap();
    agents[0].pause
}

/// Asks for something that a rule denies.
async fn denied(house: &House, nth: usize) -> Status {
    let request = titled(&format!("Telescope {nth}"), "150.00");
    let answer = house.try_ask(&format!("denied-{nth}"), request).await;
    answer.unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_refusals_in_ten_minutes_stop_an_agent() {
    let house = house().await;
    for nth in 0..11 {
        assert_eq!(denied(&house, nth).await, Status::Denied);
    }
    assert_eq!(pause(&house).await, None);
    denied(&house, 11).await;
    let pause = pause(&house).await.unwrap();
    assert_eq!((pause.by, pause.until), (Actor::Rule, None));
    assert_eq!(pause.reason, Some(Quarantine::Refusals { count: 12 }));
    let next = house.ask("honest", "9.00").await;
    assert_eq!(next.reasons, [Reason::Paused { whole: false }]);
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_over_a_longer_time_do_not() {
    let house = house().await;
    for nth in 0..20 {
        denied(&house, nth).await;
        house.clock.advance(MINUTE);
    }
    assert_eq!(pause(&house).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_new_shops_in_ten_minutes_stop_an_agent() {
    let house = house().await;
    for nth in 0..8 {
        let request = elsewhere(nth, "9.00");
        let key = format!("k{nth}");
        house.try_ask(&key, request).await.unwrap();
        house.clock.advance(Duration::from_secs(2));
    }
    let pause = pause(&house).await.unwrap();
    assert_eq!(pause.reason, Some(Quarantine::NewShops { count: 8 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reusing_keys_for_other_purchases_stops_an_agent() {
    let house = house().await;
    house.ask("k", "9.00").await;
    for nth in 1..=5 {
        assert_eq!(pause(&house).await, None);
        let other = submission("k", titled(&format!("Other {nth}"), "9.00"));
        let answer = house.agent.submit(other).await;
        assert!(matches!(answer, Err(EngineError::KeyReused)), "{answer:?}");
    }
    let pause = pause(&house).await.unwrap();
    assert_eq!(pause.reason, Some(Quarantine::KeyReuse { count: 5 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amounts_far_above_its_own_median_stop_an_agent() {
    let house = house().await;
    for nth in 0..10 {
        let request = titled(&format!("Novel {nth}"), "8.00");
        let key = format!("k{nth}");
        house.try_ask(&key, request).await.unwrap();
    }
    house.clock.advance(MINUTE * 11);
    for nth in 0..4 {
        let request = titled(&format!("Atlas {nth}"), "45.00");
        let key = format!("large{nth}");
        house.try_ask(&key, request).await.unwrap();
    }
    let pause = pause(&house).await.unwrap();
    assert_eq!(pause.reason, Some(Quarantine::LargeAmounts { count: 4 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_owner_lifts_it_and_what_was_before_does_not_count_again() {
    let house = house().await;
    for nth in 0..12 {
        denied(&house, nth).await;
    }
    let id = house.agent.agent();
    // A shorter pause, which the agent or anybody here may ask for, does not replace it.
    let soon = house.clock.now().plus(MINUTE);
    let shorter = house.engine.local().pause_agent(id, Some(soon)).await;
    shorter.unwrap();
    house.agent.pause_self().await.unwrap();
    house.clock.advance(MINUTE * 2);
    assert!(pause(&house).await.is_some());
    let presence = house.presence().await;
    house.owner.resume_agent(id, presence).await.unwrap();
    denied(&house, 12).await;
    assert_eq!(pause(&house).await, None);
    assert_eq!(house.ask("honest", "9.00").await.status, Status::Authorized);
    let house = house.reopened().await;
    house.is_intact().await;
}
