//! Searching everything that agents ever asked for.

use counterfoil_domain::ids::PurchaseId;
use counterfoil_domain::money::Money;

use super::LocalSession;
use super::local::summaries;
use crate::error::EngineError;
use crate::rows::PurchaseSummary;
use crate::search::{Page, Query, Term};
use crate::store;
use crate::store::search::Attempts;

/// A search.
#[derive(Clone, Debug)]
pub struct ActivityQuery {
    /// The search grammar of `ux.md` §5.
    pub text: String,
    /// Continues after this purchase.
    pub after: Option<PurchaseId>,
    /// How many, 1 to 500.
    pub limit: u32,
}

/// A page of hits.
#[derive(Clone, Debug)]
pub struct ActivityPage {
    /// Newest first.
    pub rows: Vec<PurchaseSummary>,
    /// Where the next page begins.
    pub next: Option<PurchaseId>,
    /// How many match in all; counted for the first page only.
    pub count: u64,
    /// Captured minus refunded of all that match, per currency; for the first page only.
    pub paid: Vec<Money>,
    /// How the query was understood.
    pub terms: Vec<Term>,
}

impl LocalSession {
    /// Searches everything agents ever asked for.
    pub async fn activity(&self, query: ActivityQuery) -> Result<ActivityPage, EngineError> {
        self.found(query, |_| Attempts::All).await
    }

    /// The same for reading: as long as nothing is searched for, what was refused and tried again
    /// is listed once, with the last attempt.
    pub async fn activity_at_a_glance(
        &self,
        query: ActivityQuery,
    ) -> Result<ActivityPage, EngineError> {
        let attempts = |query: &Query| {
            if query.is_empty() {
                Attempts::Last
            } else {
                Attempts::All
            }
        };
        self.found(query, attempts).await
    }

    async fn found(
        &self,
        query: ActivityQuery,
        attempts: fn(&Query) -> Attempts,
    ) -> Result<ActivityPage, EngineError> {
        let now = self.shared.now();
        let zone = self.shared.options.zone;
        self.read(move |conn, registry| {
            let today = now.to_datetime().with_timezone(&zone).date_naive();
            let parsed = Query::parse(&query.text, today, zone);
            let before = match query.after {
                Some(id) => {
                    store::purchases::by_id(conn, id)?
                        .ok_or(EngineError::NotFound { what: "purchase" })?
                        .n
                }
                None => i64::MAX,
            };
            let limit = usize::try_from(query.limit.clamp(1, 500)).unwrap_or(500);
            let page = Page {
                attempts: attempts(&parsed),
                before,
                limit,
            };
            let hits = crate::search::run(conn, registry, &parsed, page)?;
            let rows = summaries(conn, registry, &hits.rows)?;
            let next = if hits.more {
                rows.last().map(|row| row.id)
            } else {
                None
            };
            let terms = parsed.terms();
            Ok(ActivityPage {
                rows,
                next,
                count: hits.count,
                paid: hits.paid,
                terms,
            })
        })
        .await
    }
}
