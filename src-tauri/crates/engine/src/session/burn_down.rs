//! How the period of a budget is used up.

use std::collections::BTreeMap;

use counterfoil_domain::balances::{Slot, Span};
use counterfoil_domain::charts::{BurnDown, Burning};
use counterfoil_domain::ids::MandateId;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;

use super::LocalSession;
use crate::error::EngineError;
use crate::rows::PeriodRow;
use crate::{rows, store};

/// The lines of a budget.
#[derive(Clone, Debug)]
pub struct BurnDownAnswer {
    /// Which window it is about.
    pub window: Window,
    /// The lines.
    pub down: BurnDown,
    /// At which parts of the limit the owner is told: percent used, and what is left then.
    pub warn: Vec<(u8, Money)>,
}

impl LocalSession {
    /// How the first period of a budget that begins and ends is used up; none where it has none.
    pub async fn burn_down(&self, id: MandateId) -> Result<Option<BurnDownAnswer>, EngineError> {
        let wall = self.shared.now();
        self.read(move |conn, registry| {
            let now = crate::reading::ledger_time(conn, wall)?;
            let record = registry
                .mandates
                .get(&id)
                .ok_or(EngineError::NotFound { what: "mandate" })?;
            let row = rows::mandate(conn, registry, record, now)?;
            let calendar = record.mandate.calendar();
            let lasting =
                |period: &&PeriodRow| period.ends.is_some() && period.window != Window::Day;
            let Some(period) = row.periods.iter().find(lasting) else {
                return Ok(None);
            };
            let limit = period.max.minor();
            let limit = limit.saturating_add(period.raised.minor());
            let limit = limit.saturating_add(period.carried.minor());
            let mut used = BTreeMap::new();
            for (key, balance) in store::balances::of_mandate(conn, id, Slot::of_hour(now))? {
                if key.span == Span::Day {
                    used.insert(key.slot.0, balance.held.saturating_add(balance.spent));
                }
            }
            let burning = Burning {
                limit: Money::new(limit, record.mandate.currency),
                window: period.window,
                calendar,
                today: calendar.day(now, None),
                used: &used,
            };
            let left_at = |percent: u8| {
                let rest = i128::from(100_u8.saturating_sub(percent));
                let left = i128::from(limit).saturating_mul(rest).div_euclid(100);
                Money::new(i64::try_from(left).unwrap_or(0), record.mandate.currency)
            };
            let warn = record.mandate.warn_at_percent.iter();
            let warn = warn.map(|percent| (*percent, left_at(*percent))).collect();
            let window = period.window;
            Ok(burning
                .down()
                .map(|down| BurnDownAnswer { window, down, warn }))
        })
        .await
    }
}
