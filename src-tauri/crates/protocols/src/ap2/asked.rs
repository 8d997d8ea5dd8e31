//! A checkout as an agent hands it in: AP2's token, UCP's signed checkout, the data of an A2A
//! message, or a mandate of v0.1, which is shown and never signed from.

use counterfoil_domain::{Draft, Timestamp};

use crate::json::{Fields, Json};
use crate::jws::MAX_BYTES;
use crate::wish::{self, Wish};

use super::checkout::Checkout;
use super::content::Instrument;
use super::legacy::Legacy;
use super::{Ap2Error, ucp};

/// The longest audience or nonce.
const MAX_WORD: usize = 512;

/// What was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The checkout.
    pub shown: Shown,
    /// The task of the owner under which it is to be closed.
    pub open: Option<Open>,
    /// Whom the closed checkout mandate is for, and which question it answers.
    pub merchant: Recipient,
    /// The same for the closed payment mandate.
    pub processor: Recipient,
    /// With what it is paid.
    pub instrument: Instrument,
    wish: Wish,
}

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A checkout token.
    Token(String),
    /// A mandate of v0.1.
    Legacy(Box<Legacy>),
}

/// The open mandates of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// By the name they were given out under.
    Task(String),
    /// Themselves: checkout and payment.
    Mandates(String, String),
}

/// Who is to accept a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// For whom.
    pub audience: String,
    /// Which question it answers.
    pub nonce: Option<String>,
}

impl Asked {
    /// Reads what was handed in; whether it is sound, [`Checkout::read`] says.
    pub fn read(body: &[u8]) -> Result<Self, Ap2Error> {
        let fields = Json::parse_object(body, MAX_BYTES)?;
        if let Some(token) = of_a2a(&fields)? {
            return Ok(Self::bare(Shown::Token(token)));
        }
        let shown = match (fields.some("checkout_jwt"), fields.some("checkout")) {
            (Some(_), None) => Shown::Token(fields.text("checkout_jwt")?.to_owned()),
            (None, Some(checkout)) => Shown::Token(ucp::attached(checkout.raw().as_bytes())?),
            (Some(_), Some(_)) => return Err(Ap2Error::Type("with one checkout")),
            (None, None) => {
                let legacy = Legacy::read(body)?;
                return Ok(Self::bare(Shown::Legacy(Box::new(legacy))));
            }
        };
        let known = [
            "checkout_jwt",
            "checkout",
            "open_mandates",
            "audience",
            "nonce",
            "payment_audience",
            "payment_nonce",
            "instrument",
        ];
        fields.only(&known.into_iter().chain(wish::NAMES).collect::<Vec<_>>())?;
        let open = fields.optional_object("open_mandates")?;
        let instrument = fields.optional_object("instrument")?;
        let nonce = word(&fields, "nonce")?;
        let processor = Recipient {
            audience: word(&fields, "payment_audience")?
                .unwrap_or_else(|| "credential-provider".to_owned()),
            nonce: word(&fields, "payment_nonce")?.or_else(|| nonce.clone()),
        };
        Ok(Self {
            shown,
            open: open.map(Open::read).transpose()?,
            merchant: Recipient {
                audience: word(&fields, "audience")?.unwrap_or_else(|| "merchant".to_owned()),
                nonce,
            },
            processor,
            instrument: match instrument {
                Some(fields) => Instrument::read(fields)?,
                None => any_card(),
            },
            wish: Wish::read(&fields)?,
        })
    }

    /// The purchase that a checkout token is, closed under a task if one is named.
    pub fn draft(&self, checkout: &Checkout, task: Option<&str>, now: Timestamp) -> Draft {
        let instrument = Some(&self.instrument);
        let mut draft = checkout.draft(instrument, checkout.jwt.as_bytes(), now);
        if let Some(quote) = &mut draft.quote {
            let mut add = |name: &str, text: &str| {
                quote.facts.insert(format!("ap2.{name}"), text.to_owned());
            };
            add("audience", &self.merchant.audience);
            add("payment_audience", &self.processor.audience);
            add("instrument", &self.instrument.id);
            add("instrument_type", &self.instrument.kind);
            for (name, nonce) in [
                ("nonce", &self.merchant.nonce),
                ("payment_nonce", &self.processor.nonce),
            ] {
                if let Some(nonce) = nonce {
                    add(name, nonce);
                }
            }
            if let Some(task) = task {
                add("task", task);
            }
        }
        self.wish.add_to(draft)
    }

    fn bare(shown: Shown) -> Self {
        let to = |audience: &str| Recipient {
            audience: audience.to_owned(),
            nonce: None,
        };
        Self {
            shown,
            open: None,
            merchant: to("merchant"),
            processor: to("credential-provider"),
            instrument: any_card(),
            wish: Wish::default(),
        }
    }
}

impl Open {
    fn read(fields: &Fields<'_>) -> Result<Self, Ap2Error> {
        fields.only(&["task", "checkout", "payment"])?;
        match (fields.some("task"), fields.some("checkout")) {
            (Some(_), None) => Ok(Self::Task(fields.text("task")?.to_owned())),
            (None, Some(_)) => Ok(Self::Mandates(
                fields.text("checkout")?.to_owned(),
                fields.text("payment")?.to_owned(),
            )),
            _ => Err(Ap2Error::Type("with a task, or with two open mandates")),
        }
    }
}

/// Where the agent names no means of payment, the owner's card at whoever holds it.
fn any_card() -> Instrument {
    Instrument {
        id: "default".to_owned(),
        kind: "card".to_owned(),
        description: None,
    }
}

/// The checkout token in the data of an A2A message.
fn of_a2a(fields: &Fields<'_>) -> Result<Option<String>, Ap2Error> {
    let inner = fields.optional_object("ap2.checkout")?;
    let token = inner.map(|inner| inner.text("checkout_jwt")).transpose()?;
    Ok(token.map(str::to_owned))
}

fn word(fields: &Fields<'_>, name: &str) -> Result<Option<String>, Ap2Error> {
    let found = wish::owned(fields, name)?;
    let plain = |text: &String| {
        // What is signed must be what was shown, and that is cleaned of much.
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        visible && (1..=MAX_WORD).contains(&text.len())
    };
    if found.as_ref().is_some_and(|text| !plain(text)) {
        return Err(Ap2Error::Audience);
    }
    Ok(found)
}
