//! The four heaps, as they are shown.

use chrono::NaiveDate;
use chrono_tz::Tz;
use counterfoil_domain::ids::StatementId;
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::statement::{
    BOOKED_WITHIN, Line, LineId, Pair, Question, Reconciliation, Repeats, Settlement, Unseen,
    Verdict, Way, Why, reconcile, sums,
};

use super::settlements::settlements;
use crate::error::EngineError;
use crate::store::{self, Connection};

/// A line in a heap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeapLine {
    /// Which line of which statement.
    pub id: LineId,
    /// What it says.
    pub line: Line,
    /// The owner's last word on it, unless it was taken back.
    pub verdict: Option<Verdict>,
}

/// A line and the settlement that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeapPair {
    /// The line.
    pub line: HeapLine,
    /// The settlement.
    pub settlement: Settlement,
    /// Why.
    pub reasons: Vec<Why>,
}

/// A settlement that has no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeapSettlement {
    /// The settlement.
    pub settlement: Settlement,
    /// Why it may have none.
    pub unseen: Unseen,
}

/// Lines of statements and settlements, each in one heap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heaps {
    /// The first and the last day of the lines.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Lines that are a settlement, amount and all.
    pub matched: Vec<HeapPair>,
    /// Lines that are a settlement, but of another amount.
    pub differs: Vec<HeapPair>,
    /// Charged, or come in, and nothing on record says why.
    pub unapproved: Vec<HeapLine>,
    /// On record without a line.
    pub uncharged: Vec<HeapSettlement>,
    /// How many lines an earlier statement has already.
    pub repeated: u32,
}

impl Heaps {
    /// What lines come to in one direction, per currency.
    pub fn sums<'a>(lines: impl Iterator<Item = &'a HeapLine>, way: Way) -> Vec<Money> {
        sums(lines.map(|line| &line.line), way).unwrap_or_default()
    }

    /// The settlements that should have a line by now.
    pub fn missing(&self) -> impl Iterator<Item = &HeapSettlement> {
        let unseen = self.uncharged.iter();
        unseen.filter(|unseen| unseen.unseen == Unseen::Missing)
    }
}

/// Holds all statements against the record, and keeps what is about one of them if one is asked
/// for: a purchase that one statement has must not be looked for in another.
pub(super) fn heaps(
    conn: &Connection,
    registry: &Registry,
    zone: Tz,
    today: NaiveDate,
    one: Option<StatementId>,
) -> Result<Heaps, EngineError> {
    let mut lines: Vec<(LineId, Line)> = Vec::new();
    let mut repeats = Repeats::default();
    let mut repeated: u32 = 0;
    let mut found = one.is_none();
    for stored in store::statements::all(conn)? {
        let wanted = one.is_none_or(|one| one == stored.id);
        found = found || wanted;
        let Some(sheet) = stored.sheet else { continue };
        let fresh = repeats.fresh(&sheet);
        for (number, (line, is_fresh)) in sheet.lines.into_iter().zip(fresh).enumerate() {
            if is_fresh {
                let id = LineId {
                    statement: stored.id,
                    line: u32::try_from(number).unwrap_or(u32::MAX),
                };
                lines.push((id, line));
            } else if wanted {
                repeated = repeated.saturating_add(1);
            }
        }
    }
    if !found {
        return Err(EngineError::NotFound { what: "statement" });
    }
    let days = || lines.iter().map(|(_, line)| line.booked);
    let Some(all) = days().min().zip(days().max()) else {
        return Ok(Heaps {
            repeated,
            ..Heaps::default()
        });
    };
    let settlements = settlements(conn, zone, all)?;
    let rulings = store::statements::rulings(conn)?;
    let question = Question {
        lines: &lines,
        settlements: &settlements,
        rulings: &rulings,
        rates: &registry.rates,
        today,
    };
    let heaps = told(&question, &reconcile(&question), one);
    Ok(Heaps { repeated, ..heaps })
}

fn told(question: &Question<'_>, found: &Reconciliation, one: Option<StatementId>) -> Heaps {
    let wanted = |id: LineId| one.is_none_or(|one| one == id.statement);
    let line = |at: usize| {
        let (id, line) = question.lines.get(at).filter(|(id, _)| wanted(*id))?;
        let ruling = question.rulings.get(id).map(|ruling| ruling.verdict);
        Some(HeapLine {
            id: *id,
            line: line.clone(),
            verdict: ruling.filter(|verdict| *verdict != Verdict::Open),
        })
    };
    let pair = |pair: &Pair| {
        Some(HeapPair {
            line: line(pair.line)?,
            settlement: question.settlements.get(pair.settlement)?.clone(),
            reasons: pair.reasons.clone(),
        })
    };
    let own = question.lines.iter().filter(|(id, _)| wanted(*id));
    let days = || own.clone().map(|(_, line)| line.booked);
    let period = days().min().zip(days().max());
    let within = |day: NaiveDate| {
        let last = day.checked_add_days(BOOKED_WITHIN);
        one.is_none() || period.is_some_and(|(from, until)| last >= Some(from) && day <= until)
    };
    let uncharged = found.uncharged.iter().filter_map(|(at, unseen)| {
        let settlement = question.settlements.get(*at)?.clone();
        Some(HeapSettlement {
            settlement,
            unseen: *unseen,
        })
    });
    Heaps {
        period,
        matched: found.matched.iter().filter_map(pair).collect(),
        differs: found.differs.iter().filter_map(pair).collect(),
        unapproved: found.unapproved.iter().filter_map(|at| line(*at)).collect(),
        uncharged: uncharged
            .filter(|unseen| within(unseen.settlement.day))
            .collect(),
        repeated: 0,
    }
}
