//! Budgets.

use chrono::Days;
use counterfoil_domain::Window;
use counterfoil_domain::mandate::{Mandate, PeriodLimit, WhenUsedUp};
use counterfoil_domain::request::FieldError;
use counterfoil_engine::{
    AgentShare as Used, Amendment, EngineError, MandateRow, MandateState, MandateVersionRow,
    PeriodRow,
};

use super::values::{count, money, time};
use crate::error::IpcError;
use crate::views::{
    AgentShare, Budget, BudgetChange, BudgetPreview, BudgetProblem, BudgetStatus, BudgetVersion,
    PeriodView, UsedUp,
};

/// One budget.
pub fn budget(row: &MandateRow) -> Budget {
    let mandate = &row.mandate;
    let scope = &mandate.scope;
    Budget {
        id: mandate.id.to_string(),
        version: mandate.version,
        name: mandate.name.clone(),
        status: match row.state {
            MandateState::Active => BudgetStatus::Active,
            MandateState::Paused => BudgetStatus::Paused,
            MandateState::Upcoming => BudgetStatus::Upcoming,
            MandateState::Expired => BudgetStatus::Expired,
            MandateState::Revoked => BudgetStatus::Revoked,
        },
        agents: row.agents.clone(),
        currency: mandate.currency.code().to_owned(),
        exponent: mandate.currency.exponent(),
        auto_up_to: mandate.limits.auto_up_to.map(money),
        deny_above: mandate.limits.deny_above.map(money),
        periods: row
            .periods
            .iter()
            .map(|row| period(row, &mandate.limits.periods))
            .collect(),
        uncounted: row.uncounted.sums.iter().copied().map(money).collect(),
        merchants: scope.merchants.as_ref().map(|list| words(list)),
        merchants_blocked: words(&scope.merchants_blocked),
        categories: scope.categories.as_ref().map(|list| {
            list.iter()
                .map(|category| category.as_str().to_owned())
                .collect()
        }),
        rails: scope
            .rails
            .as_ref()
            .map(|list| list.iter().map(|rail| rail.as_str().to_owned()).collect()),
        ask_new_merchant: mandate.ask_new_merchant,
        confirm_above: mandate.confirm_above.map(money),
        undo_seconds: count(mandate.undo.as_secs()),
        valid_from: valid_from(mandate),
        valid_until: valid_until(mandate),
        time_zone: mandate.time_zone.name().to_owned(),
        document: row.document.clone(),
        overall: mandate.overall,
        warn_at: mandate.warn_at_percent.clone(),
        learning_until: mandate.learning_until.map(|day| day.to_string()),
    }
}

/// The last day of the period of one of its limits, as people write it.
pub fn last_day(row: &MandateRow, window: Window) -> Option<String> {
    let period = row.periods.iter().find(|period| period.window == window)?;
    let end = period
        .ends?
        .to_datetime()
        .with_timezone(&row.mandate.time_zone);
    let last = end.checked_sub_days(Days::new(1))?;
    Some(last.format("%-d %b").to_string())
}

/// One amendment.
pub fn budget_version(row: &MandateVersionRow) -> BudgetVersion {
    BudgetVersion {
        version: row.version,
        at: time(row.at),
        changes: row.changes.clone(),
        document: row.document.clone(),
    }
}

/// What saving a document would do. A document that cannot be saved is an answer, not a failure.
pub fn preview(tried: Result<Amendment, EngineError>) -> Result<BudgetPreview, IpcError> {
    match tried {
        Ok(amendment) => Ok(BudgetPreview {
            problem: None,
            changes: amendment
                .changes
                .into_iter()
                .map(|change| BudgetChange {
                    words: change.words,
                    widens: change.widens,
                })
                .collect(),
            needs_presence: amendment.widens,
        }),
        Err(EngineError::Field(field)) => Ok(unusable(problem(field))),
        Err(EngineError::Invalid(message)) => Ok(unusable(BudgetProblem {
            field: String::new(),
            code: "invalid".to_owned(),
            hint: EngineError::Invalid(message.clone()).hint(),
            message,
        })),
        Err(error) => Err(error.into()),
    }
}

/// Who used how much of a budget.
pub fn shares(found: &[Used]) -> Vec<AgentShare> {
    let whole: i128 = found
        .iter()
        .map(|share| i128::from(share.used.minor()))
        .sum();
    found
        .iter()
        .map(|share| {
            let part = i128::from(share.used.minor()).saturating_mul(100);
            let percent = part.saturating_add(whole / 2).checked_div(whole);
            AgentShare {
                agent_name: share.name.clone(),
                amount: money(share.used),
                percent: count(percent.unwrap_or(0)),
            }
        })
        .collect()
}

fn unusable(problem: BudgetProblem) -> BudgetPreview {
    BudgetPreview {
        problem: Some(problem),
        changes: Vec::new(),
        needs_presence: false,
    }
}

fn problem(error: FieldError) -> BudgetProblem {
    BudgetProblem {
        field: error.field,
        code: error.code.to_owned(),
        message: error.message,
        hint: error.hint,
    }
}

fn period(row: &PeriodRow, limits: &[PeriodLimit]) -> PeriodView {
    let limit = limits.iter().find(|limit| limit.window == row.window);
    PeriodView {
        window: row.window.as_str().to_owned(),
        max: money(row.max),
        spent: money(row.spent),
        held: money(row.held),
        left: money(row.left),
        ends_at: row.ends.map(time),
        starts_at: Some(time(row.starts)),
        when_used_up: match limit.map(|limit| limit.when_used_up) {
            Some(WhenUsedUp::Deny) => UsedUp::Deny,
            Some(WhenUsedUp::Ask) | None => UsedUp::Ask,
        },
        raised: Some(row.raised)
            .filter(|raised| !raised.is_zero())
            .map(money),
        carried: Some(row.carried)
            .filter(|carried| !carried.is_zero())
            .map(money),
    }
}

/// A day as it was written, or else the instant.
fn valid_from(mandate: &Mandate) -> Option<String> {
    let valid = &mandate.valid;
    valid
        .first_day
        .map(|day| day.to_string())
        .or(valid.from.map(time))
}

fn valid_until(mandate: &Mandate) -> Option<String> {
    let valid = &mandate.valid;
    valid
        .last_day
        .map(|day| day.to_string())
        .or(valid.until.map(time))
}

fn words<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
