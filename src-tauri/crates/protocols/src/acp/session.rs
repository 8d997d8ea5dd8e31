//! A checkout session as the shop answered it (`schema.agentic_checkout.json`, `CheckoutSession`).

use counterfoil_domain::{Currency, Money, Timestamp};
use sha2::{Digest, Sha256};

use crate::card;
use crate::json::{Fields, Json, JsonError};

use super::{AcpError, MAX_BYTES, Sums};

/// The most lines of one session.
const MAX_LINES: usize = 100;

/// A session whose sums hold and in which no card number stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Its state, in the shop's word.
    pub status: String,
    /// The version it says it is in.
    pub version: Option<String>,
    /// The currency of all amounts.
    pub currency: Currency,
    /// What is bought.
    pub lines: Vec<Line>,
    /// How the total comes about.
    pub sums: Sums,
    /// The merchant's id at the payment provider, where the session has exactly one.
    pub merchant_id: Option<String>,
    /// The host its links lead to, where they all lead to one.
    pub host: Option<String>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// What the shop wants settled first, as codes.
    pub messages: Vec<String>,
}

/// One line of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The shop's id of the thing.
    pub item: String,
    /// What it is.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// All of them together, before discounts.
    pub base: Money,
    /// Who sells, in a marketplace.
    pub seller: Option<String>,
}

impl Session {
    /// Reads a session as of `now`.
    pub fn read(bytes: &[u8], now: Timestamp) -> Result<Self, AcpError> {
        require_no_card(bytes)?;
        let fields = Json::parse_object(bytes, MAX_BYTES)?;
        let status = fields.text("status")?;
        let payable = [
            "ready_for_payment",
            "pending_approval",
            "authentication_required",
            "requires_escalation",
        ];
        if !payable.contains(&status) {
            return Err(AcpError::Status);
        }
        let currency = currency(&fields)?;
        let lines = lines(&fields, currency)?;
        let sums = Sums::read(fields.list("totals")?, &lines, currency)?;
        let end = fields.optional_text("expires_at")?;
        let end = end.map(|text| Timestamp::parse(text).map_err(|_| AcpError::Expired));
        let end = end.transpose()?;
        if end.is_some_and(|end| end <= now) {
            return Err(AcpError::Expired);
        }
        let version = fields.optional_object("protocol")?;
        let version = version
            .map(|protocol| protocol.text("version"))
            .transpose()?;
        Ok(Self {
            id: fields.text("id")?.to_owned(),
            status: status.to_owned(),
            version: version.map(str::to_owned),
            currency,
            lines,
            sums,
            merchant_id: merchant_id(&fields),
            host: host(&fields),
            expires_at: end,
            messages: messages(&fields)?,
        })
    }

    /// What is to be paid.
    pub const fn total(&self) -> Money {
        self.sums.total
    }

    /// Hash of what is bought: each line's thing, number and price.
    pub fn lines_hash(&self) -> [u8; 32] {
        let lines: Vec<_> = self
            .lines
            .iter()
            .map(|line| (&line.item, line.quantity.to_string(), line.base.decimal()))
            .collect();
        Sha256::digest(serde_json::to_vec(&lines).unwrap_or_default()).into()
    }
}

/// Also what cannot be read as JSON may hold a card number, and it must not be kept either.
pub(super) fn require_no_card(bytes: &[u8]) -> Result<(), AcpError> {
    let in_raw = card::in_text(&String::from_utf8_lossy(bytes));
    let in_values = Json::parse(bytes, MAX_BYTES).is_ok_and(|json| card::in_json(&json));
    if in_raw || in_values {
        return Err(AcpError::CardNumber);
    }
    Ok(())
}

fn currency(fields: &Fields<'_>) -> Result<Currency, AcpError> {
    let code = fields.text("currency")?;
    let lower = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if !lower {
        return Err(AcpError::Currency);
    }
    let shown = fields.optional_text("presentment_currency")?;
    if shown.is_some_and(|shown| shown != code) {
        return Err(AcpError::Presentment);
    }
    Currency::parse(&code.to_ascii_uppercase()).map_err(|_| AcpError::Currency)
}

fn lines(fields: &Fields<'_>, currency: Currency) -> Result<Vec<Line>, AcpError> {
    let elements = fields.list("line_items")?;
    if elements.is_empty() || elements.len() > MAX_LINES {
        return Err(AcpError::Sums("it has no lines, or too many"));
    }
    let wrong = || crate::json::wrong("line_items", "a list of objects");
    elements
        .iter()
        .map(|element| line(element.as_object().ok_or_else(wrong)?, currency))
        .collect()
}

fn line(fields: &Fields<'_>, currency: Currency) -> Result<Line, AcpError> {
    let item = fields.object("item")?;
    let quantity = u32::try_from(fields.integer("quantity")?).unwrap_or(0);
    if quantity == 0 {
        return Err(AcpError::Sums("a quantity is out of range"));
    }
    let stated = super::sums::line_base(fields.list("totals")?)?;
    let unit = match fields.optional_integer("unit_amount")? {
        Some(unit) => Some(unit),
        None => item.optional_integer("unit_amount")?,
    };
    let computed = unit.map(|unit| unit.checked_mul(i128::from(quantity)));
    let base = match (stated, computed) {
        (Some(stated), Some(Some(computed))) if stated != computed => {
            return Err(AcpError::Sums("a line is not its price times its quantity"));
        }
        (_, Some(None)) => return Err(AcpError::Sums("it is too large")),
        (Some(base), _) | (None, Some(Some(base))) => base,
        (None, None) => return Err(AcpError::Sums("a line has no price")),
    };
    let base = i64::try_from(base).ok().filter(|base| *base >= 0);
    let base = base.ok_or(AcpError::Sums("a price is out of range"))?;
    let id = item.text("id")?;
    let title = match fields.optional_text("name")? {
        Some(name) => name,
        None => item.optional_text("name")?.unwrap_or(id),
    };
    let seller = fields.optional_object("marketplace_seller_details")?;
    let seller = seller.map(|seller| seller.text("name")).transpose()?;
    Ok(Line {
        item: id.to_owned(),
        title: title.to_owned(),
        quantity,
        base: Money::new(base, currency),
        seller: seller.map(str::to_owned),
    })
}

/// The one merchant id that the payment handlers name.
fn merchant_id(fields: &Fields<'_>) -> Option<String> {
    let payment = fields
        .some("capabilities")?
        .as_object()?
        .some("payment")?
        .as_object()?;
    let handlers = payment
        .some("handlers")?
        .as_list()?
        .iter()
        .filter_map(Json::as_object);
    let ids = handlers.filter_map(|handler| {
        handler
            .some("config")?
            .as_object()?
            .some("merchant_id")?
            .as_text()
    });
    only(ids)
}

/// The one host that the shop's links lead to.
fn host(fields: &Fields<'_>) -> Option<String> {
    let links = fields
        .some("links")
        .and_then(Json::as_list)
        .unwrap_or_default();
    let links = links
        .iter()
        .filter_map(|link| link.as_object()?.some("url")?.as_text());
    let next = fields.some("continue_url").and_then(Json::as_text);
    let urls = links
        .chain(next)
        .filter_map(|text| url::Url::parse(text).ok());
    let hosts: Vec<String> = urls
        .filter_map(|url| url.host_str().map(str::to_owned))
        .collect();
    only(hosts.iter().map(String::as_str))
}

fn only<'a>(mut values: impl Iterator<Item = &'a str>) -> Option<String> {
    let first = values.next()?;
    values.all(|value| value == first).then(|| first.to_owned())
}

fn messages(fields: &Fields<'_>) -> Result<Vec<String>, JsonError> {
    let messages = fields
        .optional_list("messages")?
        .iter()
        .filter_map(Json::as_object);
    let codes = messages.filter_map(|message| message.some("code")?.as_text());
    Ok(codes
        .take(20)
        .map(|code| code.chars().take(64).collect())
        .collect())
}
