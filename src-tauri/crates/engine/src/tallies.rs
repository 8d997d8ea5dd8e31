//! Counting purchases for charts: block by block when the writer is idle, and the blocks that
//! changed since then when somebody looks.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::Timelike as _;
use chrono_tz::Tz;
use counterfoil_domain::charts::{Charts, Order, Sketch};
use counterfoil_domain::entry::{Fact, RawEntry};
use counterfoil_domain::evaluate::Reason;
use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::period::{Calendar, Today};
use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::tally::{Counted, Counter, Outcome, Tally};
use serde::Deserialize;

use crate::error::EngineError;
use crate::store::tallies::{self, BLOCK, Kept, Row};
use crate::store::{self, Connection, Store};

/// How many entries one pass looks at, and how many blocks it counts, so that no decision waits long
/// behind it.
const ENTRIES: u64 = 4000;
const BLOCKS: usize = 2;

/// Which blocks some entries change.
#[derive(Debug, Default)]
struct Touched {
    blocks: BTreeSet<i64>,
    /// All of them: a shop's category was pinned.
    all: bool,
}

impl Touched {
    fn by(conn: &Connection, entries: Range<u64>) -> Result<Self, EngineError> {
        #[derive(Deserialize)]
        struct About {
            purchase: PurchaseId,
        }
        let damaged = |error: &dyn ToString| EngineError::Damaged(error.to_string());
        let mut touched = Self::default();
        store::log::for_each(conn, entries, |_, bytes, _| {
            let raw = RawEntry::read(bytes).map_err(|error| damaged(&error))?;
            touched.all |= raw.kind == "category.pinned";
            if raw.kind.starts_with("purchase.") {
                let about: Result<About, _> = serde_json::from_str(raw.data.get());
                let about = about.map_err(|error| damaged(&error))?;
                let n = store::purchases::n_of(conn, about.purchase)?;
                touched.blocks.insert(tallies::block_of(n));
            }
            Ok(())
        })?;
        Ok(touched)
    }

    fn has(&self, block: i64) -> bool {
        self.all || self.blocks.contains(&block)
    }
}

/// Brings the kept blocks a little more up to date; returns whether there is more to do.
pub(crate) fn keep_some(
    store: &mut Store,
    registry: &Registry,
    zone: Tz,
) -> Result<bool, EngineError> {
    let transaction = store.begin()?;
    let mark = tallies::mark(&transaction)?;
    let size = store::log::size(&transaction)?;
    // With nothing kept there is nothing that an entry could change.
    let all_at_once = mark == 0 && tallies::kept(&transaction)?.is_empty();
    let next = if all_at_once {
        size
    } else {
        mark.saturating_add(ENTRIES).min(size)
    };
    if all_at_once {
        tallies::set_mark(&transaction, next)?;
    } else if mark < next {
        let touched = Touched::by(&transaction, mark..next)?;
        if touched.all {
            tallies::forget_all(&transaction)?;
        }
        for block in touched.blocks {
            tallies::forget(&transaction, block)?;
        }
        tallies::set_mark(&transaction, next)?;
    }
    let mut more = next < size;
    if !more {
        let missing = missing(&transaction, zone)?;
        more = missing.len() > BLOCKS;
        for block in missing.into_iter().take(BLOCKS) {
            let tally = count(&transaction, registry, zone, block)?;
            if let Some((first_day, last_day)) = tally.days() {
                let kept = Kept {
                    zone: zone.name().to_owned(),
                    first_day,
                    last_day,
                };
                tallies::put(&transaction, block, &kept, &tally.to_bytes())?;
            }
        }
    }
    transaction.commit()?;
    Ok(more)
}

/// The charts of an order, with everything that is recorded by now.
pub(crate) fn charts(
    conn: &Connection,
    registry: &Registry,
    zone: Tz,
    order: Order,
) -> Result<Charts, EngineError> {
    let mut sketch = Sketch::new(order, Calendar::of(zone));
    let kept = tallies::kept(conn)?;
    let touched = if kept.is_empty() {
        Touched::default()
    } else {
        Touched::by(conn, tallies::mark(conn)?..store::log::size(conn)?)?
    };
    let mut today = Today::default();
    for block in 0..=tallies::block_of(store::purchases::last_n(conn)?) {
        let known = kept.get(&block);
        let known = known.filter(|kept| kept.zone == zone.name() && !touched.has(block));
        if let Some(known) = known {
            if !sketch.needs(known.first_day, known.last_day) {
                continue;
            }
            let bytes = tallies::bytes(conn, block)?;
            if let Some(tally) = bytes.and_then(|bytes| Tally::from_bytes(&bytes)) {
                sketch.add(&tally);
                continue;
            }
        }
        let Some((first, last)) = tallies::span(conn, block)? else {
            continue;
        };
        let mut day = |at| number(today.day(zone, at));
        if sketch.needs(day(first), day(last)) {
            sketch.add(&count(conn, registry, zone, block)?);
        }
    }
    Ok(sketch.charts())
}

/// How many full blocks are not kept as they are now.
pub(crate) fn behind(conn: &Connection, zone: Tz) -> Result<u64, EngineError> {
    let touched = Touched::by(conn, tallies::mark(conn)?..store::log::size(conn)?)?;
    let mut missing: BTreeSet<i64> = missing(conn, zone)?.into_iter().collect();
    let full = store::purchases::last_n(conn)?.div_euclid(BLOCK);
    missing.extend((0..full).filter(|block| touched.has(*block)));
    Ok(u64::try_from(missing.len()).unwrap_or(u64::MAX))
}

/// The full blocks that are not kept, or in days of another time zone.
fn missing(conn: &Connection, zone: Tz) -> Result<Vec<i64>, EngineError> {
    let full = store::purchases::last_n(conn)?.div_euclid(BLOCK);
    let kept = tallies::kept(conn)?;
    let there = |block: &i64| {
        let kept = kept.get(block);
        kept.is_some_and(|kept| kept.zone == zone.name())
    };
    Ok((0..full).filter(|block| !there(block)).collect())
}

fn count(
    conn: &Connection,
    registry: &Registry,
    zone: Tz,
    block: i64,
) -> Result<Tally, EngineError> {
    let mut counter = Counter::default();
    let mut today = Today::default();
    tallies::for_each(conn, block, |row| {
        let requested = store::log::entry(conn, row.asked_seq)?;
        let requested = crate::reading::requested(&requested.bytes)?;
        let merchant = &requested.request.checkout.merchant;
        let category = registry.category_of(merchant);
        let reasons = requested.evaluation.reasons.iter();
        let reasons: Vec<&'static str> = reasons.map(Reason::code).collect();
        let local = row.requested_at.to_datetime().with_timezone(&zone);
        let agent = registry.agents.get(&row.agent_id);
        counter.count(&Counted {
            day: number(today.day(zone, row.requested_at)),
            hour: u8::try_from(local.hour()).unwrap_or(0),
            play: agent.is_some_and(|agent| agent.sandbox),
            agent: row.agent,
            merchant: row.merchant,
            mandate: row.mandate,
            category: category.map_or("", |category| category.as_str()),
            currency: row.currency,
            spent: row.spent,
            outcome: Outcome::of(row.status, row.decided_by),
            covered_by: &requested.evaluation.mandates,
            reasons: &reasons,
            looks: &looks(conn, &row)?,
        });
        Ok(())
    })?;
    Ok(counter.tally())
}

/// How long the owner looked before each approval of a purchase.
fn looks(conn: &Connection, row: &Row) -> Result<Vec<u32>, EngineError> {
    let mut looks = Vec::new();
    if row.decided_by == Some(DecidedBy::Rule) {
        return Ok(looks);
    }
    for entry in crate::reading::chain_from(conn, row.last_seq)? {
        if let Fact::PurchaseApproved(approved) = entry.fact {
            looks.extend(approved.looked_ms);
        }
    }
    Ok(looks)
}

fn number(day: chrono::NaiveDate) -> i32 {
    day.to_epoch_days()
}
