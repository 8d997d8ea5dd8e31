//! What an agent may do: ask, change or withdraw what it asked, report what became of the money,
//! read its own purchases and limits, pause itself.

use std::sync::Arc;
use std::time::Duration;

use counterfoil_domain::assess::Moment;
use counterfoil_domain::currency::Currency;
use counterfoil_domain::entry::Actor;
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::mandate::Mandate;
use counterfoil_domain::merchant::MerchantDomain;
use counterfoil_domain::money::Money;
use counterfoil_domain::period::Window;
use counterfoil_domain::purchase::Status;
use counterfoil_domain::registry::{AgentRecord, MandateRecord};
use counterfoil_domain::time::Timestamp;

use super::Caller;
use crate::answer::{PurchaseAnswer, answer_first, answer_now};
use crate::error::EngineError;
use crate::events::Event;
use crate::ops;
use crate::ops::settle::Settlement;
use crate::ops::submit::SubmitRequest;
use crate::shared::Shared;
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::writer::{Desk, Writer};

/// An authenticated agent.
#[derive(Clone, Debug)]
pub struct AgentSession {
    pub(crate) caller: Caller,
    pub(super) name: String,
    pub(crate) shared: Arc<Shared>,
    pub(crate) writer: Writer,
}

/// The answer to a submission.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The purchase as it was when it was first answered.
    pub answer: PurchaseAnswer,
    /// Whether it was known before.
    pub replayed: bool,
    /// Whether the agent named an address just now to be told at.
    pub follows: bool,
}

/// Which of its purchases an agent wants to see.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery {
    /// Only those that stand here.
    pub status: Option<Status>,
    /// Only those before this one.
    pub after: Option<PurchaseId>,
    /// How many, 1 to 100.
    pub limit: u32,
}

/// A page of a list, newest first.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<PurchaseId>,
}

/// Which limits an agent wants to see.
#[derive(Clone, Debug, Default)]
pub struct LimitsQuery {
    /// For this merchant's domain.
    pub merchant: Option<String>,
    /// In this currency.
    pub currency: Option<String>,
}

/// A mandate that covers the agent.
#[derive(Clone, Debug)]
pub struct LimitAnswer {
    /// Its id.
    pub mandate: MandateId,
    /// Its name.
    pub name: String,
    /// Whether it asks about every purchase for now, because it is paused or learns.
    pub asks_always: bool,
    /// Whether it limits everything and approves nothing.
    pub overall: bool,
    /// Its currency.
    pub currency: Currency,
    /// Up to here no question is asked.
    pub auto_up_to: Option<Money>,
    /// Above this nothing is bought.
    pub deny_above: Option<Money>,
    /// Its periods.
    pub periods: Vec<LimitPeriod>,
}

/// One period of a mandate.
#[derive(Clone, Debug)]
pub struct LimitPeriod {
    /// The window.
    pub window: Window,
    /// The limit.
    pub max: Money,
    /// What open purchases hold.
    pub held: Money,
    /// What was spent.
    pub spent: Money,
    /// What is left.
    pub left: Money,
    /// When a new period begins.
    pub ends: Option<Timestamp>,
}

impl AgentSession {
    /// Which agent this is.
    pub fn agent(&self) -> AgentId {
        self.caller.agent
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Three digits of its token's hash, which the owner sees too.
    pub fn code(&self) -> String {
        crate::reading::comparison_code(&self.caller.token_hash)
    }

    /// Asks to buy. The same key and body again gives the very answer of the first time.
    pub async fn submit(&self, request: SubmitRequest) -> Result<Submitted, EngineError> {
        self.submit_received(request, None).await
    }

    /// Changes what is asked for, as long as it waits.
    pub async fn amend(
        &self,
        id: PurchaseId,
        request: SubmitRequest,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.amend_received(id, request, None).await
    }

    /// Withdraws, as long as nothing is authorized.
    pub async fn cancel(&self, id: PurchaseId) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| ops::submit::cancel(desk, caller, id))
            .await
    }

    /// Reports what became of the money.
    pub async fn settle(
        &self,
        id: PurchaseId,
        settlement: Settlement,
    ) -> Result<PurchaseAnswer, EngineError> {
        self.change(move |desk, caller| ops::settle::settle(desk, caller, id, &settlement))
            .await
    }

    /// Pauses itself; only the owner lifts that.
    pub async fn pause_self(&self) -> Result<(), EngineError> {
        let caller = self.caller.clone();
        let work = move |desk: &mut Desk<'_>| {
            let agent = desk.agent(&caller)?.id;
            ops::pause::pause_agent(desk, agent, Actor::Agent, None)
        };
        self.writer.run(work).await?;
        Ok(())
    }

    /// One of its purchases, as it stands.
    pub async fn get(&self, id: PurchaseId) -> Result<PurchaseAnswer, EngineError> {
        let shared = Arc::clone(&self.shared);
        let agent = self.still_connected()?;
        blocking(move || {
            shared.readers.read(|conn| {
                let row = store::purchases::by_id(conn, id)?;
                let row = row.filter(|row| row.purchase.agent == agent);
                let row = row.ok_or(EngineError::NotFound { what: "purchase" })?;
                answer_now(&shared, conn, &row)
            })
        })
        .await
    }

    /// The same, once its status or revision changed or `patience` is over.
    pub async fn wait(
        &self,
        id: PurchaseId,
        patience: Duration,
    ) -> Result<PurchaseAnswer, EngineError> {
        let mut events = self.shared.subscribe();
        let first = self.get(id).await?;
        // Nothing but the agent's own reports moves it any further, so there is nothing to wait for.
        if !matches!(first.status, Status::Pending | Status::Approved) {
            return Ok(first);
        }
        let deadline = tokio::time::sleep(patience);
        tokio::pin!(deadline);
        loop {
            tokio::select! {
                () = &mut deadline => return self.get(id).await,
                event = events.recv() => {
                    let elsewhere = !matches!(event, Ok(Event::Purchase { id: other, .. }) if other != id);
                    if !elsewhere {
                        continue;
                    }
                    let now = self.get(id).await?;
                    if now.status != first.status || now.revision != first.revision {
                        return Ok(now);
                    }
                }
            }
        }
    }

    /// Its own purchases, newest first.
    pub async fn list(&self, query: ListQuery) -> Result<Page<PurchaseAnswer>, EngineError> {
        let shared = Arc::clone(&self.shared);
        let agent = self.still_connected()?;
        blocking(move || {
            shared
                .readers
                .read(|conn| list(&shared, conn, agent, query))
        })
        .await
    }

    /// The mandates that cover it, with what is left of them.
    pub async fn limits(&self, query: LimitsQuery) -> Result<Vec<LimitAnswer>, EngineError> {
        let caller = self.caller.clone();
        let work = move |desk: &mut Desk<'_>| limits(desk, &caller, &query);
        Ok(self.writer.run(work).await?.value)
    }

    /// A removed agent or a replaced token reads nothing more, even through a session of before.
    pub(super) fn still_connected(&self) -> Result<AgentId, EngineError> {
        let registry = self.shared.registry();
        let agent = registry.agents.get(&self.caller.agent);
        let same =
            |agent: &&AgentRecord| !agent.removed && agent.token_hash == self.caller.token_hash;
        let agent = agent.filter(same).ok_or(EngineError::Unauthorized)?;
        Ok(agent.id)
    }

    pub(crate) async fn first_answer(
        &self,
        row: PurchaseRow,
    ) -> Result<PurchaseAnswer, EngineError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || {
            shared
                .readers
                .read(|conn| answer_first(&shared, conn, &row))
        })
        .await
    }

    pub(crate) async fn change<F>(&self, mut work: F) -> Result<PurchaseAnswer, EngineError>
    where
        F: FnMut(&mut Desk<'_>, &Caller) -> Result<PurchaseRow, EngineError> + Send + 'static,
    {
        let caller = self.caller.clone();
        let committed = self
            .writer
            .run(move |desk: &mut Desk<'_>| work(desk, &caller))
            .await?;
        self.get(committed.value.purchase.id).await
    }
}

/// Runs a read on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    let joined = tokio::task::spawn_blocking(read).await;
    joined.map_err(|error| EngineError::Internal(error.to_string()))?
}

fn list(
    shared: &Shared,
    conn: &crate::store::Connection,
    agent: AgentId,
    query: ListQuery,
) -> Result<Page<PurchaseAnswer>, EngineError> {
    let before = match query.after {
        Some(id) => {
            store::purchases::by_id(conn, id)?
                .filter(|row| row.purchase.agent == agent)
                .ok_or(EngineError::NotFound { what: "purchase" })?
                .n
        }
        None => i64::MAX,
    };
    let limit = query.limit.clamp(1, 100);
    let wanted = limit.saturating_add(1);
    let mut rows = store::purchases::of_agent(conn, agent, query.status, before, wanted)?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = if more {
        rows.last().map(|row| row.purchase.id)
    } else {
        None
    };
    let items = rows
        .iter()
        .map(|row| answer_now(shared, conn, row))
        .collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}

fn limits(
    desk: &mut Desk<'_>,
    caller: &Caller,
    query: &LimitsQuery,
) -> Result<Vec<LimitAnswer>, EngineError> {
    let agent = desk.agent(caller)?;
    let now = desk.now();
    let facts = agent.facts(now);
    let domain = query
        .merchant
        .as_deref()
        .map(MerchantDomain::parse)
        .transpose();
    let domain = domain.map_err(|error| {
        EngineError::Invalid(format!("The merchant's domain cannot be used: {error}"))
    })?;
    let applies = |mandate: &Mandate| {
        mandate.is_for(&facts)
            && mandate.valid.contains(now)
            && query
                .currency
                .as_deref()
                .is_none_or(|code| mandate.currency.code() == code)
            && domain.as_ref().is_none_or(|domain| mandate.sells(domain))
    };
    let in_force = desk.registry().in_force();
    let records: Vec<Arc<MandateRecord>> = in_force
        .filter(|record| applies(&record.mandate))
        .map(Arc::clone)
        .collect();
    records.iter().map(|record| limit(desk, record)).collect()
}

fn limit(desk: &mut Desk<'_>, record: &MandateRecord) -> Result<LimitAnswer, EngineError> {
    let now = desk.now();
    let mandate = &record.mandate;
    let moment = Moment::of(desk, record, now, None)?;
    let money = |minor: i128| {
        let minor = i64::try_from(minor.max(0)).unwrap_or(i64::MAX);
        Money::new(minor, mandate.currency)
    };
    let standings = moment.standings(desk)?;
    let periods = standings.iter().map(|standing| LimitPeriod {
        window: standing.limit.window,
        max: money(standing.most()),
        held: money(standing.balance.held.into()),
        spent: money(standing.balance.spent.into()),
        left: money(standing.left()),
        ends: mandate
            .calendar()
            .period(standing.limit.window, moment.today, now)
            .end,
    });
    Ok(LimitAnswer {
        mandate: mandate.id,
        name: mandate.name.clone(),
        asks_always: mandate.asks_always(moment.today),
        overall: mandate.overall,
        currency: mandate.currency,
        auto_up_to: mandate.limits.auto_up_to,
        deny_above: mandate.limits.deny_above,
        periods: periods.collect(),
    })
}
