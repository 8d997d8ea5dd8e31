//! The state that the ledger demands, and whether the tables are that state.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::store::Connection;
use counterfoil_domain::checkout::Quote;
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::{Step, Terms};
use counterfoil_domain::replay::{Effect, Replay};
use counterfoil_domain::time::Timestamp;

use super::Problem;
use super::entries::Meaning;
use crate::error::EngineError;
use crate::store;
use crate::store::purchases::PurchaseRow;

/// What must be in the tables.
#[derive(Debug, Default)]
pub(super) struct Expected {
    replay: Replay,
    positions: BTreeMap<PurchaseId, Positions>,
    registry: Vec<u64>,
    last_there: BTreeMap<MerchantIdentity, i64>,
    last_by: BTreeMap<AgentId, i64>,
    named: BTreeMap<MerchantIdentity, i64>,
    quotes: Quotes,
    /// How many answers of sellers are recorded, by purchase number.
    responses: BTreeMap<i64, u64>,
    last_at: Option<Timestamp>,
}

/// Hashes of what was asked on rails, by purchase number and revision.
type Quotes = BTreeMap<(i64, u32), Box<str>>;

type Part = Result<(i64, Option<Problem>), EngineError>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Positions {
    n: i64,
    first: u64,
    asked: u64,
    authorized: Option<u64>,
    last: u64,
    merchant_before: Option<i64>,
    agent_before: Option<i64>,
}

impl Expected {
    pub(super) fn apply(
        &mut self,
        seq: u64,
        before: Option<u64>,
        meaning: Meaning,
    ) -> Result<(), String> {
        if self.last_at.is_some_and(|last| meaning.at < last) {
            return Err("its time is before the time of the entry before it".to_owned());
        }
        self.last_at = Some(meaning.at);
        if before != self.linked(&meaning.effect) {
            return Err("its link to the entry before it is wrong".to_owned());
        }
        self.place(seq, &meaning.effect);
        self.replay
            .apply(meaning.effect, meaning.at)
            .map_err(|error| error.to_string())
    }

    /// Whether the tables are what the ledger says.
    pub(super) fn compare(
        &self,
        conn: &Connection,
        snapshots: &mut [Connection],
    ) -> Result<Option<Problem>, EngineError> {
        let problem = self.purchases(conn, snapshots)?;
        if problem.is_some() {
            return Ok(problem);
        }
        if store::texts::registry_from(conn, 0)? != self.registry {
            return Ok(Some(differs("The list of agents, mandates and pauses")));
        }
        let mut sums: BTreeMap<_, _> = self.replay.balances.iter().collect();
        for (key, balance) in &store::balances::all(conn)? {
            if sums.remove(key) != Some(*balance) {
                return Ok(Some(differs(&format!("A balance of {}", key.mandate))));
            }
        }
        if sums
            .values()
            .any(|left| *left != counterfoil_domain::evaluate::Balance::default())
        {
            return Ok(Some(differs("A missing balance")));
        }
        if let Some(what) = store::texts::first_altered(conn)? {
            return Ok(Some(differs(what)));
        }
        if quotes(conn)? != self.quotes {
            return Ok(Some(differs("What was asked on a rail")));
        }
        if store::quotes::responses(conn)? != self.responses {
            return Ok(Some(differs("What sellers answered to payments")));
        }
        self.parties(conn)
    }

    /// Whether the lists of merchants and agents are what the ledger says.
    fn parties(&self, conn: &Connection) -> Result<Option<Problem>, EngineError> {
        let merchants: BTreeMap<_, _> = store::parties::all_merchants(conn)?.into_iter().collect();
        let mut expected = BTreeMap::new();
        for identity in self.last_there.keys().chain(self.replay.merchants.keys()) {
            let authorized = self.replay.merchants.get(identity).copied().unwrap_or(0);
            let last = self.last_there.get(identity).copied();
            let named = self.named.get(identity).copied();
            expected.insert(identity.clone(), (authorized, last, named));
        }
        if merchants != expected {
            return Ok(Some(differs("The list of known merchants")));
        }
        let agents: BTreeMap<_, _> = store::parties::all_agents(conn)?.into_iter().collect();
        if agents != self.last_by {
            return Ok(Some(differs("The list of agents")));
        }
        let subscriptions = store::subscriptions::all(conn)?;
        let right = |(key, known)| self.replay.subscriptions.get(key) == Some(known);
        let all = self.replay.subscriptions.iter().count();
        if subscriptions.len() != all || !subscriptions.iter().map(|(k, s)| (k, s)).all(right) {
            return Ok(Some(differs("The list of subscriptions")));
        }
        Ok(None)
    }

    /// Each connection takes an equal share of the rows, on a thread of its own.
    fn purchases(
        &self,
        own: &Connection,
        snapshots: &mut [Connection],
    ) -> Result<Option<Problem>, EngineError> {
        let count = i64::try_from(self.positions.len()).unwrap_or(i64::MAX);
        let cores = i64::try_from(snapshots.len()).unwrap_or(1).max(1);
        let share = count.checked_div(cores).unwrap_or(0).saturating_add(1);
        let starts = (0..cores).map(|core| core.saturating_mul(share).saturating_add(1));
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = std::iter::zip(snapshots.iter_mut(), starts)
                .map(|(conn, from)| {
                    let to = from.saturating_add(share).saturating_sub(1);
                    scope.spawn(move || self.part(conn, from..=to))
                })
                .collect();
            let join = std::thread::ScopedJoinHandle::join;
            threads.into_iter().map(join).collect::<Vec<_>>()
        });
        let mut seen: i64 = 0;
        for part in parts {
            let ended = || EngineError::Internal("a thread of the check ended early".to_owned());
            let (rows, bad) = part.map_err(|_| ended())??;
            seen = seen.saturating_add(rows);
            if bad.is_some() {
                return Ok(bad);
            }
        }
        let right = seen == count && store::purchases::last_n(own)? == count;
        Ok((!right).then(|| differs("The number of purchases")))
    }

    /// How many rows the part has, and the first that is not what it must be.
    fn part(&self, conn: &Connection, range: RangeInclusive<i64>) -> Part {
        let (mut seen, mut bad): (i64, Option<Problem>) = (0, None);
        store::purchases::for_each(conn, range, |row| {
            seen = seen.saturating_add(1);
            if !self.is_right(&row) {
                bad.get_or_insert_with(|| Problem {
                    seq: Some(row.last_seq),
                    text: format!("The table's {} differs from the ledger.", row.purchase.id),
                });
            }
            Ok(())
        })?;
        Ok((seen, bad))
    }

    fn is_right(&self, row: &PurchaseRow) -> bool {
        let positions = Positions {
            n: row.n,
            first: row.first_seq,
            asked: row.asked_seq,
            authorized: row.authorized_seq,
            last: row.last_seq,
            merchant_before: row.merchant_before,
            agent_before: row.agent_before,
        };
        let id = row.purchase.id;
        self.positions.get(&id) == Some(&positions)
            && self.replay.purchases.get(&id) == Some(&row.purchase)
    }

    fn quoted(&mut self, of: (i64, u32), terms: &Terms) {
        let hash = terms.quote.clone();
        self.quotes.extend(hash.map(|hash| (of, hash)));
    }

    /// The entry before about the same purchase.
    fn linked(&self, effect: &Effect) -> Option<u64> {
        let Effect::Moved { id, .. } = effect else {
            return None;
        };
        self.positions.get(id).map(|known| known.last)
    }

    fn place(&mut self, seq: u64, effect: &Effect) {
        match effect {
            Effect::Nothing | Effect::Raised { .. } | Effect::Cancelled(_) => {}
            Effect::Registry(_) => self.registry.push(seq),
            Effect::Opened { id, agent, terms } => {
                let n = i64::try_from(self.positions.len())
                    .unwrap_or(i64::MAX)
                    .saturating_add(1);
                let new = Positions {
                    n,
                    first: seq,
                    asked: seq,
                    authorized: None,
                    last: seq,
                    merchant_before: self.last_there.insert(terms.merchant.clone(), n),
                    agent_before: self.last_by.insert(*agent, n),
                };
                self.positions.insert(*id, new);
                self.quoted((n, 1), terms);
            }
            Effect::Moved {
                id, revision, step, ..
            } => {
                if let Some(known) = self.positions.get_mut(id) {
                    known.last = seq;
                    if let Step::Amend(terms) = step {
                        known.asked = seq;
                        let n = known.n;
                        self.quoted((n, *revision), terms);
                        return;
                    }
                    if let Step::Report = step {
                        let told = self.responses.entry(known.n).or_default();
                        *told = told.saturating_add(1);
                    }
                    if let Step::Authorize { .. } = step {
                        known.authorized = Some(seq);
                        let purchase = self.replay.purchases.get(id);
                        let merchant = purchase.map(|purchase| purchase.merchant.clone());
                        if let Some(merchant) = merchant {
                            self.named.entry(merchant).or_insert(known.n);
                        }
                    }
                }
            }
        }
    }
}

fn quotes(conn: &Connection) -> Result<Quotes, EngineError> {
    let mut found = Quotes::new();
    store::quotes::for_each(conn, |n, revision, received| {
        found.insert((n, revision), Quote::hash_of(received).into());
    })?;
    Ok(found)
}

fn differs(what: &str) -> Problem {
    let text = format!("{what} differs from the ledger.");
    Problem { seq: None, text }
}
