//! Months under several budgets and an overall limit, held against a list of purchases that is
//! added up anew for every question: zones, days of 23 and 25 hours, clocks set back, money that
//! rolls over, counts, raises, captures in parts.
//!
//! `COUNTERFOIL_DAYS` sets how many runs; the normal ones take a few seconds.

use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::ids::{MandateId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::{Money, Timestamp};
use counterfoil_engine::SettlementKind;
use proptest::prelude::*;

use list::{Budget, HOUR, Objection, Part, objections};
use plays::{any_act, any_budgets};
use words::{decimal, document, raised, said};

use crate::support::{House, request};

mod list;
mod plays;
mod words;

const SHOPS: [&str; 3] = [
    "nordlicht-books.example",
    "nordbahn.example",
    "cloudhost.example",
];
const WINDOWS: [&str; 9] = [
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "total",
    "rolling:24h",
    "rolling:7d",
    "rolling:30d",
];
const ZONES: [Tz; 5] = [
    Tz::UTC,
    Tz::Europe__Berlin,
    Tz::America__Los_Angeles,
    Tz::Pacific__Auckland,
    Tz::Pacific__Kiritimati,
];

/// Evenings before clocks change in Berlin and Auckland, and an ordinary one at a year's end.
const STARTS: [&str; 4] = [
    "2027-03-27T22:10:00Z",
    "2027-04-03T10:00:00Z",
    "2027-10-30T21:50:00Z",
    "2027-12-30T12:00:00Z",
];

#[derive(Clone, Copy, Debug)]
enum Act {
    Ask(usize, i64),
    Approve(usize),
    Reject(usize),
    Cancel(usize),
    Capture(usize, i64),
    Pass(i64),
    Back(i64),
    Zone(usize, usize),
    Max(usize, usize, i64),
    Reopen,
}

struct Run {
    house: House,
    ids: Vec<MandateId>,
    budgets: Vec<Budget>,
    asked: Vec<PurchaseId>,
    /// Ledger time, which never goes back.
    now: i64,
}

impl Run {
    async fn begin(mut budgets: Vec<Budget>, start: &str) -> Self {
        let mut house = House::with_mandate(None).await;
        // What the engine would do by itself would be done at some moment of its own.
        house.duties = None;
        house.clock.set(Timestamp::parse(start).unwrap());
        let mut run = Self {
            house,
            ids: Vec::new(),
            budgets: Vec::new(),
            asked: Vec::new(),
            now: 0,
        };
        run.note().await;
        for budget in &mut budgets {
            for limit in &mut budget.limits {
                limit.since = budget.zone.today(run.now);
            }
            run.ids.push(run.house.mandate(&document(budget)).await);
        }
        run.budgets = budgets;
        run
    }

    /// An entry of its own, so that ledger time is what the clock shows, or later.
    async fn note(&mut self) {
        let local = self.house.engine.local();
        local
            .note_export(String::new(), "csv".into(), 0)
            .await
            .unwrap();
        let wall = counterfoil_engine::Clock::now(&*self.house.clock).as_millis();
        self.now = self.now.max(wall);
    }

    async fn act(&mut self, nth: usize, act: Act) {
        let target = |at: usize| self.asked.get(at % self.asked.len().max(1)).copied();
        match act {
            Act::Ask(shop, minor) => return self.ask(nth, shop, minor).await,
            Act::Approve(at) => {
                if let Some(id) = target(at) {
                    return self.approve(id).await;
                }
            }
            Act::Reject(at) => {
                if let Some(id) = target(at) {
                    let reject = counterfoil_engine::Reject {
                        purchase: id,
                        note: None,
                        counter_offer: None,
                    };
                    self.house.owner.reject(reject).await.ok();
                }
            }
            Act::Cancel(at) => {
                if let Some(id) = target(at) {
                    self.house.agent.cancel(id).await.ok();
                }
            }
            Act::Capture(at, minor) => {
                if let Some(id) = target(at) {
                    let amount = decimal(minor);
                    self.house
                        .settle(id, SettlementKind::Capture, Some(&amount), None)
                        .await
                        .ok();
                }
            }
            Act::Pass(minutes) => {
                self.house
                    .clock
                    .advance(Duration::from_secs(u64::try_from(minutes * 60).unwrap()));
            }
            Act::Back(minutes) => {
                let wall = counterfoil_engine::Clock::now(&*self.house.clock).as_millis();
                self.house
                    .clock
                    .set(Timestamp::from_millis(wall - minutes * 60_000));
            }
            Act::Zone(at, zone) => {
                let at = at % self.budgets.len();
                self.budgets[at].zone = ZONES[zone % ZONES.len()];
                self.amend(at).await;
            }
            Act::Max(at, limit, more) => {
                let at = at % self.budgets.len();
                let (zone, now) = (self.budgets[at].zone, self.now);
                let nth = limit % self.budgets[at].limits.len();
                let limit = &mut self.budgets[at].limits[nth];
                limit.max += more;
                limit.since = zone.today(now);
                self.amend(at).await;
                // A limit that is set anew rolls nothing over from before, so what was bought with
                // that may be more than it is now.
                let budget = &self.budgets[at];
                let left = budget.left(at, &budget.limits[nth], &self.parts(), now);
                self.budgets[at].limits[nth].over = left.min(0);
            }
            Act::Reopen => {}
        }
    }

    async fn amend(&self, at: usize) {
        let document = document(&self.budgets[at]).into_bytes();
        let presence = Some(self.house.presence().await);
        self.house
            .owner
            .amend_mandate(self.ids[at], document, presence)
            .await
            .unwrap();
    }

    async fn ask(&mut self, nth: usize, shop: usize, minor: i64) {
        let parts = self.parts();
        let (refused, doubts) = objections(&self.budgets, &parts, shop, minor, self.now);
        let request = request(&decimal(minor), SHOPS[shop]);
        let answer = self
            .house
            .try_ask(&format!("k{nth}"), request)
            .await
            .unwrap();
        let mut said: Vec<Objection> = answer.reasons.iter().filter_map(said).collect();
        said.sort();
        if refused.is_empty() {
            assert_eq!(said, doubts, "{:#?}", self.budgets);
            let status = if answer.reasons.is_empty() {
                Status::Authorized
            } else {
                Status::Pending
            };
            assert_eq!(answer.status, status, "{:?}", answer.reasons);
        } else {
            assert_eq!(said, refused, "{:#?}", self.budgets);
            assert_eq!(answer.status, Status::Denied);
        }
        self.asked.push(answer.id);
        self.observe(Some(answer.id));
    }

    async fn approve(&mut self, id: PurchaseId) {
        if self.house.status(id).await != Status::Pending {
            return;
        }
        let approved = self.house.approve(id).await;
        // The card is read for a moment, and with that the ledger has gone on.
        self.note().await;
        if approved.is_ok() {
            self.observe(Some(id));
            self.house.owner.send_now(id).await.unwrap();
        }
    }

    /// Every budget is what the list adds up to, no limit is gone over, and no day comes back.
    async fn compare(&mut self) {
        self.observe(None);
        let parts = self.parts();
        let rows = self.house.owner.mandates().await.unwrap();
        let mut over = Vec::new();
        for (nth, budget) in self.budgets.iter().enumerate() {
            let row = rows
                .iter()
                .find(|row| row.mandate.id == self.ids[nth])
                .unwrap();
            for (limit, shown) in budget.limits.iter().zip(&row.periods) {
                let left = budget.left(nth, limit, &parts, self.now);
                assert_eq!(
                    shown.left,
                    Money::new(left.max(0), shown.left.currency()),
                    "{limit:?} of {budget:#?}"
                );
                assert!(
                    left >= limit.over,
                    "{limit:?} of {budget:#?} is gone over: {left}"
                );
                over.push(left.min(0));
            }
        }
        // What is no longer gone over must not be gone over again.
        let limits = self
            .budgets
            .iter_mut()
            .flat_map(|budget| &mut budget.limits);
        for (limit, over) in limits.zip(over) {
            limit.over = over;
        }
    }

    /// Notes on which day what was newly reserved counts; it must be today's.
    fn observe(&mut self, newly: Option<PurchaseId>) {
        for (id, part) in self.rows() {
            let budget = &mut self.budgets[part.budget];
            if part.held + part.spent == 0 {
                continue;
            }
            if newly == Some(id) {
                assert_eq!(part.day, budget.today(self.now), "{budget:?}");
                assert!(self.now.div_euclid(HOUR) - part.hour <= 1);
            }
            budget.latest = budget.latest.max(Some(part.day));
        }
    }

    fn parts(&self) -> Vec<Part> {
        self.rows().into_iter().map(|(_, part)| part).collect()
    }

    /// Each purchase once for the budget it is charged to and once for the overall limit.
    fn rows(&self) -> Vec<(PurchaseId, Part)> {
        let file = self.house.dir.path().join("counterfoil.db");
        let conn = rusqlite::Connection::open(file).unwrap();
        let sql = "SELECT p.id, p.held, p.captured, m.id, p.charge_day, p.charge_hour, p.raised
                     FROM purchase p JOIN mandate m ON m.n = p.mandate
             UNION ALL
                   SELECT p.id, p.held, p.captured, m.id, p.overall_day, p.overall_hour, p.overall_raised
                     FROM purchase p JOIN mandate m ON m.n = p.overall";
        let mut found = conn.prepare(sql).unwrap();
        let rows = found.query_map([], |row| {
            let mandate = MandateId::from_bytes(row.get(3)?);
            let raises: Option<String> = row.get(6)?;
            let part = Part {
                budget: self.ids.iter().position(|id| *id == mandate).unwrap(),
                day: NaiveDate::from_epoch_days(row.get(4)?).unwrap(),
                hour: row.get(5)?,
                held: row.get(1)?,
                spent: row.get(2)?,
                raises: raises.map(|json| raised(&json)).unwrap_or_default(),
            };
            Ok((PurchaseId::from_bytes(row.get(0)?), part))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }
}

trait Calendar {
    fn today(&self, now: i64) -> NaiveDate;
}

impl Calendar for Tz {
    fn today(&self, now: i64) -> NaiveDate {
        let at = chrono::DateTime::from_timestamp_millis(now).unwrap();
        at.with_timezone(self).date_naive()
    }
}

fn runs() -> u32 {
    let runs = std::env::var("COUNTERFOIL_DAYS").ok();
    runs.and_then(|runs| runs.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: runs(),
        failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_months_under_several_budgets_add_up_as_a_list_of_purchases_does(
        budgets in any_budgets(),
        start in prop::sample::select(&STARTS[..]),
        acts in prop::collection::vec(any_act(), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut run = Run::begin(budgets, start).await;
            for (nth, act) in acts.into_iter().enumerate() {
                run.note().await;
                if matches!(act, Act::Reopen) {
                    run.house = run.house.reopened().await;
                    run.house.duties = None;
                } else {
                    run.act(nth, act).await;
                }
                run.note().await;
                run.compare().await;
            }
            run.house.is_intact().await;
        });
    }
}
