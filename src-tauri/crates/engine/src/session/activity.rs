//! Searching everything that agents ever asked for, and what was decided lately. A list to read does
//! not end among small payments that belong together, so that their sum is whole.

use std::time::Duration;

use counterfoil_domain::ids::PurchaseId;

use super::LocalSession;
use super::local::summaries;
use crate::error::EngineError;
use crate::rows::{PurchaseSummary, SmallPayments, is_small};
use crate::search::{Hits, Page, Query, Term, Totals};
use crate::store;
use crate::store::purchases::PurchaseRow;
use crate::store::search::Attempts;

/// However many belong together, a list gets no longer than this.
const LONGEST: usize = 1000;
/// How many lately decided ones are listed, if the last of them is not small.
const LATELY: usize = 200;

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
    /// Which of them are small payments close together.
    pub small: Vec<SmallPayments>,
    /// Where the next page begins.
    pub next: Option<PurchaseId>,
    /// How the query was understood.
    pub terms: Vec<Term>,
}

impl LocalSession {
    /// Searches everything agents ever asked for.
    pub async fn activity(&self, query: ActivityQuery) -> Result<ActivityPage, EngineError> {
        self.found(query, |_| Attempts::All, Ends::AtTheLimit).await
    }

    /// Purchases of the last 24 hours that are decided or over, newest first.
    pub async fn decided_lately(&self) -> Result<Vec<PurchaseSummary>, EngineError> {
        let since = self.shared.now().minus(Duration::from_hours(24));
        self.read(move |conn, registry| {
            let longest = u32::try_from(LONGEST).unwrap_or(u32::MAX);
            let mut rows = store::purchases::decided_since(conn, since, longest)?;
            let more = rows.iter().skip(LATELY).position(|row| !is_small_row(row));
            rows.truncate(LATELY.saturating_add(more.unwrap_or(LONGEST)));
            summaries(conn, registry, &rows)
        })
        .await
    }

    /// The same for reading: as long as nothing is searched for, what was refused and tried again
    /// is listed once, with the last attempt. A page is longer where it would end among small
    /// payments.
    pub async fn activity_at_a_glance(
        &self,
        query: ActivityQuery,
    ) -> Result<ActivityPage, EngineError> {
        let ends = Ends::AfterSmallPayments;
        self.found(query, at_a_glance, ends).await
    }

    /// How many match in all, and what was paid for them. It takes longer than a page, so it is
    /// asked for apart.
    pub async fn totals(&self, text: String) -> Result<Totals, EngineError> {
        self.summed(text, |_| Attempts::All).await
    }

    /// The same of what [`Self::activity_at_a_glance`] lists.
    pub async fn totals_at_a_glance(&self, text: String) -> Result<Totals, EngineError> {
        self.summed(text, at_a_glance).await
    }

    async fn summed(
        &self,
        text: String,
        attempts: fn(&Query) -> Attempts,
    ) -> Result<Totals, EngineError> {
        let (now, zone) = (self.shared.now(), self.shared.options.zone);
        self.read(move |conn, registry| {
            let query = Query::asked_at(&text, now, zone);
            crate::search::totals(conn, registry, &query, attempts(&query))
        })
        .await
    }

    async fn found(
        &self,
        query: ActivityQuery,
        attempts: fn(&Query) -> Attempts,
        ends: Ends,
    ) -> Result<ActivityPage, EngineError> {
        let now = self.shared.now();
        let zone = self.shared.options.zone;
        self.read(move |conn, registry| {
            let parsed = Query::asked_at(&query.text, now, zone);
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
            let mut hits = crate::search::page(conn, registry, &parsed, page)?;
            while let Some(last) = ends.too_early(&hits) {
                let rest = Page {
                    before: last,
                    ..page
                };
                let mut next = crate::search::page(conn, registry, &parsed, rest)?;
                if let Some(end) = next.rows.iter().position(|row| !is_small_row(row)) {
                    next.more |= end.saturating_add(1) < next.rows.len();
                    next.rows.truncate(end.saturating_add(1));
                }
                hits.rows.extend(next.rows);
                hits.more = next.more;
            }
            let rows = summaries(conn, registry, &hits.rows)?;
            let next = if hits.more {
                rows.last().map(|row| row.id)
            } else {
                None
            };
            let terms = parsed.terms();
            Ok(ActivityPage {
                small: SmallPayments::among(&rows),
                rows,
                next,
                terms,
            })
        })
        .await
    }
}

/// Where a page ends.
#[derive(Clone, Copy)]
enum Ends {
    AtTheLimit,
    AfterSmallPayments,
}

impl Ends {
    /// The row after which the page must go on.
    fn too_early(self, hits: &Hits) -> Option<i64> {
        let last = hits.rows.last().filter(|row| is_small_row(row))?;
        let goes_on = match self {
            Self::AtTheLimit => false,
            Self::AfterSmallPayments => hits.more && hits.rows.len() < LONGEST,
        };
        goes_on.then_some(last.n)
    }
}

fn at_a_glance(query: &Query) -> Attempts {
    if query.is_empty() {
        Attempts::Last
    } else {
        Attempts::All
    }
}

fn is_small_row(row: &PurchaseRow) -> bool {
    is_small(row.purchase.amount)
}
