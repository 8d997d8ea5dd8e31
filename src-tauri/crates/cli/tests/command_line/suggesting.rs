//! `mandate suggest`: from what the owner approved again and again, as a document ready to use.

use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::Timestamp;
use counterfoil_domain::request::{Draft, DraftMerchant, PurchaseRequest};
use counterfoil_engine::{
    Approve, Clock, Engine, How, Keyring, ManualClock, NewAgent, Options, Passphrase,
    SubmitRequest, SystemClock,
};

use crate::support::{Home, PASSPHRASE};

const WEEK: Duration = Duration::from_hours(7 * 24);

#[test]
fn a_budget_is_suggested_from_five_approvals_over_thirty_days_with_what_it_would_have_done() {
    let home = Home::made();
    home.run(&["mandate", "suggest"])
        .ok()
        .says("five like approvals over thirty days");
    let home = Home::empty();
    approved_weekly(
        &home,
        &["20.00", "24.50", "22.00", "19.00", "21.00", "23.00"],
    );
    let list = home.run(&["--json", "mandate", "suggest"]).ok().json();
    let [found] = list["items"].as_array().unwrap().as_slice() else {
        panic!("{list}");
    };
    assert_eq!(
        found["document"]["limits"]["auto_up_to"], "25.00",
        "{found}"
    );
    let merchants = &found["document"]["scope"]["merchants"];
    assert_eq!(*merchants, serde_json::json!(["nordlicht-books.example"]));
    assert!(found["document"]["valid"]["until"].is_string(), "{found}");
    home.run(&["mandate", "suggest"])
        .ok()
        .says("You approved 6 purchases of Shop at nordlicht-books.example");

    let file = home.write("suggested.json", &found["document"].to_string());
    home.owner(&["mandate", "add", "--file", &file]).ok();
    let list = home.run(&["--json", "mandate", "suggest"]).ok().json();
    assert_eq!(list["items"], serde_json::json!([]), "it is there already");
}

/// The owner approved one purchase a week, the last one a week ago.
fn approved_weekly(home: &Home, amounts: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let weeks = u32::try_from(amounts.len()).unwrap();
        let begun = SystemClock.now().minus(WEEK.saturating_mul(weeks));
        let clock = Arc::new(ManualClock::at(begun));
        let options = || Options {
            clock: Arc::<ManualClock>::clone(&clock),
            keyring: Keyring::Never,
            ..Options::default()
        };
        let secret = Passphrase::new(PASSPHRASE).unwrap();
        Engine::init(&home.data(), &secret, &options()).unwrap();
        let engine = Engine::open(&home.data(), options()).unwrap();
        let owner = engine.unlock(&secret).await.unwrap();
        let new = NewAgent {
            name: "Shop".into(),
            controls_desktop: false,
            sandbox: false,
        };
        let presence = owner.present(&secret).await.unwrap();
        let (_, token) = owner.add_agent(new, presence).await.unwrap();
        let agent = engine.gate().authenticate(&token).unwrap();
        for (week, amount) in amounts.iter().enumerate() {
            let submitted = SubmitRequest {
                key: format!("week-{week}"),
                body_hash: [u8::try_from(week).unwrap(); 32],
                request: asked(amount, clock.now()),
            };
            let id = agent.submit(submitted).await.unwrap().answer.id;
            let card = owner.card(id).await.unwrap();
            let approve = Approve {
                purchase: id,
                view_hash: card.hash,
                tick: None,
                presence: Some(owner.present(&secret).await.unwrap()),
                how: How::Terminal,
            };
            owner.approve(approve).await.unwrap();
            owner.send_now(id).await.unwrap();
            clock.advance(WEEK);
        }
        engine.close().await.unwrap();
    });
}

fn asked(amount: &str, now: Timestamp) -> PurchaseRequest {
    let shop = DraftMerchant::at("Nordlicht Books", "shop.nordlicht-books.example");
    PurchaseRequest::from_draft(Draft::of_one(shop, "Field guide", amount, "EUR"), now).unwrap()
}
