//! What mandates say: the four contents of AP2 v0.2 (`code/sdk/schemas/ap2`).

mod wire;

use serde_json::{Value, json};

use crate::json::Fields;

use super::Ap2Error;
use super::constraints::{CheckoutConstraint, PaymentConstraint};
use super::token::Segment;

/// Someone who sells or is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its site.
    pub website: Option<String>,
}

/// An amount in whole minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
}

/// With what it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its id at whoever issued it.
    pub id: String,
    /// What it is: `card`.
    pub kind: String,
    /// For the owner to recognise.
    pub description: Option<String>,
}

/// Who starts a bank payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pisp {
    /// Its registered name.
    pub legal_name: String,
    /// Its brand.
    pub brand_name: String,
    /// Its domain.
    pub domain_name: String,
}

/// `mandate.checkout.open.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCheckout {
    /// What the checkout must satisfy.
    pub constraints: Vec<CheckoutConstraint>,
}

/// `mandate.checkout.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedCheckout {
    /// What the merchant signed.
    pub checkout_jwt: String,
    /// Its hash.
    pub checkout_hash: String,
}

/// `mandate.payment.open.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPayment {
    /// What the payment must satisfy.
    pub constraints: Vec<PaymentConstraint>,
    /// What is fixed already.
    pub presets: Presets,
}

/// What an open payment mandate fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presets {
    /// Who is paid.
    pub payee: Option<Party>,
    /// How much.
    pub amount: Option<Amount>,
    /// With what.
    pub instrument: Option<Instrument>,
    /// Through whom.
    pub pisp: Option<Pisp>,
    /// When.
    pub execution_date: Option<String>,
}

/// `mandate.payment.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPayment {
    /// The hash of the merchant's checkout.
    pub transaction_id: String,
    /// Who is paid.
    pub payee: Party,
    /// How much.
    pub amount: Amount,
    /// With what.
    pub instrument: Instrument,
    /// Through whom.
    pub pisp: Option<Pisp>,
    /// When; now if nothing is said.
    pub execution_date: Option<String>,
}

/// What a segment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// What may be bought.
    OpenCheckout(OpenCheckout),
    /// What is bought.
    Checkout(ClosedCheckout),
    /// What may be paid.
    OpenPayment(OpenPayment),
    /// What is paid.
    Payment(ClosedPayment),
}

impl Content {
    /// Reads a segment's content by its `vct`, which must match to the letter.
    pub fn of(segment: &Segment) -> Result<Self, Ap2Error> {
        let fields = segment.fields()?;
        match fields.text("vct")? {
            "mandate.checkout.open.1" => OpenCheckout::read(&fields).map(Self::OpenCheckout),
            "mandate.checkout.1" => ClosedCheckout::read(&fields).map(Self::Checkout),
            "mandate.payment.open.1" => OpenPayment::read(&fields).map(Self::OpenPayment),
            "mandate.payment.1" => ClosedPayment::read(&fields).map(Self::Payment),
            _ => Err(Ap2Error::Type("of AP2 v0.2")),
        }
    }
}

impl OpenCheckout {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&["vct", "constraints", "cnf", "iat", "exp"])?;
        let listed = fields.list("constraints")?;
        let constraints: Vec<_> = listed
            .iter()
            .map(CheckoutConstraint::read)
            .collect::<Result<_, _>>()?;
        let has_items = constraints
            .iter()
            .any(|one| matches!(one, CheckoutConstraint::LineItems(_)));
        if !has_items {
            return Err(Ap2Error::Type("mandate.checkout.open.1 with line items"));
        }
        Ok(Self { constraints })
    }

    /// As JSON for an issuer.
    pub fn to_json(&self, cnf: &Value, issued: u64, end: u64) -> Value {
        let constraints: Vec<Value> = self
            .constraints
            .iter()
            .map(CheckoutConstraint::to_json)
            .collect();
        json!({
            "vct": "mandate.checkout.open.1", "constraints": constraints,
            "cnf": {"jwk": cnf}, "iat": issued, "exp": end,
        })
    }
}

impl ClosedCheckout {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&["vct", "checkout_jwt", "checkout_hash", "iat", "exp"])?;
        let read = Self {
            checkout_jwt: fields.text("checkout_jwt")?.to_owned(),
            checkout_hash: fields.text("checkout_hash")?.to_owned(),
        };
        if crate::encoding::sha256_url(read.checkout_jwt.as_bytes()) != read.checkout_hash {
            return Err(Ap2Error::Hash("checkout_hash"));
        }
        Ok(read)
    }

    /// As JSON for an issuer.
    pub fn to_json(&self, issued: u64, end: u64) -> Value {
        json!({
            "vct": "mandate.checkout.1", "checkout_jwt": self.checkout_jwt,
            "checkout_hash": self.checkout_hash, "iat": issued, "exp": end,
        })
    }
}

impl OpenPayment {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&[
            "vct",
            "constraints",
            "cnf",
            "payee",
            "payment_amount",
            "payment_instrument",
            "pisp",
            "execution_date",
            "risk_data",
            "iat",
            "exp",
        ])?;
        let listed = fields.list("constraints")?;
        let constraints: Vec<_> = listed
            .iter()
            .map(PaymentConstraint::read)
            .collect::<Result<_, _>>()?;
        let refers = constraints
            .iter()
            .any(|one| matches!(one, PaymentConstraint::Reference { .. }));
        if !refers {
            return Err(Ap2Error::Type("mandate.payment.open.1 with a reference"));
        }
        let part = |name: &str| fields.optional_object(name);
        Ok(Self {
            constraints,
            presets: Presets {
                payee: part("payee")?.map(Party::read).transpose()?,
                amount: part("payment_amount")?.map(Amount::read).transpose()?,
                instrument: part("payment_instrument")?
                    .map(Instrument::read)
                    .transpose()?,
                pisp: part("pisp")?.map(Pisp::read).transpose()?,
                execution_date: fields.optional_text("execution_date")?.map(str::to_owned),
            },
        })
    }

    /// As JSON for an issuer.
    pub fn to_json(&self, cnf: &Value, issued: u64, end: u64) -> Value {
        let constraints: Vec<Value> = self
            .constraints
            .iter()
            .map(PaymentConstraint::to_json)
            .collect();
        json!({
            "vct": "mandate.payment.open.1", "constraints": constraints,
            "cnf": {"jwk": cnf}, "iat": issued, "exp": end,
        })
    }
}

impl ClosedPayment {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&[
            "vct",
            "transaction_id",
            "payee",
            "payment_amount",
            "payment_instrument",
            "pisp",
            "execution_date",
            "risk_data",
            "iat",
            "exp",
        ])?;
        let pisp = fields.optional_object("pisp")?;
        Ok(Self {
            transaction_id: fields.text("transaction_id")?.to_owned(),
            payee: Party::read(fields.object("payee")?)?,
            amount: Amount::read(fields.object("payment_amount")?)?,
            instrument: Instrument::read(fields.object("payment_instrument")?)?,
            pisp: pisp.map(Pisp::read).transpose()?,
            execution_date: fields.optional_text("execution_date")?.map(str::to_owned),
        })
    }

    /// As JSON for an issuer.
    pub fn to_json(&self, issued: u64, end: u64) -> Value {
        let mut content = json!({
            "vct": "mandate.payment.1", "transaction_id": self.transaction_id,
            "payee": self.payee.to_json(), "payment_amount": self.amount.to_json(),
            "payment_instrument": self.instrument.to_json(), "iat": issued, "exp": end,
        });
        if let Some(fields) = content.as_object_mut() {
            if let Some(pisp) = &self.pisp {
                fields.insert("pisp".to_owned(), pisp.to_json());
            }
            if let Some(date) = &self.execution_date {
                fields.insert("execution_date".to_owned(), date.clone().into());
            }
        }
        content
    }
}
