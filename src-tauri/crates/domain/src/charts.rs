//! What the owner's charts show, from tallies of days: exact sums per currency, never one sum over
//! several, and real money apart from play money. Which days a period has follows from the owner's
//! calendar and the day it is, so the same record gives the same charts again.

mod burn;
mod looks;
mod sketch;
mod stretch;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::currency::Currency;
use crate::money::Money;
use crate::tally::Outcome;

pub use burn::{BurnDown, Burning, Forecast, PAST};
pub use looks::{Dot, FAST_MILLIS, Looks};
pub use sketch::Sketch;
pub use stretch::{Chosen, Days, Step, Stretch};

/// By what spending is stacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Who asked.
    Agent,
    /// The kind of shop.
    Category,
    /// The budget it is charged to.
    Budget,
}

/// One layer of a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The agent of that number.
    Agent(i64),
    /// The mandate of that number; 0 for none.
    Budget(i64),
    /// The kind of shop; empty where nobody said.
    Category(String),
    /// Everything beyond the largest few.
    Other,
}

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct Order {
    /// The days, and those they are compared with.
    pub stretch: Stretch,
    /// How long a bar is.
    pub step: Step,
    /// By what bars are stacked.
    pub by: By,
    /// In which currency; `None`: the one with the most purchases.
    pub currency: Option<Currency>,
    /// Play money instead of real money.
    pub play: bool,
}

/// How many requests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// A rule approved them.
    pub automatic: u64,
    /// The owner approved them.
    pub approved: u64,
    /// The owner rejected them.
    pub rejected: u64,
    /// A rule refused them.
    pub denied: u64,
    /// Nobody decided in time, or the agent withdrew them.
    pub undecided: u64,
    /// They wait for the owner.
    pub waiting: u64,
}

impl Counts {
    /// Those about which the owner was asked.
    pub const fn asked(&self) -> u64 {
        self.approved
            .saturating_add(self.rejected)
            .saturating_add(self.undecided)
            .saturating_add(self.waiting)
    }

    /// All of them.
    pub const fn all(&self) -> u64 {
        self.asked()
            .saturating_add(self.automatic)
            .saturating_add(self.denied)
    }

    fn add(&mut self, outcome: Outcome, more: u64) {
        let count = match outcome {
            Outcome::Automatic => &mut self.automatic,
            Outcome::Approved => &mut self.approved,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Denied => &mut self.denied,
            Outcome::Undecided => &mut self.undecided,
            Outcome::Waiting => &mut self.waiting,
        };
        *count = count.saturating_add(more);
    }
}

/// What was paid in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// In the period.
    pub spent: Money,
    /// In the days it is compared with.
    pub before: Money,
    /// How many purchases the period has.
    pub count: u64,
}

/// One bar, or one row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// How the requests of these days ended.
    pub ended: Counts,
}

/// One layer through all bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Whose.
    pub part: Part,
    /// What was paid, bar by bar.
    pub spent: Vec<Money>,
    /// In all bars.
    pub total: Money,
    /// In the days that the period is compared with.
    pub before: Money,
}

/// One merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShopTotal {
    /// Its number.
    pub merchant: i64,
    /// In the period.
    pub spent: Money,
    /// In the days it is compared with.
    pub before: Money,
    /// How many purchases the period has.
    pub count: u64,
}

/// Everything that is drawn for one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charts {
    /// The currency of the bars and merchants; none where nothing was paid.
    pub currency: Option<Currency>,
    /// Every currency, those with the most purchases first.
    pub totals: Vec<Total>,
    /// How all requests of the period ended.
    pub ended: Counts,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Their layers: the largest five, and the rest as one.
    pub layers: Vec<Layer>,
    /// How often the owner was asked, by weekday from Monday and by hour.
    pub asked: Vec<[u64; 24]>,
    /// How long the owner looked: over all agents first, then by agent.
    pub looks: Vec<Looks>,
    /// The merchants that got the most, the most first.
    pub shops: Vec<ShopTotal>,
    /// How often which reason came up under the mandate of that id; the empty word counts what it
    /// covered.
    pub fired: BTreeMap<String, BTreeMap<String, u64>>,
}

/// So many layers have a colour of their own.
pub const LAYERS: usize = 5;

/// So many merchants are listed.
pub const SHOPS: usize = 10;

/// By how many percent it changed, rounded half away from zero; none where there was nothing.
pub fn change_percent(now: Money, before: Money) -> Option<i64> {
    let before = i128::from(before.minor());
    let more = i128::from(now.minor()).checked_sub(before)?;
    let twice = more.checked_mul(200)?;
    let half = if more < 0 {
        before.checked_neg()?
    } else {
        before
    };
    let percent = twice
        .checked_add(half)?
        .checked_div(before.checked_mul(2)?)?;
    i64::try_from(percent).ok()
}
