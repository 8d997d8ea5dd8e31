//! The legal edges of `reliability.md` §3, one function each, with the postings they make.

use super::{
    Account, CLOCK_SKEW, Charge, DecidedBy, IllegalStep, Money, Posting, Purchase, Raise, Raises,
    Status, Step, Terms,
};
use crate::balances::carried;
use crate::ids::{AgentId, PurchaseId};
use crate::time::Timestamp;

impl Purchase {
    /// A purchase as it stands after its first evaluation, and the hold this makes.
    pub fn open(
        id: PurchaseId,
        agent: AgentId,
        terms: Terms,
        at: Timestamp,
    ) -> (Self, Vec<Posting>) {
        let Terms {
            merchant,
            rail,
            amount,
            status,
            charge,
            overall,
            held,
            raises,
            overall_raises,
            again_of,
            expires_at,
            plan: _,
            quote: _,
        } = terms;
        let purchase = Self {
            id,
            agent,
            merchant,
            rail,
            revision: 1,
            status,
            amount,
            held,
            captured: 0,
            refunded: 0,
            raised: raises,
            overall_raised: overall_raises,
            decided_by: decided_by_rule(status),
            charge,
            overall,
            again_of,
            requested_at: at,
            expires_at,
            authorization_ends: None,
            due_at: due_when_opened(status, at, expires_at),
        };
        let postings = posting(Account::Available, Account::Held, held);
        (purchase, postings)
    }

    /// Takes one edge, or changes nothing and says why not.
    pub fn apply(&mut self, step: &Step, at: Timestamp) -> Result<Vec<Posting>, IllegalStep> {
        match step {
            Step::Amend(terms) => self.amend(terms, at),
            Step::Approve {
                authorize_at,
                charge,
                overall,
                raises,
                overall_raises,
            } => {
                self.require(&[Status::Pending], step)?;
                if raises
                    .values()
                    .chain(overall_raises.values())
                    .any(|raise| raise.minor <= 0)
                {
                    return Err(IllegalStep::BadAmount);
                }
                let mut postings = Vec::new();
                // An approval at another hour or under another mandate moves the hold with it.
                if self.charge != *charge {
                    postings = posting(Account::Held, Account::Available, self.held);
                    self.held = 0;
                }
                let missing = self.left_to_hold()?;
                self.charge = *charge;
                self.overall = *overall;
                self.raised.clone_from(raises);
                self.overall_raised.clone_from(overall_raises);
                self.held = self.amount.minor();
                self.status = Status::Approved;
                self.decided_by = Some(DecidedBy::Owner);
                self.due_at = Some(*authorize_at);
                postings.extend(self.raised_by(Account::Owner, Account::Available, raises));
                postings.extend(posting(Account::Available, Account::Held, missing));
                Ok(postings)
            }
            Step::Reject => self.end(&[Status::Pending, Status::Approved], Status::Rejected, step),
            Step::Undo => self.undo(step),
            Step::Expire => self.end(&[Status::Pending, Status::Approved], Status::Expired, step),
            Step::Cancel => self.end(
                &[Status::Pending, Status::Approved],
                Status::Cancelled,
                step,
            ),
            Step::Authorize { ends } => self.authorize(*ends, step),
            Step::Report => {
                let paid = [Status::Authorized, Status::Captured, Status::Lapsed];
                self.require(&paid, step).map(|()| Vec::new())
            }
            Step::Capture(minor) => self.capture(*minor, step),
            Step::Void => {
                self.require(&[Status::Authorized], step)?;
                self.status = Status::Voided;
                self.due_at = self.authorization_ends.map(|ends| ends.plus(CLOCK_SKEW));
                Ok(Vec::new())
            }
            Step::Refund(minor) => self.refund(*minor, step),
            Step::Dispute => {
                self.require(&[Status::Captured, Status::Refunded], step)?;
                self.status = Status::Disputed;
                let open = self
                    .captured
                    .checked_sub(self.refunded)
                    .ok_or(IllegalStep::BadAmount)?;
                Ok(posting(Account::Spent, Account::Disputed, open))
            }
            Step::Lapse => self.end(&[Status::Authorized], Status::Lapsed, step),
            Step::Release => self.release(step),
            Step::Annotate => Ok(Vec::new()),
        }
    }

    /// What may still be captured, minor units.
    pub fn capturable(&self) -> i64 {
        self.amount.minor().saturating_sub(self.captured)
    }

    /// What may still be refunded, minor units.
    pub fn refundable(&self) -> i64 {
        self.captured.saturating_sub(self.refunded)
    }

    fn require(&self, allowed: &[Status], step: &Step) -> Result<(), IllegalStep> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        Err(IllegalStep::NoEdge {
            status: self.status,
            verb: step.verb(),
        })
    }

    fn left_to_hold(&self) -> Result<i64, IllegalStep> {
        self.amount
            .minor()
            .checked_sub(self.held)
            .ok_or(IllegalStep::BadAmount)
    }

    fn amend(&mut self, terms: &Terms, at: Timestamp) -> Result<Vec<Posting>, IllegalStep> {
        let owners = self.decided_by == Some(DecidedBy::Owner);
        let allowed: &[Status] = if owners {
            &[Status::Approved]
        } else {
            &[Status::Pending]
        };
        self.require(allowed, &Step::Amend(terms.clone()))?;
        let revision = self.revision.checked_add(1).ok_or(IllegalStep::BadAmount)?;
        let mut postings = posting(Account::Held, Account::Available, self.held);
        postings.extend(self.raised_by(Account::Available, Account::Owner, &self.raised));
        let (mut next, _) = Self::open(self.id, self.agent, terms.clone(), at);
        next.requested_at = self.requested_at;
        next.revision = revision;
        // Within the tolerance the owner's approval stays what it was, undo window and all.
        if owners && next.status == Status::Approved {
            next.decided_by = self.decided_by;
            next.due_at = self.due_at;
        }
        *self = next;
        postings.extend(self.raised_by(Account::Owner, Account::Available, &self.raised));
        postings.extend(posting(Account::Available, Account::Held, terms.held));
        Ok(postings)
    }

    fn authorize(&mut self, ends: Timestamp, step: &Step) -> Result<Vec<Posting>, IllegalStep> {
        self.require(&[Status::Approved], step)?;
        self.status = Status::Authorized;
        self.authorization_ends = Some(ends);
        self.due_at = Some(ends.plus(CLOCK_SKEW).plus(self.rail.settlement_grace()));
        Ok(Vec::new())
    }

    fn undo(&mut self, step: &Step) -> Result<Vec<Posting>, IllegalStep> {
        self.require(&[Status::Approved], step)?;
        if self.decided_by != Some(DecidedBy::Owner) {
            return Err(IllegalStep::NoEdge {
                status: self.status,
                verb: step.verb(),
            });
        }
        let mut postings = Vec::new();
        // A purchase that needed a raise held nothing while it waited, so it holds nothing again.
        let goes_over = !self.raised.is_empty() || !self.overall_raised.is_empty();
        let counts_nowhere = self.charge.is_none() && self.overall.is_none();
        if goes_over || counts_nowhere {
            postings = posting(Account::Held, Account::Available, self.held);
            let raises = std::mem::take(&mut self.raised);
            postings.extend(self.raised_by(Account::Available, Account::Owner, &raises));
            self.overall_raised.clear();
            self.held = 0;
        }
        self.status = Status::Pending;
        self.decided_by = None;
        self.due_at = Some(self.expires_at);
        Ok(postings)
    }

    fn end(
        &mut self,
        from: &[Status],
        to: Status,
        step: &Step,
    ) -> Result<Vec<Posting>, IllegalStep> {
        self.require(from, step)?;
        let postings = self.give_back()?;
        self.status = to;
        if to == Status::Rejected {
            self.decided_by = Some(DecidedBy::Owner);
        }
        Ok(postings)
    }

    fn give_back(&mut self) -> Result<Vec<Posting>, IllegalStep> {
        let mut postings = posting(Account::Held, Account::Available, self.held);
        // A raise that was never spent ends with the purchase it was made for.
        let unused = unused(&self.raised, self.held_of(self.charge)?);
        postings.extend(self.raised_by(Account::Available, Account::Owner, &unused));
        lower(&mut self.raised, &unused);
        let held = self.held_of(self.overall)?;
        let overall = self::unused(&self.overall_raised, held);
        lower(&mut self.overall_raised, &overall);
        self.held = 0;
        self.due_at = None;
        Ok(postings)
    }

    /// What is held, as it is counted in a mandate.
    fn held_of(&self, charge: Option<Charge>) -> Result<i64, IllegalStep> {
        let Some(charge) = charge else { return Ok(0) };
        let held = Money::new(self.held, self.amount.currency());
        carried(&charge, held, self.captured)
            .map(|part| part.held)
            .ok_or(IllegalStep::BadAmount)
    }

    /// The postings of a raise, which counts only in the windows that need it.
    fn raised_by(&self, from: Account, to: Account, raises: &Raises) -> Vec<Posting> {
        let rate = self.charge.and_then(|charge| charge.rate);
        let nonzero = raises.iter().filter(|(_, raise)| raise.minor != 0);
        nonzero
            .map(|(window, raise)| Posting {
                currency: rate.map(|rate| rate.currency),
                from,
                minor: raise.minor,
                to,
                window: Some(*window),
            })
            .collect()
    }

    fn capture(&mut self, minor: i64, step: &Step) -> Result<Vec<Posting>, IllegalStep> {
        let allowed = [Status::Authorized, Status::Captured, Status::Lapsed];
        self.require(&allowed, step)?;
        let left = self.capturable();
        self.bounded(minor, left, step)?;
        self.captured = self
            .captured
            .checked_add(minor)
            .ok_or(IllegalStep::BadAmount)?;
        self.status = Status::Captured;
        // A late capture finds no hold: the money is gone all the same, so it is spent directly.
        let from_hold = minor.min(self.held);
        self.held = self.held.saturating_sub(from_hold);
        let late = minor.saturating_sub(from_hold);
        if self.held == 0 {
            self.due_at = None;
        }
        let mut postings = posting(Account::Held, Account::Spent, from_hold);
        postings.extend(posting(Account::Available, Account::Spent, late));
        Ok(postings)
    }

    fn refund(&mut self, minor: i64, step: &Step) -> Result<Vec<Posting>, IllegalStep> {
        self.require(&[Status::Captured, Status::Disputed], step)?;
        let disputed = self.status == Status::Disputed;
        let from = if disputed {
            Account::Disputed
        } else {
            Account::Spent
        };
        self.bounded(minor, self.refundable(), step)?;
        self.refunded = self
            .refunded
            .checked_add(minor)
            .ok_or(IllegalStep::BadAmount)?;
        if self.refundable() == 0 && self.held == 0 {
            self.status = Status::Refunded;
        }
        Ok(posting(from, Account::Returned, minor))
    }

    fn release(&mut self, step: &Step) -> Result<Vec<Posting>, IllegalStep> {
        let allowed = [Status::Voided, Status::Captured, Status::Disputed];
        self.require(&allowed, step)?;
        if self.held == 0 {
            return Err(IllegalStep::NoEdge {
                status: self.status,
                verb: step.verb(),
            });
        }
        let postings = self.give_back()?;
        if self.status == Status::Captured && self.refundable() == 0 {
            self.status = Status::Refunded;
        }
        Ok(postings)
    }

    fn bounded(&self, minor: i64, left: i64, step: &Step) -> Result<(), IllegalStep> {
        if minor <= 0 {
            return Err(IllegalStep::BadAmount);
        }
        if minor <= left {
            return Ok(());
        }
        let currency = self.amount.currency();
        Err(IllegalStep::TooMuch {
            verb: step.verb(),
            asked: Money::new(minor, currency),
            left: Money::new(left, currency),
        })
    }
}

fn decided_by_rule(status: Status) -> Option<DecidedBy> {
    matches!(status, Status::Approved | Status::Denied).then_some(DecidedBy::Rule)
}

fn due_when_opened(status: Status, at: Timestamp, expires_at: Timestamp) -> Option<Timestamp> {
    match status {
        Status::Pending => Some(expires_at),
        // A rule's approval has no undo window.
        Status::Approved => Some(at),
        Status::Authorized
        | Status::Captured
        | Status::Refunded
        | Status::Voided
        | Status::Denied
        | Status::Rejected
        | Status::Expired
        | Status::Cancelled
        | Status::Superseded
        | Status::Disputed
        | Status::Lapsed => None,
    }
}

fn posting(from: Account, to: Account, minor: i64) -> Vec<Posting> {
    if minor == 0 {
        return Vec::new();
    }
    vec![Posting {
        currency: None,
        from,
        minor,
        to,
        window: None,
    }]
}

/// The part of each raise that what is still held stands on.
fn unused(raises: &Raises, held: i64) -> Raises {
    let part = |raise: &Raise| Raise {
        minor: raise.minor.min(held),
        ..*raise
    };
    let parts = raises.iter().map(|(window, raise)| (*window, part(raise)));
    parts.filter(|(_, raise)| raise.minor > 0).collect()
}

fn lower(raises: &mut Raises, by: &Raises) {
    for (window, raise) in raises.iter_mut() {
        let less = by.get(window).map_or(0, |by| by.minor);
        raise.minor = raise.minor.saturating_sub(less);
    }
    raises.retain(|_, raise| raise.minor > 0);
}
