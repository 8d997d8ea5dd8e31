//! What must be after each act: the whole of it for one budget within one month.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every case that is not named is refused"
)]

use counterfoil_domain::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::SettlementKind;

pub const MONTH: i64 = 10_000;
pub const AUTO: i64 = 2_000;
pub const DENY: i64 = 9_000;
pub const UNDO: i64 = 10_000;
pub const WAITS: i64 = 1_800_000;
pub const UNSIGNED: i64 = 300_000;
pub const LIFE: i64 = 600_000;
pub const SKEW: i64 = 60_000;
pub const GRACE: i64 = 7 * 24 * 3_600_000;

#[derive(Clone, Copy, Debug)]
pub enum Act {
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
pub struct One {
    pub id: PurchaseId,
    pub status: Status,
    pub amount: i64,
    pub held: i64,
    pub captured: i64,
    pub refunded: i64,
    pub raised: i64,
    pub expires: i64,
    pub due: Option<i64>,
    pub dead_at: i64,
    /// What the owner approved last, if that was not taken back.
    pub agreed: Option<i64>,
}

/// What must be. All of it happens within one month.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub all: Vec<One>,
    pub now: i64,
    pub paused: bool,
}

impl Model {
    pub fn left(&self) -> i64 {
        let sum = |of: fn(&One) -> i64| self.all.iter().map(of).sum::<i64>();
        MONTH + sum(|one| one.raised) - sum(|one| one.held) - sum(|one| one.captured)
    }

    /// Status and hold of a request of this amount.
    pub fn judged(&self, amount: i64) -> (Status, i64) {
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

    pub fn asked(&self, id: PurchaseId, amount: i64, expires: i64) -> One {
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
            agreed: None,
        };
        if status == Status::Authorized {
            one.authorize(self.now);
        }
        one
    }

    /// Whether an amendment succeeds. After an approval a lower price keeps it; whatever else waits
    /// for the owner again, also what a rule alone would let through.
    pub fn amend(&mut self, nth: usize, amount: i64) -> bool {
        let before = self.all[nth].clone();
        let approved = before.status == Status::Approved;
        if before.status != Status::Pending && !approved {
            return false;
        }
        if before.amount == amount {
            return true;
        }
        (self.all[nth].held, self.all[nth].raised) = (0, 0);
        let missing = (amount - self.left()).max(0);
        let mut after = self.asked(before.id, amount, before.expires);
        after.agreed = before.agreed;
        let changed = before.agreed.is_some_and(|agreed| amount > agreed);
        if approved && after.status != Status::Denied && !changed && missing <= before.raised {
            (after.status, after.due) = (Status::Approved, before.due);
            (after.held, after.raised) = (amount, missing);
        } else if after.status == Status::Authorized && (approved || changed) {
            (after.status, after.due) = (Status::Pending, Some(before.expires));
        }
        self.all[nth] = after;
        true
    }

    /// Whether the act succeeds; changes what it changes.
    pub fn take(&mut self, nth: usize, act: Act) -> bool {
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
                one.agreed = None;
                true
            }
            Act::Approve(_) if one.status == Status::Pending && !paused => {
                one.raised = (one.amount - (left + one.held)).max(0);
                one.held = one.amount;
                one.agreed = Some(one.amount);
                (one.status, one.due) = (Status::Approved, Some((now + UNDO).min(one.expires)));
                true
            }
            Act::SendNow(_) if one.status == Status::Approved && !paused => one.authorize(now),
            Act::Settle(_, kind, minor) => one.settle(kind, minor),
            _ => false,
        }
    }

    pub fn pass(&mut self, time: i64) {
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
    pub fn authorize(&mut self, now: i64) -> bool {
        self.status = Status::Authorized;
        self.dead_at = now + LIFE + SKEW;
        self.due = Some(self.dead_at + GRACE);
        true
    }

    pub fn end(&mut self, status: Status) -> bool {
        self.raised -= self.raised.min(self.held);
        (self.status, self.held, self.due) = (status, 0, None);
        true
    }

    pub fn settle(&mut self, kind: SettlementKind, minor: i64) -> bool {
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
