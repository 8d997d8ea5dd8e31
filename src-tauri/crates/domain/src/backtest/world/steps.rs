//! What happens to the purchases of a world.

use std::cmp::Reverse;
use std::time::Duration;

use super::super::history::{Asked, Past, Revision};
use super::{Judged, Running, World};
use crate::assess::{Ask, Evaluated, assess};
use crate::balances::changes;
use crate::evaluate::{AgentFacts, Verdict};
use crate::memory::PurchaseFacts;
use crate::money::Money;
use crate::purchase::{AUTHORIZATION_LIFE, Charge, DecidedBy, Due, Purchase, Raises, Status, Step};
use crate::subscription::{Plan, Subscription};

impl<'a> World<'a> {
    pub(super) fn ask(&mut self, place: usize, asked: &Asked) {
        let Some((past, agent, revision)) = self.asked(place, 0) else {
            return;
        };
        let evaluated = self.assess(agent, revision, None, None);
        let terms = evaluated.terms(&revision.request, asked.expires_at);
        let approval = Approval::of(&evaluated);
        let (purchase, _) = Purchase::open(past.id, past.agent, terms, self.now);
        if let Ok(deltas) = changes(None, &purchase.footing()) {
            self.change(&deltas);
        }
        let traits = &revision.inspection.traits;
        let facts = PurchaseFacts::of(&purchase, traits, agent.sandbox);
        self.shelf.open(&facts, &purchase.merchant);
        let running = Running {
            purchase,
            revision: 0,
            judged: judged(evaluated),
            agreed: None,
            early: Vec::new(),
        };
        if let Some(slot) = self.running.get_mut(place) {
            *slot = Some(running);
        }
        self.queue(place);
        self.decide(place, past, Some(approval));
    }

    pub(super) fn amend(&mut self, place: usize, asked: &Asked) {
        let Some((past, agent, revision)) = self.asked(place, asked.revision) else {
            return;
        };
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        let (own, agreed) = (running.purchase.clone(), running.agreed);
        let approved = own.status == Status::Approved;
        let owners = own.decided_by == Some(DecidedBy::Owner);
        if own.status != Status::Pending && !(approved && owners) {
            return;
        }
        let evaluated = self.assess(agent, revision, Some(&own), agreed);
        let mut terms = evaluated.terms(&revision.request, asked.expires_at);
        if approved && terms.status != Status::Denied {
            // An approved purchase that was amended stays approved where it did then.
            if asked.status == Status::Approved {
                terms = evaluated.approved_terms(terms);
            } else {
                terms.status = Status::Pending;
            }
        }
        if !self.step(place, &Step::Amend(terms)) {
            return;
        }
        if let Some(Some(running)) = self.running.get_mut(place) {
            running.revision = asked.revision;
            running.judged = judged(evaluated);
            let traits = &revision.inspection.traits;
            let facts = PurchaseFacts::of(&running.purchase, traits, agent.sandbox);
            let merchant = &running.purchase.merchant;
            self.shelf.amended(&own.merchant, &facts, merchant);
        }
        self.decide(place, past, None);
    }

    /// What was not asked then is approved at once where it is asked now; a rule's approval is
    /// authorized at once.
    fn decide(&mut self, place: usize, past: &Past, asked: Option<Approval>) {
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        let purchase = &running.purchase;
        let is_last = running.revision.saturating_add(1) == past.revisions.len();
        if purchase.status == Status::Approved && purchase.decided_by == Some(DecidedBy::Rule) {
            self.authorize(place);
        } else if purchase.status == Status::Pending && is_last && past.verdict != Verdict::Ask {
            match asked {
                // Nothing happened since: asking again would find the same.
                Some(approval) => self.give(place, approval),
                None => self.approve(place),
            }
        }
    }

    pub(super) fn approve(&mut self, place: usize) {
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        if running.purchase.status != Status::Pending {
            return;
        }
        let Some((_, agent, revision)) = self.asked(place, running.revision) else {
            return;
        };
        let (own, agreed) = (running.purchase.clone(), running.agreed);
        let evaluated = self.assess(agent, revision, Some(&own), agreed);
        if evaluated.outcome.verdict != Verdict::Refuse {
            self.give(place, Approval::of(&evaluated));
        }
    }

    fn give(&mut self, place: usize, approval: Approval) {
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        let agent = self.registry.agents.get(&running.purchase.agent);
        if agent.is_none_or(|agent| agent.removed) {
            return;
        }
        let amount = running.purchase.amount;
        let undo = self.now.plus(approval.undo);
        let step = Step::Approve {
            authorize_at: undo.min(running.purchase.expires_at).max(self.now),
            charge: approval.charge,
            overall: approval.overall,
            raises: approval.raises,
            overall_raises: approval.overall_raises,
        };
        if self.step(place, &step)
            && let Some(Some(running)) = self.running.get_mut(place)
        {
            running.agreed = Some(amount);
        }
    }

    pub(super) fn undo(&mut self, place: usize) {
        if self.step(place, &Step::Undo)
            && let Some(Some(running)) = self.running.get_mut(place)
        {
            running.agreed = None;
        }
    }

    pub(super) fn authorize(&mut self, place: usize) {
        let ends = self.now.plus(AUTHORIZATION_LIFE);
        if !self.step(place, &Step::Authorize { ends }) {
            return;
        }
        self.renew(place);
        let authorized_then = self
            .history
            .past
            .get(place)
            .is_some_and(|past| past.course.authorized);
        let Some(Some(running)) = self.running.get_mut(place) else {
            return;
        };
        let merchant = &running.purchase.merchant;
        if !self.known.contains(merchant) {
            self.known.insert(merchant.clone());
            let past = self.history.past.get(place);
            if let Some(revision) = past.and_then(|past| past.revisions.get(running.revision)) {
                let name = revision.request.checkout.merchant.name.as_str();
                self.shelf.learn(merchant, name);
            }
        }
        let mut steps = std::mem::take(&mut running.early);
        // What was never authorized then is taken to be paid in full now.
        if !authorized_then {
            steps.push(Step::Capture(running.purchase.amount.minor()));
        }
        for step in steps {
            self.settle(place, step);
        }
    }

    fn renew(&mut self, place: usize) {
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        let past = self.history.past.get(place);
        let revision = past.and_then(|past| past.revisions.get(running.revision));
        let Some(plan) = revision.and_then(|revision| Plan::of(&revision.request.checkout)) else {
            return;
        };
        let purchase = &running.purchase;
        let agent = self.registry.agents.get(&purchase.agent);
        if agent.is_none_or(|agent| agent.sandbox) {
            return;
        }
        let known = self.subscriptions.remove(&plan.key);
        let renewed = Subscription::authorized(known, &plan, purchase, self.now);
        self.subscriptions.insert(plan.key, renewed);
    }

    pub(super) fn settle(&mut self, place: usize, step: Step) {
        let Some(Some(running)) = self.running.get_mut(place) else {
            return;
        };
        let status = running.purchase.status;
        if matches!(status, Status::Pending | Status::Approved) {
            running.early.push(step);
        } else {
            self.step(place, &step);
        }
    }

    pub(super) fn act(&mut self, place: usize) {
        let Some(Some(running)) = self.running.get(place) else {
            return;
        };
        let Some(agent) = self.registry.agents.get(&running.purchase.agent) else {
            return;
        };
        let all_paused = self.registry.all_paused(self.now);
        match running.purchase.due(agent, all_paused, self.now) {
            Due::Nothing => {}
            Due::Take(step) => {
                self.step(place, &step);
            }
            Due::Paused => self.stopped.push_back(place),
            Due::Sign => self.authorize(place),
        }
    }

    fn asked(&self, place: usize, revision: usize) -> Option<(&'a Past, AgentFacts, &'a Revision)> {
        let past = self.history.past.get(place)?;
        let agent = self.registry.agents.get(&past.agent)?.facts(self.now);
        Some((past, agent, past.revisions.get(revision)?))
    }

    fn assess(
        &mut self,
        agent: AgentFacts,
        revision: &Revision,
        own: Option<&Purchase>,
        agreed: Option<Money>,
    ) -> Evaluated {
        let ask = Ask {
            agent,
            request: &revision.request,
            inspection: &revision.inspection,
            own,
            agreed,
        };
        let Ok(evaluated) = assess(self, &ask);
        evaluated
    }

    pub(super) fn step_if_any(&mut self, place: usize, step: &Step) {
        self.step(place, step);
    }

    /// Takes an edge if there is one from where the purchase stands.
    fn step(&mut self, place: usize, step: &Step) -> bool {
        let Some(Some(running)) = self.running.get_mut(place) else {
            return false;
        };
        let before = running.purchase.footing();
        if running.purchase.apply(step, self.now).is_err() {
            return false;
        }
        self.shelf.moved(&running.purchase);
        if let Ok(deltas) = changes(Some(&before), &running.purchase.footing()) {
            self.change(&deltas);
        }
        self.queue(place);
        true
    }

    fn queue(&mut self, place: usize) {
        let due = self
            .running
            .get(place)
            .and_then(|one| one.as_ref()?.purchase.due_at);
        if let Some(due) = due {
            self.due.push(Reverse((due, place)));
        }
    }
}

/// What an approval of what was just assessed would come to.
struct Approval {
    undo: Duration,
    charge: Option<Charge>,
    overall: Option<Charge>,
    raises: Raises,
    overall_raises: Raises,
}

impl Approval {
    fn of(evaluated: &Evaluated) -> Self {
        Self {
            undo: evaluated.outcome.undo,
            charge: evaluated.charge,
            overall: evaluated.overall,
            raises: evaluated.raises.clone(),
            overall_raises: evaluated.overall_raises.clone(),
        }
    }
}

fn judged(evaluated: Evaluated) -> Judged {
    let outcome = evaluated.outcome;
    Judged {
        verdict: outcome.verdict,
        reasons: outcome.reasons,
        tier: outcome.tier,
        mandates: outcome.mandates,
    }
}
