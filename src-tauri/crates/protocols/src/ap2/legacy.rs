//! AP2 v0.1, which many agents still send: read leniently, shown, and never signed from. Amounts
//! there are decimal numbers in major units; their digits are taken as they are written.

use counterfoil_domain::request::{DraftItem, DraftMerchant, DraftQuote};
use counterfoil_domain::{Currency, Draft, Money, Rail};

use crate::json::{Fields, Json};
use crate::jws::MAX_BYTES;

use super::Ap2Error;
use super::constraints::decimal;

/// What a v0.1 message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A wish in words.
    Intent,
    /// A cart, as the merchant offers it.
    Cart,
    /// A payment, as the user approved it.
    Payment,
}

/// What could be read of a v0.1 message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legacy {
    /// What it is.
    pub kind: Kind,
    /// The wish in words.
    pub wish: Option<String>,
    /// Who sells, or may.
    pub merchants: Vec<String>,
    /// What is in the cart, with its price.
    pub items: Vec<(String, Option<Money>)>,
    /// What it costs.
    pub total: Option<Money>,
    /// When it ends, as written.
    pub expires: Option<String>,
}

/// The `data` keys under which A2A carries mandates, old and new.
pub const A2A_KEYS: [(&str, Kind); 3] = [
    ("ap2.mandates.IntentMandate", Kind::Intent),
    ("ap2.mandates.CartMandate", Kind::Cart),
    ("ap2.mandates.PaymentMandate", Kind::Payment),
];

/// The URIs by which A2A agents say that they speak AP2.
pub const A2A_EXTENSIONS: [&str; 2] = [
    "https://github.com/google-agentic-commerce/ap2/tree/v0.1",
    "https://github.com/google-agentic-commerce/ap2/v1",
];

impl Legacy {
    /// Reads a mandate of v0.1, or an A2A data part that holds one.
    pub fn read(bytes: &[u8]) -> Result<Self, Ap2Error> {
        let fields = Json::parse_object(bytes, MAX_BYTES)?;
        for (key, kind) in A2A_KEYS {
            if let Some(inner) = fields.some(key).and_then(Json::as_object) {
                return Ok(Self::of(inner, kind));
            }
        }
        let kind = if any(
            &fields,
            &["payment_mandate_contents", "paymentMandateContents"],
        )
        .is_some()
        {
            Kind::Payment
        } else if any(&fields, &["contents"]).is_some() {
            Kind::Cart
        } else if any(
            &fields,
            &["natural_language_description", "naturalLanguageDescription"],
        )
        .is_some()
        {
            Kind::Intent
        } else {
            return Err(Ap2Error::Type("of AP2 v0.1"));
        };
        Ok(Self::of(&fields, kind))
    }

    /// Version 0.1 is never signed from.
    pub const fn sign(&self) -> Result<(), Ap2Error> {
        Err(Ap2Error::Legacy)
    }

    /// The purchase it is, where it names a price and a seller: shown and counted, and the payment
    /// stays empty.
    pub fn draft(&self, received: &[u8]) -> Result<Draft, Ap2Error> {
        let total = self.total.ok_or(Ap2Error::Legacy)?;
        let merchant = self.merchants.first().ok_or(Ap2Error::Legacy)?;
        let sum = self
            .items
            .iter()
            .try_fold(Money::zero(total.currency()), |sum, (_, price)| {
                price.and_then(|price| sum.checked_add(price).ok())
            });
        let items = self.items.iter().filter_map(|(title, price)| {
            Some(DraftItem {
                title: title.clone(),
                amount: (*price)?.decimal(),
                ..DraftItem::default()
            })
        });
        // What was left out of v0.1's list of items cannot be told, so then none is shown.
        let items = items.filter(|_| sum == Some(total)).collect();
        let kind = match self.kind {
            Kind::Intent => "intent",
            Kind::Cart => "cart",
            Kind::Payment => "payment",
        };
        let facts = [
            ("ap2.kind", kind),
            ("ap2.verified", "false"),
            ("ap2.version", "0.1"),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Draft {
            merchant: DraftMerchant {
                name: merchant.clone(),
                ..DraftMerchant::default()
            },
            items,
            amount: total.decimal(),
            currency: total.currency().code().to_owned(),
            reason: Some(format!("An AP2 v0.1 {kind} mandate")),
            rail: Some(Rail::Ap2.as_str().to_owned()),
            quote: Some(DraftQuote {
                facts: facts.into(),
                received: received.to_vec(),
            }),
            ..Draft::default()
        })
    }

    fn of(fields: &Fields<'_>, kind: Kind) -> Self {
        let mut read = Self {
            kind,
            wish: None,
            merchants: Vec::new(),
            items: Vec::new(),
            total: None,
            expires: None,
        };
        match kind {
            Kind::Intent => read.intent(fields),
            Kind::Cart => {
                if let Some(contents) = any(fields, &["contents"]).and_then(Json::as_object) {
                    read.cart(contents);
                }
            }
            Kind::Payment => {
                let names = ["payment_mandate_contents", "paymentMandateContents"];
                if let Some(contents) = any(fields, &names).and_then(Json::as_object) {
                    read.payment(contents);
                }
            }
        }
        read
    }

    fn intent(&mut self, fields: &Fields<'_>) {
        let wish = ["natural_language_description", "naturalLanguageDescription"];
        self.wish = text(fields, &wish);
        self.expires = text(fields, &["intent_expiry", "intentExpiry"]);
        let merchants = any(fields, &["merchants"]).and_then(Json::as_list);
        let names = merchants
            .unwrap_or_default()
            .iter()
            .filter_map(Json::as_text);
        self.merchants = names.map(str::to_owned).collect();
    }

    fn cart(&mut self, contents: &Fields<'_>) {
        self.merchants
            .extend(text(contents, &["merchant_name", "merchantName"]));
        self.expires = text(contents, &["cart_expiry", "cartExpiry"]);
        let request =
            any(contents, &["payment_request", "paymentRequest"]).and_then(Json::as_object);
        let details = request.and_then(|request| any(request, &["details"])?.as_object());
        let Some(details) = details else { return };
        let items = any(details, &["display_items", "displayItems"]).and_then(Json::as_list);
        for item in items.unwrap_or_default().iter().filter_map(Json::as_object) {
            self.items
                .push((text(item, &["label"]).unwrap_or_default(), amount(item)));
        }
        self.total = any(details, &["total"])
            .and_then(Json::as_object)
            .and_then(amount);
    }

    fn payment(&mut self, contents: &Fields<'_>) {
        let names = ["payment_details_total", "paymentDetailsTotal"];
        self.total = any(contents, &names)
            .and_then(Json::as_object)
            .and_then(amount);
        self.merchants
            .extend(text(contents, &["merchant_agent", "merchantAgent"]));
    }
}

fn any<'j, 'a>(fields: &'j Fields<'a>, names: &[&str]) -> Option<&'j Json<'a>> {
    names.iter().find_map(|name| fields.some(name))
}

fn text(fields: &Fields<'_>, names: &[&str]) -> Option<String> {
    any(fields, names)?.as_text().map(str::to_owned)
}

/// `{amount: {currency, value}}` with the value as a number or a text, in major units.
fn amount(item: &Fields<'_>) -> Option<Money> {
    let amount = any(item, &["amount"])?.as_object()?;
    let currency = Currency::parse(amount.text("currency").ok()?).ok()?;
    let value = amount.some("value")?;
    let digits = value.as_text().unwrap_or_else(|| value.raw());
    decimal(digits, currency).ok()
}
