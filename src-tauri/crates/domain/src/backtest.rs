//! What a changed mandate would have done with the purchases that were really asked for.
//!
//! A back-test runs the recorded requests again, oldest first, through the same assessment and the
//! same states as the engine, once under the present rules and once with the change; all other
//! mandates, agents and pauses are as they were. What the owner decided then is decided again, and
//! what was never asked then is approved at once. It cannot know what agents would have tried.

mod history;
mod report;
mod suggest;
mod world;

use std::convert::Infallible;

pub use history::{Asked, Course, Event, History, Past, Revision};
pub use report::{Count, Entry, Group, Report, Tally};
pub use suggest::{Suggestion, suggest};
pub use world::Judged;

use crate::ids::MandateId;
use crate::registry::MandateRecord;
use crate::time::Timestamp;
use world::World;

/// The rules to run a history through.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The one mandate that differs from how it was.
    pub mandate: Option<MandateId>,
    /// What it is throughout; absent: it is not there.
    pub record: Option<MandateRecord>,
}

/// How every request of a history is judged under some rules, in the order of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run(pub Vec<Option<Judged>>);

/// Runs a history through the rules as they were but for one mandate.
pub fn run(history: &History, change: &Change) -> Run {
    let mut world = World::new(history, change);
    world.run();
    Run(world.judged())
}

/// Compares a change with the present rules over the requests asked for from `from` on.
pub fn compare(
    history: &History,
    mandate: MandateId,
    present: &Run,
    changed: Run,
    from: Timestamp,
) -> Report {
    report::compare(history, mandate, present, changed, from)
}

/// Runs a history under the present rules and under the change, and compares.
pub fn backtest(history: &History, present: &Change, changed: &Change, from: Timestamp) -> Report {
    let mandate = changed.mandate.unwrap_or(MandateId::from_bytes([0; 16]));
    let (now, then) = (run(history, present), run(history, changed));
    compare(history, mandate, &now, then, from)
}

type Never<T> = Result<T, Infallible>;
