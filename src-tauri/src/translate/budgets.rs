//! Budgets.

use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::request::FieldError;
use counterfoil_engine::{
    Amendment, EngineError, MandateRow, MandateState, MandateVersionRow, PeriodRow,
};

use super::values::{count, money, time};
use crate::error::IpcError;
use crate::views::{
    Budget, BudgetChange, BudgetPreview, BudgetProblem, BudgetStatus, BudgetVersion, PeriodView,
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
            MandateState::Upcoming => BudgetStatus::Upcoming,
            MandateState::Expired => BudgetStatus::Expired,
            MandateState::Revoked => BudgetStatus::Revoked,
        },
        agents: row.agents.clone(),
        currency: mandate.currency.code().to_owned(),
        exponent: mandate.currency.exponent(),
        auto_up_to: mandate.limits.auto_up_to.map(money),
        deny_above: mandate.limits.deny_above.map(money),
        periods: row.periods.iter().map(period).collect(),
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
    }
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

fn period(row: &PeriodRow) -> PeriodView {
    PeriodView {
        window: row.window.as_str().to_owned(),
        max: money(row.max),
        spent: money(row.spent),
        held: money(row.held),
        left: money(row.left),
        ends_at: row.ends.map(time),
        starts_at: Some(time(row.starts)),
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
