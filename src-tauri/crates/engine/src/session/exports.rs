//! Reading the record out for a report: one moment of it, row by row.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::entry::Fact;
use counterfoil_domain::money::Money;
use counterfoil_domain::purchase::DecidedBy;
use counterfoil_domain::registry::Registry;
use counterfoil_domain::report::{Depth, Movement, ReportHead, Reported, Told};
use counterfoil_domain::time::Timestamp;

use super::agent::blocking;
use super::local::LocalSession;
use crate::error::EngineError;
use crate::search::{Page, Query};
use crate::shared::Shared;
use crate::store::purchases::PurchaseRow;
use crate::store::search::Attempts;
use crate::store::words::Standing;
use crate::store::{self, Connection};

mod prove;

/// How many rows are read at once.
const PAGE: usize = 500;

/// What to read out, and what the record says of it.
#[derive(Clone, Debug)]
pub struct ExportOrder {
    /// The search; everything when empty.
    pub query: String,
    /// What the file is, in a word; it is recorded.
    pub format: String,
    /// How much is read.
    pub depth: Depth,
    /// Whether the owner's notes are told; tags always are.
    pub notes: bool,
}

impl LocalSession {
    /// Reads out what a search finds, as the record is at one moment, and records that it did.
    ///
    /// `begin` gets the head and makes what takes the rest; `take` may end it early with an error.
    pub async fn export<S, E>(
        &self,
        order: ExportOrder,
        begin: impl FnOnce(&ReportHead) -> Result<S, E> + Send + 'static,
        mut take: impl FnMut(&mut S, Told<'_>) -> Result<(), E> + Send + 'static,
    ) -> Result<(ReportHead, S), E>
    where
        S: Send + 'static,
        E: From<EngineError> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        let text = order.query.clone();
        let (depth, notes) = (order.depth, order.notes);
        let moment = blocking(move || Moment::now(&shared, &text, depth, notes)).await?;
        self.note_export(order.query, order.format, moment.head.count)
            .await?;
        let work = move || {
            let mut taker = begin(&moment.head)?;
            if depth == Depth::Proof {
                prove::tell(&moment, |piece| take(&mut taker, Told::Piece(piece)))?;
            }
            moment.read(depth, |reported| take(&mut taker, Told::Row(reported)))?;
            Ok((moment.head, taker))
        };
        let joined = tokio::task::spawn_blocking(work).await;
        joined.map_err(|error| EngineError::Internal(error.to_string()))?
    }
}

/// One moment of the record; what is written later is not seen.
struct Moment {
    conn: Connection,
    registry: Arc<Registry>,
    query: Query,
    head: ReportHead,
    /// What the owner said, by purchase number.
    words: BTreeMap<i64, Standing>,
    notes: bool,
}

impl Moment {
    fn now(shared: &Shared, text: &str, depth: Depth, notes: bool) -> Result<Self, EngineError> {
        let made_at = shared.now();
        let zone = shared.options.zone;
        let query = Query::asked_at(text, made_at, zone);
        // A list on a screen may say what it did not understand; a file that goes elsewhere must
        // not hold more than was asked for.
        if let Some((term, problem)) = query
            .terms()
            .into_iter()
            .find_map(|term| Some((term.text, term.problem?)))
        {
            return Err(EngineError::Query(format!("{term}: {problem}")));
        }
        let conn = shared.readers.connect_to_scan()?;
        conn.execute_batch("BEGIN")?;
        let registry = shared.registry();
        let totals = crate::search::totals(&conn, &registry, &query, Attempts::All)?;
        let none = || EngineError::NotFound { what: "checkpoint" };
        let signed = store::log::last_signed(&conn)?;
        let signed = signed.and_then(|signed| signed.head()).ok_or_else(none)?;
        let head = ReportHead {
            made_at,
            query: text.to_owned(),
            zone,
            count: totals.count,
            paid: totals.paid,
            size: signed.size,
            root: signed.root.to_base64(),
            checkpoint: shared.note(&signed),
            proof: match depth {
                Depth::Proof => Some(prove::proof(shared, &conn, &signed, text)?),
                Depth::Rows | Depth::Movements => None,
            },
        };
        Ok(Self {
            words: store::words::standing(&conn)?,
            notes,
            conn,
            registry,
            query,
            head,
        })
    }

    fn read<E: From<EngineError>>(
        &self,
        depth: Depth,
        mut row: impl FnMut(&Reported) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(|found| row(&self.reported(found, depth)?))
    }

    /// Every purchase that was found, newest first.
    fn each<E: From<EngineError>>(
        &self,
        mut each: impl FnMut(&PurchaseRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut before = i64::MAX;
        loop {
            // A file has each attempt at what was tried several times.
            let page = Page {
                attempts: Attempts::All,
                before,
                limit: PAGE,
            };
            let hits = crate::search::page(&self.conn, &self.registry, &self.query, page)?;
            for found in &hits.rows {
                each(found)?;
                before = found.n;
            }
            if !hits.more {
                return Ok(());
            }
        }
    }

    fn reported(&self, row: &PurchaseRow, depth: Depth) -> Result<Reported, EngineError> {
        let summary = crate::rows::summary(&self.conn, &self.registry, row)?;
        let by = summary.decided_by;
        let said = self.words.get(&row.n).cloned().unwrap_or_default();
        let mut reported = Reported {
            decided_at: summary.ruled_at(),
            movements: Vec::new(),
            tags: said.tags,
            note: said.note.filter(|_| self.notes),
            summary,
        };
        let moved = depth == Depth::Movements && reported.summary.captured.minor() > 0;
        if moved || by == Some(DecidedBy::Owner) {
            self.follow(row, &mut reported)?;
        }
        if depth == Depth::Rows {
            reported.movements.clear();
        }
        Ok(reported)
    }

    /// Goes through what was recorded about the purchase.
    fn follow(&self, row: &PurchaseRow, reported: &mut Reported) -> Result<(), EngineError> {
        let mut owner: Option<Timestamp> = None;
        for entry in crate::reading::chain(&self.conn, row)? {
            let decision = matches!(
                entry.fact,
                Fact::PurchaseApproved(_) | Fact::PurchaseRejected(_)
            );
            if decision {
                owner = owner.or(Some(entry.at));
            }
            if let Some((way, settled)) = crate::reading::moved(&entry.fact) {
                let currency = row.purchase.amount.currency();
                let amount = Money::parse(&settled.amount, currency).map_err(|error| {
                    EngineError::Damaged(format!("entry {}: {error}", entry.seq))
                })?;
                reported.movements.push(Movement {
                    at: entry.at,
                    way,
                    amount,
                    seq: entry.seq,
                });
            }
        }
        reported.movements.reverse();
        if reported.summary.decided_by == Some(DecidedBy::Owner) {
            reported.decided_at = owner;
        }
        Ok(())
    }
}
