//! Tasks: open mandates that the owner issues for an agent, and the closing hop that is signed here
//! with the agent's key once every constraint holds. The agent never has a key, so what the owner
//! allowed is kept and not only promised.

use counterfoil_domain::PurchaseRequest;
use counterfoil_domain::entry::{Ap2Payment, Used};
use counterfoil_domain::ids::{AgentId, TaskId};
use counterfoil_domain::money::Money;
use counterfoil_domain::registry::{Registry, TaskRecord};
use counterfoil_domain::time::Timestamp;
use counterfoil_protocols::ap2::direct::{ClosedPair, Issuer};
use counterfoil_protocols::ap2::task::{OpenPair, Task};
use counterfoil_protocols::ap2::{Ap2Error, Checkout, Expected, Open, Salts, Token, Usage, hop};
use counterfoil_protocols::authorization::thumbprint;
use counterfoil_protocols::jws::KeySet;

use super::RailProblem;
use super::ap2::{fact, instrument, salts};
use crate::error::EngineError;
use crate::shared::{Shared, Unlocked};
use crate::writer::Desk;

/// The task that a purchase is to be closed under, if any.
pub(super) fn of(request: &PurchaseRequest) -> Option<TaskId> {
    fact(request, "ap2.task")?.parse().ok()
}

/// The task, if this agent may still close something under it.
pub(super) fn open(
    registry: &Registry,
    agent: AgentId,
    task: TaskId,
) -> Result<&TaskRecord, RailProblem> {
    let record = registry
        .tasks
        .get(&task)
        .filter(|record| record.agent == agent);
    let record = record.ok_or(RailProblem::NO_TASK)?;
    let mandate = registry.mandates.get(&record.mandate);
    let in_force = mandate.is_some_and(|mandate| mandate.revoked_at.is_none());
    if record.revoked || !in_force {
        return Err(RailProblem::TASK_ENDED);
    }
    Ok(record)
}

/// The task that the agent names, by its id or by the very mandates it was given.
pub(super) fn named(shared: &Shared, agent: AgentId, open: &Open) -> Result<TaskId, RailProblem> {
    let registry = shared.registry();
    let (checkout, payment) = match open {
        Open::Task(id) => {
            let id = id.parse().map_err(|_| RailProblem::NO_TASK)?;
            return self::open(&registry, agent, id).map(|_| id);
        }
        Open::Mandates(checkout, payment) => (checkout, payment),
    };
    let keys = shared.unlocked().map_err(|_| RailProblem::NO_TASK)?;
    let own = registry
        .tasks
        .iter()
        .filter(|(_, record)| record.agent == agent);
    for (id, record) in own {
        let pair = pair(shared, &keys, record)?;
        if pair.checkout.compact() == *checkout && pair.payment.compact() == *payment {
            return self::open(&registry, agent, *id).map(|_| *id);
        }
    }
    Err(RailProblem::NO_TASK)
}

/// The open mandates of a task: the same bytes however often they are made.
pub(crate) fn pair(
    shared: &Shared,
    keys: &Unlocked,
    record: &TaskRecord,
) -> Result<OpenPair, RailProblem> {
    let agent = keys.authorization.of_agent(record.agent);
    let agent = agent.map_err(|_| RailProblem::NO_TASK)?;
    let issuer = Issuer {
        name: shared.origin(),
        key_id: &record.kid,
        key: keys.authorization.signing(),
        now: seconds(record.issued),
    };
    let kid = thumbprint(agent.verifying_key());
    let mut draw = salts(&record.seed);
    let task = Task::read(record.document.as_bytes())?;
    let holder = (kid.as_str(), agent.verifying_key());
    Ok(task.issue(holder, issuer, &mut Salts::new(&mut draw))?)
}

/// What was closed under the task before, as this transaction sees it.
pub(super) fn used(desk: &Desk<'_>, task: TaskId) -> Result<Used, EngineError> {
    let (mut count, mut spent, mut last) = (0_u32, 0_i64, None);
    for id in desk.closed_under(task)? {
        let row = desk.purchase(id)?;
        // A closed mandate counts until the merchant says that it was refused.
        if crate::ops::receipts::was_refused(desk, &row)? {
            continue;
        }
        count = count.saturating_add(1);
        spent = spent.saturating_add(row.purchase.amount.minor());
        let ends = row.purchase.authorization_ends;
        let at = ends.map(|ends| ends.minus(counterfoil_domain::purchase::AUTHORIZATION_LIFE));
        last = last.max(at.map(seconds));
    }
    Ok(Used {
        count,
        last: last.map(|second| second.to_string()),
        spent: spent.to_string(),
    })
}

/// Checks every constraint, and closes the task's mandates over the checkout.
pub(super) fn close(
    (shared, keys): (&Shared, &Unlocked),
    record: &TaskRecord,
    request: &PurchaseRequest,
    checkout: &Checkout,
    payment: &Ap2Payment,
) -> Result<(Token, Token), RailProblem> {
    let open = pair(shared, keys, record)?;
    let owner = KeySet::new().with(&record.kid, shared.public.authorization);
    let now = payment.issued.parse().map_err(|_| Ap2Error::Time)?;
    let closed = ClosedPair::of(checkout, instrument(request))?;
    let usage = usage(&open, payment.used.as_ref().ok_or(Ap2Error::NoState)?)?;
    let checked = hop::check(&open, &owner, checkout, closed, &usage, now)?;
    let agent = keys.authorization.of_agent(record.agent);
    let agent = agent.map_err(|_| RailProblem::NO_TASK)?;
    let word = |name: &str| fact(request, name).unwrap_or_default();
    let to = |audience, nonce| Expected {
        audience: word(audience),
        nonce: word(nonce),
    };
    let mut draw = salts(&payment.seed);
    Ok(checked.sign(
        (&payment.kid, &agent),
        to("ap2.audience", "ap2.nonce"),
        to("ap2.payment_audience", "ap2.payment_nonce"),
        &mut Salts::new(&mut draw),
    )?)
}

fn usage(open: &OpenPair, used: &Used) -> Result<Usage, Ap2Error> {
    let currency = hop::currency(open)?.ok_or(Ap2Error::NoState)?;
    let spent = used.spent.parse().map_err(|_| Ap2Error::NoState)?;
    let last = used.last.as_deref().map(str::parse).transpose();
    Ok(Usage {
        spent: Money::new(spent, currency),
        count: used.count,
        last: last.map_err(|_| Ap2Error::NoState)?,
    })
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millis().div_euclid(1000)).unwrap_or(0)
}
