//! Random days in the life of one budget, held against a small model of what must be.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every case that is not named is refused"
)]

use std::time::Duration;

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Reject, SettlementKind};
use proptest::prelude::*;

use crate::support::{House, SHOP, books, request, submission};

const MONTH: i64 = 10_000;
const AUTO: i64 = 2_000;
const DENY: i64 = 9_000;
const UNDO: i64 = 10_000;
const WAITS: i64 = 1_800_000;
const UNSIGNED: i64 = 300_000;
const LIFE: i64 = 600_000;
const SKEW: i64 = 60_000;
const GRACE: i64 = 7 * 24 * 3_600_000;

#[derive(Clone, Copy, Debug)]
enum Act {
    Ask(i64),
    Amend(usize, i64),
    Cancel(usize),
    Approve(usize),
    Reject(usize),
    Undo(usize),
    SendNow(usize),
    Settle(usize, SettlementKind, i64),
    Pause(bool),
    Pass(i64),
    Reopen,
}

#[derive(Clone, Debug)]
struct One {
    id: PurchaseId,
    status: Status,
    amount: i64,
    held: i64,
    captured: i64,
    refunded: i64,
    raised: i64,
    expires: i64,
    due: Option<i64>,
    dead_at: i64,
}

/// What must be. All of it happens within one month.
#[derive(Clone, Debug, Default)]
struct Model {
    all: Vec<One>,
    now: i64,
    paused: bool,
}

impl Model {
    fn left(&self) -> i64 {
        let sum = |of: fn(&One) -> i64| self.all.iter().map(of).sum::<i64>();
        MONTH + sum(|one| one.raised) - sum(|one| one.held) - sum(|one| one.captured)
    }

    /// Status and hold of a request of this amount.
    fn judged(&self, amount: i64) -> (Status, i64) {
        let left = self.left();
        if self.paused || amount > DENY {
            (Status::Denied, 0)
        } else if amount > left {
            (Status::Pending, 0)
        } else if amount > AUTO {
            (Status::Pending, amount)
        } else {
            (Status::Authorized, amount)
        }
    }

    fn asked(&self, id: PurchaseId, amount: i64, expires: i64) -> One {
        let (status, held) = self.judged(amount);
        let mut one = One {
            id,
            status,
            amount,
            held,
            captured: 0,
            refunded: 0,
            raised: 0,
            expires,
            due: (status == Status::Pending).then_some(expires),
            dead_at: 0,
        };
        if status == Status::Authorized {
            one.authorize(self.now);
        }
        one
    }

    /// Whether the act succeeds; changes what it changes.
    fn take(&mut self, nth: usize, act: Act) -> bool {
        let (now, paused) = (self.now, self.paused);
        let left = self.left();
        let one = &mut self.all[nth];
        let open = matches!(one.status, Status::Pending | Status::Approved);
        match act {
            Act::Cancel(_) if one.status == Status::Cancelled => true,
            Act::Cancel(_) if open => one.end(Status::Cancelled),
            Act::Reject(_) if open => one.end(Status::Rejected),
            Act::Undo(_) if one.status == Status::Approved => {
                if one.raised > 0 {
                    (one.held, one.raised) = (0, 0);
                }
                (one.status, one.due) = (Status::Pending, Some(one.expires));
                true
            }
            Act::Approve(_) if one.status == Status::Pending && !paused => {
                one.raised = (one.amount - (left + one.held)).max(0);
                one.held = one.amount;
                (one.status, one.due) = (Status::Approved, Some((now + UNDO).min(one.expires)));
                true
            }
            Act::SendNow(_) if one.status == Status::Approved && !paused => one.authorize(now),
            Act::Settle(_, kind, minor) => one.settle(kind, minor),
            _ => false,
        }
    }

    fn pass(&mut self, time: i64) {
        self.now += time;
        let (now, paused) = (self.now, self.paused);
        for one in &mut self.all {
            let Some(due) = one.due.filter(|due| *due <= now) else {
                continue;
            };
            match one.status {
                Status::Pending => one.end(Status::Expired),
                Status::Approved if now >= due + UNSIGNED => one.end(Status::Expired),
                Status::Approved if paused => false,
                Status::Approved => one.authorize(now),
                Status::Authorized => one.end(Status::Lapsed),
                status => {
                    let gone = status == Status::Captured && one.captured == one.refunded;
                    one.end(if gone { Status::Refunded } else { status })
                }
            };
        }
    }
}

impl One {
    fn authorize(&mut self, now: i64) -> bool {
        self.status = Status::Authorized;
        self.dead_at = now + LIFE + SKEW;
        self.due = Some(self.dead_at + GRACE);
        true
    }

    fn end(&mut self, status: Status) -> bool {
        self.raised -= self.raised.min(self.held);
        (self.status, self.held, self.due) = (status, 0, None);
        true
    }

    fn settle(&mut self, kind: SettlementKind, minor: i64) -> bool {
        use Status::{Authorized, Captured, Disputed, Lapsed, Refunded, Voided};
        match (kind, self.status) {
            (SettlementKind::Capture, Authorized | Captured | Lapsed)
                if minor > 0 && minor <= self.amount - self.captured =>
            {
                self.captured += minor;
                self.held -= minor.min(self.held);
                self.status = Captured;
                if self.held == 0 {
                    self.due = None;
                }
                true
            }
            (SettlementKind::Refund, Captured | Disputed)
                if minor > 0 && minor <= self.captured - self.refunded =>
            {
                self.refunded += minor;
                if self.captured == self.refunded && self.held == 0 {
                    self.status = Refunded;
                }
                true
            }
            (SettlementKind::Void, Authorized) => {
                (self.status, self.due) = (Voided, Some(self.dead_at));
                true
            }
            (SettlementKind::Dispute, Captured | Refunded) => {
                self.status = Disputed;
                true
            }
            _ => false,
        }
    }
}

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

struct Run {
    house: House,
    model: Model,
}

impl Run {
    async fn act(mut self, nth: usize, act: Act) -> Self {
        let key = format!("k{nth}");
        let count = self.model.all.len();
        let target = match act {
            Act::Ask(amount) => {
                let answer = self.house.ask(&key, &decimal(amount)).await;
                let expires = self.model.now + WAITS;
                let one = self.model.asked(answer.id, amount, expires);
                assert_eq!(answer.status, one.status, "{act:?}");
                self.model.all.push(one);
                return self;
            }
            Act::Pass(time) => return self.pass(time).await,
            Act::Pause(true) => {
                self.house.engine.local().pause_all(None).await.unwrap();
                self.model.paused = true;
                return self;
            }
            Act::Pause(false) => {
                self.house
                    .owner
                    .resume_all(self.house.presence().await)
                    .await
                    .unwrap();
                self.model.paused = false;
                return self.pass(0).await;
            }
            Act::Reopen => {
                return Self {
                    house: self.house.reopened().await,
                    model: self.model,
                };
            }
            Act::Amend(at, _)
            | Act::Cancel(at)
            | Act::Approve(at)
            | Act::Reject(at)
            | Act::Undo(at)
            | Act::SendNow(at)
            | Act::Settle(at, ..) => at,
        };
        if count == 0 {
            return self;
        }
        self.on(target % count, act, &key).await
    }

    async fn on(mut self, at: usize, act: Act, key: &str) -> Self {
        let id = self.model.all[at].id;
        let house = &self.house;
        let done = match act {
            Act::Amend(_, amount) => return self.amend(at, amount, key).await,
            Act::Approve(_) => {
                if self.model.all[at].status == Status::Pending {
                    let card = house.owner.card(id).await.unwrap();
                    house.owner.presented(id, card.hash).await.unwrap();
                    self = self.pass(700).await;
                    let approval = self.house.approval(&card).await;
                    self.house.owner.approve(approval).await.is_ok()
                } else {
                    house.owner.card(id).await.is_ok()
                }
            }
            Act::Cancel(_) => house.agent.cancel(id).await.is_ok(),
            Act::Reject(_) => {
                let reject = Reject {
                    purchase: id,
                    note: None,
                    counter_offer: None,
                };
                house.owner.reject(reject).await.is_ok()
            }
            Act::Undo(_) => house.owner.undo(id).await.is_ok(),
            Act::SendNow(_) => house.owner.send_now(id).await.is_ok(),
            Act::Settle(_, kind, minor) => {
                let amount = decimal(minor);
                let amounts = matches!(kind, SettlementKind::Capture | SettlementKind::Refund);
                house
                    .settle(id, kind, amounts.then_some(&amount), None)
                    .await
                    .is_ok()
            }
            _ => unreachable!("{act:?} has no target"),
        };
        assert_eq!(
            done,
            self.model.take(at, act),
            "{act:?} on {:?}",
            self.model.all[at]
        );
        self
    }

    async fn amend(mut self, at: usize, amount: i64, key: &str) -> Self {
        let before = self.model.all[at].clone();
        let amended = submission(key, request(&decimal(amount), SHOP));
        let answer = self.house.agent.amend(before.id, amended).await;
        assert_eq!(
            answer.is_ok(),
            before.status == Status::Pending,
            "{answer:?} on {before:?}"
        );
        if before.status == Status::Pending && before.amount != amount {
            self.model.all[at].held = 0;
            self.model.all[at] = self.model.asked(before.id, amount, before.expires);
        }
        self
    }

    /// The clock moves on, and the engine does by itself what is due.
    async fn pass(mut self, time: i64) -> Self {
        self.model.pass(time);
        self.house
            .clock
            .advance(Duration::from_millis(u64::try_from(time).unwrap()));
        for one in &self.model.all {
            self.house
                .pass_until(Duration::ZERO, one.id, one.status)
                .await;
        }
        // What is released changes no status.
        for _ in 0..100 {
            if self.house.budget().await == self.sums() {
                break;
            }
            self.house.pass(Duration::ZERO).await;
        }
        self
    }

    fn sums(&self) -> (String, String, String) {
        let sum = |of: fn(&One) -> i64| decimal(self.model.all.iter().map(of).sum::<i64>());
        let left = decimal(self.model.left().max(0));
        (sum(|one| one.held), sum(|one| one.captured), left)
    }

    async fn compare(&self) {
        assert_eq!(self.house.budget().await, self.sums(), "{:#?}", self.model);
        for one in &self.model.all {
            assert_eq!(self.house.status(one.id).await, one.status, "{one:?}");
        }
    }
}

fn any_act() -> impl Strategy<Value = Act> {
    let amount = || prop_oneof![5 => 1_i64..2_500, 2 => 2_001_i64..9_500];
    let at = || 0_usize..6;
    let kind = prop_oneof![
        6 => Just(SettlementKind::Capture),
        3 => Just(SettlementKind::Refund),
        1 => Just(SettlementKind::Void),
        1 => Just(SettlementKind::Dispute),
    ];
    let time = prop_oneof![
        4 => Just(UNDO + 1),
        2 => Just(WAITS),
        1 => Just(LIFE + SKEW),
        1 => 0_i64..30_000,
    ];
    prop_oneof![
        6 => amount().prop_map(Act::Ask),
        2 => (at(), amount()).prop_map(|(at, amount)| Act::Amend(at, amount)),
        1 => at().prop_map(Act::Cancel),
        6 => at().prop_map(Act::Approve),
        1 => at().prop_map(Act::Reject),
        2 => at().prop_map(Act::Undo),
        2 => at().prop_map(Act::SendNow),
        6 => (at(), kind, 1_i64..3_000).prop_map(|(at, kind, minor)| Act::Settle(at, kind, minor)),
        1 => any::<bool>().prop_map(Act::Pause),
        4 => time.prop_map(Act::Pass),
        1 => Just(Act::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20,
        failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_day_leaves_the_budget_that_a_small_model_says(
        acts in prop::collection::vec(any_act(), 1..25),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::with_mandate(Some(&books("20.00", "90.00", "100.00"))).await;
            let mut run = Run { house, model: Model { now: crate::support::NOON, ..Model::default() } };
            for (nth, act) in acts.into_iter().enumerate() {
                run = run.act(nth, act).await;
                run.compare().await;
            }
            run.house.is_intact().await;
        });
    }
}
