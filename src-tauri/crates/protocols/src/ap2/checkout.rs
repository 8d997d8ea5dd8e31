//! The merchant's checkout: a token over UCP's Checkout object (`schemas/ucp/types/checkout.json`),
//! checked before anything of it is shown.

mod sums;

use counterfoil_domain::{Currency, Money, Timestamp};

use crate::encoding::sha256_url;
use crate::json::{Fields, Json};
use crate::jws::{self, Jws, KeySet};

use super::Ap2Error;
use super::content::{Amount, ClosedPayment, Party};

pub use sums::Sums;

/// The most lines of one checkout.
const MAX_ITEMS: usize = 100;

/// A checkout as the merchant wrote it, whose hash and sums hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// The token, byte for byte.
    pub jwt: String,
    /// `checkout_hash`, which is also the payment's `transaction_id`.
    pub hash: String,
    /// Whether a trusted key of the merchant signed it; without one it is shown as unverified.
    pub verified: bool,
    /// The key that the token names.
    pub key_id: Option<String>,
    /// Its id.
    pub id: String,
    /// Who sells.
    pub merchant: Option<Party>,
    /// What is bought.
    pub items: Vec<Line>,
    /// How the total comes about.
    pub sums: Sums,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Whether the merchant says that it can be completed as it is.
    pub ready: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// One line of a checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id in the checkout.
    pub id: String,
    /// The merchant's id of the thing.
    pub sku: String,
    /// What it is.
    pub title: String,
    /// The price of one, minor units.
    pub price: i64,
    /// How many.
    pub quantity: u32,
}

/// What the agent said that is not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The total or its currency.
    Amount,
    /// Who sells.
    Payee,
    /// What, or how many.
    Items,
}

impl Difference {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Amount => "ap2_differs_amount",
            Self::Payee => "ap2_differs_payee",
            Self::Items => "ap2_differs_items",
        }
    }
}

impl Checkout {
    /// Reads and checks a checkout token as of `now`. `keys` are the merchant's keys as far as they
    /// are trusted; with none the signature is not checked and the checkout stays unverified.
    pub fn read(token: &str, keys: &KeySet, now: Timestamp) -> Result<Self, Ap2Error> {
        let jws = Jws::parse(token)?;
        if !matches!(jws.kind.as_deref(), None | Some("JWT" | "jwt")) {
            return Err(Ap2Error::Type("a checkout token"));
        }
        if !keys.is_empty() {
            jws.verify_with(keys)?;
        }
        let fields = Json::parse_object(&jws.payload, jws::MAX_BYTES)?;
        let ready = match fields.text("status")? {
            "ready_for_complete" => true,
            "incomplete" | "requires_escalation" => false,
            _ => return Err(Ap2Error::Checkout("it is over, or its state is unknown")),
        };
        let currency = Currency::parse(fields.text("currency")?).map_err(|_| Ap2Error::Money)?;
        let items = lines(&fields)?;
        let sums = Sums::read(&fields, &items, currency)?;
        let merchant = fields
            .optional_object("merchant")?
            .map(Party::read)
            .transpose()?;
        Ok(Self {
            jwt: token.to_owned(),
            hash: sha256_url(token.as_bytes()),
            verified: !keys.is_empty(),
            key_id: jws.key_id.clone(),
            id: fields.text("id")?.to_owned(),
            merchant,
            items,
            sums,
            currency,
            ready,
            expires_at: expiry(&fields, now)?,
        })
    }

    /// What is to be paid.
    pub const fn total(&self) -> Money {
        self.sums.total
    }

    /// What the agent said, compared with what the merchant signed.
    pub fn differences(
        &self,
        amount: Option<&Amount>,
        payee: Option<&Party>,
        items: Option<&[(String, u32)]>,
    ) -> Vec<Difference> {
        let same_amount =
            amount.is_none_or(|said| said.money().is_ok_and(|said| said == self.total()));
        let same_payee = payee.is_none_or(|said| self.merchant.as_ref() == Some(said));
        let same_items = items.is_none_or(|said| {
            let mut said = said.to_vec();
            let mut signed: Vec<_> = self
                .items
                .iter()
                .map(|line| (line.sku.clone(), line.quantity))
                .collect();
            said.sort();
            signed.sort();
            said == signed
        });
        let all = [
            (Difference::Amount, same_amount),
            (Difference::Payee, same_payee),
            (Difference::Items, same_items),
        ];
        all.into_iter()
            .filter(|(_, same)| !same)
            .map(|(what, _)| what)
            .collect()
    }

    /// Whether a payment is for this checkout and for nothing else.
    pub fn require_payment(&self, payment: &ClosedPayment) -> Result<(), Ap2Error> {
        if payment.transaction_id != self.hash {
            return Err(Ap2Error::Hash("transaction_id"));
        }
        if payment.amount.money()? != self.total() {
            return Err(Ap2Error::Binding("amount"));
        }
        if self.merchant.as_ref() != Some(&payment.payee) {
            return Err(Ap2Error::Binding("payee"));
        }
        Ok(())
    }
}

fn lines(fields: &Fields<'_>) -> Result<Vec<Line>, Ap2Error> {
    let elements = fields.list("line_items")?;
    if elements.is_empty() || elements.len() > MAX_ITEMS {
        return Err(Ap2Error::Checkout("it has no lines, or too many"));
    }
    elements.iter().map(line).collect()
}

fn line(json: &Json<'_>) -> Result<Line, Ap2Error> {
    let wrong = crate::json::wrong("line_items", "a list of objects");
    let fields = json.as_object().ok_or(wrong)?;
    let item = fields.object("item")?;
    let quantity = u32::try_from(fields.integer("quantity")?).unwrap_or(0);
    let price = i64::try_from(item.integer("price")?).unwrap_or(-1);
    if quantity == 0 || price < 0 {
        return Err(Ap2Error::Sums("a quantity or price is out of range"));
    }
    Ok(Line {
        id: fields.text("id")?.to_owned(),
        sku: item.text("id")?.to_owned(),
        title: item.text("title")?.to_owned(),
        price,
        quantity,
    })
}

fn expiry(fields: &Fields<'_>, now: Timestamp) -> Result<Option<Timestamp>, Ap2Error> {
    let text = fields.optional_text("expires_at")?;
    let stated = text
        .map(|text| Timestamp::parse(text).map_err(|_| Ap2Error::Time))
        .transpose()?;
    let token_end = fields.optional_integer("exp")?;
    let token_end = token_end
        .map(|second| {
            i64::try_from(second)
                .ok()
                .and_then(|second| second.checked_mul(1000))
        })
        .map(|millis| millis.map(Timestamp::from_millis).ok_or(Ap2Error::Time))
        .transpose()?;
    let end = [stated, token_end].into_iter().flatten().min();
    if end.is_some_and(|end| end <= now) {
        return Err(Ap2Error::Checkout("it has expired"));
    }
    Ok(end)
}
