//! A record of any size, written straight into the store: purchases as they are in life, with
//! entries that read like any others and a whole tree. Nobody signed its last checkpoint.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use counterfoil_domain::Timestamp;
use counterfoil_domain::entry::{AgainOf, EntryHead, Fact, Requested, encode};
use counterfoil_domain::ids::{AgentId, MandateId, PurchaseId};
use counterfoil_domain::purchase::Status;
use counterfoil_engine::{Engine, Keyring, ManualClock, NewAgent, Options, Passphrase};
use counterfoil_ledger::{TileBuilder, leaf_hash};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

use super::bought::Bought;
use super::chance::Chance;

/// 2026-11-22T12:00:00Z, when the last of them was asked for.
pub(super) const END: i64 = 1_795_348_800_000;

/// Over how long they were asked for: three years.
const SPAN_MS: u64 = 3 * 365 * 86_400_000;

const PASSPHRASE: &str = "only for measuring";

/// How many are written in one transaction.
const AT_ONCE: u64 = 50_000;

const AGENTS: [(&str, bool); 8] = [
    ("Shopping agent", false),
    ("Office agent", false),
    ("Research agent", false),
    ("Garden agent", false),
    ("Music agent", false),
    ("Travel agent", false),
    ("Old agent", false),
    ("Toy", true),
];

const BUDGETS: [&str; 4] = ["Everyday", "Office", "Music", "Garden"];

/// How an engine opens the folder.
pub(super) fn options() -> Options {
    Options {
        clock: Arc::new(ManualClock::at(Timestamp::from_millis(END))),
        keyring: Keyring::Never,
        zone: chrono_tz::Europe::Berlin,
        ..Options::default()
    }
}

/// Makes a folder with so many purchases.
pub(super) async fn build(folder: &Path, purchases: u64) -> Result<()> {
    let (agents, mandates) = parties(folder).await?;
    let mut conn = Connection::open(folder.join("counterfoil.db"))?;
    conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
    let mut shelf = Shelf::after(&conn, agents, &mandates)?;
    for first in (0..purchases).step_by(usize::try_from(AT_ONCE)?) {
        let transaction = conn.transaction()?;
        for number in first..purchases.min(first + AT_ONCE) {
            shelf.put(&transaction, number, purchases)?;
        }
        transaction.commit()?;
    }
    conn.execute(
        "INSERT INTO checkpoint (size, root, at, signature) VALUES (?1, ?2, ?3, ?4)",
        params![
            i64::try_from(shelf.tree.size())?,
            shelf.tree.root().as_bytes(),
            END,
            [0_u8; 64]
        ],
    )?;
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

/// Everybody who buys, and what they buy under.
async fn parties(folder: &Path) -> Result<(Vec<AgentId>, Vec<MandateId>)> {
    let passphrase = Passphrase::new(PASSPHRASE)?;
    let long_ago = Timestamp::from_millis(END - i64::try_from(SPAN_MS)?);
    let options = Options {
        clock: Arc::new(ManualClock::at(long_ago)),
        ..options()
    };
    Engine::init(folder, &passphrase, &options)?;
    let engine = Engine::open(folder, options)?;
    let owner = engine.unlock(&passphrase).await?;
    let mut agents = Vec::new();
    for (name, sandbox) in AGENTS {
        let new = NewAgent {
            name: name.to_owned(),
            controls_desktop: false,
            sandbox,
        };
        let added = owner
            .add_agent(new, owner.present(&passphrase).await?)
            .await?;
        agents.push(added.0);
    }
    for name in BUDGETS {
        let document = json!({"name": name, "currency": "EUR", "limits": {"auto_up_to": "50.00"}});
        let presence = owner.present(&passphrase).await?;
        owner
            .add_mandate(document.to_string().into_bytes(), presence)
            .await?;
    }
    let mandates = owner.mandates().await?;
    let mandates = mandates.iter().map(|row| row.mandate.id).collect();
    drop(owner);
    engine.close().await?;
    Ok((agents, mandates))
}

/// Where the purchases are put.
struct Shelf {
    chance: Chance,
    tree: TileBuilder,
    fact: Requested,
    agents: Vec<AgentId>,
    merchants: BTreeMap<String, i64>,
    refused: Option<(AgentId, PurchaseId, Timestamp)>,
}

impl Shelf {
    /// Behind the entries that are there.
    fn after(conn: &Connection, agents: Vec<AgentId>, mandates: &[MandateId]) -> Result<Self> {
        let mut tree = TileBuilder::new();
        let mut statement = conn.prepare("SELECT bytes FROM ledger ORDER BY seq")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            tree.push(leaf_hash(row.get_ref(0)?.as_blob()?));
        }
        for (n, agent) in (1_i64..).zip(&agents) {
            let sql = "INSERT INTO agent (n, id) VALUES (?1, ?2)";
            conn.execute(sql, params![n, agent.as_bytes()])?;
        }
        for (n, mandate) in (1_i64..).zip(mandates) {
            let sql = "INSERT INTO mandate (n, id) VALUES (?1, ?2)";
            conn.execute(sql, params![n, mandate.as_bytes()])?;
        }
        Ok(Self {
            chance: Chance::seeded(20_261_122),
            tree,
            fact: template(&agents)?,
            agents,
            merchants: BTreeMap::new(),
            refused: None,
        })
    }

    fn put(&mut self, conn: &Transaction<'_>, number: u64, of: u64) -> Result<()> {
        let age = i64::try_from(SPAN_MS / of * (of - number))?;
        let at = Timestamp::from_millis(END - age);
        let mut bought = Bought::at(&mut self.chance, at, of - number <= 30)?;
        let agent = *self.agents.get(bought.agent).context("no agent")?;
        let id = PurchaseId::from_bytes(self.id(at));
        let identity = bought.identity(AGENTS.get(bought.agent).is_some_and(|known| known.1));
        bought.again = self.refused.take_if(|_| bought.is_again);
        if matches!(bought.status, Status::Rejected | Status::Denied) {
            self.refused = Some((agent, id, at));
        }
        let seq = self.entry(conn, &bought, (agent, id), &identity, at)?;
        let merchant = self.merchant(conn, identity)?;
        bought.row(conn, number + 1, id, merchant, seq)
    }

    /// Ids begin with the time and end with chance.
    fn id(&mut self, at: Timestamp) -> [u8; 16] {
        let mut bytes: [u8; 16] = self.chance.bytes();
        let millis = at.as_millis().to_be_bytes();
        for (place, byte) in bytes.iter_mut().zip(millis.iter().skip(2)) {
            *place = *byte;
        }
        bytes
    }

    fn entry(
        &mut self,
        conn: &Transaction<'_>,
        bought: &Bought,
        (agent, id): (AgentId, PurchaseId),
        identity: &str,
        at: Timestamp,
    ) -> Result<u64> {
        let hash = |chance: &mut Chance| hex::encode(chance.bytes::<32>());
        let fact = Requested {
            again_of: bought.again.map(|(agent, purchase, on)| AgainOf {
                agent,
                on,
                purchase,
                status: Status::Rejected,
            }),
            agent,
            body: hash(&mut self.chance),
            checkout: hash(&mut self.chance),
            key: Some(hash(&mut self.chance)),
            merchant: identity.to_owned(),
            purchase: id,
            held: bought.request.checkout.amount.decimal(),
            request: bought.request.clone(),
            expires_at: at,
            ..self.fact.clone()
        };
        let seq = self.tree.size();
        let salt = hex::encode(self.chance.bytes::<16>());
        let head = EntryHead {
            seq,
            at,
            prev_root: "A+kifu8vgRYl5TAyW9h0zuP4AkWGICpS+v7e97Mjqpc=",
            salt: &salt,
        };
        let bytes = encode(&head, &Fact::PurchaseRequested(Box::new(fact)))?;
        for tile in self.tree.push(leaf_hash(&bytes)) {
            conn.prepare_cached(
                "INSERT INTO tile (level, idx, hashes, root) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                tile.level,
                i64::try_from(tile.index)?,
                tile.to_bytes(),
                tile.root.as_bytes()
            ])?;
        }
        conn.prepare_cached("INSERT INTO ledger (seq, bytes) VALUES (?1, ?2)")?
            .execute(params![i64::try_from(seq)?, bytes])?;
        Ok(seq)
    }

    fn merchant(&mut self, conn: &Transaction<'_>, identity: String) -> Result<i64> {
        if let Some(n) = self.merchants.get(&identity) {
            return Ok(*n);
        }
        let n = i64::try_from(self.merchants.len())? + 1;
        conn.prepare_cached("INSERT INTO merchant (n, identity, authorized) VALUES (?1, ?2, 1)")?
            .execute(params![n, identity])?;
        self.merchants.insert(identity, n);
        Ok(n)
    }
}

/// What all of them have in common.
fn template(agents: &[AgentId]) -> Result<Requested> {
    let agent = agents.first().context("no agent")?;
    let nothing = "0".repeat(64);
    let usual = json!({
        "agent": agent,
        "body": nothing,
        "checkout": nothing,
        "evaluation": {"left_after": "1915.10", "mandates": [], "reasons": [], "tier": "t0",
            "undo_ms": 5000, "verdict": "within"},
        "expires_at": "2026-11-22T18:08:03.580Z",
        "held": "84.90",
        "key": nothing,
        "merchant": "domain:nordlicht-books.example",
        "postings": [{"amount": "84.90", "from": "available", "to": "held"}],
        "purchase": PurchaseId::from_bytes([0; 16]),
        "request": {"checkout": {"amount": "84.90", "currency": "EUR", "items": [{"amount": "84.90",
            "quantity": 1, "title": "Atlas"}], "merchant": {"name": "Nordlicht"}, "rail": "card"},
            "hidden_characters": 0, "metadata": {}},
        "revision": 1,
        "status": "authorized",
    });
    Ok(serde_json::from_str(&usual.to_string())?)
}
