//! What the charts show, with everybody's names.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use counterfoil_domain::charts::{By, Charts, Chosen, Order, ShopTotal, Step, Stretch};
use counterfoil_domain::currency::Currency;
use counterfoil_domain::ids::{AgentId, MandateId};
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::period::Calendar;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::time::Timestamp;

use super::LocalSession;
use crate::error::EngineError;
use crate::store::{Connection, tallies};

/// What is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct ChartsOrder {
    /// Which period.
    pub period: Chosen,
    /// How long one bar is.
    pub step: Step,
    /// By what spending is stacked.
    pub by: By,
    /// In which currency; `None`: the one with the most purchases.
    pub currency: Option<Currency>,
    /// Play money instead of real money.
    pub play: bool,
}

/// The charts of a period.
#[derive(Clone, Debug)]
pub struct ChartsAnswer {
    /// The period's first and last day.
    pub days: (NaiveDate, NaiveDate),
    /// The first and the last day of what it is compared with.
    pub before: (NaiveDate, NaiveDate),
    /// What is drawn; agents and mandates by number.
    pub charts: Charts,
    /// The agents of those numbers.
    pub agents: BTreeMap<i64, (AgentId, String)>,
    /// The mandates of those numbers.
    pub budgets: BTreeMap<i64, (MandateId, String)>,
    /// The merchants that got the most.
    pub shops: Vec<Shop>,
    /// What the budgets in force hold ready and nothing came up against.
    pub idle: Vec<Idle>,
}

/// One merchant of the charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// What it got.
    pub total: ShopTotal,
    /// Its domain, or its name where it has none.
    pub name: String,
    /// Whether it is known by a domain.
    pub by_domain: bool,
    /// Whether the first purchase there ever is in this period.
    pub is_new: bool,
}

/// A budget whose rules did nothing in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The budget.
    pub mandate: MandateId,
    /// Its name.
    pub name: String,
    /// How many purchases it covered.
    pub covered: u64,
    /// The rules that were never the reason; none are named where it covered nothing.
    pub rules: Vec<&'static str>,
}

impl LocalSession {
    /// How many full blocks of purchases charts must still count themselves.
    pub async fn charts_behind(&self) -> Result<u64, EngineError> {
        let zone = self.shared.options.zone;
        self.read(move |conn, _| crate::tallies::behind(conn, zone))
            .await
    }

    /// The charts of a period, with all that is recorded by now.
    pub async fn charts(&self, order: ChartsOrder) -> Result<ChartsAnswer, EngineError> {
        let now = self.shared.now();
        let zone = self.shared.options.zone;
        self.read(move |conn, registry| {
            let now = crate::reading::ledger_time(conn, now)?;
            let calendar = Calendar::of(zone);
            let stretch = Stretch::of(order.period, calendar.day(now, None), calendar);
            let whole = Order {
                stretch,
                step: order.step,
                by: order.by,
                currency: order.currency,
                play: order.play,
            };
            let charts = crate::tallies::charts(conn, registry, zone, whole)?;
            let names = tallies::names(conn)?;
            let agents = names.agents.into_iter().filter_map(|(n, id)| {
                let name = registry.agents.get(&id)?.name.clone();
                Some((n, (id, name)))
            });
            let budgets = names.mandates.into_iter().filter_map(|(n, id)| {
                let name = registry.mandates.get(&id)?.mandate.name.clone();
                Some((n, (id, name)))
            });
            Ok(ChartsAnswer {
                days: stretch.days.dates(),
                before: stretch.before.dates(),
                agents: agents.collect(),
                budgets: budgets.collect(),
                shops: shops(conn, &charts, calendar, stretch)?,
                idle: idle(registry, &charts, now),
                charts,
            })
        })
        .await
    }
}

fn shops(
    conn: &Connection,
    charts: &Charts,
    calendar: Calendar,
    stretch: Stretch,
) -> Result<Vec<Shop>, EngineError> {
    let mut shops = Vec::new();
    for total in &charts.shops {
        let Some((identity, first)) = tallies::merchant(conn, total.merchant)? else {
            continue;
        };
        let text = identity.as_str();
        let real = text.strip_prefix("sandbox:").unwrap_or(text);
        let domain = real.strip_prefix("domain:");
        let name = domain.or_else(|| real.strip_prefix("name:"));
        let day = first.map(|at| calendar.day(at, None));
        shops.push(Shop {
            total: *total,
            name: name.unwrap_or(real).to_owned(),
            by_domain: domain.is_some(),
            is_new: day.is_some_and(|day| stretch.days.dates().0 <= day),
        });
    }
    Ok(shops)
}

fn idle(registry: &Registry, charts: &Charts, now: Timestamp) -> Vec<Idle> {
    let in_force = registry.in_force().map(|record| &record.mandate);
    let valid = in_force.filter(|mandate| mandate.valid.contains(now));
    let idle = valid.filter_map(|mandate: &Arc<Mandate>| {
        let fired = charts.fired.get(&mandate.id.to_string());
        let times = |code: &str| {
            fired
                .and_then(|fired| fired.get(code))
                .copied()
                .unwrap_or(0)
        };
        let covered = times("");
        let mut rules = rules(mandate);
        rules.retain(|(codes, _)| covered > 0 && codes.iter().all(|code| times(code) == 0));
        let rules: Vec<&'static str> = rules.into_iter().map(|(_, word)| word).collect();
        (covered == 0 || !rules.is_empty()).then(|| Idle {
            mandate: mandate.id,
            name: mandate.name.clone(),
            covered,
            rules,
        })
    });
    idle.collect()
}

/// The rules that a mandate has: by the codes of the reasons they give, and in one word.
fn rules(mandate: &Mandate) -> Vec<(&'static [&'static str], &'static str)> {
    let limits = &mandate.limits;
    let rules: [(bool, &'static [&'static str], &'static str); 8] = [
        (limits.auto_up_to.is_some(), &["over_auto"], "over_auto"),
        (limits.deny_above.is_some(), &["above_deny"], "above_deny"),
        (
            !limits.periods.is_empty(),
            &["over_period", "period_used_up"],
            "over_period",
        ),
        (
            limits.max_purchases.is_some(),
            &["too_many"],
            "max_purchases",
        ),
        (mandate.hours.is_some(), &["outside_hours"], "outside_hours"),
        (mandate.ask_new_merchant, &["new_merchant"], "new_merchant"),
        (
            mandate.confirm_above.is_some(),
            &["confirm_above"],
            "confirm_above",
        ),
        (
            !mandate.scope.merchants_blocked.is_empty(),
            &["blocked_merchant"],
            "blocked_merchant",
        ),
    ];
    let set = rules.into_iter().filter(|(set, ..)| *set);
    set.map(|(_, codes, word)| (codes, word)).collect()
}
