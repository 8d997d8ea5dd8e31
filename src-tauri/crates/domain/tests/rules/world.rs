//! Agents, mandates and purchases in memory, decided by the same code as in the engine.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use counterfoil_domain::assess::{Ask, Evaluated, Records, Sums, assess};
use counterfoil_domain::balances::{BalanceKey, Balances, Delta, Slot, Span, changes};
use counterfoil_domain::entry::{AgentAdded, Fact, MandateSet};
use counterfoil_domain::evaluate::Balance;
use counterfoil_domain::memory::{AgentMemory, KnownMerchants, MerchantMemory};
use counterfoil_domain::purchase::{Purchase, Status, Step};
use counterfoil_domain::registry::Registry;
use counterfoil_domain::risk::Inspection;
use counterfoil_domain::subscription::{Subscription, SubscriptionKey};
use counterfoil_domain::{
    AgentId, Draft, MandateDocument, MandateId, MerchantIdentity, PurchaseId, PurchaseRequest,
    Reason, Timestamp, Verdict, Window,
};

use crate::fixtures::{agent, simple};

/// One folder in memory.
pub struct World {
    pub registry: Registry,
    pub balances: Balances,
    pub purchases: Vec<Purchase>,
    pub now: Timestamp,
}

impl Sums for World {
    type Error = Infallible;

    fn sum(
        &mut self,
        mandate: MandateId,
        span: Span,
        slots: &RangeInclusive<Slot>,
    ) -> Result<Balance, Infallible> {
        Ok(self.balances.sum(mandate, span, slots))
    }

    fn latest_day(&mut self, mandate: MandateId) -> Result<Option<NaiveDate>, Infallible> {
        Ok(self.balances.latest_day(mandate))
    }
}

impl Records for World {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn default_undo(&mut self) -> Result<Duration, Infallible> {
        Ok(Duration::from_secs(10))
    }

    fn merchant_known(&mut self, _: &MerchantIdentity) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn subscription(&mut self, _: &SubscriptionKey) -> Result<Option<Subscription>, Infallible> {
        Ok(None)
    }

    // These tests are about limits: nothing is remembered, so no purchase is like another.
    fn merchant_memory(&mut self, _: &MerchantIdentity) -> Result<Arc<MerchantMemory>, Infallible> {
        Ok(Arc::default())
    }

    fn agent_memory(&mut self, _: AgentId) -> Result<Arc<AgentMemory>, Infallible> {
        Ok(Arc::default())
    }

    fn known_merchants(&mut self) -> Result<Arc<KnownMerchants>, Infallible> {
        Ok(Arc::default())
    }
}

impl World {
    /// With one agent and these mandates.
    pub fn of(mandates: &[&str], now: &str) -> Self {
        let mut world = Self {
            registry: Registry::default(),
            balances: Balances::default(),
            purchases: Vec::new(),
            now: Timestamp::parse(now).unwrap(),
        };
        let agent = Fact::AgentAdded(AgentAdded {
            agent: agent().id,
            controls_desktop: false,
            name: "Shopping agent".into(),
            sandbox: false,
            token_hash: "77".repeat(32),
        });
        world.registry.apply(&agent, world.now).unwrap();
        for (number, document) in (1_u8..).zip(mandates) {
            world.set(number, document);
        }
        world
    }

    /// Sets a mandate, or a new version of it.
    pub fn set(&mut self, number: u8, document: &str) {
        let parsed = MandateDocument::parse(document.as_bytes()).unwrap();
        let mandate = MandateId::from_bytes([number; 16]);
        let known = self.registry.mandates.get(&mandate);
        let fact = Fact::MandateSet(MandateSet {
            agents: parsed.agents().map(|names| vec![agent().id; names.len()]),
            changes: Vec::new(),
            document: parsed.to_json(),
            mandate,
            version: known.map_or(0, |known| known.mandate.version) + 1,
        });
        self.registry.apply(&fact, self.now).unwrap();
    }

    pub fn at(&mut self, time: &str) -> &mut Self {
        self.now = Timestamp::parse(time).unwrap();
        self
    }

    pub fn request(&self, draft: Draft) -> PurchaseRequest {
        PurchaseRequest::from_draft(draft, self.now).unwrap()
    }

    /// What would become of a request.
    pub fn judge(&mut self, request: &PurchaseRequest, own: Option<usize>) -> Evaluated {
        let agent = self.registry.agents[&agent().id].clone();
        let own = own.map(|at| self.purchases[at].clone());
        let ask = Ask {
            agent: agent.facts(self.now),
            request,
            inspection: &Inspection::of(request),
            own: own.as_ref(),
            agreed: None,
        };
        let Ok(evaluated) = assess(self, &ask);
        evaluated
    }

    /// The codes of the reasons against a purchase of `amount`.
    pub fn codes(&mut self, amount: &str) -> Vec<&'static str> {
        let request = self.request(simple(amount));
        let outcome = self.judge(&request, None).outcome;
        outcome.reasons.iter().map(Reason::code).collect()
    }

    /// Asks for something for `amount` and returns where it stands.
    pub fn ask(&mut self, amount: &str) -> Status {
        self.ask_for(simple(amount))
    }

    pub fn ask_for(&mut self, draft: Draft) -> Status {
        let request = self.request(draft);
        let evaluated = self.judge(&request, None);
        let terms = evaluated.terms(&request, self.now.plus(Duration::from_mins(30)));
        let mut id = [0; 16];
        id[8..].copy_from_slice(&u64::try_from(self.purchases.len()).unwrap().to_be_bytes());
        let (id, agent) = (PurchaseId::from_bytes(id), agent().id);
        let (purchase, _) = Purchase::open(id, agent, terms, self.now);
        let deltas = changes(None, &purchase.footing()).unwrap();
        self.balances.apply(&deltas).unwrap();
        self.purchases.push(purchase);
        self.purchases[self.purchases.len() - 1].status
    }

    /// The owner approves whatever it says on the card.
    pub fn approve(&mut self, at: usize, request: &PurchaseRequest) -> bool {
        let evaluated = self.judge(request, Some(at));
        if evaluated.outcome.verdict == Verdict::Refuse {
            return false;
        }
        self.step(
            at,
            &Step::Approve {
                authorize_at: self.now,
                charge: evaluated.charge,
                overall: evaluated.overall,
                raises: evaluated.raises,
                overall_raises: evaluated.overall_raises,
            },
        )
    }

    /// Takes a step and brings the sums up to it.
    pub fn step(&mut self, at: usize, step: &Step) -> bool {
        let before = self.purchases[at].footing();
        if self.purchases[at].apply(step, self.now).is_err() {
            return false;
        }
        let deltas = changes(Some(&before), &self.purchases[at].footing()).unwrap();
        self.balances.apply(&deltas).unwrap();
        true
    }

    /// The owner raises the present period of a limit.
    pub fn raise(&mut self, number: u8, window: Window, minor: i64) {
        let mandate = MandateId::from_bytes([number; 16]);
        let standing = self.standing(number, window);
        let key = BalanceKey {
            mandate,
            span: Span::Raise(window),
            slot: standing.slot,
        };
        self.balances.apply(&[(key, Delta::raise(minor))]).unwrap();
    }

    /// Where a limit stands.
    pub fn standing(
        &mut self,
        number: u8,
        window: Window,
    ) -> counterfoil_domain::evaluate::Standing {
        use counterfoil_domain::assess::Moment;
        let record = self.registry.mandates[&MandateId::from_bytes([number; 16])].clone();
        let Ok(moment) = Moment::of(self, &record, self.now, None);
        let Ok(standings) = moment.standings(self);
        let mut standings = standings.into_iter();
        standings.find(|one| one.limit.window == window).unwrap()
    }

    /// What is left of a limit, minor units.
    pub fn left(&mut self, number: u8, window: Window) -> i128 {
        self.standing(number, window).left()
    }
}
