//! When a waiting purchase is worth a notification.
//!
//! The rules look only at what waits now and what was shown before, so they hold however the news
//! arrived: one event, many at once, another process, or a restart.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use counterfoil_domain::time::Timestamp;

use super::Waiting;
use super::notice::{self, Key, Notice, Style, Urgency};
use crate::views::Money;

/// An agent gets this many pop-ups…
const POP_UPS: usize = 3;
/// …in this time, and is silent this long when too many stay unanswered.
const QUIET: Duration = Duration::from_mins(10);
/// Unanswered pop-ups in a row that silence an agent.
const UNANSWERED: u32 = 2;
/// This many requests…
const BURST: usize = 3;
/// …in this time become one notification.
const BURST_WINDOW: Duration = Duration::from_mins(1);
/// A request nobody looked at is mentioned once more when this is left.
const LAST_CALL: Duration = Duration::from_mins(5);
/// How many purchases are remembered as looked at.
const REMEMBERED: usize = 1000;

/// One thing to do on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Show it, in place of the one with the same key.
    Show(Notice),
    /// Take it away.
    Withdraw(Key),
}

/// What was shown, and how often each agent was heard.
#[derive(Debug, Default)]
pub struct Attention {
    known: BTreeMap<String, Known>,
    agents: BTreeMap<String, Pace>,
    arrivals: VecDeque<(Timestamp, String)>,
    summary: Option<BTreeSet<String>>,
    /// What the owner looked at; ids sort by age, so the oldest are forgotten first.
    seen: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Known {
    agent: String,
    amount: Money,
    expires: Option<Timestamp>,
    shown: bool,
    seen: bool,
    last_call: bool,
}

#[derive(Debug, Default)]
struct Pace {
    shown: VecDeque<Timestamp>,
    unanswered: u32,
    silent_until: Option<Timestamp>,
}

impl Attention {
    /// Compares what waits now with what was shown and says what to do about it.
    pub fn update(&mut self, waiting: &[Waiting], now: Timestamp, style: Style) -> Vec<Act> {
        let mut acts = self.forget_decided(waiting, now, style);
        acts.extend(self.correct_changed(waiting, style));
        let new = self.arrive(waiting, now);
        if self.is_burst(now) {
            acts.extend(self.sum_up(waiting, &new, now, style));
        } else {
            for purchase in new {
                if self.may_pop_up(&purchase.agent_id, now) {
                    acts.push(self.show(purchase, now, style));
                }
            }
        }
        acts.extend(self.last_calls(waiting, now, style));
        acts
    }

    /// Whether a blocked purchase of this agent may be shown; counts as one pop-up.
    pub fn admit_blocked(&mut self, agent: &str, now: Timestamp) -> bool {
        let admitted = self.may_pop_up(agent, now);
        if admitted {
            self.count(agent, now);
        }
        admitted
    }

    /// The owner looked at this purchase or decided something about it.
    pub fn answered(&mut self, purchase: &str) {
        self.seen.insert(purchase.to_owned());
        if self.seen.len() > REMEMBERED {
            self.seen.pop_first();
        }
        if let Some(known) = self.known.get_mut(purchase) {
            known.seen = true;
            let agent = known.agent.clone();
            let pace = self.agents.entry(agent).or_default();
            pace.unanswered = 0;
            pace.silent_until = None;
        }
    }

    /// The owner opened the inbox from the summary.
    pub fn summary_answered(&mut self) {
        for id in self.summary.take().unwrap_or_default() {
            self.answered(&id);
        }
    }

    /// A notification went away without an answer.
    pub fn ignored(&mut self, key: &Key, now: Timestamp) {
        match key {
            Key::Request(id) => {
                if let Some(known) = self.known.get_mut(id).filter(|known| known.shown) {
                    known.shown = false;
                    let agent = known.agent.clone();
                    self.count_ignored(agent, now);
                }
            }
            Key::Summary => {
                let members = self.summary.take().unwrap_or_default();
                let agents: BTreeSet<String> = members
                    .iter()
                    .filter_map(|id| self.known.get(id).map(|known| known.agent.clone()))
                    .collect();
                for agent in agents {
                    self.count_ignored(agent, now);
                }
            }
            Key::Blocked(_) | Key::Ledger | Key::Budget(_) | Key::Found(_) => {}
        }
    }

    fn count_ignored(&mut self, agent: String, now: Timestamp) {
        let pace = self.agents.entry(agent).or_default();
        pace.unanswered = pace.unanswered.saturating_add(1);
        if pace.unanswered >= UNANSWERED {
            pace.unanswered = 0;
            pace.silent_until = Some(now.plus(QUIET));
        }
    }

    fn forget_decided(&mut self, waiting: &[Waiting], now: Timestamp, style: Style) -> Vec<Act> {
        let ids: BTreeSet<&str> = waiting
            .iter()
            .map(|purchase| purchase.id.as_str())
            .collect();
        let gone: Vec<(String, Known)> = self
            .known
            .iter()
            .filter(|(id, _)| !ids.contains(id.as_str()))
            .map(|(id, known)| (id.clone(), known.clone()))
            .collect();
        let mut acts = Vec::new();
        let mut summary_shrank = false;
        for (id, known) in gone {
            self.known.remove(&id);
            self.arrivals.retain(|(_, arrived)| *arrived != id);
            summary_shrank |= self
                .summary
                .as_mut()
                .is_some_and(|members| members.remove(&id));
            if known.shown {
                acts.push(Act::Withdraw(Key::Request(id)));
                if !known.seen && known.expires.is_some_and(|expires| expires <= now) {
                    self.count_ignored(known.agent, now);
                }
            }
        }
        if summary_shrank {
            acts.extend(self.redraw_summary(waiting, Urgency::Low, style));
        }
        acts
    }

    /// An agent that changes what it asks for makes the old words wrong.
    fn correct_changed(&mut self, waiting: &[Waiting], style: Style) -> Vec<Act> {
        let mut acts = Vec::new();
        for purchase in waiting {
            let Some(known) = self.known.get(&purchase.id) else {
                continue;
            };
            if known.amount == purchase.amount {
                continue;
            }
            let shown = known.shown;
            self.learn(purchase);
            if shown {
                self.mark_shown(&purchase.id);
                acts.push(Act::Show(notice::request(purchase, style)));
            }
        }
        acts
    }

    /// Takes note of what is new. What the owner has seen before, and took back, is no news.
    fn arrive<'a>(&mut self, waiting: &'a [Waiting], now: Timestamp) -> Vec<&'a Waiting> {
        let mut new = Vec::new();
        for purchase in waiting {
            if self.known.contains_key(&purchase.id) {
                continue;
            }
            self.learn(purchase);
            if !self.seen.contains(&purchase.id) {
                self.arrivals.push_back((now, purchase.id.clone()));
                new.push(purchase);
            }
        }
        let since = now.minus(BURST_WINDOW);
        self.arrivals.retain(|(at, _)| *at > since);
        new
    }

    fn learn(&mut self, purchase: &Waiting) {
        let known = Known {
            agent: purchase.agent_id.clone(),
            amount: purchase.amount.clone(),
            expires: purchase.expires,
            shown: false,
            seen: self.seen.contains(&purchase.id),
            last_call: false,
        };
        self.known.insert(purchase.id.clone(), known);
    }

    fn is_burst(&self, now: Timestamp) -> bool {
        let since = now.minus(BURST_WINDOW);
        self.arrivals.iter().filter(|(at, _)| *at > since).count() >= BURST
    }

    fn may_pop_up(&mut self, agent: &str, now: Timestamp) -> bool {
        let pace = self.agents.entry(agent.to_owned()).or_default();
        if pace.silent_until.is_some_and(|until| now < until) {
            return false;
        }
        let since = now.minus(QUIET);
        pace.shown.retain(|at| *at > since);
        pace.shown.len() < POP_UPS
    }

    fn count(&mut self, agent: &str, now: Timestamp) {
        self.agents
            .entry(agent.to_owned())
            .or_default()
            .shown
            .push_back(now);
    }

    fn show(&mut self, purchase: &Waiting, now: Timestamp, style: Style) -> Act {
        self.count(&purchase.agent_id, now);
        self.mark_shown(&purchase.id);
        Act::Show(notice::request(purchase, style))
    }

    fn mark_shown(&mut self, id: &str) {
        if let Some(known) = self.known.get_mut(id) {
            known.shown = true;
        }
    }

    /// Folds a burst into one notification that replaces those of its members. It pops up if one
    /// of its agents may; otherwise it only replaces what is on the screen already.
    fn sum_up(
        &mut self,
        waiting: &[Waiting],
        new: &[&Waiting],
        now: Timestamp,
        style: Style,
    ) -> Vec<Act> {
        if new.is_empty() {
            return Vec::new();
        }
        let since = now.minus(BURST_WINDOW);
        let recent = self.arrivals.iter().filter(|(at, _)| *at > since);
        let burst: Vec<String> = recent.map(|(_, id)| id.clone()).collect();
        let shown: Vec<String> = burst
            .iter()
            .filter(|id| self.is_shown(id))
            .cloned()
            .collect();
        let allowed = new.iter().find(|one| self.may_pop_up(&one.agent_id, now));
        let urgency = match (self.summary.is_some(), allowed) {
            (false, Some(first)) => {
                self.count(&first.agent_id, now);
                Urgency::Normal
            }
            (false, None) if shown.is_empty() => return Vec::new(),
            (false, None) | (true, _) => Urgency::Low,
        };
        let mut acts = Vec::new();
        for id in shown {
            if let Some(known) = self.known.get_mut(&id) {
                known.shown = false;
            }
            acts.push(Act::Withdraw(Key::Request(id)));
        }
        self.summary.get_or_insert_default().extend(burst);
        acts.extend(self.redraw_summary(waiting, urgency, style));
        acts
    }

    fn is_shown(&self, id: &str) -> bool {
        self.known.get(id).is_some_and(|known| known.shown)
    }

    fn redraw_summary(
        &mut self,
        waiting: &[Waiting],
        urgency: Urgency,
        style: Style,
    ) -> Option<Act> {
        let members = self.summary.as_ref()?;
        let shown: Vec<&Waiting> = waiting
            .iter()
            .filter(|purchase| members.contains(&purchase.id))
            .collect();
        if shown.is_empty() {
            self.summary = None;
            return Some(Act::Withdraw(Key::Summary));
        }
        Some(Act::Show(notice::summary(&shown, urgency, style)))
    }

    fn last_calls(&mut self, waiting: &[Waiting], now: Timestamp, style: Style) -> Vec<Act> {
        let mut acts = Vec::new();
        for purchase in waiting {
            let Some(expires) = purchase.expires else {
                continue;
            };
            let was_long = expires.since(purchase.requested) > LAST_CALL.saturating_mul(2);
            let is_near = now < expires && expires.since(now) <= LAST_CALL;
            let silent = self
                .agents
                .get(&purchase.agent_id)
                .and_then(|pace| pace.silent_until)
                .is_some_and(|until| now < until);
            if !was_long || !is_near || silent {
                continue;
            }
            if let Some(known) = self.known.get_mut(&purchase.id)
                && !known.seen
                && !known.last_call
            {
                known.last_call = true;
                known.shown = true;
                acts.push(Act::Show(notice::expiring(purchase, style)));
            }
        }
        acts
    }
}

#[cfg(test)]
mod tests;
