//! One purchase of the record: what it is, and its row.

use anyhow::Result;
use counterfoil_domain::ids::{AgentId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_domain::request::{
    Draft, DraftIntent, DraftItem, DraftMerchant, DraftRecurrence, PurchaseRequest,
};
use counterfoil_domain::{Currency, Money, Timestamp};
use rusqlite::{Transaction, params};

use super::chance::Chance;
use super::wares::{self, Shop};

const SHOPS: u64 = 20_000;
const TITLES: u64 = 300_000;

/// Of a thousand, how many end like this.
const ENDS: [(u64, Status); 10] = [
    (800, Status::Captured),
    (70, Status::Authorized),
    (30, Status::Denied),
    (12, Status::Rejected),
    (13, Status::Expired),
    (10, Status::Cancelled),
    (20, Status::Voided),
    (15, Status::Refunded),
    (29, Status::Lapsed),
    (1, Status::Disputed),
];

pub(super) struct Bought {
    /// Which agent asked.
    pub(super) agent: usize,
    pub(super) status: Status,
    pub(super) request: PurchaseRequest,
    /// Whether it tries again what was refused last.
    pub(super) is_again: bool,
    pub(super) again: Option<(AgentId, PurchaseId, Timestamp)>,
    at: Timestamp,
    domain: String,
    by: Option<&'static str>,
    mandate: Option<i64>,
    key: i64,
    answered: Option<[u8; 32]>,
    shown: Option<[u8; 32]>,
}

impl Bought {
    /// Whatever chance brings; `open`: the owner has not decided yet.
    pub(super) fn at(chance: &mut Chance, at: Timestamp, open: bool) -> Result<Self> {
        let status = if open { Status::Pending } else { end(chance) };
        let undecided = [Status::Pending, Status::Expired, Status::Cancelled];
        let by = if undecided.contains(&status) {
            None
        } else if status == Status::Rejected || chance.below(100) < 6 {
            Some("owner")
        } else {
            Some("rule")
        };
        let shop = Shop::number(chance.rank(SHOPS));
        let domain = shop.domain.clone();
        let draft = draft(chance, shop)?;
        let request =
            PurchaseRequest::from_draft(draft, at).map_err(|error| anyhow::anyhow!("{error}"))?;
        let budget = i64::try_from(chance.rank(4))? + 1;
        Ok(Self {
            agent: usize::try_from(chance.rank(8))?,
            status,
            request,
            is_again: chance.one_in(300),
            again: None,
            at,
            domain,
            by,
            mandate: (!chance.one_in(10)).then_some(budget),
            key: i64::from_be_bytes(chance.bytes()),
            answered: chance.one_in(50).then(|| chance.bytes()),
            shown: (by == Some("owner")).then(|| chance.bytes()),
        })
    }

    /// By what the merchant is known.
    pub(super) fn identity(&self, play: bool) -> String {
        let sandbox = if play { "sandbox:" } else { "" };
        format!("{sandbox}domain:{}", self.domain)
    }

    /// Writes the row and what stands beside it.
    pub(super) fn row(
        &self,
        conn: &Transaction<'_>,
        n: u64,
        id: PurchaseId,
        merchant: i64,
        seq: u64,
    ) -> Result<()> {
        let amount = self.request.checkout.amount;
        let (n, seq) = (i64::try_from(n)?, i64::try_from(seq)?);
        let paid = [Status::Captured, Status::Refunded, Status::Disputed];
        let captured = if paid.contains(&self.status) {
            amount.minor()
        } else {
            0
        };
        let refunded = if self.status == Status::Refunded {
            captured
        } else {
            0
        };
        let millis = self.at.as_millis();
        let again = self
            .again
            .as_ref()
            .map(|(_, purchase, _)| purchase.as_bytes());
        conn.prepare_cached(
            "INSERT INTO purchase (n, id, agent, merchant, rail, revision, status, currency, amount,
               held, captured, refunded, decided_by, mandate, mandate_version, charge_day,
               charge_hour, requested_at, expires_at, key_hash, first_seq, asked_seq, last_seq,
               again_of)
             VALUES (?1, ?2, ?3, ?4, 'card', 1, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
               ?15, ?16, ?17, ?17, ?17, ?18)",
        )?
        .execute(params![
            n,
            id.as_bytes(),
            i64::try_from(self.agent)? + 1,
            merchant,
            self.status.word(),
            amount.currency().code(),
            amount.minor(),
            captured,
            refunded,
            self.by,
            self.mandate,
            self.mandate.map(|_| 1),
            self.mandate.map(|_| millis / 86_400_000),
            self.mandate.map(|_| millis / 3_600_000),
            millis,
            self.key,
            seq,
            again,
        ])?;
        if let Some(hash) = self.answered {
            conn.prepare_cached(
                "INSERT INTO response (purchase, hash, bytes) VALUES (?1, ?2, x'')",
            )?
            .execute(params![n, hash])?;
        }
        if let Some(hash) = self.shown {
            conn.prepare_cached(
                "INSERT INTO view (purchase, revision, hash, bytes, served_at)
                 VALUES (?1, 1, ?2, x'', ?3)",
            )?
            .execute(params![n, hash, millis])?;
        }
        Ok(())
    }
}

fn end(chance: &mut Chance) -> Status {
    let mut left = chance.below(1000);
    for (many, status) in ENDS {
        if left < many {
            return status;
        }
        left -= many;
    }
    Status::Captured
}

fn draft(chance: &mut Chance, shop: Shop) -> Result<Draft> {
    let amount = amount(chance)?;
    let item = |title: String| DraftItem {
        title,
        amount: amount.decimal(),
        ..DraftItem::default()
    };
    let monthly = || DraftRecurrence {
        interval: "month".to_owned(),
        ..DraftRecurrence::default()
    };
    let wish = |text| DraftIntent {
        text,
        ..DraftIntent::default()
    };
    Ok(Draft {
        merchant: DraftMerchant {
            name: shop.name,
            domain: Some(shop.domain),
            country: Some("DE".to_owned()),
            category: Some(shop.category.to_owned()),
        },
        items: vec![item(wares::title(chance.rank(TITLES)))],
        amount: amount.decimal(),
        currency: amount.currency().code().to_owned(),
        intent: chance.one_in(3).then(|| wish(wares::intent(chance))),
        reason: (!chance.one_in(4)).then(|| wares::reason(chance)),
        rail: Some("card".to_owned()),
        instrument: Some(format!("Visa •••• {}", 4242 + chance.rank(3) * 1111)),
        recurrence: chance.one_in(25).then(monthly),
        ..Draft::default()
    })
}

/// From a few cents up to five thousand; few are large.
fn amount(chance: &mut Chance) -> Result<Money> {
    let (code, unit) = match chance.below(100) {
        0..80 => ("EUR", 1),
        80..92 => ("USD", 1),
        92..96 => ("GBP", 1),
        96..98 => ("JPY", 1),
        98 => ("CHF", 1),
        _ => ("USDC", 10_000),
    };
    let minor = (chance.rank(499_950) + 50) * unit;
    Ok(Money::new(i64::try_from(minor)?, Currency::parse(code)?))
}
