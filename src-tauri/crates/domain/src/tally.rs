//! What many purchases come to by day, small enough to be kept and read quickly: charts are drawn
//! from these counts and sums. Whole numbers throughout, and each currency by itself.

mod bytes;

use std::collections::BTreeMap;

use crate::currency::Currency;
use crate::ids::MandateId;
use crate::purchase::{DecidedBy, Status};

/// How a request ended, or where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A rule approved it.
    Automatic,
    /// The owner approved it.
    Approved,
    /// The owner rejected it.
    Rejected,
    /// A rule refused it.
    Denied,
    /// Nobody decided in time, or the agent withdrew it.
    Undecided,
    /// It waits for the owner.
    Waiting,
}

impl Outcome {
    /// Every outcome; the place is the number that is kept.
    pub const ALL: [Self; 6] = [
        Self::Automatic,
        Self::Approved,
        Self::Rejected,
        Self::Denied,
        Self::Undecided,
        Self::Waiting,
    ];

    /// The outcome of a purchase.
    pub const fn of(status: Status, decided_by: Option<DecidedBy>) -> Self {
        match (status, decided_by) {
            (Status::Denied, _) => Self::Denied,
            (Status::Rejected, _) => Self::Rejected,
            (Status::Pending, _) => Self::Waiting,
            (Status::Expired | Status::Cancelled | Status::Superseded, _) | (_, None) => {
                Self::Undecided
            }
            (_, Some(DecidedBy::Rule)) => Self::Automatic,
            (_, Some(DecidedBy::Owner)) => Self::Approved,
        }
    }

    /// Whether the owner was asked.
    pub const fn was_asked(self) -> bool {
        match self {
            Self::Approved | Self::Rejected | Self::Undecided | Self::Waiting => true,
            Self::Automatic | Self::Denied => false,
        }
    }
}

/// One purchase, as it is counted. Agents, merchants and mandates are small numbers.
#[derive(Clone, Debug)]
pub struct Counted<'a> {
    /// The owner's day on which it was asked for, since 1970.
    pub day: i32,
    /// The hour of that day, 0 to 23.
    pub hour: u8,
    /// Whether it is play money.
    pub play: bool,
    /// Who asked.
    pub agent: i64,
    /// Who sells.
    pub merchant: i64,
    /// The mandate it is charged to.
    pub mandate: Option<i64>,
    /// The kind of shop; empty where nobody said.
    pub category: &'a str,
    /// In which currency.
    pub currency: Currency,
    /// What was paid and not returned, minor units.
    pub spent: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Every mandate that covers it.
    pub covered_by: &'a [MandateId],
    /// The codes of the reasons why it was asked or refused.
    pub reasons: &'a [&'static str],
    /// How long the owner looked before each approval, milliseconds.
    pub looks: &'a [u32],
}

/// A count and a sum in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many purchases.
    pub count: u64,
    /// What they cost.
    pub spent: i64,
}

impl Sum {
    fn add(&mut self, spent: i64) {
        self.count = self.count.saturating_add(1);
        self.spent = self.spent.saturating_add(spent);
    }
}

/// What was paid, by everything a chart may stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spend {
    /// The day.
    pub day: i32,
    /// Who asked.
    pub agent: i64,
    /// The mandate; 0 for none.
    pub mandate: i64,
    /// The kind of shop, a word of the tally.
    pub category: u32,
    /// The currency's code, a word of the tally.
    pub currency: u32,
    /// Whether it is play money.
    pub play: bool,
}

/// What was paid to one merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shop {
    /// The day.
    pub day: i32,
    /// Who sells.
    pub merchant: i64,
    /// The currency's code, a word of the tally.
    pub currency: u32,
    /// Whether it is play money.
    pub play: bool,
}

/// How requests ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ended {
    /// The day.
    pub day: i32,
    /// How.
    pub outcome: Outcome,
    /// Whether it is play money.
    pub play: bool,
}

/// When the owner was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The day.
    pub day: i32,
    /// The hour.
    pub hour: u8,
    /// Whether it is play money.
    pub play: bool,
}

/// How long the owner looked at one card before approving it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// The day.
    pub day: i32,
    /// Who asked.
    pub agent: i64,
    /// How long, milliseconds.
    pub millis: u32,
    /// Whether it is play money.
    pub play: bool,
}

/// How often a rule of a mandate was the reason; the word is empty for what the mandate covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fired {
    /// The day.
    pub day: i32,
    /// The mandate's id, a word of the tally.
    pub mandate: u32,
    /// The reason's code, a word of the tally.
    pub reason: u32,
    /// Whether it is play money.
    pub play: bool,
}

/// The counts and sums of some purchases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Categories, currencies, mandates and reasons by number.
    pub words: Vec<String>,
    /// What was paid.
    pub spend: Vec<(Spend, Sum)>,
    /// What was paid to whom.
    pub shops: Vec<(Shop, Sum)>,
    /// How requests ended.
    pub ended: Vec<(Ended, u64)>,
    /// When the owner was asked.
    pub asked: Vec<(Asked, u64)>,
    /// How long the owner looked, one by one.
    pub looks: Vec<Look>,
    /// Which rules were the reason.
    pub fired: Vec<(Fired, u64)>,
}

impl Tally {
    /// The word of that number; empty where there is none.
    pub fn word(&self, number: u32) -> &str {
        let place = usize::try_from(number).ok();
        let word = place.and_then(|place| self.words.get(place));
        word.map_or("", String::as_str)
    }

    /// The first and the last day of anything in it.
    pub fn days(&self) -> Option<(i32, i32)> {
        let days = || self.ended.iter().map(|(ended, _)| ended.day);
        Some((days().min()?, days().max()?))
    }
}

/// Counts purchases one by one.
#[derive(Debug, Default)]
pub struct Counter {
    words: BTreeMap<String, u32>,
    spend: BTreeMap<Spend, Sum>,
    shops: BTreeMap<Shop, Sum>,
    ended: BTreeMap<Ended, u64>,
    asked: BTreeMap<Asked, u64>,
    looks: Vec<Look>,
    fired: BTreeMap<Fired, u64>,
}

impl Counter {
    /// Counts one more.
    pub fn count(&mut self, one: &Counted<'_>) {
        let Counted { day, play, .. } = *one;
        let ended = Ended {
            day,
            outcome: one.outcome,
            play,
        };
        more(&mut self.ended, ended);
        self.pay(one);
        if one.outcome.was_asked() {
            let hour = one.hour;
            more(&mut self.asked, Asked { day, hour, play });
        }
        self.looks.extend(one.looks.iter().map(|millis| Look {
            day,
            agent: one.agent,
            millis: *millis,
            play,
        }));
        for mandate in one.covered_by {
            let mandate = self.number(&mandate.to_string());
            for word in std::iter::once(&"").chain(one.reasons) {
                let fired = Fired {
                    day,
                    mandate,
                    reason: self.number(word),
                    play,
                };
                more(&mut self.fired, fired);
            }
        }
    }

    /// All that was counted.
    pub fn tally(self) -> Tally {
        let mut words = vec![String::new(); self.words.len()];
        for (word, number) in self.words {
            let place = usize::try_from(number).ok();
            if let Some(slot) = place.and_then(|place| words.get_mut(place)) {
                *slot = word;
            }
        }
        Tally {
            words,
            spend: self.spend.into_iter().collect(),
            shops: self.shops.into_iter().collect(),
            ended: self.ended.into_iter().collect(),
            asked: self.asked.into_iter().collect(),
            looks: self.looks,
            fired: self.fired.into_iter().collect(),
        }
    }

    fn pay(&mut self, one: &Counted<'_>) {
        if one.spent == 0 {
            return;
        }
        let currency = self.number(one.currency.code());
        let spend = Spend {
            day: one.day,
            agent: one.agent,
            mandate: one.mandate.unwrap_or(0),
            category: self.number(one.category),
            currency,
            play: one.play,
        };
        self.spend.entry(spend).or_default().add(one.spent);
        let shop = Shop {
            day: one.day,
            merchant: one.merchant,
            currency,
            play: one.play,
        };
        self.shops.entry(shop).or_default().add(one.spent);
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.insert(word.to_owned(), number);
        number
    }
}

fn more<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}
