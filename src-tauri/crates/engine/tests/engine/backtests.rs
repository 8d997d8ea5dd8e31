//! A back-test decides as a real engine does with the same requests.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is neither authorized nor approved is not paid"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::backtest::{Entry, Report};
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::{Draft, PurchaseRequest};
use counterfoil_domain::{PurchaseId, Timestamp, Verdict};
use counterfoil_engine::{
    AgentSession, Approve, Clock as _, Duties, Engine, EngineError, How, ManualClock, Options,
    OwnerSession, SettlementKind,
};
use tempfile::TempDir;

use crate::folders;
use crate::support::{NOON, connect, draft, options, parsed, passphrase, settlement, submission};

const BOOKS: &str = r#"{"name":"Books","currency":"EUR",
 "scope":{"merchants":["a.example","b.example","c.example","d.example"]},
 "limits":{"auto_up_to":"20.00","deny_above":"150.00","periods":[
   {"window":"day","max":"120.00","when_used_up":"ask"},
   {"window":"month","max":"1500.00","when_used_up":"deny"},
   {"window":"rolling:7d","max":"500.00","when_used_up":"ask"}]},
 "confirm_above":"100.00","undo_seconds":10,"time_zone":"Europe/Berlin"}"#;

const OTHERS: [&str; 2] = [
    r#"{"name":"Travel","agents":["Travel agent"],"currency":"EUR",
 "limits":{"auto_up_to":"60.00","periods":[
   {"window":"week","max":"300.00","when_used_up":"ask","rollover":"capped"}],
   "max_purchases":{"window":"rolling:24h","count":9}},
 "always_ask":{"new_merchant":false,"repeats":false},"time_zone":"America/New_York"}"#,
    r#"{"name":"Everything","overall":true,"currency":"EUR",
 "limits":{"deny_above":"170.00","periods":[
   {"window":"month","max":"3000.00","when_used_up":"ask"}]},"time_zone":"UTC"}"#,
];

/// What the books budget is changed to.
const CHANGES: [&str; 4] = [
    r#"{"name":"Books","currency":"EUR",
 "scope":{"merchants":["a.example","b.example","c.example","d.example"]},
 "limits":{"auto_up_to":"90.00","deny_above":"150.00","periods":[
   {"window":"month","max":"700.00","when_used_up":"ask","rollover":"full"}]},
 "always_ask":{"new_merchant":false,"repeats":false},"time_zone":"Europe/Berlin"}"#,
    r#"{"name":"Books","currency":"EUR",
 "scope":{"merchants":["a.example","b.example"]},
 "limits":{"auto_up_to":"40.00","periods":[
   {"window":"rolling:24h","max":"90.00","when_used_up":"deny"},
   {"window":"quarter","max":"2500.00","when_used_up":"ask"}]},
 "always_ask":{"outside_hours":["07:00","19:30"]},"time_zone":"Asia/Tokyo"}"#,
    r#"{"name":"Books","agents":["Shopping agent"],"currency":"EUR",
 "limits":{"auto_up_to":"30.00","deny_above":"80.00","periods":[
   {"window":"day","max":"60.00","when_used_up":"deny","rollover":"capped"},
   {"window":"total","max":"9000.00","when_used_up":"ask"}],
   "max_purchases":{"window":"day","count":5}},
 "undo_seconds":0,"time_zone":"Europe/Berlin"}"#,
    r#"{"name":"Books","currency":"EUR","limits":{"auto_up_to":"150.00","periods":[
   {"window":"year","max":"20000.00","when_used_up":"deny"},
   {"window":"week","max":"450.00","when_used_up":"ask","rollover":"full"}]},
 "always_ask":{"new_merchant":false,"repeats":false},"first_weekday":"sunday",
 "valid":{"until":"2027-02-10"},"time_zone":"America/New_York"}"#,
];

/// Each change is tried on so many requests of its own. With `COUNTERFOIL_BACKTEST_REQUESTS=2500`
/// it is 10,000 in all, which takes minutes.
fn requests() -> usize {
    let asked = std::env::var("COUNTERFOIL_BACKTEST_REQUESTS");
    asked.map_or(500, |count| count.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_higher_limit_that_rolls_over_is_judged_as_the_engine_judges_it() {
    judged_alike(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_limit_and_hours_are_judged_as_the_engine_judges_them() {
    judged_alike(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_for_one_agent_with_a_count_is_judged_as_the_engine_judges_it() {
    judged_alike(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_budget_that_ends_and_counts_weeks_is_judged_as_the_engine_judges_it() {
    judged_alike(3).await;
}

async fn judged_alike(number: usize) {
    let changed = CHANGES[number];
    let mut first = Stage::new(BOOKS).await;
    let seed = u64::try_from(number).unwrap() + 1;
    let really = first.play(seed, None).await;
    let unchanged = first.backtest(BOOKS).await;
    assert!(unchanged.differing().is_empty());
    alike(&unchanged, &really, &really);
    let mut again = Stage::new(changed).await;
    let rerun = again.play(seed, Some(&really)).await;
    let report = first.backtest(changed).await;
    alike(&report, &really, &rerun);
    assert!(
        report.differing().len() > requests() / 50,
        "the change changes something"
    );
}

/// Whether the report says of each request what the engine said of it in the second run.
fn alike(report: &Report, first: &[Went], second: &[Went]) {
    let entries = report.entries.iter().map(|entry| (entry.purchase, entry));
    let entries: BTreeMap<PurchaseId, &Entry> = entries.collect();
    assert!(entries.len() > requests() / 2, "{}", entries.len());
    for (index, (then, now)) in first.iter().zip(second).enumerate() {
        let Some(entry) = entries.get(&then.id) else {
            assert_eq!(then.verdict, now.verdict, "{index} is not in the report");
            continue;
        };
        let texts: Vec<String> = entry.reasons.iter().map(Reason::text).collect();
        let said = (entry.changed, texts);
        assert_eq!(
            said,
            (now.verdict, now.reasons.clone()),
            "{index} at {}",
            then.at
        );
        assert_eq!(entry.present, then.verdict, "{index} as it was");
    }
}

/// What one request came to.
#[derive(Debug, Clone)]
struct Went {
    id: PurchaseId,
    at: Timestamp,
    verdict: Verdict,
    reasons: Vec<String>,
    approved: bool,
    rejected: bool,
    authorized: bool,
    settled: Option<Settled>,
}

#[derive(Debug, Clone, Copy)]
enum Settled {
    Whole,
    Half,
    Void,
}

struct Stage {
    dir: TempDir,
    clock: Arc<ManualClock>,
    owner: OwnerSession,
    agents: [AgentSession; 2],
    /// Never authorized then: paid in full as soon as they are now.
    unpaid: Vec<(usize, PurchaseId)>,
    _engine: Engine,
    _duties: Duties,
}

impl Stage {
    async fn new(books: &str) -> Self {
        let dir = folders::fresh();
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(NOON)));
        let options = Options {
            guard: Duration::ZERO,
            ..options(&clock)
        };
        let engine = Engine::open(dir.path(), options).unwrap();
        let owner = engine.unlock(&passphrase()).await.unwrap();
        let mut agents = Vec::new();
        for name in ["Shopping agent", "Travel agent"] {
            let (_, token) = connect(&owner, name).await;
            agents.push(engine.gate().authenticate(&token).unwrap());
        }
        for document in [books].into_iter().chain(OTHERS) {
            let presence = owner.present(&passphrase()).await.unwrap();
            let document = document.as_bytes().to_vec();
            owner.add_mandate(document, presence).await.unwrap();
            // Ids are in the order of time, and reasons in the order of ids.
            clock.advance(Duration::from_millis(5));
        }
        Self {
            dir,
            clock,
            owner,
            agents: agents.try_into().unwrap_or_else(|_| panic!("two agents")),
            unpaid: Vec::new(),
            _duties: engine.take_duties().unwrap().unwrap(),
            _engine: engine,
        }
    }

    async fn backtest(&self, document: &str) -> Report {
        let mandates = self.owner.mandates().await.unwrap();
        let mut ids = mandates.iter().filter(|row| row.mandate.name == "Books");
        let id = ids.next().map(|row| row.mandate.id);
        let document = document.as_bytes().to_vec();
        self.owner.backtest(id, document, 365).await.unwrap()
    }

    /// Asks for random purchases and decides at random, or as it was decided `before`.
    async fn play(&mut self, seed: u64, before: Option<&[Went]>) -> Vec<Went> {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut all = Vec::with_capacity(requests());
        let mut at = Timestamp::from_millis(NOON);
        for index in 0..requests() {
            let pause = if dice.of(20) == 0 {
                dice.of(90_000)
            } else {
                30 + dice.of(2_400)
            };
            at = at.plus(Duration::from_secs(pause));
            self.pass_to(at).await;
            let request = dice.request();
            let (agent, plan) = (usize::from(dice.of(3) == 0), dice.of(100));
            let settle = dice.settled();
            let then = before.map(|before| &before[index]);
            all.push(self.once(index, agent, request, plan, settle, then).await);
        }
        all
    }

    async fn once(
        &mut self,
        index: usize,
        agent: usize,
        request: PurchaseRequest,
        plan: u64,
        settle: Option<Settled>,
        then: Option<&Went>,
    ) -> Went {
        let key = format!("k{index}");
        let submitted = self.agents[agent].submit(submission(&key, request)).await;
        let answer = submitted.unwrap().answer;
        let mut went = Went {
            id: answer.id,
            at: self.clock.now(),
            verdict: answer.verdict,
            reasons: answer.reasons.iter().map(Reason::text).collect(),
            approved: false,
            rejected: false,
            authorized: answer.status == Status::Authorized,
            settled: None,
        };
        if answer.status == Status::Pending {
            self.decide(&mut went, plan, then).await;
        }
        if then.is_some_and(|then| !then.authorized) {
            self.unpaid.push((agent, went.id));
            self.pay().await;
            return went;
        }
        let settle = match then {
            Some(then) => then.settled,
            None => settle.filter(|_| went.authorized),
        };
        if went.authorized {
            self.settle(agent, went.id, settle).await;
            went.settled = settle;
        }
        went
    }

    async fn decide(&mut self, went: &mut Went, plan: u64, then: Option<&Went>) {
        let (approve, reject) = match then {
            None => (plan < 70, (70..95).contains(&plan)),
            Some(then) if then.verdict == Verdict::Ask => (then.approved, then.rejected),
            Some(_) => (true, false),
        };
        if approve {
            went.approved = self.approve(went.id).await;
            // What was never authorized then waits out its undo window.
            if went.approved && then.is_none_or(|then| then.authorized) {
                match self.owner.send_now(went.id).await {
                    // Without an undo window it can be gone already.
                    Ok(_) | Err(EngineError::TooLate { .. }) => went.authorized = true,
                    Err(error) => panic!("{error}"),
                }
            }
        } else if reject {
            let reject = counterfoil_engine::Reject {
                purchase: went.id,
                note: None,
                counter_offer: None,
            };
            self.owner.reject(reject).await.unwrap();
            went.rejected = true;
        }
    }

    async fn approve(&self, id: PurchaseId) -> bool {
        let card = self.owner.card(id).await.unwrap();
        self.owner.presented(id, card.hash).await.unwrap();
        let approve = Approve {
            purchase: id,
            view_hash: card.hash,
            tick: card.view.tick.clone(),
            presence: Some(self.owner.present(&passphrase()).await.unwrap()),
            how: How::Keys,
        };
        self.owner.approve(approve).await.is_ok()
    }

    async fn settle(&self, agent: usize, id: PurchaseId, settled: Option<Settled>) {
        let answer = self.agents[agent].get(id).await.unwrap();
        let half = counterfoil_domain::Money::new(
            (answer.amount.minor() / 2).max(1),
            answer.amount.currency(),
        );
        let report = match settled {
            None => return,
            Some(Settled::Whole) => settlement(SettlementKind::Capture, None, None),
            Some(Settled::Half) => settlement(SettlementKind::Capture, Some(&half.decimal()), None),
            Some(Settled::Void) => settlement(SettlementKind::Void, None, None),
        };
        self.agents[agent].settle(id, report).await.unwrap();
    }

    async fn pay(&mut self) {
        let mut still = Vec::new();
        for (agent, id) in std::mem::take(&mut self.unpaid) {
            match self.agents[agent].get(id).await.unwrap().status {
                Status::Authorized => self.settle(agent, id, Some(Settled::Whole)).await,
                Status::Approved => still.push((agent, id)),
                _ => {}
            }
        }
        self.unpaid = still;
    }

    /// Moves the clock, stopping wherever the engine has something to do.
    async fn pass_to(&mut self, at: Timestamp) {
        let db = rusqlite::Connection::open(self.dir.path().join("counterfoil.db")).unwrap();
        let due = || -> Option<i64> {
            let sql = "SELECT min(due_at) FROM purchase WHERE due_at IS NOT NULL";
            db.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        while let Some(next) = due().filter(|due| *due <= at.as_millis()) {
            self.clock
                .set(Timestamp::from_millis(next).max(self.clock.now()));
            self.owner
                .note_export(String::new(), "csv".into(), 0)
                .await
                .unwrap();
            while due().is_some_and(|due| due <= self.clock.now().as_millis()) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            self.pay().await;
        }
        self.clock.set(at);
    }
}

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn request(&mut self) -> PurchaseRequest {
        let shops = [
            "a.example",
            "b.example",
            "c.example",
            "d.example",
            "e.example",
            "f.example",
        ];
        let shop = shops[usize::try_from(self.of(6)).unwrap()];
        let most = [2_000, 6_000, 18_000][usize::try_from(self.of(3)).unwrap()];
        let minor = 1 + self.of(most);
        let asked: Draft = draft(&format!("{}.{:02}", minor / 100, minor % 100), shop);
        parsed(asked)
    }

    fn settled(&mut self) -> Option<Settled> {
        match self.of(20) {
            0 => None,
            1 => Some(Settled::Void),
            2 | 3 => Some(Settled::Half),
            _ => Some(Settled::Whole),
        }
    }
}
