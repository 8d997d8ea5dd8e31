//! One call from its beginning to where it has to wait or is over.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{
    AgentSession, EngineError, FetchedBefore, NotFetched, PayX402, PaymentAnswer, PurchaseAnswer,
    RailProblem, X402Request,
};
use hyper::header::{HeaderMap, LOCATION, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode};

use super::ask::Ask;
use super::fault::Fault;
use super::kept::{Answer, Kept};
use super::target::Target;
use super::wire::{self, Connected, Opened};
use super::{Ended, Told};
use crate::config::FetchConfig;
use crate::failure;

const MOST_HOPS: usize = 3;
/// A seller's word is as long as a receipt is, not as a book.
const MOST_RECEIPT: usize = 16 * 1024;

/// Why nothing was fetched and nothing is owed.
enum Stop {
    /// It is recorded.
    Recorded(RailProblem),
    Failed(EngineError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Recorded(fault.rail_problem())
    }
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        if let EngineError::Rail(problem) = error {
            Self::Recorded(problem)
        } else {
            Self::Failed(error)
        }
    }
}

struct Call<'a> {
    session: &'a AgentSession,
    ask: &'a Ask,
    config: &'a FetchConfig,
}

/// Goes as far as it goes without the owner.
pub(super) async fn run(session: &AgentSession, ask: &Ask, config: &FetchConfig) -> Ended {
    let call = Call {
        session,
        ask,
        config,
    };
    let before = session.fetched_before(&ask.key, ask.body_hash).await;
    match before.map_err(failure::problem)? {
        Some(before) => call.go_on(before).await,
        None => call.first(None).await,
    }
}

impl Call<'_> {
    /// Calls without paying. What costs nothing is told; what does becomes a purchase, or renews it.
    async fn first(&self, renews: Option<PurchaseId>) -> Ended {
        let (target, mut opened) = match self.reach().await {
            Ok(reached) => reached,
            Err(stop) => return self.stopped(stop).await,
        };
        if opened.status == StatusCode::PAYMENT_REQUIRED {
            return self.asked(&target, opened, renews).await;
        }
        if let Some(id) = renews {
            let cancelled = self.session.cancel(id).await;
            cancelled.map_err(failure::problem)?;
        }
        let answer = self.read(&target, &mut opened, None).await;
        Ok(Told::Done(Box::new(Kept::Answer(answer)), None))
    }

    /// Takes up what is a purchase already.
    async fn go_on(&self, before: FetchedBefore) -> Ended {
        let purchase = before.purchase;
        if let Some(kept) = before.kept.as_deref() {
            let kept = serde_json::from_slice(kept).map_err(|error| failure::internal(&error))?;
            return Ok(Told::Done(Box::new(kept), Some(purchase)));
        }
        if before.sent {
            return Err(Fault::AnswerGone.after_payment());
        }
        let problem = purchase.payment_problem.as_ref();
        if problem.is_some_and(|problem| problem.code == RailProblem::STALE.code) {
            return self.first(Some(purchase.id)).await;
        }
        self.stands(purchase, before.address.as_deref()).await
    }

    /// What the server asks becomes a purchase.
    async fn asked(
        &self,
        target: &Target,
        mut opened: Opened,
        renews: Option<PurchaseId>,
    ) -> Ended {
        let (body, _) = opened.body(self.config.stall).await;
        let payment_required = match required(&opened.headers, &body) {
            Ok(required) => required,
            Err(fault) => return self.stopped(fault.into()).await,
        };
        drop(opened);
        let asked = PayX402 {
            key: self.ask.key.clone(),
            body_hash: self.ask.body_hash,
            renews,
            request: X402Request {
                resource: target.url.to_string(),
                method: self.ask.outgoing.method.to_string(),
                payment_required,
                max_amount: self.ask.max_amount.clone(),
                reason: self.ask.reason.clone(),
                intent: None,
                callback: None,
            },
        };
        let paid = self.session.pay_x402(asked).await;
        let purchase = paid.map_err(failure::problem)?.answer;
        self.stands(purchase, Some(target.url.as_str())).await
    }

    async fn stands(&self, purchase: PurchaseAnswer, address: Option<&str>) -> Ended {
        match (purchase.status, &purchase.payment, address) {
            (Status::Authorized, Some(PaymentAnswer::Header { name, value }), Some(address)) => {
                let (name, value) = (*name, value.clone());
                self.pay(purchase.id, address, (name, &value)).await
            }
            (Status::Authorized, _, _) => {
                let other = || Fault::OtherRail.rail_problem();
                let problem = purchase.payment_problem.clone().unwrap_or_else(other);
                Err(failure::problem(problem.into()))
            }
            (Status::Pending | Status::Approved, _, _) => Ok(Told::Pending(purchase)),
            _ => Ok(Told::Refused(purchase)),
        }
    }

    /// Sends the payment, once, and takes in what comes of it.
    async fn pay(
        &self,
        id: PurchaseId,
        address: &str,
        (name, value): (&'static str, &str),
    ) -> Ended {
        let target = Target::parse(address)?;
        // Until something is connected nothing has left, so this much can be tried again.
        let connected = match self.connect(&target).await {
            Ok((connected, _)) => connected,
            Err(Stop::Recorded(problem)) => return Err(failure::problem(problem.into())),
            Err(Stop::Failed(error)) => return Err(failure::problem(error)),
        };
        let sent = self.session.send_payment(id, value).await;
        if !sent.map_err(failure::problem)? {
            return Err(Fault::AnswerGone.after_payment());
        }
        let carried = Some((name, value));
        let opened = connected.exchange(&target, &self.ask.outgoing, carried, self.config);
        let kept = match opened.await {
            Ok(opened) => self.took(id, &target, opened).await?,
            Err(fault) => {
                self.note(id, fault.code()).await?;
                Kept::Fault(fault)
            }
        };
        let bytes = serde_json::to_vec(&kept).map_err(|error| failure::internal(&error))?;
        let stored = self.session.keep_fetched(id, bytes).await;
        stored.map_err(failure::problem)?;
        let purchase = self.session.get(id).await.map_err(failure::problem)?;
        Ok(Told::Done(Box::new(kept), Some(purchase)))
    }

    /// The answer to the call that carried the payment. The receipt counts as soon as it is there.
    async fn took(
        &self,
        id: PurchaseId,
        target: &Target,
        mut opened: Opened,
    ) -> Result<Kept, crate::problem::Problem> {
        let receipt = receipt(&opened.headers);
        let refused = opened.status == StatusCode::PAYMENT_REQUIRED;
        let heard = match &receipt {
            Some(receipt) => match self.session.settle_x402(id, receipt.clone()).await {
                Ok(_) => Ok(()),
                Err(EngineError::Rail(problem)) => Err(problem.code),
                Err(error) => return Err(failure::problem(error)),
            },
            None if refused => Err(Fault::PaidRefused.code()),
            None => Err("no_receipt"),
        };
        if let Err(code) = heard {
            self.note(id, code).await?;
        }
        if refused {
            return Ok(Kept::Fault(Fault::PaidRefused));
        }
        let answer = self.read(target, &mut opened, receipt).await;
        Ok(Kept::Answer(answer))
    }

    async fn note(&self, id: PurchaseId, code: &str) -> Result<(), crate::problem::Problem> {
        let noted = self.session.unanswered(id, code).await;
        noted.map_err(failure::problem)
    }

    async fn read(&self, target: &Target, opened: &mut Opened, receipt: Option<String>) -> Answer {
        let body = opened.body(self.config.stall).await;
        let (status, url) = (opened.status.as_u16(), target.url.to_string());
        Answer::new(status, url, &opened.headers, body, receipt)
    }

    /// The answer of the last server that a call without payment is sent to.
    async fn reach(&self) -> Result<(Target, Opened), Stop> {
        let mut target = self.ask.target.clone();
        for _ in 0..=MOST_HOPS {
            let (connected, redirects) = self.connect(&target).await?;
            let outgoing = &self.ask.outgoing;
            let opened = connected.exchange(&target, outgoing, None, self.config);
            let opened = opened.await?;
            let Some(location) = leads_to(&opened) else {
                return Ok((target, opened));
            };
            // What changes something is sent to nobody but whom the agent named.
            let reads = matches!(outgoing.method, Method::GET | Method::HEAD);
            if !(redirects && reads) {
                return Err(Fault::Redirect.into());
            }
            target = target.redirected(location)?;
        }
        Err(Fault::Redirect.into())
    }

    /// A connection to where the owner lets calls go now, and whether redirects are followed.
    async fn connect(&self, target: &Target) -> Result<(Connected, bool), Stop> {
        let leave = self.session.may_fetch(&target.host)?;
        let sockets = target.sockets(self.config.resolve.as_ref(), leave).await?;
        let connected = wire::connect(target, &sockets, self.config).await?;
        Ok((connected, leave.redirects))
    }

    /// Records why nothing came of it, unless the same call bought something meanwhile.
    async fn stopped(&self, stop: Stop) -> Ended {
        let problem = match stop {
            Stop::Recorded(problem) => problem,
            Stop::Failed(error) => return Err(failure::problem(error)),
        };
        let not = NotFetched {
            key: self.ask.key.clone(),
            body_hash: self.ask.body_hash,
            url: self.ask.target.url.to_string(),
            problem: problem.clone(),
        };
        match self.session.not_fetched(not).await {
            Err(error) => Err(failure::problem(error)),
            Ok(_) => Err(failure::problem(problem.into())),
        }
    }
}

fn leads_to(opened: &Opened) -> Option<&str> {
    let redirects = matches!(opened.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = opened.headers.get(LOCATION).filter(|_| redirects)?;
    Some(location.to_str().unwrap_or_default())
}

/// What the seller asks, as the engine reads it.
fn required(headers: &HeaderMap, body: &[u8]) -> Result<String, Fault> {
    let words = |name: &str| {
        let all = headers.get_all(name).iter();
        let all: Vec<_> = all.filter_map(|value| value.to_str().ok()).collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    let body = String::from_utf8_lossy(body).into_owned();
    if let Some(asked) = words("payment-required") {
        return Ok(asked);
    }
    if body.contains("x402Version") {
        return Ok(body);
    }
    if words("payment-needed").is_some() {
        return Err(Fault::OtherRail);
    }
    Ok(words(WWW_AUTHENTICATE.as_str()).unwrap_or(body))
}

/// The one word of the seller about the payment.
fn receipt(headers: &HeaderMap) -> Option<String> {
    let all = |name| headers.get_all(name).iter();
    let mut said = all("payment-response").chain(all("x-payment-response"));
    let (Some(receipt), None) = (said.next(), said.next()) else {
        return None;
    };
    let receipt = receipt.to_str().ok()?;
    (receipt.len() <= MOST_RECEIPT).then(|| receipt.to_owned())
}
