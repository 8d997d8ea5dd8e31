//! Standing authority: which agents may buy what, from whom, and up to which amounts.
//!
//! A mandate is read from a document the owner writes and is never edited in place: a change is a
//! new version. [`Mandate::changes_from`] says in words what it changes, and [`widens`] whether
//! agents may do more by it.

mod changes;
mod document;
mod fetch;
mod limits;
mod terms;
mod width;
mod wire;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

pub use changes::Change;
pub use document::MandateDocument;
pub use fetch::{Fetch, FetchHost, FetchLeave, FetchPattern, Reach};
pub use limits::{
    Conversion, Hours, Limits, MaxPurchases, PeriodLimit, Rollover, Tolerance, WhenUsedUp,
};
pub use width::{handed_over, widens};

use crate::checkout::{Checkout, Rail};
use crate::currency::Currency;
use crate::evaluate::AgentFacts;
use crate::ids::{AgentId, MandateId};
use crate::merchant::{Category, MerchantDomain, MerchantPattern};
use crate::money::Money;
use crate::percent::Percent;
use crate::period::Calendar;
use crate::time::Timestamp;

/// One version of a mandate, ready to be held against purchases.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the owner's document"
)]
pub struct Mandate {
    /// Which mandate, over all its versions.
    pub id: MandateId,
    /// Which version, from 1.
    pub version: u32,
    /// What the owner calls it.
    pub name: String,
    /// Who may use it.
    pub agents: AgentScope,
    /// Whether it limits everything and gives no authority of its own.
    pub overall: bool,
    /// The currency of its limits; what is paid in another is counted by a rate.
    pub currency: Currency,
    /// What it covers.
    pub scope: Scope,
    /// How much it allows.
    pub limits: Limits,
    /// Which calls Counterfoil may make itself; none without it.
    pub fetch: Option<Fetch>,
    /// Whether the first purchase from a merchant is always asked.
    pub ask_new_merchant: bool,
    /// Whether the same again, much at once and new hours are asked.
    pub ask_repeats: bool,
    /// Whether what repeats is asked when it begins.
    pub ask_subscription: bool,
    /// By how much a renewal may cost more without a question.
    pub price_rise: Percent,
    /// When purchases need no question because of the hour; always without it.
    pub hours: Option<Hours>,
    /// While it learns, up to and including this day, everything is asked.
    pub learning_until: Option<NaiveDate>,
    /// Whether the owner paused it: everything is asked until the owner resumes it.
    pub paused: bool,
    /// Above this the owner must prove presence.
    pub confirm_above: Option<Money>,
    /// How long an approval can be undone.
    pub undo: Duration,
    /// When it holds.
    pub valid: Validity,
    /// Where its days begin.
    pub time_zone: Tz,
    /// With which day its weeks begin.
    pub first_weekday: Weekday,
    /// At which parts of a limit the owner is told, in percent, ascending.
    pub warn_at_percent: Vec<u8>,
}

/// Who may use a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentScope {
    /// Every agent that is not a sandbox.
    AnyReal,
    /// These, and no other; possibly none.
    Only(BTreeSet<AgentId>),
}

/// What a mandate covers. An absent list means any, an empty one none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// From whom.
    pub merchants: Option<Vec<MerchantPattern>>,
    /// From whom never.
    pub merchants_blocked: Vec<MerchantPattern>,
    /// What kind of shop.
    pub categories: Option<BTreeSet<Category>>,
    /// How the money may move.
    pub rails: Option<BTreeSet<Rail>>,
}

/// When a mandate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// The first day, in the mandate's time zone.
    pub first_day: Option<NaiveDate>,
    /// The last day, in the mandate's time zone.
    pub last_day: Option<NaiveDate>,
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The first instant after it.
    pub until: Option<Timestamp>,
}

impl Validity {
    /// Whether the mandate holds at `at`.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// How closely a mandate fits what it covers; the greatest is charged.
///
/// Naming agents outranks naming merchants, then categories, then rails; then the one in the
/// purchase's currency wins, then the smaller period limit, then the older mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specificity {
    names: [bool; 4],
    own_currency: bool,
    smallest_period: Reverse<i64>,
    id: Reverse<MandateId>,
}

impl Mandate {
    /// Whether a purchase falls under this mandate at `at`, for a merchant of this category. A
    /// blocked merchant still does: its purchase is refused by the evaluation and not just left to
    /// other mandates.
    pub fn covers(
        &self,
        agent: &AgentFacts,
        checkout: &Checkout,
        category: Option<&Category>,
        at: Timestamp,
    ) -> bool {
        let merchant = &checkout.merchant;
        let any_matches = |patterns: &[MerchantPattern]| {
            merchant
                .domain
                .as_ref()
                .is_some_and(|domain| patterns.iter().any(|pattern| pattern.matches(domain)))
        };
        let in_category = |categories: &BTreeSet<Category>| {
            category.is_some_and(|category| categories.contains(category))
        };
        self.valid.contains(at)
            && self.is_for(agent)
            && self
                .scope
                .rails
                .as_ref()
                .is_none_or(|rails| rails.contains(&checkout.rail))
            && self.scope.categories.as_ref().is_none_or(in_category)
            && self.scope.merchants.as_deref().is_none_or(any_matches)
    }

    /// Whether the agent may use this mandate at all.
    pub fn is_for(&self, agent: &AgentFacts) -> bool {
        match &self.agents {
            AgentScope::AnyReal => !agent.sandbox,
            AgentScope::Only(agents) => agents.contains(&agent.id),
        }
    }

    /// Whether on this day it asks about every purchase, whatever its limits.
    pub fn asks_always(&self, today: NaiveDate) -> bool {
        self.paused || self.learning_until.is_some_and(|day| today <= day)
    }

    /// Whether it can pay this merchant, as far as the domain tells.
    pub fn sells(&self, domain: &MerchantDomain) -> bool {
        let any = |patterns: &[MerchantPattern]| patterns.iter().any(|one| one.matches(domain));
        !any(&self.scope.merchants_blocked) && self.scope.merchants.as_deref().is_none_or(any)
    }

    /// Whether the merchant is one the owner never wants.
    pub fn blocks(&self, checkout: &Checkout) -> bool {
        let domain = checkout.merchant.domain.as_ref();
        domain.is_some_and(|domain| self.blocks_domain(domain))
    }

    /// The same, by the merchant's domain.
    pub fn blocks_domain(&self, domain: &MerchantDomain) -> bool {
        let blocked = &self.scope.merchants_blocked;
        blocked.iter().any(|pattern| pattern.matches(domain))
    }

    /// What it says about calls to a host that it covers, whose shop is of this category.
    pub fn fetches(&self, host: &FetchHost, category: Option<&Category>) -> Option<&Fetch> {
        let Scope {
            merchants,
            merchants_blocked: _,
            categories,
            rails,
        } = &self.scope;
        let rails = rails.as_ref().is_none_or(|all| all.contains(&Rail::X402));
        let merchants = merchants.as_ref().is_none_or(|all| {
            let domain = host.domain();
            domain.is_some_and(|domain| all.iter().any(|one| one.matches(domain)))
        });
        let categories = categories
            .as_ref()
            .is_none_or(|all| category.is_some_and(|category| all.contains(category)));
        let covers = !self.overall && !self.paused && rails && merchants && categories;
        self.fetch
            .as_ref()
            .filter(|fetch| covers && fetch.reaches(host))
    }

    /// The calendar its periods follow.
    pub fn calendar(&self) -> Calendar {
        Calendar {
            time_zone: self.time_zone,
            first_weekday: self.first_weekday,
        }
    }

    /// How closely it fits a purchase in this currency that it covers.
    pub fn specificity(&self, currency: Currency) -> Specificity {
        let periods = self.limits.periods.iter().map(|limit| limit.max.minor());
        Specificity {
            names: [
                self.agents != AgentScope::AnyReal,
                self.scope.merchants.is_some(),
                self.scope.categories.is_some(),
                self.scope.rails.is_some(),
            ],
            own_currency: self.currency == currency,
            smallest_period: Reverse(periods.min().unwrap_or(i64::MAX)),
            id: Reverse(self.id),
        }
    }
}
