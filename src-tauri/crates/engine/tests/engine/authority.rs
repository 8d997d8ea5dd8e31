//! Who may do what, and from when on no longer.

use std::time::Duration;

use counterfoil_domain::mandate::AgentScope;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{
    Engine, EngineError, LimitsQuery, ListQuery, NewAgent, Presence, PurchaseAnswer, Reject,
    SettlementKind,
};

use crate::support::{House, SHOP, books, options, passphrase, request, submission};
use crate::{folders, support};

fn is_unauthorized<T>(outcome: &Result<T, EngineError>) -> bool {
    matches!(outcome, Err(EngineError::Unauthorized))
}

async fn is_shut_out(house: &House, id: counterfoil_domain::PurchaseId) {
    let list = ListQuery {
        status: None,
        after: None,
        limit: 10,
    };
    let agent = &house.agent;
    assert!(is_unauthorized(
        &agent.submit(submission("n", request("9.00", SHOP))).await
    ));
    assert!(is_unauthorized(
        &agent
            .amend(id, submission("n", request("9.00", SHOP)))
            .await
    ));
    assert!(is_unauthorized(&agent.cancel(id).await));
    assert!(
        is_unauthorized(&agent.get(id).await),
        "the authorization can be read"
    );
    assert!(is_unauthorized(&agent.wait(id, Duration::ZERO).await));
    assert!(is_unauthorized(&agent.list(list).await));
    assert!(is_unauthorized(&agent.limits(LimitsQuery::default()).await));
    assert!(is_unauthorized(&agent.pause_self().await));
    let capture = support::settlement(SettlementKind::Capture, None, None);
    assert!(is_unauthorized(&agent.settle(id, capture).await));
    assert!(is_unauthorized(
        &house.engine.gate().authenticate(&house.token)
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_token_ends_the_sessions_of_the_old_one() {
    let house = House::new().await;
    let asked = house.ask("k1", "35.00").await;
    let id = house.agent.agent();
    let token = house
        .owner
        .rotate_agent(id, house.presence().await)
        .await
        .unwrap();
    is_shut_out(&house, asked.id).await;
    let again = house.engine.gate().authenticate(&token).unwrap();
    assert_eq!(
        again.get(asked.id).await.unwrap().status,
        Status::Authorized
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_agent_gets_nothing_more_not_even_what_was_approved() {
    let house = House::new().await;
    let asked = house.ask("k1", "84.90").await;
    house.approve(asked.id).await.unwrap();
    let waits = house.ask("k2", "84.90").await;
    let card = house.read_card(waits.id).await.unwrap();
    house
        .owner
        .remove_agent(house.agent.agent(), house.presence().await)
        .await
        .unwrap();
    is_shut_out(&house, asked.id).await;
    let refused = house.owner.send_now(asked.id).await;
    assert!(matches!(refused, Err(EngineError::Blocked)), "{refused:?}");
    let refused = house.owner.approve(house.approval(&card).await).await;
    assert!(matches!(refused, Err(EngineError::Blocked)), "{refused:?}");
    house
        .pass_until(Duration::from_secs(11), asked.id, Status::Cancelled)
        .await;
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_rotated_in_another_process_is_refused_here() {
    let house = House::new().await;
    let other = Engine::open(house.dir.path(), options(&house.clock)).unwrap();
    let owner = other.unlock(&passphrase()).await.unwrap();
    let presence = owner.present(&passphrase()).await.unwrap();
    owner
        .rotate_agent(house.agent.agent(), presence)
        .await
        .unwrap();
    let refused = house.try_ask("k1", request("9.00", SHOP)).await;
    assert!(is_unauthorized(&refused), "{refused:?}");
    other.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_are_not_tokens_are_all_refused_alike() {
    let house = House::new().await;
    let gate = house.engine.gate();
    let longer = format!("{}x", house.token);
    let shorter = &house.token[..house.token.len() - 1];
    let upper = house.token.to_uppercase();
    let huge = "cfa_".repeat(30_000);
    for token in [
        "",
        "cfa_",
        &longer,
        shorter,
        &upper,
        &huge,
        &house.token[4..],
        " ",
    ] {
        assert!(is_unauthorized(&gate.authenticate(token)));
    }
}

async fn refuses_while_locked(
    house: &House,
    [_, approved, authorized]: [&PurchaseAnswer; 3],
    [a, b, c]: [Presence; 3],
) {
    let (owner, agent) = (&house.owner, &house.agent);
    let new = NewAgent {
        name: "New".into(),
        controls_desktop: false,
        sandbox: false,
    };
    let document = books("60.00", "200.00", "400.00").into_bytes();
    let capture = support::settlement(SettlementKind::Capture, None, None);
    let refusals = [
        house.try_ask("k4", request("9.00", SHOP)).await.err(),
        owner.send_now(approved.id).await.err(),
        owner.add_agent(new, a).await.err(),
        owner.rotate_agent(agent.agent(), b).await.err(),
        owner.add_mandate(document, c).await.err(),
        agent.settle(authorized.id, capture).await.err(),
    ];
    for (nth, refusal) in refusals.into_iter().enumerate() {
        assert!(
            matches!(refusal, Some(EngineError::Locked)),
            "{nth}: {refusal:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_engine_tightens_and_looks_and_does_nothing_else() {
    let house = House::new().await;
    let first = house.ask("k1", "84.90").await;
    let second = house.ask("k2", "84.90").await;
    let small = house.ask("k3", "9.00").await;
    house.approve(second.id).await.unwrap();
    let card = house.read_card(first.id).await.unwrap();
    let approval = house.approval(&card).await;
    let presence = [
        house.presence().await,
        house.presence().await,
        house.presence().await,
    ];
    house.engine.lock();
    let refused = house.owner.approve(approval).await;
    assert!(matches!(refused, Err(EngineError::Locked)), "{refused:?}");
    refuses_while_locked(&house, [&first, &second, &small], presence).await;

    let local = house.engine.local();
    local.undo(second.id).await.unwrap();
    let reject = Reject {
        purchase: first.id,
        note: Some("No".into()),
        counter_offer: None,
    };
    local.reject(reject).await.unwrap();
    local.pause_all(None).await.unwrap();
    local
        .note_export("all".into(), "csv".into(), 3)
        .await
        .unwrap();
    house.agent.cancel(second.id).await.unwrap();
    house.agent.pause_self().await.unwrap();
    assert_eq!(local.overview().await.unwrap().waiting, 0);

    let report = house.verify().await;
    assert_eq!((report.problem, report.unsigned), (None, 6));
    house.engine.unlock(&passphrase()).await.unwrap();
    let report = house.verify().await;
    assert_eq!((report.problem, report.unsigned), (None, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locking_in_the_middle_of_much_work_leaves_a_record_that_holds() {
    let house = House::new().await;
    for round in 0..20 {
        let mut tasks = tokio::task::JoinSet::new();
        for nth in 0..8 {
            let (agent, key) = (house.agent.clone(), format!("{round}-{nth}"));
            tasks.spawn(async move { agent.submit(submission(&key, request("0.01", SHOP))).await });
        }
        tokio::time::sleep(Duration::from_micros(300 * round)).await;
        house.engine.lock();
        tasks.join_all().await;
        house.engine.unlock(&passphrase()).await.unwrap();
    }
    assert_eq!(house.engine.local().overview().await.unwrap().damage, None);
    house.is_intact().await;
    house.reopened().await.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_file_of_another_ledger_opens_nothing_and_proves_nothing() {
    let house = House::new().await;
    let own = std::fs::read(house.dir.path().join("keys.json")).unwrap();
    let stranger = tempfile::tempdir().unwrap();
    folders::make(stranger.path());
    std::fs::copy(
        stranger.path().join("keys.json"),
        house.dir.path().join("keys.json"),
    )
    .unwrap();
    let present = house.owner.present(&passphrase()).await;
    assert!(
        matches!(present, Err(EngineError::Damaged(_))),
        "{present:?}"
    );
    let unlock = house.engine.unlock(&passphrase()).await;
    assert!(matches!(unlock, Err(EngineError::Damaged(_))));
    std::fs::write(house.dir.path().join("keys.json"), own).unwrap();
    house.presence().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_wrong_passphrases_cost_a_pause_that_grows() {
    let house = House::new().await;
    let wrong = counterfoil_engine::Passphrase::new("not the passphrase").unwrap();
    for _ in 0..5 {
        let refused = house.owner.present(&wrong).await;
        assert!(
            matches!(refused, Err(EngineError::WrongPassphrase)),
            "{refused:?}"
        );
    }
    let refused = house.owner.present(&passphrase()).await;
    assert!(
        matches!(refused, Err(EngineError::TooManyTries { .. })),
        "even the right one waits"
    );
    house.clock.advance(Duration::from_secs(16));
    house.presence().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_widening_amendment_needs_the_passphrase() {
    let house = House::new().await;
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let wider = books("60.00", "200.00", "400.00").into_bytes();
    let refused = house.owner.amend_mandate(id, wider, None).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    let narrower = books("40.00", "200.00", "400.00").into_bytes();
    house.owner.amend_mandate(id, narrower, None).await.unwrap();
    assert_eq!(house.ask("k1", "45.00").await.status, Status::Pending);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letting_go_of_purchases_to_a_more_generous_budget_needs_the_passphrase() {
    let house = House::new().await;
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let until = |day: &str| {
        let valid = format!(r#""valid":{{"until":"{day}"}},"undo_seconds""#);
        books("50.00", "200.00", "400.00").replace(r#""undo_seconds""#, &valid)
    };
    let shorter = until("2026-12-31").into_bytes();
    house.owner.amend_mandate(id, shorter, None).await.unwrap();
    house
        .mandate(r#"{"name":"All","currency":"EUR","limits":{"auto_up_to":"500.00"}}"#)
        .await;
    let still_shorter = until("2026-11-30").into_bytes();
    let preview = house
        .owner
        .preview_mandate(Some(id), &still_shorter)
        .unwrap();
    let words = "What it no longer covers falls under All";
    let named = preview.changes.iter().any(|change| change.words == words);
    assert!(named && preview.widens, "{preview:?}");
    let refused = house.owner.amend_mandate(id, still_shorter, None).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_version_is_restored_for_the_agents_of_then() {
    let house = House::new().await;
    let id = house.owner.mandates().await.unwrap()[0].mandate.id;
    let narrow = books("40.00", "200.00", "400.00").replace("Shopping agent", "Other");
    let (other, _) = house.another("Other").await;
    house.amend_mandate(&narrow).await;
    let shopping = house.agent.agent();
    let presence = house.presence().await;
    house.owner.remove_agent(shopping, presence).await.unwrap();
    let (successor, agent) = house.another("Shopping agent").await;
    let preview = house.owner.preview_restore(id, 1).await.unwrap();
    assert!(preview.widens, "{preview:?}");
    let refused = house.owner.restore_mandate(id, 1, None).await;
    assert!(
        matches!(refused, Err(EngineError::PresenceMissing)),
        "{refused:?}"
    );
    let presence = Some(house.presence().await);
    house.owner.restore_mandate(id, 1, presence).await.unwrap();
    let restored = house.owner.mandates().await.unwrap().remove(0);
    assert_eq!((restored.mandate.id, restored.mandate.version), (id, 3));
    assert_eq!(restored.mandate.agents, AgentScope::Only([shopping].into()));
    assert!(other != shopping && successor != shopping);
    let asked = agent.submit(submission("n", request("9.00", SHOP))).await;
    assert_eq!(
        asked.unwrap().answer.status,
        Status::Pending,
        "it is another agent"
    );
    let missing = house.owner.preview_restore(id, 9).await;
    assert!(
        matches!(missing, Err(EngineError::NotFound { .. })),
        "{missing:?}"
    );
    house.is_intact().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_can_pause_itself_and_not_resume() {
    let house = House::new().await;
    house.agent.pause_self().await.unwrap();
    assert_eq!(house.ask("k1", "9.00").await.status, Status::Denied);
    // A shorter pause by somebody at the computer does not end it sooner.
    let soon = house.agent_pause_until(Duration::from_secs(1)).await;
    house.clock.advance(Duration::from_secs(2));
    assert_eq!(
        house.ask("k2", "9.00").await.status,
        Status::Denied,
        "until {soon}"
    );
    house
        .owner
        .resume_agent(house.agent.agent(), house.presence().await)
        .await
        .unwrap();
    assert_eq!(house.ask("k3", "9.00").await.status, Status::Authorized);
}

impl House {
    async fn agent_pause_until(&self, time: Duration) -> counterfoil_domain::Timestamp {
        use counterfoil_engine::Clock as _;
        let until = self.clock.now().plus(time);
        let agent = self.agent.agent();
        self.engine
            .local()
            .pause_agent(agent, Some(until))
            .await
            .unwrap();
        until
    }
}
