//! Borrowed views of the entries' data that name only what state depends on.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::effect::money;
use crate::checkout::{Rail, Recurrence};
use crate::currency::Currency;
use crate::entry::EntryError;
use crate::ids::{AgentId, PurchaseId};
use crate::merchant::MerchantIdentity;
use crate::money::Money;
use crate::purchase::{Charge, Raises, Status, Step, Terms};
use crate::subscription::Plan;
use crate::time::Timestamp;
use crate::words::{WordsKind, Writing};

#[derive(Deserialize)]
pub(super) struct LeanRequested<'a> {
    #[serde(borrow, default)]
    again_of: Option<LeanAgain<'a>>,
    agent: &'a str,
    #[serde(default)]
    charge: Option<Charge>,
    expires_at: &'a str,
    held: &'a str,
    #[serde(borrow)]
    merchant: Cow<'a, str>,
    #[serde(default)]
    overall: Option<Charge>,
    #[serde(default)]
    overall_raises: Raises,
    purchase: &'a str,
    #[serde(default)]
    raises: Raises,
    #[serde(borrow)]
    request: LeanRequest<'a>,
    pub(super) revision: u32,
    status: Status,
}

#[derive(Deserialize)]
struct LeanAgain<'a> {
    purchase: &'a str,
}

#[derive(Deserialize)]
struct LeanRequest<'a> {
    #[serde(borrow)]
    checkout: LeanCheckout<'a>,
}

#[derive(Deserialize)]
struct LeanCheckout<'a> {
    amount: &'a str,
    currency: &'a str,
    #[serde(borrow)]
    items: &'a RawValue,
    #[serde(borrow, default)]
    quote: Option<LeanQuote<'a>>,
    rail: Rail,
    #[serde(default)]
    recurrence: Option<Recurrence>,
}

#[derive(Deserialize)]
struct LeanQuote<'a> {
    hash: &'a str,
}

#[derive(Deserialize)]
struct LeanItem<'a> {
    #[serde(borrow, default)]
    sku: Option<Cow<'a, str>>,
    #[serde(borrow)]
    title: Cow<'a, str>,
}

impl LeanCheckout<'_> {
    /// What repeats; items are looked at only then.
    fn plan(
        &self,
        merchant: &MerchantIdentity,
        amount: Money,
    ) -> Result<Option<Box<Plan>>, EntryError> {
        let Some(recurrence) = self.recurrence.clone() else {
            return Ok(None);
        };
        let items: Vec<LeanItem<'_>> = serde_json::from_str(self.items.get())?;
        let first = items.first();
        let sku = first.and_then(|item| item.sku.as_deref());
        let title = first.map(|item| item.title.as_ref());
        let plan = Plan::recorded(merchant.clone(), sku, title, amount, recurrence);
        Ok(Some(Box::new(plan)))
    }
}

impl LeanRequested<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }

    pub(super) fn agent(&self) -> Result<AgentId, EntryError> {
        self.agent.parse().map_err(|_| EntryError::Field("agent"))
    }

    pub(super) fn terms(self) -> Result<Terms, EntryError> {
        let checkout = &self.request.checkout;
        let again_of = self.again_of.as_ref();
        let again_of = again_of.map(|again| purchase(again.purchase)).transpose()?;
        let currency = Currency::parse(checkout.currency);
        let currency = currency.map_err(|_| EntryError::Field("currency"))?;
        let amount = money(checkout.amount, currency)?;
        let merchant = MerchantIdentity::recorded(self.merchant.into_owned());
        Ok(Terms {
            again_of,
            plan: checkout.plan(&merchant, amount)?,
            merchant,
            rail: checkout.rail,
            amount,
            status: self.status,
            charge: self.charge,
            overall: self.overall,
            held: money(self.held, currency)?.minor(),
            raises: self.raises,
            overall_raises: self.overall_raises,
            expires_at: time(self.expires_at, "expires_at")?,
            quote: checkout.quote.as_ref().map(|quote| quote.hash.into()),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct LeanApproved<'a> {
    authorize_at: &'a str,
    #[serde(default)]
    charge: Option<Charge>,
    #[serde(default)]
    overall: Option<Charge>,
    #[serde(default)]
    overall_raises: Raises,
    purchase: &'a str,
    #[serde(default)]
    raises: Raises,
    pub(super) revision: u32,
}

impl LeanApproved<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }

    pub(super) fn step(&self) -> Result<Step, EntryError> {
        Ok(Step::Approve {
            authorize_at: time(self.authorize_at, "authorize_at")?,
            charge: self.charge,
            overall: self.overall,
            raises: self.raises.clone(),
            overall_raises: self.overall_raises.clone(),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct LeanAuthorized<'a> {
    ends: &'a str,
    purchase: &'a str,
    pub(super) revision: u32,
}

impl LeanAuthorized<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }

    pub(super) fn ends(&self) -> Result<Timestamp, EntryError> {
        time(self.ends, "ends")
    }
}

#[derive(Deserialize)]
pub(super) struct LeanSettled<'a> {
    minor: &'a str,
    purchase: &'a str,
    pub(super) revision: u32,
}

impl LeanSettled<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }

    pub(super) fn minor(&self) -> Result<i64, EntryError> {
        self.minor.parse().map_err(|_| EntryError::Field("minor"))
    }
}

#[derive(Deserialize)]
pub(super) struct LeanMoved<'a> {
    purchase: &'a str,
    pub(super) revision: u32,
}

impl LeanMoved<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }
}

#[derive(Deserialize)]
pub(super) struct LeanWords<'a> {
    #[serde(default)]
    note: Option<&'a str>,
    #[serde(default)]
    of: Option<&'a str>,
    purchase: &'a str,
    pub(super) revision: u32,
    #[serde(default)]
    tag: Option<&'a str>,
}

impl LeanWords<'_> {
    pub(super) fn id(&self) -> Result<PurchaseId, EntryError> {
        purchase(self.purchase)
    }

    /// What an entry of that kind says; a rejection may come without words.
    pub(super) fn writing(&self, kind: &str) -> Result<Option<Writing>, EntryError> {
        let said = |kind, hash: Option<&str>, field| {
            let hash = hash.ok_or(EntryError::Field(field))?.into();
            Ok(Some(Writing::Said { kind, hash }))
        };
        let of = || {
            let seq = self.of.and_then(|of| of.parse().ok());
            seq.ok_or(EntryError::Field("of"))
        };
        match kind {
            "purchase.noted" => said(WordsKind::Note, self.note, "note"),
            "purchase.tagged" => said(WordsKind::Tag, self.tag, "tag"),
            "purchase.untagged" => Ok(Some(Writing::Untagged { of: of()? })),
            "purchase.words_erased" => Ok(Some(Writing::Erased { of: of()? })),
            _ if self.note.is_none() => Ok(None),
            _ => said(WordsKind::Rejection, self.note, "note"),
        }
    }
}

fn purchase(text: &str) -> Result<PurchaseId, EntryError> {
    text.parse().map_err(|_| EntryError::Field("purchase"))
}

fn time(text: &str, field: &'static str) -> Result<Timestamp, EntryError> {
    Timestamp::parse(text).map_err(|_| EntryError::Field(field))
}
