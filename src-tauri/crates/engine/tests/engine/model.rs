//! Random days in the life of one budget, held against a small model of what must be.
//!
//! `COUNTERFOIL_DAYS` sets how many; the normal run takes a few seconds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every case that is not named is refused"
)]

use std::time::Duration;

use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Reject, SettlementKind};
use proptest::prelude::*;

use book::{Act, LIFE, Model, One, SKEW, UNDO, WAITS};

use crate::support::{House, books, elsewhere, submission};

mod book;

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
                // Each at a shop of its own: this is about sums, not about what is usual.
                let request = elsewhere(count, &decimal(amount));
                let answer = self.house.try_ask(&key, request).await.unwrap();
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
        // What a step makes due at once, the engine does at once.
        self.pass(0).await
    }

    async fn amend(mut self, at: usize, amount: i64, key: &str) -> Self {
        let before = self.model.all[at].clone();
        // An amendment stays at its shop.
        let amended = submission(key, elsewhere(at, &decimal(amount)));
        let answer = self.house.agent.amend(before.id, amended).await;
        assert_eq!(
            answer.is_ok(),
            self.model.amend(at, amount),
            "{answer:?} on {before:?}"
        );
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

fn days() -> u32 {
    let days = std::env::var("COUNTERFOIL_DAYS").ok();
    days.and_then(|days| days.parse().ok()).unwrap_or(20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: days(),
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
