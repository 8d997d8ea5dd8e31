//! The state that the ledger demands, and whether the tables are that state.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::store::Connection;
use counterfoil_domain::checkout::Quote;
use counterfoil_domain::ids::AgentId;
use counterfoil_domain::merchant::MerchantIdentity;
use counterfoil_domain::purchase::Step;
use counterfoil_domain::replay::{Effect, Replay};
use counterfoil_domain::time::Timestamp;
use counterfoil_domain::words::{WordsBook, Writing};

use super::Problem;
use super::entries::Meaning;
use crate::error::EngineError;
use crate::store;
use crate::store::parties::Parties;
use crate::store::purchases::Places;

/// What must be in the tables.
#[derive(Debug, Default)]
pub(super) struct Expected {
    replay: Replay,
    /// By the purchase's number in the replay.
    places: Vec<Places>,
    registry: Vec<u64>,
    last_there: BTreeMap<MerchantIdentity, i64>,
    last_by: BTreeMap<AgentId, i64>,
    named: BTreeMap<MerchantIdentity, i64>,
    quotes: Quotes,
    /// How many answers of sellers are recorded, by purchase number.
    responses: BTreeMap<i64, u64>,
    /// What the owner said.
    words: WordsBook<usize>,
    last_at: Option<Timestamp>,
}

/// Hashes of what was asked on rails, by purchase number and revision.
type Quotes = BTreeMap<(i64, u32), Box<str>>;

type Part = Result<(i64, Option<Problem>), EngineError>;

/// What an entry does to the places of its purchase.
#[derive(Clone, Copy)]
enum Touch {
    Opened,
    Amended,
    Authorized,
    Reported,
    Moved,
}

impl Touch {
    fn of(effect: &Effect) -> Option<Self> {
        match effect {
            Effect::Nothing
            | Effect::Imported(_)
            | Effect::Ruled(_)
            | Effect::Raised { .. }
            | Effect::Cancelled(_)
            | Effect::Allowed(_)
            | Effect::Registry(_) => None,
            Effect::Opened { .. } => Some(Self::Opened),
            Effect::Moved { step, .. } => Some(match step {
                Step::Amend(_) => Self::Amended,
                Step::Authorize { .. } => Self::Authorized,
                Step::Report => Self::Reported,
                Step::Approve { .. }
                | Step::Reject
                | Step::Undo
                | Step::Expire
                | Step::Cancel
                | Step::Capture(_)
                | Step::Void
                | Step::Refund(_)
                | Step::Dispute
                | Step::Lapse
                | Step::Release
                | Step::Annotate => Self::Moved,
            }),
        }
    }
}

impl Expected {
    pub(super) fn apply(
        &mut self,
        seq: u64,
        before: Option<u64>,
        mut meaning: Meaning,
    ) -> Result<(), String> {
        if self.last_at.is_some_and(|last| meaning.at < last) {
            return Err("its time is before the time of the entry before it".to_owned());
        }
        self.last_at = Some(meaning.at);
        if let Effect::Registry(_) = meaning.effect {
            self.registry.push(seq);
        }
        let touch = Touch::of(&meaning.effect);
        let quoted = quoted(&meaning.effect);
        let words = said(&mut meaning.effect);
        let number = self.replay.apply(meaning.effect, meaning.at);
        let number = number.map_err(|error| error.to_string())?;
        if let (Some(number), Some(words)) = (number, words) {
            let applied = self.words.apply(seq, number, *words);
            applied.map_err(|error| error.to_string())?;
        }
        if before != self.place(seq, number, touch) {
            return Err("its link to the entry before it is wrong".to_owned());
        }
        let places = number.and_then(|number| self.places.get(number));
        if let (Some(places), Some((revision, hash))) = (places, quoted) {
            self.quotes.insert((places.n, revision), hash);
        }
        Ok(())
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
        if let Some((seq, what)) = super::words::first_altered(conn, &self.words)? {
            return Ok(Some(Problem {
                seq: Some(seq),
                ..differs(what)
            }));
        }
        if quotes(conn)? != self.quotes {
            return Ok(Some(differs("What was asked on a rail")));
        }
        if store::quotes::responses(conn)? != self.responses {
            return Ok(Some(differs("What sellers answered to payments")));
        }
        if !super::statements::are_right(conn, &self.replay.statements)? {
            return Ok(Some(differs("A statement that was read in")));
        }
        if store::tallies::is_altered(conn)? {
            return Ok(Some(differs("What the charts are drawn from")));
        }
        if !super::names::are_right(conn)? {
            return Ok(Some(differs("What purchases are called on rails")));
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
        let count = i64::try_from(self.places.len()).unwrap_or(i64::MAX);
        let cores = i64::try_from(snapshots.len()).unwrap_or(1).max(1);
        let share = count.checked_div(cores).unwrap_or(0).saturating_add(1);
        let starts = (0..cores).map(|core| core.saturating_mul(share).saturating_add(1));
        let parties = &Parties::all(own)?;
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = std::iter::zip(snapshots.iter_mut(), starts)
                .map(|(conn, from)| {
                    let to = from.saturating_add(share).saturating_sub(1);
                    scope.spawn(move || self.part(conn, from..=to, parties))
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
    fn part(&self, conn: &Connection, range: RangeInclusive<i64>, parties: &Parties) -> Part {
        let expected = |n: i64| {
            let number = usize::try_from(n.checked_sub(1)?).ok()?;
            Some((*self.places.get(number)?, self.replay.purchases.at(number)?))
        };
        let (seen, unlike) = store::purchases::compare(conn, range, parties, expected)?;
        let bad = unlike.map(|row| Problem {
            seq: row.last_seq,
            text: match row.id {
                Some(id) => format!("The table's {id} differs from the ledger."),
                None => "A purchase's id differs from the ledger.".to_owned(),
            },
        });
        Ok((seen, bad))
    }

    /// Notes what the entry does to the places of its purchase, and returns the entry before it
    /// about the same purchase.
    fn place(&mut self, seq: u64, number: Option<usize>, touch: Option<Touch>) -> Option<u64> {
        let (number, touch) = number.zip(touch)?;
        let purchase = self.replay.purchases.at(number)?;
        if let Touch::Opened = touch {
            let n = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(1);
            self.places.push(Places {
                n,
                first: seq,
                asked: seq,
                authorized: None,
                last: seq,
                merchant_before: last(&mut self.last_there, &purchase.merchant, n),
                agent_before: last(&mut self.last_by, &purchase.agent, n),
            });
            return None;
        }
        let known = self.places.get_mut(number)?;
        match touch {
            Touch::Amended => known.asked = seq,
            Touch::Authorized => {
                known.authorized = Some(seq);
                if !self.named.contains_key(&purchase.merchant) {
                    self.named.insert(purchase.merchant.clone(), known.n);
                }
            }
            Touch::Reported => {
                let told = self.responses.entry(known.n).or_default();
                *told = told.saturating_add(1);
            }
            Touch::Opened | Touch::Moved => {}
        }
        Some(std::mem::replace(&mut known.last, seq))
    }
}

/// The last purchase there, which is now another.
fn last<K: Ord + Clone>(known: &mut BTreeMap<K, i64>, key: &K, n: i64) -> Option<i64> {
    match known.get_mut(key) {
        Some(last) => Some(std::mem::replace(last, n)),
        None => known.insert(key.clone(), n),
    }
}

/// The revision whose terms the entry holds, and the hash of what was asked on a rail for it.
fn quoted(effect: &Effect) -> Option<(u32, Box<str>)> {
    if let Effect::Opened { terms, .. } = effect {
        return Some((1, terms.quote.clone()?));
    }
    if let Effect::Moved { revision, step, .. } = effect
        && let Step::Amend(terms) = step
    {
        return Some((*revision, terms.quote.clone()?));
    }
    None
}

/// What the owner said with the entry.
fn said(effect: &mut Effect) -> Option<Box<Writing>> {
    if let Effect::Moved { words, .. } = effect {
        return words.take();
    }
    None
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
