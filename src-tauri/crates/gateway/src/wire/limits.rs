//! What this agent could still buy, mandate by mandate.

use counterfoil_domain::ids::MandateId;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;
use counterfoil_domain::time::Timestamp;
use counterfoil_engine::{AgentSession, LimitAnswer};
use serde::Serialize;
use utoipa::ToSchema;

/// The mandates that cover this agent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Limits {
    agent: Own,
    items: Vec<Limit>,
}

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Agent)]
struct Own {
    name: String,
    /// Three digits that the owner sees too; an agent that was just connected tells them.
    code: String,
}

/// One mandate.
#[derive(Debug, Serialize, ToSchema)]
struct Limit {
    #[schema(value_type = String)]
    mandate: MandateId,
    name: String,
    /// Whether it limits everything together; such a limit approves nothing by itself.
    overall: bool,
    currency: &'static str,
    /// Up to here nobody is asked; `null` when the owner is always asked.
    #[schema(required = true)]
    auto_up_to: Option<String>,
    /// Above this nothing is bought; `null` for no such bound.
    #[schema(required = true)]
    deny_above: Option<String>,
    /// The most that one purchase may cost now without the owner being asked, as far as this
    /// mandate is concerned; `null` where a limit over everything bounds no amount.
    #[schema(required = true)]
    without_asking: Option<String>,
    periods: Vec<Period>,
}

/// One period of a mandate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LimitPeriod)]
struct Period {
    #[schema(value_type = String)]
    window: Window,
    max: String,
    held: String,
    spent: String,
    left: String,
    /// When the next period begins; `null` for a total.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    ends: Option<Timestamp>,
}

impl Limits {
    pub(crate) fn new(session: &AgentSession, limits: Vec<LimitAnswer>) -> Self {
        Self {
            agent: Own {
                name: session.name().to_owned(),
                code: session.code(),
            },
            items: limits.into_iter().map(Limit::from).collect(),
        }
    }
}

impl From<LimitAnswer> for Limit {
    fn from(limit: LimitAnswer) -> Self {
        let decimal = |money: Option<Money>| money.map(Money::decimal);
        let without_asking = without_asking(&limit);
        Self {
            mandate: limit.mandate,
            name: limit.name,
            overall: limit.overall,
            currency: limit.currency.code(),
            auto_up_to: decimal(limit.auto_up_to),
            deny_above: decimal(limit.deny_above),
            without_asking: decimal(without_asking),
            periods: limit
                .periods
                .into_iter()
                .map(|period| Period {
                    window: period.window,
                    max: period.max.decimal(),
                    held: period.held.decimal(),
                    spent: period.spent.decimal(),
                    left: period.left.decimal(),
                    ends: period.ends,
                })
                .collect(),
        }
    }
}

/// The smallest of what is decided by a rule, what is never refused, and what every period has left.
/// What is decided by a rule is nothing where the owner is asked about everything, and no bound in
/// a limit over everything, which decides nothing.
fn without_asking(limit: &LimitAnswer) -> Option<Money> {
    let zero = Money::zero(limit.currency);
    let by_rule = match limit.auto_up_to {
        _ if limit.overall => None,
        Some(auto) if !limit.asks_always => Some(auto),
        Some(_) | None => Some(zero),
    };
    let left = limit.periods.iter().map(|period| period.left);
    let bounds = by_rule.into_iter().chain(limit.deny_above).chain(left);
    bounds.min_by_key(|bound| bound.minor())
}
